"""Locus tags and gene names of bacteria, out of annotated genomes and a metabolic model that packages carry."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from ...errors import SourceError
from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table
from .releases.base import MOD

SOURCE = SourceInfo(
    key="microbes",
    name="Annotated genomes of bacteria",
    version="B. subtilis 168 and S. aureus USA300 (2020), P. aeruginosa PAO1 (Pseudomonas Genome DB 22.1, 2023-09), "
    "Salmonella (BiGG iYS1720, 2018), M. tuberculosis H37Rv (2023)",
    licence="locus tags and gene names of public sequence records (INSDC: free and unrestricted)",
    licence_url="https://www.insdc.org/policy/",
    url="https://www.ncbi.nlm.nih.gov/datasets/genome/",
    takes="locus tags and gene names",
    tables=(
        Table("subtilis", "pymodulon", "pymodulon/data/objects/bsub_data.json.gz"),
        Table("aureus", "pymodulon", "pymodulon/data/objects/staph_data.json.gz"),
        Table("aeruginosa", "arvia", "arvia/data/genomes/Pseudomonas_aeruginosa_PAO1_107.gbk"),
        Table("salmonella", "cobra", "cobra/data/salmonella.xml.gz"),
        Table("tuberculosis", "mtbdb", "mtbdb/data/genes.json"),
    ),
)
TAXA = {"subtilis": 1423, "aureus": 1280, "aeruginosa": 287, "salmonella": 28901, "tuberculosis": 1773}

_QUALIFIER = re.compile(r'^ {21}/(gene|locus_tag)="([^"]+)"')
_PRODUCT = re.compile(r"<fbc:geneProduct [^>]*>")
_ATTRIBUTE = re.compile(r'fbc:(label|name)="([^"]*)"')
#: A gene's name in bacteria: dnaA, mprF1, esxA, clpP2.
_NAME = re.compile(r"[a-z]{2,4}[A-Z]{0,2}\d*[A-Za-z]?\d*$|(?:PE|PPE|PE_PGRS|mce|vap|maz|esx|mmp)[A-Za-z]*\d+[A-Za-z]?$")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes that have a name, and those of a locus tag that papers print (``Rv3133c``).

    Raises
    ------
    SourceError
        A table has no gene of the form known.
    """
    readers = {
        "subtilis": _modules, "aureus": _modules, "aeruginosa": _features, "salmonella": _model, "tuberculosis": _loci,
    }  # fmt: skip
    for key, taxon in TAXA.items():
        found = False
        try:
            for locus, symbol in readers[key](open_table, key):
                found = True
                yield _gene(locus, symbol, taxon)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SourceError(f"genome of {key}: not of the form known ({error!r})") from error
        if not found:
            raise SourceError(f"genome of {key}: no gene in it; its form has changed")


def _gene(locus: str, symbol: str, taxon: int) -> GeneEntry:
    symbol = symbol if symbol != locus and _NAME.match(symbol) else ""
    names = [Name(symbol, "approved", MOD), Name(locus, "alias", MOD)] if symbol else [Name(locus, "approved", MOD)]
    return GeneEntry(
        curie=f"ensembl:{locus}", name=symbol or locus, entity_type="gene", taxon=taxon, names=names, biotype="coding"
    )


def _modules(open_table: OpenTable, key: str) -> Iterator[tuple[str, str]]:
    with gzip.open(open_table(key)) as stream:
        table: Any = json.load(stream)["gene_table"]
    table = json.loads(table) if isinstance(table, str) else table
    tags = table.get("old_locus_tag", {})
    for locus, name in table["gene_name"].items():
        # BSU_00010 is BSU00010 in papers; a locus of the package's own making is none.
        plain = tags.get(locus) or re.sub(r"^(BSU)_(?=\d)", r"\1", locus)
        if name and str(name) != locus and re.match(r"BSU\d{5}$|USA300HOU_\d{4}$", plain):
            yield plain, str(name)


def _features(open_table: OpenTable, key: str) -> Iterator[tuple[str, str]]:
    name = ""
    for line in io.TextIOWrapper(open_table(key), encoding="utf-8", errors="replace"):
        if line.startswith("     gene "):
            name = ""
        match = _QUALIFIER.match(line)
        if match is not None and match[1] == "gene":
            name = match[2]
        elif match is not None and name is not None:
            yield match[2], name
            name = None  # type: ignore[assignment]


def _model(open_table: OpenTable, key: str) -> Iterator[tuple[str, str]]:
    with gzip.open(open_table(key), "rt", encoding="utf-8") as stream:
        for tag in _PRODUCT.findall(stream.read()):
            about = dict(_ATTRIBUTE.findall(tag))
            name = about.get("name", "")
            if re.match(r"STM\d{4}", about["label"]) and re.match(r"[A-Z][a-z]{2}[A-Z]?\d*$", name):
                yield about["label"], name[0].lower() + name[1:]


def _loci(open_table: OpenTable, key: str) -> Iterator[tuple[str, str]]:
    for name, about in json.load(open_table(key)).items():
        yield about["ID"], name
