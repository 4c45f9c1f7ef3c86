"""From a wrong-organism gene back to the printed word, and no further than the evidence goes."""

from __future__ import annotations

import pytest

from pfocr_norm import FlagCode, NormalizedRecord, Normalizer, Status, Term

TITLE = "Targeted therapy of patients with metastatic melanoma"


def figure(
    normalizer: Normalizer, caption: str, *keywords: str, tagged: str = "Drosophila melanogaster"
) -> NormalizedRecord:
    return normalizer.normalize(
        {"papertitle": TITLE, "caption": caption, "keywords": list(keywords), "organisms_ner": [tagged]}
    )


def codes(term: Term) -> set[FlagCode]:
    return {flag.code for flag in term.flags}


@pytest.mark.parametrize(
    ("keyword", "label", "curie", "caption"),
    [
        ("Dsor1", "MEK", "fplx:MEK", "RAS, RAF and MEK are blocked."),
        ("rl", "ERK", "fplx:ERK", "MEK activates ERK."),
        ("bsk", "JNK", "fplx:JNK", "Stress activates JNK."),
        ("Ras85D", "RAS", "fplx:RAS", "Oncogenic RAS."),
        ("hop", "JAK", "fplx:JAK", "Cytokines act through JAK and STAT3."),
        ("Egfr", "EGFR", "hgnc:3236", "EGFR is amplified."),
        ("Tor", "mTOR", "hgnc:3942", "Rapamycin blocks mTOR."),
        ("Pi3K92E", "PI3K", "fplx:PI3K", "The PI3K branch."),
        ("Cdk4", "CDK4", "hgnc:1773", "Palbociclib blocks CDK4."),
        ("era", "ERα", "hgnc:3467", "Estrogen binds ERα."),
    ],
)
def test_fly_genes_of_human_figures(normalizer: Normalizer, keyword: str, label: str, curie: str, caption: str) -> None:
    (term,) = figure(normalizer, caption, keyword).terms
    assert term.match is not None, term.reason
    assert (term.label, term.match.curie) == (label, curie)
    assert {FlagCode.TERM_ORGANISM_MISMATCH, FlagCode.BACK_PROJECTED} <= codes(term)


def test_a_shared_name_speaks_for_itself(normalizer: Normalizer) -> None:
    """Four fly genes have one name in common, so the text need not print it."""
    result = figure(normalizer, "What drives the tumour.", "Pi3K21B", "Pi3K59F", "Pi3K68D", "Pi3K92E")
    assert {term.match.curie for term in result.terms if term.match} == {"fplx:PI3K"}


def test_raspberry_is_not_impdh1(normalizer: Normalizer) -> None:
    (term,) = figure(normalizer, "Oncogenic RAS signals to RAF.", "ras").terms
    assert term.match is not None
    assert term.match.curie == "fplx:RAS"
    assert "IMPDH1" not in {candidate.name for candidate in term.candidates[:1]}


@pytest.mark.parametrize("keyword", ["pk", "Mtk", "Stat92E", "CG14937"])
def test_no_support_no_answer(normalizer: Normalizer, keyword: str) -> None:
    (term,) = figure(normalizer, "The RTK pathway in the tumour.", keyword).terms
    assert term.status is Status.UNRESOLVED
    assert FlagCode.TERM_ORGANISM_MISMATCH in codes(term)
    assert all(candidate.score == 0 for candidate in term.candidates)


def test_plain_words_do_not_become_genes(normalizer: Normalizer) -> None:
    result = figure(normalizer, "Patients and controls were compared, and tumours and nodes counted.",
                    "Andorra", "Anp", "Acam")  # fmt: skip
    assert all(term.match is None for term in result.terms)


def test_a_right_tag_is_left_alone(normalizer: Normalizer) -> None:
    record = {
        "papertitle": "Wing growth in Drosophila", "caption": "MEK, the product of Dsor1, acts in larvae.",
        "keywords": ["Dsor1", "rl"], "organisms_ner": ["Drosophila melanogaster"],
    }  # fmt: skip
    result = normalizer.normalize(record)
    assert [term.match.curie for term in result.terms if term.match] == ["flybase:FBgn0010269", "flybase:FBgn0003256"]
    assert not any(FlagCode.BACK_PROJECTED in codes(term) for term in result.terms)


def test_mouse_genes_in_a_human_figure(normalizer: Normalizer) -> None:
    result = figure(normalizer, "TP53 and EGFR.", "Trp53", "Egfr", tagged="Mus musculus")
    assert [term.match.curie for term in result.terms if term.match] == ["hgnc:11998", "hgnc:3236"]
    assert all(FlagCode.TERM_ORGANISM_MISMATCH in codes(term) for term in result.terms)


def test_untagged_symbols_are_read_as_they_are(normalizer: Normalizer) -> None:
    """A fly has a gene p53 and yeast a HER2, but nobody tagged a fly or yeast here."""
    result = normalizer.normalize({"papertitle": TITLE, "keywords": ["p53", "HER2"]})
    assert [term.match.curie for term in result.terms if term.match] == ["hgnc:11998", "hgnc:3430"]


def test_a_gene_tagged_for_a_plain_word_of_the_text_means_nothing(normalizer: Normalizer) -> None:
    # "And" is a name of the fly's CkIIbeta; no other name of it is in the text.
    (term,) = figure(normalizer, "AKT and mTOR in tumours.", "CkIIbeta").terms
    assert term.status is Status.STOPPED
    assert term.label == "and"
    (printed,) = figure(normalizer, "AKT and CK2B in tumours.", "CkIIbeta").terms
    assert printed.match is not None
    assert printed.match.name == "CSNK2B"


@pytest.mark.parametrize("keyword", ["On", "And", "Was"])
def test_plain_words_with_a_capital_are_no_genes(normalizer: Normalizer, keyword: str) -> None:
    (term,) = figure(normalizer, "AKT acts on mTOR and was blocked.", keyword).terms
    assert term.match is None
