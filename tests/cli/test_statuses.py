"""An input that is none ends every command in the same way."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm.cli import app

#: What each command needs beside its input.
REST = {
    "normalize": [], "annotate": ["--out", "o.tsv"], "audit": ["--tsv", "o.tsv"], "explain": ["MEK"], "ground": [],
    "export": ["--to", "gmt", "--out", "o.gmt"], "pathways": ["--out", "o.tsv"], "review": ["--decisions", "d.tsv"],
}  # fmt: skip


@pytest.mark.parametrize("command", REST)
@pytest.mark.parametrize("what", ["missing", "empty"])
def test_status_two_and_one_line(command: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if what == "empty" and command == "ground":
        pytest.skip("takes files, no folders")
    if command == "review":
        pytest.importorskip("starlette")
        pytest.importorskip("uvicorn")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    gone = "gone" + {"ground": ".txt", "pathways": ".gpml"}.get(command, ".jsonl")
    done = CliRunner().invoke(app, [command, "empty" if what == "empty" else gone, *REST[command]])
    assert done.exit_code == 2, done.output
    assert done.stderr.count("error: ") == 1 and done.stderr.count("\n") == 1
    assert ("holds no record" if what == "empty" else "o such file") in done.stderr
    assert not list(tmp_path.glob("*partial*")) and not list(tmp_path.glob("o.gmt"))
