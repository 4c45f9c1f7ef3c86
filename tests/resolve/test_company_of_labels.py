"""What the other labels of a figure say of one: symbols among symbols, proteins of a virus, two names of one gene."""

from __future__ import annotations

from typing import Any

import pytest

from pfocr_norm import Normalizer
from pfocr_norm.resolve.custom import Custom

SYMBOLS = ("PDHA1", "PDHB", "DLAT", "DLD", "LDHA", "LDHB", "PKM", "HK2", "ENO1", "GPI", "ALDOA", "TPI1", "PGK1")


def _answer(normalizer: Normalizer, record: dict[str, Any], keyword: str, organism: str) -> str | None:
    terms = {t.keyword: t for t in normalizer.normalize(record, organism=organism).terms}
    match = terms[keyword].match
    return None if match is None else match.name


def test_a_symbol_among_symbols_is_meant_as_one(normalizer: Normalizer) -> None:
    record = {"caption": "Fuel for tumours.", "keywords": ["PDK1", *SYMBOLS]}
    assert _answer(normalizer, record, "PDK1", "human") == "PDK1"
    said = {"caption": "Growth signals.", "keywords": ["PDK1", "p70S6K", "PKB", "TSC", "4E-BP1", "p85", "S6K1"]}
    assert _answer(normalizer, said, "PDK1", "human") == "PDPK1"


def test_a_former_symbol_is_no_rival_of_the_one_in_use(normalizer: Normalizer) -> None:
    record = {"caption": "Basement membranes.", "keywords": ["LAMB2", "LAMA5", "LAMC1", "COL4A3", "COL4A4", "AGRN"]}
    assert _answer(normalizer, record, "LAMB2", "human") == "LAMB2"


def test_custom_never_speaks_against_a_symbol() -> None:
    gains = [Custom(20, symbols).gain() for symbols in range(21)]
    assert min(gains) == 0.0
    assert gains == sorted(gains)


def test_an_alias_in_capitals_is_written_as_the_organism_writes_symbols(normalizer: Normalizer) -> None:
    record = {"caption": "Livers of Yap and Taz mutant mice lose Hippo signalling.", "keywords": ["Taz"]}
    assert _answer(normalizer, record, "Taz", "mouse") == "Wwtr1"


def test_proteins_of_the_virus_that_the_text_names(normalizer: Normalizer) -> None:
    proteins = ["ORF9b", "S", "N", "M", "E"]
    record = {"caption": "SARS-CoV-2 and the mitochondria of lung cells.", "keywords": [*proteins, "TOMM70", "MAVS"]}
    result = normalizer.normalize(record, organism="human")
    found = {t.keyword: t.match for t in result.terms}
    assert [found[p].reference.curie for p in proteins] == [
        "uniprot:P0DTD2", "uniprot:P0DTC2", "uniprot:P0DTC9", "uniprot:P0DTC5", "uniprot:P0DTC4",
    ]  # fmt: skip
    assert found["TOMM70"].name == "TOMM70"


def test_no_virus_no_protein_of_it(normalizer: Normalizer) -> None:
    record = {"caption": "Antiviral signalling in lung cells.", "keywords": ["S", "N", "M", "E", "MAVS"]}
    terms = normalizer.normalize(record, organism="human").terms
    assert all(t.match is None or t.match.taxon != 2697049 for t in terms)


@pytest.mark.parametrize(
    ("label", "organism", "gene"),
    [("NR1/GRIN1", "mouse", "Grin1"), ("ADH3 (mt)", "yeast", "ADH3"), ("COX-2/PTGS2", "human", "PTGS2"),
     ("srf", "zebrafish", "srfa")],
)  # fmt: skip
def test_two_names_of_one_gene(normalizer: Normalizer, label: str, organism: str, gene: str) -> None:
    assert _answer(normalizer, {"keywords": [label]}, label, organism) == gene


def test_a_list_of_two_genes_stays_a_list(normalizer: Normalizer) -> None:
    term = normalizer.normalize({"keywords": ["AKT1/PTEN"]}, organism="human").terms[0]
    assert len(term.match.members) == 2


@pytest.mark.parametrize(
    ("label", "gene"),
    [("ΔNp63α", "TP63"), ("TAp73", "TP73"), ("RANK ligand", "TNFSF11"), ("glycerol kinase (EC 2.7.1.30)", "GK"),
     ("NGFR-ICD", "NGFR"), ("CXCL13#", "CXCL13")],
)  # fmt: skip
def test_forms_of_a_name(normalizer: Normalizer, label: str, gene: str) -> None:
    assert _answer(normalizer, {"keywords": [label]}, label, "human") == gene


@pytest.mark.parametrize("organism", ["yeast", "Arabidopsis thaliana"])
def test_human_pathways_do_not_speak_for_human_genes_elsewhere(normalizer: Normalizer, organism: str) -> None:
    record = {"keywords": ["MDH1", "SDH3", "ACO2", "CIT1", "FUM1", "IDH1", "KGD1"]}
    terms = normalizer.normalize(record, organism=organism).terms
    assert all(t.match is None or t.match.taxon != 9606 for t in terms)
