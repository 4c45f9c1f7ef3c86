"""JSON Lines, CSV, TSV, Parquet: what is written is read again."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm.errors import OutputError, RecordError
from pfocr_norm.formats import read_record, read_records, write_records
from pfocr_norm.formats.tables import split_cell
from pfocr_norm.formats.writers import compress, join_cell
from pfocr_norm.model.record import FigureRecord, OcrWord

RECORDS = [
    FigureRecord(
        "PMC1__f1", "Insulin", 'Line one\nline "two", ERα', "Paper", ("Dsor1", "MEK", "PI(3;4)P2"), ("NA|1",),
        ("Mus musculus", "Homo sapiens"), (OcrWord("MARK", "par-1", "gene", 7227, "ncbigene:2768852"),),
    ),
    FigureRecord("PMC2__f1", keywords=("", "2,4-D")),
    FigureRecord("PMC3__f1"),
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.jsonl.gz", "a.ndjson.zst", "a.csv", "a.csv.gz", "a.tsv", "a.tsv.zst", "a.parquet"]
)
def test_round_trip(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    if name.endswith("zst"):
        pytest.importorskip("zstandard")
    assert write_records(RECORDS, path) == 3
    assert list(read_records(path)) == RECORDS
    first = path.read_bytes()
    write_records(iter(RECORDS), path)
    if not name.endswith("parquet"):
        assert path.read_bytes() == first
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_unknown_fields_survive_in_json(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"figid": "f", "keywords": ["MEK"], "doi": "10.1/x", "year": 2021}\n\n')
    record = read_record(path)
    assert record.to_dict()["doi"] == "10.1/x" and record.extra["year"] == 2021


def test_a_json_file_holds_one_or_many(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{\n "figid": "f",\n "keywords": ["MEK"]\n}')
    assert read_record(path).keywords == ("MEK",)
    path.write_text('[{"figid": "f"}, 3, {"figid": "g"}]')
    assert [type(r).__name__ for r in read_records(path)] == ["FigureRecord", "RecordError", "FigureRecord"]
    with pytest.raises(RecordError, match="not a int"):
        read_record(path)


def test_streams_and_iterables() -> None:
    line = '{"figid": "f", "keywords": ["ERα"]}'
    expected = [FigureRecord("f", keywords=("ERα",))]
    assert list(read_records(io.StringIO(line))) == expected
    assert list(read_records(io.BytesIO(line.encode()))) == expected
    assert list(read_records([line, line.encode(), json.loads(line)])) == expected * 3
    assert list(read_records(io.StringIO("figid,keywords\nf,ERα\n"), format="csv")) == expected


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b'{"figid": "f"}\n{"figid"\n')

    monkeypatch.setattr("sys.stdin", Stdin)
    first, second = read_records("-")
    assert first == FigureRecord("f")
    assert str(second).startswith("<stdin>:2: is not JSON")


def test_table_errors_name_what_was_found(tmp_path: Path) -> None:
    path = tmp_path / "genes.tsv"
    path.write_text("figid\tgene\nf\tMEK\n")
    (error,) = read_records(path)
    assert str(error).startswith(f"{path}:1: the table lacks the column 'keywords'; found: 'figid', 'gene'")
    path.write_text("figid\tkeywords\nf\tMEK\ng\nh\tERK\n")
    assert [str(r).partition(":")[2] for r in read_records(path) if isinstance(r, RecordError)] == [
        "3: the row has 1 cells, the header has 2"
    ]
    path.write_bytes(b'figid\tkeywords\nf\t"a\nb"\ng\tM\xc9K\nh\tERK\n')
    found = list(read_records(path))
    assert str(found[1]) == f"{path}:4: is not UTF-8: byte 0xc9 in column 'keywords'; save the file as UTF-8"
    assert found[2] == FigureRecord("h", keywords=("ERK",))


def test_parquet_errors_name_what_was_found(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"figure": ["f"], "words": [["MEK"]]}), path)
    (error,) = read_records(path)
    assert "lacks the column 'keywords'; found: 'figure', 'words'" in str(error)
    path.write_bytes(b"PAR1 no parquet")
    (error,) = read_records(path)
    assert "cannot be read as Parquet" in str(error)
    pq.write_table(pa.table({"figid": ["f", "g"], "keywords": ["MEK|ERK", None], "n": [1, 2]}), path)
    first, second = read_records(path)
    assert isinstance(first, FigureRecord) and first.keywords == ("MEK", "ERK") and first.extra["n"] == 1
    assert isinstance(second, FigureRecord) and second.keywords == ()


def test_outputs_of_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"end the name in \.jsonl"):
        write_records([], tmp_path / "a.xlsx")
    with pytest.raises(OutputError, match="compressed inside"):
        write_records([], tmp_path / "a.parquet.gz")


def test_a_broken_record_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        write_records([RECORDS[0], RecordError("broken")], tmp_path / "a.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_cut_gzip_gives_the_records_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    text = b"".join(b'{"figid": "f%d"}\n' % i for i in range(50_000))
    path.write_bytes(gzip.compress(text)[:-100])
    *good, error = read_records(path)
    assert isinstance(error, RecordError) and "damaged or cut short" in str(error)
    assert len(good) > 10_000 and all(isinstance(record, FigureRecord) for record in good)


def test_pieces_of_gzip_and_zstd_join() -> None:
    assert gzip.decompress(compress(b"MEK", "gzip") + compress(b"ERK", "gzip")) == b"MEKERK"
    assert compress(b"MEK", "gzip") == compress(b"MEK", "gzip")


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)))))
def test_a_cell_gives_its_words_back(words: list[str]) -> None:
    assert split_cell(join_cell(words)) == words


@given(st.binary(max_size=300))
def test_no_bytes_break_the_readers(data: bytes) -> None:
    for format in ("jsonl", "csv", "tsv", "md", "json"):
        for record in read_records(io.BytesIO(data), format=format):
            assert isinstance(record, (FigureRecord, RecordError))
