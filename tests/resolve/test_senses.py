"""Words that are no gene and no substance: what they are, and that a gene's own name stays a gene's."""

from __future__ import annotations

import json

import pytest

from pfocr_norm import Normalizer, Status
from pfocr_norm.output.explain import term_text
from pfocr_norm.resolve.senses import Senses, kind_by_head
from pfocr_norm.vocabulary.location import senses_path

PATIENTS = "Biopsies of patients"


@pytest.fixture(scope="module")
def senses(normalizer: Normalizer) -> Senses:
    if senses_path(normalizer.lexicon.path) is None:
        pytest.skip("data/senses.pnv is not there; build it with python -m pfocr_norm.building.senses")
    return normalizer.finder.senses


@pytest.mark.parametrize(
    ("keyword", "caption", "kind", "prefix"),
    [
        ("AS", "ankylosing spondylitis (AS) of the spine", "disease", "mesh"),
        ("DC", "dendritic cells (DCs) in the skin", "cell", "mesh"),
        ("BM", "BM, bone marrow; LN, lymph node.", "tissue", "mesh"),
        ("IMM", "carriers of the inner mitochondrial membrane (IMM)", "structure", "go"),
        ("LTP", "long-term potentiation (LTP) of synapses", "process", "mesh"),
        ("MS", "by mass spectrometry (MS) of serum", "method", "mesh"),
        ("BMI", "women with a high body mass index (BMI)", "measure", "mesh"),
    ],
)
def test_a_definition_of_something_else(
    normalizer: Normalizer, senses: Senses, keyword: str, caption: str, kind: str, prefix: str
) -> None:
    (term,) = normalizer.normalize({"papertitle": PATIENTS, "caption": caption, "keywords": [keyword]}).terms
    assert term.status is Status.OTHER_SENSE, term.reason
    assert term.match is None
    assert term.sense is not None and term.sense.reference is not None
    assert (term.sense.kind, term.sense.reference.prefix) == (kind, prefix)


def test_the_last_word_tells_where_no_list_does(normalizer: Normalizer) -> None:
    caption = "Immobility in the forced swim test (FST)"
    result = normalizer.normalize({"papertitle": PATIENTS, "caption": caption, "keywords": ["FST"]})
    (term,) = result.terms
    assert (term.status, term.match) == (Status.OTHER_SENSE, None)
    assert term.sense is not None and (term.sense.kind, term.sense.curie) == ("method", None)
    assert result.suggested_keywords == ("forced swim test",)
    assert json.loads(result.to_json())["terms"][0]["sense"]["matched"] == "forced swim test"
    assert "a method; no gene" in term_text(result, term)


@pytest.mark.parametrize(
    ("keyword", "kind"),
    [("hepatocytes", "cell"), ("Fibroblast", "cell"), ("Danio rerio", "organism"), ("atherosclerosis", "disease")],
)
def test_names_of_other_things(normalizer: Normalizer, senses: Senses, keyword: str, kind: str) -> None:
    (term,) = normalizer.normalize({"papertitle": PATIENTS, "keywords": [keyword]}).terms
    assert term.status is Status.OTHER_SENSE
    assert term.sense is not None and term.sense.kind == kind


@pytest.mark.parametrize(
    ("keyword", "caption"),
    [
        ("RB1", "The retinoblastoma protein (RB1) binds E2F"),
        ("APC", "The tumour suppressor adenomatous polyposis coli (APC)"),
        ("insulin", "Insulin lowers glucose"),
        ("Notch", "Notch in the skin"),
        ("FST", "FST, follistatin; INHBA, inhibin."),
    ],
)
def test_a_name_of_a_gene_stays_one(normalizer: Normalizer, keyword: str, caption: str) -> None:
    (term,) = normalizer.normalize({"papertitle": PATIENTS, "caption": caption, "keywords": [keyword]}).terms
    assert term.status is not Status.OTHER_SENSE
    assert term.sense is None


def test_all_columns_tell(normalizer: Normalizer) -> None:
    row, plain = normalizer.normalize(
        {"papertitle": PATIENTS, "caption": "forced swim test (FST) and AKT1", "keywords": ["FST", "AKT1"]}
    ).rows()
    assert (row["status"], row["sense"], row["sense_kind"]) == ("other_sense", "forced swim test", "method")
    assert (plain["sense"], plain["sense_kind"]) == (None, None)


def test_kinds_by_head() -> None:
    assert [kind_by_head(t) for t in ("rate of decay", "juvenile arthritis", "", "protein kinase")] == [
        "measure", "disease", "", "",
    ]  # fmt: skip
