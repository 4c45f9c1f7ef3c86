"""ChEBI's flat files: compounds and names."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ....vocabulary.entry import Entry, Name
from ..base import OpenTable
from .base import Release, ReleaseFile, columns

_FLAT = "https://ftp.ebi.ac.uk/pub/databases/chebi/flat_files"
_OLDER = "https://ftp.ebi.ac.uk/pub/databases/chebi/archive/rel{release}/flat_files"
# Until release 244 the files lay in another folder, and their columns had other names.
_OLDEST = "https://ftp.ebi.ac.uk/pub/databases/chebi/archive/rel{release}/Flat_file_tab_delimited"

RELEASE = Release(
    key="chebi",
    name="ChEBI",
    homepage="https://www.ebi.ac.uk/chebi/downloads",
    licence="CC-BY-4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    takes="names and synonyms of the compounds that ChEBI's curators have checked, merged identifiers; no definitions",
    files=(
        ReleaseFile(
            "compounds",
            f"{_FLAT}/compounds.tsv.gz",
            f"{_OLDER}/compounds.tsv.gz",
            archives=(f"{_OLDEST}/compounds.tsv.gz",),
        ),
        ReleaseFile("names", f"{_FLAT}/names.tsv.gz", f"{_OLDER}/names.tsv.gz", archives=(f"{_OLDEST}/names.tsv.gz",)),
    ),
    prefix="chebi",
    example="245",
)
COMPOUNDS = ("id", "name", "parent_id", "ascii_name", "stars")
NAMES = ("compound_id", "name", "type", "language_code", "ascii_name")
#: The same columns until release 244; the last of each there is none of: the plain name is the name.
_COMPOUNDS_BEFORE = ("ID", "NAME", "PARENT_ID", "NAME", "STAR")
_NAMES_BEFORE = ("COMPOUND_ID", "NAME", "TYPE", "LANGUAGE", "NAME")
#: Kinds of names that texts use; systematic names are not among them.
_KINDS = {"SYNONYM": "alias", "INN": "alias", "UNIPROT NAME": "alias", "BRAND NAME": "brand"}
_TAG = re.compile(r"</?(?:i|b|em|small|smallsub|smallsup|sub|sup|locant|stereo|ring|protein|element)\b[^>]*>", re.I)


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield the compounds of three stars; merged identifiers are their cross-references."""
    compounds: dict[str, str] = {}
    merged: dict[str, list[str]] = defaultdict(list)
    for identifier, name, parent, plain, stars in _rows(open_table, "compounds", COMPOUNDS, _COMPOUNDS_BEFORE):
        if parent not in ("", "null"):
            merged[parent.removesuffix(".0")].append(f"chebi:{identifier}")
        elif stars.startswith("3") and name not in ("", "null"):
            compounds[identifier] = _plain(plain or name)
    names: dict[str, list[Name]] = defaultdict(list)
    for identifier, name, kind, language, plain in _rows(open_table, "names", NAMES, _NAMES_BEFORE):
        if kind in _KINDS and identifier in compounds and language in ("en", "la", ""):
            text = _plain(plain or name)
            if text != compounds[identifier]:
                names[identifier].append(Name(text, _KINDS[kind], "chebi"))
    for identifier, label in compounds.items():
        yield Entry(
            curie=f"chebi:{identifier}",
            name=label,
            entity_type="chemical",
            names=[Name(label, "approved", "chebi"), *names[identifier]],
            xrefs=merged[identifier],
        )


def _rows(open_table: OpenTable, key: str, now: Sequence[str], before: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows of a table, whose columns may have the names of older releases."""
    with open_table(key) as stream:
        older = stream.readline().startswith(b"ID\t")
    return columns(open_table(key), before if older else now, table=f"chebi {key}", quoted=not older)


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())
