"""Exchange formats and pathways on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm.cli import app

FIGURE = {
    "figid": "PMC9__f2", "figtitle": "Clotting", "papertitle": "Haemophilia patients",
    "caption": "F2, F5, F7, F8, F9 and F10.", "keywords": ["F2", "F5", "F7", "F8", "F9", "F10"],
}  # fmt: skip
GPML = """<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="Clotting" Organism="Homo sapiens">
<DataNode TextLabel="PROC" GraphId="a1" Type="GeneProduct"><Xref Database="Entrez Gene" ID="2155" /></DataNode>
<DataNode TextLabel="F2" GraphId="a2" Type="GeneProduct"><Xref Database="" ID="" /></DataNode>
</Pathway>
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "figures.jsonl"
    path.write_text(json.dumps(FIGURE) + "\n{broken\n", encoding="utf-8")
    return path


def test_gene_sets(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "sets.gmt"
    done = CliRunner().invoke(app, ["export", str(corpus), "--to", "gmt", "--out", str(out)])
    assert done.exit_code == 1, "one record is broken"
    assert out.read_text(encoding="utf-8") == "PMC9__f2\tClotting\t2147\t2153\t2155\t2157\t2158\t2159\n"


@pytest.mark.parametrize("format", ["curation", "pubtator", "bioc", "sssom", "ssslm"])
def test_other_formats(corpus: Path, format: str) -> None:
    done = CliRunner().invoke(app, ["export", str(corpus), "--to", format])
    assert done.exit_code == 1 and ("PMC9__f2" in done.output or "hgnc:3535" in done.output)


def test_unknown_formats_are_refused(corpus: Path) -> None:
    done = CliRunner().invoke(app, ["export", str(corpus), "--to", "docx"])
    assert done.exit_code == 2 and "choose from" in done.output


@pytest.mark.parametrize("by_audit", [False, True])
def test_pathways(tmp_path: Path, by_audit: bool) -> None:
    good, bad, out = tmp_path / "a.gpml", tmp_path / "b.gpml", tmp_path / "found.tsv"
    good.write_text(GPML, encoding="utf-8")
    bad.write_text("<Pathway>", encoding="utf-8")
    command = ["audit", "--tsv"] if by_audit else ["pathways", "--out"]
    done = CliRunner().invoke(app, [*command, str(out), str(bad), str(good)])
    assert done.exit_code == 1 and "b.gpml:1: is not XML" in done.output
    rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()[1:]]
    assert [(row[1], row[3], row[5], row[7]) for row in rows] == [
        ("2", "PROC", "contradiction", "hgnc:9451"), ("3", "F2", "missing", "hgnc:3535"),
    ]  # fmt: skip
