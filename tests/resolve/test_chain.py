"""The whole chain on small figures in our own words: what a curator of that field would say."""

from __future__ import annotations

from typing import Any

import pytest

from pfocr_norm import FlagCode, NormalizedRecord, Normalizer, Status, Term, Tier
from pfocr_norm.formats import read_records

HUMAN = "Survival of patients with colorectal cancer"
MOUSE = "Liver of C57BL/6 mice"
FLY = "Growth of the Drosophila wing disc"
YEAST = "Glucose signalling in the budding yeast Saccharomyces cerevisiae"
WORM = "Vulval induction in Caenorhabditis elegans"


def figure(normalizer: Normalizer, title: str, *keywords: str, caption: str = "", **more: Any) -> NormalizedRecord:
    return normalizer.normalize({"papertitle": title, "caption": caption, "keywords": list(keywords), **more})


def only(normalizer: Normalizer, title: str, keyword: str, caption: str = "", **more: Any) -> Term:
    (term,) = figure(normalizer, title, keyword, caption=caption, **more).terms
    return term


def codes(term: Term) -> set[FlagCode]:
    return {flag.code for flag in term.flags}


@pytest.mark.parametrize(
    ("title", "keyword", "curie"),
    [
        (HUMAN, "AKT1", "hgnc:391"), (HUMAN, "p53", "hgnc:11998"), (HUMAN, "HER2", "hgnc:3430"),
        (HUMAN, "EGFR", "hgnc:3236"), (HUMAN, "TGF-β1", "hgnc:11766"), (HUMAN, "IL-6", "hgnc:6018"),
        (HUMAN, "c-Myc", "hgnc:7553"), (HUMAN, "E-cadherin", "hgnc:1748"), (HUMAN, "β-catenin", "hgnc:2514"),
        (HUMAN, "caspase-3", "hgnc:1504"), (HUMAN, "PI3K", "fplx:PI3K"), (HUMAN, "mTORC1", "fplx:mTORC1"),
        (HUMAN, "NF-kB", "fplx:NFkappaB"), (HUMAN, "JNK", "fplx:JNK"), (HUMAN, "Wnt", "fplx:Wnt"),
        (HUMAN, "p-ERK", "fplx:ERK"), (HUMAN, "p-AKT", "fplx:AKT"), (HUMAN, "pSTAT3", "hgnc:11364"),
        (HUMAN, "PERK", "hgnc:3255"), (HUMAN, "pRB", "hgnc:9884"), (HUMAN, "P-TEFb", "fplx:PTEFb"),
        (MOUSE, "Akt1", "mgi:87986"), (MOUSE, "AKT1", "mgi:87986"), (MOUSE, "Trp53", "mgi:98834"),
        (MOUSE, "Tnf", "mgi:104798"), (MOUSE, "IL-6", "mgi:96559"),
        (FLY, "dpp", "flybase:FBgn0000490"), (FLY, "wg", "flybase:FBgn0284084"), (FLY, "Dsor1", "flybase:FBgn0010269"),
        (FLY, "Akt", "flybase:FBgn0010379"), (FLY, "hh", "flybase:FBgn0004644"),
        (YEAST, "SNF1", "ncbigene:852088"), (YEAST, "Snf1", "ncbigene:852088"), (YEAST, "RAS2", "ncbigene:855625"),
        (WORM, "let-60", "wormbase:WBGene00002335"), (WORM, "DAF-2", "wormbase:WBGene00000898"),
        (HUMAN, "cisplatin", "drugbank:DB00515"), (HUMAN, "5-FU", "drugbank:DB00544"),
        (HUMAN, "aspirin", "drugbank:DB00945"), (HUMAN, "glucose", "drugbank:DB01914"),
        (YEAST, "ATP", "drugbank:DB00171"),
        (HUMAN, "Ca2+", "drugbank:DB01373"),
    ],
)  # fmt: skip
def test_answers(normalizer: Normalizer, title: str, keyword: str, curie: str) -> None:
    term = only(normalizer, title, keyword)
    assert term.match is not None, term.reason
    assert term.match.curie == curie


@pytest.mark.parametrize(
    ("title", "taxon"), [(HUMAN, 9606), (MOUSE, 10090), (FLY, 7227), (YEAST, 4932), (WORM, 6239)]
)
def test_organism(normalizer: Normalizer, title: str, taxon: int) -> None:
    result = figure(normalizer, title, "ATP", organisms_ner=[])
    assert result.organism.best is not None
    assert result.organism.best.taxon == taxon
    assert FlagCode.ORGANISM_MISSING in {flag.code for flag in result.flags}
    for piece in result.organism.evidence:
        if piece.field == "papertitle":
            assert title[piece.start : piece.end] == piece.text


def test_the_organism_decides(normalizer: Normalizer) -> None:
    found = {title: only(normalizer, title, "MEK1") for title in (HUMAN, MOUSE)}
    assert found[HUMAN].match is not None
    assert found[HUMAN].match.curie == "hgnc:6840"
    assert found[MOUSE].match is not None
    assert found[MOUSE].match.curie == "mgi:1346866"


@pytest.mark.parametrize(
    ("keyword", "curie"), [("CD19", "mgi:88319"), ("Cyclin D1", "mgi:88313"), ("TLR2", "mgi:1346060")]
)
def test_human_spelling_does_not_make_a_mouse_gene_human(normalizer: Normalizer, keyword: str, curie: str) -> None:
    title = "B cells of patients and of a mouse model, isolated from BALB/c mice"
    term = only(normalizer, title, keyword)
    assert term.candidates[0].curie == curie


def test_paralogs_do_not_share_a_name(normalizer: Normalizer) -> None:
    """CYP11B1 and CYP11B2 are both orthologs of mouse Cyp11b1; each symbol still is its own gene's."""
    found = figure(normalizer, HUMAN, "CYP11B1", "CYP11B2")
    assert [term.match and term.match.curie for term in found.terms] == ["hgnc:2591", "hgnc:2592"]


@pytest.mark.parametrize(("keyword", "curie"), [("ET-1", "hgnc:3176"), ("leptin", "hgnc:6553")])
def test_a_gene_comes_before_the_drug_made_of_its_product(normalizer: Normalizer, keyword: str, curie: str) -> None:
    assert only(normalizer, HUMAN, keyword).candidates[0].curie == curie


def test_a_symbol_is_not_the_alias_of_a_gene_that_stands_beside_it(normalizer: Normalizer) -> None:
    # HNF4A is an alias of HNF1A, CCR10 one of ACKR2: beside each other they are two genes.
    terms = figure(normalizer, HUMAN, "HNF4A", "HNF1A", "CCR10", "ACKR2").terms
    assert [term.match and term.match.name for term in terms] == ["HNF4A", "HNF1A", "CCR10", "ACKR2"]


@pytest.mark.parametrize(("keyword", "name"), [("FKBP12", "FKBP1A"), ("PS1", "PSEN1")])
def test_a_gene_comes_before_the_pseudogenes_of_its_name(normalizer: Normalizer, keyword: str, name: str) -> None:
    match = only(normalizer, HUMAN, keyword).match
    assert match is not None and match.name == name


def test_two_names_of_one_gene_are_no_two_readings(normalizer: Normalizer) -> None:
    term = only(normalizer, HUMAN, "BCN1", caption="Autophagy needs Beclin-1 (BCN1).")
    assert term.match is not None and term.match.name == "BECN1"
    assert len({c.curie for c in term.candidates}) == len(term.candidates)


@pytest.mark.parametrize(
    ("keyword", "curie"),
    [("ERK", "mgi:1346858"), ("PI3K", "fplx:PI3K"), ("MEK", "fplx:MEK"), ("AKT", "mgi:87986"), ("Cx-43", "mgi:95713")],
)
def test_a_word_for_a_family_in_a_mouse_figure(normalizer: Normalizer, keyword: str, curie: str) -> None:
    # Ephb2 and Mdk bear ERK and Mek too; of PI3K no one gene stands out.
    match = only(normalizer, MOUSE, keyword).match
    assert match is not None and match.curie == curie


def test_a_given_organism_overrules_the_text() -> None:
    for caption in ("", "In HeLa cells, human AKT1 is active."):
        term = only(Normalizer(organism="Mus musculus"), HUMAN, "AKT1", caption=caption)
        assert term.match is not None
        assert term.match.curie == "mgi:87986"
    with pytest.raises(ValueError, match="unicorn"):
        Normalizer(organism="unicorn")


def test_tags_are_judged(normalizer: Normalizer) -> None:
    def flags(*tags: str, title: str = HUMAN) -> set[FlagCode]:
        return {flag.code for flag in figure(normalizer, title, "EGFR", organisms_ner=list(tags)).flags}

    assert FlagCode.ORGANISM_MISMATCH in flags("Drosophila melanogaster")
    assert flags("Homo sapiens") == set()
    assert flags("human") == set()
    assert flags("Homo sapiens", "Danio rerio") == {FlagCode.ORGANISM_UNSUPPORTED}
    assert FlagCode.UNKNOWN_ORGANISM_NAME in flags("Homo sapiens", "Unicornus magnus")
    assert FlagCode.ORGANISM_UNDECIDED in flags("Homo sapiens", title="A pathway")


def test_members_of_families(normalizer: Normalizer) -> None:
    term = only(normalizer, HUMAN, "MEK")
    assert term.match is not None
    assert {"hgnc:6840", "hgnc:6842"} <= set(term.match.members)
    assert FlagCode.FAMILY in codes(term)


@pytest.mark.parametrize(
    ("title", "genes"), [(HUMAN, ("hgnc:6840", "hgnc:6842")), (MOUSE, ("mgi:1346866", "mgi:1346867"))]
)
def test_a_family_has_the_genes_of_the_figures_organism(
    normalizer: Normalizer, title: str, genes: tuple[str, ...]
) -> None:
    term = only(normalizer, title, "MEK")
    assert term.match is not None
    assert (term.match.curie, term.match.members) == ("fplx:MEK", genes)


@pytest.mark.parametrize("keyword", ["AKT1/2", "SMAD2,3"])
def test_lists(normalizer: Normalizer, keyword: str) -> None:
    term = only(normalizer, HUMAN, keyword)
    assert term.match is not None
    assert term.match.tier is Tier.EXPANDED
    assert len(term.match.members) == 2
    assert FlagCode.EXPANDED_LIST in codes(term)


def test_former_symbols(normalizer: Normalizer) -> None:
    term = only(normalizer, HUMAN, "MARCH1")
    assert term.match is not None
    assert (term.match.name, term.match.tier) == ("MARCHF1", Tier.PREVIOUS)
    assert FlagCode.PREVIOUS_SYMBOL in codes(term)


@pytest.mark.parametrize(
    ("keyword", "name"), [("1-Mar", "MARCHF1"), ("2-Sep", "SEPTIN2"), ("Sep-02", "SEPTIN2"), ("2026-03-01", "MARCHF1")]
)
def test_spreadsheet_dates(normalizer: Normalizer, keyword: str, name: str) -> None:
    term = only(normalizer, HUMAN, keyword)
    assert term.match is not None
    assert term.match.name == name
    assert FlagCode.EXCEL_DATE in codes(term)


@pytest.mark.parametrize(
    ("keyword", "name"),
    [("PlK3CA", "PIK3CA"), ("8RAF", "BRAF"), ("5MAD4", "SMAD4"), ("ClB3", "CIB3"), ("TTC2B", "TTC28")],
)
def test_misread_symbols(normalizer: Normalizer, keyword: str, name: str) -> None:
    term = only(normalizer, HUMAN, keyword)
    assert term.match is not None
    assert term.match.name == name
    assert FlagCode.OCR_REPAIR in codes(term)


@pytest.mark.parametrize(
    ("keyword", "name"),
    [
        ("FLNBv2", "FLNB"), ("OCT4A", "POU5F1"), ("MCIP1.4", "RCAN1"), ("delta-like 4", "DLL4"),
        ("Ubiquitin carboxyl-terminal esterase L1", "UCHL1"),
    ],
)  # fmt: skip
def test_splice_forms_and_names_without_their_brackets(normalizer: Normalizer, keyword: str, name: str) -> None:
    match = only(normalizer, HUMAN, keyword).match
    assert match is not None and match.name == name


def test_words_behind_a_bracket_belong_to_the_name(normalizer: Normalizer) -> None:
    match = only(normalizer, HUMAN, "hepatocyte growth factor (HGF) activator").match
    assert match is not None and match.name == "HGFAC"


def test_two_readings_of_a_misread_letter_stay_open(normalizer: Normalizer) -> None:
    """APC1 and APCL are names both, and a small l stands for either letter."""
    term = only(normalizer, HUMAN, "APCl")
    assert term.status is Status.AMBIGUOUS
    assert {"ANAPC1", "APC2"} <= {c.name for c in term.candidates}


def test_a_long_name_misread_is_not_what_is_left_without_its_brackets(normalizer: Normalizer) -> None:
    term = only(normalizer, HUMAN, "EGF(33-4Z)")
    assert term.match is not None
    assert term.match.matched == "EGF(33-42)"


@pytest.mark.parametrize("keyword", ["mice", "the", "and", "", "NA", ".na.character", "N/A"])
def test_no_names(normalizer: Normalizer, keyword: str) -> None:
    term = only(normalizer, HUMAN, keyword)
    assert (term.status, term.match) == (Status.STOPPED, None)
    assert codes(term) <= {FlagCode.COMMON_WORD, FlagCode.PLACEHOLDER} and codes(term)


@pytest.mark.parametrize("keyword", ["qqzzx", "XYZ123456", "QZ"])
def test_unknown_words_are_not_guessed(normalizer: Normalizer, keyword: str) -> None:
    term = only(normalizer, HUMAN, keyword)
    assert (term.status, term.match, tuple(term.candidates)) == (Status.UNRESOLVED, None, ())


def test_a_short_name_is_taken_as_it_is_written(normalizer: Normalizer) -> None:
    match = only(normalizer, HUMAN, "RTK").match
    assert match is not None and (match.curie, match.tier) == ("fplx:RTK", Tier.APPROVED)


def test_one_drug_has_one_entry(normalizer: Normalizer) -> None:
    answers = {only(normalizer, HUMAN, word).match for word in ("tamoxifen", "Tamoxifen", "TAMOXIFEN")}
    assert {match.curie for match in answers if match} == {"drugbank:DB00675"}
    (match,) = [m for m in answers if m and m.matched == "Tamoxifen"][:1]
    xrefs = dict(match.xrefs)
    assert "41774" in xrefs["chebi"]
    assert "D013629" in xrefs["mesh"]


@pytest.mark.parametrize(
    ("title", "keyword"), [(HUMAN, "EGFR"), (MOUSE, "Egfr"), (FLY, "Egfr"), (YEAST, "SNF1"), (WORM, "let-60")]
)
def test_genes_carry_their_ncbi_number(normalizer: Normalizer, title: str, keyword: str) -> None:
    match = only(normalizer, title, keyword).match
    assert match is not None
    assert dict(match.xrefs)["ncbigene"][0].isdigit()


def test_losers_say_why(normalizer: Normalizer) -> None:
    term = only(normalizer, HUMAN, "CAT")
    assert len(term.candidates) > 1
    assert term.candidates[0] == term.match or term.match is None
    for loser in term.candidates[1:]:
        assert loser.reason
    scores = [candidate.score for candidate in term.candidates]
    assert all(0 <= score <= 1 for score in scores)


def test_mentions_stand_where_they_say(normalizer: Normalizer) -> None:
    caption = "ERα drives MYC; tamoxifen blocks ERα, and PI3K/AKT/mTOR goes on."
    result = figure(normalizer, HUMAN, "MYC", caption=caption)
    found = {m.text: m.match.curie for m in result.mentions if m.match and m.field == "caption"}
    assert found["ERα"] == "hgnc:3467"
    assert found["MYC"] == "hgnc:7553"
    assert found["tamoxifen"] == "drugbank:DB00675"
    for mention in result.mentions:
        assert getattr(result.record, mention.field)[mention.start : mention.end] == mention.text


def test_the_text_beside_a_name_tells_its_organism(normalizer: Normalizer) -> None:
    caption = "Tumours grow in patients. In contrast, the mouse Akt2 gene is dispensable."
    term = only(normalizer, HUMAN, "Akt2", caption=caption)
    assert term.match is not None
    assert term.match.curie == "mgi:104874"


def test_a_name_in_the_text_is_of_the_organism_of_its_place(normalizer: Normalizer) -> None:
    caption = (
        "(A) HeLa cells were transfected with human TFEB and stained for LAMP1. "
        "(B) Liver of Tfeb-/- C57BL/6 mice, stained for LAMP1. (C) Mouse Akt1 and human AKT1 bind PTEN."
    )
    result = normalizer.normalize({"caption": caption, "keywords": ["LAMP1"]})
    found = [(m.text, m.match.taxon) for m in result.mentions if m.match]
    assert found[:4] == [("TFEB", 9606), ("LAMP1", 9606), ("Tfeb", 10090), ("LAMP1", 10090)]
    assert [taxon for text, taxon in found if text.upper() == "AKT1"] == [10090, 9606]


def test_short_symbols_of_the_figures_organism_are_found_in_the_text(normalizer: Normalizer) -> None:
    result = figure(normalizer, FLY, "yki", caption="In wing discs dpp and wg are on, and Mer holds yki back.")
    found = {m.text: m.match.taxon for m in result.mentions if m.match}
    assert found == {"dpp": 7227, "Mer": 7227, "yki": 7227}


def test_a_transgene_of_a_far_organism_keeps_its_gene(normalizer: Normalizer) -> None:
    term = only(normalizer, YEAST, "SNCA", caption="Yeast cells that express human SNCA stop growing.")
    assert term.match is not None and term.match.curie == "hgnc:11138"


def test_every_real_record(normalizer: Normalizer, shared: Any) -> None:
    records = read_records(shared / "records" / "figures")
    terms = [term for record in records for term in normalizer.normalize(record).terms]  # type: ignore[arg-type]
    assert len(terms) > 1000
    share = sum(term.status is Status.RESOLVED for term in terms) / len(terms)
    assert share > 0.7
    assert all(term.reason or term.match for term in terms)


# -- what the text says of its own words ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keyword", "caption", "name"),
    [
        ("GR", "Glutathione reductase (GR) restores GSH", "GSR"),
        ("GR", "The glucocorticoid receptor (GR) enters the nucleus", "NR3C1"),
        ("PAP", "PAP (pancreatitis-associated protein) in acini", "REG3A"),
        ("CAT", "CAT, catalase; SOD, superoxide dismutase; GSH, glutathione.", "CAT"),
        ("SCF", "stem cell factor (SCF) binds its receptor", "KITLG"),
        ("MLP", "cardiac MLP (CSRP3) at the Z disc", "CSRP3"),
        ("TIP60", "KAT5/TIP60 at breaks", "KAT5"),
    ],
)
def test_a_definition_decides(normalizer: Normalizer, keyword: str, caption: str, name: str) -> None:
    term = only(normalizer, HUMAN, keyword, caption)
    assert term.match is not None, term.reason
    assert term.match.name == name


def test_a_long_form_that_nothing_is_called_leaves_no_gene(normalizer: Normalizer) -> None:
    term = only(normalizer, HUMAN, "CAT", "Computer-aided tutoring (CAT) of residents")
    assert term.match is None
    assert "Computer-aided tutoring" in term.reason
