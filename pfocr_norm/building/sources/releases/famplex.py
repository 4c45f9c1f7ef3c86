"""FamPlex's CSV tables, as its repository has them."""

from __future__ import annotations

from collections.abc import Iterator

from ....errors import SourceError
from ....vocabulary.entry import Entry
from ..base import OpenTable
from ..famplex import parse as parse_tables
from .base import Release, ReleaseFile

_MAIN = "https://raw.githubusercontent.com/sorgerlab/famplex/master"
_TAG = "https://raw.githubusercontent.com/sorgerlab/famplex/{release}"

RELEASE = Release(
    key="famplex",
    name="FamPlex",
    homepage="https://github.com/sorgerlab/famplex",
    licence="CC0-1.0",
    licence_url="https://github.com/sorgerlab/famplex/blob/master/LICENSE",
    takes="families and complexes, their members, and the names that texts use",
    files=tuple(
        ReleaseFile(key, f"{_MAIN}/{name}.csv", f"{_TAG}/{name}.csv")
        for key, name in (
            ("entities", "entities"),
            ("relations", "relations"),
            ("grounding", "grounding_map"),
            ("equivalences", "equivalences"),
        )
    ),
    prefix="fplx",
    example="v1.0.0",
)


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield families and complexes, then names for concepts of other sources."""
    entries = list(parse_tables(open_table))
    if not any(entry.members for entry in entries):
        # Its tables have no headers, and that of the families has one column: any text would do.
        raise SourceError(
            "famplex: no family has a member; the files do not belong together, or their form has changed"
        )
    yield from entries
