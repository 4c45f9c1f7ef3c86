"""Records that are broken, hostile or absurdly large: an answer for every keyword, or an error that names the place."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfocr_norm import FigureRecord, FlagCode, GroundingError, Normalizer, RecordError, Status, normalize_record
from pfocr_norm.errors import InputError
from pfocr_norm.formats import names, read_records, sheets, tables
from pfocr_norm.model.record import checked

MEK = {"figid": "f", "caption": "MEK in HeLa cells", "keywords": ["MEK"]}


def sound(normalizer: Normalizer, record: dict[str, Any]) -> list[Any]:
    """Normalize; whatever came in, the rules hold: one term a keyword, in order, writable as JSON."""
    result = normalizer.normalize(record)
    back = json.loads(result.to_json().encode("utf-8"))
    assert len(back["terms"]) == len(result.terms) == len(result.record.keywords)
    assert [term.keyword for term in result.terms] == list(result.record.keywords)
    for term in result.terms:
        assert (term.match is None) == (term.status is not Status.RESOLVED)
    assert str(result)
    assert "<script" not in result._repr_html_()
    result._repr_html_().encode("utf-8")
    assert len(result.rows()) == len(result.terms)
    return list(result.terms)


@pytest.mark.parametrize(
    "value",
    [None, "", "NA", ".na.character", float("nan"), [], (), [None], [""], ["NA", ".na.character", float("nan")]],
)
def test_absence(normalizer: Normalizer, value: Any) -> None:
    for term in sound(normalizer, {"keywords": value, "organisms_ner": value, "caption": None, "figid": None}):
        assert term.status is Status.STOPPED
        assert [flag.code for flag in term.flags] == [FlagCode.PLACEHOLDER]


def test_an_empty_record_says_so(normalizer: Normalizer) -> None:
    codes = {flag.code for flag in normalizer.normalize({}).flags}
    assert {FlagCode.NO_KEYWORDS, FlagCode.NO_TEXT} <= codes


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("keywords", {"a": 1}), ("keywords", 5), ("keywords", b"MEK"), ("keywords", [["MEK"]]),
        ("keywords", [{"a": 1}]), ("caption", ["a"]), ("caption", {"a": 1}), ("caption", True), ("figid", ["x"]),
        ("papertitle", b"title"), ("organisms_ner", 9606), ("organisms_ner", [["Homo sapiens"]]),
    ],
)  # fmt: skip
def test_a_wrong_type_is_named(normalizer: Normalizer, field: str, value: Any) -> None:
    with pytest.raises(RecordError, match=field):
        normalizer.normalize({**MEK, field: value})


@pytest.mark.parametrize("record", [[], "", 5, None, b"x", ["MEK"]])
def test_no_record_at_all(normalizer: Normalizer, record: Any) -> None:
    with pytest.raises(RecordError):
        normalizer.normalize(record)


def test_files_that_are_none(normalizer: Normalizer, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"nothing\.md"):
        normalizer.normalize(tmp_path / "nothing.md")
    with pytest.raises(RecordError):
        normalizer.normalize(tmp_path)
    (tmp_path / "broken.md").write_text("---\nfigid: [a\ncaption: b\n---\n")
    with pytest.raises(RecordError, match=r"broken\.md:\d"):
        normalizer.normalize(tmp_path / "broken.md")
    (tmp_path / "latin1.md").write_bytes("---\nfigid: a\ncaption: Spätzle\n---\n".encode("latin-1"))
    with pytest.raises(RecordError, match="UTF-8"):
        normalizer.normalize(tmp_path / "latin1.md")


def test_an_alias_bomb_does_not_go_off(normalizer: Normalizer, tmp_path: Path) -> None:
    lines = ["---", "figid: bomb", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    (tmp_path / "bomb.md").write_text("\n".join([*lines, "keywords: *a11", "---", ""]))
    with pytest.raises(RecordError, match="bomb"):
        normalizer.normalize(tmp_path / "bomb.md")


def test_the_next_record_goes_on(normalizer: Normalizer) -> None:
    lines = [json.dumps(MEK), "{", '{"keywords": {}}', "[]", '{"figid": 1, "figid": 2}', json.dumps(MEK)]
    found = list(read_records(lines))
    assert [isinstance(record, RecordError) for record in found] == [False, True, True, True, True, False]
    for record in found:
        if not isinstance(record, RecordError):
            assert normalizer.normalize(record).terms[0].status is Status.RESOLVED


# -- large -------------------------------------------------------------------------------------------------


def test_ten_megabytes_of_caption(normalizer: Normalizer) -> None:
    sentence = "MEK phosphorylates ERK1/2 in patients with melanoma (n = 12), see Fig. 3B and (n.s.). "
    caption = sentence * (10_000_000 // len(sentence) + 1)
    result = normalizer.normalize({**MEK, "caption": caption})
    assert FlagCode.TEXT_TRUNCATED in {flag.code for flag in result.flags}
    assert result.terms[0].match is not None
    assert result.terms[0].match.curie == "fplx:MEK"
    result.to_json()


@pytest.mark.parametrize(
    "unit",
    ["a", "(", "((", "-", "α", "A1 ", "E. ", "anti-", "1/", "p-", "MEK", "МЕК ", "\u202e", "\n", "not ", "no mice "],
)
def test_ten_megabytes_of_one_thing(normalizer: Normalizer, unit: str) -> None:
    sound(normalizer, {**MEK, "caption": unit * (10_000_000 // len(unit))})


def test_hundred_thousand_keywords(normalizer: Normalizer) -> None:
    keywords = [f"{stem}{n % 2500}" for n in range(25_000) for stem in ("AKT", "Cyp", "CG", "orf ")]
    result = normalizer.normalize({**MEK, "keywords": keywords})
    assert [term.keyword for term in result.terms] == keywords


def test_the_same_keyword_hundred_thousand_times(normalizer: Normalizer) -> None:
    result = normalizer.normalize({**MEK, "keywords": ["MEK"] * 100_000})
    assert len(result.terms) == 100_000
    assert {term.match.curie for term in result.terms if term.match} == {"fplx:MEK"}


def test_more_keywords_than_any_figure_has(normalizer: Normalizer) -> None:
    with pytest.raises(RecordError, match="more than 200,000"):
        normalizer.normalize({"keywords": ["MEK"] * 200_001})


@pytest.mark.parametrize("unit", ["A", "AKT1/", "(", "-", "p-", "il", "1", "α", "Á", " ", "\u202e", "rn", "MEK,"])
def test_a_very_long_keyword(normalizer: Normalizer, unit: str) -> None:
    sound(normalizer, {**MEK, "keywords": [unit * (100_000 // len(unit)), unit * 300, unit * 40, unit * 17, "MEK"]})


# -- odd characters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keyword", "curie"),
    [
        ("\u202eMEK\u202c", "fplx:MEK"), ("M\u200bEK", "fplx:MEK"), ("\x00MEK\x1b", "fplx:MEK"),
        ("ME\u00adK", "fplx:MEK"), ("ＭＥＫ", "fplx:MEK"), ("MEK\ufeff", "fplx:MEK"), ("МЕК", "fplx:MEK"),
        ("ΑΚΤ1", "hgnc:391"), ("АКТ1", "hgnc:391"), ("AKT\u20111", "hgnc:391"), ("AKT1\n", "hgnc:391"),
        ("\ud800AKT1", "hgnc:391"), ("TNF\u03b1", "hgnc:11892"),
    ],
)  # fmt: skip
def test_hidden_and_lookalike_characters(normalizer: Normalizer, keyword: str, curie: str) -> None:
    (term,) = sound(normalizer, {"caption": "Tumour cells of patients", "keywords": [keyword]})
    assert term.match is not None
    assert term.match.curie == curie


def test_lookalikes_are_flagged(normalizer: Normalizer) -> None:
    (term,) = sound(normalizer, {"keywords": ["РІКЗСА"], "caption": "patients"})
    assert FlagCode.LOOKALIKE in {flag.code for flag in term.flags}
    assert term.match is not None
    assert term.match.name == "PIK3CA"


def test_lone_surrogates_can_be_written(normalizer: Normalizer) -> None:
    sound(normalizer, {"figid": "\udc80", "caption": "MEK \ud800 in \udfff mice", "keywords": ["\ud83d", "a\udc00b"]})


def test_a_hostile_record_is_text(normalizer: Normalizer) -> None:
    evil = "<script>alert(1)</script>"
    sound(normalizer, {"figid": evil, "figtitle": evil, "caption": evil, "papertitle": evil, "keywords": [evil],
                       "organisms_ner": [evil]})  # fmt: skip


def test_duplicates_keep_their_places(normalizer: Normalizer) -> None:
    terms = sound(normalizer, {**MEK, "keywords": ["MEK", "ERK", "MEK", "mek", "MEK"]})
    assert terms[0] == terms[2] == terms[4]
    repeated = [FlagCode.DUPLICATE_KEYWORD in {flag.code for flag in term.flags} for term in terms]
    assert repeated == [True, False, True, False, True]


def test_numbers_and_truth_values_as_keywords(normalizer: Normalizer) -> None:
    terms = sound(normalizer, {**MEK, "keywords": [5, 1.5, True, False, float("inf"), None]})
    assert [term.keyword for term in terms[:5]] == ["5", "1.5", "YES", "NO", "inf"]


def test_strict_names_the_term() -> None:
    with pytest.raises(GroundingError, match="qqzzx"):
        normalize_record({**MEK, "keywords": ["MEK", "qqzzx17"]}, strict=True)
    assert normalize_record(MEK, strict=True).terms[0].status is Status.RESOLVED


def test_unknown_fields_are_kept(normalizer: Normalizer) -> None:
    result = normalizer.normalize({**MEK, "lab_note": {"checked": True}})
    assert result.record.to_dict()["lab_note"] == {"checked": True}


def test_nested_keywords(normalizer: Normalizer) -> None:
    nested = {"keywords": ["author keyword"], "schema-jsonld": {"keywords": ["MEK", "ERK"]}}
    assert [term.keyword for term in sound(normalizer, nested)] == ["MEK", "ERK"]


TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
FIELD = ["MEK", "Dsor1", "ERα", "1-Mar", "AKT1/2", "p-", "FBgn0010269", "HGNC:", "Al", "ras", "NA", "α", "мек"]
WORDS = st.one_of(TEXT, st.sampled_from(FIELD))
PROSE = st.one_of(WORDS, st.sampled_from(["patients", "mice", "Drosophila", "(", ".", "and"]))
ORGANISMS = st.one_of(TEXT, st.sampled_from(["Homo sapiens", "Drosophila melanogaster"]))


@settings(max_examples=150)
@given(
    st.fixed_dictionaries(
        {"keywords": st.lists(WORDS, max_size=6)},
        optional={
            "figid": TEXT,
            "caption": st.lists(PROSE).map(" ".join),
            "papertitle": TEXT,
            "organisms_ner": st.lists(ORGANISMS, max_size=3),
        },
    )
)
def test_any_record(normalizer: Normalizer, record: dict[str, Any]) -> None:
    sound(normalizer, record)
    assert normalizer.normalize(record) == normalizer.normalize(record)


@pytest.mark.parametrize(
    ("field", "value"),
    [("caption", None), ("figtitle", b"MEK"), ("papertitle", 1.5), ("figid", ["f1"]), ("keywords", "AKT1"),
     ("keywords", ("AKT1", 1)), ("keywords", None), ("organisms_ner", (None,)), ("organisms", {"Mus musculus"})],
)  # fmt: skip
def test_a_record_made_by_hand_with_wrong_types(field: str, value: Any) -> None:
    with pytest.raises(RecordError, match=f"field '{field}' should be"):
        checked(FigureRecord(**{"keywords": ("AKT1",), field: value}))


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_line_without_end_is_not_read_whole(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_CELL", 20)
    good = ending.join(["figid,keywords", "f1,AKT1", 'f2,"MEK,', 'ERK"', ""])
    rows = list(tables.read_rows(io.BytesIO(good.encode()), delimiter=",", source="t.csv"))
    assert [row for _, row in rows] == [
        {"figid": "f1", "keywords": "AKT1"}, {"figid": "f2", "keywords": f"MEK,{ending}ERK"},
    ]  # fmt: skip
    *first, (line, error) = tables.read_rows(
        io.BytesIO((good + "a," * 50 + ending + good).encode()), delimiter=",", source="t.csv"
    )
    assert first == rows
    assert line == 5
    assert str(error) == "t.csv:5: the line is longer than 40 characters"


def test_an_excel_file_that_unpacks_to_more_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "t.xlsx"
    path.write_bytes(sheets.written([("figid", "keywords"), ("f1", "AKT1")]))
    assert [row for _, row in sheets.read_rows(str(path), "t.xlsx")] == [{"figid": "f1", "keywords": "AKT1"}]
    monkeypatch.setattr(sheets, "LARGEST", 1000)
    with pytest.raises(InputError, match=r"t\.xlsx: cannot be read as an Excel file: it unpacks to 0 MB; save"):
        list(sheets.rows(str(path), "t.xlsx"))


def test_a_name_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "LONGEST_NAME", 10)
    path = tmp_path / "names.txt"
    path.write_text("AKT1\n" + "A" * 11 + "\n")
    with pytest.raises(InputError, match=r"names\.txt:2: the line is longer than 10 characters"):
        list(names.read_names(str(path)))
