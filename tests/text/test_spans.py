"""Where names may stand in running text, and which words are everyday words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm import normalize_record
from pfocr_norm.text.index import fold
from pfocr_norm.text.spans import KnownNames, find, pieces
from pfocr_norm.vocabulary.everyday import is_plain

KNOWN = {fold(name) for name in ("SOX9", "SOX10", "Wnt5a", "frizzled receptor", "frizzled receptor 7", "CD34", "axin")}


def words(*names: str) -> KnownNames:
    known = KNOWN | {fold(name) for name in names}
    return KnownNames(known.__contains__, lambda text: False, lambda text: "SOX9/10" in text, lambda word: False)


def found(text: str, *names: str) -> list[str]:
    return [text[start:end] for start, end in find(text, words(*names), frozenset({"receptor"}))]


def test_inside_a_hyphened_word() -> None:
    assert found("SOX9-dependent loss of CD34+ cells") == ["SOX9", "CD34"]


def test_a_prefix_is_no_part_of_the_name() -> None:
    assert found("anti-CD34 and p-SOX9") == ["CD34", "SOX9"]


def test_a_list_is_one_name() -> None:
    assert found("loss of SOX9/10 in the crest") == ["SOX9/10"]


def test_across_a_bracket() -> None:
    assert found("the frizzled receptor (FZD) 7 binds Wnt5a") == ["frizzled receptor (FZD) 7", "Wnt5a"]


def test_a_measure_is_no_number_of_a_name() -> None:
    assert found("CD34 7 mg", "CD347") == ["CD34"]


@given(st.text(max_size=200))
def test_spans_are_in_order_and_inside(text: str) -> None:
    end = 0
    for start, stop in find(text, words("a1", "B-2"), frozenset()):
        assert end <= start < stop <= len(text)
        end = stop


@given(st.text(max_size=200))
def test_pieces_cover_letters_and_digits(text: str) -> None:
    joined = "".join(p.text for p in pieces(text))
    assert [c for c in joined if c.isalnum()] == [c for c in text if c.isalnum()]


def test_everyday_words() -> None:
    assert is_plain("peripheral") and is_plain("Kinase")
    assert not is_plain("insulin") and not is_plain("SOX9") and not is_plain("CHECKPOINT")


def test_mentions_of_a_record() -> None:
    text = "Peripheral damage raised the SOX9-driven transcription of collagen in mitochondrial disease."
    result = normalize_record({"papertitle": "Cartilage repair in patients", "caption": text})
    assert [m.text for m in result.mentions] == ["SOX9"]


def test_everyday_keywords_are_stopped() -> None:
    result = normalize_record({"caption": "SOX9 in human cells", "keywords": ["peripheral", "mitochondrial", "SOX9"]})
    assert [t.match.name if t.match else t.status.value for t in result.terms] == ["stopped", "stopped", "SOX9"]
