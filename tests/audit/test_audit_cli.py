"""The audit command: files it writes, exit status, wrong use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from audit_samples import FIGURES, as_dict
from typer.testing import CliRunner

from pfocr_norm.cli.audit import audit_command

app = typer.Typer()
app.command("audit")(audit_command)


def run(*arguments: object, stdin: str | None = None) -> Any:
    return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin, env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(json.dumps(as_dict(figure)) for figure in FIGURES), encoding="utf-8")
    return path


def test_summary_is_printed(corpus: Path) -> None:
    done = run(corpus)
    assert done.exit_code == 0
    assert done.stdout.startswith("12 records")
    assert "Drosophila melanogaster → Homo sapiens" in done.stdout


def test_files(corpus: Path, tmp_path: Path) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("matplotlib")
    html, tsv, summary = tmp_path / "r.html", tmp_path / "full table.tsv", tmp_path / "r.json"
    done = run(corpus, "--html", html, "--tsv", tsv, "--json", summary, "--title", "Release <1>")
    assert done.exit_code == 0
    assert len(tsv.read_text(encoding="utf-8").splitlines()) == 13
    assert json.loads(summary.read_text(encoding="utf-8"))["records"] == 12
    page = html.read_text(encoding="utf-8")
    assert "<h1>Release &lt;1&gt;</h1>" in page
    assert 'href="full%20table.tsv"' in page


def test_standard_output_and_input(corpus: Path) -> None:
    done = run("-", "--json", "-", stdin=corpus.read_text(encoding="utf-8"))
    assert done.exit_code == 0
    assert json.loads(done.stdout)["records"] == 12
    done = run(corpus, "--tsv", "-")
    assert len(done.stdout.splitlines()) == 13


def test_limits_set_the_exit_status(corpus: Path) -> None:
    assert run(corpus, "--fail-on", "mismatch=50%").exit_code == 0
    done = run(corpus, "--fail-on", "mismatch=1%", "--fail-on", "broken=0")
    assert done.exit_code == 3
    assert "is over the limit mismatch=1%" in done.stderr
    assert "broken" not in done.stderr


def test_a_broken_record_is_told_and_the_next_goes_on(corpus: Path) -> None:
    corpus.write_text("{broken\n" + corpus.read_text(encoding="utf-8"), encoding="utf-8")
    done = run(corpus)
    assert done.exit_code == 1
    assert "12 records, 1 could not be read" in done.stdout
    assert "corpus.jsonl:1" in done.stdout
    assert run(corpus, "--fail-on", "broken=0").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-on", "nonsense=1"], "cannot read the limit"),
        (["--compare"], "takes two corpora"),
        (["--tsv", "-", "--json", "-"], "only one of"),
        (["--html", "no such folder/r.html"], "there is no folder"),
        (["--data", "no such vocabulary"], "no such vocabulary"),
    ],
)
def test_wrong_use(corpus: Path, arguments: list[str], message: str) -> None:
    done = run(corpus, *arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())


def test_compare(corpus: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    new = tmp_path / "new.jsonl"
    records = [as_dict(figure) for figure in FIGURES[1:]]
    records[0]["keywords"] = ["MEK", "PI3K", "EGFR"]
    new.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    html, tsv = tmp_path / "c.html", tmp_path / "c.tsv"
    done = run("--compare", corpus, new, "--html", html, "--tsv", tsv)
    assert done.exit_code == 0
    assert "11 figures in both, 1 only in the old set" in done.stdout
    assert "Dsor1 → MEK" in done.stdout
    assert "Annotation sets compared" in html.read_text(encoding="utf-8")
    assert any("\tchanged\tDsor1\tMEK\t" in line for line in tsv.read_text(encoding="utf-8").splitlines())
    assert run("--compare", corpus, new, "--fail-on", "mismatch=1").exit_code == 2
