"""Thresholds for continuous integration: ``--fail-on mismatch=5%``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..errors import PfocrNormError
from .verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .collect import Audit

_KINDS = (*(v.value for v in Verdict), "broken")
_PATTERN = re.compile(r"\s*([a-z]+)\s*=\s*(\d+(?:\.\d+)?)\s*(%?)\s*", re.ASCII)


class LimitError(PfocrNormError, ValueError):
    """A threshold that cannot be read."""


class Limit(NamedTuple):
    """The most that is allowed of one verdict, as a count or as a percentage of all records.

    >>> Limit.parse("mismatch=5%")
    Limit(kind='mismatch', value=5.0, percent=True)
    """

    kind: str
    value: float
    percent: bool

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read ``mismatch=5%`` or ``broken=0``.

        Raises
        ------
        LimitError
            For anything else, naming the verdicts that there are.
        """
        found = _PATTERN.fullmatch(text)
        if found is None or found[1] not in _KINDS:
            raise LimitError(
                f"cannot read the limit {text!r}; write one of {', '.join(_KINDS)} with a count or a percentage, "
                "as in mismatch=5% or broken=0"
            )
        if found[3] and float(found[2]) > 100:
            raise LimitError(f"the limit {text!r} is more than 100 %")
        return cls(found[1], float(found[2]), bool(found[3]))

    def __str__(self) -> str:
        return f"{self.kind}={self.value:g}{'%' if self.percent else ''}"

    def excess(self, audit: Audit) -> str | None:
        """Return a sentence when the audit is over the limit, None when it is not."""
        if self.kind == "broken":
            count, total = audit.broken, audit.records + audit.broken
        else:
            count, total = audit.verdicts[Verdict(self.kind)], audit.records
        share = 100 * count / total if total else 0.0
        if (share if self.percent else count) <= self.value:
            return None
        return f"{self.kind}: {count:,} of {total:,} records ({share:.1f} %) is over the limit {self}"


def exceeded(audit: Audit, limits: Iterable[Limit]) -> list[str]:
    """Return one sentence for each limit that the audit is over."""
    return [text for limit in limits if (text := limit.excess(audit)) is not None]
