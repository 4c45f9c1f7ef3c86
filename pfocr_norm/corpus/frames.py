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
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..errors import PfocrNormError, RecordError, require
from ..model.record import is_placeholder
from ..model.result import TERM_COLUMNS, NormalizedRecord

if TYPE_CHECKING:
    import pyarrow as pa

    from ..model.record import FigureRecord
    from ..normalizer import Normalizer

    Records = Iterable[FigureRecord | Mapping[str, Any] | str | os.PathLike[str] | RecordError]

FrameT = TypeVar("FrameT")

#: Columns of a table with one row a record; ``terms`` is a list of the term columns.
RECORD_COLUMNS = (
    "figid", "organism", "organism_name", "organism_score", "organisms", "record_flags", "terms", "suggested_keywords",
    "data_version", "error",
)  # fmt: skip
#: Fields of one entry of ``terms``.
TERM_FIELDS = tuple(
    name for name in TERM_COLUMNS if name not in ("figid", "organism", "record_flags", "data_version", "error")
)

_LISTS = frozenset({"organisms", "record_flags", "suggested_keywords"})
_NUMBERS = frozenset({"score", "organism_score"})


def normalize_records(
    records: Records,
    *,
    normalizer: Normalizer | str | os.PathLike[str] | None = None,
    organism: str | int | None = None,
    mentions: bool = True,
    strict: bool = False,
    **settings: Any,
) -> Iterator[NormalizedRecord | RecordError]:
    """Normalize records one by one, in order; memory does not grow.

    Parameters
    ----------
    records
        Records, dicts with the PFOCR fields, paths of ``.md`` files, or what
        :func:`pfocr_norm.formats.read_records` gives.
    normalizer
        An open one, or the path of a vocabulary; the vocabulary in use by default.
    organism
        What all records are about, when you know.
    mentions
        Whether to look for names in the running text too.
    strict
        Raise the first error in place of passing it on.
    settings
        ``extra``, ``overrides``, ``stop``, ``online``, as for :class:`~pfocr_norm.Normalizer`.

    Yields
    ------
    NormalizedRecord or RecordError
        One for each record that came in.
    """
    worker = _configured(normalizer, settings)
    for record in records:
        result = normalize_one(worker, record, organism=organism, mentions=mentions)
        if strict and isinstance(result, RecordError):
            raise result
        yield result


def _configured(normalizer: Normalizer | str | os.PathLike[str] | None, settings: Mapping[str, Any]) -> Normalizer:
    if not settings:
        return open_normalizer(normalizer)
    from ..normalizer import Normalizer, default_normalizer

    if normalizer is None:
        return default_normalizer(**settings)
    if isinstance(normalizer, (str, os.PathLike)):
        return Normalizer(normalizer, **settings)
    raise ValueError(f"{', '.join(settings)} belong to the normalizer; give them where it is made")


def normalize_one(
    normalizer: Normalizer,
    record: FigureRecord | Mapping[str, Any] | str | os.PathLike[str] | RecordError,
    *,
    organism: str | int | Sequence[str] | None = None,
    mentions: bool = True,
) -> NormalizedRecord | RecordError:
    """Normalize one record; whatever is wrong with it is returned, not raised.

    An error that nobody foresaw is a fault of this package; in a batch of 100,000 it costs one record.
    """
    if isinstance(record, RecordError):
        return record
    try:
        if organism is not None:
            return normalizer.normalize(record, organism=organism, mentions=mentions)
        return normalizer.normalize(record) if mentions else normalizer.normalize(record, mentions=False)
    except RecordError as error:
        return error
    except PfocrNormError:
        raise
    except Exception as error:
        reason = f"cannot be normalized ({type(error).__name__}: {error}); please report this record"
        return RecordError(reason, source=getattr(record, "source", None), line=getattr(record, "line", None))


def normalize_frame(
    df: FrameT,
    *,
    explode: bool = True,
    organism: str | int | None = None,
    organism_column: str | None = None,
    normalizer: Normalizer | str | os.PathLike[str] | None = None,
) -> FrameT:
    """Normalize a data frame of figures, one row a figure, and return a new frame of the same library.

    A column of single names is no table of figures; :func:`pfocr_norm.ground_frame` takes it.

    Parameters
    ----------
    df
        A pandas or Polars frame (also a LazyFrame), or an Arrow table, with a ``keywords`` column (lists, or words in
        one cell), and what there is of ``figid, figtitle, caption, papertitle, organisms, organisms_ner``. It stays as
        it is. A series is taken for the keywords of figures that have nothing else.
    explode
        One row a term (:data:`TERM_COLUMNS`); a pandas index repeats, as with ``DataFrame.explode``, so that the
        answer can be joined to the question. False: one row a record (:data:`RECORD_COLUMNS`), same index.
    organism, organism_column
        What all figures are about, when you know, or the column that tells it row by row; an empty cell is
        ``organism``.
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
    from ..formats.tables import KNOWN_COLUMNS, check_columns

    given = library(df, series_as="keywords")
    check_columns(given.columns, source=type(df).__name__)
    told: list[Any] | None = None
    if organism_column is not None:
        told = [None if is_placeholder(cell) else str(cell) for cell in given.values(organism_column)]
    known = [name for name in KNOWN_COLUMNS if name in given.columns]
    stream = given.frame.select(known).iter_rows(named=True)
    found = _from_rows(stream, open_normalizer(normalizer), organism=organism, each=told)
    rows, positions = _table(found, explode)
    columns = TERM_COLUMNS if explode else RECORD_COLUMNS
    return frame_of(given, {name: [row[name] for row in rows] for name in columns}, positions)  # type: ignore[no-any-return]


class Library(NamedTuple):
    """A frame of any library: behind narwhals, the native one, and whether it was lazy."""

    frame: Any
    native: Any
    lazy: bool
    column: str | None

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.frame.columns)

    def values(self, column: str | None = None) -> list[Any]:
        """Return a column as a list; of a series its values."""
        name = column or self.column
        if name is None:
            there = ", ".join(map(repr, self.columns))
            raise RecordError(f"which column has the names? Give column=; there are {there}")
        if name not in self.frame.columns:
            raise RecordError(f"no column {name!r}; found: {', '.join(map(repr, self.columns))}")
        return [_cell(value) for value in self.frame[name].to_list()]


def library(given: Any, *, series_as: str = "name") -> Library:
    """Take a frame, a lazy frame, or a series of any library.

    Raises
    ------
    MissingExtraError
        When narwhals is not installed.
    RecordError
        When it is none of these.
    """
    nw = require("data frames", "frames", "narwhals")
    try:
        frame = nw.from_native(given, allow_series=True)
    except TypeError:
        raise RecordError(
            f"a data frame of pandas or Polars, a series or an Arrow table was meant, not {type(given).__name__}"
        ) from None
    if isinstance(frame, nw.Series):
        return Library(frame.alias(series_as).to_frame(), given, False, series_as)
    if isinstance(frame, nw.LazyFrame):
        return Library(frame.collect(), given, True, None)
    return Library(frame, given, False, None)


def frame_of(given: Library, data: Mapping[str, list[Any]], positions: Sequence[int]) -> Any:
    """Build a frame of the library that the question came in.

    Parameters
    ----------
    given
        The question.
    data
        Columns of the answer.
    positions
        For each row of the answer, the row of the question; a pandas index is taken from there.
    """
    import narwhals as nw

    implementation = given.frame.implementation
    index = given.native.index[list(positions)] if implementation.is_pandas_like() else None
    try:
        built = _build(nw, data, implementation, index)
    except UnicodeEncodeError:  # a lone surrogate, which UTF-8 cannot carry
        data = {name: [_escaped(value) for value in values] for name, values in data.items()}
        built = _build(nw, data, implementation, index)
    return built.lazy() if given.lazy else built


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
    pa = require("Arrow batches", "frames", "pyarrow")
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
    pa = require("Arrow batches", "frames", "pyarrow")
    text = pa.string()

    def number_or_text(name: str) -> Any:
        return pa.float64() if name in _NUMBERS else text

    def kind(name: str) -> Any:
        if name == "terms":
            return pa.list_(pa.struct([(field, number_or_text(field)) for field in TERM_FIELDS]))
        return pa.list_(text) if not explode and name in _LISTS else number_or_text(name)

    return pa.schema([(name, kind(name)) for name in (TERM_COLUMNS if explode else RECORD_COLUMNS)])


def arrow_batch(rows: Sequence[Mapping[str, Any]], *, explode: bool = True) -> pa.RecordBatch:
    """Rows of :func:`term_rows` or :func:`record_row` as an Arrow batch."""
    pa = require("Arrow batches", "frames", "pyarrow")
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
    if rows:
        return rows
    best = result.organism.best
    return [
        {
            **dict.fromkeys(TERM_COLUMNS),
            "figid": result.figid,
            "organism": best.curie if best else None,
            "record_flags": "|".join(flag.code.value for flag in result.flags),
            "data_version": result.data_version,
        }
    ]


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
        "record_flags": [flag.code.value for flag in result.flags],
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


def _from_rows(
    rows: Iterable[dict[str, Any]],
    normalizer: Normalizer,
    *,
    organism: str | int | None = None,
    each: Sequence[Any] | None = None,
) -> Iterator[NormalizedRecord | RecordError]:
    from ..formats.tables import from_row

    for number, row in enumerate(rows, start=1):
        told = organism if each is None or each[number - 1] is None else each[number - 1]
        try:
            record: FigureRecord | RecordError = from_row({name: _cell(value) for name, value in row.items()})
        except RecordError as error:
            record = RecordError(error.reason, source="row", line=number)
        yield normalize_one(normalizer, record, organism=told, mentions=False)


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
