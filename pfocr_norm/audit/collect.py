"""One pass over a corpus: counts, causes, and the most telling records, in flat memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..errors import RecordError
from ..model.result import FlagCode, NormalizedRecord, Status
from ..model.views import view
from .sample import Sample
from .table import COLUMNS, open_table, table_row
from .tally import Group, Tally, TopCounter, clip
from .verdict import SUSPICIOUS_CHEMICAL, Verdict, fix_of, is_gene, is_wrong, verdict

if TYPE_CHECKING:
    from ..model.record import FigureRecord
    from ..model.result import Term
    from ..normalizer import Normalizer

#: Shown where a record names no organism, or the text decides none.
NONE, UNDECIDED = "no organism", "undecided"

#: Bins of the score distribution, each 1/20 wide, and the last bin of the genes per figure.
SCORE_BINS, MAX_GENES = 20, 100

_BROKEN_SHOWN = 100


class Audit:
    """What was found in a corpus.

    Attributes
    ----------
    records, broken
        Number of records that were judged, and of those that could not be read.
    verdicts
        Records by :class:`Verdict`.
    matrix
        Figures by (tagged organism, decided organism). A figure with several of either counts once for each pair;
        an organism that is on both sides of a figure is paired with itself alone.
    record_flags, term_flags
        Records and terms by flag code.
    terms
        Terms by (status, tier), the tier ``""`` where there is no match.
    scores
        For each tier 20 counts of the match scores, from 0 to 1 in steps of 0.05.
    genes_before, genes_after
        Figures by number of different gene keywords as tagged, and by number of different genes and families proposed.
    causes, stop_words, chemicals, families
        Printed labels with the keywords that came of them; see :meth:`to_dict`.
    sample
        The most telling records.
    """

    def __init__(self, *, sample: int = 10_000) -> None:
        self.records = 0
        self.broken = 0
        self.errors: list[str] = []
        self.verdicts: Counter[Verdict] = Counter()
        self.matrix: TopCounter[tuple[str, str]] = TopCounter(5_000)
        self.record_flags: Counter[str] = Counter()
        self.term_flags: Counter[str] = Counter()
        self.terms: Counter[tuple[str, str]] = Counter()
        self.scores: dict[str, list[int]] = {}
        self.genes_before: Counter[int] = Counter()
        self.genes_after: Counter[int] = Counter()
        self.causes = Tally()
        self.stop_words = Tally()
        self.chemicals = Tally()
        self.families = Tally()
        self.sample = Sample(sample)
        self.data_versions: TopCounter[str] = TopCounter(100)

    def add(self, item: NormalizedRecord | RecordError) -> None:
        """Take in one normalized record, or one that could not be read."""
        if isinstance(item, RecordError):
            self.broken += 1
            if len(self.errors) < _BROKEN_SHOWN:
                self.errors.append(clip(str(item), 500))
            return
        kind = verdict(item)
        self.records += 1
        self.verdicts[kind] += 1
        self.data_versions.add(item.data_version)
        self.record_flags.update({f.code.value for f in item.flags})
        for pair in organism_pairs(item):
            self.matrix.add(pair)
        wrong = self._add_terms(item.terms)
        self.sample.add(item, kind, wrong)

    def _add_terms(self, terms: tuple[Term, ...]) -> int:
        wrong = 0
        causes: dict[str, list[Term]] = {}
        stops: dict[str, list[Term]] = {}
        chemicals: dict[str, list[Term]] = {}
        families: dict[str, list[Term]] = {}
        blown_up: dict[str, list[Term]] = {}
        before: set[str] = set()
        after: set[str] = set()
        for term in terms:
            match = term.match
            self.terms[term.status.value, match.tier.value if match else ""] += 1
            codes = {f.code for f in term.flags}
            self.term_flags.update(code.value for code in codes)
            label = term.label or term.keyword
            if match is not None:
                bins = self.scores.setdefault(match.tier.value, [0] * SCORE_BINS)
                bins[max(0, min(SCORE_BINS - 1, int(match.score * SCORE_BINS)))] += 1
            family = match is not None and match.entity_type in ("family", "complex")
            if match is not None and family:
                families.setdefault(match.name, []).append(term)
            elif label != term.keyword and term.status is not Status.STOPPED:
                blown_up.setdefault(label, []).append(term)
            if is_gene(term):
                before.add(term.keyword)
                if match is not None:
                    after.add(match.curie)
            if is_wrong(term):
                wrong += 1
                causes.setdefault(label, []).append(term)
            if FlagCode.COMMON_WORD in codes:
                stops.setdefault(label, []).append(term)
            if codes & SUSPICIOUS_CHEMICAL:
                # "Al" is what stands there; "ATP" is what was printed where ATPsynbeta stands.
                chemicals.setdefault(term.keyword if FlagCode.GENERIC_CHEMICAL in codes else label, []).append(term)
        # One printed word with several keywords is a family too, where the vocabulary has no name for it.
        for label, members in blown_up.items():
            if len({t.keyword for t in members}) > 1:
                families.setdefault(label, []).extend(members)
        for tally, groups in (
            (self.causes, causes), (self.stop_words, stops), (self.chemicals, chemicals), (self.families, families),
        ):  # fmt: skip
            for name, members in groups.items():
                tally.add(name, dict.fromkeys(t.keyword for t in members), _fix(members))
        self.genes_before[min(len(before), MAX_GENES)] += 1
        self.genes_after[min(len(after), MAX_GENES)] += 1
        return wrong

    def share(self, kind: Verdict | str) -> float:
        """Return the share of records with a verdict, 0 to 1."""
        return self.verdicts[Verdict(kind)] / self.records if self.records else 0.0

    def to_dict(self, *, top: int = 50) -> dict[str, Any]:
        """Return the summary as plain data; ``docs/audit.md`` describes each field.

        Parameters
        ----------
        top
            How many causes, stop words, chemicals and families to list.
        """

        def groups(tally: Tally) -> list[dict[str, Any]]:
            return [group.to_dict() for group in tally.top(top)]

        return {
            "records": self.records,
            "broken": self.broken,
            "errors": list(self.errors),
            "data_versions": [version for version, _ in self.data_versions.top(10)],
            "verdicts": {v.value: self.verdicts[v] for v in Verdict},
            "organisms": [{"tagged": a, "decided": b, "figures": n} for (a, b), n in self.matrix.top(500)],
            "record_flags": dict(sorted(self.record_flags.items())),
            "term_flags": dict(sorted(self.term_flags.items())),
            "terms": [
                {"status": status, "tier": tier or None, "terms": n} for (status, tier), n in sorted(self.terms.items())
            ],
            "scores": {tier: list(bins) for tier, bins in sorted(self.scores.items())},
            "genes_before": {str(k): n for k, n in sorted(self.genes_before.items())},
            "genes_after": {str(k): n for k, n in sorted(self.genes_after.items())},
            "causes": groups(self.causes),
            "stop_words": groups(self.stop_words),
            "chemicals": groups(self.chemicals),
            "families": groups(self.families),
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """The object of :meth:`to_dict` as ASCII JSON text."""
        return json.dumps(self.to_dict(), indent=indent)

    def to_html(self, *, title: str = "Annotation audit", table: str | None = None, max_bytes: int = 4_950_000) -> str:
        """Return the report as one self-contained HTML page (install ``pfocr-norm[report]``).

        Parameters
        ----------
        title
            Heading of the page.
        table
            Link to the full table, for a corpus with more records than the page holds.
        max_bytes
            Size of the page; the least telling records lose their details first.
        """
        return view("audit_html")(self, title=title, table=table, max_bytes=max_bytes)

    def __str__(self) -> str:
        return view("audit_text")(self)


def organism_pairs(result: NormalizedRecord) -> list[tuple[str, str]]:
    """Return the (tagged, decided) pairs of one record, by species name."""
    return pairs_of(map(species, result.record.organisms_ner), (species(o.name) for o in result.organism.organisms))


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


def audit(
    records: Iterable[FigureRecord | RecordError | NormalizedRecord | dict[str, Any]] | str | Path,
    *,
    normalizer: Normalizer | None = None,
    table: str | Path | TextIO | None = None,
    sample: int = 10_000,
) -> Audit:
    """Judge the annotations of a corpus, in one pass and flat memory.

    Parameters
    ----------
    records
        Figure records, or records that are normalized already (then no vocabulary is opened), or the path of a
        corpus. A :class:`~pfocr_norm.errors.RecordError` among them is counted as broken.
    normalizer
        The open vocabulary to judge with; the default one where None.
    table
        File for the full table, one TSV line a record, written as the records pass.
    sample
        How many of the most telling records to keep for the report.

    Returns
    -------
    Audit
        Counts, causes, sample.

    Examples
    --------
    >>> from pfocr_norm.audit import audit
    >>> report = audit([{"figid": "f1", "caption": "Breast cancer patients.", "keywords": ["Dsor1"],
    ...                  "organisms_ner": ["Drosophila melanogaster"]}])  # doctest: +SKIP
    >>> report.verdicts  # doctest: +SKIP
    Counter({<Verdict.MISMATCH: 'mismatch'>: 1})
    """
    if isinstance(records, (str, Path)):
        from ..formats import read_records

        records = read_records(records)
    report = Audit(sample=sample)
    with open_table(table, COLUMNS) as write:
        for item in records:
            if not isinstance(item, (NormalizedRecord, RecordError)):
                if normalizer is None:
                    from ..normalizer import Normalizer

                    normalizer = Normalizer()
                try:
                    item = normalizer.normalize(item)
                except RecordError as error:
                    item = error
            report.add(item)
            if table is not None and isinstance(item, NormalizedRecord):
                write(table_row(item).values())
    return report


__all__ = ["Audit", "Group", "audit", "organism_pairs", "species"]
