"""Words that mean another thing by what stands beside them, and names written by their codes."""

from __future__ import annotations

import pytest

from pfocr_norm import FigureRecord, NormalizedRecord, Normalizer


@pytest.fixture(scope="module")
def read() -> Normalizer:
    return Normalizer()


def _figure(read: Normalizer, caption: str, *keywords: str) -> NormalizedRecord:
    return read.normalize(FigureRecord(figid="f", caption=caption, keywords=keywords))


@pytest.mark.parametrize(
    ("keyword", "name"),
    [("PGD synthase", "PTGDS"), ("LTC4 synthase", "LTC4S"), ("PGE synthase", "PTGES"), ("P04637", "TP53")],
)
def test_codes_within_names_are_read(read: Normalizer, keyword: str, name: str) -> None:
    term = _figure(read, "Enzymes of human macrophages.", keyword).terms[0]
    assert term.match is not None
    assert term.match.name == name


def test_a_name_that_looks_like_an_accession_stays_a_name(read: Normalizer) -> None:
    term = _figure(read, "Receptors of human platelets.", "P2RY12").terms[0]
    assert term.match is not None
    assert term.match.name == "P2RY12"


def test_the_name_of_a_cell_line_is_no_gene(read: Normalizer) -> None:
    term = _figure(read, "Invasion of the human gastric cell line AGS after knockdown.", "AGS").terms[0]
    assert term.match is None
    assert term.sense is not None
    assert term.sense.kind == "cell"


def test_the_organism_in_capitals_is_no_gene(read: Normalizer) -> None:
    term = _figure(read, "Hepatic steatosis in obese MICE and in lean mice.", "MICE").terms[0]
    assert term.match is None


def test_strains_and_organisms_are_no_names_in_the_text(read: Normalizer) -> None:
    found = _figure(read, "SCID mice received yeast; Saccharomyces cerevisiae was grown before.").mentions
    assert not [m.text for m in found if m.text in ("SCID", "Saccharomyces cerevisiae")]


def test_a_called_organism_keeps_its_own_genes(read: Normalizer) -> None:
    figure = _figure(read, "The citrate cycle of Saccharomyces cerevisiae.", "IDH2", "IDH1", "CIT1", "ACO1", "KGD1")
    assert {t.match.taxon for t in figure.terms if t.match is not None} == {4932}
