"""``annotate`` with the decisions of the review desk, and in the formats of other tools."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm.cli import app
from pfocr_norm.formats import read_record
from pfocr_norm.formats.exchange import FORMATS
from pfocr_norm.service.decisions import ACCEPT, OTHER, REJECT, Decision, Journal

PAGE = """---
figid: {figid}
figtitle: Clotting
caption: Clotting factors F2, F5, F7, F8, F9 and F10 in mice.
papertitle: Haemophilia of mice
keywords:
- F2
- F5
- F10
organisms_ner:
- Homo sapiens
---
"""


def run(*args: object) -> str:
    """Run the command; it must succeed."""
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "figures"
    folder.mkdir()
    for figid in ("f1", "f2", "f3", "f4"):
        (folder / f"{figid}.md").write_text(PAGE.format(figid=figid), encoding="utf-8")
    return folder


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    path = tmp_path / "decisions.tsv"
    Journal(path).add([
        Decision("f1", ACCEPT, "Mus musculus"), Decision("f2", OTHER, "Rattus norvegicus;Mus musculus"),
        Decision("f3", REJECT),
    ])  # fmt: skip
    return path


def test_decisions_are_written_back(corpus: Path, decisions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("annotate", corpus, "--out", out, "--decisions", decisions, "--workers", "1")
    tags = {name: read_record(out / f"{name}.md").organisms_ner for name in ("f1", "f2", "f3", "f4")}
    assert tags == {
        "f1": ("Mus musculus",), "f2": ("Rattus norvegicus", "Mus musculus"), "f3": ("Homo sapiens",),
        "f4": ("Mus musculus",),
    }  # fmt: skip


def test_the_keywords_follow_the_decision(corpus: Path, decisions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("annotate", corpus, "--out", out, "--decisions", decisions, "--workers", "1")
    found = {}
    for line in out.read_text(encoding="utf-8").splitlines():
        result = json.loads(line)
        found[result["figid"]] = [term["match"]["organism"] for term in result["terms"]]
    assert set(found["f1"]) == {"ncbitaxon:10090"} and set(found["f3"]) == {"ncbitaxon:9606"}
    assert set(found["f2"]) <= {"ncbitaxon:10116", "ncbitaxon:10090"}


def test_other_decisions_are_another_run(corpus: Path, decisions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("annotate", corpus, "--out", out, "--decisions", decisions, "--workers", "1")
    first = out.read_bytes()
    run("annotate", corpus, "--out", out, "--workers", "1", "--overwrite")
    assert out.read_bytes() != first
    Journal(decisions).add([Decision("f4", OTHER, "Danio rerio")])
    run("annotate", corpus, "--out", out, "--decisions", decisions, "--workers", "1", "--overwrite")
    assert b"ncbitaxon:7955" in out.read_bytes()


@pytest.mark.parametrize("text", [None, "f1\tperhaps\t\t\t\n"])
def test_no_decisions(corpus: Path, tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "wrong.tsv"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["annotate", str(corpus), "-o", str(tmp_path / "o.tsv"), "--decisions", str(path)])
    assert done.exit_code != 0 and str(path) in done.output and not (tmp_path / "o.tsv").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_three_ways_to_one_format(corpus: Path, tmp_path: Path, format: str) -> None:
    if format == "xlsx":
        pytest.importorskip("openpyxl")
    first, second = tmp_path / "first", tmp_path / "second"
    run("annotate", corpus, "--to", format, "--out", first)
    run("export", corpus, "--to", format, "--out", second, "--least", 5)
    data = first.read_bytes()
    assert data == second.read_bytes()
    done = CliRunner().invoke(app, ["normalize", str(corpus), "-f", format])
    assert done.exit_code == 0 and (data == done.stdout_bytes or format == "gmt")
    refused = CliRunner().invoke(app, ["annotate", str(corpus), "--to", format, "--out", str(first)])
    assert refused.exit_code == 2 and "--overwrite" in refused.output


def test_decisions_hold_in_other_formats(corpus: Path, decisions: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.tsv"
    run("annotate", corpus, "--to", "curation", "--out", out, "--decisions", decisions)
    text = out.read_text(encoding="utf-8")
    assert "Rattus norvegicus" in text and "Homo sapiens" in text


def test_a_sheet_of_terms(corpus: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    out = tmp_path / "terms.xlsx"
    run("annotate", corpus, "--out", out)
    sheet = openpyxl.load_workbook(io.BytesIO(out.read_bytes())).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "figid" and len(rows) == 1 + 4 * 3
    assert {row[0] for row in rows[1:]} == {"f1", "f2", "f3", "f4"}


@pytest.mark.parametrize("option", ["--in-place", "--dry-run", "--fail-fast"])
def test_what_does_not_go_with_them(corpus: Path, option: str) -> None:
    done = CliRunner().invoke(app, ["annotate", str(corpus), "--to", "gmt", "--out", "-", option])
    assert done.exit_code == 2 and option in done.output


def test_corrected_files_are_read_as_they_stood_before(corpus: Path, tmp_path: Path) -> None:
    first, second, page = tmp_path / "first.tsv", tmp_path / "second.tsv", corpus / "f1.md"
    text = page.read_text(encoding="utf-8").replace("- F2", "- Dsor1").replace("F2,", "MEK1,")
    page.write_text(text, encoding="utf-8")
    run("annotate", corpus, "--to", "sssom", "--out", first)
    run("annotate", corpus, "--in-place", "--workers", "1")
    assert "Dsor1" not in page.read_text(encoding="utf-8").partition("pfocr_norm:")[0]
    run("annotate", corpus, "--to", "sssom", "--out", second)
    assert first.read_bytes() == second.read_bytes()


def test_a_decision_for_no_known_organism_is_named(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    Journal(path).add([Decision("f1", OTHER, "Mus musculus;Klingon")])
    done = CliRunner().invoke(app, ["annotate", str(corpus), "-o", str(tmp_path / "o.tsv"), "--decisions", str(path)])
    assert done.exit_code == 2 and "figure 'f1': organism 'Klingon' is not known" in done.output
