"""The record that the project started from, keyword by keyword, as a curator wants to see it.

The answer key lies beside the checkout; its rows read like this: several allowed statuses are separated by ``|``;
``X … ranked above Y …`` in the reference compares the places of two candidates; the flags are those that must be
there, others may be.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from functools import cache

import pytest
from conftest import SHARED

from pfocr_norm import Lexicon, NormalizedRecord, Status, Term, normalize_record
from pfocr_norm.formats import read_record
from pfocr_norm.text.names import fold, ocr_class

FIGID = "PMC8005514__fphar-12-628690-g002"
KEY = SHARED / "expected" / f"{FIGID}.tsv"
RECORD = SHARED / "records" / "seed" / f"{FIGID}.md"

pytestmark = pytest.mark.skipif(not KEY.is_file(), reason="the answer key does not lie beside the checkout")

CURIE = re.compile(r"\b(?:hgnc|fplx|drugbank|chebi|mesh|ncbigene|flybase):\w+")


@cache
def rows() -> list[dict[str, str]]:
    if not KEY.is_file():
        return []
    with KEY.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


@cache
def result(words: bool) -> NormalizedRecord:
    """The record as it was first tagged, alone or with the OCR words of the fly genes in later tables."""
    record = read_record(RECORD, tables=False)
    if words:
        later = read_record(SHARED / "records" / "figures" / f"{FIGID}.md")
        record = replace(record, words=tuple(word for word in later.words if word.taxon in (None, 7227)))
        assert record.words
    return normalize_record(record)


def term_of(row: dict[str, str], *, words: bool) -> Term:
    found = [term for term in result(words).terms if term.keyword == row["keyword"]]
    assert len(found) == 1
    return found[0]


def symbols(curies: tuple[str, ...]) -> set[str]:
    lexicon = Lexicon.open()
    numbers = [lexicon.find(curie) for curie in curies]
    return {lexicon.concept(number).name for number in numbers if number is not None}


CASES = [
    pytest.param(row, words, id=f"{row['keyword']}-{'words' if words else 'seed'}")
    for words in (False, True)
    for row in rows()
]


def test_the_key_has_all_keywords() -> None:
    assert [row["keyword"] for row in rows()] == [term.keyword for term in result(False).terms]


def test_organism() -> None:
    for words in (False, True):
        found = result(words)
        assert found.organism.best is not None
        assert found.organism.best.curie == "ncbitaxon:9606"
        assert "organism_mismatch" in {flag.code.value for flag in found.flags}


@pytest.mark.parametrize(("row", "words"), CASES)
def test_status(row: dict[str, str], words: bool) -> None:
    assert term_of(row, words=words).status.value in row["status"].split("|")


@pytest.mark.parametrize(("row", "words"), CASES)
def test_answer(row: dict[str, str], words: bool) -> None:
    term = term_of(row, words=words)
    answer = None if term.match is None else term.match.curie
    named = CURIE.findall(row["reference"])
    if "ranked above" in row["reference"]:
        order = [candidate.curie for candidate in term.candidates]
        assert named[0] in order, f"{named[0]} is no candidate; {order}"
        if named[1] in order:
            assert order.index(named[0]) < order.index(named[1])
        if answer is not None:
            assert answer == named[0]
    elif term.status is Status.RESOLVED and named:
        assert answer == named[0]
        assert term.match is not None
        assert term.match.name == row["name"]
    else:
        assert answer is None


@pytest.mark.parametrize(("row", "words"), CASES)
def test_flags(row: dict[str, str], words: bool) -> None:
    term = term_of(row, words=words)
    missing = {code for code in row["flags"].split(";") if code} - {flag.code.value for flag in term.flags}
    assert not missing


@pytest.mark.parametrize(("row", "words"), CASES)
def test_members_and_cross_references(row: dict[str, str], words: bool) -> None:
    term = term_of(row, words=words)
    if term.match is None:
        return
    if row["members"]:
        assert set(row["members"].split("|")) <= symbols(term.match.members)
    if row["why"].startswith("xref"):
        given = {f"{prefix}:{identifier}" for prefix, ids in term.match.xrefs for identifier in ids}
        assert set(CURIE.findall(row["why"])) <= given


@pytest.mark.parametrize(("row", "words"), CASES)
def test_named_traps(row: dict[str, str], words: bool) -> None:
    """A ``NOT X`` in the key's explanation names an answer that would be wrong."""
    term = term_of(row, words=words)
    traps = re.findall(r"NOT (\w+)", row["why"])
    if term.match is not None:
        assert term.match.name not in traps


@pytest.mark.parametrize(("row", "words"), CASES)
def test_label(row: dict[str, str], words: bool) -> None:
    """The label is the printed word, up to case and Greek spelling, where the key is sure of it."""
    term = term_of(row, words=words)
    if term.match is not None and row["printed_label"]:
        assert ocr_class(fold(term.label)) == ocr_class(fold(row["printed_label"]))
