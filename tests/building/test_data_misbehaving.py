"""Servers that misbehave, archives that attack, updates that meet or are killed: the vocabulary in use survives."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_samples import COMPLETE, DRUGBANK, ReleaseServer, path_of, write_base, zipped

from pfocr_norm.building.releases import DataStore, Fetcher, Report, update
from pfocr_norm.building.releases.archives import open_release
from pfocr_norm.errors import SourceError
from pfocr_norm.vocabulary.reader import Lexicon

COMPLETE_PATH = path_of("hgnc", "complete")


class World:
    """A data folder with a vocabulary in use, and a server."""

    def __init__(self, folder: Path) -> None:
        self.server = ReleaseServer()
        self.base = write_base(folder / "base.pnv")
        self.store = DataStore(folder / "data")
        self.fetcher = Fetcher(mirror=self.server.url, timeout=60.0, backoff=0.01, retries=2)
        self.first = self.update("hgnc", "zfin")
        assert not self.first.failed

    def update(self, *sources: str, fetcher: Fetcher | None = None, **options: object) -> Report:
        return update(self.store, sources, fetcher=fetcher or self.fetcher, base=self.base, **options)  # type: ignore[arg-type]

    def check(self) -> Lexicon:
        """The vocabulary in use is whole, and no rubbish lies about."""
        found = self.store.verify()
        self.store.verify_releases()
        lexicon = Lexicon.open(found.path)
        assert [lexicon.symbol(hit.concept) for hit in lexicon.hits("pkb") if hit.taxon == 9606] == ["AKT1"]
        return lexicon


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("PFOCR_NORM_DATA", str(tmp_path / "data"))
    world = World(tmp_path)
    yield world
    world.server.close()


def changed() -> bytes:
    return COMPLETE.replace("NK-ONE", "NK-UNO").encode()


#: Way to misbehave, and what the message says of the cause and of the way out.
BAD = [
    ("404+", "not there (status 404)", "--release"),
    ("500+", "the server failed (status 500)", "try again later"),
    ("503+", "the server failed (status 503)", "try again later"),
    ("403+", "the server refuses (status 403)", "data build --from"),
    ("429+", "too many requests (status 429)", "try again later"),
    ("drop+", "cannot be reached", "check the network"),
    ("cut+", "the connection was cut", "it goes on where it was"),
    ("wrong length+", "the connection was cut", "it goes on where it was"),
    ("login+", "an HTML page, not a file", "with a browser"),
    ("login as text+", "an HTML page, not a table", "with a browser"),
    ("loop+", "redirects in a circle", "address may have changed"),
]


@pytest.mark.parametrize(("way", "cause", "way_out"), BAD, ids=[way for way, _, _ in BAD])
def test_a_source_that_fails_keeps_its_release(world: World, way: str, cause: str, way_out: str) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    world.server.files[path_of("zfin", "genes")] += b"ZDB-GENE-1-1\tSO:0001217\tnewfish1\t\t\n"
    world.server.misbehave(COMPLETE_PATH, way)
    report = world.update("hgnc", "zfin")
    assert cause in report.failed["hgnc"] and way_out in report.failed["hgnc"]
    assert "https://storage.googleapis.com" in report.failed["hgnc"] or way == "login as text+"
    assert report.fetched == ["zfin"] and report.compiled, "the others go on"
    lexicon = world.check()
    assert lexicon.hits("nkone") and not lexicon.hits("nkuno") and lexicon.hits("newfish1")
    world.server.bad.clear()
    assert world.update("hgnc").fetched == ["hgnc"]
    assert world.check().hits("nkuno")


@pytest.mark.parametrize(
    "ways", [("500",), ("503", "500"), ("429 wait",), ("drop",), ("cut", "cut"), ("wrong length",)]
)
def test_a_passing_fault_is_waited_out(world: World, ways: tuple[str, ...]) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    world.server.misbehave(COMPLETE_PATH, *ways)
    report = world.update("hgnc")
    assert report.failed == {} and world.check().hits("nkuno")


def test_what_came_is_not_fetched_again(world: World) -> None:
    rows = [f"HGNC:{n}\tFAKE{n}\tfake gene {n}\tx\tRNA, micro\tApproved\t1" for n in range(100_000, 104_000)]
    world.server.files[COMPLETE_PATH] = changed() + "\n".join(rows).encode() + b"\n"
    world.server.misbehave(COMPLETE_PATH, "cut+")
    impatient = Fetcher(mirror=world.server.url, timeout=60.0, backoff=0.01, retries=0)
    assert "goes on where it was" in world.update("hgnc", fetcher=impatient).failed["hgnc"]
    world.server.bad.clear()
    before = world.server.sent[COMPLETE_PATH]
    report = world.update("hgnc", fetcher=impatient)
    assert report.failed == {}
    asked = [headers for path, headers in world.server.requests if path == COMPLETE_PATH][-1]
    assert asked["Range"].startswith("bytes=") and asked["If-Range"].startswith('"')
    assert world.server.sent[COMPLETE_PATH] - before < len(world.server.files[COMPLETE_PATH])
    assert world.check().hits("fake103999")


def test_a_part_of_another_file_is_not_gone_on_with(world: World) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    world.server.misbehave(COMPLETE_PATH, "cut+")
    world.update("hgnc")
    world.server.bad.clear()
    world.server.files[COMPLETE_PATH] = COMPLETE.replace("NK-ONE", "NK-DOS").encode()
    assert world.update("hgnc").failed == {}
    assert world.check().hits("nkdos")


def test_a_part_without_its_note_is_thrown_away(world: World) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    folder = world.store.downloads / "hgnc"
    folder.mkdir(parents=True, exist_ok=True)
    for note in (None, "", "[]", '{"url": 1, "etag": 2, "modified": 3}'):
        (folder / "hgnc_complete_set.txt.part").write_bytes(b"rubbish")
        if note is not None:
            (folder / "hgnc_complete_set.txt.part.json").write_text(note)
        assert world.update("hgnc", force=True).failed == {}
        assert world.check().hits("nkuno")


def test_a_long_wait_is_told_and_not_waited(world: World) -> None:
    from pfocr_norm.building.releases import fetch

    world.server.misbehave(COMPLETE_PATH, "429 long+")
    start, longest = time.monotonic(), fetch.LONGEST_WAIT
    fetch.LONGEST_WAIT = 0
    try:
        report = world.update("hgnc")
    finally:
        fetch.LONGEST_WAIT = longest
    assert "it asks to wait 7200 s" in report.failed["hgnc"] and time.monotonic() - start < 3600
    world.check()


def test_a_slow_drip_is_given_up(world: World) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    world.server.misbehave(COMPLETE_PATH, "drip+")
    slow = Fetcher(mirror=world.server.url, timeout=60.0, backoff=0.01, retries=0, slowest=(1000.0, 0.3))
    report = world.update("hgnc", fetcher=slow)
    assert "less than 1,000 bytes a second" in report.failed["hgnc"]
    world.server.bad.clear()
    assert world.update("hgnc").failed == {}, "and goes on where it was"
    assert world.check().hits("nkuno")


@pytest.mark.parametrize(
    ("way", "told"),
    [("drip+", "the page does not end"), ("cut+", "was cut"), ("404+", "status 404"), ("", "does not list")],
)
def test_a_list_of_releases_that_cannot_be_read(world: World, way: str, told: str) -> None:
    listing = "/s3ftp.flybase.org/releases/"
    world.server.files[listing] = b"<html>nothing here, and nothing there</html>" * 3
    if way:
        world.server.misbehave(listing, way)
    # Dripping, the page takes longer than this; whatever else the machine does, its first bytes do not.
    quick = Fetcher(mirror=world.server.url, timeout=2.0 if way == "drip+" else 60.0, backoff=0.01, retries=0)
    assert told in world.update("flybase", fetcher=quick).failed["flybase"]
    assert world.update("flybase", release={"flybase": "FB2025_04"}).failed == {}
    world.check()


def test_a_dead_connection_is_given_up(world: World) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    world.server.misbehave(COMPLETE_PATH, "hold+")
    report = world.update("hgnc", fetcher=Fetcher(mirror=world.server.url, timeout=2.0, backoff=0.01, retries=1))
    assert "the connection was cut" in report.failed["hgnc"]
    world.check()


def test_no_server_at_all(world: World) -> None:
    world.server.close()
    report = world.update("hgnc")
    assert "cannot be reached" in report.failed["hgnc"] and "the release of" not in report.failed["hgnc"]
    world.check()


def test_only_https_without_a_mirror() -> None:
    with pytest.raises(SourceError, match="not an https address"):
        Fetcher().address("http://example.org/x")
    assert Fetcher().address("https://example.org/x?y=1") == "https://example.org/x?y=1"
    assert Fetcher(mirror="http://m/").address("https://example.org/x?y=1") == "http://m/example.org/x?y=1"


# -- files that are not what they should be ----------------------------------------------------------------


#: Much text that packs to next to nothing.
PADDING = "x" * 50_000


def _zip(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return out.getvalue()


def _gzip_bomb(good: bytes) -> bytes:
    return gzip.compress(f"6239,WBGene00000098,{PADDING},V1.1,Live,protein_coding_gene\n".encode() * 700)


def _zip_bomb(good: bytes) -> bytes:
    return _zip("drugbank vocabulary.csv", DRUGBANK + f"DB00001,,{PADDING},,,,\n" * 700)


WORMS = path_of("wormbase", "genes")
DRUGS = path_of("drugbank", "vocabulary")
POISON: list[tuple[str, str, str, Callable[[bytes], bytes], str]] = [
    ("truncated gzip", "wormbase", WORMS, lambda good: good[: len(good) // 2], "cut or damaged"),
    ("flipped gzip", "wormbase", WORMS, lambda good: good[:20] + b"\x00\xff" + good[22:], "cut or damaged"),
    ("gzip bomb", "wormbase", WORMS, _gzip_bomb, "may be a bomb"),
    ("zip bomb", "drugbank", DRUGS, _zip_bomb, "may be a bomb"),
    ("climbing zip", "drugbank", DRUGS, lambda good: _zip("../../vocabulary.csv", DRUGBANK), "outside itself"),
    (
        "absolute zip",
        "drugbank",
        DRUGS,
        lambda good: _zip("/etc/vocabulary.csv", DRUGBANK),
        "names a file outside itself",
    ),
    (
        "windows zip",
        "drugbank",
        DRUGS,
        lambda good: _zip("..\\vocabulary.csv", DRUGBANK),
        "names a file outside itself",
    ),
    ("cut zip", "drugbank", DRUGS, lambda good: good[: len(good) // 2], "a damaged zip archive"),
    ("zip of two", "drugbank", DRUGS, lambda good: zipped(a_DOT_csv="x", b_DOT_csv="y"), "2 files match"),
    (
        "renamed column",
        "hgnc",
        COMPLETE_PATH,
        lambda good: good.replace(b"prev_symbol", b"former_symbol"),
        "no column 'prev_symbol'",
    ),
    ("not text", "hgnc", COMPLETE_PATH, lambda good: good + b"\xff\xfe\n", "cannot be read"),
    ("empty", "hgnc", COMPLETE_PATH, lambda good: b"", "empty file"),
    ("header alone", "hgnc", COMPLETE_PATH, lambda good: good.splitlines(keepends=True)[0], "has no rows"),
    ("cut row", "hgnc", COMPLETE_PATH, lambda good: good[: good.index(b"HGNC:9999")], "before; a release that shrinks"),
]


@pytest.mark.parametrize(("name", "key", "path", "spoil", "cause"), POISON, ids=[row[0] for row in POISON])
def test_a_poisoned_file_is_refused(
    world: World, name: str, key: str, path: str, spoil: Callable[[bytes], bytes], cause: str
) -> None:
    good = world.server.files[path]
    world.server.files[path] = spoil(good)
    report = world.update(key)
    assert cause in report.failed[key], report.failed
    lexicon = world.check()
    assert lexicon.version == world.first.version
    assert not list(world.store.folder.parent.glob("vocabulary.csv"))
    world.server.files[path] = good
    assert world.update(key).failed == {}, "nothing of it is left in the way"
    world.check()


@settings(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b\x08\x00", b"PK\x03\x04"]))
def test_no_bytes_break_the_opener(tmp_path_factory: pytest.TempPathFactory, data: bytes, magic: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "release.bin"
    path.write_bytes(magic + data)
    try:
        with open_release(path) as stream:
            assert magic or stream.read() == data
            stream.read()
    except SourceError as error:
        assert "release.bin" in str(error)


# -- updates that meet, and updates that are killed --------------------------------------------------------

_CALL = "import sys; from pfocr_norm.cli.data import app; sys.argv[0] = 'data'; app()"


def start(world: World, *args: str) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-c", _CALL, *args, "--mirror", world.server.url, "--base", str(world.base), "--timeout", "120",
        "--no-progress",
    ]  # fmt: skip
    env = {**os.environ, "PFOCR_NORM_DATA": str(world.store.folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_updates_at_once_leave_one_whole_vocabulary(world: World) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    both = [start(world, "update", "hgnc"), start(world, "update", "hgnc", "rgd")]
    for process in both:
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, err
        assert "in use" in out
    lexicon = world.check()
    assert lexicon.hits("nkuno") and lexicon.find("rgd:2081") is not None
    assert world.update("hgnc", "rgd").current == ["hgnc", "rgd"]


def test_an_update_that_waits_in_vain_says_so(world: World) -> None:
    with world.store.lock():
        process = start(world, "update", "hgnc", "--wait", "0.2")
        _, err = process.communicate(timeout=600)
    assert process.returncode == 2 and "another update is running" in err
    world.check()


def test_a_kill_while_files_come(world: World) -> None:
    world.server.files[COMPLETE_PATH] = changed()
    world.server.misbehave(COMPLETE_PATH, "hold")
    process = start(world, "update", "hgnc")
    part = world.store.downloads / "hgnc" / "hgnc_complete_set.txt.part"
    for _ in range(6000):
        if part.exists() and part.stat().st_size:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=600)
    world.server.hold.set()
    assert part.exists()
    lexicon = world.check()
    assert lexicon.version == world.first.version and lexicon.hits("nkone")
    assert world.update("hgnc").failed == {}
    assert world.check().hits("nkuno") and not part.exists()


_KILLED = """
import os, signal, sys
from pathlib import Path
from pfocr_norm.building.releases import DataStore, Fetcher, update
step, mirror, base = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
count = 0
real = os.replace
def replace(*args):
    global count
    count += 1
    if count == step:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args)
os.replace = replace
update(DataStore(), ["hgnc", "rgd"], fetcher=Fetcher(mirror=mirror), base=base)
print("whole", count)
"""


def test_a_kill_before_any_rename_leaves_one_whole_vocabulary(world: World) -> None:
    """Every change becomes visible by a rename: kill before each of them in turn."""
    world.server.files[COMPLETE_PATH] = changed()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    seen, survived = set(), 0
    for step in range(1, 30):
        command = [sys.executable, "-c", _KILLED, str(step), world.server.url, str(world.base)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=600, check=False)
        lexicon = world.check()
        seen.add(bool(lexicon.hits("nkuno")))
        if done.returncode == 0:
            survived = step
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        # Back to the state before, so that the next kill meets the same renames.
        world.store.use(str(world.first.version))
        _forget(world)
    assert survived > 5, "several renames were interrupted"
    assert seen == {False, True}
    assert not list(world.store.versions.glob(".*")), "the last run sweeps up"


def _forget(world: World) -> None:
    import shutil

    for item in world.store.installed()[1:]:
        if item.version != world.first.version:
            world.store.remove(item.version)
    shutil.rmtree(world.store.releases / "rgd", ignore_errors=True)
    shutil.rmtree(world.store.downloads, ignore_errors=True)
    good = world.server.files[COMPLETE_PATH]
    world.server.files[COMPLETE_PATH] = COMPLETE.encode()
    assert world.update("hgnc").failed == {}
    world.server.files[COMPLETE_PATH] = good
