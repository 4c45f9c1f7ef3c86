"""Our own small cases of what a figure says of its words: the share that is right may not fall.

Each file was written down before any of its cases was run, the second after the first had been measured: 93 of 101 were
right at first sight, then 44 of 45. A failing test lists the cases that are not right.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pfocr_norm import FigureRecord, Normalizer

HERE = Path(__file__).parent


def read_cases(path: Path) -> list[tuple[str, str, list[str], str]]:
    """Read the cases of a file: kind, caption, labels (the one asked first), and what is wanted."""
    rows = [
        line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    return [(kind, caption, labels.split(","), want) for kind, caption, labels, want in rows]


def failures(read: Normalizer, cases: list[tuple[str, str, list[str], str]]) -> list[str]:
    """Tell the cases whose answer is not the wanted one, one line each."""
    told = []
    for number, (kind, caption, labels, want) in enumerate(cases):
        figure = FigureRecord(figid=f"own{number}", caption=caption, keywords=tuple(labels))
        match = read.normalize(figure).terms[0].match
        if want == "-":
            right = match is None
        elif want == "!human":
            right = match is None or (match.taxon is not None and match.taxon != 9606)
        elif match is None:
            right = False
        elif want.startswith("+"):
            right = {_curie(read, symbol) for symbol in want[1:].split(",")} <= set(match.members)
        else:
            wanted = want.split("|")
            right = (
                match.name in wanted or match.curie in wanted or match.curie in {_curie(read, name) for name in wanted}
            )
        if not right:
            told.append(
                f"{kind}: {labels[0]!r} in {caption!r}: want {want}, got {(match.curie, match.name) if match else None}"
            )
    return told


def _curie(read: Normalizer, name: str) -> str | None:
    """Ground a full, unmistakable name by itself in a human figure."""
    match = read.normalize(FigureRecord(figid="name", caption="human", keywords=(name,))).terms[0].match
    return match.curie if match else None


@pytest.mark.parametrize(("file", "least"), [("own_cases.tsv", 93), ("own_cases_fresh.tsv", 43)])
def test_the_share_of_right_answers_holds(file: str, least: int) -> None:
    cases = read_cases(HERE / file)
    told = failures(Normalizer(), cases)
    assert len(cases) - len(told) >= least, "\n".join(told)
