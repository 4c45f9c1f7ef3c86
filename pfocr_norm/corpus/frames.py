"""Many records in memory: iterables, pandas and Polars frames, Arrow batches.

Examples
--------
>>> from pfocr_norm.corpus.frames import normalize_records
>>> record = {"figid": "f1", "caption": "MEK in HeLa cells.", "keywords": ["MEK", "ERK"]}
>>> [term.match.curie for result in normalize_records([record]) for term in result.terms]
['fplx:MEK', 'fplx:ERK']
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import PfocrNormError, RecordError
from ..model.result import ROW_COLUMNS, NormalizedRecord

if TYPE_CHECKING:
    import pyarrow as pa

    from ..model.record import FigureRecord
    from ..normalizer import Normalizer

    Records = Iterable[FigureRecord | Mapping[str, Any] | str | os.PathLike[str] | RecordError]

FrameT = TypeVar("FrameT")

#: Columns of a table with one row a term. A record without a term, or a broken one, has one row with an
#: empty keyword: no record is lost.
TERM_COLUMNS = (*ROW_COLUMNS, "record_flags", "data_version", "error")
#: Columns of a table with one row a record; ``terms`` is a list of the term columns.
RECORD_COLUMNS = (
    "figid", "organism", "organism_name", "organism_score", "organisms", "flags", "terms", "suggested_keywords",
    "data_version", "error",
)  # fmt: skip
#: Fields of one entry of ``terms``.
TERM_FIELDS = tuple(name for name in ROW_COLUMNS if name not in ("figid", "organism"))

_LISTS = frozenset({"organisms", "flags", "suggested_keywords"})
_NUMBERS = frozenset({"score", "organism_score"})


def normalize_records(
    records: Records, *, normalizer: Normalizer | str | os.PathLike[str] | None = None, strict: bool = False
) -> Iterator[NormalizedRecord | RecordError]:
    """Normalize records one by one, in order; memory does not grow.

    Parameters
    ----------
    records
        Records, dicts with the PFOCR fields, paths of ``.md`` files, or what
        :func:`pfocr_norm.formats.read_records` gives.
    normalizer
        An open one, or the path of a vocabulary; the vocabulary in use by default.
    strict
        Raise the first error in place of passing it on.

    Yields
    ------
    NormalizedRecord or RecordError
        One for each record that came in.
    """
    worker = open_normalizer(normalizer)
    for record in records:
        result = normalize_one(worker, record)
        if strict and isinstance(result, RecordError):
            raise result
        yield result


def normalize_one(
    normalizer: Normalizer,
    record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str] | RecordError,
    *,
    mentions: bool = True,
) -> NormalizedRecord | RecordError:
    """Normalize one record; whatever is wrong with it is returned, not raised.

    An error that nobody foresaw is a fault of this package; in a batch of 100,000 it costs one record.
    """
    if isinstance(record, RecordError):
        return record
    try:
        return normalizer.normalize(record) if mentions else normalizer.normalize(record, mentions=False)
    except RecordError as error:
        return error
    except PfocrNormError:
        raise
    except Exception as error:
        reason = f"cannot be normalized ({type(error).__name__}: {error}); please report this record"
        return RecordError(reason, source=getattr(record, "source", None), line=getattr(record, "line", None))


def normalize_frame(
    df: FrameT, *, explode: bool = True, normalizer: Normalizer | str | os.PathLike[str] | None = None
) -> FrameT:
    """Normalize a data frame of figures, one row a figure, and return a new frame of the same library.

    Parameters
    ----------
    df
        A pandas or Polars frame, or an Arrow table, with a ``keywords`` column (lists, or words between ``|``),
        and what there is of ``figid, figtitle, caption, papertitle, organisms, organisms_ner``. It stays as it is.
    explode
        One row a term (:data:`TERM_COLUMNS`); a pandas index repeats, as with ``DataFrame.explode``, so that the
        answer can be joined to the question. False: one row a record (:data:`RECORD_COLUMNS`), same index.
    normalizer
        An open one, or the path of a vocabulary.

    Raises
    ------
    RecordError
        When the frame lacks the ``keywords`` column, naming the columns that were found.

    Examples
    --------
    >>> import pandas as pd
    >>> figure = {"figid": "f1", "caption": "MEK in HeLa cells.", "keywords": ["MEK", "ERK"]}
    >>> figures = pd.DataFrame([figure], index=[7])
    >>> normalize_frame(figures)[["keyword", "curie"]]
      keyword     curie
    7     MEK  fplx:MEK
    7     ERK  fplx:ERK
    """
    try:
        import narwhals as nw
    except ImportError:
        raise PfocrNormError("data frames need a library: pip install 'pfocr-norm[frames]'") from None
    from ..formats.tables import KNOWN_COLUMNS, check_columns

    given: Any = df
    frame = nw.from_native(given, eager_only=True)
    check_columns(frame.columns, source=type(df).__name__)
    frame = frame.select([name for name in KNOWN_COLUMNS if name in frame.columns])
    rows, positions = _table(_from_rows(frame.iter_rows(named=True), open_normalizer(normalizer)), explode)
    columns = TERM_COLUMNS if explode else RECORD_COLUMNS
    data = {name: [row[name] for row in rows] for name in columns}
    index = given.index[positions] if frame.implementation.is_pandas_like() else None
    try:
        return _build(nw, data, frame.implementation, index)  # type: ignore[no-any-return]
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot carry
        data = {name: [_escaped(value) for value in values] for name, values in data.items()}
        return _build(nw, data, frame.implementation, index)  # type: ignore[no-any-return]


def normalize_arrow(
    batches: Iterable[pa.RecordBatch],
    *,
    explode: bool = True,
    keep: Sequence[str] = (),
    normalizer: Normalizer | str | os.PathLike[str] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Normalize Arrow batches of figures: the one function under Spark, Ray Data, Dask and the command line.

    Parameters
    ----------
    batches
        With the columns of :func:`normalize_frame`.
    explode
        One row a term, or one row a record.
    keep
        Columns of the input to repeat in the output, before the others.
    normalizer
        An open one, or the path of a vocabulary, which is opened once in a process.

    Yields
    ------
    pyarrow.RecordBatch
        One for each input batch, with the schema of :func:`arrow_schema`.

    Raises
    ------
    RecordError
        When a batch lacks a needed column.
    """
    import pyarrow as pa

    from ..formats.tables import KNOWN_COLUMNS, check_columns

    worker = open_normalizer(normalizer)
    for batch in batches:
        names = batch.schema.names
        check_columns(names, source="Arrow batch")
        missing = [name for name in keep if name not in names]
        if missing:
            raise RecordError(f"no column {', '.join(map(repr, missing))} to keep; found: {', '.join(names)}")
        known = [name for name in names if name in KNOWN_COLUMNS]
        rows, positions = _table(_from_rows(batch.select(known).to_pylist(), worker), explode)
        out = arrow_batch(rows, explode=explode)
        if keep:
            kept = batch.select(list(keep)).take(pa.array(positions, pa.int64()))
            out = pa.RecordBatch.from_arrays(
                [*kept.columns, *out.columns], schema=pa.schema([*kept.schema, *out.schema])
            )
        yield out


def arrow_schema(*, explode: bool = True) -> pa.Schema:
    """Schema of what :func:`normalize_arrow` yields (without kept columns)."""
    import pyarrow as pa

    text = pa.string()

    def number_or_text(name: str) -> pa.DataType:
        return pa.float64() if name in _NUMBERS else text

    def kind(name: str) -> pa.DataType:
        if name == "terms":
            return pa.list_(pa.struct([(field, number_or_text(field)) for field in TERM_FIELDS]))
        return pa.list_(text) if not explode and name in _LISTS else number_or_text(name)

    return pa.schema([(name, kind(name)) for name in (TERM_COLUMNS if explode else RECORD_COLUMNS)])


def arrow_batch(rows: Sequence[Mapping[str, Any]], *, explode: bool = True) -> pa.RecordBatch:
    """Rows of :func:`term_rows` or :func:`record_row` as an Arrow batch."""
    import pyarrow as pa

    schema = arrow_schema(explode=explode)
    try:
        return pa.RecordBatch.from_pylist(list(rows), schema=schema)
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot carry
        return pa.RecordBatch.from_pylist([_escaped(row) for row in rows], schema=schema)


def term_rows(result: NormalizedRecord | RecordError) -> list[dict[str, Any]]:
    """One dict a term with :data:`TERM_COLUMNS`; at least one dict a record."""
    if isinstance(result, RecordError):
        return [{**dict.fromkeys(TERM_COLUMNS), "error": str(result)}]
    rows = result.rows()
    if not rows:
        best = result.organism.best
        rows = [{**dict.fromkeys(TERM_COLUMNS), "figid": result.figid, "organism": best.curie if best else None}]
    tail = {
        "record_flags": "|".join(flag.code.value for flag in result.flags),
        "data_version": result.data_version,
        "error": None,
    }
    for row in rows:
        row.update(tail)
    return rows


def record_row(result: NormalizedRecord | RecordError) -> dict[str, Any]:
    """One dict a record with :data:`RECORD_COLUMNS`."""
    if isinstance(result, RecordError):
        return {**dict.fromkeys(RECORD_COLUMNS), "error": str(result)}
    best = result.organism.best
    return {
        "figid": result.figid,
        "organism": best.curie if best else None,
        "organism_name": best.name if best else None,
        "organism_score": round(best.score, 4) if best else None,
        "organisms": [organism.curie for organism in result.organism.organisms],
        "flags": [flag.code.value for flag in result.flags],
        "terms": [{name: row[name] for name in TERM_FIELDS} for row in result.rows()],
        "suggested_keywords": list(result.suggested_keywords),
        "data_version": result.data_version,
        "error": None,
    }


def open_normalizer(normalizer: Normalizer | str | os.PathLike[str] | None) -> Normalizer:
    """Return an open normalizer; a path is opened once in a process."""
    if normalizer is None or isinstance(normalizer, (str, os.PathLike)):
        return _opened(None if normalizer is None else os.fspath(normalizer), os.getpid())
    return normalizer


@lru_cache(maxsize=4)
def _opened(path: str | None, pid: int) -> Normalizer:  # a forked child opens its own
    from ..normalizer import Normalizer

    return Normalizer(path)


def _table(results: Iterable[NormalizedRecord | RecordError], explode: bool) -> tuple[list[dict[str, Any]], list[int]]:
    """Rows of a table, and for each the position of the record it came from."""
    rows: list[dict[str, Any]] = []
    positions: list[int] = []
    for position, result in enumerate(results):
        new = term_rows(result) if explode else [record_row(result)]
        rows += new
        positions += [position] * len(new)
    return rows, positions


def _from_rows(rows: Iterable[dict[str, Any]], normalizer: Normalizer) -> Iterator[NormalizedRecord | RecordError]:
    from ..formats.tables import from_row

    for number, row in enumerate(rows, start=1):
        try:
            record: FigureRecord | RecordError = from_row({name: _cell(value) for name, value in row.items()})
        except RecordError as error:
            record = RecordError(error.reason, source="row", line=number)
        yield normalize_one(normalizer, record, mentions=False)


def _cell(value: Any) -> Any:
    # numpy arrays and Polars series in list columns become lists; numbers and text stay.
    if not isinstance(value, (str, bytes, list, tuple, dict)) and hasattr(value, "tolist"):
        return value.tolist()
    return value


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {key: _escaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return value


def _build(nw: Any, data: Mapping[str, list[Any]], implementation: Any, index: Any) -> Any:
    lists = {"terms", *_LISTS} if "terms" in data else set()
    if index is not None:  # pandas: narwhals has no index, and plain lists need no pyarrow
        pandas = implementation.to_native_namespace()
        text = pandas.Series([""]).dtype  # an empty frame, or a column of nothing, has the types of a full one
        dtypes = {name: "float64" if name in _NUMBERS else "object" if name in lists else text for name in data}
        return pandas.DataFrame(data, index=index).astype(dtypes)

    def kind(name: str) -> Any:
        if name == "terms":
            return nw.List(nw.Struct({field: number_or_text(field) for field in TERM_FIELDS}))
        return nw.List(nw.String()) if name in lists else number_or_text(name)

    def number_or_text(name: str) -> Any:
        return nw.Float64() if name in _NUMBERS else nw.String()

    return nw.from_dict(data, {name: kind(name) for name in data}, backend=implementation).to_native()
