"""What one record adds to an audit: a small value that any process can work out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RecordError
from ..model.result import FlagCode, NormalizedRecord, Status
from .sample import packed
from .table import table_row
from .tally import clip
from .verdict import SUSPICIOUS_CHEMICAL, Verdict, fix_of, is_gene, is_wrong, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..model.result import Term
    from ..normalizer import Normalizer

#: Shown where a record names no organism, or the text decides none.
NONE, UNDECIDED = "no organism", "undecided"

#: Bins of the score distribution, each 1/20 wide, and the last bin of the genes per figure.
SCORE_BINS, MAX_GENES = 20, 100

#: The tables of printed words, in the order of :attr:`Judgement.words`.
TABLES = ("causes", "stop_words", "chemicals", "families")

#: A printed word, the keywords that came of it, and what it should have been.
Entry = tuple[str, tuple[str, ...], str]


class Judgement(NamedTuple):
    """One record, judged.

    Attributes
    ----------
    figid, verdict, data_version, record_flags, wrong
        Whose it is, the verdict, the vocabulary, the codes of its flags, how many of its terms are wrong.
    pairs
        Tagged and decided organisms.
    terms, term_flags, scores
        Terms by (status, tier); terms by flag; terms by (tier, bin of the score).
    genes_before, genes_after
        Different gene keywords as tagged; different genes proposed.
    words
        Entries for each of :data:`TABLES`.
    row
        Cells of the full table; none when it is not asked for.
    digest
        What the report shows of it, compressed.
    clade
        How broad the text is where it names no organism; empty where it names one.
    roles
        Tagged organisms that the text names in another role than its subject, with that role.
    """

    figid: str
    verdict: Verdict
    data_version: str
    record_flags: tuple[str, ...]
    wrong: int
    pairs: tuple[tuple[str, str], ...]
    terms: dict[tuple[str, str], int]
    term_flags: dict[str, int]
    scores: dict[tuple[str, int], int]
    genes_before: int
    genes_after: int
    words: tuple[tuple[Entry, ...], ...]
    row: tuple[str, ...]
    digest: bytes
    clade: str = ""
    roles: tuple[tuple[str, str], ...] = ()


def judge(result: NormalizedRecord, *, row: bool = False) -> Judgement:
    """Judge one normalized record.

    Parameters
    ----------
    result
        The record.
    row
        Whether to make its line of the full table.
    """
    statuses: Counter[tuple[str, str]] = Counter()
    flags: Counter[str] = Counter()
    scores: Counter[tuple[str, int]] = Counter()
    before: set[str] = set()
    after: set[str] = set()
    for term in result.terms:
        match = term.match
        tier = match.tier.value if match else ""
        statuses[term.status.value, tier] += 1
        flags.update({f.code.value for f in term.flags})
        if match is not None:
            scores[tier, max(0, min(SCORE_BINS - 1, int(match.score * SCORE_BINS)))] += 1
        if is_gene(term):
            before.add(term.keyword)
            if match is not None:
                after.add(match.curie)
    return Judgement(
        result.figid, verdict(result), result.data_version, tuple(sorted({f.code.value for f in result.flags})),
        sum(map(is_wrong, result.terms)), tuple(organism_pairs(result)), dict(statuses), dict(flags), dict(scores),
        len(before), len(after), _words(result.terms), tuple(table_row(result).values()) if row else (),
        packed(result), "" if result.organism.clade is None else result.organism.clade.name,
        tuple(tagged_roles(result)),
    )  # fmt: skip


def _words(terms: Sequence[Term]) -> tuple[tuple[Entry, ...], ...]:
    causes: dict[str, list[Term]] = {}
    stops: dict[str, list[Term]] = {}
    chemicals: dict[str, list[Term]] = {}
    families: dict[str, list[Term]] = {}
    blown_up: dict[str, list[Term]] = {}
    for term in terms:
        match = term.match
        codes = {f.code for f in term.flags}
        label = term.label or term.keyword
        if match is not None and match.entity_type in ("family", "complex"):
            families.setdefault(match.name, []).append(term)
        elif label != term.keyword and term.status is not Status.STOPPED:
            blown_up.setdefault(label, []).append(term)
        if is_wrong(term):
            causes.setdefault(label, []).append(term)
        # A plain word that was resolved all the same (Toll, the gene) did not become a gene by mistake.
        if FlagCode.COMMON_WORD in codes and term.status is Status.STOPPED:
            stops.setdefault(label, []).append(term)
        if _is_suspicious(term):
            # "Al" is what stands there; "ATP" is what was printed where ATPsynbeta stands.
            chemicals.setdefault(term.keyword if FlagCode.GENERIC_CHEMICAL in codes else label, []).append(term)
    # One printed word with several keywords is a family too, where the vocabulary has no name for it.
    for label, members in blown_up.items():
        if len({t.keyword for t in members}) > 1:
            families.setdefault(label, []).extend(members)
    return tuple(tuple(_entries(found)) for found in (causes, stops, chemicals, families))


def _entries(found: Mapping[str, list[Term]]) -> Iterator[Entry]:
    for name, members in found.items():
        yield name, tuple(dict.fromkeys(term.keyword for term in members)), _fix(members)


def _is_suspicious(term: Term) -> bool:
    """Tell whether a term is a class of chemicals, or a word for a gene and a chemical that was not as it was tagged.

    ATP that is answered with ATP is in order, whatever else the word can mean.
    """
    codes = {f.code for f in term.flags}
    if FlagCode.GENERIC_CHEMICAL in codes:
        return True
    return bool(codes & SUSPICIOUS_CHEMICAL) and (term.match is None or term.label != term.keyword)


def organism_pairs(result: NormalizedRecord) -> list[tuple[str, str]]:
    """Return the (tagged, decided) pairs of one record, by species name."""
    return pairs_of(map(species, result.record.organisms_ner), (species(o.name) for o in result.organism.organisms))


def tagged_roles(result: NormalizedRecord) -> list[tuple[str, str]]:
    """Return the tagged organisms that the text names without being about them, each with its role, by species.

    Examples
    --------
    >>> from pfocr_norm import Normalizer
    >>> record = {"papertitle": "Mice infected with Listeria monocytogenes", "caption": "Tlr2 of the mice.",
    ...           "organisms_ner": ["Listeria monocytogenes", "Mus musculus"]}
    >>> tagged_roles(Normalizer().normalize(record))
    [('Listeria monocytogenes', 'pathogen')]
    """
    role = {species(other.name): other.role for other in result.organism.others}
    decided = {species(organism.name) for organism in result.organism.organisms}
    tagged = dict.fromkeys(map(species, result.record.organisms_ner))
    return [(name, role[name]) for name in tagged if name in role and name not in decided]


def pairs_of(tagged: Iterable[str], decided: Iterable[str]) -> list[tuple[str, str]]:
    """Pair organisms of two sides.

    An organism on both sides is paired with itself only; a tagged one that is left is paired with all
    decided ones, which is what a curator reads as "tagged this instead of that".

    >>> pairs_of(["Danio rerio", "Homo sapiens"], ["Homo sapiens"])
    [('Homo sapiens', 'Homo sapiens'), ('Danio rerio', 'Homo sapiens')]
    >>> pairs_of([], ["Mus musculus"])
    [('no organism', 'Mus musculus')]
    """
    left = list(dict.fromkeys(tagged)) or [NONE]
    right = list(dict.fromkeys(decided)) or [UNDECIDED]
    both = [name for name in left if name in right]
    pairs = [(name, name) for name in both]
    pairs += [(a, b) for a in left if a not in both for b in right]
    if len(both) == len(left):
        pairs += [(NONE, b) for b in right if b not in both]
    return pairs


@lru_cache(maxsize=4096)
def species(name: str) -> str:
    """Return the scientific name of an organism, the same for its strains and its common name.

    >>> species("mouse"), species("D. melanogaster")
    ('Mus musculus', 'Drosophila melanogaster')
    """
    from ..organisms import normalize_organism, taxon_name

    found = normalize_organism(name) if len(name) <= 200 else None
    return clip(name, 80) if found is None else taxon_name(found.taxon)


def _fix(terms: list[Term]) -> str:
    fixes = Counter(f"{c.name} ({c.curie})" for t in terms if (c := fix_of(t)) is not None)
    if fixes:
        return min(fixes.items(), key=lambda item: (-item[1], item[0]))[0]
    if any(t.status is Status.AMBIGUOUS for t in terms):
        return "ambiguous"
    if any(t.status is Status.STOPPED for t in terms):
        return "remove"
    return "no answer"


@dataclass(frozen=True)
class Judge:
    """Judges a chunk of units or records, in any process.

    Attributes
    ----------
    normalizer
        Normalizes what is not normalized already; the vocabulary in use when it is None and something has to be.
    row
        Whether the lines of the full table are wanted.
    """

    normalizer: Normalizer | None = None
    row: bool = False

    def __call__(self, chunk: tuple[int, list[Any]]) -> list[Judgement | RecordError | None]:
        """Return one judgement or error for each item; None for a page that is no record."""
        return [self._one(item) for item in chunk[1]]

    def _one(self, item: Any) -> Judgement | RecordError | None:
        from ..corpus.frames import normalize_one, open_normalizer
        from ..formats.results import from_object, is_result
        from ..formats.source import Unit, parse_judged

        if isinstance(item, Unit):
            item = parse_judged(item)
            if item is None:
                return None
        elif is_result(item):
            try:
                item = from_object(item)
            except RecordError as error:
                item = error
        if not isinstance(item, (NormalizedRecord, RecordError)):
            item = normalize_one(open_normalizer(self.normalizer), item, mentions=False)
        return item if isinstance(item, RecordError) else judge(item, row=self.row)


__all__ = ["Judge", "Judgement", "judge", "organism_pairs", "pairs_of", "species", "tagged_roles"]
