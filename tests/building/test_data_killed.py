"""Two updates at once, and updates that are killed anywhere: the data folder is the one before or the one after."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from release_samples import COMPLETE, ReleaseServer, path_of, write_base

from pfocr_norm.building.releases import DataStore, Fetcher, update
from pfocr_norm.vocabulary.location import default_path
from pfocr_norm.vocabulary.reader import Lexicon

#: Tries with real processes; a longer run is `python -m benchmarks.fuzz store`.
TRIES = int(os.environ.get("PFOCR_NORM_TRIES", "6"))

UPDATE = """
import sys
from pfocr_norm.building.releases import DataStore, Fetcher, update
from pathlib import Path
report = update(DataStore(), ["hgnc", "rgd"], base=Path(sys.argv[2]), fetcher=Fetcher(
    mirror=sys.argv[1], timeout=120.0, backoff=0.01, retries=2))
print(report.version)
"""


@pytest.fixture
def server() -> Iterator[ReleaseServer]:
    server = ReleaseServer()
    yield server
    server.close()


def start(folder: Path, server: ReleaseServer, base: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", UPDATE, server.url, str(base)], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={**os.environ, "PFOCR_NORM_DATA": str(folder)},
    )  # fmt: skip


def release(server: ReleaseServer, number: int) -> None:
    """Let the server have a new release."""
    server.files[path_of("hgnc", "complete")] = COMPLETE.replace("NK-ONE", f"NK-{number}").encode()


def name_in_use(folder: Path) -> str:
    """Return the name that tells the releases apart, as the vocabulary in use has it."""
    lexicon = Lexicon.open(default_path())
    lexicon.verify()
    number = lexicon.find("hgnc:9999")
    assert number is not None
    return next(name.text for name in lexicon.names(number) if name.text.startswith("NK-"))


def test_two_updates_at_once(
    tmp_path: Path, server: ReleaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, folder = write_base(tmp_path / "base.pnv"), tmp_path / "data"
    (folder / "vocabularies").mkdir(parents=True)
    monkeypatch.setenv("PFOCR_NORM_DATA", str(folder))
    for number in range(TRIES):
        release(server, number)
        both = [start(folder, server, base) for _ in range(2)]
        told = [process.communicate(timeout=600) for process in both]
        assert [process.returncode for process in both] == [0, 0], told
        assert told[0][0] == told[1][0] != ""
        assert name_in_use(folder) == f"NK-{number}"
    store = DataStore()
    assert store.verify_releases()
    assert not list(store.versions.glob(".*"))


def test_updates_killed_anywhere(tmp_path: Path, server: ReleaseServer, monkeypatch: pytest.MonkeyPatch) -> None:
    base, folder = write_base(tmp_path / "base.pnv"), tmp_path / "data"
    (folder / "vocabularies").mkdir(parents=True)
    monkeypatch.setenv("PFOCR_NORM_DATA", str(folder))
    release(server, 0)
    update(DataStore(), ["hgnc", "rgd"], base=base, fetcher=Fetcher(mirror=server.url))
    began = time.monotonic()
    assert start(folder, server, base).wait(600) == 0
    usual = time.monotonic() - began
    chance = random.Random(11)
    for number in range(1, TRIES + 1):
        before = name_in_use(folder)
        release(server, number)
        process = start(folder, server, base)
        time.sleep(usual * chance.uniform(0.3, 1.6))
        process.send_signal(chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)))
        process.communicate(timeout=600)
        assert name_in_use(folder) in (before, f"NK-{number}")
        DataStore().verify_releases()
    assert start(folder, server, base).wait(600) == 0
    assert name_in_use(folder) == f"NK-{TRIES}"
    assert not list(DataStore().versions.glob(".*"))
