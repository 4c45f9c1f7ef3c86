"""Figures in our own words over many species: how many are called right, wrong, not at all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pfocr_norm import FigureRecord, Normalizer
from pfocr_norm.organisms import normalize_organism
from pfocr_norm.organisms.tables import lineage

FIGURES = [
    line.split("\t")
    for line in (Path(__file__).parent / "figures.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith(("#", "subject\t"))
]


def is_same(called: int, meant: int) -> bool:
    """Tell whether both are the same species, or one of the two is the other's genus."""
    return called == meant or called in lineage(meant)[:2] or meant in lineage(called)[:2]


@pytest.fixture(scope="module")
def verdicts() -> Counter[str]:
    found: Counter[str] = Counter()
    normalizer = Normalizer()
    for subjects, papertitle, figtitle, caption in FIGURES:
        record = FigureRecord(papertitle=papertitle, figtitle=figtitle, caption=caption)
        best = normalizer.normalize(record).organism.best
        meant = [organism.taxon for name in subjects.split(";") if (organism := normalize_organism(name))]
        assert meant, subjects
        right = best is not None and any(is_same(best.taxon, taxon) for taxon in meant)
        found["nothing" if best is None else "right" if right else "wrong"] += 1
    return found


def test_most_are_right(verdicts: Counter[str]) -> None:
    assert verdicts.total() >= 270
    assert verdicts["right"] >= 0.9 * verdicts.total()


def test_few_are_wrong(verdicts: Counter[str]) -> None:
    assert verdicts["wrong"] <= 0.07 * verdicts.total()
