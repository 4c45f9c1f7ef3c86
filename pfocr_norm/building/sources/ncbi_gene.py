"""NCBI Gene: identifiers, symbols, aliases and other names, of two dates and two forms."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator

from ...errors import SourceError
from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, names, rows, split

_TESTDATA = "goatools/test_data/genes_NCBI_"

SOURCE = SourceInfo(
    key="ncbi_gene",
    name="NCBI Gene",
    version="human 2023-06-21, mouse and fly 2016-02-22",
    licence="public domain",
    licence_url="https://www.ncbi.nlm.nih.gov/home/about/policies/",
    url="https://ftp.ncbi.nlm.nih.gov/gene/DATA/GENE_INFO/",
    takes="NCBI Gene identifiers, symbols, aliases, other designations",
    tables=(
        Table("human", "danrerlib", "danrerlib/database/raw_data/Homo_sapiens.gene_info"),
        Table("mouse_coding", "goatools", f"{_TESTDATA}10090_ProteinCoding.py"),
        Table("mouse_all", "goatools", f"{_TESTDATA}10090_All.py"),
        Table("fly_coding", "goatools", f"{_TESTDATA}7227_ProteinCoding.py"),
    ),
)

GENE_INFO_COLUMNS = (
    "tax_id",
    "GeneID",
    "Symbol",
    "Synonyms",
    "dbXrefs",
    "description",
    "type_of_gene",
    "Other_designations",
)

# Database prefixes of dbXrefs that are kept, and what their CURIEs look like here.
_XREFS = {"HGNC:HGNC:": "hgnc:", "MGI:MGI:": "mgi:", "RGD:": "rgd:", "FLYBASE:": "flybase:", "Ensembl:": "ensembl:"}
_BIOTYPES = {"protein-coding": "coding", "pseudo": "pseudo", "ncRNA": "rna", "snoRNA": "rna", "tRNA": "rna"}

_JUNK = re.compile(
    r"""
    ^(?:hypothetical|uncharacterized|predicted|novel|unnamed|putative|similar\ to|product|probable)\b   # no name
    | \b(?:uncharacterized|hypothetical)\ protein\b | gene\ product\ from\ transcript
    | ^(?:protein|gene|receptor|enzyme|unknown|polypeptide|isoform|precursor|pseudogene|homolog)$
    | epididymis\ (?:secretory|luminal|tissue)\ (?:sperm\ binding\ )?protein       # numbered finds of one screen
    | ^HEL-?S?-\d | ^(?:cDNA|RIKEN\ cDNA|expressed\ sequence|clone|full-length)\b
    | \bLOC\d | ^(?!C[GR]\d)[A-Z]{1,2}_?\d{5,8}(?:\.\d+)?$ | ^[NX][MPR]_\d+
    | (?:^|\s)(?:CG\d+|[A-Za-z0-9()-]+)-P[A-Z]$                                    # fly polypeptides: CG3038-PA
    | ^Dmel[_\\ ] | ^Dmel$
    """,
    re.VERBOSE,
)

_DMEL = re.compile(r"^Dmel[_\\](C[GR]\d+)$")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes of all tables: human (2023), mouse and fly (2016).

    Raises
    ------
    SourceError
        A column or field is missing or was renamed.
    """
    yield from parse_gene_info(open_table, "human")
    seen: set[str] = set()
    for key in ("mouse_coding", "mouse_all", "fly_coding"):
        for entry in parse_records(open_table, key, biotype="coding" if key.endswith("coding") else ""):
            if entry.curie not in seen:
                seen.add(entry.curie)
                yield entry


def parse_gene_info(open_table: OpenTable, key: str) -> Iterator[GeneEntry]:
    """Yield the genes of a `gene_info` file, of whatever organisms it holds."""
    for row in rows(open_table(key), GENE_INFO_COLUMNS, table=f"gene_info of {key}"):
        taxon, identifier, symbol, synonyms, dbxrefs, description, kind, others = row
        if kind == "biological-region" or symbol == "NEWENTRY":
            continue
        xrefs = []
        for item in _list(dbxrefs, "|"):
            for prefix, curie in _XREFS.items():
                if item.startswith(prefix):
                    xrefs.append(curie + item.removeprefix(prefix))
        yield _gene(
            int(taxon),
            identifier,
            symbol,
            _list(synonyms, "|"),
            [*_list(description, "\n"), *_list(others, "|")],
            biotype=_BIOTYPES.get(kind, "other"),
            xrefs=xrefs,
        )


def parse_records(open_table: OpenTable, key: str, *, biotype: str = "") -> Iterator[GeneEntry]:
    """Yield the genes of a table kept as Python source, one record a line, read as literals and never run."""
    found = False
    for number, line in enumerate(io.TextIOWrapper(open_table(key), encoding="utf-8"), 1):
        if ": NtData(" not in line:
            continue
        found = True
        record = _record(line, table=key, number=number)
        try:
            taxon, identifier = int(record["tax_id"]), str(int(record["GeneID"]))
            symbol, aliases = str(record["Symbol"]), str(record["Aliases"])
            others = [str(record["description"]), *str(record["other_designations"]).split("|")]
        except KeyError as error:
            raise SourceError(f"genes of {key}: line {number} has no field {error}") from error
        yield _gene(taxon, identifier, symbol, split(aliases, ", "), others, biotype=biotype, xrefs=[])
    if not found:
        raise SourceError(f"genes of {key}: no records of the known form `id : NtData(...)`")


def _gene(
    taxon: int, identifier: str, symbol: str, aliases: list[str], others: list[str], *, biotype: str, xrefs: list[str]
) -> GeneEntry:
    # NCBI writes a fly gene's annotation number as Dmel_CG15793 or Dmel\CG15793; texts write CG15793.
    aliases = [match[1] if (match := _DMEL.search(text)) else text for text in aliases]
    keep = [text for text in dict.fromkeys(aliases) if text != symbol and not _JUNK.search(text)]
    titles = [title for text in others for title in split(text, ";") if not _JUNK.search(title)]
    return GeneEntry(
        curie=f"ncbigene:{identifier}",
        name=symbol,
        entity_type="gene",
        taxon=taxon,
        names=[
            Name(symbol, "approved", "ncbi_gene"),
            *names(keep, "alias", "ncbi_gene"),
            *names((text for text in titles if text != symbol), "full_name", "ncbi_gene"),
        ],
        xrefs=xrefs,
        biotype=biotype,
    )


def _list(field: str, separator: str) -> list[str]:
    return [] if field == "-" else split(field, separator)


def _record(line: str, *, table: str, number: int) -> dict[str, str | int]:
    """Read `12345 : NtData(tax_id=7227, Symbol='Dsor1', …),` as literals.

    >>> _record("1 : NtData(Symbol='A1BG', GeneID=1),", table="demo", number=1)
    {'Symbol': 'A1BG', 'GeneID': 1}
    """
    call = line.partition(":")[2].strip().rstrip(",")
    try:
        node = ast.parse(call, mode="eval").body
        if not isinstance(node, ast.Call):
            raise ValueError("no call")
        return {item.arg: ast.literal_eval(item.value) for item in node.keywords if item.arg is not None}
    except (SyntaxError, ValueError) as error:
        raise SourceError(f"genes of {table}: line {number} is not a record: {error}") from error
