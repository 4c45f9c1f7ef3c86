"""Two annotation sets of the same figures: which keywords came, went or changed, and why."""

from __future__ import annotations

import heapq
import json
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from ..errors import InputError, RecordError
from ..model.record import FigureRecord, OcrWord
from ..model.result import FlagCode, Severity, Status
from ..model.views import view
from .table import open_table
from .tally import TopCounter, clip

if TYPE_CHECKING:
    from ..model.result import NormalizedRecord, Term
    from ..normalizer import Normalizer

Records = Iterable["FigureRecord | RecordError | dict[str, Any]"]

COLUMNS = ("figid", "change", "old", "new", "reason", "explanation")

_KEPT_FIGURES = 200
_ERRORS_SHOWN = 100


class Change(NamedTuple):
    """One keyword or organism that differs.

    Attributes
    ----------
    change
        ``lost``, ``gained``, ``changed`` to another keyword, ``merged`` into a keyword that was there before;
        ``organism_lost`` and ``organism_gained`` for organism tags.
    old, new
        The word before and after; ``""`` on the side where there is none.
    reason
        A flag code of the term, its status or match tier, ``spelling``, ``repeat``, ``same_meaning``, or ``no_fault``
        for a keyword that went though nothing speaks against it.
    explanation
        The reason in words.
    """

    change: str
    old: str
    new: str
    reason: str
    explanation: str


class FigureChange(NamedTuple):
    """The changes of one figure."""

    figid: str
    title: str
    kept: int
    changes: tuple[Change, ...]


class Comparison:
    """What differs between two annotation sets.

    Attributes
    ----------
    common, only_old, only_new, changed_figures, broken
        Figures in both sets, in one, those in both that differ, and records that could not be read.
    changes
        Number of changes by kind.
    reasons
        Number of changes by (kind, reason).
    words
        Figures by (kind, old, new).
    sizes
        Figures by number of changes.
    largest
        The figures with most changes, largest first.
    """

    def __init__(self) -> None:
        self.common = self.only_old = self.only_new = self.changed_figures = self.broken = 0
        self.errors: list[str] = []
        self.changes: Counter[str] = Counter()
        self.reasons: TopCounter[tuple[str, str]] = TopCounter(1_000)
        self.words: TopCounter[tuple[str, str, str]] = TopCounter(20_000)
        self.sizes: Counter[int] = Counter()
        self._heap: list[tuple[int, int, int, FigureChange]] = []

    @property
    def largest(self) -> list[FigureChange]:
        """The figures with most changes, largest first."""
        return [entry[3] for entry in sorted(self._heap, key=lambda e: (-e[0], -e[1], e[3].figid))]

    def add(self, figure: FigureChange) -> None:
        """Take in one figure that stands in both sets."""
        self.common += 1
        self.sizes[len(figure.changes)] += 1
        if not figure.changes:
            return
        self.changed_figures += 1
        for change in figure.changes:
            self.changes[change.change] += 1
            self.reasons.add((change.change, change.reason))
            self.words.add((change.change, clip(change.old), clip(change.new)))
        key = (len(figure.changes), zlib.crc32(figure.figid.encode("utf-8", "surrogatepass")), self.common)
        if len(self._heap) < _KEPT_FIGURES:
            heapq.heappush(self._heap, (*key, figure))
        elif self._heap[0][:2] < key[:2]:
            heapq.heapreplace(self._heap, (*key, figure))

    def to_dict(self, *, top: int = 100) -> dict[str, Any]:
        """Return the summary as plain data."""
        return {
            "figures": {
                "common": self.common,
                "changed": self.changed_figures,
                "only_old": self.only_old,
                "only_new": self.only_new,
                "broken": self.broken,
            },
            "errors": list(self.errors),
            "changes": dict(sorted(self.changes.items())),
            "reasons": [{"change": c, "reason": r, "count": n} for (c, r), n in self.reasons.top(top)],
            "words": [
                {"change": c, "old": old or None, "new": new or None, "figures": n}
                for (c, old, new), n in self.words.top(top)
            ],
            "sizes": {str(size): n for size, n in sorted(self.sizes.items())},
            "largest": [
                {"figid": f.figid, "kept": f.kept, "changes": [c._asdict() for c in f.changes[:200]]}
                for f in self.largest[:top]
            ],
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """The object of :meth:`to_dict` as ASCII JSON text."""
        return json.dumps(self.to_dict(), indent=indent)

    def to_html(self, *, title: str = "Annotation sets compared") -> str:
        """Return the comparison as one self-contained HTML page (install ``pfocr-norm[report]``)."""
        return view("comparison_html")(self, title=title)

    def __str__(self) -> str:
        return view("comparison_text")(self)


def compare(
    old: Records | str | Path,
    new: Records | str | Path,
    *,
    normalizer: Normalizer | None = None,
    table: str | Path | TextIO | None = None,
    spreadsheet_safe: bool = False,
) -> Comparison:
    """Compare two annotation sets figure by figure, joined by ``figid``.

    The new set streams; the old one is held, compressed (about 1 kB a figure). Where a
    figure differs, both its versions are normalized, and the terms give the reasons.

    Parameters
    ----------
    old, new
        Records, or the path of a corpus.
    normalizer
        The open vocabulary; the default one where None.
    table
        File for all changes, one TSV line each.
    spreadsheet_safe
        Put an apostrophe before each cell of it that a spreadsheet would read as a formula.

    Returns
    -------
    Comparison
        Counts, reasons, and the figures that changed most.
    """
    comparison = Comparison()
    held = {record.figid: _pack(record) for record in _readable(old, comparison)}
    reasons = _Reasons(normalizer)
    seen: set[str] = set()
    with open_table(table, COLUMNS, spreadsheet_safe) as write:
        for record in _readable(new, comparison):
            if record.figid in seen:
                _broken(comparison, RecordError(
                    f"the figure {record.figid!r} stands twice in the new set; the first one counts",
                    source=record.source, line=record.line,
                ))  # fmt: skip
                continue
            packed = held.pop(record.figid, None)
            if packed is None:
                comparison.only_new += 1
            else:
                figure = difference(_unpack(packed, record.figid), record, reasons=reasons)
                comparison.add(figure)
                for change in figure.changes:
                    write((figure.figid, *change))
            seen.add(record.figid)
    comparison.only_old = len(held)
    return comparison


def _readable(records: Records | str | Path, comparison: Comparison) -> Iterable[FigureRecord]:
    if isinstance(records, (str, Path)):
        from ..formats import read_records

        records = read_records(records)
    for record in records:
        try:
            item = FigureRecord.from_dict(record) if isinstance(record, dict) else record
        except RecordError as error:
            item = error
        if isinstance(item, InputError):
            raise item
        if isinstance(item, RecordError):
            _broken(comparison, item)
        else:
            yield item


def _broken(comparison: Comparison, error: RecordError) -> None:
    comparison.broken += 1
    if len(comparison.errors) < _ERRORS_SHOWN:
        comparison.errors.append(clip(str(error), 500))


def _pack(record: FigureRecord) -> bytes:
    words = [(w.word, w.symbol, w.kind, w.taxon, w.identifier) for w in record.words]
    texts = (record.figtitle, record.caption, record.papertitle)
    fields = (texts, record.keywords, record.organisms, record.organisms_ner, words)
    return zlib.compress(json.dumps(fields).encode("ascii"), 6)


def _unpack(packed: bytes, figid: str) -> FigureRecord:
    (figtitle, caption, papertitle), keywords, organisms, tagged, words = json.loads(zlib.decompress(packed))
    return FigureRecord(
        figid, figtitle, caption, papertitle, tuple(keywords), tuple(organisms), tuple(tagged),
        tuple(OcrWord(*word) for word in words),
    )  # fmt: skip


class _Reasons:
    """Normalizes a record when something of it has to be explained, not before."""

    def __init__(self, normalizer: Normalizer | None) -> None:
        self._normalizer = normalizer

    def __call__(self, record: FigureRecord) -> NormalizedRecord:
        if self._normalizer is None:
            from ..normalizer import Normalizer

            self._normalizer = Normalizer()
        return self._normalizer.normalize(record)


def difference(old: FigureRecord, new: FigureRecord, *, reasons: Any) -> FigureChange:
    """Return what differs between two versions of one figure.

    Parameters
    ----------
    old, new
        The versions.
    reasons
        Called with a version that differs; returns it normalized.
    """
    title = new.figtitle or new.papertitle or old.figtitle
    before, after = Counter(old.keywords), Counter(new.keywords)
    lost, gained = before - after, after - before
    changes = _organisms(old, new)
    if lost or gained:
        changes = [*_keywords(lost, gained, before, after, reasons(old), reasons(new)), *changes]
    return FigureChange(new.figid, clip(title), (before & after).total(), tuple(changes))


def _keywords(
    lost: Counter[str],
    gained: Counter[str],
    before: Counter[str],
    after: Counter[str],
    old: NormalizedRecord,
    new: NormalizedRecord,
) -> list[Change]:
    old_terms = {t.keyword: t for t in reversed(old.terms)}
    new_terms = {t.keyword: t for t in reversed(new.terms)}
    by_fold: dict[str, str] = {}
    by_meaning: dict[str, str] = {}
    kept: dict[str, str] = {}
    for word, stays in new_terms.items():
        if word in before and stays.match is not None:
            kept.setdefault(stays.match.curie, word)
    for word in gained:
        by_fold.setdefault(_fold(word), word)
        term = new_terms.get(word)
        if term is not None and term.match is not None:
            by_meaning.setdefault(term.match.curie, word)
    changes = []
    used: set[str] = set()
    for word, count in lost.items():
        if word in after:
            changes.append(Change("lost", word, "", "repeat", f"{before[word]} times before, {after[word]} now"))
            continue
        term = old_terms.get(word)
        reason, text = _why(term)
        target = by_fold.get(_fold(word))
        if target is not None:
            reason, text = "spelling", "the same word, written otherwise"
        elif term is not None and term.match is not None:
            target = by_meaning.get(term.match.curie) or (term.label if term.label in gained else None)
        if target is not None:
            used.add(target)
            changes.append(Change("changed", word, target, reason, text))
        elif term is not None and term.match is not None and term.match.curie in kept:
            word_kept = kept[term.match.curie]
            changes.append(
                Change(
                    "merged",
                    word,
                    word_kept,
                    "same_meaning",
                    f"{word_kept} stays and means the same: {term.match.curie}",
                )
            )
        else:
            if term is not None and reason == (term.match.tier.value if term.match else ""):
                reason = "no_fault"
            changes.extend([Change("lost", word, "", reason, text)] * count)
    for word, count in gained.items():
        if word in used:
            continue
        if word in before:
            changes.append(Change("gained", "", word, "repeat", f"{before[word]} times before, {after[word]} now"))
            continue
        reason, text = _why(new_terms.get(word))
        changes.extend([Change("gained", "", word, reason, text)] * count)
    return changes


_SEVERITY = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def _why(term: Term | None) -> tuple[str, str]:
    """Return the gravest flag of a term and its sentence; the way it matched where there is no flag."""
    if term is None:
        return "other", ""
    # That the keyword stands twice says nothing about why it went.
    flags = [f for f in term.flags if f.code is not FlagCode.DUPLICATE_KEYWORD]
    if flags:
        flag = min(flags, key=lambda f: _SEVERITY[f.severity])
        return flag.code.value, term.reason or flag.message
    if term.status is Status.RESOLVED and term.match is not None:
        return term.match.tier.value, term.reason or f"{term.match.name} ({term.match.curie})"
    return term.status.value, term.reason


def _organisms(old: FigureRecord, new: FigureRecord) -> list[Change]:
    before, after = set(old.organisms_ner), set(new.organisms_ner)
    changes = [Change("organism_lost", name, "", "organism", "") for name in old.organisms_ner if name not in after]
    changes += [Change("organism_gained", "", name, "organism", "") for name in new.organisms_ner if name not in before]
    return list(dict.fromkeys(changes))


def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(c for c in folded if c.isalnum()) or folded
