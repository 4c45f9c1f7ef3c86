"""The batch: order, determinism, quarantine, options, refusals."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from batch_samples import figures, tree, write_folder, write_jsonl

from pfocr_norm import Normalizer, OutputError, PfocrNormError, RecordError
from pfocr_norm.corpus import Summary, annotate
from pfocr_norm.corpus.duplicates import find_duplicates
from pfocr_norm.corpus.frames import TERM_COLUMNS
from pfocr_norm.errors import InputError
from pfocr_norm.formats import read_records


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_results_are_those_of_the_normalizer(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 30)
    summary = annotate(source, tmp_path / "out.jsonl", workers=2, candidates=None, normalizer=normalizer)
    expected = [normalizer.normalize(figure).to_dict() for figure in figures(30)]
    assert read_lines(tmp_path / "out.jsonl") == expected
    assert (summary.records, summary.written, summary.broken) == (30, 30, 0)
    assert summary.terms == sum(len(result["terms"]) for result in expected) == sum(summary.statuses.values())
    assert sorted(os.listdir(tmp_path)) == ["in.jsonl", "out.jsonl"]


@pytest.mark.parametrize("name", ["o.jsonl", "o.tsv", "o.csv.gz", "o.jsonl.zst", "o.parquet"])
def test_the_same_bytes_for_any_number_of_workers(
    tmp_path: Path, normalizer: Normalizer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("zstandard" if "zst" in name else "gzip", "pyarrow" if "parquet" in name else "gzip"):
        pytest.importorskip(library)
    monkeypatch.setattr("pfocr_norm.corpus.run.CHUNK_RECORDS", 5)
    source = write_jsonl(tmp_path / "in.jsonl", 42, broken=(3, 17))
    outputs = []
    for workers in (1, 3, 8):
        folder = tmp_path / str(workers)
        folder.mkdir()
        annotate(source, folder / name, workers=workers, normalizer=normalizer)
        outputs.append(tree(folder))
    assert outputs[0] == outputs[1] == outputs[2]
    assert set(outputs[0]) == {name, f"{name}.errors.jsonl"}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_the_same_bytes_for_any_hash_seed_and_start_method(tmp_path: Path, normalizer: Normalizer, method: str) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 12)
    annotate(source, tmp_path / "here.jsonl", workers=1, normalizer=normalizer)
    code = (
        "from pfocr_norm.corpus import annotate\n"
        f"if __name__ == '__main__': annotate({str(source)!r}, {str(tmp_path / 'there.jsonl')!r}, workers=2, "
        f"start_method={method!r})\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    seed = {"fork": "1", "spawn": "4242"}[method]
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, script], check=True, env=env)
    assert (tmp_path / "here.jsonl").read_bytes() == (tmp_path / "there.jsonl").read_bytes()


def test_every_input_gives_the_same_table(tmp_path: Path, normalizer: Normalizer) -> None:
    pytest.importorskip("pyarrow")
    from pfocr_norm.formats import write_records

    folder = write_folder(tmp_path / "checkout", 15)
    names = ["r.jsonl", "r.jsonl.gz", "r.csv", "r.tsv.gz", "r.parquet"]
    for name in names:
        assert write_records(read_records(folder), tmp_path / name) == 15
    tables = []
    for source in (folder, *(tmp_path / name for name in names)):
        out = tmp_path / "out.tsv"
        annotate(source, out, workers=1, overwrite=True, normalizer=normalizer)
        tables.append(out.read_bytes())
    assert all(table == tables[0] for table in tables)
    assert tables[0].startswith("\t".join(TERM_COLUMNS).encode() + b"\n")


def test_standard_input(tmp_path: Path, normalizer: Normalizer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(write_jsonl(tmp_path / "in.jsonl", 4).read_bytes())

    monkeypatch.setattr("sys.stdin", Stdin)
    assert annotate("-", tmp_path / "out.tsv", workers=1, normalizer=normalizer).records == 4


def test_broken_records_are_quarantined_with_their_place(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 8, broken=(2, 5))
    summary = annotate(source, tmp_path / "out.jsonl", workers=1, normalizer=normalizer)
    assert (summary.records, summary.written, summary.broken) == (8, 6, 2)
    assert summary.errors == str(tmp_path / "out.jsonl.errors.jsonl")
    reason = "field 'keywords' should be a list of words, not dict"
    assert read_lines(tmp_path / "out.jsonl.errors.jsonl") == [
        {"source": str(source), "line": line, "reason": reason, "record": line} for line in (3, 6)
    ]
    assert len(read_lines(tmp_path / "out.jsonl")) == 6
    assert "2 broken records, see" in str(summary)
    write_jsonl(source, 8)
    annotate(source, tmp_path / "out.jsonl", workers=1, overwrite=True, normalizer=normalizer)
    assert not (tmp_path / "out.jsonl.errors.jsonl").exists()


def test_fail_fast_leaves_nothing_under_the_final_name(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 8, broken=(5,))
    with pytest.raises(RecordError, match=r"in\.jsonl:6: field 'keywords'"):
        annotate(source, tmp_path / "out.jsonl", workers=1, fail_fast=True, normalizer=normalizer)
    assert not (tmp_path / "out.jsonl").exists()
    assert annotate(source, tmp_path / "out.jsonl", workers=1, normalizer=normalizer).broken == 1


def test_shards_are_parts_of_the_whole(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 11)
    annotate(source, tmp_path / "all.jsonl", workers=1, normalizer=normalizer)
    whole = read_lines(tmp_path / "all.jsonl")
    parts = []
    for i in (1, 2, 3):
        annotate(source, tmp_path / f"{i}.jsonl", shard=(i, 3), workers=1, normalizer=normalizer)
        parts.append(read_lines(tmp_path / f"{i}.jsonl"))
        assert parts[-1] == whole[i - 1 :: 3]
    annotate(source, tmp_path / "few.jsonl", shard=(2, 3), limit=2, workers=1, normalizer=normalizer)
    assert read_lines(tmp_path / "few.jsonl") == parts[1][:2]
    assert annotate(source, tmp_path / "none.jsonl", limit=0, workers=1, normalizer=normalizer).records == 0


def test_only_records_with_a_flag(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 10)
    summary = annotate(source, tmp_path / "o.jsonl", only=["no_keywords"], workers=1, normalizer=normalizer)
    found = read_lines(tmp_path / "o.jsonl")
    assert (summary.records, summary.written, len(found)) == (10, 1, 1)
    assert found[0]["figid"] == "PMC4__f1"
    with pytest.raises(PfocrNormError, match="unknown flag nonsense; choose from ambiguous"):
        annotate(source, tmp_path / "p.jsonl", only=["nonsense"], normalizer=normalizer)


def test_parquet_layouts(tmp_path: Path, normalizer: Normalizer) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    from pfocr_norm.corpus.frames import arrow_schema

    source = write_jsonl(tmp_path / "in.jsonl", 10)
    annotate(source, tmp_path / "terms.parquet", workers=1, normalizer=normalizer)
    annotate(source, tmp_path / "records.parquet", explode=False, workers=1, normalizer=normalizer)
    terms, records = pq.read_table(tmp_path / "terms.parquet"), pq.read_table(tmp_path / "records.parquet")
    assert terms.schema == arrow_schema() and records.schema == arrow_schema(explode=False)
    assert records.column("figid").to_pylist() == [figure["figid"] for figure in figures(10)]
    assert set(terms.column("figid").to_pylist()) == set(records.column("figid").to_pylist())
    annotate(source, tmp_path / "empty.parquet", limit=0, workers=1, normalizer=normalizer)
    assert pq.read_table(tmp_path / "empty.parquet").num_rows == 0


def test_markdown_out_and_in_place(tmp_path: Path, normalizer: Normalizer) -> None:
    checkout = write_folder(tmp_path / "checkout", 12, broken=(7,))
    before = tree(checkout)
    summary = annotate(checkout, tmp_path / "out", workers=2, normalizer=normalizer)
    assert (summary.records, summary.broken, summary.skipped) == (12, 1, 2)
    assert tree(checkout) == before
    out = tree(tmp_path / "out")
    assert sum(name.endswith(".md") for name in out) == 11
    text = out["figures/PMC0__f1.md"].decode()
    assert "organisms_ner:\n- Homo sapiens\n" in text and "  keywords:\n    - MEK\n" in text
    assert "  organisms_ner_was:\n  - Drosophila melanogaster\n" in text
    assert text.endswith("---\nSee the paper.\n")
    assert out["figures/_data/PMC0__f1-genes.tsv"] == before["_data/PMC0__f1-genes.tsv"]
    assert out["figures/_data/PMC0__f1-identifiers.tsv"].startswith(b"figid\torganism\t")
    # The output is a checkout of its own: annotated again, nothing changes.
    annotate(tmp_path / "out", tmp_path / "again", workers=1, normalizer=normalizer)
    assert tree(tmp_path / "again") == out

    inside = annotate(checkout, in_place=True, workers=2, normalizer=normalizer)
    assert inside.changed > 0 and inside.broken == 1
    after = tree(checkout)
    assert all(name.startswith("figures/") for name in before if before[name] != after[name])
    assert after["figures/PMC0__f1.md"] == out["figures/PMC0__f1.md"]
    assert "_data/PMC0__f1-identifiers.tsv" in after
    stamps = {path: path.stat().st_mtime_ns for path in checkout.rglob("*") if path.is_file()}
    assert annotate(checkout, in_place=True, workers=2, normalizer=normalizer).changed == 0
    assert tree(checkout) == after
    assert stamps == {path: path.stat().st_mtime_ns for path in checkout.rglob("*") if path.is_file()}


def test_one_markdown_file(tmp_path: Path, normalizer: Normalizer) -> None:
    checkout = write_folder(tmp_path / "c", 1)
    file = checkout / "figures" / "PMC0__f1.md"
    annotate(file, tmp_path / "corrected.md", workers=1, tables=False, normalizer=normalizer)
    annotate(file, in_place=True, workers=1, tables=False, normalizer=normalizer)
    assert file.read_bytes() == (tmp_path / "corrected.md").read_bytes()
    assert {name for name in tree(tmp_path) if "identifiers" in name} == set()


def test_dry_run_prints_the_diff_and_writes_nothing(tmp_path: Path, normalizer: Normalizer) -> None:
    checkout = write_folder(tmp_path / "c", 6)
    before = tree(tmp_path)
    out = io.BytesIO()
    summary = annotate(checkout, in_place=True, dry_run=True, workers=2, diff_to=out, normalizer=normalizer)
    assert tree(tmp_path) == before and summary.changed > 0
    text = out.getvalue().decode()
    assert "-- Drosophila melanogaster\n" in text and "+- Homo sapiens\n" in text
    assert "would change" in str(summary)
    # Names are seen from the working folder, or from the input where that lies elsewhere.
    done = subprocess.run(["git", "apply", "--check", "-"], input=out.getvalue(), cwd=checkout, check=False)
    assert done.returncode == 0
    lines = io.BytesIO()
    annotate(write_jsonl(tmp_path / "in.jsonl", 3), dry_run=True, workers=1, diff_to=lines, normalizer=normalizer)
    assert f"{tmp_path / 'in.jsonl'}:1" in lines.getvalue().decode() and b"-- Dsor1\n" in lines.getvalue()


def test_refusals(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 2)
    folder = write_folder(tmp_path / "c", 1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x.md").write_text("x")
    (tmp_path / "there.tsv").write_text("precious")
    for arguments, options, message in [
        ((source,), {}, "say where the output goes"),
        ((source, tmp_path / "there.tsv"), {}, r"there\.tsv: exists already; name another output or pass --overwrite"),
        ((folder, tmp_path / "full"), {}, "full: exists already"),
        ((source, source), {}, "lies in the input"),
        ((folder, folder / "out"), {}, "lies in the input"),
        ((source, tmp_path / "out.xlsx"), {}, "unknown kind of output"),
        ((source, tmp_path / "out"), {}, r"\.md files can only be written from \.md files"),
        ((folder, tmp_path / "out.md"), {}, "is one file, the input is a folder"),
        ((source,), {"in_place": True}, "--in-place is for a folder of .md files"),
        ((source, tmp_path / "no" / "out.tsv"), {}, "no such folder for the output"),
        ((source, tmp_path / "o.tsv"), {"shard": (3, 2)}, "shard 3/2 is none"),
        ((source, tmp_path / "o.tsv"), {"workers": 0}, "workers should be 1 or more"),
        ((source, tmp_path / "o.tsv"), {"limit": -1}, "limit should be 0 or more"),
        ((tmp_path / "absent.jsonl", tmp_path / "o.tsv"), {}, "no such file or folder"),
    ]:
        with pytest.raises(PfocrNormError, match=message):
            annotate(*arguments, normalizer=normalizer, **options)
    assert (tmp_path / "there.tsv").read_text() == "precious"
    assert not any(name.endswith(".partial") for name in os.listdir(tmp_path))


def test_mixed_schema_breaks_only_its_rows(tmp_path: Path, normalizer: Normalizer) -> None:
    source = tmp_path / "in.jsonl"
    lines = [
        '{"figid": "a", "keywords": "MEK"}',
        '{"figid": "b", "keywords": 5}',
        "[]",
        '{"figid": 7, "keywords": ["ERK"]}',
    ]
    source.write_text("\n".join(lines))
    summary = annotate(source, tmp_path / "o.jsonl", workers=1, normalizer=normalizer)
    assert (summary.records, summary.broken) == (4, 2)
    assert [result["figid"] for result in read_lines(tmp_path / "o.jsonl")] == ["a", "7"]


def test_parquet_without_its_columns(tmp_path: Path, normalizer: Normalizer) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"figure": ["a"]}), tmp_path / "in.parquet")
    with pytest.raises(RecordError, match="lacks the column 'keywords'; found: 'figure'"):
        annotate(tmp_path / "in.parquet", tmp_path / "o.jsonl", workers=1, normalizer=normalizer)
    assert os.listdir(tmp_path) == ["in.parquet"]


def test_tables_without_their_columns(tmp_path: Path, normalizer: Normalizer) -> None:
    (tmp_path / "in.csv").write_text("figure,gene\na,MEK\n")
    with pytest.raises(InputError, match="lacks the column 'keywords'; found: 'figure', 'gene'"):
        annotate(tmp_path / "in.csv", tmp_path / "o.jsonl", workers=1, normalizer=normalizer)
    (tmp_path / "near.csv").write_text("figid,keyword\na,MEK\n")
    with pytest.raises(InputError, match="perhaps 'keyword' should read 'keywords'"):
        annotate(tmp_path / "near.csv", tmp_path / "o.jsonl", workers=1, normalizer=normalizer)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "near.csv"}


def test_repeated_figids_are_told(tmp_path: Path, normalizer: Normalizer) -> None:
    lines = [json.dumps(figure) for figure in figures(6)]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join([*lines, lines[1], '{"keywords": []}', '{"keywords": []}', lines[4], lines[1]]))
    summary = annotate(source, tmp_path / "o.tsv", workers=2, normalizer=normalizer)
    assert (summary.duplicate_count, summary.duplicates) == (3, ((2, 7), (5, 10), (2, 11)))
    assert "3 records repeat the figid of another, first: records 2 and 7" in str(summary)


def test_repeats_are_found_in_pieces(tmp_path: Path) -> None:
    import hashlib
    import random

    choose = random.Random(3)
    names = [choose.randrange(3000) for _ in range(4000)]
    path = tmp_path / "digests"
    path.write_bytes(b"".join(hashlib.blake2b(str(name).encode(), digest_size=8).digest() for name in names))
    whole = find_duplicates(str(path))
    assert whole == find_duplicates(str(path), piece=100)
    assert whole[0] == len(names) - len(set(names))


def test_figids_cannot_leave_the_output(tmp_path: Path, normalizer: Normalizer) -> None:
    checkout = write_folder(tmp_path / "c", 2)
    file = checkout / "figures" / "PMC0__f1.md"
    file.write_text(file.read_text().replace("figid: PMC0__f1", "figid: ../../../evil"))
    before = set(tree(tmp_path))
    summary = annotate(checkout, tmp_path / "out", workers=1, normalizer=normalizer)
    assert summary.broken == 1
    assert "path characters" in (tmp_path / "out.errors.jsonl").read_text()
    assert {name.split("/")[0] for name in set(tree(tmp_path)) - before} == {"out", "out.errors.jsonl"}


def test_an_unreadable_folder_is_told(tmp_path: Path, normalizer: Normalizer, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = write_folder(tmp_path / "c", 2)
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("_data"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    summary = annotate(checkout, tmp_path / "o.tsv", workers=1, normalizer=normalizer)
    assert (summary.records, summary.broken) == (3, 1)
    assert "the folder cannot be read: Permission denied" in (tmp_path / "o.tsv.errors.jsonl").read_text()


def test_an_unforeseen_fault_costs_one_record(tmp_path: Path) -> None:
    class Faulty(Normalizer):
        def normalize(self, record, *, strict=False):
            if record.figid == "PMC1__f1":
                raise ZeroDivisionError("division by zero")
            return super().normalize(record, strict=strict)

    source = write_jsonl(tmp_path / "in.jsonl", 3)
    summary = annotate(source, tmp_path / "o.jsonl", workers=1, normalizer=Faulty())
    assert (summary.written, summary.broken) == (2, 1)
    assert "ZeroDivisionError: division by zero" in (tmp_path / "o.jsonl.errors.jsonl").read_text()


def test_progress_and_summary(tmp_path: Path, normalizer: Normalizer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pfocr_norm.corpus.run.CHUNK_RECORDS", 3)
    seen: list[tuple[int, float | None]] = []
    summary = annotate(
        write_folder(tmp_path / "c", 7), tmp_path / "o.tsv", workers=1, normalizer=normalizer,
        progress=lambda summary, share: seen.append((summary.records, share)),
    )  # fmt: skip
    assert [records for records, _ in seen] == [2, 5, 7] or seen[-1][0] == 7
    assert seen[-1][1] == 1.0
    assert Summary.from_counts(json.loads(json.dumps(summary.counts()))).counts() == summary.counts()
    assert "7 records" in str(summary) and "2 pages that are no records" in str(summary)


def test_gzip_output_is_one_file_for_gunzip(tmp_path: Path, normalizer: Normalizer) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", 70)
    annotate(source, tmp_path / "o.tsv.gz", workers=1, normalizer=normalizer)
    annotate(source, tmp_path / "o.tsv", workers=1, normalizer=normalizer)
    assert gzip.decompress((tmp_path / "o.tsv.gz").read_bytes()) == (tmp_path / "o.tsv").read_bytes()


def test_two_runs_do_not_meet(tmp_path: Path, normalizer: Normalizer, monkeypatch: pytest.MonkeyPatch) -> None:
    from pfocr_norm.corpus import workdir

    pytest.importorskip("fcntl")
    (tmp_path / "o.tsv.partial").mkdir()
    with workdir._lock(str(tmp_path / "o.tsv.partial" / "lock")):
        monkeypatch.setattr(workdir._lock.__wrapped__, "__defaults__", (0.2,))
        with pytest.raises(OutputError, match="another run is at work"):
            annotate(write_jsonl(tmp_path / "in.jsonl", 1), tmp_path / "o.tsv", workers=1, normalizer=normalizer)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Ten times the records, the same peak (the figures repeat, so caches of words have nothing to grow on)."""
    pytest.importorskip("resource")
    peaks = []
    for count in (400, 4000):
        source = write_jsonl(tmp_path / f"{count}.jsonl", count)
        code = (
            "import resource\nfrom pfocr_norm.corpus import annotate\n"
            f"assert annotate({str(source)!r}, {str(tmp_path / f'{count}.tsv')!r}, workers=1).records == {count}\n"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        env = {**os.environ, "PYTHONPATH": os.getcwd()}
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=env)
        peaks.append(int(done.stdout) / 1024)
    assert peaks[1] < peaks[0] + 30, peaks
