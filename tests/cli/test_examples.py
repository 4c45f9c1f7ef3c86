"""The examples run as they stand, and the site builds strictly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("role", ["analyst", "curator", "auditor"])
def test_the_example_of_a_role(role: str, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / f"{role}.py")], cwd=tmp_path, capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pfocr_norm", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "sources of" in done.stdout


def test_help_is_plain_and_fits_eighty_columns() -> None:
    names = ["normalize", "explain", "ground", "annotate", "audit", "serve", "review", "export", "pathways", "data"]
    for command in ([], *([name] for name in names), ["data", "update"]):
        done = subprocess.run(
            [sys.executable, "-m", "pfocr_norm", *command, "--help"], cwd=ROOT, capture_output=True, text=True,
            check=True, env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        assert "<bool>" not in done.stdout and "│" not in done.stdout
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert "range>" not in done.stdout and "..." not in done.stdout.partition("Commands:")[2]
