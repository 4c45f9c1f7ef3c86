"""Words that mean something else than their nearest name: proteins of microbes, pairs, dates, salts, families."""

from __future__ import annotations

import pytest

from pfocr_norm import FigureRecord, Normalizer, Status
from pfocr_norm.model.record import OcrWord
from pfocr_norm.model.result import Term

PATIENTS = "Biopsies of patients"


def only(normalizer: Normalizer, keyword: str, caption: str, title: str = "") -> Term:
    (term,) = normalizer.normalize({"papertitle": title, "caption": caption, "keywords": [keyword]}).terms
    return term


@pytest.mark.parametrize(
    ("keyword", "caption"),
    [
        ("Vif", "HIV-1 Vpr, Vif and Env in CD4 T cells of patients"),
        ("N protein", "MERS-CoV ORF4a, N protein and E protein in lungs of patients"),
        ("Env", "Env of HIV-1 binds CD4 on human T cells"),
        ("core", "hepatitis C virus core and NS3 in human hepatocytes"),
    ],
)
def test_proteins_of_a_virus_are_no_human_genes(normalizer: Normalizer, keyword: str, caption: str) -> None:
    term = only(normalizer, keyword, caption)
    assert term.match is None or term.match.taxon not in (9606, None), term.match


def test_a_human_symbol_in_a_list_behind_a_virus_stays_one(normalizer: Normalizer) -> None:
    term = only(normalizer, "CXCR4", "HIV-1 Env, CD4 and CXCR4 in human T cells")
    assert term.match is not None
    assert term.match.name == "CXCR4"


@pytest.mark.parametrize(
    ("keyword", "members"),
    [
        ("α6β4", {"ITGA6", "ITGB4"}),
        ("integrin alpha-V/beta-5", {"ITGAV", "ITGB5"}),
        ("GPIa/IIa", {"ITGA2", "ITGB1"}),
    ],
)
def test_a_pair_has_both_chains(normalizer: Normalizer, keyword: str, members: set[str]) -> None:
    term = only(normalizer, keyword, "adhesion of keratinocytes", PATIENTS)
    assert term.match is not None, term.reason
    numbers = [normalizer.lexicon.find(curie) for curie in term.match.members]
    assert {normalizer.lexicon.symbol(n) for n in numbers if n is not None} == members


@pytest.mark.parametrize(
    ("keyword", "name"),
    [("8-Mar-2020", "MARCHF8"), ("3/8/2020", "MARCHF8"), ("2020-09-07", "SEPTIN7"), ("44081", "SEPTIN7"),
     ("7-Sep", "SEPTIN7"), ("Sept 7, 2020", "SEPTIN7")],
)  # fmt: skip
def test_dates_are_symbols_that_a_spreadsheet_spoiled(normalizer: Normalizer, keyword: str, name: str) -> None:
    term = only(normalizer, keyword, "expression in the liver", PATIENTS)
    assert term.match is not None, term.reason
    assert term.match.name == name


@pytest.mark.parametrize("keyword", ["7-Jan", "13/25/2020", "12/25/2020", "2020-01-07"])
def test_dates_that_no_gene_has_become(normalizer: Normalizer, keyword: str) -> None:
    assert only(normalizer, keyword, "expression in the liver", PATIENTS).match is None


def test_a_former_symbol_is_more_than_an_alias(normalizer: Normalizer) -> None:
    term = only(normalizer, "CYR61", "matrix in the skin", PATIENTS)
    assert (term.status, term.match and term.match.name) == (Status.RESOLVED, "CCN1")


def test_families_written_as_words(normalizer: Normalizer) -> None:
    term = only(normalizer, "Mek", "Mek phosphorylates its kinase in melanoma", PATIENTS)
    assert term.match is not None and term.match.curie == "fplx:MEK"


@pytest.mark.parametrize(
    ("misread", "symbol"), [("IFNY", "IFNG"), ("PLCY2", "PLCG2"), ("IKKƐ", "IKBKE"), ("PPARY", "PPARG")]
)
def test_greek_letters_that_were_read_as_latin_ones(normalizer: Normalizer, misread: str, symbol: str) -> None:
    record = {"papertitle": "Signals of human macrophages", "caption": "Patients' cells.", "keywords": [misread]}
    match = normalizer.normalize(record).terms[0].match
    assert match is not None and match.name == symbol


def test_a_lowered_number_that_was_read_as_a_comma(normalizer: Normalizer) -> None:
    record = {"papertitle": "Redox signals of human macrophages", "keywords": ["H,O2"]}
    match = normalizer.normalize(record).terms[0].match
    assert match is not None and match.name == "Hydrogen peroxide"


def test_of_a_list_the_name_that_has_the_tagged_gene(normalizer: Normalizer) -> None:
    words = [OcrWord("PI3K/AKT", "AKT2", "gene", 9606), OcrWord("PI3K/AKT", "PIK3CA", "gene", 9606)]
    record = FigureRecord(
        papertitle="Insulin resistance in patients", caption="Muscle of patients.", keywords=("AKT2", "PIK3CA"),
        words=tuple(words),
    )  # fmt: skip
    assert [term.match and term.match.name for term in normalizer.normalize(record).terms] == ["AKT", "PI3K"]


def test_lps_is_no_gene(normalizer: Normalizer) -> None:
    record = {"papertitle": "Macrophages of patients", "caption": "LPS and TNF.", "keywords": ["LPS", "TNF"]}
    match = normalizer.normalize(record).terms[0].match
    assert match is None or match.name == "lipopolysaccharide"


def test_a_defined_cell_outweighs_a_famous_gene(normalizer: Normalizer) -> None:
    term = only(normalizer, "APC", "Antigen-presenting cells (APC) in lymph nodes of patients")
    assert term.status is Status.OTHER_SENSE and term.match is None
    gene = only(normalizer, "APC", "Adenomatous polyposis coli (APC) in the colon of patients")
    assert gene.match is not None and gene.match.curie == "hgnc:583"


def test_a_capital_in_front_of_a_sentence_makes_no_symbol(normalizer: Normalizer) -> None:
    assert only(normalizer, "impact", "Impact of sleep on the skin of patients").match is None


def test_a_tagged_member_of_a_printed_family_is_its_ortholog_in_a_mouse(normalizer: Normalizer) -> None:
    tags = ("ALDH2", "ALDH1A1", "PIK3CA")
    words = (OcrWord("ALDH", "ALDH2"), OcrWord("ALDH", "ALDH1A1"), OcrWord("PI3K", "PIK3CA"))
    mouse = FigureRecord(papertitle="Ethanol and the liver of mice", keywords=tags, words=words)
    found = [term.match.name for term in normalizer.normalize(mouse).terms if term.match]
    assert found == ["Aldh2", "Aldh1a1", "Pik3ca"]
    yeast = FigureRecord(papertitle="Ethanol of brewer's yeast", caption="S. cerevisiae.", keywords=tags, words=words)
    found = [term.match.name for term in normalizer.normalize(yeast).terms if term.match]
    assert not {"ALDH2", "ALDH1A1", "PIK3CA"}.intersection(found)
