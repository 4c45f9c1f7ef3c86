"""One pass over a corpus: counts, causes, and the most telling records, in flat memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..errors import RecordError
from ..model.result import NormalizedRecord
from ..model.views import view
from .judge import MAX_GENES, SCORE_BINS, TABLES, Judge, Judgement, judge
from .sample import Sample
from .table import COLUMNS, open_table
from .tally import Group, Tally, TopCounter, clip
from .verdict import Verdict

if TYPE_CHECKING:
    from ..model.record import FigureRecord
    from ..normalizer import Normalizer

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
    clades
        Figures whose text names no organism, by the clade that it speaks of: mammals, plants.
    roles
        Figures by a tagged organism that the text names in another role, and that role: *Listeria*, pathogen.
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
        self.clades: TopCounter[str] = TopCounter(1_000)
        self.roles: TopCounter[tuple[str, str]] = TopCounter(5_000)
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

    def add(self, item: NormalizedRecord | Judgement | RecordError) -> None:
        """Take in one normalized or judged record, or one that could not be read."""
        if isinstance(item, RecordError):
            self.broken += 1
            if len(self.errors) < _BROKEN_SHOWN:
                self.errors.append(clip(str(item), 500))
            return
        if isinstance(item, NormalizedRecord):
            item = judge(item)
        self.records += 1
        self.verdicts[item.verdict] += 1
        self.data_versions.add(item.data_version)
        self.record_flags.update(item.record_flags)
        for pair in item.pairs:
            self.matrix.add(pair)
        if item.clade:
            self.clades.add(item.clade)
        for role in item.roles:
            self.roles.add(role)
        self.terms.update(item.terms)
        self.term_flags.update(item.term_flags)
        for (tier, place), count in item.scores.items():
            self.scores.setdefault(tier, [0] * SCORE_BINS)[place] += count
        self.genes_before[min(item.genes_before, MAX_GENES)] += 1
        self.genes_after[min(item.genes_after, MAX_GENES)] += 1
        for name, entries in zip(TABLES, item.words, strict=True):
            tally: Tally = getattr(self, name)
            for label, keywords, fix in entries:
                tally.add(label, keywords, fix)
        self.sample.add(item.figid, item.verdict, item.wrong, len(item.record_flags), item.digest)

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
            "clades": [{"clade": name, "figures": n} for name, n in self.clades.top(100)],
            "roles": [{"tagged": name, "role": role, "figures": n} for (name, role), n in self.roles.top(500)],
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

    def to_html(
        self, *, title: str = "Annotation audit", table: str | None = None, desk: str | None = None,
        max_bytes: int = 4_950_000,
    ) -> str:
        """Return the report as one self-contained HTML page (install ``pfocr-norm[report]``).

        Parameters
        ----------
        title
            Heading of the page.
        table
            Link to the full table, for a corpus with more records than the page holds.
        desk
            Address of a review desk that the page opens, with ``#figid`` behind it at a figure.
        max_bytes
            Size of the page; the least telling records lose their details first.
        """
        return view("audit_html")(self, title=title, table=table, desk=desk, max_bytes=max_bytes)

    def __repr__(self) -> str:
        found = ", ".join(f"{n:,} {kind.value}" for kind, n in self.verdicts.items())
        many = "1 record" if self.records == 1 else f"{self.records:,} records"
        return f"<Audit of {many}: {found or 'nothing'}>"

    def _repr_html_(self) -> str:
        return view("audit_notebook")(self)

    def __str__(self) -> str:
        return view("audit_text")(self)


def audit(
    records: Iterable[FigureRecord | RecordError | NormalizedRecord | Mapping[str, Any]] | str | Path,
    *,
    normalizer: Normalizer | None = None,
    table: str | Path | TextIO | None = None,
    spreadsheet_safe: bool = False,
    sample: int = 10_000,
    workers: int = 1,
    shard: tuple[int, int] | None = None,
    limit: int | None = None,
    progress: Callable[[Audit], object] | None = None,
) -> Audit:
    """Judge the annotations of a corpus, in one pass and flat memory.

    Parameters
    ----------
    records
        The path of a corpus, or figure records, or records that are normalized already (then no vocabulary is
        opened), also as the dicts that JSON Lines hold. A :class:`~pfocr_norm.errors.RecordError` among them is
        counted as broken.
    normalizer
        The open vocabulary to judge with; the default one where None.
    table
        File for the full table, one TSV line a record, written as the records pass.
    spreadsheet_safe
        Put an apostrophe before each cell of it that a spreadsheet would read as a formula.
    sample
        How many of the most telling records to keep for the report.
    workers
        Processes; the audit is the same for any number of them.
    shard
        ``(i, n)``: every n-th record from the i-th on.
    limit
        At most so many records.
    progress
        Called after each chunk of records.

    Returns
    -------
    Audit
        Counts, causes, sample.

    Raises
    ------
    InputError
        When a path is no corpus at all.

    Examples
    --------
    >>> from pfocr_norm.audit import audit
    >>> report = audit([{"figid": "f1", "caption": "Breast cancer patients.", "keywords": ["Dsor1"],
    ...                  "organisms_ner": ["Drosophila melanogaster"]}])
    >>> [(verdict.value, count) for verdict, count in report.verdicts.items()]
    [('mismatch', 1)]
    """
    from ..corpus.chunks import chunked, selected
    from ..corpus.pool import ordered_map

    if isinstance(records, (str, Path)):
        records = corpus(records)
    report = Audit(sample=sample)
    work = Judge(normalizer, row=table is not None)
    chunks = chunked(selected(records, shard, limit))
    answers = ordered_map(work, chunks, workers=workers)
    with open_table(table, COLUMNS, spreadsheet_safe) as write, closing(answers) as done:
        for judgements in done:
            for item in judgements:
                if item is None:
                    continue
                report.add(item)
                if table is not None and isinstance(item, Judgement):
                    write(item.row)
            if progress is not None:
                progress(report)
    return report


def corpus(path: str | Path, *, format: str | None = None) -> Iterator[Any]:
    """Return the units of a corpus, its beginning checked; :func:`audit` takes them.

    Raises
    ------
    InputError
        When it is not there, or no corpus.
    """
    from ..corpus.chunks import checked
    from ..formats.source import open_source, parse_judged

    return checked(open_source(path, format=format), refuse=parse_judged)()


__all__ = ["Audit", "Group", "audit", "corpus"]
