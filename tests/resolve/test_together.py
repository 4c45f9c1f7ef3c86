"""Genes that act together decide between readings of one word."""

from __future__ import annotations

from pfocr_norm import normalize_record
from pfocr_norm.resolve.together import Company, open_pathways

# HGNC numbers
YAP1, WWTR1, TAFAZZIN, LATS1 = 16262, 24042, 11577, 6514


def test_company_speaks_for_the_gene_of_the_same_pathway() -> None:
    labels = {"yap": [YAP1], "taz": [WWTR1, TAFAZZIN], "lats1": [LATS1]}
    company = Company(labels, ["signalling"], open_pathways())
    assert company.gain(WWTR1, "taz") > company.gain(TAFAZZIN, "taz")


def test_a_label_is_no_company_for_itself() -> None:
    company = Company({"taz": [WWTR1]}, [], open_pathways())
    assert company.gain(WWTR1, "taz") == 0.0


def test_words_of_a_pathway_speak_too() -> None:
    company = Company({"taz": [WWTR1, TAFAZZIN]}, ["hippo"], open_pathways())
    assert company.gain(WWTR1, "taz") > 0.0


def test_unknown_genes_have_no_sets() -> None:
    assert len(open_pathways().sets_of(0)) == 0


def test_in_a_record() -> None:
    record = {"papertitle": "Organ size in man", "caption": "YAP1 with TEAD1 and LATS2.", "keywords": ["TAZ", "YAP1"]}
    assert normalize_record(record).terms[0].match.name == "WWTR1"
    record = {"papertitle": "Cardiolipin in man", "caption": "TAZ, CRLS1 and PTPMT1.", "keywords": ["TAZ", "CRLS1"]}
    match = normalize_record(record).terms[0].match
    assert match is None or match.name == "TAFAZZIN"
