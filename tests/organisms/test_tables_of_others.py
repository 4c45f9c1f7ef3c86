"""Tables of organisms that were taken from others name their source; diseases name their virus."""

from __future__ import annotations

import hashlib
import json

import pytest

from pfocr_norm import Normalizer
from pfocr_norm.organisms.rows import read_table
from pfocr_norm.organisms.tables import group_of
from pfocr_norm.vocabulary.location import data_folder

MANIFEST = json.loads((data_folder() / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", MANIFEST["organisms"], ids=lambda entry: str(entry["file"]))
def test_a_table_is_what_the_manifest_says(entry: dict[str, object]) -> None:
    content = (data_folder() / str(entry["file"])).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    source = entry["source"]
    assert isinstance(source, dict) and all(source[key] for key in ("name", "licence", "url", "version", "package"))


def test_tables_name_their_virus() -> None:
    for taxon, names in read_table("agents.tsv"):
        assert group_of(int(taxon)) == "virus"
        assert names == names.lower()


def test_a_disease_names_its_virus() -> None:
    record = {"caption": "In COVID-19 these act on lung cells.", "keywords": ["ORF3a", "ORF9b", "ACE2"]}
    found = {term.keyword: term.match for term in Normalizer().normalize(record).terms}
    assert found["ORF3a"] is not None and found["ORF3a"].taxon == 2697049
    assert found["ACE2"] is not None and found["ACE2"].curie == "hgnc:13557"
