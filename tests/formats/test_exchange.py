"""Results in the formats of other tools, read back by those tools where they are installed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from pfocr_norm import NormalizedRecord, Normalizer
from pfocr_norm.errors import RecordError
from pfocr_norm.formats.exchange import WRITERS, writer
from pfocr_norm.formats.exchange import gmt as sets
from pfocr_norm.formats.exchange.annotations import read_bioc, read_pubtator

FIGURES = [
    {
        "figid": "PMC1__f1", "figtitle": "Insulin signalling\tin muscle", "papertitle": "Glucose uptake in patients",
        "caption": "Insulin receptor (INSR) activates IRS1, PIK3CA, AKT1/2 and SLC2A4; metformin acts on AMPK.",
        "keywords": ["INSR", "IRS-1", "PIK3CA", "AKT1/2", "GLUT4", "AMPK", "metformin", "qqqzz"],
        "organisms_ner": ["Homo sapiens"], "number": "Figure 1", "year": 2024,
    },
    {
        "figid": "PMC2__f1", "figtitle": "Eye", "papertitle": "Drosophila eye development", "caption": "ey and so",
        "keywords": ["ey", "so"],
    },
]  # fmt: skip


@pytest.fixture(scope="module")
def results() -> list[NormalizedRecord]:
    normalizer = Normalizer()
    return [normalizer.normalize(figure) for figure in FIGURES]


def text(results: list[NormalizedRecord], format: str) -> str:
    return "".join(writer(format)(results))


def test_gene_sets(results: list[NormalizedRecord]) -> None:
    dropped = sets.Dropped()
    lines = list(sets.write(results, dropped=dropped))
    name, title, *genes = lines[0].rstrip("\n").split("\t")
    assert (name, title) == ("PMC1__f1", "Insulin signalling in muscle")
    # INSR, IRS1, PIK3CA, SLC2A4, and both genes of the list.
    assert genes == ["207", "208", "3643", "3667", "5290", "6517"]
    assert dropped.small == 1 and "1 figures with too few genes" in str(dropped)


def test_tiers_of_gene_sets(results: list[NormalizedRecord]) -> None:
    def of(tier: str) -> list[str]:
        return next(iter(sets.write(results, tier=tier, identifiers="symbol", least=1))).rstrip("\n").split("\t")[2:]

    strict, synonyms, families = of("strict"), of("synonyms"), of("families")
    assert "SLC2A4" not in strict and "SLC2A4" in synonyms
    assert set(synonyms) < set(families) and "PRKAA1" in families
    with pytest.raises(ValueError, match="choose from strict, synonyms, families"):
        of("loose")


def test_gene_sets_of_one_organism(results: list[NormalizedRecord]) -> None:
    dropped = sets.Dropped()
    lines = list(sets.write(results, organism=7227, least=1, dropped=dropped))
    assert [line.split("\t")[0] for line in lines] == ["PMC2__f1"]
    assert dropped.other_organism == 1


def test_a_set_has_the_genes_of_one_organism() -> None:
    normalizer = Normalizer()
    words = ["GAL4", "GAL80", "GAL1", "GAL7", "GAL10", "TP53", "EGFR"]
    figure = {
        "figid": "y", "papertitle": "Galactose in Saccharomyces cerevisiae", "figtitle": "Yeast grown on galactose",
        "caption": "GAL4, GAL80, GAL1, GAL7 and GAL10 of yeast beside human TP53 and human EGFR.",
        "keywords": words,
    }  # fmt: skip
    yeast = normalizer.normalize(figure, organism=["yeast", "human"])
    told = normalizer.normalize({"figid": "n", "caption": "", "keywords": words[-2:]})
    dropped = sets.Dropped()
    (line,) = sets.write([yeast], identifiers="symbol", dropped=dropped)
    assert line.rstrip("\n").split("\t")[2:] == ["GAL1", "GAL10", "GAL4", "GAL7", "GAL80"]
    assert dropped.genes_of_others == 2 and "2 genes of other organisms" in str(dropped)
    human = list(sets.write([told], organism=9606, identifiers="symbol", least=2))
    assert human == list(sets.write([told], identifiers="symbol", least=2)) == ["n\t\tEGFR\tTP53\n"]
    assert list(sets.write([told], organism=4932, least=1)) == []


def test_curation_table(results: list[NormalizedRecord]) -> None:
    rows = list(csv.DictReader(io.StringIO(text(results, "curation")), delimiter="\t"))
    assert (rows[0]["number"], rows[0]["year"], rows[0]["organisms"]) == ("Figure 1", "2024", "Homo sapiens")
    assert rows[0]["figtitle"] == FIGURES[0]["figtitle"]


def test_sssom_is_valid(results: list[NormalizedRecord], tmp_path: Path) -> None:
    parsers = pytest.importorskip("sssom.parsers")
    validators = pytest.importorskip("sssom.validators")
    path = tmp_path / "figures.sssom.tsv"
    path.write_text(text(results, "sssom"), encoding="utf-8")
    mappings = parsers.parse_sssom_table(path)
    assert set(mappings.df["object_id"]) >= {"hgnc:6091", "drugbank:DB00331"}
    validators.validate(mappings, fail_on_error=True)


def test_ssslm_is_read_back(results: list[NormalizedRecord], tmp_path: Path) -> None:
    ssslm = pytest.importorskip("ssslm")
    path = tmp_path / "names.ssslm.tsv"
    path.write_text(text(results, "ssslm"), encoding="utf-8")
    names = {(m.text, m.reference.curie) for m in ssslm.read_literal_mappings(path)}
    assert ("GLUT4", "hgnc:11009") in names
    own = Normalizer(extra=path).normalize({"keywords": ["GLUT4"], "caption": "human cells"})
    assert own.terms[0].match is not None and own.terms[0].match.curie == "hgnc:11009"


def test_pubtator_there_and_back(results: list[NormalizedRecord]) -> None:
    written = text(results, "pubtator")
    lines = written.split("\n")
    whole = lines[0].split("|t|")[1] + " " + lines[1].split("|a|")[1]
    rows = [line.split("\t") for line in lines[2 : lines.index("")]]
    assert rows and all(whole[int(row[1]) : int(row[2])] == row[3] for row in rows)
    assert [next(r for r in rows if r[3] == "INSR")[i] for i in (0, 5)] == ["PMC1__f1", "3643"]
    first, second = read_pubtator(io.StringIO(written))
    assert not isinstance(first, RecordError) and not isinstance(second, RecordError)
    assert first.papertitle == FIGURES[0]["papertitle"] and "IRS1" in first.keywords
    assert second.figid == "PMC2__f1"


def test_a_broken_document_does_not_stop_the_next() -> None:
    lines = ["1|t|Title", "1|a|Text", "1\tx\t3\tAKT1\tGene\t207", ""]
    lines += ["2|t|Other", "2\t0\t5\tOther\tGene\t1", "", "3|a|no"]
    broken, good, last = read_pubtator(lines, source="x.txt")
    assert "x.txt:3: is no line of PubTator" in str(broken) and "x.txt:8: the document has no title" in str(last)
    assert not isinstance(good, RecordError) and good.keywords == ("Other",)


def test_bioc_there_and_back(results: list[NormalizedRecord]) -> None:
    collection = json.loads(text(results, "bioc"))
    document = collection["documents"][0]
    whole = " ".join(p["text"] for p in document["passages"])
    for passage in document["passages"]:
        for annotation in passage["annotations"]:
            place = annotation["locations"][0]
            assert whole[place["offset"] : place["offset"] + place["length"]] == annotation["text"]
    records = list(read_bioc(json.dumps(collection)))
    assert [r.figid for r in records if not isinstance(r, RecordError)] == ["PMC1__f1", "PMC2__f1"]
    assert not isinstance(records[0], RecordError) and records[0].caption == FIGURES[0]["caption"]


@pytest.mark.parametrize("data", ["", "[]", '{"documents": [{"passages": 3}, 4]}', "[" * 100_000])
def test_broken_bioc_is_an_error(data: str) -> None:
    assert all(isinstance(item, RecordError) for item in read_bioc(data, source="x.json"))


def test_unknown_format() -> None:
    with pytest.raises(ValueError, match="choose from gmt, curation"):
        writer("docx")


@pytest.mark.parametrize("format", WRITERS)
def test_no_results_are_no_figures(format: str) -> None:
    assert "".join(writer(format)([])).count("PMC") == 0
