"""What a batch did, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..output.render import counted

if TYPE_CHECKING:
    from ..model.result import NormalizedRecord

_NUMBERS = ("records", "written", "changed", "terms", "broken", "skipped")
_COUNTERS = ("statuses", "flags")


@dataclass(slots=True)
class Summary:
    """Counts of a batch; those of a resumed run include what was done before.

    Attributes
    ----------
    records
        Records read, broken ones included.
    written
        Records in the output (fewer under ``only``).
    changed
        Markdown files whose text changed.
    terms, statuses
        Terms, and how many ended in which status.
    flags
        Flags of records and terms by code.
    broken
        Records in the quarantine file.
    skipped
        Markdown pages that are no records.
    duplicates
        Pairs of record numbers (from 1) that share a ``figid``: the first twenty; ``duplicate_count`` has all.
    resumed
        Records that an earlier, interrupted run had done.
    seconds
        Time of this run.
    output, errors
        Where the output and the quarantine file are.
    done_elsewhere
        Whether another run made this output, at the same time, and nothing was left to do.
    dry_run
        Whether nothing was written.
    """

    records: int = 0
    written: int = 0
    changed: int = 0
    terms: int = 0
    broken: int = 0
    skipped: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    duplicates: tuple[tuple[int, int], ...] = ()
    duplicate_count: int = 0
    resumed: int = 0
    seconds: float = 0.0
    output: str | None = None
    errors: str | None = None
    done_elsewhere: bool = False
    dry_run: bool = False

    def add(self, other: Summary) -> None:
        """Add the counts of a part."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))

    @property
    def rate(self) -> float:
        """Records a second of this run."""
        return (self.records - self.resumed) / self.seconds if self.seconds > 0 else 0.0

    def counts(self) -> dict[str, Any]:
        """The counts as plain JSON, in an order that does not depend on the run."""
        out: dict[str, Any] = {name: getattr(self, name) for name in _NUMBERS}
        out.update({name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS})
        return out

    @classmethod
    def from_counts(cls, counts: Mapping[str, Any]) -> Summary:
        """Inverse of :meth:`counts`."""
        out = cls()
        for name in _NUMBERS:
            setattr(out, name, int(counts[name]))
        for name in _COUNTERS:
            getattr(out, name).update({str(key): int(value) for key, value in counts[name].items()})
        return out

    def __str__(self) -> str:
        if self.done_elsewhere:
            return f"done by another run; output: {self.output}"
        lines = [
            f"{counted(self.records, 'record')}, {counted(self.terms, 'term')}, {self.rate:,.0f} records a second"
        ]
        if self.resumed:
            lines.append(f"{self.resumed:,} of them done by an earlier run")
        if self.statuses:
            lines.append("terms: " + ", ".join(f"{n:,} {name}" for name, n in self.statuses.most_common()))
        if self.flags:
            lines.append("flags: " + ", ".join(f"{n:,} {name}" for name, n in _ranked(self.flags)))
        if self.written != self.records - self.broken:
            lines.append(f"{counted(self.written, 'record')} {'would be ' if self.dry_run else ''}written")
        if self.changed:
            files = counted(self.changed, "file")
            lines.append(f"{files} would change" if self.dry_run else f"{files} changed")
        if self.skipped:
            pages = "1 page that is no record" if self.skipped == 1 else f"{self.skipped:,} pages that are no records"
            lines.append(f"{pages} passed over")
        if self.duplicate_count:
            pairs = ", ".join(f"{a:,} and {b:,}" for a, b in self.duplicates[:3])
            verb = "record repeats" if self.duplicate_count == 1 else "records repeat"
            lines.append(f"{self.duplicate_count:,} {verb} the figid of another, first: records {pairs}")
        if self.broken:
            lines.append(counted(self.broken, "broken record") + (f", see {self.errors}" if self.errors else ""))
        if self.output:
            lines.append(f"output: {self.output}")
        return "\n".join(lines)


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def codes_of(result: NormalizedRecord) -> list[str]:
    """Return the codes of all flags of a record and its terms."""
    flags = chain(result.flags, *(term.flags for term in result.terms))
    return [flag.code.value for flag in flags]
