"""Frames and Arrow batches: one row a term or a record, index kept, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pfocr_norm import FigureRecord, Normalizer, RecordError
from pfocr_norm.corpus.frames import (
    RECORD_COLUMNS,
    TERM_COLUMNS,
    arrow_schema,
    normalize_arrow,
    normalize_frame,
    normalize_records,
)

RECORDS: list[dict[str, Any]] = [
    {"figid": "a", "caption": "MEK and ERK in HeLa.", "keywords": ["MEK", "ERK"], "organisms_ner": ["Homo sapiens"]},
    {"figid": "b", "caption": "Nothing was tagged.", "keywords": [], "organisms_ner": []},
    {"figid": "c", "caption": "Tamoxifen in breast cancer patients.", "keywords": ["Tamoxifen"], "organisms_ner": []},
]


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


def test_records_keep_their_order_and_errors_their_place(normalizer: Normalizer) -> None:
    broken = RecordError("broken", source="x", line=3)
    mixed = [RECORDS[0], broken, FigureRecord.from_dict(RECORDS[2]), {"keywords": 5}, "absent.md"]
    found = list(normalize_records(mixed, normalizer=normalizer))
    assert [type(item).__name__ for item in found] == [
        "NormalizedRecord", "RecordError", "NormalizedRecord", "RecordError", "InputError",
    ]  # fmt: skip
    assert found[1] is broken
    with pytest.raises(RecordError, match="'keywords' should be a list"):
        list(normalize_records([{"keywords": 5}], normalizer=normalizer, strict=True))


def test_pandas_keeps_index_and_input(normalizer: Normalizer) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(RECORDS, index=["x", "y", "z"])
    frame["note"] = 1
    before = frame.copy(deep=True)
    out = normalize_frame(frame, normalizer=normalizer)
    pd.testing.assert_frame_equal(frame, before)
    assert list(out.index) == ["x", "x", "y", "z"]
    assert list(out.columns) == list(TERM_COLUMNS)
    assert list(out["figid"]) == ["a", "a", "b", "c"]
    assert list(out["curie"])[:2] == ["fplx:MEK", "fplx:ERK"]
    assert out["keyword"].isna().tolist() == [False, False, True, False]
    records = normalize_frame(frame, normalizer=normalizer, explode=False)
    assert list(records.index) == ["x", "y", "z"] and list(records.columns) == list(RECORD_COLUMNS)
    assert [len(terms) for terms in records["terms"]] == [2, 0, 1]
    assert records["terms"].iloc[0][1]["curie"] == "fplx:ERK"


@pytest.mark.parametrize("explode", [True, False])
def test_an_empty_frame_has_the_types_of_a_full_one(normalizer: Normalizer, explode: bool) -> None:
    """Dask asks an empty frame what columns a partition will have."""
    pd = pytest.importorskip("pandas")
    full = pd.DataFrame({"figid": ["f"], "caption": ["MEK in HeLa cells"], "keywords": [["MEK"]]})
    found = [normalize_frame(frame, explode=explode, normalizer=normalizer) for frame in (full, full.head(0))]
    assert found[0].dtypes.equals(found[1].dtypes)
    assert len(found[1]) == 0


def test_every_library_gives_the_same_rows(normalizer: Normalizer) -> None:
    pd, pl, pa = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    for explode in (True, False):
        answers = []
        for frame in (pd.DataFrame(RECORDS), pl.DataFrame(RECORDS), pa.Table.from_pylist(RECORDS)):
            out = normalize_frame(frame, normalizer=normalizer, explode=explode)
            assert type(out) is type(frame)
            rows = out.to_dicts() if isinstance(out, pl.DataFrame) else (
                out.to_pylist() if isinstance(out, pa.Table) else
                json.loads(out.to_json(orient="records", double_precision=15))
            )  # fmt: skip
            answers.append(rows)
        batches = normalize_arrow(pa.Table.from_pylist(RECORDS).to_batches(), normalizer=normalizer, explode=explode)
        answers.append([row for batch in batches for row in batch.to_pylist()])
        assert answers[0] == answers[1] == answers[2] == answers[3]


def test_arrow_keeps_columns_and_schema(normalizer: Normalizer) -> None:
    pa = pytest.importorskip("pyarrow")
    table = pa.Table.from_pylist([{**record, "n": i} for i, record in enumerate(RECORDS)])
    out = pa.Table.from_batches(normalize_arrow(table.to_batches(max_chunksize=2), keep=["n"], normalizer=normalizer))
    assert out.column("n").to_pylist() == [0, 0, 1, 2]
    assert out.drop_columns("n").schema == arrow_schema()
    assert list(normalize_arrow([], normalizer=normalizer)) == []
    empty = list(normalize_arrow([table.to_batches()[0].slice(0, 0)], normalizer=normalizer, explode=False))
    assert [batch.num_rows for batch in empty] == [0]
    with pytest.raises(RecordError, match="no column 'm' to keep; found: figid"):
        list(normalize_arrow(table.to_batches(), keep=["m"], normalizer=normalizer))
    with pytest.raises(RecordError, match="lacks the column 'keywords'; found: 'figid'"):
        list(normalize_arrow(table.select(["figid"]).to_batches(), normalizer=normalizer))


def test_frames_without_keywords_say_what_they_have(normalizer: Normalizer) -> None:
    pl = pytest.importorskip("polars")
    with pytest.raises(RecordError, match="lacks the column 'keywords'; found: 'gene', 'n'"):
        normalize_frame(pl.DataFrame({"gene": ["MEK"], "n": [1]}), normalizer=normalizer)


def test_odd_cells(normalizer: Normalizer) -> None:
    pd = pytest.importorskip("pandas")
    np = pytest.importorskip("numpy")
    frame = pd.DataFrame(
        {
            "figid": ["a", "b", "c", None],
            "caption": ["MEK", float("nan"), None, "y"],
            "keywords": ["MEK|ERK", np.array(["MEK"], dtype=object), None, {"MEK": 1}],
        }
    )
    out = normalize_frame(frame, normalizer=normalizer, explode=False)
    assert [terms if terms is None else [t["keyword"] for t in terms] for terms in out["terms"]] == [
        ["MEK", "ERK"], ["MEK"], [], None,
    ]  # fmt: skip
    assert out["error"].iloc[3].startswith("row:4: field 'keywords' should be a list of words, not dict")
    lone = pd.DataFrame({"keywords": [["x\ud800"]]})
    assert list(normalize_frame(lone, normalizer=normalizer)["keyword"]) in (["x\ud800"], ["x\\ud800"])
    pa = pytest.importorskip("pyarrow")
    from pfocr_norm.corpus.frames import arrow_batch, term_rows

    (result,) = normalize_records([{"keywords": ["x\ud800"]}], normalizer=normalizer)
    assert arrow_batch(term_rows(result)).column("keyword").to_pylist() == ["x\\ud800"]
    assert isinstance(arrow_batch([]), pa.RecordBatch)
