"""What a notebook and a person are shown: short texts, tables, evidence in words, dates of the sources."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pfocr_norm import FigureRecord, NormalizedRecord, Normalizer, ground
from pfocr_norm.audit import audit
from pfocr_norm.cli import app
from pfocr_norm.formats import read_records
from pfocr_norm.output.render import record_text

HOSTILE = "<img src=x onerror=alert(1)>"
RECORDS: list[dict[str, Any]] = [
    {"figid": HOSTILE, "papertitle": "Drug resistance of breast cancer patients",
     "caption": f"RAS, RAF, MEK and AKT in MCF-7 cells, xenografted in nude mice; ERα. {HOSTILE}",
     "keywords": ["Dsor1", "ras", "wts", "Tamoxifen", HOSTILE, "Dsor1"],
     "organisms_ner": ["Drosophila melanogaster"]},
    {"figid": "f2", "caption": "hpo, wts, yki and sd; MEK, RAF and RAS; Rel, Dif and cact.",
     "keywords": ["hpo", "wts", "yki", "sd", "Rel", "Dif", "cact"]},
    {"figid": "f3", "caption": "Slow loris and galago; the androgen receptor.", "keywords": ["AR"]},
    {"figid": "f4"},
]  # fmt: skip


class Tags(HTMLParser):
    """The tags of a page, and whether each is closed by its own."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in ("br", "wbr", "hr"):
            self.open.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def result() -> NormalizedRecord:
    return Normalizer().normalize(RECORDS[0])


def shown(result: NormalizedRecord) -> list[tuple[Any, str]]:
    """Values that a notebook shows, and what their short text says."""
    first, flag = result.terms[0], result.flags[0]
    return [
        (result, "Homo sapiens, 6 terms"),
        (result.terms, "<6 terms: "),
        (first, "<Term 'Dsor1' printed 'MEK': resolved MEK fplx:MEK>"),
        (result.terms[4], "unresolved"),
        (result.organism, "<OrganismCall: Homo sapiens "),
        (flag, "<error organism_mismatch: "),
        (result.flags, "<flags: organism_mismatch"),
        (ground(["MEK1", HOSTILE], organism="human"), "<2 terms: 1 resolved, 1 unresolved>"),
        (audit([result]), "<Audit of 1 record: 1 mismatch>"),
        (Normalizer(organism="mouse"), "<Normalizer: "),
    ]


@pytest.mark.parametrize("number", range(10))
def test_values_have_a_short_text_and_a_table(result: NormalizedRecord, number: int) -> None:
    value, words = shown(result)[number]
    assert words in repr(value)
    assert len(repr(value)) < 250 and "\n" not in repr(value)
    page = value._repr_html_()
    assert "img" not in Tags(page).seen


def test_marks_and_codes_are_explained(result: NormalizedRecord) -> None:
    page = result._repr_html_()
    assert re.search(r"title='[^']*= where it is the keyword itself'", page), "what = means is told by hover"
    assert re.search(r"title=['\"][^'\"]+['\"][^>]*>(<code>)?term_organism_mismatch", page)
    assert "<summary" in page, "a record shows why"
    links = re.findall(r"<a [^>]*>", page)
    assert links and all("color:inherit" in link for link in links), "links are readable on a dark page"


def check_evidence(result: NormalizedRecord) -> None:
    lines = [line.strip() for line in record_text(result).splitlines() if re.match(r"\s+[+−-]\d", line)]
    for line in lines:
        assert not re.search(r"taxon \d+", line), "an organism has a name"
        assert not re.match(r"[+−-]0\.0 ", line), "what weighs nothing is not evidence"
    said = [re.sub(r"^\S+ ", "", line) for line in lines]
    assert len(said) == len(set(said)), "equal pieces are one"
    labels = [re.sub(r"\d+", "n", line) for line in said if "label" in line]
    assert len(labels) == len(set(labels)), "the labels speak once for an organism"
    fixes = [flag.fix for flag in result.flags if flag.fix]
    assert len(fixes) == len(set(fixes)), "no two flags have the same fix"


@pytest.mark.parametrize("number", range(len(RECORDS)))
def test_evidence_that_a_person_can_read(normalizer: Normalizer, number: int) -> None:
    check_evidence(normalizer.normalize(RECORDS[number]))


def test_evidence_of_real_figures(normalizer: Normalizer, shared: Path) -> None:
    for record in read_records(shared / "records" / "figures"):
        assert isinstance(record, FigureRecord)
        check_evidence(normalizer.normalize(record))


def test_every_answer_says_the_dates_of_its_sources(result: NormalizedRecord) -> None:
    sources = dict(result.data_sources)
    assert sources and all(re.match(r"\d{4}|[A-Za-z0-9]", date) for date in sources.values())
    assert "hgnc" in sources
    assert result.to_dict()["data_sources"] == sources
    assert re.search(r"sources of \d{4}-\d\d to \d{4}-\d\d", str(result))
    told = CliRunner().invoke(app, ["data", "info"]).output
    assert "hgnc" in told and sources["hgnc"] in told
    assert re.search(r"vocabulary \S+, sources of \d{4}", CliRunner().invoke(app, ["--version"]).output)
