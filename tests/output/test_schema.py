"""The JSON that goes in and out keeps to its schemas, and its documentation is complete."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pfocr_norm import FigureRecord, FlagCode, NormalizedRecord, Normalizer, RecordError, Status, Tier
from pfocr_norm.formats import read_records
from pfocr_norm.formats.json_lines import to_object
from pfocr_norm.model.flags import TEXTS
from pfocr_norm.output.explain import broken_record
from pfocr_norm.output.schema import load

DOCS = Path(__file__).resolve().parents[2] / "docs" / "output.md"


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = load(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check(result: NormalizedRecord) -> None:
    plain = json.loads(result.to_json())
    validator("result").validate(plain)
    keywords = [term["keyword"] for term in plain["terms"]]
    assert keywords == json.loads(json.dumps(list(result.record.keywords)))
    for term in plain["terms"]:
        assert (term["match"] is not None) == (term["status"] == Status.RESOLVED.value)
        if term["match"] is not None:
            assert term["match"] in term["candidates"]
    for mention in plain["mentions"]:
        assert getattr(result.record, mention["field"])[mention["start"] : mention["end"]] == mention["text"]
    for piece in plain["organism"]["evidence"]:
        if piece["start"] >= 0:
            assert getattr(result.record, piece["field"])[piece["start"] : piece["end"]] == piece["text"]
    best = plain["organism"]["best"]
    assert best == (plain["organism"]["organisms"] or [None])[0]


def test_real_records(shared: Path, normalizer: Normalizer) -> None:
    count = 0
    for folder in ("figures", "seed"):
        for record in read_records(shared / "records" / folder):
            assert isinstance(record, FigureRecord)
            validator("record").validate(json.loads(json.dumps(to_object(record), default=str)))
            check(normalizer.normalize(record))
            count += 1
    assert count >= 40


def test_examples(examples: Path, normalizer: Normalizer) -> None:
    results = []
    for record in read_records(examples):
        assert isinstance(record, FigureRecord)
        validator("record").validate(json.loads(json.dumps(to_object(record), default=str)))
        results.append(normalizer.normalize(record))
        check(results[-1])
    assert [r.organism.best.curie for r in results if r.organism.best] == [
        "ncbitaxon:9606", "ncbitaxon:7227", "ncbitaxon:10090",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"keywords": []},
        {"keywords": "MEK"},
        {"figid": 7, "keywords": ["NA", "", None, 5, True, "\ud800", "HGNC:6840"], "caption": "\u202eMEK"},
        {"organisms_ner": ["Homo sapiens", "no such animal"], "papertitle": "Mice and men", "keywords": ["Akt1"] * 2},
    ],
)
def test_odd_records(record: dict[str, Any], normalizer: Normalizer) -> None:
    check(normalizer.normalize(record))


def test_a_broken_record_has_a_result_too() -> None:
    result = broken_record(RecordError("is not JSON", source="a.jsonl", line=3), data_version="1")
    check(result)
    assert result.flags[0].code is FlagCode.BROKEN_RECORD
    assert "a.jsonl:3" in result.flags[0].message


def test_the_schema_refuses_what_the_program_refuses(normalizer: Normalizer) -> None:
    for wrong in ({"keywords": {"a": 1}}, {"keywords": [["a"]]}, {"caption": ["a"]}, [], "text"):
        with pytest.raises(jsonschema.ValidationError):
            validator("record").validate(wrong)
        with pytest.raises((RecordError, TypeError)):
            normalizer.normalize(wrong if isinstance(wrong, dict) else FigureRecord.from_dict(wrong))  # type: ignore[arg-type]


# -- documentation -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", list(FlagCode))
def test_every_flag_is_documented(code: FlagCode) -> None:
    assert code in TEXTS
    assert f"### `{code.value}`" in DOCS.read_text(encoding="utf-8")


def test_the_schema_knows_all_codes() -> None:
    parts = load("result")["$defs"]
    assert parts["flag"]["properties"]["code"]["enum"] == [code.value for code in FlagCode]
    assert parts["candidate"]["properties"]["tier"]["enum"] == [tier.value for tier in Tier]
    assert parts["term"]["properties"]["status"]["enum"] == [status.value for status in Status]


def test_only_real_flags_are_documented() -> None:
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    assert {line[5:-1] for line in lines if line.startswith("### `")} == {code.value for code in FlagCode}


def test_every_field_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    schema = load("result")
    names = set(schema["properties"])
    for part in schema["$defs"].values():
        names.update(part.get("properties", ()))
    names.update(load("record")["properties"])
    assert not {name for name in names if f"`{name}`" not in text}
    assert not {value.value for kind in (Status, Tier) for value in kind if f"`{value.value}`" not in text}
