"""DrugBank's open vocabulary (CSV in a zip archive, CC0)."""

from __future__ import annotations

from collections.abc import Iterator

from ....vocabulary.entry import Entry, Name
from ..base import OpenTable, split
from ..drugbank import _status
from .base import Release, ReleaseFile, columns

RELEASE = Release(
    key="drugbank",
    name="DrugBank open vocabulary",
    homepage="https://go.drugbank.com/releases/latest#open-data",
    licence="CC0-1.0",
    licence_url="https://go.drugbank.com/releases/latest#open-data",
    takes="identifiers, common names, synonyms, CAS numbers",
    files=(
        ReleaseFile(
            "vocabulary",
            "https://go.drugbank.com/releases/latest/downloads/all-drugbank-vocabulary",
            "https://go.drugbank.com/releases/{release}/downloads/all-drugbank-vocabulary",
            member="*.csv",
            saved="drugbank*vocabulary*",
        ),
    ),
    prefix="drugbank",
    example="5-1-13",
    note="DrugBank closes its downloads at times: the vocabulary keeps what it has of it. A file that you have already "
    "is taken by `pfocr-norm data build --from FOLDER`.",
)
COLUMNS = ("DrugBank ID", "Common name", "CAS", "Synonyms")


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield the drugs."""
    rows = columns(open_table("vocabulary"), COLUMNS, table="drugbank vocabulary", delimiter=",", quoted=True)
    for identifier, name, cas, synonyms in rows:
        name = " ".join(name.split())
        others = (Name(text, _status(text, name), "drugbank") for text in split(synonyms, "|") if text != name)
        yield Entry(
            curie=f"drugbank:{identifier}",
            name=name,
            entity_type="drug",
            names=[Name(name, "approved", "drugbank"), *others],
            xrefs=[f"cas:{cas}"] if cas else [],
        )
