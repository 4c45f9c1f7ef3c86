"""The account of an answer: the features add up to the score, and every number is a row of the table of weights."""

from __future__ import annotations

import math
import pickle
from pathlib import Path

import pytest

from pfocr_norm import LexiconError, Normalizer, Term
from pfocr_norm.model.ledger import Ledger
from pfocr_norm.resolve import weights as weights_module
from pfocr_norm.resolve.weights import KINDS, read_rows, weights

RECORD = {
    "papertitle": "Resistance in breast cancer patients",
    "caption": "RAS, MEK and AKT act on TGF-β1; letrozole and anastrozole (AI). Mouse Akt1 was lost.",
    "keywords": ["Dsor1", "AKT", "AKT1", "Al", "letrozole", "anastrozole", "TGFB1", "1-Mar", "AKT1/2", "nonsense"],
    "organisms_ner": ["Drosophila melanogaster"],
}  # fmt: skip


@pytest.fixture(scope="module")
def terms(normalizer: Normalizer) -> tuple[Term, ...]:
    return normalizer.normalize(RECORD).terms


def ledger(term: Term) -> Ledger:
    assert term.account is not None
    return term.account.ledger()


def test_features_add_up_to_the_utility(terms: tuple[Term, ...]) -> None:
    seen = 0
    for term in terms:
        for entry in ledger(term).entries:
            seen += 1
            assert math.isclose(sum(line.added for line in entry.lines), entry.utility, abs_tol=1e-9), term.keyword
            for line in entry.lines:
                assert line.added == line.value * line.weight
                assert weights()[line.feature] == line.weight
    assert seen > 20


def test_the_best_entry_is_the_answer(terms: tuple[Term, ...]) -> None:
    for term in terms:
        own = ledger(term)
        assert own.status == term.status.value
        if term.match is not None and own.entries and term.keyword not in ("1-Mar", "AKT1/2"):
            assert own.entries[0].curie == term.match.curie
            assert math.isclose(own.entries[0].probability, term.match.score)
            assert {check.limit for check in own.checks} >= {"resolved", "likely", "margin"}


def test_what_a_term_says_of_itself(terms: tuple[Term, ...]) -> None:
    text = terms[0].explain()
    assert "'MEK' (back projected)" in text
    assert "projected_ortholog" in text
    assert "data/weights.tsv" in text
    again = pickle.loads(pickle.dumps(terms[0]))
    assert again == terms[0]._replace(account=None)
    with pytest.raises(ValueError, match="normalize its record again"):
        again.explain()


def test_every_row_of_the_table_says_what_it_is() -> None:
    rows = read_rows()
    assert len({row.name for row in rows}) == len(rows)
    assert all(row.kind in KINDS and len(row.meaning) > 10 for row in rows)


def test_other_weights_give_another_score(terms: tuple[Term, ...]) -> None:
    careful = Normalizer(weights=weights().changed(none=9.0))
    for term, other in zip(terms, careful.normalize(RECORD).terms, strict=True):
        if term.candidates and other.candidates:
            assert other.candidates[0].score <= term.candidates[0].score or term.match is None


def test_a_bad_table_names_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights.tsv").write_text("name\tvalue\tkind\tmeaning\nnone\tmany\tfeature\tnone of them\n")
    monkeypatch.setattr(weights_module, "data_folder", lambda: tmp_path)
    with pytest.raises(LexiconError, match=r"weights\.tsv:2: a row is name, value, kind and meaning"):
        read_rows.__wrapped__()
