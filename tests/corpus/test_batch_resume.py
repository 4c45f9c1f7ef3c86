"""A run that dies goes on where it was, and ends with the bytes of an unbroken run."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from batch_samples import tree, write_folder, write_jsonl
from release_samples import write_base

from pfocr_norm import LexiconError, Normalizer, OutputError
from pfocr_norm.corpus import annotate
from pfocr_norm.corpus import run as batch_run
from pfocr_norm.corpus.pool import WorkerDied
from pfocr_norm.formats._atomic import DiskError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

KILLS = 50
#: Seconds after which what never comes is given up; a slow machine may take long.
PATIENCE = 300


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_run, "CHUNK_RECORDS", 4)


def in_child(work: Callable[[], object]) -> int:
    """Start the work in a process of its own; 0 is a normal end."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setpgid(0, 0)
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def ended(child: int) -> None:
    """Wait for the normal end of the process, however long it takes."""
    assert os.waitpid(child, 0)[1] == 0


def killed_after(child: int, seconds: float, *, units: int = 0, folder: Path | None = None) -> bool:
    """Kill the process (not its workers) after so many committed units and seconds; False when it had ended before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if folder is not None and committed(folder) < units:
            end = time.monotonic() + seconds
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            assert status == 0
            return False
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def committed(folder: Path) -> int:
    state = next(folder.glob("*.partial/state.json"), None)
    try:
        return 0 if state is None else json.loads(state.read_text())["units"]
    except FileNotFoundError:  # replaced or removed at this moment
        return 0


CASES = [
    ("o.jsonl", 1), ("o.jsonl", 2), ("o.tsv.gz", 2), ("o.parquet", 1), ("o.parquet", 2), ("folder", 2), ("in place", 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "workers"), CASES)
def test_killed_at_any_moment(tmp_path: Path, normalizer: Normalizer, name: str, workers: int) -> None:
    if "parquet" in name:
        pytest.importorskip("pyarrow.parquet")  # imported here, not in every child
    choose = random.Random(f"{name} {workers}")
    markdown = name in ("folder", "in place")
    if markdown:
        source = write_folder(tmp_path / "in", 48, broken=(7, 30))
    else:
        source = write_jsonl(tmp_path / "in.jsonl", 80, broken=(3, 41, 42, 77))
    pristine = tree(tmp_path)

    def run() -> None:
        out = None if name == "in place" else tmp_path / name
        try:
            annotate(source, out, in_place=out is None, workers=workers, commit_seconds=0, normalizer=normalizer)
        except OutputError as error:
            # Killed after the last rename: the output is whole, and a finished output is refused.
            assert "exists already" in str(error)

    def reset() -> None:
        for path in tmp_path.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for relative, data in pristine.items():
            (tmp_path / relative).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / relative).write_bytes(data)
            if name not in ("folder", "in place"):
                os.utime(tmp_path / relative, (1, 1))

    reset()
    began = time.monotonic()
    ended(in_child(run))
    whole = time.monotonic() - began
    expected = tree(tmp_path)
    assert len(expected) > len(pristine)

    kills = resumed = 0
    share = -(-KILLS // len(CASES)) + (0 if markdown else 1)
    while kills < share or (not resumed and kills < 5 * share):
        reset()
        stamps = {relative: (tmp_path / relative).stat().st_mtime_ns for relative in pristine}
        while True:
            resumed += committed(tmp_path) > 0
            # In turn at any time of the run, and soon after some commit; in the end it may finish.
            if kills >= share and resumed:
                ended(in_child(run))
                killed = False
            elif kills % 2:
                killed = killed_after(in_child(run), choose.uniform(0.0, whole))
            else:
                units = choose.randint(1, 60)
                killed = killed_after(in_child(run), choose.uniform(0.0, 0.02), units=units, folder=tmp_path)
            if not killed:
                break
            kills += 1
            if not markdown and (tmp_path / name).exists():
                assert (tmp_path / name).read_bytes() == expected[name]  # the final name never bears less
        assert tree(tmp_path) == expected
        if name != "in place":
            assert stamps == {relative: (tmp_path / relative).stat().st_mtime_ns for relative in pristine}
    assert resumed > 0


def test_workers_of_a_killed_run_end(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 400)
    begun, tell = os.pipe()

    def wait(*_: object) -> None:
        os.write(tell, b"x")
        time.sleep(3600)

    child = in_child(
        lambda: annotate(source, tmp_path / "o.tsv", workers=3, normalizer=normalizer, progress=wait)
    )
    os.close(tell)
    assert os.read(begun, 1) == b"x"  # the workers are there
    os.close(begun)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.killpg(child, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("workers outlived the run")


def test_the_same_command_in_a_shell(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 60)
    command = [
        sys.executable, "-c",
        "import sys, time, pfocr_norm.corpus.run as run; run.CHUNK_RECORDS = 4\n"
        "def wait(*_):\n    print('begun', flush=True)\n    time.sleep(float(sys.argv[3]))\n"
        "run.annotate(sys.argv[1], sys.argv[2], workers=1, commit_seconds=0, progress=wait)",
        str(source),
    ]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": os.getcwd()}
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*command, str(tmp_path / "whole.jsonl"), "0"], env=env, **quiet)
    with subprocess.Popen([*command, str(tmp_path / "cut.jsonl"), "3600"], env=env, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"begun\n"
        assert committed(tmp_path) > 0
        process.kill()
    subprocess.run([*command, str(tmp_path / "cut.jsonl"), "0"], env={**env, "PYTHONHASHSEED": "7"}, **quiet)
    assert (tmp_path / "cut.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert not (tmp_path / "cut.jsonl.partial").exists()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of its own; needs the right to mount."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no right to mount: {mounted.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("name", ["o.jsonl", "o.parquet", "folder"])
def test_a_full_disk(tmp_path: Path, normalizer: Normalizer, name: str) -> None:
    if name == "o.parquet":
        pytest.importorskip("pyarrow")
    if shutil.which("mount") is None:
        pytest.skip("mount is not here")
    source = write_folder(tmp_path / "in", 80) if name == "folder" else write_jsonl(tmp_path / "in.jsonl", 120)
    annotate(source, tmp_path / name, workers=2, normalizer=normalizer)
    whole = tree(tmp_path / name) if name == "folder" else {name: (tmp_path / name).read_bytes()}
    disk = tmp_path / "disk"
    with small_disk(disk, "64k" if name == "o.parquet" else "256k"):
        for _ in range(2):  # the second attempt finds no more room than the first
            with pytest.raises(DiskError, match=r"the disk is full .* run the same command again"):
                annotate(source, disk / name, workers=2, commit_seconds=0, normalizer=normalizer)
            if name != "folder":
                assert not (disk / name).exists()
            else:
                assert tree(disk / name).items() <= whole.items() or any(
                    entry.split("/")[-1].startswith(".pfocr-norm-") for entry in tree(disk / name)
                )
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        summary = annotate(source, disk / name, workers=2, normalizer=normalizer)
        assert summary.resumed > 0
        found = tree(disk / name) if name == "folder" else tree(disk)
        assert found == whole


def test_a_file_size_limit(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 120)
    annotate(source, tmp_path / "whole.jsonl", workers=1, normalizer=normalizer)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
        with pytest.raises(DiskError, match="the disk is full"):
            annotate(source, tmp_path / "o.jsonl", workers=1, commit_seconds=0, normalizer=normalizer)

    ended(in_child(limited))
    assert not (tmp_path / "o.jsonl").exists()
    assert annotate(source, tmp_path / "o.jsonl", workers=1, normalizer=normalizer).resumed > 0
    assert (tmp_path / "o.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def interrupted(source: Path, out: Path, normalizer: Normalizer) -> None:
    """Leave the work folder of a run that was stopped in its middle."""

    class Stop(Exception):
        pass

    def stop(summary: object, share: float | None) -> None:
        if summary.records >= 8:  # type: ignore[attr-defined]
            raise Stop

    with pytest.raises(Stop):
        annotate(source, out, workers=1, commit_seconds=0, normalizer=normalizer, progress=stop)


def test_another_command_does_not_go_on(tmp_path: Path, normalizer: Normalizer) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", 20), tmp_path / "o.jsonl"
    interrupted(source, out, normalizer)
    message = r"holds 8 records of an interrupted run .*: limit was None, is 5\. .*--overwrite"
    with pytest.raises(OutputError, match=message):
        annotate(source, out, limit=5, workers=1, normalizer=normalizer)
    with pytest.raises(OutputError, match="organism was None, is 9606"):
        annotate(source, out, workers=1, normalizer=Normalizer(organism="human"))
    source.write_text(source.read_text().replace("melanoma", "nevus"))
    with pytest.raises(OutputError, match="input_content was"):
        annotate(source, out, workers=1, normalizer=normalizer)
    summary = annotate(source, out, workers=1, overwrite=True, normalizer=normalizer)
    assert (summary.records, summary.resumed) == (20, 0)


def test_an_overwriting_run_goes_on_too(tmp_path: Path, normalizer: Normalizer) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", 20), tmp_path / "o.jsonl"
    annotate(source, out, workers=1, normalizer=normalizer)
    whole = out.read_bytes()
    out.write_text("old")
    with pytest.raises(OutputError, match="exists already"):
        annotate(source, out, workers=1, normalizer=normalizer)
    out.unlink()
    interrupted(source, out, normalizer)
    out.write_text("old")
    summary = annotate(source, out, workers=2, overwrite=True, normalizer=normalizer)
    assert summary.resumed == 8 and out.read_bytes() == whole


def test_a_foreign_work_folder_is_left_alone(tmp_path: Path, normalizer: Normalizer) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", 2), tmp_path / "o.jsonl"
    (tmp_path / "o.jsonl.partial").mkdir()
    (tmp_path / "o.jsonl.partial" / "thesis.docx").write_text("x")
    with pytest.raises(OutputError, match=r"holds other files \(thesis\.docx\)"):
        annotate(source, out, workers=1, overwrite=True, normalizer=normalizer)
    assert (tmp_path / "o.jsonl.partial" / "thesis.docx").read_text() == "x"
    (tmp_path / "o.jsonl.partial" / "state.json").write_text("{")
    with pytest.raises(OutputError, match="not a work folder of this version"):
        annotate(source, out, workers=1, normalizer=normalizer)


def test_standard_input_does_not_go_on(tmp_path: Path, normalizer: Normalizer, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", 20), tmp_path / "o.jsonl"

    class Stdin:
        def __init__(self) -> None:
            self.buffer = source.open("rb")

    monkeypatch.setattr("sys.stdin", Stdin())
    interrupted("-", out, normalizer)  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", Stdin())
    with pytest.raises(OutputError, match="standard input cannot be read from the beginning again"):
        annotate("-", out, workers=1, normalizer=normalizer)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGBUS])
def test_a_worker_that_dies_loses_no_record(tmp_path: Path, normalizer: Normalizer, number: int) -> None:
    """Memory that runs out is SIGKILL, a vocabulary that is cut while it is read SIGBUS."""
    source = write_jsonl(tmp_path / "in.jsonl", 200, broken=(3, 170))
    out, alone = tmp_path / "o.jsonl", tmp_path / "alone.jsonl"

    def kill(*_: object) -> None:
        for child in multiprocessing.active_children():
            assert child.pid is not None
            with suppress(ProcessLookupError):
                os.kill(child.pid, number)

    with pytest.raises(WorkerDied, match="run the same command again"):
        annotate(
            source, out, workers=2, commit_seconds=0, start_method="spawn", normalizer=normalizer, progress=kill
        )
    assert not out.exists()
    assert annotate(source, out, workers=1, normalizer=normalizer).resumed > 0
    annotate(source, alone, workers=1, normalizer=normalizer)
    for name in ("o.jsonl", "o.jsonl.errors.jsonl"):
        assert (tmp_path / name).read_bytes() == (tmp_path / name.replace("o.", "alone.", 1)).read_bytes()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_vocabulary_cut_between_two_chunks(tmp_path: Path, workers: int) -> None:
    source, out = write_jsonl(tmp_path / "in.jsonl", 200), tmp_path / "o.jsonl"
    vocabulary = write_base(tmp_path / "small.pnv")
    whole = vocabulary.read_bytes()
    with pytest.raises(LexiconError, match="it was cut short while in use"):
        annotate(
            source, out, workers=workers, commit_seconds=0, start_method="spawn", normalizer=vocabulary,
            progress=lambda *_: os.truncate(vocabulary, 100),
        )  # fmt: skip
    assert not out.exists()
    vocabulary.write_bytes(whole)
    assert annotate(source, out, workers=1, normalizer=vocabulary).resumed > 0
    assert out.read_bytes().count(b"\n") == 200


def test_an_overwriting_run_removes_what_a_killed_one_left(tmp_path: Path, normalizer: Normalizer) -> None:
    source, out = write_folder(tmp_path / "in", 3), tmp_path / "out"
    annotate(source, out, workers=1, normalizer=normalizer)
    whole = tree(out)
    folder = next(path.parent for path in out.rglob("*.md"))
    (folder / ".pfocr-norm-half").write_text("---\nfigid:")
    annotate(source, out, workers=1, normalizer=normalizer, overwrite=True)
    assert tree(out) == whole
