"""A real Spark session of several workers gives what one machine gives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_samples import figures, write_folder, write_jsonl

from pfocr_norm import Normalizer, OutputError, RecordError
from pfocr_norm.corpus import annotate as annotate_here
from pfocr_norm.corpus import spark as engine
from pfocr_norm.corpus.frames import normalize_arrow
from pfocr_norm.corpus.spark import annotate, normalize

pytest.importorskip("pyspark")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java 17", allow_module_level=True)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    session = (
        SparkSession.builder.master("local[3]").appName("test")
        .config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.memory", "512m")
        .config("spark.sql.shuffle.partitions", "3").config("spark.log.level", "ERROR")
        .config("spark.default.parallelism", "3").getOrCreate()
    )  # fmt: skip
    yield session
    session.stop()


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


def rows(path: Path) -> list[dict[str, Any]]:
    parts = sorted(path.glob("part-*.parquet")) if path.is_dir() else [path]
    found = [row for part in parts for row in pq.read_table(part).to_pylist()]
    return [{**row, "error": None} for row in found if row["error"] is None]


def test_a_frame_over_several_workers(spark: Any, normalizer: Normalizer) -> None:
    table = pa.Table.from_pylist([{**figure, "n": n} for n, figure in enumerate(figures(60))])
    frame = spark.createDataFrame([json.loads(json.dumps(row)) for row in table.to_pylist()]).repartition(6)
    for explode in (True, False):
        out = normalize(frame, spark, explode=explode, keep=["n"]).collect()
        found = sorted((row.asDict(recursive=True) for row in out), key=lambda row: row["n"])
        batches = normalize_arrow(table.to_batches(), explode=explode, keep=["n"], normalizer=normalizer)
        assert found == [row for batch in batches for row in batch.to_pylist()]


def test_the_vocabulary_is_opened_once_in_a_worker(spark: Any) -> None:
    settings = engine.pack_settings(None)

    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            list(normalize_arrow([batch], normalizer=engine.worker_normalizer(settings)))
        opened = engine.worker_normalizer.cache_info().misses
        yield pa.RecordBatch.from_pydict({"pid": [os.getpid()], "opened": [opened]})

    frame = spark.createDataFrame(list(figures(24))).repartition(12)
    seen = frame.mapInArrow(work, "pid long, opened long").collect()
    assert len(seen) == 12 and {row.opened for row in seen} == {1}
    assert 1 <= len({row.pid for row in seen}) <= 6


@pytest.mark.parametrize("explode", [True, False])
def test_annotate_is_the_single_machine_run(spark: Any, tmp_path: Path, normalizer: Normalizer, explode: bool) -> None:
    from pfocr_norm.formats import read_records, write_records

    jsonl = write_jsonl(tmp_path / "in.jsonl", 40, broken=(7,))
    inputs = [jsonl]
    if explode:
        inputs.append(write_folder(tmp_path / "checkout", 24))
        for name in ("in.parquet", "in.csv"):
            write_records(read_records(write_jsonl(tmp_path / "good.jsonl", 30)), tmp_path / name)
            inputs.append(tmp_path / name)
    for source in inputs:
        here, there = tmp_path / f"{source.name}.here.parquet", tmp_path / f"{source.name}.there.parquet"
        one = annotate_here(source, here, explode=explode, workers=1, normalizer=normalizer)
        many = annotate(str(source), str(there), explode=explode, spark=spark)
        assert rows(there) == rows(here)
        assert (many.records, many.terms, many.broken) == (one.records, one.terms, one.broken)
        assert many.statuses == one.statuses and many.flags == one.flags
    errors = [json.loads(line) for line in (tmp_path / "in.jsonl.there.parquet.errors.jsonl").read_text().splitlines()]
    assert "should be a list of words, not dict" in errors[0]["reason"]


def test_refusals(spark: Any, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="lacks the column 'keywords'; found: 'gene'"):
        normalize(spark.createDataFrame([{"gene": "MEK"}]))
    with pytest.raises(RecordError, match="no column n to keep; found: keywords"):
        normalize(spark.createDataFrame([{"keywords": "MEK"}]), keep=["n"])
    source = write_jsonl(tmp_path / "in.jsonl", 2)
    (tmp_path / "there.parquet").mkdir()
    with pytest.raises(OutputError, match="exists already"):
        annotate(str(source), str(tmp_path / "there.parquet"), spark=spark)
    with pytest.raises(OutputError, match=r"end the name in \.parquet"):
        annotate(str(source), str(tmp_path / "there.tsv"), spark=spark)


def test_the_command(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 12, broken=(5,))
    command = [sys.executable, "-c", "from pfocr_norm.cli import main; main()", "annotate", str(source)]
    command += ["--out", str(tmp_path / "o.parquet"), "--engine", "spark", "--master", "local[2]"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "12 records" in done.stdout and "1 broken record" in done.stdout
    assert len({row["figid"] for row in rows(tmp_path / "o.parquet")}) == 11
    assert sorted(os.listdir(tmp_path)) == ["in.jsonl", "o.parquet", "o.parquet.errors.jsonl"]
