"""ChEBI's flat files: compounds and names."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator

from ....vocabulary.entry import Entry, Name
from ..base import OpenTable
from .base import Release, ReleaseFile, columns

_FLAT = "https://ftp.ebi.ac.uk/pub/databases/chebi/flat_files"
_OLDER = "https://ftp.ebi.ac.uk/pub/databases/chebi/archive/rel{release}/flat_files"

RELEASE = Release(
    key="chebi",
    name="ChEBI",
    homepage="https://www.ebi.ac.uk/chebi/downloads",
    licence="CC-BY-4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    takes="names and synonyms of the compounds that ChEBI's curators have checked, merged identifiers; no definitions",
    files=(
        ReleaseFile("compounds", f"{_FLAT}/compounds.tsv.gz", f"{_OLDER}/compounds.tsv.gz"),
        ReleaseFile("names", f"{_FLAT}/names.tsv.gz", f"{_OLDER}/names.tsv.gz"),
    ),
    prefix="chebi",
    example="245",
)
COMPOUNDS = ("id", "name", "parent_id", "ascii_name", "stars")
NAMES = ("compound_id", "name", "type", "language_code", "ascii_name")
#: Kinds of names that texts use; systematic names are not among them.
_KINDS = {"SYNONYM": "alias", "INN": "alias", "UNIPROT NAME": "alias", "BRAND NAME": "brand"}
_TAG = re.compile(r"</?(?:i|b|em|small|smallsub|smallsup|sub|sup|locant|stereo|ring|protein|element)\b[^>]*>", re.I)


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield the compounds of three stars; merged identifiers are their cross-references."""
    compounds: dict[str, str] = {}
    merged: dict[str, list[str]] = defaultdict(list)
    for identifier, name, parent, plain, stars in columns(
        open_table("compounds"), COMPOUNDS, table="chebi compounds", quoted=True
    ):
        if parent:
            merged[parent.removesuffix(".0")].append(f"chebi:{identifier}")
        elif stars.startswith("3") and name:
            compounds[identifier] = _plain(plain or name)
    names: dict[str, list[Name]] = defaultdict(list)
    for identifier, name, kind, language, plain in columns(
        open_table("names"), NAMES, table="chebi names", quoted=True
    ):
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


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())
