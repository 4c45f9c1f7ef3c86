"""Bad input: each kind is one clear error with its place, and the next record goes on."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from pfocr_norm.errors import RecordError
from pfocr_norm.formats import Changes, read_record, read_records, rewrite
from pfocr_norm.formats._yaml import MAX_ALIASES
from pfocr_norm.model.record import FigureRecord

HEAD = "---\nfigid: f\n"


def error_of(tmp_path: Path, data: str | bytes, name: str = "f.md") -> str:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (error,) = read_records(path)
    assert isinstance(error, RecordError), error
    assert error.source == str(path)
    with pytest.raises(RecordError):
        read_record(path)
    return str(error).removeprefix(str(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: has no front matter"),
        ("# Title\n", ":1: has no front matter"),
        (HEAD, ":1: front matter is not closed"),
        (HEAD + "caption: a: b\n---\n", ":3: broken YAML: mapping values are not allowed in this context (column 11)"),
        (HEAD + "keywords: [\n---\n", ":4: broken YAML"),
        (HEAD + "\tx: 1\n---\n", ":3: broken YAML: found a tab character that violates"),
        (HEAD + "caption: ERα\ntitle: \x07\n---\n", ":4: broken YAML: control characters are not allowed (U+0007)"),
        (HEAD + 'caption: "\\ud800"\n---\n', ":3: broken YAML: found invalid Unicode character escape code"),
        (HEAD + "figid: g\n---\n", ":3: key 'figid' is repeated"),
        (HEAD + "schema-jsonld:\n  name: a\n  name: b\n---\n", ":5: key 'name' is repeated"),
        ("---\n- figid\n---\n", ":2: front matter should be a mapping of fields, not a list"),
        ("---\ntext\n---\n", ":2: front matter should be a mapping of fields, not text"),
        (HEAD + "? [a]\n: b\n---\n", ":3: a key of the front matter should be a word"),
        ("---\ntitle: page\n---\n", ": is no PFOCR record"),
        ("---\n---\n", ": is no PFOCR record"),
        (HEAD + "caption: [a]\n---\n", ": field 'caption' should be text, not list"),
        (HEAD + "keywords: {a: b}\n---\n", ": field 'keywords' should be a list of words, not dict"),
        (HEAD + "keywords:\n- MEK\n- [ERK]\n---\n", ": field 'keywords', item 2, should be a word, not list"),
        (HEAD + "organisms: &a [*a]\n---\n", ":3: YAML alias *a contains itself"),
        (HEAD + "organisms: *a\n---\n", ":3: YAML alias *a has no anchor"),
        ("---\nfigid: ../../etc/passwd\n---\n", ": figid '../../etc/passwd' has path characters"),
        ("---\nfigid: ..\n---\n", ": figid '..' has path characters"),
        ('---\nfigid: "a\\0b"\n---\n', ": figid 'a\\x00b' has path characters"),
        (HEAD + "--- \n%YAML 3\n", None),
    ],
)
def test_broken_markdown(tmp_path: Path, text: str, message: str | None) -> None:
    if message is None:
        (tmp_path / "f.md").write_text(text)
        assert read_record(tmp_path / "f.md").figid == "f"
        return
    assert error_of(tmp_path, text).startswith(message)


def test_not_utf8_names_the_byte(tmp_path: Path) -> None:
    found = error_of(tmp_path, b"---\nfigid: f\ncaption: caf\xe9\n---\n")
    assert found == ":3: is not UTF-8: byte 0xe9 at offset 25; save the file as UTF-8"
    assert "byte 0xff at offset 0" in error_of(tmp_path, "---\nfigid: f\n---\n".encode("utf-16"), "g.md")
    assert error_of(tmp_path, b'{"figid": "\xe9"}\n', "a.jsonl") == (
        ":1: is not UTF-8: byte 0xe9 at offset 11 of the line; save the file as UTF-8"
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "a: " + "[" * 100_000,
        "a: " + "[" * 100_000 + "]" * 100_000,
        "a: " + "{b: " * 50_000,
        "- " * 50_000,
        "a: &x y\nb: [" + "*x, " * (MAX_ALIASES + 1) + "]\n",
        "".join("  " * i + f"k{i}:\n" for i in range(500)),
    ],
    ids=["aliases", "open", "brackets", "braces", "dashes", "many aliases", "deep"],
)  # fmt: skip
def test_yaml_bombs_fizzle(tmp_path: Path, bomb: str) -> None:
    began = time.monotonic()
    found = error_of(tmp_path, HEAD.replace("figid", "caption") + bomb + "\n---\n")
    assert "aliases" in found or "deep" in found or "broken YAML" in found
    assert time.monotonic() - began < 300  # not a measurement: a bomb would take hours


def test_a_few_aliases_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    path.write_text("---\nfigtitle: &t MEK and ERK\ncaption: *t\n---\n")
    assert read_record(path).caption == "MEK and ERK"


def test_large_but_honest(tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    words = [f"GENE{i}" for i in range(100_000)]
    caption = "The kinase MEK. " * 640_000  # 10 MB
    path.write_text(HEAD + f"caption: '{caption}'\nkeywords:\n" + "".join(f"- {w}\n" for w in words) + "---\n")
    record = read_record(path)
    assert len(record.caption) == len(caption) - 0 and record.keywords == tuple(words)
    after = rewrite(path.read_bytes(), Changes(keywords=(*words[:50_000], "NO", *words[50_000:])))
    assert len(after) == path.stat().st_size + len("- 'NO'\n")


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pfocr_norm.formats.pfocr.MAX_FILE_BYTES", 1 << 20)
    monkeypatch.setattr("pfocr_norm.formats._streams.MAX_LINE_BYTES", 1 << 10)
    assert "larger than 1 MB" in error_of(tmp_path, HEAD + "x" * (1 << 20))
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"caption": "x" * 5000}) + "\n" + '{"figid": "f"}')
    broken, good = read_records(path)
    assert isinstance(broken, RecordError) and broken.line == 1 and "longer than" in str(broken)
    assert good == FigureRecord("f")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", ":1: is not JSON: Expecting property name"),
        ("[1]", ":1: a record is a JSON object with the PFOCR fields, not a list"),
        ("null", ":1: a record is a JSON object with the PFOCR fields, not null"),
        ('"MEK"', ":1: a record is a JSON object with the PFOCR fields, not text"),
        ('{"figid": "a", "figid": "b"}', ":1: key 'figid' is repeated"),
        ('{"caption": {"a": 1}}', ":1: field 'caption' should be text, not dict"),
        ('{"keywords": 5}', ":1: field 'keywords' should be a list of words, not int"),
        ('{"keywords": [["MEK"]]}', ":1: field 'keywords', item 1, should be a word, not list"),
        ('{"ocr_words": [{"wort": 1}]}', ":1: field 'ocr_words' should be a list of objects"),
        ('{"ocr_words": [{"word": 1, "symbol": "x"}]}', ":1: field 'ocr_words' should be a list of objects"),
        ("[" * 200_000, ":1: is not a record: JSON nests too deep"),
        ('{"x": ' + "9" * 5000 + "}", ":1: Exceeds the limit"),
    ],
)
def test_broken_json(tmp_path: Path, line: str, message: str) -> None:
    assert error_of(tmp_path, line + "\n", "a.jsonl").startswith(message)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{}", FigureRecord()),
        ('{"figid": null, "caption": NaN, "keywords": null}', FigureRecord()),
        ('{"caption": "NA", "keywords": ".na.character"}', FigureRecord()),
        ('{"keywords": ["MEK", "MEK", null, 5]}', FigureRecord(keywords=("MEK", "MEK", "", "5"))),
        ('{"caption": "\\ud800 \\u202eKEM \\u0007"}', FigureRecord(caption="\ud800 \u202eKEM \x07")),
        ('{"figid": "doi:10.1/f 1"}', FigureRecord("doi:10.1/f 1")),
    ],
)
def test_odd_but_readable_json(tmp_path: Path, line: str, expected: FigureRecord) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line)
    assert read_record(path) == expected


def test_lone_surrogates_cannot_reach_a_file() -> None:
    with pytest.raises(RecordError, match=r"lone surrogate|UTF-8|broken YAML"):
        rewrite(HEAD + "---\n", Changes(keywords=("\ud800",)))
    with pytest.raises(RecordError, match="lone surrogate"):
        rewrite(HEAD + "caption: \ud800\n---\n", Changes(keywords=("MEK",)))


def test_the_next_record_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"figid": "a"}\nbroken\n\n{"figid": "b", "keywords": {}}\n{"figid": "c"}\n')
    found = list(read_records(path))
    assert [(type(r).__name__, r.line) for r in found] == [
        ("FigureRecord", 1), ("RecordError", 2), ("RecordError", 4), ("FigureRecord", 5),
    ]  # fmt: skip


def test_wrong_places(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    for path, message in [
        (tmp_path / "absent.md", "no such file or folder"),
        (tmp_path / "a\0b.md", "no such file or folder"),
        (tmp_path / "folder.md", "holds no record"),
    ]:
        with pytest.raises(RecordError, match=message):
            read_record(path)
    (tmp_path / "a.docx").write_text("x")
    with pytest.raises(RecordError, match=r"unknown kind of file; the name should end in \.md"):
        read_record(tmp_path / "a.docx")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    with pytest.raises(RecordError, match="no such file"):
        read_record(tmp_path / "loop.md")
    from pfocr_norm.formats import pfocr

    with pytest.raises(RecordError, match="is a folder where a file was meant"):
        pfocr.read(tmp_path / "folder.md")
