"""What a missing extra says: its name, and how to install it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pfocr_norm import MissingExtraError, Normalizer, ground, ground_frame, normalize_frame
from pfocr_norm.audit import audit
from pfocr_norm.cli import app
from pfocr_norm.corpus.frames import normalize_arrow
from pfocr_norm.formats import read_records, write_records
from pfocr_norm.model.record import FigureRecord

RECORD = {"figid": "f", "caption": "MEK in human HeLa cells", "keywords": ["MEK"]}
FIGURES = [FigureRecord("f", caption="human", keywords=("MEK",))]

#: The extra, the module that is not there, and what needs it.
CALLS: list[tuple[str, str, Callable[[Normalizer, Path], Any]]] = [
    ("frames", "pandas", lambda worker, folder: worker.normalize(RECORD).to_frame()),
    ("frames", "pandas", lambda worker, folder: ground(["MEK"], normalizer=worker).to_frame()),
    ("frames", "narwhals", lambda worker, folder: normalize_frame(object(), normalizer=worker)),
    ("frames", "narwhals", lambda worker, folder: ground_frame(object(), normalizer=worker)),
    ("frames", "pyarrow", lambda worker, folder: list(normalize_arrow([], normalizer=worker))),
    ("parquet", "pyarrow.parquet", lambda worker, folder: list(read_records(touched(folder / "a.parquet")))),
    ("parquet", "pyarrow.parquet", lambda worker, folder: write_records(FIGURES, folder / "a.parquet")),
    ("zstd", "zstandard", lambda worker, folder: list(read_records(touched(folder / "a.jsonl.zst")))),
    ("zstd", "zstandard", lambda worker, folder: write_records(FIGURES, folder / "a.csv.zst")),
    ("report", "jinja2", lambda worker, folder: audit([RECORD], normalizer=worker).to_html()),
    ("report", "matplotlib", lambda worker, folder: audit([RECORD], normalizer=worker).to_html()),
]


def touched(path: Path) -> Path:
    path.write_bytes(b"x")
    return path


@pytest.mark.parametrize(("extra", "module", "call"), CALLS, ids=[f"{row[0]} {n}" for n, row in enumerate(CALLS)])
def test_a_call_names_the_extra(
    extra: str, module: str, call: Callable[[Normalizer, Path], Any], normalizer: Normalizer, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)  # type: ignore[arg-type]
    package = module.partition(".")[0]
    with pytest.raises(MissingExtraError, match=rf"need {package}: pip install 'pfocr-norm\[{extra}\]'"):
        call(normalizer, tmp_path)


COMMANDS = [
    ("serve", "starlette", ["serve"]),
    ("serve", "uvicorn", ["serve"]),
    ("serve", "starlette", ["review", "in.jsonl", "--decisions", "d.tsv"]),
    ("report", "jinja2", ["audit", "in.jsonl", "--html", "r.html"]),
    ("excel", "openpyxl", ["ground", "names.xlsx"]),
    ("zstd", "zstandard", ["annotate", "in.jsonl", "--out", "o.jsonl.zst"]),
    ("parquet", "pyarrow.parquet", ["annotate", "in.jsonl", "--out", "o.parquet"]),
    ("spark", "pyspark", ["annotate", "in.jsonl", "--out", "o.parquet", "--engine", "spark"]),
]


@pytest.mark.parametrize(("extra", "module", "arguments"), COMMANDS, ids=[f"{row[2][0]} {row[1]}" for row in COMMANDS])
def test_a_command_names_the_extra_in_a_line(
    extra: str, module: str, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    (tmp_path / "names.xlsx").write_bytes(b"x")
    for name in [name for name in sys.modules if name.startswith(f"{module}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)  # type: ignore[arg-type]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2, done.output
    assert f"pip install 'pfocr-norm[{extra}]'" in " ".join(done.output.split())
    assert done.output.count("\n") == 1
    assert not list(tmp_path.glob("*.partial")) and not list(tmp_path.glob("o.*")), "nothing was begun"


@pytest.mark.parametrize("arguments", [["serve"], ["review", "in.jsonl", "--decisions", "d.tsv"]])
def test_a_server_without_a_vocabulary_says_so(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("starlette")
    pytest.importorskip("uvicorn")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, [*arguments, "--data", "gone.pnv"])
    assert done.exit_code == 2 and done.output.startswith("error: gone.pnv: no vocabulary there")
