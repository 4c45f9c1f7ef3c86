"""A fast slice of the accuracy benchmark, with floors a little below what was measured."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.accuracy import calibration, grounding, ocr, organism, places  # noqa: E402
from benchmarks.accuracy.backprojection import plain  # noqa: E402
from benchmarks.accuracy.corpora import Document, find_files, fold_of, read  # noqa: E402
from benchmarks.accuracy.vocabulary import Vocabulary  # noqa: E402

gold = pytest.mark.skipif(not (SHARED / "corpora").exists(), reason="needs the gold corpora in ../shared/corpora")
curated = pytest.mark.skipif(not (SHARED / "records").exists(), reason="needs the curated figures in ../shared/records")

DOCUMENTS = 40
TOP1 = {"NLM-Gene": 0.62, "BioRED": 0.68, "GNormPlus": 0.80, "Bio-ID": 0.71}
ORGANISM = {"NLM-Gene": 0.69, "BioRED": 0.97, "GNormPlus": 0.94, "Bio-ID": 0.80}
CHEMICALS = {"BC5CDR": 0.93, "BioRED": 0.77, "Bio-ID": 0.69}


@pytest.fixture(scope="module")
def normalizer():
    from pfocr_norm import Normalizer

    return Normalizer()


@pytest.fixture(scope="module")
def vocabulary(normalizer):
    return Vocabulary(normalizer.lexicon)


def documents(corpus):
    return read(corpus, find_files([SHARED / "corpora"])[corpus], sample=DOCUMENTS)


@gold
@pytest.mark.parametrize("corpus", TOP1)
def test_genes_and_organism_of_a_gold_corpus(corpus, normalizer, vocabulary):
    rows, runs = grounding.run(normalizer, vocabulary, documents(corpus))
    got = grounding.summary(rows, vocabulary)
    assert got["top1"] >= TOP1[corpus]
    assert got["precision"] >= got["top1"]
    assert organism.summary(runs)["right"] >= ORGANISM[corpus]
    there = places.summary(runs)
    assert there["right_at_its_place"] >= there["right_as_keyword"] - 0.005


@gold
@pytest.mark.parametrize("corpus", CHEMICALS)
def test_chemicals_of_a_gold_corpus(corpus, normalizer, vocabulary):
    rows, _ = grounding.run(normalizer, vocabulary, documents(corpus), kind="Chemical")
    assert grounding.summary(rows, vocabulary)["top1_of_known"] >= CHEMICALS[corpus]


@curated
def test_organism_of_curated_figures(normalizer):
    got = organism.figure_summary(organism.run_figures(normalizer, SHARED / "records"))
    assert got["named_right"] >= 0.95 * got["named"], got["wrong"]
    assert got["false_alarms_on_model_organisms"] == 0


def test_names_damaged_by_ocr_come_back(normalizer, vocabulary):
    items, _ = ocr.sample(vocabulary, 1, size=300)
    outcomes = [ocr.outcome(term, item.gold) for item, term in ocr.run(normalizer, items)]
    recovered = sum(o in ("alone", "among several") for o in outcomes)
    assert recovered >= 0.96 * len(outcomes)
    assert outcomes.count("wrong") <= 0.02 * len(outcomes)


# -- the measures themselves -------------------------------------------------------------------------------


def test_damage_changes_as_many_places_as_asked():
    rng = random.Random(1)
    assert ocr.damage("KRAS", 1, rng) == "KRA5"
    assert ocr.damage("p53", 2, rng) is None
    assert all(ocr.damage("BIRC5", 2, rng) != "BIRC5" for _ in range(20))
    assert {ocr.damage("Tnm", 1, rng) for _ in range(9)} == {"Tnrn"}


def test_calibration_of_honest_and_of_boastful_scores():
    honest = calibration.curve([(0.75, True, 3), (0.75, False, 1)])
    assert honest["ece"] == pytest.approx(0)
    boastful = calibration.curve([(0.95, True, 1), (0.95, False, 1)])
    assert boastful["ece"] == pytest.approx(0.45)


def test_a_printed_word_is_compared_without_case_dashes_and_greek():
    assert plain("TGF-β1") == plain("TGFB1")
    assert plain("p38") != plain("P39")


def test_a_document_has_the_same_fold_in_every_corpus():
    docs = [Document(corpus, "10491763", "", "", ()) for corpus in ("BioRED", "NLM-Gene")]
    assert len({fold_of(doc) for doc in docs}) == 1
    assert {fold_of(Document("BioRED", str(i), "", "", ())) for i in range(100)} == set(range(5))
