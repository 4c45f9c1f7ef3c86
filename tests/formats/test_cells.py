"""Lists in one text are split the same everywhere."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm import FigureRecord, normalize_record
from pfocr_norm.formats import read_records
from pfocr_norm.model.cells import legible

CELLS = [
    ("Map2k1, Akt1, Tp53", ["Map2k1", "Akt1", "Tp53"]),
    ("TP53;EGFR", ["TP53", "EGFR"]),
    ("1,25-dihydroxyvitamin D3", ["1,25-dihydroxyvitamin D3"]),
    ("PI(3,4,5)P3, SMAD2,3 , N,N-dimethylglycine", ["PI(3,4,5)P3", "SMAD2,3", "N,N-dimethylglycine"]),
]


@pytest.mark.parametrize(("cell", "words"), CELLS)
def test_dict_json_and_table_agree(cell: str, words: list[str]) -> None:
    assert list(FigureRecord.from_dict({"keywords": cell}).keywords) == words
    line = json.dumps({"keywords": cell}).encode()
    table = f'figid\tkeywords\nf\t"{cell}"\n'.encode()
    for data, format in ((line, "jsonl"), (table, "tsv")):
        (record,) = read_records(io.BytesIO(data), format=format)
        assert list(record.keywords) == words  # type: ignore[union-attr]


def test_organisms_in_one_text() -> None:
    assert FigureRecord.from_dict({"organisms_ner": "mouse, human"}).organisms_ner == ("mouse", "human")


def test_fields_that_look_like_one_are_told() -> None:
    flags = normalize_record({"keyword": ["MEK"], "title": "x", "year": 2026}).flags
    assert [f.evidence for f in flags if f.code.value == "unknown_field"] == [
        ("keyword", "keywords"), ("title", "figtitle"),
    ]  # fmt: skip


def test_a_slip_beside_the_field_is_told_too() -> None:
    record = {"keywords": ["MEK"], "keyword": ["ERK"], "Keywords": ["RAF"], "genes": ["AKT1"], "paper_keywords": ["x"]}
    flags = normalize_record(record).flags
    assert [f.evidence[0] for f in flags if f.code.value == "unknown_field"] == ["keyword", "Keywords"]


def test_a_printed_list_stays_all_of_its_genes() -> None:
    record = {"caption": "Insulin acts through Irs1/2 in mice.", "keywords": ["Irs1/2", "Insr"]}
    assert normalize_record(record, organism="mouse").suggested_keywords == ("Irs1", "Irs2", "Insr")


def test_letters_in_a_wrong_encoding_are_read_as_they_were_meant() -> None:
    mac, windows = ("NF-κB and IFN-γ at the 5′ end".encode().decode(name) for name in ("mac_roman", "cp1252"))
    assert mac == "NF-Œ∫B and IFN-Œ≥ at the 5‚Ä≤ end"
    for caption in (mac, windows):
        assert FigureRecord.from_dict({"caption": caption}).caption == "NF-κB and IFN-γ at the 5′ end"
    assert FigureRecord.from_dict({"caption": mac}, repair=False).caption == mac
    result = normalize_record({"caption": "IFN-Œ≥ (IFNŒ≥) of human T cells.", "keywords": ["IFNγ"]})
    assert result.record.caption == "IFN-γ (IFNγ) of human T cells."


@given(st.text())
def test_plain_text_stays(text: str) -> None:
    assert len(legible(text)) <= len(text)
    assert legible(text.encode("ascii", "ignore").decode()) == text.encode("ascii", "ignore").decode()
