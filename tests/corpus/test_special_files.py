"""Pipes, sockets, devices and links among inputs and outputs: none holds a run up, none is replaced by a file."""

from __future__ import annotations

import os
import socket
import stat
import sys
from pathlib import Path

import pytest

from pfocr_norm import Lexicon, LexiconError, OutputError, RecordError
from pfocr_norm.corpus import annotate
from pfocr_norm.formats import read_record, read_records
from pfocr_norm.formats._atomic import write_atomic

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among its files")

RECORD = """---
figid: {0}
caption: Dsor1 in human HeLa cells
organisms_ner:
- Drosophila melanogaster
keywords:
- Dsor1
---
"""


def folder_of(path: Path, *names: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name in names:
        (path / name).write_text(RECORD.format(name.partition(".")[0]), encoding="utf-8")
    return path


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """A folder with two records and what is no file between them."""
    folder = folder_of(tmp_path / "in", "a.md", "z.md")
    os.mkfifo(folder / "pipe.md")
    (folder / "gone.md").symlink_to("nowhere.md")
    (folder / "device.md").symlink_to(os.devnull)
    here = os.getcwd()
    os.chdir(folder)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket.md")
    finally:
        os.chdir(here)
    return folder


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("target", ["out.jsonl", "out"])
def test_a_run_goes_past_what_is_no_file(strange: Path, tmp_path: Path, target: str, workers: int) -> None:
    summary = annotate(strange, tmp_path / target, workers=workers)
    assert (summary.written, summary.broken) == (2, 4)
    errors = (tmp_path / f"{target}.errors.jsonl").read_text(encoding="utf-8")
    for words in ("is a named pipe, not a file", "is a socket, not a file", "is a device, not a file", "No such file"):
        assert words in errors


def test_in_place_goes_past_what_is_no_file(strange: Path) -> None:
    summary = annotate(strange, in_place=True, workers=1)
    assert (summary.written, summary.broken) == (2, 4)
    assert stat.S_ISFIFO((strange / "pipe.md").stat().st_mode)
    assert (strange / "device.md").is_symlink()


@pytest.mark.parametrize("name", ["z.md", "z.parquet", "z.pq"])
def test_a_pipe_as_input(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(RecordError, match="named pipe"):
        if name.endswith(".md"):
            read_record(tmp_path / name)
        list(read_records(tmp_path / name))
        annotate(tmp_path / name, tmp_path / "out.jsonl")


def test_a_pipe_with_a_writer_is_read(tmp_path: Path) -> None:
    """``pfocr-norm annotate <(zcat figures.jsonl.gz) --input-format jsonl``: who names a pipe means it."""
    read, write = os.pipe()
    with os.fdopen(write, "wb") as stream:
        stream.write(b'{"figid": "f", "keywords": ["MEK"]}\n')
    try:
        records = list(read_records(f"/dev/fd/{read}", format="jsonl"))
    finally:
        os.close(read)
    assert [record.figid for record in records if not isinstance(record, RecordError)] == ["f"]


def test_a_device_as_input() -> None:
    (found,) = read_records("/dev/zero", format="jsonl")
    assert isinstance(found, RecordError)
    assert "is a device, not a file" in str(found)


def test_a_pipe_as_vocabulary(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "vocabulary.pnv")
    with pytest.raises(LexiconError, match="is a named pipe, not a file"):
        Lexicon.open(tmp_path / "vocabulary.pnv")


def test_no_file_takes_the_place_of_a_device(tmp_path: Path) -> None:
    source = folder_of(tmp_path / "in", "a.md")
    os.mkfifo(tmp_path / "out.jsonl")
    link = tmp_path / "null.jsonl"
    link.symlink_to(os.devnull)
    for target, words in ((tmp_path / "out.jsonl", "named pipe"), (link, "device")):
        with pytest.raises(OutputError, match=f"is a {words}"):
            annotate(source, target, overwrite=True, output_as="jsonl")
        with pytest.raises(OutputError, match=f"is a {words}"):
            write_atomic(target, b"")
    assert stat.S_ISFIFO((tmp_path / "out.jsonl").stat().st_mode)
    assert link.is_symlink()


def test_a_link_as_output_is_followed(tmp_path: Path) -> None:
    source = folder_of(tmp_path / "in", "a.md")
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "real.jsonl").write_text("old", encoding="utf-8")
    link = tmp_path / "out.jsonl"
    link.symlink_to(tmp_path / "disk" / "real.jsonl")
    with pytest.raises(OutputError, match="exists already"):
        annotate(source, link, workers=1)
    annotate(source, link, overwrite=True, workers=1)
    assert link.is_symlink()
    assert '"figid":"a"' in (tmp_path / "disk" / "real.jsonl").read_text(encoding="utf-8").replace(" ", "")


def test_a_link_in_place_is_followed(tmp_path: Path) -> None:
    folder_of(tmp_path / "kept", "a.md")
    source = folder_of(tmp_path / "in")
    (source / "a.md").symlink_to(tmp_path / "kept" / "a.md")
    assert annotate(source, in_place=True, workers=1).changed == 1
    assert (source / "a.md").is_symlink()
    assert "Homo sapiens" in (tmp_path / "kept" / "a.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("link", ["sub", "sub/_data", "sub/a.md"])
def test_a_link_does_not_lead_out_of_the_output(tmp_path: Path, link: str) -> None:
    source = folder_of(tmp_path / "in" / "sub", "a.md").parent
    outside = folder_of(tmp_path / "outside", "a.md")
    before = (outside / "a.md").read_bytes()
    place = tmp_path / "out" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside / "a.md" if link.endswith(".md") else outside)
    with pytest.raises(OutputError, match="leads out of"):
        annotate(source, tmp_path / "out", overwrite=True, workers=1)
    assert [path.name for path in outside.iterdir()] == ["a.md"]
    assert (outside / "a.md").read_bytes() == before


def test_two_endings_of_one_name_keep_two_tables(tmp_path: Path) -> None:
    source = folder_of(tmp_path / "in", "A.md", "A.markdown", "B.markdown")
    annotate(source, tmp_path / "out", workers=1)
    names = sorted(path.name for path in (tmp_path / "out" / "_data").iterdir())
    assert names == ["A-identifiers.tsv", "A.markdown-identifiers.tsv", "B-identifiers.tsv"]
