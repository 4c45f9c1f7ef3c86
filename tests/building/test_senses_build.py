"""The file of other senses: what its readers take, how entries of one name become one."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pfocr_norm.building.senses import compile_to, merge
from pfocr_norm.building.sources import mesh, ontologies
from pfocr_norm.errors import SourceError
from pfocr_norm.vocabulary.entry import Entry, Name
from pfocr_norm.vocabulary.reader import Lexicon


def entry(curie: str, name: str, kind: str, *aliases: str) -> Entry:
    return Entry(curie, name, kind, names=[Name(name, "approved", "s"), *(Name(a, "alias", "s") for a in aliases)])


def test_headings_by_their_trees() -> None:
    rows = ("D1\tHearts\tHeart\tA07.541\t", "D2\tKinases\t\tD08.811\t", "D3\tFevers\tFever\tC23.888\t")
    found = list(mesh.parse_senses(lambda _: io.BytesIO("\n".join(rows).encode())))
    assert [(e.curie, e.entity_type, e.names[1].text) for e in found] == [
        ("mesh:D1", "tissue", "Heart"),
        ("mesh:D3", "disease", "Fever"),
    ]


def test_terms_of_an_ontology() -> None:
    zstandard = pytest.importorskip("zstandard")
    terms = {
        "CL:0000001": {"label": "round cell", "synonyms": ["globular  cell", "x" * 99], "deprecated": False},
        "CL:0000002": {"label": "gone", "deprecated": True},
        "UBERON:1": {"label": "elsewhere", "deprecated": False},
    }
    packed = zstandard.ZstdCompressor().compress(json.dumps(terms).encode())
    (cell,) = ontologies.parse(ontologies.CELLS)(lambda _: io.BytesIO(packed))
    assert (cell.curie, cell.entity_type, [n.text for n in cell.names]) == (
        "cl:0000001", "cell", ["round cell", "globular cell"],
    )  # fmt: skip
    with pytest.raises(SourceError, match="unpacked"):
        list(ontologies.parse(ontologies.CELLS)(lambda _: io.BytesIO(b"no")))


def test_processes_and_components() -> None:
    terms = [
        {"id": "GO:1", "name": "cell death", "namespace": "biological_process", "synonyms": ["dying", "end of cells"]},
        {"id": "GO:2", "name": "regulation of cell death", "namespace": "biological_process"},
        {"id": "GO:3", "name": "big complex", "namespace": "cellular_component"},
        {"id": "GO:4", "name": "binding", "namespace": "molecular_function"},
    ]
    (process,) = ontologies.parse_go(lambda _: io.BytesIO(json.dumps(terms).encode()))
    assert (process.curie, [n.text for n in process.names]) == ("go:1", ["cell death", "end of cells"])
    with pytest.raises(SourceError, match="list"):
        list(ontologies.parse_go(lambda _: io.BytesIO(b"{}")))


def test_entries_of_one_name_are_one(tmp_path: Path) -> None:
    merged = merge(
        [
            entry("mesh:D1", "Arthritis", "disease", "Joint Inflammation", "Joint Inflammations", "JI"),
            entry("mondo:2", "joint inflammation", "disease", "inflamed joint"),
            entry("uberon:3", "joint", "tissue", "arthritis"),
        ]
    )
    assert [(e.curie, e.xrefs, [n.text for n in e.names]) for e in merged] == [
        ("mesh:D1", ["mondo:2"], ["Arthritis", "Joint Inflammation", "inflamed joint"]),
        ("uberon:3", [], ["joint"]),
    ]
    part = compile_to(tmp_path, merged, (), "1")
    lexicon = Lexicon.open(tmp_path / "senses.pnv")
    (hit,) = lexicon.hits("inflamedjoint")
    assert lexicon.concept(hit.concept).entity_type == "disease"
    assert json.loads((tmp_path / "manifest.json").read_text())["senses"] == part
