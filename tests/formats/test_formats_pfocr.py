"""Reading PFOCR markdown and the tables beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm.errors import RecordError
from pfocr_norm.formats import pfocr, read_record, read_records
from pfocr_norm.formats._yaml import load_mapping
from pfocr_norm.model.record import FigureRecord, OcrWord

SHARED = Path(__file__).parents[3] / "shared" / "records"
REAL = sorted((SHARED / "figures").glob("*.md"))

FIGURE = """---
figid: PMC1__f1
figtitle: Insulin signalling
organisms:
- NA
caption: Insulin activates AKT through PI3K. NO is made by eNOS.
papertitle: Insulin in adipocytes.
keywords: {paper}
organisms_ner:
- Drosophila melanogaster
schema-jsonld:
  '@type': Dataset
  keywords:
  - Pi3K21B
  - NO
  - 1e5
  - null
---
"""


def write_figure(folder: Path, name: str = "PMC1__f1", paper: str = ".na.character") -> Path:
    path = folder / f"{name}.md"
    path.write_text(FIGURE.format(paper=paper).replace("PMC1__f1", name), encoding="utf-8")
    return path


def test_words_stay_words(tmp_path: Path) -> None:
    record = read_record(write_figure(tmp_path))
    assert record.keywords == ("Pi3K21B", "NO", "1e5", "null")
    assert record.organisms == ()
    assert record.organisms_ner == ("Drosophila melanogaster",)


def test_the_papers_keywords_are_not_the_figures(tmp_path: Path) -> None:
    record = read_record(write_figure(tmp_path, paper="adipocyte | insulin"))
    assert record.keywords[0] == "Pi3K21B"
    assert record.extra["paper_keywords"] == ["adipocyte | insulin"]


@pytest.mark.parametrize("place", ["figures", "figures/_data", "figures/data", "_data", "data"])
def test_tables_are_found_beside(tmp_path: Path, place: str) -> None:
    (tmp_path / "figures" / "x").mkdir(parents=True)
    path = write_figure(tmp_path / "figures")
    tables = tmp_path / place
    tables.mkdir(parents=True, exist_ok=True)
    (tables / "PMC1__f1-genes.tsv").write_text(
        "organism_id\torganism_name\tword\tncbigene_symbol\tncbigene_id\n"
        "7227\tDrosophila melanogaster\tPI3K\tPi3K21B\t33203\n"
    )
    (tables / "PMC1__f1-chemicals.tsv").write_text("word\tmesh\tmatch\tname\tchebi\nNO\tmesh:D009569\tNA\tNA\tNA\n")
    assert read_record(path).words == (
        OcrWord("PI3K", "Pi3K21B", "gene", 7227, "ncbigene:33203"),
        OcrWord("NO", "NO", "chemical", None, "mesh:D009569"),
    )
    assert read_record(path, tables=False).words == ()


def test_genes_inside_the_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "f.md"
    path.write_text(
        "---\nfigid: f\nschema-jsonld:\n  keywords:\n  - FBXW7\ngenes:\n- word: Ago\n  symbol: AGO\n"
        "  source: hgnc_alias_symbol\n  hgnc_symbol: FBXW7\n  entrez: '55294'\nchemicals: []\n---\n"
    )
    assert read_record(path).words == (OcrWord("Ago", "FBXW7", "gene", 9606, "ncbigene:55294"),)


def test_a_table_without_its_column_names_it(tmp_path: Path) -> None:
    path = write_figure(tmp_path)
    (tmp_path / "PMC1__f1-genes.tsv").write_text("word\tgene\nPI3K\tPi3K21B\n")
    with pytest.raises(RecordError, match=r"PMC1__f1-genes.tsv:1: .*'ncbigene_symbol'; found: word, gene"):
        read_record(path)


def test_an_empty_table_is_no_table(tmp_path: Path) -> None:
    path = write_figure(tmp_path)
    (tmp_path / "PMC1__f1-genes.tsv").write_text("")
    assert read_record(path).words == ()


def test_a_folder_gives_its_records_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for folder, name in ((tmp_path / "b", "PMC3__f"), (tmp_path, "PMC2__f"), (tmp_path, "PMC1__f")):
        write_figure(folder, name)
    write_figure(tmp_path / ".git", "PMC9__f")
    (tmp_path / "README.md").write_text("# Figures\n")
    (tmp_path / "about.md").write_text("---\ntitle: About\nlayout: page\n---\nText\n")
    (tmp_path / "PMC1_broken.md").write_text("---\nfigid: [\n---\n")
    found = list(read_records(tmp_path))
    assert [r.figid if isinstance(r, FigureRecord) else "broken" for r in found] == [
        "PMC1__f", "broken", "PMC2__f", "PMC3__f",
    ]  # fmt: skip


def test_a_missing_figid_is_the_files_name(tmp_path: Path) -> None:
    path = tmp_path / "PMC7__g.md"
    path.write_text("---\ncaption: MEK\n---\n")
    assert read_record(path).figid == "PMC7__g"


@pytest.mark.parametrize(
    "text", ["\ufeff---\r\nfigid: a\r\n---\r\nbody", "--- \nfigid: a\n...", "---\rfigid: a\r---\r"]
)
def test_line_ends_and_marks(text: str) -> None:
    record = pfocr.parse(text)
    assert record is not None and record.figid == "a"


@pytest.mark.skipif(not REAL, reason="../shared/records is not there")
def test_real_records_read_as_yaml_says() -> None:
    for path in REAL:
        record = read_record(path)
        front = pfocr.split_front_matter(path.read_text(encoding="utf-8")).yaml
        plain = yaml.load(front, yaml.BaseLoader)
        assert load_mapping(front) == plain
        assert list(record.keywords) == plain["schema-jsonld"]["keywords"]
        assert record.caption == plain["caption"] and record.figid == path.stem
    assert len(REAL) == 39
    assert sum(bool(read_record(path).words) for path in REAL) == 30


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufeff\u2028\u2029")
)
trees = st.recursive(words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4))


@given(
    st.dictionaries(words, trees, max_size=6), st.sampled_from([None, True, False]),
    st.sampled_from([None, "'", '"', "|", ">"]), st.booleans(), st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_the_event_reader_agrees_with_yaml(
    tree: dict, flow: bool | None, style: str | None, unicode: bool, nl: str
) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, default_style=style, allow_unicode=unicode, line_break=nl)
    if "&" in text:
        return  # PyYAML makes aliases of repeated objects; they have a test of their own
    assert load_mapping(text) == yaml.load(text, yaml.BaseLoader)
