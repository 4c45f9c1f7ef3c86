"""Terminals, full disks and readers that go away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
MAIN = f"{sys.executable} -c 'from pfocr_norm.cli import main; main()'"
RECORD = '{{"figid": "f", "caption": "MEK in HeLa cells", "keywords": ["MEK", "{0}"]}}\n'


def shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)


def test_a_full_output_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(RECORD.format("AKT1") * 40, encoding="utf-8")
    done = shell(f"{MAIN} normalize --format jsonl {tmp_path / 'a.jsonl'} > /dev/full")
    assert done.returncode == 2
    assert "standard output cannot be written: No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_audit_whose_reader_goes_away_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(RECORD.format("AKT1"), encoding="utf-8")
    done = shell(f"{MAIN} audit {tmp_path / 'a.jsonl'} | true")
    assert done.returncode in (0, 141)
    assert "rror" not in done.stderr


def test_no_control_character_reaches_the_terminal(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a\x1b[31m.md").write_text("---\nfigid: [\n---\n", encoding="utf-8")
    (folder / "b\x9b.md").write_text("---\nfigid: f\ncaption: human\nkeywords:\n- MEK\n---\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(RECORD.format("\\u001b[31mX\\u009b"), encoding="utf-8")
    for command in (
        f"normalize {folder}/a*.md", f"annotate --dry-run {folder}", f"annotate --dry-run {tmp_path}/b.jsonl",
        f"normalize -f tsv {tmp_path}/b.jsonl", f"annotate {tmp_path}/gone$'\\x1b'[31m.jsonl --out {tmp_path}/x.jsonl",
    ):  # fmt: skip
        done = shell(f"{MAIN} {command}")
        assert "\x1b" not in done.stdout + done.stderr, command
        assert "\x9b" not in done.stdout + done.stderr, command
