"""Files of other programs as input of every command: pathways, annotated texts, Excel sheets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm import FigureRecord, RecordError
from pfocr_norm.cli import app
from pfocr_norm.formats import read_record, read_records
from pfocr_norm.formats.exchange.annotations import ANNOTATIONS

GPML = """<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="Clotting" Organism="Bos taurus">
<Comment Source="WikiPathways-description">How blood clots.</Comment>
<DataNode TextLabel="F2" GraphId="a2" Type="GeneProduct"><Xref Database="" ID="" /></DataNode>
<DataNode TextLabel="PROC" GraphId="a1" Type="GeneProduct"><Xref Database="Entrez Gene" ID="2155" /></DataNode>
</Pathway>
"""
PUBTATOR = """7|t|Thrombin in cattle
7|a|F2 cuts fibrinogen; PROC stops it.
7\t19\t21\tF2\tGene\t2147
7\t39\t43\tPROC\tGene\t5624

8|t|Nothing annotated

"""
BIOC = {
    "documents": [
        {
            "id": "9",
            "passages": [
                {"offset": 0, "infons": {"type": "title"}, "text": "Thrombin", "annotations": []},
                {
                    "offset": 9, "infons": {"type": "abstract"}, "text": "F2 cuts.",
                    "annotations": [
                        {"infons": {"type": "Gene", "identifier": "2147"}, "text": "F2",
                         "locations": [{"offset": 9, "length": 2}]},
                    ],
                },
                {
                    "offset": 18, "infons": {"type": "abstract"}, "text": "So does F10.",
                    "annotations": [
                        {"infons": {"type": "Gene", "identifier": None}, "text": "F10",
                         "locations": [{"offset": 26, "length": 3}]},
                    ],
                },
            ],
        }
    ]
}  # fmt: skip


def good(path: Path, **options: str) -> list[FigureRecord]:
    """Return the records of a file without a broken one."""
    records = list(read_records(path, **options))
    assert all(isinstance(record, FigureRecord) for record in records), records
    return [record for record in records if isinstance(record, FigureRecord)]


def test_a_pathway_is_a_record(tmp_path: Path) -> None:
    path = tmp_path / "WP1.gpml"
    path.write_text(GPML, encoding="utf-8")
    record = read_record(path)
    assert (record.figid, record.figtitle, record.caption) == ("WP1", "Clotting", "How blood clots.")
    assert record.keywords == ("F2", "PROC") and record.organisms_ner == ("Bos taurus",)


def test_a_folder_of_pathways(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.gpml").write_text(GPML, encoding="utf-8")
    (tmp_path / "c.gpml").write_text("<Pathway>", encoding="utf-8")
    first, second, broken = read_records(tmp_path)
    assert isinstance(first, FigureRecord) and isinstance(second, FigureRecord)
    assert (first.figid, second.figid) == ("a", "b")
    assert "c.gpml:1: is not XML" in str(broken)


def test_annotations_are_keywords_with_places(tmp_path: Path) -> None:
    path = tmp_path / "texts.pubtator"
    path.write_text(PUBTATOR, encoding="utf-8")
    first, second = good(path)
    assert first.keywords == ("F2", "PROC") and second.keywords == ()
    for place in first.extra[ANNOTATIONS]:
        assert getattr(first, place["field"])[place["start"] : place["end"]] == place["text"]
    assert [place["identifier"] for place in first.extra[ANNOTATIONS]] == ["2147", "5624"]


@pytest.mark.parametrize("name", ["a.bioc", "a.json"])
def test_bioc_is_known_by_its_form(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(BIOC), encoding="utf-8")
    (record,) = good(path)
    assert (record.figid, record.papertitle, record.caption) == ("9", "Thrombin", "F2 cuts. So does F10.")
    for place in record.extra[ANNOTATIONS]:
        assert getattr(record, place["field"])[place["start"] : place["end"]] == place["text"]


def test_an_answer_of_pubtator_3(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"PubTator3": BIOC["documents"]}), encoding="utf-8")
    assert good(path)[0].keywords == ("F2", "F10")


def test_a_sheet(tmp_path: Path) -> None:
    sheets = pytest.importorskip("pfocr_norm.formats.sheets")
    pytest.importorskip("openpyxl")
    path = tmp_path / "figures.xlsx"
    rows = [["figid", "caption", "keywords"], ["f1", "Clotting of mice", "F2|F10"], ["f2", "=1+1", "MARCH1"]]
    path.write_bytes(sheets.written(rows))
    assert path.read_bytes() == sheets.written(rows), "the same rows give the same bytes"
    first, second = good(path)
    assert first.keywords == ("F2", "F10") and second.caption == "=1+1" and second.keywords == ("MARCH1",)


def test_a_sheet_without_keywords(tmp_path: Path) -> None:
    sheets = pytest.importorskip("pfocr_norm.formats.sheets")
    pytest.importorskip("openpyxl")
    path = tmp_path / "figures.xlsx"
    path.write_bytes(sheets.written([["figid", "keyword"], ["f1", "F2"]]))
    (error,) = read_records(path)
    assert isinstance(error, RecordError) and "lacks the column 'keywords'" in str(error)


@pytest.mark.parametrize(("name", "data"), [
    ("a.gpml", b""), ("a.gpml", b"<html/>"), ("a.pubtator", b"\xff\xfe"), ("a.pubtator", b"word\n"), ("a.bioc", b"[]"),
    ("a.bioc", b"{"), ("a.bioc", b'{"documents": [{"passages": [{"offset": "x"}]}]}'), ("a.xlsx", b"PK"),
])  # fmt: skip
def test_what_is_broken_names_its_file(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = list(read_records(path))
    assert found and all(isinstance(error, RecordError) and str(path) in str(error) for error in found)


@pytest.mark.parametrize("command", ["normalize", "audit"])
def test_commands_read_them(tmp_path: Path, command: str) -> None:
    path = tmp_path / "texts.pubtator"
    path.write_text(PUBTATOR, encoding="utf-8")
    done = CliRunner().invoke(app, [command, str(path)])
    assert done.exit_code == 0, done.output


def test_a_batch_of_pathways(tmp_path: Path) -> None:
    folder, out = tmp_path / "pathways", tmp_path / "out.jsonl"
    folder.mkdir()
    (folder / "WP1.gpml").write_text(GPML, encoding="utf-8")
    done = CliRunner().invoke(app, ["annotate", str(folder), "--out", str(out), "--workers", "1"])
    assert done.exit_code == 0, done.output
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["figid"] == "WP1" and [t["keyword"] for t in result["terms"]] == ["F2", "PROC"]
