"""Two annotation sets of the same figures."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm.audit import compare
from pfocr_norm.audit.compare import Comparison, difference
from pfocr_norm.errors import RecordError
from pfocr_norm.model.record import FigureRecord, OcrWord
from pfocr_norm.model.result import NormalizedRecord, OrganismCall, Status, Term

TEXTS = {
    "papertitle": "Endocrine resistance of breast cancer",
    "caption": "In patients PI3K, MEK and ERα keep the tumour growing; tamoxifen and p53 hold it.",
}
OLD = {"figid": "f1", **TEXTS, "keywords": ["Dsor1", "Pi3K21B", "Pi3K59F", "era", "Tamoxifen", "tp53", "TP53", "TP53"],
       "organisms_ner": ["Drosophila melanogaster"]}  # fmt: skip
NEW = {"figid": "f1", **TEXTS, "keywords": ["MEK", "PI3K", "ESR1", "tamoxifen", "TP53", "MAPK1"],
       "organisms_ner": ["Homo sapiens"]}  # fmt: skip


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    alone = {"figid": "gone", "keywords": ["AKT1"]}
    fresh = {"figid": "fresh", "keywords": ["AKT1"]}
    same = {"figid": "same", **TEXTS, "keywords": ["ESR1"], "organisms_ner": ["Homo sapiens"]}
    return compare([OLD, alone, same], [same, NEW, fresh])


def test_figures_are_joined_by_figid(comparison: Comparison) -> None:
    c = comparison
    assert (c.common, c.changed_figures, c.only_old, c.only_new, c.broken) == (2, 1, 1, 1, 0)
    assert c.largest[0].figid == "f1"
    assert c.sizes[0] == 1


def test_changes_carry_their_reason(comparison: Comparison) -> None:
    found = {(c.change, c.old, c.new): c for c in comparison.largest[0].changes}
    assert found["changed", "Dsor1", "MEK"].reason in {"term_organism_mismatch", "back_projected"}
    assert ("changed", "Pi3K21B", "PI3K") in found
    assert ("changed", "Pi3K59F", "PI3K") in found
    assert found["changed", "era", "ESR1"].explanation
    assert found["changed", "Tamoxifen", "tamoxifen"].reason == "spelling"
    assert found["lost", "TP53", ""].reason == "repeat"
    assert ("gained", "", "MAPK1") in found
    assert ("organism_lost", "Drosophila melanogaster", "") in found
    assert ("organism_gained", "", "Homo sapiens") in found
    assert not any(new == "MEK" and change == "gained" for change, _, new in found)


def test_a_keyword_that_says_the_same_as_one_that_stays_is_merged() -> None:
    old = {"figid": "f", **TEXTS, "keywords": ["ESR1", "ERα"]}
    figure = compare([old], [{**old, "keywords": ["ESR1"]}]).largest[0]
    assert [(c.change, c.old, c.new, c.reason) for c in figure.changes] == [("merged", "ERα", "ESR1", "same_meaning")]


def test_a_keyword_that_went_without_a_fault_says_so() -> None:
    old = {"figid": "f", **TEXTS, "keywords": ["MAPK1", "ESR1"]}
    figure = compare([old], [{**old, "keywords": ["ESR1"]}]).largest[0]
    assert [(c.change, c.old, c.reason) for c in figure.changes] == [("lost", "MAPK1", "no_fault")]


def test_the_old_set_is_held_whole() -> None:
    words = (OcrWord("MARK", "par-1", "gene", 7227, "ncbigene:2768852"), OcrWord("AI", "Al", "chemical"))
    record = FigureRecord("f\ud800", "title", "caption", "paper", ("par-1", "Al"), ("Homo sapiens",), ("fly",), words)
    again = compare([record], [record])
    assert (again.common, again.changed_figures, again.broken) == (1, 0, 0)
    words = (OcrWord("MARK", "par-1", "gene", 7227, "ncbigene:2768852"),)
    other = compare([record], [replace(record, caption="another caption", words=words)])
    assert (other.common, other.changed_figures, other.broken) == (1, 0, 0), "texts and words are no keywords"


def test_summary_text_json_table(comparison: Comparison) -> None:
    text = str(comparison)
    assert "2 figures in both, 1 only in the old set, 1 only in the new one" in text
    assert "changed: Dsor1 → MEK" in text
    summary = json.loads(comparison.to_json())
    assert summary["changes"]["organism_gained"] == 1
    stream = io.StringIO()
    compare([OLD], [NEW], table=stream)
    lines = stream.getvalue().splitlines()
    assert lines[0].split("\t")[:4] == ["figid", "change", "old", "new"]
    assert len(lines) == 1 + sum(comparison.changes.values())


def test_broken_and_repeated_records_are_counted() -> None:
    again = compare(
        [{"figid": "a", "keywords": ["AKT1"]}, RecordError("bad", source="o", line=1)],
        [{"figid": "a", "keywords": ["AKT1"]}, {"figid": "a", "keywords": []}, {"figid": "b", "keywords": {}}],
    )
    assert (again.common, again.changed_figures, again.broken) == (1, 0, 3)
    assert any("stands twice" in error for error in again.errors)


def _open(record: FigureRecord) -> NormalizedRecord:
    # A result without any answer: what is left are the words themselves.
    terms = tuple(Term(k, Status.UNRESOLVED, k, None) for k in record.keywords)
    return NormalizedRecord(record, OrganismCall(None, (), (), ()), terms, (), (), (), "0")


_words = st.lists(st.sampled_from(["AKT1", "Akt1", "akt-1", "MEK", "ERα", "", "和"]) | st.text(max_size=3), max_size=12)


@given(_words, _words)
def test_changes_turn_the_old_words_into_the_new_ones(old: list[str], new: list[str]) -> None:
    figure: Any = difference(
        FigureRecord("f", keywords=tuple(old)), FigureRecord("f", keywords=tuple(new)), reasons=_open
    )
    lost = {c.old for c in figure.changes if c.change in ("lost", "changed", "merged")}
    gained = {c.new for c in figure.changes if c.change in ("gained", "changed")}
    assert lost == set(Counter(old) - Counter(new))
    assert gained == set(Counter(new) - Counter(old))
    assert figure.kept == (Counter(old) & Counter(new)).total()
    assert (not figure.changes) == (Counter(old) == Counter(new))


def test_nothing_in_common() -> None:
    empty = compare([], [NEW])
    assert (empty.common, empty.only_new) == (0, 1)
    assert "0 figures in both" in str(empty)
