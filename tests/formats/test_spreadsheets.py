"""Cells that a spreadsheet would run, and characters that a terminal would obey."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm import normalize_record
from pfocr_norm.cli import app
from pfocr_norm.formats import json_lines
from pfocr_norm.formats.writers import safe_cell, table_bytes

DANGEROUS = ["=1+1", "+cmd|' /C calc'!A0", "-", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]
RECORD = {"figid": "=HYPERLINK(1)", "caption": "MEK in human HeLa cells", "keywords": ["-", "@x", "+MEK", "MEK"]}


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_no_cell_begins_like_a_formula(format: str) -> None:
    rows = [[word, 1, -0.5, None, f"x{word}"] for word in DANGEROUS]
    data = table_bytes(rows, format=format, spreadsheet_safe=True).decode()
    found = list(csv.reader(io.StringIO(data, newline=""), delimiter="," if format == "csv" else "\t"))
    assert [row[0] for row in found] == [f"'{word}" for word in DANGEROUS]
    assert all(row[1:4] == ["1", "-0.5", ""] for row in found), "numbers are numbers"
    assert [row[4] for row in found] == [f"x{word}" for word in DANGEROUS]
    plain = table_bytes(rows, format=format).decode()
    assert next(csv.reader(io.StringIO(plain, newline=""), delimiter="," if format == "csv" else "\t"))[0] == "=1+1"


def cells(text: str, delimiter: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]


@pytest.mark.parametrize("command", ["normalize", "annotate tsv", "annotate csv", "annotate md", "audit", "compare",
                                     "ground", "curation", "pathways"])  # fmt: skip
def test_every_command_that_writes_tables_offers_it(
    tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    name, _, kind = command.partition(" ")
    out = tmp_path / f"out.{kind or 'tsv'}"
    if kind == "md":
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.md").write_text(
            '---\nfigid: "=x"\ncaption: human MEK\nkeywords:\n- "-"\n- MEK\n---\n', encoding="utf-8"
        )
        out = tmp_path / "out"
    arguments = {
        "normalize": ["normalize", source, "-f", "tsv"],
        "annotate": ["annotate", tmp_path / "in" if kind == "md" else source, "--out", out, "-w", "1"],
        "audit": ["audit", source, "--tsv", out, "-w", "1"],
        "compare": ["audit", "--compare", source, tmp_path / "new.jsonl", "--tsv", out],
        "ground": ["ground", "=x", "+MEK", "MEK", "-f", "tsv"],
        "curation": ["export", source, "--to", "curation"],
        "pathways": ["pathways", "=a.gpml"],
    }[name]
    (tmp_path / "new.jsonl").write_text(json.dumps({**RECORD, "keywords": ["AKT1", "-"]}) + "\n", encoding="utf-8")
    (tmp_path / "=a.gpml").write_text(
        '<Pathway xmlns="http://pathvisio.org/GPML/2013a" Organism="Homo sapiens">\n'
        '<DataNode TextLabel="AKT1" GraphId="=b" Type="GeneProduct"><Xref Database="Ensembl" ID="ENSG00000141510"/>'
        "</DataNode></Pathway>", encoding="utf-8",
    )  # fmt: skip
    texts = []
    for options in ([], ["--spreadsheet-safe"]):
        done = CliRunner().invoke(app, [*map(str, arguments), *options])
        assert done.exit_code in (0, 1), done.output
        file = next(out.rglob("*-identifiers.tsv")) if kind == "md" else out
        texts.append(file.read_text(encoding="utf-8") if file.exists() else done.stdout)
        if out.is_file():
            out.unlink()
        elif out.is_dir():
            file.unlink()
            (out / "a.md").unlink()
            file.parent.rmdir()
            out.rmdir()
    plain, safe = (cells(text, "," if kind == "csv" else "\t") for text in texts)
    begins = tuple("=+-@")
    assert any(cell.startswith(begins) for cell in plain)
    assert safe == [safe_cell(cell) for cell in plain]
    assert not any(cell.startswith(begins) for cell in safe)


def test_formats_of_programs_have_no_such_cells(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["export", str(source), "--to", "sssom", "--spreadsheet-safe"])
    assert done.exit_code == 2 and "sssom is read by programs" in done.output


@pytest.mark.parametrize("word", ["\x9b31mX", "\x7f", "a\\\x85b", 'é"\x80', "\ud800\x9b", "\u202eMEK\u2066"])
def test_json_has_no_raw_control_character(word: str) -> None:
    result = normalize_record({"figid": word, "caption": f"human {word}", "keywords": [word, "MEK"]})
    for text in (result.to_json(), result.to_json(indent=2), json_lines.dumps({word: word}).decode()):
        assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u2066" for c in text)
    assert json.loads(result.to_json()) == json.loads(json.dumps(result.to_dict()))
    assert json.loads(json_lines.dumps({word: word})) == {word: word}
    done = CliRunner().invoke(app, ["ground", word.replace("\ud800", "x"), "-f", "json"])
    assert not any(127 <= ord(c) < 160 for c in done.stdout)
