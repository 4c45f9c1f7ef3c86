"""Lists are read in one pass, whatever stands in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm.text import lists
from pfocr_norm.text import names as nm
from pfocr_norm.text.definitions import definitions
from pfocr_norm.text.readings import MAX_LIST, expand
from pfocr_norm.vocabulary.codes import split_identifier

# The patterns that the tokenizer stands for: right, and without bound on their time, so only short texts are compared.
NUMBERS = re.compile(
    r"^([A-Za-zα-ω][A-Za-zα-ω0-9-]*?)([- ]?)(\d+)((?:\s*(?:/|,\s*(?:and|or|&)?|&|\+|-|–|and|or)\s*-?\d+)+)\Z"
)
LETTERS = re.compile(
    r"^([A-Za-zα-ω][A-Za-zα-ω0-9-]*?)([- ]?)([A-Za-zα-ω])((?:\s*(?:/|,|&|\+|–|\band|\bor)\s*-?[A-Za-zα-ω])+)\Z"
)
ITEM = (
    r"(?:[A-Z]?\d{1,3}[A-Za-z]?|[IVX]{1,4}|[A-Z]|[α-ω]\d?"
    r"|(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|sigma)(?:[\s-]?\d{1,2})?)"
)
JOINT = r"(?:\s*,\s+(?:and\s+|or\s+|&\s*)?|\s+and\s+|\s+or\s+|\s+and/or\s+|\s*/\s*|\s*&\s*)"
LAST = re.compile(
    r"([A-Za-z0-9α-ω(][^,]*?,?[\s-](?:(?:types?|isoforms?|class)\s)?)"
    rf"({ITEM}(?:{JOINT}(?:type\s)?-?{ITEM})+)(\s[A-Za-z][a-z]+)?\Z"
)

PIECES = st.sampled_from(
    (
        *"A V I II B1 D2 12 1 3 a α β beta gamma alpha-1 / / - , + & – ( ) . AKT cyclin receptor x and or".split(),
        *(" ", " ", ", ", " and ", " or ", " and/or ", " & ", "type ", "types ", "class ", "isoform "),
    )
)
TEXTS = st.lists(PIECES, min_size=2, max_size=9).map("".join)


@given(TEXTS)
def test_rows_are_those_of_the_naive_patterns(text: str) -> None:
    for pattern, read, item in ((NUMBERS, lists.numbers, r"\d+"), (LETTERS, lists.letters, "[A-Za-zα-ω]")):
        row, match = read(text), pattern.match(text)
        assert (row is None) == (match is None)
        if row is not None and match is not None:
            assert (row.stem, row.between, row.first) == match.groups()[:3]
            assert row.others[-1][1] == re.findall(item, text)[-1]


@given(TEXTS)
def test_lists_at_the_end_are_those_of_the_naive_pattern(text: str) -> None:
    phrase, match = lists.items_last(text), LAST.match(text)
    assert (phrase is None) == (match is None)
    if phrase is not None and match is not None:
        assert (phrase.head, phrase.tail) == (match[1], match[3] or "")
        assert len(phrase.items) == len(re.findall(JOINT, match[2])) + 1


@pytest.mark.parametrize(
    "text",
    [
        "complex I/V/I/V/I/V/I/V/I/V/I/V/I/V/I/V/I/V/I/V/I/V/I/V (mt)",
        "AKT1" + ", 2" * 24 + " !x",
        "cyclin " + "/".join("V" * 30) + " !x",
        "x " + " and ".join(["D1"] * 10) + " !x",
        "PKC alpha" + ", -beta" * 10 + "?",
        "AKT" + "-".join("1" * 38) + "!",
        "A1" + " " * 70 + "!",
        "type I and " * 7 + "!",
    ],
)
def test_what_is_nearly_a_list_is_none(text: str) -> None:
    """With patterns that repeat items this does not come back, or takes seconds."""
    assert len(text) <= MAX_LIST
    assert len(expand(text)) <= 6


def test_marks_beyond_thirty_go() -> None:
    long = "A" + "\u0301\u0323" * 50_000
    assert len(nm.compose(long)) <= 31
    assert nm.fold(long) == "a"
    assert nm.words(long) == ["a"]
    assert nm.clean("é") == "é"
    short = "A" + "\u0301\u0323" * 15
    assert nm.compose(short) == nm.compose(nm.compose(short))


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        ("the androgen receptor (  AR\n) binds", {"ar": "androgen receptor"}),
        ("the androgen receptor (" + " " * 50_000 + "AR", {}),
    ],
)
def test_brackets(caption: str, found: dict[str, str]) -> None:
    assert {nm.fold(d.short): d.long for d in definitions(caption)} == found


def test_long_numbers_are_no_identifiers() -> None:
    assert split_identifier("1" * 100_000) is None
    assert split_identifier("1" * 100_000 + "x") is None
    assert split_identifier("FBgn" + "0" * 6 + "1") == ("FBgn{:07d}", 1)
