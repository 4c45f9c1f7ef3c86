"""Runs that meet, are ended, or come back to an input that has changed."""

from __future__ import annotations

import csv
import gzip
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from batch_samples import write_folder, write_jsonl

from pfocr_norm import OutputError, RecordError
from pfocr_norm.corpus import annotate, workdir
from pfocr_norm.corpus.chunks import CHUNK_RECORDS
from pfocr_norm.formats import read_records

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

RECORDS = 6 * CHUNK_RECORDS

#: A run that can be met: it commits its first chunk, says so, and waits until it is told to go on.
WAITING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets programs in the background ignore it
from pfocr_norm.corpus import annotate
first = True
def wait(summary, share):
    global first
    if first:
        first = False
        print("begun", flush=True)
        sys.stdin.readline()
out = None if sys.argv[2] == "-" else sys.argv[2]
try:
    print(annotate(sys.argv[1], out, in_place=out is None, workers=1, progress=wait, commit_seconds=0))
except KeyboardInterrupt:
    print("interrupted")
    sys.exit(130)
"""


def begin(source: Path, out: Path | str) -> subprocess.Popen[str]:
    """Start a run in a process of its own, and return when its first chunk is done."""
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(source), str(out)], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process


def go_on(running: subprocess.Popen[str]) -> None:
    """Let a run that waits go on to its end."""
    assert running.stdin is not None
    running.stdin.write("\n")
    running.stdin.flush()


@contextmanager
def going_on_when_met(running: subprocess.Popen[str], out: Path) -> Iterator[None]:
    """Let a run go on as soon as this process has opened the lock that it holds."""
    lock = Path(f"{out}.partial", "lock").stat()

    def watch() -> None:
        while running.poll() is None and not done.wait(0.01):
            for handle in os.listdir("/proc/self/fd"):
                with suppress(OSError):
                    if os.path.samestat(os.fstat(int(handle)), lock):
                        go_on(running)
                        return
        go_on(running)

    done = threading.Event()
    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run wait longer for another one than on a fast machine."""
    monkeypatch.setattr(workdir._lock.__wrapped__, "__defaults__", (600.0,))


needs_proc = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="looks at this process's open files")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "in", RECORDS)


@needs_proc
def test_a_run_that_waits_for_another_like_it(tmp_path: Path, patient: None) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", RECORDS), tmp_path / "out.jsonl"
    running = begin(source, out)
    with going_on_when_met(running, out):
        summary = annotate(source, out, workers=1)
    assert running.wait(600) == 0
    assert summary.done_elsewhere
    assert "done by another run" in str(summary)
    annotate(source, tmp_path / "alone.jsonl", workers=1)
    assert out.read_bytes() == (tmp_path / "alone.jsonl").read_bytes()
    assert not Path(f"{out}.partial").exists()


@needs_proc
def test_a_run_that_waits_for_another_command(tmp_path: Path, patient: None) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", RECORDS), tmp_path / "out.jsonl"
    running = begin(source, out)
    with going_on_when_met(running, out), pytest.raises(OutputError, match=r"exists already|cannot go on with"):
        annotate(source, out, workers=1, limit=3)
    assert running.wait(600) == 0
    assert out.read_bytes().count(b"\n") == RECORDS


def test_many_runs_at_once(tmp_path: Path) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", RECORDS), tmp_path / "out.jsonl"
    code = (
        "import sys; from pfocr_norm.corpus import annotate, workdir; "
        "workdir._lock.__wrapped__.__defaults__ = (600.0,); annotate(sys.argv[1], sys.argv[2], workers=1)"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(source), str(out)], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [run.communicate(timeout=600)[1] for run in runs]
    # One that comes when all is done is told that the output exists.
    assert all(run.returncode == 0 or "exists already" in error for run, error in zip(runs, told, strict=True)), told
    assert out.read_bytes().count(b"\n") == RECORDS
    assert not Path(f"{out}.partial").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_keeps_the_work(tmp_path: Path, number: int) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", RECORDS), tmp_path / "out.jsonl"
    running = begin(source, out)
    running.send_signal(number)
    go_on(running)  # a run ends between two chunks
    assert running.wait(600) == 130
    summary = annotate(source, out, workers=1)
    assert summary.resumed >= CHUNK_RECORDS
    annotate(source, tmp_path / "alone.jsonl", workers=1)
    assert out.read_bytes() == (tmp_path / "alone.jsonl").read_bytes()


def killed(source: Path, out: Path | str) -> None:
    running = begin(source, out)
    running.kill()
    running.wait(600)


def test_a_changed_side_table_is_noticed(folder: Path, tmp_path: Path) -> None:
    table = next(folder.rglob("*-genes.tsv"))
    for out, options in (("-", {"in_place": True}), (tmp_path / "out", {"output": tmp_path / "out"})):
        killed(folder, out)
        table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        with pytest.raises(OutputError, match="input_tables was"):
            annotate(folder, workers=1, **options)
        assert annotate(folder, workers=1, overwrite=True, **options).records == RECORDS


def test_a_changed_record_is_noticed_in_place(folder: Path) -> None:
    killed(folder, "-")
    first = min((folder / "figures").glob("*.md"))
    first.write_text(first.read_text(encoding="utf-8").replace("caption:", "caption: Not", 1), encoding="utf-8")
    with pytest.raises(OutputError, match="has changed since an interrupted run"):
        annotate(folder, in_place=True, workers=1)
    assert annotate(folder, in_place=True, workers=1, overwrite=True).records == RECORDS


def test_in_place_goes_on(folder: Path) -> None:
    killed(folder, "-")
    summary = annotate(folder, in_place=True, workers=1)
    assert summary.resumed >= CHUNK_RECORDS
    assert summary.records == RECORDS


def test_json_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pfocr_norm.formats.source.MAX_WHOLE_BYTES", 1 << 20)
    path = tmp_path / "figures.json.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * (1 << 22) + b"]"))
    (found,) = read_records(path)
    assert isinstance(found, RecordError)
    assert "larger than 1 MB (unpacked)" in str(found)
    assert "JSON Lines" in str(found)


def test_a_quote_that_is_never_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pfocr_norm.formats.tables.MAX_CELL", 1 << 18)
    before = csv.field_size_limit(1 << 17)  # the reader never lowers what another part of the process has set
    path = tmp_path / "figures.csv"
    path.write_text('figid,keywords\na,"MEK\n' + "b,AKT1\n" * 60_000, encoding="utf-8")
    try:
        found = list(read_records(path))
    finally:
        csv.field_size_limit(before)
    assert len(found) == 1 and isinstance(found[0], RecordError)
    assert "is its quote never closed? The rows from here on are not read" in str(found[0])
    assert found[0].line == 2
