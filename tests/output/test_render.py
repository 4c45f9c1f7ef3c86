"""A record for people: text, table, HTML."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from audit_samples import FIGURES, hostile, result, results
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm import normalize_record
from pfocr_norm.output.html import record_html
from pfocr_norm.output.render import (
    curie_url,
    merged,
    record_table,
    record_text,
    segments,
    visible,
)


def test_text_tells_organism_evidence_terms_and_fix() -> None:
    text = record_text(result(FIGURES[0]))
    assert "organism  Homo sapiens (0.97)" in text
    assert "“breast cancer”, paper title" in text
    assert "✗ organism_mismatch" in text
    assert "fix: Tag Homo sapiens." in text
    line = next(line for line in text.splitlines() if line.startswith("era "))
    assert line.split()[:5] == ["era", "ERα", "resolved", "ESR1", "hgnc:3467"]
    assert "17 keywords: 13 resolved, 2 ambiguous, 1 unresolved, 1 stopped" in text


def test_print_and_notebook_use_it() -> None:
    answer = result(FIGURES[0])
    assert str(answer) == record_text(answer)
    assert answer._repr_html_() == record_html(answer)


def test_columns_are_aligned() -> None:
    lines = record_text(result(FIGURES[0])).splitlines()
    head = next(line for line in lines if line.startswith("keyword"))
    at = head.index("identifier")
    assert all(line[at - 1] == " " for line in lines[lines.index(head) : -2] if len(line) > at)


def test_plain_text_needs_no_rich() -> None:
    code = (
        "import sys; sys.path[:0] = ['.', 'tests']; from audit_samples import results; str(results()[0]);"
        "sys.exit(any(m.split('.')[0] in ('rich', 'jinja2', 'numpy', 'matplotlib') for m in sys.modules))"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_records_without_anything() -> None:
    from pfocr_norm.model.record import FigureRecord

    empty = results()[-2]._replace(record=FigureRecord(), terms=(), flags=())
    assert record_text(empty).startswith("(no figid)")
    assert "no keywords" in record_text(empty)
    assert "(no figid)" in record_html(empty)


def test_nothing_invisible_reaches_a_terminal() -> None:
    text = record_text(hostile())
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "\u202e" not in visible("a\u202eb")
    assert visible("a\x1b[31mb\tc") == "a\\x1b[31mb c"
    assert max(map(len, text.splitlines())) < 400


def test_colour_table() -> None:
    rich = pytest.importorskip("rich.console")
    console = rich.Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(record_table(result(FIGURES[0])))
    console.print(record_table(hostile()))
    text = console.export_text()
    assert "organism_mismatch" in text
    assert "<b>MEK</b>" in text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_escapes_everything() -> None:
    html = record_html(hostile())
    html.encode("utf-8")
    page = _Tags()
    page.feed(html)
    assert not set(page.tags) - {"div", "p", "b", "bdi", "code", "i", "small", "br", "mark", "table", "thead", "tbody",
                                 "tr", "th", "td", "a", "details", "summary", "ul", "li", "q", "span"}  # fmt: skip
    assert all(link.startswith("https://") for link in page.links)
    assert "<script>" in "".join(page.text)


def test_html_marks_evidence_by_code_points() -> None:
    html = record_html(hostile())
    page = _Tags()
    page.feed(html)
    assert page.tags["mark"] == 2
    assert "border-radius:2px'><bdi>breast cancer</bdi></mark>" in html


@pytest.mark.parametrize(
    ("curie", "url"),
    [
        ("flybase:FBgn0010269", "https://flybase.org/reports/FBgn0010269"),
        ("drugbank:DB00675", "https://go.drugbank.com/drugs/DB00675"),
        ("chebi:41774", "https://www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:41774"),
        ("ncbigene:5604", "https://www.ncbi.nlm.nih.gov/gene/5604"),
        ("javascript:alert(1)", "https://bioregistry.io/javascript:alert%281%29"),
        ('hgnc:"><b>', "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:%22%3E%3Cb%3E"),
    ],
)
def test_links(curie: str, url: str) -> None:
    assert curie_url(curie) == url


_spans = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6)


@given(st.text(max_size=30), _spans)
def test_segments_keep_the_text_and_mark_what_a_naive_scan_marks(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = list(segments(text, spans))
    assert "".join(piece for piece, _ in pieces) == text
    flat = [marked for piece, marked in pieces for _ in piece]
    assert flat == [any(start <= i < end for start, end in spans) for i in range(len(text))]
    joined = merged(spans, len(text))
    assert all(a[1] < b[0] for a, b in pairwise(joined))


@given(st.text(), st.integers(2, 50))
def test_visible_is_one_printable_line(text: str, limit: int) -> None:
    shown = visible(text, limit)
    assert "\n" not in shown
    shown.encode("utf-8")


def test_one_label_is_no_labels() -> None:
    text = str(normalize_record({"caption": "MEK in HeLa cells.", "keywords": ["Dsor1"]}))
    assert "1 label, keywords" in text and "1 labels" not in text
