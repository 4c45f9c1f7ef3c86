"""``pfocr-norm annotate``: what it prints, and with which exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from batch_samples import tree, write_folder, write_jsonl
from typer.testing import CliRunner, Result

from pfocr_norm.cli import app


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["annotate", *map(str, arguments)])


def test_summary_and_status(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 6)
    done = run(source, "--out", tmp_path / "o.tsv", "--workers", 2, "--no-progress")
    assert done.exit_code == 0, done.output
    assert "6 records" in done.output and f"output: {tmp_path / 'o.tsv'}" in done.output
    again = run(source, "--out", tmp_path / "o.tsv")
    assert again.exit_code == 2 and "exists already; name another output or pass --overwrite" in again.output
    write_jsonl(source, 6, broken=(2,))
    broken = run(source, "-o", tmp_path / "o.tsv", "--overwrite", "-w", 1)
    assert broken.exit_code == 1 and "1 broken record, see" in broken.output
    fast = run(source, "-o", tmp_path / "p.tsv", "--fail-fast", "-w", 1)
    assert fast.exit_code == 1 and "in.jsonl:3: field 'keywords'" in fast.output


def test_wrong_use_is_status_two(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 1)
    for arguments, message in [
        ((source,), "say where the output goes"),
        ((tmp_path / "absent.jsonl", "-o", tmp_path / "o.tsv"), "no such file or folder"),
        ((source, "-o", tmp_path / "o.tsv", "--shard", "3"), "--shard 3: write I/N"),
        ((source, "-o", tmp_path / "o.tsv", "--only", "nonsense"), "unknown flag nonsense"),
        ((source, "-o", tmp_path / "o.tsv", "--engine", "abacus"), "unknown engine 'abacus'"),
        ((source, "-o", tmp_path / "o.tsv", "--master", "local"), "--master goes with --engine spark"),
        ((source, "-o", tmp_path / "o.tsv", "--organism", "unicorn"), "unicorn"),
        ((source, "-o", tmp_path / "o.tsv", "--from", "docx"), "unknown format 'docx'"),
        ((source, "--engine", "spark", "--in-place"), "spark needs --out and takes no --in-place"),
    ]:
        done = run(*arguments)
        assert done.exit_code == 2, (arguments, done.output)
        assert message in " ".join(done.output.split()), (arguments, done.output)
        assert "Traceback" not in done.output
    assert os.listdir(tmp_path) == ["in.jsonl"]


def test_dry_run_prints_a_diff(tmp_path: Path) -> None:
    checkout = write_folder(tmp_path / "c", 3)
    before = tree(tmp_path)
    done = run(checkout, "--in-place", "--dry-run", "-w", 1)
    assert done.exit_code == 0 and "-- Drosophila melanogaster" in done.output
    assert tree(tmp_path) == before


def test_shards_limits_and_formats(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 10)
    assert run(source, "-o", tmp_path / "a", "--to", "jsonl", "--shard", "2/3", "--limit", 2, "-w", 1).exit_code == 0
    figids = [json.loads(line)["figid"] for line in (tmp_path / "a").read_text().splitlines()]
    assert figids == ["PMC1__f1", "PMC4__f1"]
    done = run(source, "-o", tmp_path / "b.jsonl", "--only", "no_keywords", "-w", 1, "--organism", "human")
    assert done.exit_code == 0 and len((tmp_path / "b.jsonl").read_text().splitlines()) == 1


def test_the_progress_bar_tells_rate_and_leaves_the_output_clean(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 100)
    done = run(source, "-o", tmp_path / "o.tsv", "-w", 1, "--progress")
    assert done.exit_code == 0 and "100 records" in done.output


#: The command, which waits for a line after its first chunk.
WAITING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets programs in the background ignore it
from pfocr_norm.cli import main
from pfocr_norm.corpus.workdir import Workdir
append = Workdir.append
def wait(self, result):
    append(self, result)
    print("begun", flush=True)
    sys.stdin.readline()
Workdir.append = wait
main()
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs signals")
def test_ctrl_c_keeps_the_work(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 300)
    command = [sys.executable, "-c", WAITING, "annotate", str(source), "-w", "2", "-o", str(tmp_path / "o.tsv")]
    env = {**os.environ, "PYTHONPATH": os.getcwd()}
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None and process.stdout.readline() == b"begun\n"
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to all processes of the command
    _, error = process.communicate(b"\n", timeout=600)
    state = tmp_path / "o.tsv.partial" / "state.json"
    assert process.returncode == 130, error
    assert error.decode().strip() == "interrupted; run the same command to go on"
    assert state.exists() and not (tmp_path / "o.tsv").exists()
