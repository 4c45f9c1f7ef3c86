"""NCBI Taxonomy: more names of the organisms that figures are about."""

from __future__ import annotations

import io
from collections.abc import Iterator

from ....errors import SourceError
from ..base import OpenTable
from .base import Release, ReleaseFile

RELEASE = Release(
    key="taxonomy",
    name="NCBI Taxonomy",
    homepage="https://ftp.ncbi.nlm.nih.gov/pub/taxonomy/",
    licence="public domain",
    licence_url="https://www.ncbi.nlm.nih.gov/home/about/policies/",
    takes="synonyms, common names and misspellings of the organisms known",
    files=(
        ReleaseFile(
            "names",
            "https://ftp.ncbi.nlm.nih.gov/pub/taxonomy/taxdmp.zip",
            "https://ftp.ncbi.nlm.nih.gov/pub/taxonomy/taxdump_archive/taxdmp_{release}.zip",
            member="names.dmp",
        ),
    ),
    example="2025-07-01",
)
#: Kinds of names; authorities ("Mus musculus Linnaeus, 1758") and blast names ("rodents") are not names of one.
_KINDS = frozenset(
    ("synonym", "equivalent name", "genbank common name", "common name", "misspelling", "genbank synonym")
)


def parse(open_table: OpenTable) -> Iterator[tuple[int, str]]:
    """Yield taxon and name.

    Raises
    ------
    SourceError
        A line has not the four fields of ``names.dmp``.
    """
    found = False
    text = io.TextIOWrapper(open_table("names"), encoding="utf-8")
    for number, line in enumerate(text, 1):
        fields = [field.strip() for field in line.rstrip("\n").removesuffix("|").split("|")]
        if len(fields) < 4 or not fields[0].isdigit():
            raise SourceError(
                f"names.dmp: line {number} has {len(fields)} fields, expected 4 with a number first; the "
                "format has changed, adapt the source module"
            )
        found = True
        if fields[3] in _KINDS:
            yield int(fields[0]), fields[1]
    if not found:
        raise SourceError("names.dmp: no line in it; fetch it again")
