"""Add up the evidence of a record and decide which organism it is about."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model.record import FigureRecord
from ..model.result import Evidence, NamedOrganism, OrganismCall, OrganismScore
from ..text.lazy import lazy
from .grafts import settle_grafts
from .kinds import kinds
from .mention import stated_organism
from .panel import Panel, count_votes, share_of_voice
from .places import Surroundings, spoken_for
from .roles import FREE, INVADERS
from .scan import MAX_CHARS, scan_texts
from .tables import belongs, clades, group_of, is_broad, is_clade, kind_of_group, lineage
from .taxa import canonical_taxon, taxon_name
from .weights import Weights
from .weights import weights as default_weights

FIELDS = ("papertitle", "figtitle", "caption")

#: Kinds that say how symbols are written: one vote of all different symbols.
CASE = frozenset({"capitals", "capitalized"})
#: Kinds whose weight fades where only others than human are named.
FADES = frozenset({"physiology", "clade"})
_XENOGRAFT = frozenset({9606, 10090})
#: Clades whose word means their models even beside a member that is named, and clades that name no organism.
_MIXED = frozenset({7742, 40674, 9989, 9443})
_RODENTS, _MAMMALS = 9989, 40674
_INFECT_HUMANS = frozenset({"virus", "pathogen", "parasite"})
#: Roles that an organism keeps through a text, and the kinds of a plain name.
_LASTING = frozenset({"pathogen", "source", "symbiont", "food", "expression"})
_PLAIN = frozenset({"name", "distant", "microbe"})
#: Organisms that are remedies in a text of medicine, and the evidence of such a text.
_REMEDIES = frozenset({"plant", "alga"})
_MEDICINE = frozenset({"disease", "therapy", "clinical", "physiology", "animals", "cell", "human", "strain"})
_STUDIED = frozenset({9606, 10090, 10116, 40674, 7742})
_ENOUGH_MEDICINE = 2
_ENOUGH_BOTANY = 2
_BOTANY = frozenset({"group", "hint", "systematic", "stage"})
#: Roles of organisms that give something, which may be all that a text is about.
_GIVERS = frozenset({"source", "donor", "expression"})
#: Groups that hosts belong to, and the evidence that says so.
_HOSTS = frozenset(
    "human rodent primate mammal bird fish amphibian reptile plant insect invertebrate".split()
)
_INFECTION = frozenset({"infection", "disease", "physiology", "stage", "clinical"})
_INFECTS = lazy(
    "infect|immun|defen[cs]e|resistan|pathogen|inoculat|challenge|virulen|suscept|host|blight|wilt|mildew|outbreak"
)
#: Cells and messengers of immunity, so many of which make a host.
_IMMUNE = lazy(
    r"\b(?:t|b|nk|mast|dendritic) cell|killer|phage|phil|monocyte|lymphocyte|leukocyte|cytokine|chemokine|interleukin|"
    r"interferon|\bifn|\btnf|necrosis factor|\bil-\d|\btlr|toll-like|inflammasome|immunoglobulin|\bth\d|treg|antigen"
)
_ENOUGH_IMMUNITY = 3
#: Words for organs, diseases and cells of animals, so many different ones of which make a host.
_HOSTED = frozenset({"physiology", "disease", "clinical", "cell", "strain", "animals"})
_ENOUGH_HOST = 3
#: Labels that make a panel, how surely one is a symbol, and the share that decides.
_PANEL, _SYMBOL, _MOST = 5, 0.8, 0.7
_NO_GENUS = frozenset({9606, 10090, 10116})
#: Nats below which evidence is not shown; kinds that repeat another mention.
LEAST_SHOWN = 0.05
_NO_MENTION = frozenset({"title", "beside", "nearby", "xenograft", "prefix", "systematic", "map", "clinical"})
_MAX_BESIDE = 60
_MAX_WORDS = 300
_MAX_PLACES = 20
#: Characters to the nearest organism named, beyond which a label's place says nothing; shares that are not counted.
NEAR, LEAST = 1000, 0.01
_SIDE = 60


def decide(
    record: FigureRecord,
    *,
    panel: Panel | None = None,
    weights: Weights | None = None,
    evidence: Iterable[Evidence] | None = None,
) -> OrganismCall:
    """Decide which organism, or organisms, a figure is about.

    Parameters
    ----------
    record
        The figure; its titles and caption are read.
    panel
        What the labels of the figure say, as a second witness.
    weights
        Log-odds of each kind of evidence; those in use when None.
    evidence
        What :func:`scan_record` found, when it was run before.

    Returns
    -------
    OrganismCall
        Abstains (``best`` is None) when neither text nor printed labels tell.

    Examples
    --------
    >>> record = FigureRecord(papertitle="Hippo signaling in fruit flies", caption="Yki binds Sd in the wing disc.")
    >>> call = decide(record)
    >>> call.best.name, [(e.text, e.kind) for e in call.evidence]
    ('Drosophila melanogaster', [('fruit flies', 'distant'), ('fruit flies', 'title'), ('wing disc', 'stage')])
    >>> decide(FigureRecord(caption="The MAPK pathway.")).best is None
    True
    """
    numbers = weights or default_weights()
    pieces = collect(record, panel, evidence, numbers)
    share = numbers.indirect_share if only_others_named(pieces) else 1.0
    weighed: list[Evidence] = []
    text: dict[int, float] = {}
    sure: dict[int, float] = {}
    voted: dict[int, float] = {}
    plain: dict[int, float] = {}  # without the capitals of symbols: they alone do not tell
    table = kinds()
    for item, amount in pieces:
        weight = amount * numbers.kinds[item.kind] * faded(item, share)
        if not weight:
            continue
        weighed.append(Evidence(item.text, item.field, item.start, item.end, item.taxon, weight, item.kind))
        where = voted if item.field == "keywords" else text
        if item.kind not in CASE and where is text:
            plain[item.taxon] = plain.get(item.taxon, 0.0) + weight
        where[item.taxon] = where.get(item.taxon, 0.0) + weight
        if table[item.kind].explicit:
            sure[item.taxon] = sure.get(item.taxon, 0.0) + weight
    weighed.sort(key=lambda e: (-e.weight, FIELDS.index(e.field) if e.field in FIELDS else 9, e.start, e.taxon))
    named = named_in(pieces)
    total = spread(text, named=named)
    votes = spread(voted, named={*named, *total})
    for taxon, vote in votes.items():
        total[taxon] = total.get(taxon, 0.0) + vote
    if not total:
        return OrganismCall(None, (), (), tuple(shown(weighed, ())), others_in(pieces, ()), breadth_of(weighed, None))
    total[9606] = total.get(9606, 0.0) + numbers.kinds["human_prior"] * share
    ranked = _rank(total)
    first = ranked[0]
    told = spread(plain, named=named).get(first.taxon, 0.0) >= numbers.enough or (
        panel is not None and panel.printed >= 0.5 and votes.get(first.taxon, 0.0) >= numbers.enough_labels
    )
    if told and not votes and first.taxon == 9606 and written_as_rodents(weighed):
        told = False
    if not told:
        quotes = tuple(shown(weighed, ranked[:3]))
        return OrganismCall(None, (), tuple(ranked), quotes, others_in(pieces, ()), breadth_of(weighed, None))
    xenograft = first.taxon in _XENOGRAFT and any(e.kind == "xenograft" for e in weighed)
    several = tuple(
        o
        for o in ranked
        if o is first
        or (sure.get(o.taxon, 0.0) >= numbers.named and total[first.taxon] - total[o.taxon] <= numbers.several)
        or (xenograft and o.taxon in _XENOGRAFT)
    )
    quotes = tuple(shown(weighed, several if len(several) > 1 else ranked[:3]))
    return OrganismCall(
        first, several, tuple(ranked), quotes, others_in(pieces, several), breadth_of(weighed, first.taxon)
    )


def shown(weighed: Sequence[Evidence], organisms: Sequence[OrganismScore]) -> Iterator[Evidence]:
    """Yield the evidence that people are shown: what adds something, and the labels once an organism of interest."""
    labels: dict[int, float] = {}
    size = ""
    for item in weighed:
        if item.field == "keywords":
            size = item.text
            labels[item.taxon] = labels.get(item.taxon, 0.0) + item.weight
    wanted = {o.taxon for o in organisms}
    merged = [
        Evidence(size, "keywords", -1, -1, taxon, weight, "explains")
        for taxon, weight in labels.items()
        if taxon in wanted and weight >= LEAST_SHOWN
    ]
    rest = [item for item in weighed if item.field != "keywords" and item.weight >= LEAST_SHOWN]
    return iter(sorted([*rest, *merged], key=lambda e: -e.weight))


def others_in(
    pieces: Iterable[tuple[Evidence, float]], called: Sequence[OrganismScore]
) -> tuple[NamedOrganism, ...]:
    """Return the organisms that the text names without being about them, each with its role and quotes.

    The role is that of most mentions; an organism that is only named is there for comparison.
    """
    table = kinds()
    subjects = {o.taxon for o in called}
    found: dict[int, list[Evidence]] = {}
    for item, _ in pieces:
        kind = table[item.kind]
        if kind.role and item.start >= 0 and item.kind not in _NO_MENTION and item.taxon not in subjects:
            found.setdefault(item.taxon, []).append(item)
    out = []
    for taxon, items in found.items():
        roles = Counter(table[item.kind].role for item in items)
        subject = roles.pop("subject", 0)
        role = max(roles, key=lambda name: (roles[name], name)) if roles else ""
        if not role or subject > 2 * roles[role]:
            role = "comparison"
        if is_clade(taxon) and role == "comparison":
            continue  # "mammals", "plants": breadth, not an organism
        out.append(NamedOrganism(taxon, taxon_name(taxon), role, tuple(items[:3])))
    return tuple(out)


def breadth_of(weighed: Sequence[Evidence], best: int | None) -> OrganismScore | None:
    """Return the clade that a text speaks of where it names no organism; None where it names one."""
    table = kinds()
    words: dict[int, float] = {}
    for item in weighed:
        if item.field == "keywords":
            continue
        kind = table[item.kind]
        if kind.names and item.taxon not in clades():
            return None
        if item.taxon == 9606 and (kind.indirect and item.kind not in CASE) and best == 9606:
            return None  # medicine
        if item.taxon in clades() and item.kind != "capitalized":
            taxon = _MAMMALS if item.kind == "physiology" else item.taxon  # where no fish or bird is named
            words[taxon] = words.get(taxon, 0.0) + item.weight
    if not words:
        return None
    clade = max(words, key=lambda taxon: (words[taxon], -taxon))
    return OrganismScore(clade, taxon_name(clade), words[clade] / sum(words.values()))


def is_silent(call: OrganismCall) -> bool:
    """Tell whether the text says nothing of the organism: the call abstains, or rests on labels and capitals alone."""
    return call.best is None or all(item.field == "keywords" or item.kind in CASE for item in call.evidence)


def written_as_rodents(evidence: Iterable[Evidence]) -> bool:
    """Tell whether a text that names nobody and nothing of medicine writes its symbols as rodent genes: Akt1, not AKT1.

    Such texts are about people as often as about mice.
    """
    table = kinds()
    styles: Counter[str] = Counter()
    for item in evidence:
        if item.kind in CASE:
            styles[item.kind] += 1
        elif item.taxon == 9606 and (table[item.kind].names or table[item.kind].indirect):
            return False
    return styles["capitalized"] > styles["capitals"]


def faded(item: Evidence, share: float) -> float:
    """Return what remains of a piece of evidence where only others than human are named (``share``), else 1."""
    indirect = item.kind in FADES or (item.taxon == 9606 and kinds()[item.kind].indirect)
    return share if indirect else 1.0


def named_in(pieces: Iterable[tuple[Evidence, float]]) -> frozenset[int]:
    """Return the organisms that the evidence names as more than a reagent, a source or the like."""
    table = kinds()
    return frozenset(item.taxon for item, _ in pieces if table[item.kind].names and item.field != "keywords")


def scan_record(record: FigureRecord) -> list[Evidence]:
    """Evidence of the paper title, the figure title and the caption, in that order."""
    texts = {field: getattr(record, field) for field in FIELDS}
    return [item for found in scan_texts(texts).values() for item in found]


def collect(
    record: FigureRecord, panel: Panel | None, evidence: Iterable[Evidence] | None, weights: Weights
) -> list[tuple[Evidence, float]]:
    """All evidence, each piece with the amount by which the weight of its kind is multiplied.

    The amount is the weight of the field, divided by k**FADING where it is the k-th piece of its kind for its taxon;
    the capitals of symbols are one vote of all different symbols.
    """
    read = settle_grafts(scan_record(record) if evidence is None else list(evidence))
    scanned = with_company(inherit_roles(settle_genera(read)))
    found = [(item, 0.0) for item in scanned]
    if panel is not None and panel.printed >= 0.5 and panel.labels:
        found.extend(_beside(record, panel, scanned))
    place = {"papertitle": weights.in_papertitle, "figtitle": weights.in_figtitle}
    seen: dict[tuple[int, str], int] = {}
    symbols: dict[str, Evidence] = {}
    out = []
    for item, amount in found:
        if item.kind in CASE:
            symbols.setdefault(item.text, item)
            continue
        taxon = canonical_taxon(item.taxon)
        if not amount:
            k = seen[taxon, item.kind] = seen.get((taxon, item.kind), 0) + 1
            amount = place.get(item.field, 1.0) / k**weights.fading
        out.append((item if taxon == item.taxon else item._replace(taxon=taxon), amount))
    if symbols:
        voice = share_of_voice(len(symbols)) / len(symbols)
        out.extend((item, voice) for item in symbols.values())
    infects = next((item for item in scanned if item.kind == "pathogen"), None)
    if infects is not None and group_of(infects.taxon) in _INFECT_HUMANS:
        out.append((infects._replace(taxon=9606, kind="infected"), 1.0))
    if panel is not None and (drawn := _host_panel(scanned, panel)):
        out.append((Evidence(_size(panel), "keywords", -1, -1, 9606, 0.0, "host_panel"), drawn))
    if panel is not None and panel.labels:
        votes = count_votes(panel)
        size = _size(panel)
        # How the text writes its symbols is heard already; it counts once more where nothing speaks of people.
        people = any(item.taxon == 9606 and item.kind not in CASE for item in scanned)
        case = {} if panel.of_text and people else votes.case
        for kind, share in (("explains", votes.explains), ("alone", votes.alone), ("label_case", case)):
            out.extend(
                (Evidence(size, "keywords", -1, -1, taxon, 0.0, kind), amount) for taxon, amount in share.items()
            )
    return out


def settle_genera(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Give a genus or common name, and what tells a model organism, to the relative that the text names in full.

    A clade's name is that of the one member that the text names: "shrimp" beside *Penaeus monodon*.
    "Drosophila" is the fruit fly, but in a paper on *Drosophila mojavensis* it is that one; "honeybee" beside *Apis
    cerana* is that bee; a "tadpole" beside another frog's name is no *Xenopus*.
    """
    table = kinds()
    full: dict[str, set[int]] = {}
    named: set[int] = set()
    for item in evidence:
        if table[item.kind].names and table[item.kind].role == "subject":
            named.add(item.taxon)
            genus, _, epithet = item.text.partition(" ")
            name = taxon_name(item.taxon).split()
            if epithet and len(name) > 1 and (genus.endswith(".") or epithet.islower()) and genus[0].isupper():
                full.setdefault(name[0], set()).add(item.taxon)
    within: dict[int, set[int]] = {}
    for taxon in named:
        for above in lineage(taxon)[1:]:
            if above in named and is_clade(above):
                within.setdefault(above, set()).add(taxon)
    out: list[Evidence] = []
    for item in evidence:
        kind = table[item.kind]
        if kind.names and kind.role == "subject" and item.taxon in within:
            members = within[item.taxon] - within.keys()
            if len(members) == 1:
                out.append(item._replace(taxon=next(iter(members))))
                continue
        if item.kind == "stage" and item.taxon not in named and not is_clade(item.taxon):
            group = group_of(item.taxon)
            kin = [taxon for taxon in named if taxon != item.taxon and group_of(taxon) == group and not is_clade(taxon)]
            if kin:
                out.extend(item._replace(taxon=taxon) for taxon in sorted(kin)[:1])
                continue
        elif kind.names and kind.role == "subject" and item.taxon not in _NO_GENUS:
            species = full.get(taxon_name(item.taxon).split()[0], ())
            if species and item.taxon not in species and " " not in item.text and not is_clade(item.taxon):
                out.extend(item._replace(taxon=taxon) for taxon in sorted(species))
                continue
        out.append(item)
    return out


def inherit_roles(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Give the role that governed mentions have to the plain mentions of the same organism.

    After "infection with Listeria" every "Listeria" of the text infects, unless a title names it as its subject. One
    governed mention speaks for three plain ones, one in a title for all.
    """
    table = kinds()
    roles: dict[int, Counter[str]] = {}
    plain: Counter[int] = Counter()
    heads = {item.taxon for item in evidence if item.kind == "title"}
    for item in evidence:
        if item.kind in _LASTING:
            count = roles.setdefault(item.taxon, Counter())
            count[item.kind] += 1 if item.field == "caption" else 100
        elif table[item.kind].names:
            plain[item.taxon] += 1
    for taxon in _invaders(evidence):
        roles.setdefault(taxon, Counter())["pathogen"] += 100
        heads.discard(taxon)
    for taxon in _remedies(evidence):
        roles.setdefault(taxon, Counter())["source"] += 100
        heads.discard(taxon)
    alone = _alone(evidence)
    if not roles and not alone:
        return list(evidence)
    if alone:
        # "Polysaccharides of an orchid", "the synthase from Gardenia" in a text that names nobody else: its subject.
        evidence = [item._replace(kind="distant") if item.kind in alone else item for item in evidence]
        roles = {taxon: count for taxon, count in roles.items() if not alone.issuperset(count)}
    botany = {item.text.lower() for item in evidence if item.kind in _BOTANY and group_of(item.taxon) in _REMEDIES}
    if len(botany) >= _ENOUGH_BOTANY:
        # "Leaf extracts of tobacco" in a text on plants: what was extracted is studied.
        evidence = [
            item._replace(kind="distant")
            if item.kind == "source" and group_of(item.taxon) in _REMEDIES and not is_clade(item.taxon)
            else item
            for item in evidence
        ]
        roles = {taxon: count for taxon, count in roles.items() if set(count) != {"source"}}
    settled = {
        taxon: max(count, key=lambda kind: (count[kind], kind))
        for taxon, count in roles.items()
        if taxon not in heads and 3 * count.total() >= plain[taxon]
    }
    return [
        item._replace(kind=settled[item.taxon]) if item.taxon in settled and item.kind in _PLAIN else item
        for item in evidence
        if not (item.kind == "title" and item.taxon in settled)
    ]


def _alone(evidence: Sequence[Evidence]) -> frozenset[str]:
    """Roles of organisms that are the subject after all, because the text names no other.

    A compound's source is it where the text does not speak of medicine, or speaks of how the compound is made; the
    donor of a gene and the host that expresses one are it where no other organism is named.
    """
    table = kinds()
    givers = {item.taxon for item in evidence if item.kind in _GIVERS}
    wider = {above for taxon in givers for above in lineage(taxon)}  # "lobsters" beside the American lobster
    if not givers or any(
        item.taxon not in wider and table[item.kind].names and table[item.kind].role == "subject" for item in evidence
    ):
        return frozenset()
    sources = {item.taxon for item in evidence if item.kind == "source"}
    medicine = any(item.taxon not in sources and item.kind in _MEDICINE for item in evidence)
    made = any(item.kind == "making" and item.field != "caption" for item in evidence)
    return _GIVERS if made or not medicine else _GIVERS - {"source"}


def _invaders(evidence: Sequence[Evidence]) -> set[int]:
    """Microbes that a text of infection or defence names beside a host, where its title is not theirs alone."""
    table = kinds()
    named = {e.taxon for e in evidence if table[e.kind].names and table[e.kind].role == "subject"}
    microbes = {taxon for taxon in named if group_of(taxon) in INVADERS and taxon not in FREE}
    immune = {e.text.lower() for e in evidence if e.kind == "physiology" and _IMMUNE.search(e.text.lower())}
    if len(immune) >= _ENOUGH_IMMUNITY:
        return microbes  # macrophages, T cells and interleukins are the host's
    body = {e.text.lower() for e in evidence if e.kind in _HOSTED and e.taxon in _STUDIED}
    if len(body) >= _ENOUGH_HOST:
        return microbes  # and so are organs and their diseases
    hosts = {taxon for taxon in named if group_of(taxon) in _HOSTS}
    if not microbes or not hosts or not any(_INFECTS.search(e.text.lower()) for e in evidence if e.kind in _INFECTION):
        return set()
    titled = {e.taxon for e in evidence if e.field == "papertitle"}
    of_hosts = titled & hosts or any(e.field == "papertitle" and e.text.lower() in ("host", "hosts") for e in evidence)
    return microbes if of_hosts or not titled & microbes else set()


def _size(panel: Panel) -> str:
    return f"{len(panel.labels)} label{'' if len(panel.labels) == 1 else 's'}"


def _host_panel(evidence: Sequence[Evidence], panel: Panel) -> float:
    """Return the share of labels that are human symbols where a text of infection names microbes alone, else 0.

    Such a figure draws what the microbe does to its host: RHOA, NRAS and MAPK8 beside *Escherichia coli*.
    """
    table = kinds()
    named = {e.taxon for e in evidence if table[e.kind].names or e.kind == "pathogen"}
    if not named or any(group_of(taxon) not in INVADERS or taxon in FREE for taxon in named):
        return 0.0
    if not any(_INFECTS.search(e.text.lower()) for e in evidence if e.kind in _INFECTION):
        return 0.0
    human = sum(label.text.isupper() and label.taxa.get(9606, 0.0) >= _SYMBOL for label in panel.labels)
    share = human / len(panel.labels) if len(panel.labels) >= _PANEL else 0.0
    return share if share >= _MOST else 0.0


def _remedies(evidence: Sequence[Evidence]) -> set[int]:
    """Plants and fungi of a text that is about medicine, and says nothing of plants but their names."""
    plants = {e.taxon for e in evidence if e.kind in _PLAIN and group_of(e.taxon) in _REMEDIES}
    if not plants or any(e.kind in _BOTANY and group_of(e.taxon) in _REMEDIES for e in evidence):
        return set()
    medicine = {e.text.lower() for e in evidence if e.taxon in _STUDIED and e.kind in _MEDICINE}
    return plants if len(medicine) >= _ENOUGH_MEDICINE else set()


def with_company(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Leave out everyday words that stand alone: a seed is a plant's, a bat an animal, only beside another such word.

    Or where a title ends with them: "… in tea".

    What is kept speaks for its clade as a hint, or for its species as any other name.
    """
    table = kinds()
    hints = {item.taxon for item in evidence if item.kind == "hint"}
    if not hints:
        return list(evidence)
    words: dict[int, set[str]] = {}
    for item in evidence:
        if table[item.kind].weight and not is_broad(item.taxon):
            words.setdefault(item.taxon, set()).add(item.text.lower().rstrip("s"))
    titled = {item.taxon for item in evidence if item.kind == "title"}
    kept = set(titled)
    for hint in hints:
        kin = (taxon for taxon in words if taxon != hint and (belongs(taxon, hint) or belongs(hint, taxon)))
        if len(words.get(hint, ())) > 1 or any(kin):
            kept.add(hint)
    out = []
    for item in evidence:
        if item.kind != "hint":
            out.append(item)
        elif item.taxon in kept:
            broad = item.taxon in clades()
            kind = "hint" if broad and item.taxon not in titled else "group" if broad else ""
            out.append(item._replace(kind=kind or kind_of_group(group_of(item.taxon))))
    return out


def only_others_named(pieces: Iterable[tuple[Evidence, float]]) -> bool:
    """Whether the text names organisms, and human is not among them.

    "Patients" in a title, or three times, names human; once or twice it is the usual first sentence of a paper on mice.
    """
    named = False
    clinical = 0
    table = kinds()
    for item, _ in pieces:
        kind = table[item.kind]
        if item.taxon == 9606:
            clinical += 0 if item.kind != "clinical" else 1 if item.field == "caption" else 3
            if (kind.names and item.kind != "clinical") or clinical >= 3:
                return False
        elif (kind.names and not is_broad(item.taxon)) or item.taxon == _RODENTS:
            named = named or item.kind not in CASE
    return named


def _beside(record: FigureRecord, panel: Panel, found: Sequence[Evidence]) -> list[tuple[Evidence, float]]:
    """Organisms that the text names at the labels: right beside them ("human AKT1"), or in the words around."""
    table = kinds()
    words = list(dict.fromkeys(label.text for label in panel.labels if len(label.text) >= 2))[:_MAX_WORDS]
    beside: list[tuple[Evidence, float]] = []
    spoken: dict[int, float] = {}
    places = 0
    texts = {field: getattr(record, field)[:MAX_CHARS] for field in FIELDS}
    cues = {field: [e for e in found if e.field == field] for field in FIELDS}
    around = Surroundings(texts, cues)
    for field, text in texts.items():
        here = [e for e in cues[field] if table[e.kind].explicit]
        if not text or not here:
            continue
        starts = [e.start for e in here]
        for word in words:
            for start in _occurrences(text, word):
                end = start + len(word)
                place = bisect_left(starts, start)
                near = [start - e.end for e in here[max(0, place - 1) : place]]
                near += [e.start - end for e in here[place : place + 1]]
                distance = min(near)
                if distance > NEAR:
                    continue
                places += 1
                for taxon, share in around.shares((field, start, end)).items():
                    spoken[taxon] = spoken.get(taxon, 0.0) + share
                stated = stated_organism(text, start, end, evidence=here) if distance <= _SIDE else None
                if stated is not None and len(beside) < _MAX_BESIDE:
                    beside.append((stated._replace(kind="beside"), 0.0))
    voice = share_of_voice(places)
    first = {taxon: cue for cue in reversed(found) if table[cue.kind].place for taxon in spoken_for(cue)}
    beside.extend(
        (first[taxon]._replace(kind="nearby", taxon=taxon), voice * share / places)
        for taxon, share in spoken.items()
        if taxon in first and share >= LEAST * places
    )
    return beside


def _occurrences(text: str, word: str) -> list[int]:
    """Where a word stands whole in a text, the first few places."""
    out: list[int] = []
    start = text.find(word)
    while start >= 0 and len(out) < _MAX_PLACES:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            out.append(start)
        start = text.find(word, end)
    return out


def spread(scores: Mapping[int, float], *, named: Iterable[int] = ()) -> dict[int, float]:
    """Hand the evidence of clades to their members that are named; where none is, and for mammals, to their models.

    A text of plants that names the tomato is not about Arabidopsis; "mammalian" beside "mouse" may well mean people.
    """
    out = {taxon: score for taxon, score in scores.items() if not is_clade(taxon)}
    known = [taxon for taxon in named if not is_clade(taxon)]
    for taxon, score in scores.items():
        if not is_clade(taxon):
            continue
        clade = clades().get(taxon)
        members = {one for one in known if belongs(one, taxon)}
        if clade is not None and (not members or taxon in _MIXED):
            members.update(clade.models)
        if not members and not is_broad(taxon):
            members = {taxon}
        for one in members:
            out[one] = out.get(one, 0.0) + score
    return out


def _rank(total: Mapping[int, float]) -> list[OrganismScore]:
    """Organisms by belief; what remains to 1 is the belief that it is none of them."""
    top = max(0.0, *total.values())
    exps = {taxon: math.exp(score - top) for taxon, score in total.items()}
    norm = sum(exps.values()) + math.exp(-top)
    ranked = sorted(total, key=lambda t: (-total[t], t))
    return [OrganismScore(t, taxon_name(t), exps[t] / norm) for t in ranked]
