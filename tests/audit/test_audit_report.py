"""The HTML report, as a file: what is packed, how large it gets, that text stays text."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from audit_samples import FIGURES, HUMAN, hostile, many, result, results
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm.audit import audit, compare
from pfocr_norm.audit.report import excerpts, pack, pack_records
from pfocr_norm.audit.sample import digest

pytest.importorskip("jinja2", reason="the report needs Jinja2")
pytest.importorskip("matplotlib", reason="the report needs matplotlib")


class Page(HTMLParser):
    """Scripts by id, tags, event attributes, external addresses."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: dict[str, str] = {}
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.loads: list[str] = []
        self.text: list[str] = []
        self._script: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        assert not [name for name in values if name.startswith("on")]
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag != "a":
            self.loads += [str(values[k]) for k in ("src", "href", "data") if values.get(k)]
        if tag == "script":
            self._script = str(values.get("id", "code"))
            self.scripts[self._script] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts[self._script] += data
        else:
            self.text.append(data)


def unpack(text: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(text)))


@pytest.fixture(scope="module")
def page() -> tuple[str, Page]:
    text = audit([*results(), hostile()]).to_html(title="Audit of <examples>", table="table.tsv")
    return text, Page(text)


def test_page_is_self_contained(page: tuple[str, Page]) -> None:
    text, parsed = page
    assert parsed.loads == ["data:,"]
    assert "@import" not in text
    assert not re.findall(r"url\((?!#)", text)
    assert len(parsed.ids) == len(set(parsed.ids))


def test_only_its_own_script_may_run(page: tuple[str, Page]) -> None:
    text, parsed = page
    digest_ = base64.b64encode(hashlib.sha256(parsed.scripts["code"].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest_}'" in text
    assert "default-src 'none'" in text
    assert "window.hacked" not in "".join(code for code in parsed.scripts.values())
    assert "<script>window" not in text


def test_same_records_same_page() -> None:
    assert audit(results()).to_html() == audit(results()).to_html()


def test_headline_and_plots(page: tuple[str, Page]) -> None:
    text, parsed = page
    words = " ".join(" ".join(parsed.text).split())
    assert "8 of 13 figures" in words
    assert "Audit of <examples>" in words
    assert parsed.tags.count("svg") == 5
    assert 'aria-label="tagged Drosophila melanogaster, decided Homo sapiens: 3 figures"' in text
    assert 'aria-label="PI3K: wrong in 3 figures"' in text
    assert "#0102" not in text.replace("&#0102", "")


def test_records_are_packed_with_their_evidence(page: tuple[str, Page]) -> None:
    _, parsed = page
    pool, rows = unpack(parsed.scripts["pool"]), unpack(parsed.scripts["rows"])
    chunk = unpack(parsed.scripts["chunk-0"])
    assert len(rows) == len(chunk) == 13
    number = next(i for i, row in enumerate(rows) if row[0] == "example-breast-endocrine")
    texts, _, evidence, *_ = chunk[number]
    texts = [rows[number][1] if text == 0 else text for text in texts]
    quotes = [(texts[field][start:end], pool["taxa"][organism]) for field, start, end, organism, _ in evidence]
    assert quotes == [("breast cancer", HUMAN), ("Patients", HUMAN), ("hormone therapy", HUMAN)]
    terms = {pool["terms"][t][0]: pool["terms"][t] for t in rows[number][9]}
    _, label, status, _, flags, match = terms["era"]
    assert (label, status) == ("ERα", "resolved")
    assert pool["matches"][match][0] == "hgnc:3467"
    assert "back_projected" in [pool["flags"][f] for f in flags]


def test_links_beside_the_identifier() -> None:
    terms = {t[0]: t for t in digest(result(FIGURES[0]))["terms"]}
    assert terms["Tamoxifen"][5] == "drugbank:DB00675"
    assert terms["Tamoxifen"][9] == ["chebi:41774", "mesh:D013629"]
    assert terms["era"][9] == ["ncbigene:2099"]


def test_large_corpus_fits() -> None:
    report = audit(many(1_500), sample=1_000)
    whole = report.to_html()
    small = report.to_html(max_bytes=330_000)
    tiny = report.to_html(max_bytes=230_000)
    assert len(tiny.encode()) <= 230_000 < len(small.encode()) <= 330_000 < len(whole.encode()) < 1_000_000
    assert "holds the 1,000 most telling of 1,500 records" in whole
    assert "open with all their text" not in whole
    assert "open with all their text" in small
    rows = unpack(Page(tiny).scripts["rows"])
    assert len(rows) >= 100


def test_room_goes_to_the_most_telling_first() -> None:
    digests = [digest(r) for r in many(600)]
    everything = pack_records(digests, 10_000_000)
    assert (everything.records, everything.whole, everything.opened) == (600, 600, 600)
    size = len(everything.pool) + len(everything.rows)
    some = pack_records(digests, size + sum(map(len, everything.chunks)) - 2_000)
    assert 0 < some.whole < some.opened == 600
    none = pack_records(digests, size)
    assert (none.records, none.whole, none.opened) == (600, 0, 0)
    assert pack_records(digests, 0).records == 0


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_packed_values_come_back_and_cannot_end_a_script(value: Any) -> None:
    packed = pack(value)
    assert unpack(packed) == value
    assert re.fullmatch(r"[A-Za-z0-9+/=]*", packed)


@given(st.text(min_size=1, max_size=600), st.lists(st.tuples(st.integers(0, 599), st.integers(1, 30)), max_size=8))
def test_excerpts_keep_every_quote_in_place(text: str, spans: list[tuple[int, int]]) -> None:
    evidence = []
    for start, length in spans:
        start = min(start, len(text) - 1)
        end = min(start + length, len(text))
        evidence.append(["caption", start, end, 9606, 1.0, text[start:end]])
    evidence.append(["papertitle", 0, 3, 9606, 1.0, "xyz"])
    short, moved = excerpts(text, evidence)
    assert moved[-1] == evidence[-1]
    for before, after in zip(evidence[:-1], moved[:-1], strict=True):
        # A quote of white space at the very end may lose it with the end of the excerpt.
        assert short[after[1] : after[2]].strip() == before[5].strip()


def test_comparison_page() -> None:
    old = [{"figid": "f<1>", "caption": "Breast cancer patients.", "keywords": ["Dsor1", "</script><b>x"]}]
    new = [{"figid": "f<1>", "caption": "Breast cancer patients.", "keywords": ["MAP2K1"]}]
    parsed = Page(compare(old, new).to_html(title="Old & new"))
    words = " ".join(" ".join(parsed.text).split())
    assert "1 of 1 figures that stand in both sets differ" in words
    assert "</script><b>x" in words
    assert "b" not in parsed.tags


def test_nothing_to_show() -> None:
    parsed = Page(audit([]).to_html())
    assert "There was no record to judge." in " ".join(" ".join(parsed.text).split())
    assert compare([], []).to_html().startswith("<!DOCTYPE html>")
