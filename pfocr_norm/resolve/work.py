"""A bound on the work of one record: what is beyond it is not looked up, and says so."""

from __future__ import annotations

from collections.abc import Collection

from ..model.flags import flag
from ..model.result import FlagCode, Status, Term

#: Units of work of one record: figures have a thousand keywords at most, and an unknown one takes half a millisecond.
MOST_WORK = 50_000
#: Characters of a keyword that are one unit more.
UNIT = 200


def beyond_limit(keywords: Collection[str], *, most: int = MOST_WORK) -> frozenset[str]:
    """Return the keywords that are not looked up, in a record with more of them than any figure has.

    A keyword that comes again costs nothing. The answer depends on the record alone, never on the time.

    >>> beyond_limit(["AKT1", "TP53", "AKT1", "MEK"], most=2)
    frozenset({'MEK'})
    >>> [len(keyword) for keyword in beyond_limit(["x" * 1_000_000, "AKT1"], most=10)]
    [1000000]
    """
    if len(keywords) * 2 <= most and sum(map(len, keywords)) <= most * UNIT // 2:
        return frozenset()
    left, seen, out = most, set(), set()
    for keyword in keywords:
        if keyword in seen:
            continue
        seen.add(keyword)
        cost = 1 + len(keyword) // UNIT
        if cost > left:
            out.add(keyword)
        else:
            left -= cost
    return frozenset(out)


def too_complex(keyword: str) -> Term:
    """Return the term of a keyword that is not looked up.

    >>> too_complex("AKT1").status
    <Status.UNRESOLVED: 'unresolved'>
    """
    reason = f"not looked up: the record has more than {MOST_WORK:,} words, or far longer ones than any name"
    return Term(keyword, Status.UNRESOLVED, keyword, None, (), (flag(FlagCode.TOO_COMPLEX, keyword),), reason)
