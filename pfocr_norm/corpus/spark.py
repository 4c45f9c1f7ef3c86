"""Apache Spark: the Arrow function over ``mapInArrow``.

Install ``pfocr-norm[spark]`` on the driver and the workers; Spark 4 needs Java 17. The vocabulary lies in the
package, is opened once in a Python worker, and its pages are shared by the workers of one machine.
"""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError, OutputError, PfocrNormError, RecordError
from ..formats import json_lines
from ..formats._atomic import write_atomic
from ..formats.source import Unit, folder_units, open_source, parse_unit
from ..formats.tables import check_columns
from . import Summary
from .frames import arrow_schema, normalize_arrow, normalize_one, open_normalizer

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from ..normalizer import Normalizer

#: Records that a Python worker takes at a time: figures are long, Spark's default of 10,000 would be 50 MB.
BATCH_RECORDS = 256
#: Below so many input files a partition holds about this many.
FILES_A_PARTITION = 512


def normalize(
    df: DataFrame,
    spark: SparkSession | None = None,
    *,
    explode: bool = True,
    keep: Sequence[str] = (),
    normalizer: Normalizer | str | os.PathLike[str] | None = None,
) -> DataFrame:
    """Normalize a Spark data frame of figures, one row a figure.

    Parameters
    ----------
    df
        With a ``keywords`` column (array of strings, or words between ``|``) and what there is of ``figid, figtitle,
        caption, papertitle, organisms, organisms_ner``.
    spark
        The session; that of the frame by default.
    explode
        One row a term (:data:`~pfocr_norm.corpus.frames.TERM_COLUMNS`), or one row a record
        (:data:`~pfocr_norm.corpus.frames.RECORD_COLUMNS`).
    keep
        Columns of the input to repeat in the output, before the others.
    normalizer
        With the settings to use, or the path of a vocabulary; every worker must be able to read its files. By default
        the vocabulary in the package.

    Returns
    -------
    DataFrame
        Lazy; nothing runs before an action. A row that cannot be read has its reason in ``error``.

    Raises
    ------
    RecordError
        When the frame lacks the ``keywords`` column.

    Examples
    --------
    >>> figures = spark.read.parquet("figures.parquet")  # doctest: +SKIP
    >>> normalize(figures, spark).write.parquet("normalized.parquet")  # doctest: +SKIP
    """
    check_columns(df.columns, source="Spark frame")
    names = list(dict.fromkeys([*keep, *(name for name in df.columns if name in _INPUT_COLUMNS)]))
    missing = [name for name in keep if name not in df.columns]
    if missing:
        raise RecordError(f"no column {', '.join(missing)} to keep; found: {', '.join(df.columns)}")
    spark = spark or df.sparkSession
    settings, kept = pack_settings(normalizer), tuple(keep)

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return normalize_arrow(_small(batches), explode=explode, keep=kept, normalizer=worker_normalizer(settings))

    from pyspark.sql.types import StructType

    fields = [df.schema[name] for name in kept] + list(_spark_schema(explode).fields)
    return df.select(*names).mapInArrow(work, StructType(fields))


def annotate(
    input: str,
    out: str,
    *,
    master: str | None = None,
    overwrite: bool = False,
    explode: bool = True,
    input_format: str | None = None,
    output_as: str | None = None,
    normalizer: Normalizer | str | os.PathLike[str] | None = None,
    spark: SparkSession | None = None,
) -> Summary:
    """Normalize an input with Spark into a folder of Parquet parts, in input order.

    Driver and workers must see the same file system. Records that are broken have a row with the reason in ``error``,
    and are listed in ``OUT.errors.jsonl``.

    Parameters
    ----------
    input
        A folder of PFOCR ``.md``, JSON Lines (also ``.gz``), CSV, TSV or Parquet.
    out
        Folder of the Parquet parts, which appears under this name when it is complete.
    master
        Spark master; ``local[*]`` unless the environment says otherwise.
    overwrite
        Replace an output that exists.
    explode, input_format
        As in :func:`pfocr_norm.corpus.annotate`.
    output_as
        ``parquet``.
    normalizer
        As in :func:`normalize`.
    spark
        A session to use; otherwise one is started, and stopped at the end.

    Raises
    ------
    OutputError
        When the output exists or is not meant to be Parquet.
    """
    began = time.monotonic()
    target = out.rstrip("/")
    suffix = os.path.splitext(target)[1]
    if output_as not in (None, "parquet") or (output_as is None and suffix not in (".parquet", "")):
        raise OutputError(f"{out}: Spark writes a folder of Parquet parts; end the name in .parquet")
    if os.path.exists(target) and not overwrite:
        raise OutputError(f"{out}: exists already; name another output or pass --overwrite")
    settings = pack_settings(normalizer)
    session = spark or _session(master)
    try:
        partial = target + ".partial"
        frame, count = _results(session, input, input_format, explode, settings)
        frame.write.mode("overwrite").parquet(os.path.abspath(partial))
        summary = _summary(session.read.parquet(os.path.abspath(partial)), explode, target)
        if count is not None:
            summary.records, summary.written = count, count - summary.broken
        if os.path.isdir(target):
            shutil.rmtree(target)
        elif os.path.exists(target):
            os.unlink(target)
        os.replace(partial, target)
    finally:
        if spark is None:
            session.stop()
    summary.output = target
    summary.seconds = time.monotonic() - began
    return summary


_INPUT_COLUMNS = frozenset(
    ("figid", "figtitle", "caption", "papertitle", "keywords", "organisms", "organisms_ner", "ocr_words")
)


def _session(master: str | None) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError("Spark needs pyspark, and Java 17: pip install 'pfocr-norm[spark]'") from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("pfocr-norm").config(
        "spark.sql.execution.arrow.maxRecordsPerBatch", str(BATCH_RECORDS)
    )
    if master is not None:
        builder = builder.master(master)
    try:
        return builder.getOrCreate()
    except Exception as error:  # py4j has no narrower type for a JVM that does not start
        raise PfocrNormError(f"Spark does not start: {str(error).splitlines()[0]}; is Java 17 installed?") from error


def _results(
    spark: SparkSession, input: str, input_format: str | None, explode: bool, settings: bytes
) -> tuple[DataFrame, int | None]:
    """The lazy result, and the number of input records (None: as many as there are figids)."""
    source = open_source(input, format=input_format)
    place = os.path.abspath(source.path)
    schema = _spark_schema(explode)
    if source.format == "parquet":
        frame = spark.read.parquet(place)
        return normalize(frame, spark, explode=explode, normalizer=pickle.loads(settings)), frame.count()
    if source.format in ("csv", "tsv"):
        separator = "," if source.format == "csv" else "\t"
        frame = spark.read.csv(place, sep=separator, header=True, multiLine=True, escape='"', mode="PERMISSIVE")
        return normalize(frame, spark, explode=explode, normalizer=pickle.loads(settings)), frame.count()
    if source.format == "jsonl" and source.compression != "zstd":
        frame = spark.read.text(place)
        work = _unit_function("json", "value", place, explode, settings)
        return frame.mapInArrow(work, schema), frame.where("trim(value) != ''").count()
    if source.format == "md" and source.folder:
        paths = [(os.path.abspath(unit.source),) for unit in folder_units(source) if unit.kind == "md"]
        frame = spark.createDataFrame(
            spark.sparkContext.parallelize(paths, max(1, len(paths) // FILES_A_PARTITION, _cores(spark))), "path string"
        )
        return frame.mapInArrow(_unit_function("md", "path", "", explode, settings), schema), None
    raise PfocrNormError(f"{input}: Spark reads a folder of .md, .jsonl (also .gz), .csv, .tsv, .parquet")


def _unit_function(
    kind: str, column: str, source: str, explode: bool, settings: bytes
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from .frames import arrow_batch, record_row, term_rows

        normalizer = worker_normalizer(settings)
        for batch in _small(batches):
            rows: list[dict[str, Any]] = []
            for payload in batch.column(column).to_pylist():
                if kind == "json" and not payload.strip():
                    continue
                record = parse_unit(Unit(kind, payload, payload if kind == "md" else source))
                if record is not None:
                    result = normalize_one(normalizer, record)
                    rows += term_rows(result) if explode else [record_row(result)]
            yield arrow_batch(rows, explode=explode)

    return work


def pack_settings(normalizer: Normalizer | str | os.PathLike[str] | None) -> bytes:
    """Open the normalizer here, so that what is wrong with it is told here, and pack its settings for the workers."""
    return pickle.dumps(open_normalizer(normalizer))


@lru_cache(maxsize=4)
def worker_normalizer(settings: bytes) -> Normalizer:
    """Open the vocabulary once in a worker; the settings come from our own driver."""
    found: Normalizer = pickle.loads(settings)
    return found


def _small(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, BATCH_RECORDS):
            yield batch.slice(start, BATCH_RECORDS)


def _spark_schema(explode: bool) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(arrow_schema(explode=explode))


def _cores(spark: SparkSession) -> int:
    return int(spark.sparkContext.defaultParallelism)


def _summary(frame: DataFrame, explode: bool, target: str) -> Summary:
    """Count what was written, in Spark, and list the broken records."""
    from pyspark.sql import functions as F

    summary = Summary()
    good = frame.where(F.col("error").isNull())
    if explode:
        summary.records = good.select("figid").distinct().count()
        terms, record_flags = good, F.split("record_flags", r"\|")
        flagged = good.select("figid", record_flags.alias("flag")).distinct()
    else:
        summary.records = good.count()
        terms = good.select(F.explode("terms").alias("term")).select("term.*")
        flagged = good.select(F.col("record_flags").alias("flag"))
    terms = terms.where(F.col("keyword").isNotNull())
    summary.statuses = Counter({row[0]: row[1] for row in terms.groupBy("status").count().collect()})
    summary.terms = sum(summary.statuses.values())
    of_terms = terms.select(F.explode(F.split("term_flags", r"\|")).alias("flag"))
    of_records = flagged.select(F.explode("flag").alias("flag"))
    flags = of_terms.unionAll(of_records).where("flag != ''").groupBy("flag").count().collect()
    summary.flags = Counter({row[0]: row[1] for row in flags})
    broken = [
        json_lines.dumps({"source": None, "line": None, "reason": row[0], "record": None})
        for row in frame.where(F.col("error").isNotNull()).select("error").toLocalIterator()
    ]
    summary.broken = len(broken)
    summary.written = summary.records
    summary.records += summary.broken
    if broken:
        summary.errors = target + ".errors.jsonl"
        write_atomic(summary.errors, b"".join(broken))
    return summary
