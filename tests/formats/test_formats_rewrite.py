"""Writing into front matter changes what it must and no other byte."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pfocr_norm import FigureRecord
from pfocr_norm.errors import RecordError
from pfocr_norm.formats import Changes, pfocr, read_record, rewrite
from pfocr_norm.formats._scalar import plain_or_quoted
from pfocr_norm.formats.written import digest, original

SHARED = Path(__file__).parents[3] / "shared" / "records"
REAL = sorted((SHARED / "figures").glob("*.md"))

FIGURE = """\
---
figid:   PMC1__f1      # two blanks too many
caption: "Folded
  and quoted: ERα"
organisms_ner:
- Drosophila melanogaster
- Homo sapiens  # kept
schema-jsonld:
    keywords:

    - Dsor1

    # a comment between
    - 'ras'   # fly raspberry?
    - Akt
    name: CreativeWork
year: '2021'
---

Body with --- and trailing blanks.  \n"""


def diff(before: bytes, after: bytes) -> list[str]:
    a, b = (text.decode().splitlines(keepends=True) for text in (before, after))
    lines = list(difflib.unified_diff(a, b, n=0))[2:]
    return [line.rstrip("\r\n") for line in lines if not line.startswith("@@")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_the_lines_that_must(newline: str, mark: str) -> None:
    data = (mark + FIGURE.replace("\n", newline)).encode()
    changes = Changes(("Homo sapiens",), ("MEK", "RAS", "AKT", "NO"), {"organism": "ncbitaxon:9606"})
    after = rewrite(data, changes)
    assert diff(data, after) == [
        "-- Drosophila melanogaster",
        "-    - Dsor1",
        "+    - MEK",
        "-    - 'ras'   # fly raspberry?",
        "-    - Akt",
        "+    - RAS   # fly raspberry?",
        "+    - AKT",
        "+    - 'NO'",
        "+pfocr_norm:",
        "+  organism: ncbitaxon:9606",
    ]
    assert rewrite(after, changes) == after
    assert after.count(b"\r\n") == (0 if newline == "\n" else after.count(b"\n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("organisms_ner: .na.character", "organisms_ner:\n- Homo sapiens"),
        ("organisms_ner:   # none yet", "organisms_ner:   # none yet\n- Homo sapiens"),
        ("organisms_ner: []", "organisms_ner: [Homo sapiens]"),
        ("organisms_ner: [Mus musculus]  # one", "organisms_ner: [Homo sapiens]  # one"),
        ("organisms_ner: Mus musculus", "organisms_ner:\n- Homo sapiens"),
        ("organisms_ner: Homo sapiens", "organisms_ner: Homo sapiens"),
        ("organisms_ner: |\n  Mus musculus\n", "organisms_ner:\n- Homo sapiens"),
        ("organisms_ner:\n  -   >-\n      Mus\n      musculus\n  - x", "organisms_ner:\n  -   Homo sapiens"),
        ("organisms_ner:\n-\n- x", "organisms_ner:\n- Homo sapiens"),
        ("? organisms_ner\n: - Mus musculus", "? organisms_ner\n: - Homo sapiens"),
        ("? organisms_ner\n: Mus musculus", None),
        ("organisms_ner: &a [Mus musculus]\nother: *a", None),
        ("organisms_ner: !!seq [Mus musculus]", None),
        ("organisms_ner: [Mus musculus, # why\n  x]", None),
    ],
)
def test_styles_of_lists(before: str, after: str | None) -> None:
    text = f"---\nfigid: f\n{before}\nyear: x\n---\n"
    changes = Changes(organisms_ner=("Homo sapiens",))
    if after is None:
        with pytest.raises(RecordError, match="cannot be"):
            rewrite(text, changes, source="f.md")
        return
    assert rewrite(text, changes).decode() == f"---\nfigid: f\n{after}\nyear: x\n---\n"


def test_missing_fields_are_added_at_their_place() -> None:
    text = "---\nfigid: f\norganisms:\n- NA\nyear: x\nschema-jsonld:\n  name: y\n---"
    block = {"flags": [], "terms": [{"keyword": "no", "flags": ["x"]}]}
    after = rewrite(text, Changes(("Homo sapiens",), ("MEK",), block))
    assert after.decode() == (
        "---\nfigid: f\norganisms:\n- NA\norganisms_ner:\n- Homo sapiens\nyear: x\nschema-jsonld:\n  name: y\n"
        "  keywords:\n  - MEK\npfocr_norm:\n  flags: []\n  terms:\n  - keyword: 'no'\n    flags:\n    - x\n---"
    )


def test_lists_shrink_and_empty() -> None:
    text = "---\nkeywords:\n- a1\n- b1  # gone with its word\n- c1\nyear: x\n---\n"
    assert rewrite(text, Changes(keywords=("a1", "c1"))).decode() == "---\nkeywords:\n- a1\n- c1\nyear: x\n---\n"
    assert rewrite(text, Changes(keywords=())).decode() == "---\nkeywords: []\nyear: x\n---\n"
    assert rewrite("---\n---\n", Changes(keywords=("a1",))).decode() == "---\nkeywords:\n- a1\n---\n"


def test_an_older_block_is_replaced_where_it_stands() -> None:
    text = "---\nfigid: f\npfocr_norm:\n  organism: a\n  terms:\n  - keyword: b\n\n# next\nyear: x\n---\n"
    after = rewrite(text, Changes(block={"organism": "c"}))
    assert after.decode() == "---\nfigid: f\npfocr_norm:\n  organism: c\n\n# next\nyear: x\n---\n"


def test_the_original_comes_back_until_somebody_edits() -> None:
    written = {
        "organisms_ner": ["Homo sapiens"],
        "schema-jsonld": {"keywords": ["MEK"], "name": "x"},
        "pfocr_norm": {
            "written": digest(["Homo sapiens"], ["MEK"]),
            "organisms_ner_was": ["Drosophila melanogaster"],
            "terms": [{"keyword": "Dsor1"}, {"keyword": "Mtk"}],
        },
    }
    record = original(FigureRecord.from_dict(written))
    assert record.keywords == ("Dsor1", "Mtk")
    assert record.organisms_ner == ("Drosophila melanogaster",)
    assert "pfocr_norm" not in record.extra
    edited = {**written, "organisms_ner": ["Mus musculus"]}
    assert original(FigureRecord.from_dict(edited)).keywords == ("MEK",)
    odd = original(FigureRecord.from_dict({**written, "pfocr_norm": "nonsense"}))
    assert odd.keywords == ("MEK",) and "pfocr_norm" not in odd.extra


def test_readers_give_what_the_file_says_now() -> None:
    text = "---\nfigid: f\norganisms_ner:\n- Drosophila melanogaster\nschema-jsonld:\n  keywords:\n  - Dsor1\n---\n"
    block = {
        "written": digest(["Homo sapiens"], ["MEK"]),
        "organisms_ner_was": ["Drosophila melanogaster"],
        "terms": [{"keyword": "Dsor1"}],
    }
    after = rewrite(text, Changes(("Homo sapiens",), ("MEK",), block))
    record = pfocr.parse(after)
    assert record is not None
    assert (record.organisms_ner, record.keywords) == (("Homo sapiens",), ("MEK",))
    assert original(record).keywords == ("Dsor1",)


@pytest.mark.skipif(not REAL, reason="../shared/records is not there")
def test_real_records_keep_every_other_byte() -> None:
    for path in REAL:
        data = path.read_bytes()
        record = read_record(path)
        assert rewrite(data, Changes(record.organisms_ner or None, record.keywords)) == data
        changes = Changes(("Homo sapiens", "Mus musculus"), ("NO", *record.keywords[1:], "MEK"), {"organism": "x"})
        after = rewrite(data, changes)
        assert rewrite(after, changes) == after
        changed = diff(data, after)
        allowed = {f"-{name}" for name in map("- {}".format, record.organisms_ner)} | {
            "+- Homo sapiens", "+- Mus musculus", "+organisms_ner:", "+pfocr_norm:", "+  organism: x",
            "+  - 'NO'", "+  - MEK", f"-  - {record.keywords[0]}",
        }  # fmt: skip
        assert set(changed) <= allowed, path.name


printable = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\ufeff\u2028\u2029"),
    max_size=12,
)
anything = st.recursive(
    printable, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(printable, inner, max_size=3)
)
odd_words = st.sampled_from(["NO", "1e5", "- x", "a: b", "#", "'", "null", "ERα", "2,4-D"])
word_lists = st.lists(printable | odd_words, max_size=5)
entries = st.lists(st.dictionaries(printable, printable, min_size=1, max_size=3), max_size=2)
blocks = st.dictionaries(printable, printable | st.lists(printable, max_size=3) | entries, max_size=3)


def slices(text: str, skip: set[str]) -> list[str]:
    """The raw text of every top-level entry that is not skipped, by PyYAML's own marks."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return []
    starts = [key.start_mark.index for key, _ in root.value] + [len(text)]
    named = zip((key.value for key, _ in root.value), starts, starts[1:], strict=False)
    return [text[a:b].rstrip() for name, a, b in named if name not in skip]


@settings(max_examples=300)
@given(
    fields=st.dictionaries(printable, anything, max_size=4),
    organisms=word_lists | printable | st.none(),
    keywords=word_lists | st.none(),
    nested=st.booleans(),
    style=st.fixed_dictionaries({
        "default_flow_style": st.sampled_from([False, False, None]), "width": st.sampled_from([20, 80, 10_000]),
        "default_style": st.sampled_from([None, None, "'", '"']), "allow_unicode": st.booleans(),
        "indent": st.sampled_from([2, 4]), "line_break": st.sampled_from(["\n", "\r\n"]), "sort_keys": st.booleans(),
    }),
    body=st.text(st.characters(codec="utf-8"), max_size=20),
    new_organisms=st.none() | word_lists,
    new_keywords=st.none() | word_lists,
    block=st.none() | blocks,
)  # fmt: skip
def test_arbitrary_front_matter_round_trips(
    fields, organisms, keywords, nested, style, body, new_organisms, new_keywords, block
) -> None:
    skip = {"organisms_ner", "keywords", "schema-jsonld", "pfocr_norm"}
    fields = {key: value for key, value in fields.items() if key not in skip}
    if organisms is not None:
        fields["organisms_ner"] = organisms
    if nested:
        fields["schema-jsonld"] = {"@type": "Dataset", "keywords": keywords, "name": "x"}
    elif keywords is not None:
        fields["keywords"] = keywords
    nl = style["line_break"]
    dumped = yaml.safe_dump(fields, **style) if fields else ""
    if re.search(r"(?m)^[^\S\n]*([&*]|.*[:-] [&*]id\d)", dumped) or dumped.startswith("{"):
        return  # aliases of PyYAML's own making
    data = f"---{nl}{dumped}---{nl}{body}".encode()
    changes = Changes(new_organisms, new_keywords, block)
    try:
        after = rewrite(data, changes)
    except RecordError as error:
        assert "cannot be" in str(error) or "repeated" in str(error)
        return
    assert rewrite(after, changes) == after
    front = pfocr.split_front_matter(after.decode())
    assert after.decode()[front.end :] == f"---{nl}{body}"
    loaded = yaml.load(front.yaml, yaml.BaseLoader) or {}
    if new_organisms is not None:
        assert loaded["organisms_ner"] in (new_organisms, new_organisms[0] if new_organisms else [])
    if new_keywords is not None:
        place = loaded if "keywords" in loaded else loaded["schema-jsonld"]
        assert place["keywords"] in (new_keywords, new_keywords[0] if new_keywords else [])
    assert slices(front.yaml, skip) == slices(dumped, skip)


@given(printable, st.booleans())
def test_every_reader_sees_the_same_word(word: str, flow: bool) -> None:
    scalar = plain_or_quoted(word, flow=flow)
    text = f"[{scalar}, x]" if flow else f"k:\n- {scalar}\n- x\n"
    for loader in (yaml.SafeLoader, yaml.CSafeLoader, yaml.BaseLoader):
        value = yaml.load(text, loader)
        assert (value if flow else value["k"]) == [word, "x"]
