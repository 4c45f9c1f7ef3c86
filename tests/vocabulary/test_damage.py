"""A damaged vocabulary never answers: it is refused with its name and the way out."""

from __future__ import annotations

import json
import os
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pfocr_norm import Lexicon, LexiconError, Normalizer
from pfocr_norm.building.writer import write_lexicon
from pfocr_norm.organisms.taxonomy import Taxonomy
from pfocr_norm.resolve.together import Pathways
from pfocr_norm.vocabulary import check, rows
from pfocr_norm.vocabulary.check import MOST_NOTES, NOTES
from pfocr_norm.vocabulary.codes import MAGIC
from pfocr_norm.vocabulary.entry import Entry, Name
from pfocr_norm.vocabulary.location import default_path

HEAD = len(MAGIC) + 16


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("PFOCR_NORM_DATA", str(folder))
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "small.pnv"
    entries = [
        Entry(f"hgnc:{i}", f"GENE{i}", "gene", 9606, (Name(f"GENE{i}", "approved", "hgnc"),), (f"ncbigene:{i}",))
        for i in range(1, 40)
    ]
    write_lexicon(entries, target, version="1")
    return target


def parts(content: bytes) -> tuple[dict[str, Any], int]:
    """Return the header, and where the sections begin."""
    length = struct.unpack_from("<I", content, len(MAGIC) + 4)[0]
    return json.loads(content[HEAD : HEAD + length]), HEAD + length


def with_header(content: bytes, text: bytes) -> bytes:
    """Return the file with another header, its checksum right."""
    body = content[parts(content)[1] :]
    text += b" " * (-(len(text) + HEAD) % 8)
    version = struct.unpack_from("<I", content, len(MAGIC))[0]
    return MAGIC + struct.pack("<IIII", version, len(text), zlib.crc32(text), len(body)) + text + body


def test_a_flip_anywhere_is_refused_at_opening(path: Path) -> None:
    content = path.read_bytes()
    header, start = parts(content)
    for name, (at, count, _) in header["sections"].items():
        for place in {*range(0, min(count, 200), 5), *range(200, count, 97)}:
            damaged = bytearray(content)
            damaged[start + at + place] ^= 0x10
            path.write_bytes(damaged)
            with pytest.raises(LexiconError, match=f"section '{name}' is damaged"):
                Lexicon.open(path)


def test_a_flip_is_found_after_the_file_was_found_whole(path: Path, data_folder: Path) -> None:
    before = path.stat()
    Lexicon.open(path)
    time.sleep(3 * check.TICK / 1e9)  # a file that was made a moment ago may change without a trace
    Lexicon.open(path)
    assert len((data_folder / NOTES).read_text(encoding="ascii").splitlines()) == 1
    Lexicon.open(path)
    assert len((data_folder / NOTES).read_text(encoding="ascii").splitlines()) == 1
    with path.open("r+b") as stream:
        stream.seek(-40, os.SEEK_END)
        byte = stream.read(1)
        stream.seek(-40, os.SEEK_END)
        stream.write(bytes((byte[0] ^ 1,)))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(LexiconError, match="damaged"):
        Lexicon.open(path)


def test_few_files_are_remembered(path: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "TICK", -1 << 62)
    for i in range(MOST_NOTES + 5):
        os.utime(path, ns=(i, i))
        Lexicon.open(path)
    assert len((data_folder / NOTES).read_text(encoding="ascii").splitlines()) == MOST_NOTES


def test_what_may_change_without_a_trace_is_not_remembered(
    path: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "TICK", 1 << 62)
    Lexicon.open(path)
    Taxonomy(default_path().parent / "taxonomy.pnt")
    assert not (data_folder / NOTES).exists()


def test_it_opens_where_nothing_can_be_remembered(path: Path, data_folder: Path) -> None:
    (data_folder / NOTES).mkdir()
    assert len(Lexicon.open(path)) == 39


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"null", b"{}", b'"x"', b"1e999", b"NaN", b'{"version": 1}', b"[" * 100_000, b"\xff\xfe{}",
        b'{"version": "1", "concepts": 1, "names": 1, "keys": 1}',
    ],
)  # fmt: skip
def test_a_header_that_is_none(path: Path, text: bytes) -> None:
    path.write_bytes(with_header(path.read_bytes(), text))
    with pytest.raises(LexiconError, match="damaged"):
        Lexicon.open(path)


GONE = object()
ODD = (GONE, None, -1, 0, 1, 2, 38, 40, 1 << 20, 1 << 70, 1.5, "", "x", "hgnc:{}", [], [1], {}, {"a": 1}, True)


def places(header: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Return every place of a header that holds a value: its holder and the key there."""
    found: list[tuple[Any, Any]] = [(header, key) for key in header]
    for value in header.values():
        if isinstance(value, (dict, list)):
            found += [(value, key) for key in (value if isinstance(value, dict) else range(len(value)))]
    for row in (*header["sections"].values(), *header["ranges"].values()):
        found += [(row, i) for i in range(len(row))]
    return found


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: "gone" if odd is GONE else repr(odd))
def test_a_header_that_does_not_fit(tmp_path: Path, odd: object) -> None:
    """Whatever any one value of it is: the vocabulary is refused, or it still answers."""
    target, broken = tmp_path / "header.pnv", tmp_path / "broken.pnv"
    write_lexicon([Entry("hgnc:1", "AKT1", "gene", 9606, (Name("AKT1", "approved", "hgnc"),))], target, version="1")
    content = target.read_bytes()
    for number in range(len(places(parts(content)[0]))):
        header = parts(content)[0]
        holder, key = places(header)[number]
        if odd is GONE:
            del holder[key]
        else:
            holder[key] = odd
        broken.write_bytes(with_header(content, json.dumps(header).encode()))
        with suppress(LexiconError):
            lexicon = Lexicon.open(broken)
            lexicon.find_all("hgnc:1")
            for hit in lexicon.hits("akt1"):
                lexicon.concept(hit.concept)
                lexicon.names(hit.concept)
                lexicon.full_names(hit.concept)
                lexicon.orthologs(hit.concept, 9606)
                lexicon.forms(hit.concept, hit.name)
                lexicon.roles_of(hit.concept)


def test_a_file_cut_short_while_open(path: Path) -> None:
    normalizer = Normalizer(path)
    record = {"figid": "f", "keywords": ["GENE1"]}
    assert normalizer.normalize(record).terms[0].match is not None
    os.truncate(path, 100)
    with pytest.raises(LexiconError, match="cut short while in use"):
        normalizer.normalize(record)


@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_names_of_organisms_that_are_damaged(tmp_path: Path, place: float) -> None:
    content = bytearray((default_path().parent / "taxonomy.pnt").read_bytes())
    content[int(place * len(content))] ^= 0x10
    path = tmp_path / "taxonomy.pnt"
    path.write_bytes(content)
    with pytest.raises(LexiconError, match="is damaged; install the package again"):
        Taxonomy(path)


@pytest.mark.parametrize("place", [0.001, 0.3, 0.98])
def test_sets_of_genes_that_are_damaged(tmp_path: Path, place: float) -> None:
    content = bytearray((default_path().parent / "pathways.pnp").read_bytes())
    path = tmp_path / "pathways.pnp"
    for broken in (content[: int(place * len(content))], b"", content):
        path.write_bytes(broken)
        if broken is content:
            assert Pathways(path).sizes
        else:
            with pytest.raises(LexiconError, match="missing or damaged; install the package again"):
                Pathways(path)
    content[-100] ^= 0x10
    path.write_bytes(content)
    with pytest.raises(LexiconError, match="missing or damaged"):
        Pathways(path)


def test_a_damaged_row_of_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "data_folder", lambda: tmp_path)
    (tmp_path / "words.tsv").write_text("word\tzipf\tnames\nskin\t4.9\t12\nliver\t4.x\t3\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"words\.tsv:3: damaged; install the package again"):
        rows.read_rows("words.tsv", str, float, int)
    with pytest.raises(LexiconError, match="cannot be read"):
        rows.read_rows("none.tsv", str, float, int)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\tb\tc\n1\t2\t3\n4\t5\t", 3), ("a\tb\tc\n1\t\0\t3\n", 2), ("a\tb\tc\n1\n", 2), ("a\tb\n1\t2\t3\n", 2), ("", 0)],
)
def test_a_damaged_table_names_the_line(
    text: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "data_folder", lambda: tmp_path)
    (tmp_path / "t.tsv").write_bytes(text.encode())
    with pytest.raises(LexiconError, match=rf"t\.tsv:{line}: damaged"):
        rows.read_rows("t.tsv")
