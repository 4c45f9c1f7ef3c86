"""Are the scores honest: of the answers given with 0.8, are eight in ten right?"""

from __future__ import annotations

from collections.abc import Iterable

from .grounding import GROUPS, RIGHT, Row

BINS = 10


def points(rows: Iterable[Row]) -> list[tuple[float, bool, int]]:
    """(score, right, count) of every answer that is one gene; families have no gold here."""
    return [
        (r.term.match.score, r.cause == RIGHT, r.count)
        for r in rows
        if r.term.match is not None and r.term.match.entity_type not in GROUPS
    ]


def curve(scored: Iterable[tuple[float, bool, int]]) -> dict[str, object]:
    """Reliability curve in ten equal bins, and the expected calibration error.

    Returns
    -------
    dict
        ``ece``: mean distance of confidence and accuracy, weighted by mentions; ``bins``: (mean score,
        share right, mentions) of each bin that is not empty.
    """
    bins = [[0.0, 0, 0] for _ in range(BINS)]
    for score, right, count in scored:
        own = bins[min(int(score * BINS), BINS - 1)]
        own[0] += score * count
        own[1] += right * count
        own[2] += count
    total = sum(n for _, _, n in bins)
    filled = [(s / n, r / n, n) for s, r, n in bins if n]
    ece = sum(abs(s - r) * n for s, r, n in filled) / total if total else float("nan")
    return {"ece": ece, "mentions": total, "bins": filled}
