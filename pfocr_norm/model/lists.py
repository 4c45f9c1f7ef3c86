"""Lists of terms and flags that a notebook shows as tables; in all else they are tuples."""

from __future__ import annotations

from .result import Flag, Term
from .views import view


class Terms(tuple[Term, ...]):
    """The terms of a record, in the order of its keywords.

    >>> Terms()
    <0 terms>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        if not self:
            return "<0 terms>"
        counts: dict[str, int] = {}
        for term in self:
            counts[term.status.value] = counts.get(term.status.value, 0) + 1
        many = "1 term" if len(self) == 1 else f"{len(self)} terms"
        return f"<{many}: {', '.join(f'{n} {status}' for status, n in counts.items())}>"

    def _repr_html_(self) -> str:
        return view("terms")(self)


class Flags(tuple[Flag, ...]):
    """The flags of a record or a term.

    >>> Flags()
    <no flags>
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<flags: {', '.join(flag.code.value for flag in self)}>" if self else "<no flags>"

    def _repr_html_(self) -> str:
        return view("flags")(self)
