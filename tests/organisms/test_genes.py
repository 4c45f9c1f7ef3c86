"""The table of how organisms name their genes holds together."""

from __future__ import annotations

import pytest

from pfocr_norm.organisms import canonical_taxon, taxon_name
from pfocr_norm.organisms.genes import (
    case_matters,
    codes,
    common,
    customs,
    follows_case,
    lenders,
    mammals,
    prefixes,
    vertebrates,
    with_own_names,
    yeasts,
)
from pfocr_norm.organisms.tables import belongs
from pfocr_norm.text.names import CASES

#: Clades of NCBI Taxonomy, by their word in the table.
CLADES = {
    "mammal": 40674, "vertebrate": 7742, "insect": 50557, "worm": 6231, "yeast": 4751, "plant": 33090, "bacterium": 2,
}  # fmt: skip


@pytest.mark.parametrize("taxon", customs())
def test_a_row_says_what_the_taxonomy_says(taxon: int) -> None:
    row = customs()[taxon]
    assert canonical_taxon(taxon) == taxon
    assert row.name == taxon_name(taxon)
    assert belongs(taxon, CLADES[row.clade])
    assert row.case <= set(CASES)


def test_priors_are_shares() -> None:
    assert 0.9 < sum(row.prior for row in customs().values()) <= 1.01


def test_no_prefix_or_code_stands_for_two_organisms() -> None:
    assert len(prefixes()) == sum(len(row.prefixes) for row in customs().values())
    assert len(codes()) == sum(bool(row.code) for row in customs().values())


def test_groups_of_organisms() -> None:
    assert {9606, 10090, 9913} <= mammals() < vertebrates()
    assert {9031, 7955, 8364} <= vertebrates() - mammals()
    assert yeasts() <= with_own_names()
    assert not with_own_names() & vertebrates()
    assert set(lenders(1)) | set(lenders(2)) <= common()
    assert case_matters() == {7227}


@pytest.mark.parametrize(
    ("taxon", "case", "value"),
    [
        (9606, "upper", 1.0), (9606, "capitalized", -1.0), (9606, "lower", -0.5), (10090, "capitalized", 1.0),
        (7955, "lower", 1.0), (7227, "lower", 1.0), (7227, "capitalized", 1.0),
        (1, "upper", -1.0), (1, "capitalized", 0.0),
    ],
)  # fmt: skip
def test_capitals_of_a_symbol(taxon: int, case: str, value: float) -> None:
    assert follows_case(taxon, case) == value
