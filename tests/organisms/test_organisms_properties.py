"""The tables of the organism decision, and properties of the scanner on any text."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfocr_norm import FigureRecord
from pfocr_norm.organisms import MAX_CHARS, decide, scan
from pfocr_norm.organisms.kinds import kinds
from pfocr_norm.organisms.places import Surroundings, mixed
from pfocr_norm.organisms.rows import read_table
from pfocr_norm.organisms.tables import clades, tables
from pfocr_norm.organisms.taxonomy import Taxonomy
from pfocr_norm.organisms.words import one_edit

PIECES = [
    "mice", "Drosophila", "human", "patients", "D.", "melanogaster", "anti-", "antibody", "−/−", "daf", "-", "16",
    "HeLa", " ", ". ", "\n", "µ", "İ", "Ǆ", "ß", "\u200b", "\ud800", "𝛼", "MCF", "7", "(", "Akt1", "plants", "CAT", "Δ",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=30).map("".join)


def naive_one_edit(a: str, b: str) -> bool:
    letters = sorted(set(b))
    edits = {a[:i] + a[i + 1 :] for i in range(len(a))}
    edits |= {a[:i] + c + a[i:] for i in range(len(a) + 1) for c in letters}
    edits |= {a[:i] + c + a[i + 1 :] for i in range(len(a)) for c in letters}
    edits |= {a[:i] + a[i + 1] + a[i] + a[i + 2 :] for i in range(len(a) - 1)}
    return a != b and b in edits


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_edit_is_the_naive_one(a: str, b: str) -> None:
    assert one_edit(a, b) == naive_one_edit(a, b)


@given(TEXTS)
@settings(max_examples=300)
def test_quotes_are_exact_and_in_order(text: str) -> None:
    found = scan(text, "figtitle")
    last = 0
    for item in found:
        assert text[item.start : item.end] == item.text
        assert item.field == "figtitle"
        assert item.start >= last or item.kind == "genetics"
        last = item.start
    assert scan(text, "figtitle") == found


@given(TEXTS, TEXTS, st.lists(st.text(max_size=6), max_size=4))
@settings(max_examples=100)
def test_decide_takes_any_record(title: str, caption: str, keywords: list[str]) -> None:
    call = decide(FigureRecord(papertitle=title, caption=caption, keywords=tuple(keywords)))
    assert (call.best is None) == (not call.organisms)
    assert all(0.0 <= o.score <= 1.0 for o in call.candidates)
    assert sum(o.score for o in call.candidates) <= 1.0 + 1e-9
    if call.best:
        assert call.best == call.candidates[0] == call.organisms[0]


@pytest.mark.parametrize(
    "unit", ["mouse ", "Akt1-", "D. ", "((", "a/b ", "/-", "Drosohpila", "İ", "- / ", "mice, AKT1 and "]
)
def test_long_captions_are_read_to_a_limit(unit: str) -> None:
    text = unit * (10_000_000 // len(unit))
    found = scan(text)
    assert all(item.end <= MAX_CHARS for item in found)
    decide(FigureRecord(caption=text, keywords=("AKT1", "mice")))


def test_tables_are_sound() -> None:
    rows = read_table("organisms.tsv")
    taxa = [int(row[0]) for row in rows]
    assert len(taxa) == len(set(taxa)) > 400
    assert all(len(row) == 4 and row[1] and row[2] for row in rows)
    known = {*taxa, *clades()}
    for taxon, kind, phrases in read_table("cues.tsv"):
        assert int(taxon) in known or int(taxon) in Taxonomy.open(), taxon
        assert kind in kinds()
        for phrase in phrases.split("|"):
            assert phrase.strip() == phrase and re.search(r"\w", phrase), phrase
    for taxon, canonical, _ in read_table("same_as.tsv"):
        assert int(canonical) in taxa
        assert int(taxon) not in taxa
    assert {model for clade in clades().values() for model in clade.models} <= set(taxa)


@pytest.mark.parametrize("row", read_table("organisms.tsv"), ids=lambda row: row[1])
def test_every_organism_is_found_by_its_name(row: list[str]) -> None:
    taxon, name, _, _ = row
    assert tables().by_name[name.lower()] == int(taxon)
    assert any(e.taxon == int(taxon) for e in scan(f"We studied {name} in spring."))


def test_a_cue_in_one_row_only() -> None:
    seen: dict[str, tuple[str, str]] = {}
    for taxon, kind, phrases in read_table("cues.tsv"):
        for phrase in phrases.split("|"):
            assert seen.setdefault(phrase, (taxon, kind)) == (taxon, kind), phrase


def test_cell_lines_speak_for_their_species() -> None:
    rows = read_table("cues.tsv")
    taken = {re.sub(r"\W", "", phrase).lower() for _, _, phrases in rows for phrase in phrases.split("|")}
    for taxon, names in read_table("celllines.tsv"):
        for name in names.split("|"):
            line = name.removesuffix(" cell")
            assert re.sub(r"\W", "", name).lower() not in taken, name
            assert any(e.taxon == int(taxon) and e.kind == "cell" for e in scan(f"grown in {line} cells")), name


@given(TEXTS.filter(bool), st.data())
@settings(max_examples=150)
def test_any_place_of_any_text_has_beliefs(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    around = Surroundings({"caption": text}, {"caption": scan(text)})
    shares = around.shares(("caption", start, end))
    assert not shares or abs(sum(shares.values()) - 1.0) < 1e-9
    record = {9606: math.log(0.6), 10090: math.log(0.3)}
    beliefs, unseen = mixed(record, math.log(1e-4), [around.gains(("caption", start, end))])
    assert sum(math.exp(b) for b in beliefs.values()) <= 1.0 + 0.01
    assert unseen <= math.log(1e-4) + 1e-9


@given(st.lists(st.dictionaries(st.sampled_from([9606, 10090, 7227]), st.floats(0, 50)), min_size=1, max_size=5))
def test_the_mean_over_places_stays_a_belief(places: list[dict[int, float]]) -> None:
    record = {9606: math.log(0.5), 10090: math.log(0.4), 7227: math.log(0.1)}
    beliefs, _ = mixed(record, -12.0, places)
    assert abs(sum(math.exp(b) for b in beliefs.values()) - 1.0) < 1e-9
    alike, _ = mixed(record, -12.0, [places[0]] * 3)
    once, _ = mixed(record, -12.0, places[:1])
    assert all(abs(alike[t] - once[t]) < 1e-9 for t in once)
