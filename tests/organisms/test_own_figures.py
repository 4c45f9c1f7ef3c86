"""Figures in our own words over many species: how many are called right, wrong, not at all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pfocr_norm import FigureRecord, Normalizer
from pfocr_norm.organisms import normalize_organism
from pfocr_norm.organisms.tables import lineage

#: The figures that rules were written with, and those that were written after them.
FILES = ("figures.tsv", "figures_fresh.tsv")


def figures(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith(("#", "subject\t"))]


def is_same(called: int, meant: int) -> bool:
    """Tell whether both are the same species, or one of the two is the other's genus."""
    return called == meant or called in lineage(meant)[:2] or meant in lineage(called)[:2]


@pytest.fixture(scope="module", params=FILES)
def verdicts(request: pytest.FixtureRequest) -> tuple[str, Counter[str]]:
    found: Counter[str] = Counter()
    normalizer = Normalizer()
    for subjects, papertitle, figtitle, caption in figures(request.param):
        record = FigureRecord(papertitle=papertitle, figtitle=figtitle, caption=caption)
        best = normalizer.normalize(record).organism.best
        meant = [organism.taxon for name in subjects.split(";") if (organism := normalize_organism(name))]
        assert meant, subjects
        right = best is not None and any(is_same(best.taxon, taxon) for taxon in meant)
        found["nothing" if best is None else "right" if right else "wrong"] += 1
    return request.param, found


#: The least share that is right and the most that is wrong; in the second file many name no organism.
SHARES = {"figures.tsv": (0.9, 0.07), "figures_fresh.tsv": (0.84, 0.1)}


def test_most_are_right_and_few_are_wrong(verdicts: tuple[str, Counter[str]]) -> None:
    name, found = verdicts
    least, most = SHARES[name]
    assert found.total() >= 110
    assert found["right"] >= least * found.total() and found["wrong"] <= most * found.total()
