"""What a run wrote is audited as what it says: corrected files, and results without a second run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm import Normalizer
from pfocr_norm.audit import audit, compare
from pfocr_norm.cli import app
from pfocr_norm.corpus import annotate
from pfocr_norm.errors import InputError
from pfocr_norm.formats import read_records
from pfocr_norm.formats.results import from_object


@pytest.fixture(scope="module")
def corrected(examples: Path, normalizer: Normalizer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("corrected") / "new"
    annotate(examples, target, workers=1, normalizer=normalizer)
    return target


@pytest.fixture(scope="module")
def results(examples: Path, normalizer: Normalizer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("results") / "results.jsonl"
    annotate(examples, target, workers=1, normalizer=normalizer)
    return target


def test_a_comparison_shows_what_annotate_changed(examples: Path, corrected: Path, normalizer: Normalizer) -> None:
    changes = compare(examples, corrected, normalizer=normalizer)
    assert (changes.common, changes.changed_figures) == (3, 3)
    figure = next(f for f in changes.largest if "breast" in f.figid)
    assert {(c.old, c.new) for c in figure.changes} >= {("Dsor1", "MEK"), ("era", "ESR1")}
    assert all(c.reason for c in figure.changes)


def test_corrected_files_pass(examples: Path, corrected: Path, normalizer: Normalizer) -> None:
    assert audit(examples, normalizer=normalizer).share("mismatch") > 0.3
    assert audit(corrected, normalizer=normalizer).share("mismatch") == 0
    run = CliRunner().invoke(app, ["audit", str(corrected), "--fail-on", "mismatch=5%", "--workers", "1"])
    assert run.exit_code == 0


def test_annotate_goes_back_to_the_original(corrected: Path, normalizer: Normalizer, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in corrected.glob("*.md")}
    annotate(corrected, in_place=True, workers=1, normalizer=normalizer)
    assert {path.name: path.read_bytes() for path in corrected.glob("*.md")} == before
    annotate(corrected, tmp_path / "o.jsonl", workers=1, normalizer=normalizer)
    first = json.loads((tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first["terms"][9]["keyword"] == "Dsor1"


def test_results_are_audited_without_a_second_run(examples: Path, results: Path, normalizer: Normalizer) -> None:
    first, second = audit(examples, normalizer=normalizer), audit(results)
    for field in ("records", "verdicts", "organisms", "record_flags", "term_flags", "terms", "scores", "causes"):
        assert first.to_dict()[field] == second.to_dict()[field], field
    lines = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    assert audit(lines).to_dict() == second.to_dict()


def test_real_results_come_back_whole(shared: Path, normalizer: Normalizer) -> None:
    for record in read_records(shared / "records" / "figures"):
        plain = json.loads(normalizer.normalize(record).to_json())  # type: ignore[arg-type]
        assert json.loads(from_object(plain).to_json()) == plain


@pytest.mark.parametrize("command", [["normalize"], ["annotate", "--dry-run"], ["explain"], ["audit", "--compare"]])
def test_results_are_refused_where_records_are_meant(results: Path, command: list[str]) -> None:
    more = {"explain": ["MEK"], "audit": [str(results)]}.get(command[0], [])
    run = CliRunner().invoke(app, [*command, str(results), *more])
    assert run.exit_code == 2
    assert run.stderr.count("holds results of pfocr-norm, not records") == 1


def test_tables_of_results_are_refused(examples: Path, normalizer: Normalizer, tmp_path: Path) -> None:
    annotate(examples, tmp_path / "o.tsv", workers=1, normalizer=normalizer)
    with pytest.raises(InputError, match="is a table of results of pfocr-norm"):
        audit(tmp_path / "o.tsv")


def test_a_broken_result_is_counted(results: Path, tmp_path: Path) -> None:
    lines = results.read_text(encoding="utf-8").splitlines()
    old = {key: value for key, value in json.loads(lines[0]).items() if key != "organisms_ner"}
    (tmp_path / "r.jsonl").write_text("\n".join([json.dumps(old), lines[1]]), encoding="utf-8")
    report = audit(tmp_path / "r.jsonl")
    assert (report.records, report.broken) == (1, 1)
    assert "lacks the field 'organisms_ner'" in report.errors[0]


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_change_nothing(shared: Path, normalizer: Normalizer, workers: int, tmp_path: Path) -> None:
    corpus = shared / "records" / "figures"
    one = audit(corpus, normalizer=normalizer, table=tmp_path / "one.tsv")
    many = audit(corpus, normalizer=normalizer, workers=workers, table=tmp_path / "many.tsv")
    assert many.to_dict() == one.to_dict()
    assert list(many.sample.records()) == list(one.sample.records())
    assert (tmp_path / "many.tsv").read_bytes() == (tmp_path / "one.tsv").read_bytes()


def test_the_options_of_annotate(examples: Path, tmp_path: Path) -> None:
    def summary(*options: str) -> dict[str, object]:
        run = CliRunner().invoke(app, ["audit", str(examples), "--json", "-", *options])
        assert run.exit_code == 0, run.stderr
        found: dict[str, object] = json.loads(run.stdout)
        return found

    assert summary("--limit", "2")["records"] == 2
    assert summary("--shard", "2/3", "--workers", "2")["records"] == 1
    assert summary("--organism", "fruit fly")["verdicts"] != summary()["verdicts"]
    (tmp_path / "stop.txt").write_text("MEK\n")
    assert "stop_listed" in summary("--stop", str(tmp_path / "stop.txt"))["term_flags"]  # type: ignore[operator]
    (tmp_path / "decided.tsv").write_text("word\tcurie\nMEK\thgnc:6840\n")
    assert "overridden" in summary("--overrides", str(tmp_path / "decided.tsv"))["term_flags"]  # type: ignore[operator]
