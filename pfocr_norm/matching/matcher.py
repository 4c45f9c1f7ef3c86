"""Mention to scored matches of every organism, by ordered tiers.

A tier says how a name matched; the tiers are tried in order and a later one is only asked when the earlier
ones found nothing (in any organism that the caller wants). Nothing here chooses an organism.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..model.result import Tier
from ..organisms.genes import lenders, prefixes, yeasts
from ..text import forms, series, wording
from ..text import names as nm
from ..text import readings as rd
from ..text import substances as sb
from ..text.lazy import lazy
from ..vocabulary.identifiers import curie_of, is_accession_only
from ..vocabulary.protocol import Hit, Vocabulary
from ..vocabulary.reader import MEMORY

#: Tier of a name by its status in the vocabulary (order of lexicon.entry.STATUSES).
STATUS_TIERS = (
    Tier.APPROVED, Tier.FULL_NAME, Tier.PREVIOUS, Tier.ALIAS, Tier.ALIAS, Tier.ALIAS, Tier.PREVIOUS, Tier.ALIAS,
)  # fmt: skip
WITHDRAWN = 6
#: Types of concepts that are substances or classes of them.
SUBSTANCES = frozenset(("chemical", "drug", "role"))

#: Variants that are derived from the printed word, mildest first.
VIA_EXACT, VIA_STRIPPED, VIA_EXPANDED, VIA_WORDS, VIA_OCR, VIA_FUZZY, VIA_ORTHOLOG = range(7)

#: Tiers of the variants, by VIA_ code and status.
_TIERS = (
    STATUS_TIERS, (Tier.STRIPPED,) * 8, (Tier.EXPANDED,) * 8,
    tuple([t if t is Tier.APPROVED else Tier.FULL_NAME for t in STATUS_TIERS]),
    (Tier.OCR,) * 8, (Tier.FUZZY,) * 8, STATUS_TIERS,
)  # fmt: skip
_RANKS = tuple([tuple([tuple(Tier).index(tier) for tier in row]) for row in _TIERS])

#: What a keyword looks like that is an identifier: a prefix of a database, or an accession that tells its own.
_PREFIXED = lazy(
    r"^(?:hgnc|mgi|rgd|flybase|fb|ncbigene|entrez|geneid|ensembl|uniprot|uniprotkb|sgd|chebi|drugbank|mesh|fplx|zfin"
    r"|wormbase):\s*.+$",
    re.IGNORECASE,
)
_ACCESSION = lazy(r"(?:FBgn\d{7}|WBGene\d{8}|DB\d{5}|ZDB-GENE-\d{6}-\d+|ENS[A-Z]{0,6}G\d{11}(?:\.\d+)?)$")

#: Characters of a key's start that are taken as they are where two others differ.
STEM = 4
#: Longer labels are sentences.
LONGEST = 120
#: Labels of so many characters are completed to names of the vocabulary, when these are few.
COMPLETED, MOST_COMPLETIONS = 6, 400


class Match(NamedTuple):
    """A vocabulary name found for a label.

    ``via`` is one of the VIA_ codes, ``text`` the variant of the label that matched, ``note`` what was done
    to it in words, ``cost`` the number of characters changed (0 for exact variants; 1 where a name has a number
    that the label lacks and that is not the first).
    """

    hit: Hit
    via: int
    text: str
    note: str = ""
    cost: int = 0

    @property
    def tier(self) -> Tier:
        """Tier of the match."""
        return _TIERS[self.via][self.hit.status]

    @property
    def rank(self) -> int:
        """Rank of the tier, 0 for the best."""
        return _RANKS[self.via][self.hit.status]


class Namesake(NamedTuple):
    """A name of a gene that also names something in a figure's organisms.

    Attributes
    ----------
    key, status
        The name's key, and its status for the gene.
    text
        How the figure's organism writes it.
    approved, ortholog
        Whether it is an approved symbol there, and whether an ortholog of the gene, or a family with one, bears it.
    """

    key: str
    status: int
    text: str
    approved: bool
    ortholog: bool


class Matcher:
    """Find a label's matches in a vocabulary.

    Parameters
    ----------
    lexicon
        The open vocabulary.
    memory
        Labels whose matches are remembered.

    Examples
    --------
    >>> from pfocr_norm.vocabulary.reader import Lexicon
    >>> matcher = Matcher(Lexicon.open())
    >>> {matcher.lexicon.concept(m.hit.concept).name for m in matcher.exact("MEK1") if m.hit.taxon == 9606}
    {'MAP2K1'}
    """

    def __init__(self, lexicon: Vocabulary, *, memory: int = MEMORY) -> None:
        self.lexicon = lexicon
        #: Names of a label as it is, all organisms.
        self.named_so = lru_cache(maxsize=2 * memory)(self._named_so)
        self.variants = lru_cache(maxsize=memory)(self._variants)
        self.reworded = lru_cache(maxsize=memory)(self._reworded)
        self.substances = lru_cache(maxsize=memory)(self._substances)
        self.repairs = lru_cache(maxsize=1 << 14)(self._repairs)
        self.named = lru_cache(maxsize=memory // 4)(self._named)
        #: Names of a key, remembered: those of the genes of other organisms are asked for in every figure.
        self.hits = lru_cache(maxsize=2 * memory)(lexicon.hits)
        self.orthologs = lru_cache(maxsize=4 * memory)(self._orthologs)
        self.keys_of = lru_cache(maxsize=memory // 2)(self._keys_of)
        self.namesakes = lru_cache(maxsize=memory)(self._namesakes)

    def _orthologs(self, gene: int, taxon: int) -> tuple[int, ...]:
        """Return the concepts of an organism that share an ortholog group with a gene."""
        return tuple(self.lexicon.orthologs(gene, taxon))

    def identifier(self, text: str) -> Hit | None:
        """Return the concept of a CURIE or a bare database identifier, or None."""
        curie = _curie_of(text)
        if curie is None and text[-1:].isdigit() and is_accession_only(text) and not self.named_so(text):
            curie = curie_of(text)
        number = None if curie is None else self.lexicon.find(curie)
        return None if number is None else self.lexicon.hit_of(number)

    def exact(self, text: str) -> tuple[Match, ...]:
        """Return the matches of the label as it is, all organisms."""
        return tuple([Match(hit, VIA_EXACT, text) for hit in self.named_so(text)])

    def _named_so(self, text: str) -> tuple[Hit, ...]:
        key = nm.fold(text)
        hits = self.hits(key)  # spellings of one key share their hits
        if len(hits) > 1 and len(key) <= sb.SHORT_KEY and not hits[0].taxon:
            hits = self._as_charged(text, hits)
        return hits

    def _as_charged(self, text: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """Leave out substances whose name has another charge or option: O2 is not O2-, nor NADP NAD(P)."""
        name_text = self.lexicon.name_text
        like = [hit for hit in hits if not hit.taxon and sb.same_sign(text, name_text(hit.name))]
        return tuple([hit for hit in hits if hit.taxon or hit in like]) if like else hits

    def _substances(self, text: str) -> tuple[Match, ...]:
        """Matches of the names of substances that a label may stand for, of the first such name that there is."""
        best: tuple[int, str, list[Hit]] = (2, text, [])
        for reading in sb.readings(text):
            rank, hits = self._spelled(reading)
            if hits and rank < best[0]:
                best = rank, reading, hits
            if not best[0]:
                break
        _, reading, hits = best
        note = "a name in another spelling" if reading == text else f"read as {reading!r}"
        return tuple([Match(hit, VIA_WORDS, reading, note) for hit in hits])

    def _spelled(self, text: str) -> tuple[int, list[Hit]]:
        """Return the substances that have a name of this spelling, or else one that differs in how it is written.

        Stereochemistry must not contradict; a name that says the same of it as the label comes before one that leaves
        it open.
        """
        kinds = self.lexicon.kinds
        exact = [hit for hit in self.named_so(text) if kinds[hit.kind] in SUBSTANCES]
        if exact:
            return 0, exact
        key, stereo = sb.key(text), sb.split(text)[1]
        if len(key) < 3:
            return 0, []
        found: dict[int, tuple[int, Hit]] = {}
        for hit in (*self.hits(sb.MARK + key), *self.hits(key)):
            if kinds[hit.kind] in SUBSTANCES:
                rank = sb.agree(stereo, sb.split(self.lexicon.name_text(hit.name))[1])
                if rank is not None and (hit.concept not in found or rank < found[hit.concept][0]):
                    found[hit.concept] = rank, hit
        best = min((rank for rank, _ in found.values()), default=0)
        return best, self.widest([hit for rank, hit in found.values() if rank == best])

    def widest(self, hits: Sequence[Hit]) -> list[Hit]:
        """Leave out the substances that are forms of another among them: glucose, not its anomers."""
        if len(hits) < 2:
            return list(hits)
        lexicon = self.lexicon
        forms = {hit.concept: {curie for _, curie in lexicon.stored_forms(hit.concept)} for hit in hits}
        own = {hit.concept: self.chebi_of(hit.concept) for hit in hits}
        out = []
        for hit in hits:
            mine = own[hit.concept]
            wider = [
                other
                for other in forms
                if other != hit.concept and mine and mine <= forms[other] and not own[other] <= forms[hit.concept]
            ]
            if not wider:
                out.append(hit)
        return out

    def chebi_of(self, concept: int) -> frozenset[str]:
        """Return the ChEBI identifiers that are a substance's own."""
        reference = self.lexicon.reference(concept)
        first = [reference.curie] if reference.prefix == "chebi" else []
        ids = dict(self.lexicon.concept(concept).xrefs).get("chebi", ())
        return frozenset((*first, *(f"chebi:{identifier}" for identifier in ids)))

    def _variants(self, text: str) -> tuple[Match, ...]:
        """Matches of readings of the label that keep its meaning: affixes, lists, word order, organism prefix."""
        out: dict[int, Match] = {}

        def add(found: Iterable[Match]) -> None:
            for match in found:
                out.setdefault(match.hit.concept, match)

        substances = self.substances(text)
        add(substances)
        text = nm.plain_dashes(text)
        add(self._by_words(text))
        add(self._series(text))
        for reading in rd.readings(text):
            if (substances and f"({reading})" in text) or sb.is_charge(reading):
                continue  # "acrylamide (AA)" is no AA
            note = f"read as {reading!r}"
            whole = not substances and sb.keeps(text, reading)
            add([
                Match(m.hit, VIA_STRIPPED, reading, note)
                for m in self.exact(reading)
                if whole or self.lexicon.kinds[m.hit.kind] not in SUBSTANCES
            ])  # fmt: skip
            add(self._by_words(reading))
        for prefix, taxon in prefixes().items():
            if text.startswith(prefix):
                rest = text[len(prefix) :].lstrip("-")
                if len(rest) > 2 and (rest[0].isupper() or rest[0] in "-") and rest != text:
                    add(
                        Match(m.hit, VIA_STRIPPED, rest, f"organism prefix {prefix!r}")
                        for m in self.exact(rest)
                        if m.hit.taxon == taxon
                    )
        yeast = forms.yeast_form(text)
        if yeast is not None:
            add(
                Match(m.hit, VIA_STRIPPED, yeast[0], f"without {yeast[1].strip()!r}, a yeast's protein or allele")
                for m in self.exact(yeast[0])
                if m.hit.taxon in yeasts()
            )
        for stripped, affix in forms.strip_forms(text):
            # The phosphate of a substance (mevalonate-P) is another substance.
            phosphate = affix.endswith(("-P", " P"))
            found = [
                Match(m.hit, VIA_STRIPPED, stripped, f"without {affix.strip()!r}")
                for m in self.exact(stripped)
                if not phosphate or self.lexicon.kinds[m.hit.kind] not in SUBSTANCES
            ]
            add(found)
            if not found:
                add(self._by_words(stripped))
        return tuple(out.values())

    def _series(self, text: str) -> Iterator[Match]:
        """Yield the genes whose approved symbols are built from a label by rule: miR-21-5p, collagen VII."""
        for place, symbol in enumerate(series.micro_rnas(text) or series.collagens(text)):
            for hit in self.lexicon.hits(nm.fold(symbol)):
                if not hit.status and self.lexicon.name_text(hit.name).lower() == symbol:
                    # One microRNA may come from several genes; the first stands for all.
                    cost = int(symbol[-1] in "23bc" and place > 1)
                    yield Match(hit, VIA_STRIPPED, symbol, "the gene of this name by its rule", cost)

    def _by_words(self, text: str) -> Iterator[Match]:
        key = nm.bag(text)
        if key:
            # A bag has no a, which is an article or alpha: protein kinase C is not its form alpha. Nor has it "like".
            alpha, like = "a" in wording.tokens(text), nm.words(text).count("like")
            for hit in self.lexicon.hits(key):
                name = self.lexicon.name_text(hit.name)
                if (alpha and "a" not in wording.tokens(name)) or nm.words(name).count("like") != like:
                    continue
                yield Match(hit, VIA_WORDS, text, "the same words in another order or form")

    def _reworded(self, text: str) -> tuple[Match, ...]:
        """Matches of descriptive names that say the same with a word more, a word less, or one in another form."""
        out: dict[int, Match] = {}
        if len(text) > LONGEST:
            return ()
        text = nm.plain_dashes(text)
        spelled = wording.respelled(text)
        if spelled != text:
            for match in (*self.exact(spelled), *self._by_words(spelled)):
                out.setdefault(match.hit.concept, Match(match.hit, VIA_WORDS, spelled, f"read as {spelled!r}"))
        if not out:
            for match in (*self._completed(spelled), *self._nearly(spelled), *self._described(text)):
                out.setdefault(match.hit.concept, match)
        return tuple(out.values())

    def isoform(self, text: str) -> Iterator[Match]:
        """Yield the genes that a splice form is called after: OCT4A, FLNBv4."""
        base = forms.isoform(nm.plain_dashes(text))
        if base is not None:
            for match in self.exact(base):
                if self.lexicon.kinds[match.hit.kind] == "gene":
                    yield Match(match.hit, VIA_STRIPPED, base, f"an isoform of {base}")

    def _described(self, text: str) -> Iterator[Match]:
        """Yield what the symbol in a description stands for: chemokine receptor CXCR4, CXCR3 receptor."""
        symbol = rd.apposition(text)
        if symbol is not None:
            for match in self.exact(symbol):
                yield Match(match.hit, VIA_STRIPPED, symbol, f"the symbol in {text!r}")
        described = rd.described(text)
        if described is not None:
            symbol, kind = described
            for match in self.exact(symbol):
                if any(kind in nm.words(name.text) for name in self.lexicon.names(match.hit.concept)):
                    yield Match(match.hit, VIA_STRIPPED, symbol, f"the {kind} {symbol}")

    def _completed(self, text: str) -> Iterator[Match]:
        """Yield the names that begin with a label and go on with nothing but a number or a qualifier."""
        key = nm.fold(text)
        if len(key) < COMPLETED or not (" " in text or text[1:].islower()):
            return
        if nm.singular(text.lower()) in wording.CLASSES:
            return
        lexicon = self.lexicon
        keys = lexicon.keys_with_prefix(key)
        if len(keys) > MOST_COMPLETIONS:
            return
        for other in sorted(keys):
            for hit in lexicon.hits(other) if other != key else ():
                if lexicon.kinds[hit.kind] == "gene":
                    name = lexicon.name_text(hit.name)
                    # A number at the end is whole: delta-like 4 (Drosophila), not interleukin 1 beta for interleukin 1.
                    if key[-1].isdigit() and nm.fold(wording.without_brackets(name)) != key:
                        continue
                    lacking = wording.lacks_only(text, name)
                    if lacking is not None:
                        number = next((w for w in lacking if w not in wording.QUALIFIERS), "")
                        cost = int(not wording.is_first(number, text))
                        yield Match(hit, VIA_STRIPPED, name, f"read as {name!r}", cost)

    def _nearly(self, text: str) -> Iterator[Match]:
        lexicon = self.lexicon
        for key, note, number in wording.near(text):
            for hit in lexicon.hits(key):
                name = lexicon.name_text(hit.name)
                if lexicon.kinds[hit.kind] == "gene" and wording.same_gene(text, name):
                    yield Match(hit, VIA_STRIPPED, name, note, int(not wording.is_first(number, text)))

    def heirs(
        self, found: Iterable[Match], taxa: Sequence[int], *, sources: Collection[int] = ()
    ) -> Iterator[tuple[Match, int, int]]:
        """Yield the orthologs, in some organisms, of the genes of other organisms among the matches.

        Each comes with the match whose name it has, and its organism; :meth:`inherited` makes a match of it. Most are
        matches already, by a name of their own.

        Few organisms have their genes' full names and old aliases in the vocabulary; the human and mouse ones
        hold for their orthologs ("inducible NO synthase" of the rat).
        """
        lexicon = self.lexicon
        sources = sources or lenders(1)
        found = list(found)
        bearers = {match.hit.concept for match in found if match.via == VIA_EXACT}
        # What an organism calls so itself, where the label was taken apart.
        parts = {(match.text, match.hit.taxon) for match in found if match.via != VIA_EXACT}
        for match in found:
            hit = match.hit
            if hit.taxon not in sources or match.via in (VIA_OCR, VIA_FUZZY) or lexicon.kinds[hit.kind] != "gene":
                continue
            for taxon in taxa:
                if taxon == hit.taxon or (match.text, taxon) in parts:
                    continue
                orthologs = self.orthologs(hit.concept, taxon)
                if len(orthologs) > 1 and not bearers.isdisjoint(orthologs):
                    continue  # of two copies of a gene it is the one that is called so itself
                for other in self._namesake_of(hit.concept, orthologs):
                    yield match, taxon, other

    def inherited(self, match: Match, taxon: int, heir: int) -> Match:
        """Return the match of an ortholog that has the name of a gene of another organism."""
        hit = match.hit
        return Match(
            Hit(heir, hit.name, hit.status, hit.rendering, taxon, hit.kind), VIA_ORTHOLOG, match.text,
            f"ortholog of {self.lexicon.reference(hit.concept).curie}, which bears the name", match.cost,
        )  # fmt: skip

    def _namesake_of(self, gene: int, orthologs: Sequence[int]) -> Sequence[int]:
        """Return the ortholog that has a gene's own symbol, where there are several and one has; else all of them."""
        if len(orthologs) < 2:
            return orthologs
        symbol = nm.fold(self.lexicon.symbol(gene))
        same = [o for o in orthologs if nm.fold(self.lexicon.symbol(o)) == symbol]
        return same or orthologs

    def _keys_of(self, gene: int) -> frozenset[str]:
        """Return the keys of all names of a gene."""
        return frozenset(key for key, _ in self.lexicon.concept_keys(gene))

    def _namesakes(self, gene: int, targets: frozenset[int]) -> tuple[Namesake, ...]:
        """Return the names of a gene that also name something in other organisms, those of a figure."""
        lexicon, out = self.lexicon, []
        orthologs = {o for taxon in targets for o in self.orthologs(gene, taxon)}
        for key, status in lexicon.concept_keys(gene):
            meanings = [hit for hit in self.hits(key) if hit.taxon in targets]
            if meanings and len(key) > 1:
                ortholog = any(
                    m.concept in orthologs or (orthologs and orthologs.intersection(lexicon.members_of(m.concept)))
                    for m in meanings
                )
                approved = any(m.status == 0 for m in meanings)
                out.append(Namesake(key, status, lexicon.name_text(meanings[0].name), approved, ortholog))
        return tuple(out)

    def expansion(self, text: str) -> list[str]:
        """Return the single names of a list (``AKT1/2``) when the vocabulary knows at least one of them."""
        parts = rd.expand(nm.plain_dashes(text))
        return parts if any(self.part(p) for p in parts) else []

    def part(self, text: str) -> tuple[Match, ...]:
        """Matches of one name of a list: as it is, else, when it is described in words, in another form."""
        return self.exact(text) or (self.variants(text) if " " in text else ())

    def _repairs(self, text: str) -> tuple[Match, ...]:
        """Matches of keys that OCR confusions could have turned into this one, fewest confusions first."""
        key = nm.fold(text)
        if not 2 <= len(key) <= 40:
            return ()
        lexicon, out, seen, found_at = self.lexicon, [], set(), 0
        for variant, count in nm.ocr_variants(key, most=2 if len(key) > 3 else 1):
            if found_at and count > found_at:
                break
            if variant in lexicon:
                found_at = count
                for hit in lexicon.hits(variant):
                    if hit.concept not in seen:
                        seen.add(hit.concept)
                        out.append(Match(hit, VIA_OCR, variant, "a confusion of OCR", count))
        return tuple(out)

    def _named(self, near: tuple[tuple[str, int], ...]) -> tuple[Match, ...]:
        """Return the matches of keys that are some letters away."""
        return tuple([
            Match(hit, VIA_FUZZY, key, f"{distance} letter{'s' if distance > 1 else ''} away", distance)
            for key, distance in near
            for hit in self.lexicon.hits(key)
        ])  # fmt: skip

    def nearest(self, key: str) -> list[tuple[str, int]]:
        """Return the keys within the distance that the length allows, if there are any: the nearest only.

        Distance is optimal string alignment on keys: 1 from four characters on, 2 from ten on; never for three
        letters or fewer.
        """
        n = len(key)
        if n < 4 or n > 80:
            return []
        lexicon, known = self.lexicon, self.lexicon.get_key
        found: dict[str, int] = {}
        if n < 10:
            return [(variant, 1) for variant in sorted({v for v in nm.one_edit(key) if known(v) is not None})]
        half = n // 2
        head, tail = key[:half], key[half:]
        found = self._near(key, head)
        stems = [stem for stem in sorted(set(nm.one_edit(head))) if stem != head and lexicon.has_prefix(stem)]
        swapped = key[: half - 1] + key[half] + key[half - 1] + key[half + 1 :]
        for variant in (*(stem + tail for stem in stems), swapped):
            if known(variant) is not None:
                found[variant] = 1
        found.pop(key, None)
        if 1 not in found.values():
            # Two edits: one of them in each half, or both behind the first letters.
            start = key[:STEM]
            for stem in (start, *(stem for stem in stems if not stem.startswith(start))):
                found.update(self._near(key, stem))
            found.pop(key, None)
        if not found:
            return []
        best = min(found.values())
        return sorted((k, d) for k, d in found.items() if d == best and k[0] != "\x01")

    def _near(self, key: str, stem: str) -> dict[str, int]:
        """Return the keys that start with a stem and are at most two edits from a key, with their distance."""
        keys = self.lexicon.keys_with_prefix(stem)
        rows = process.extract(key, keys, scorer=OSA.distance, score_cutoff=2, limit=None)
        return {other: distance for other, distance, _ in rows}


def _curie_of(text: str) -> str | None:
    told = _PREFIXED.match(text) if ":" in text else text[-1:].isdigit() and _ACCESSION.match(text)
    return curie_of(text) if told else None

