"""MeSH descriptors and supplementary records, as the National Library of Medicine's XML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, iterparse

from ....errors import SourceError
from ....vocabulary.entry import Entry, Name
from ..base import OpenTable, names
from ..mesh import _descriptor_kind, _supplementary_kind, straight
from .base import Release, ReleaseFile

_MESH = "https://nlmpubs.nlm.nih.gov/projects/mesh"

RELEASE = Release(
    key="mesh",
    name="Medical Subject Headings",
    homepage="https://www.nlm.nih.gov/databases/download/mesh.html",
    licence="public domain (terms of the National Library of Medicine)",
    licence_url="https://www.nlm.nih.gov/databases/download/terms_and_conditions_mesh.html",
    takes="headings and entry terms of trees C and D, supplementary records of chemicals and diseases, CAS numbers; no "
    "scope notes",
    files=(
        ReleaseFile(
            "descriptors",
            f"{_MESH}/MESH_FILES/xmlmesh/desc{{release}}.gz",
            f"{_MESH}/{{release}}/xmlmesh/desc{{release}}.gz",
        ),
        ReleaseFile(
            "supplementary",
            f"{_MESH}/MESH_FILES/xmlmesh/supp{{release}}.gz",
            f"{_MESH}/{{release}}/xmlmesh/supp{{release}}.gz",
        ),
    ),
    prefix="mesh",
    latest=(f"{_MESH}/MESH_FILES/xmlmesh/", r"desc(20\d\d)"),
    example="2025",
    glob="20[0-9][0-9]",
)
_CAS = re.compile(r"\d{2,7}-\d{2}-\d$")


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield chemicals, roles (actions and classes) and diseases."""
    trees: dict[str, list[str]] = {}
    found: list[tuple[str, list[str], list[str]]] = []
    below: dict[str, int] = defaultdict(int)
    for record in _records(open_table("descriptors"), "DescriptorRecord", table="mesh descriptors"):
        identifier, labels, numbers = _record(record, "Descriptor", table="mesh descriptors")
        trees[identifier] = [node.text or "" for node in record.iterfind("TreeNumberList/TreeNumber")]
        found.append((identifier, labels, numbers))
        for tree in trees[identifier]:
            while "." in tree:
                tree = tree.rpartition(".")[0]
                below[tree] += 1
    for identifier, labels, numbers in found:
        kind = _descriptor_kind(trees[identifier], below)
        if kind:
            yield _entry(identifier, labels, kind, numbers)
    for record in _records(open_table("supplementary"), "SupplementalRecord", table="mesh supplementary records"):
        identifier, labels, numbers = _record(record, "SupplementalRecord", table="mesh supplementary records")
        headings = [
            (node.text or "").lstrip("*")
            for node in record.iterfind("HeadingMappedToList/HeadingMappedTo/DescriptorReferredTo/DescriptorUI")
        ]
        kind = _supplementary_kind(labels[0], [trees.get(item, []) for item in headings])
        if kind:
            yield _entry(identifier, labels, kind, numbers)


def _records(stream: BinaryIO, tag: str, *, table: str) -> Iterator[Element]:
    seen = False
    try:
        root: Element | None = None
        for event, node in iterparse(stream, events=("start", "end")):
            if root is None:
                root = node
            if event == "end" and node.tag == tag:
                seen = True
                yield node
                root.clear()
    except ParseError as error:
        raise SourceError(f"{table}: not the XML that it should be ({error}); fetch it again") from error
    if not seen:
        raise SourceError(f"{table}: no {tag} in it; the format of the release has changed, adapt the source module")


def _record(record: Element, kind: str, *, table: str) -> tuple[str, list[str], list[str]]:
    """Return identifier, labels (the heading first) and CAS numbers."""
    identifier, label = record.findtext(f"{kind}UI"), record.findtext(f"{kind}Name/String")
    if not identifier or not label:
        raise SourceError(f"{table}: a record without {kind}UI or {kind}Name; the format of the release has changed")
    labels = {" ".join(label.split()): None}
    for node in record.iterfind("ConceptList/Concept/TermList/Term/String"):
        labels[" ".join((node.text or "").split())] = None
    numbers = [node.text or "" for node in record.iterfind("ConceptList/Concept/RegistryNumber")]
    numbers += [node.text or "" for node in record.iterfind("ConceptList/Concept/RegistryNumberList/RegistryNumber")]
    return identifier, [text for text in labels if text], [text for text in numbers if _CAS.match(text)]


def _entry(identifier: str, labels: list[str], kind: str, numbers: list[str]) -> Entry:
    return Entry(
        curie=f"mesh:{identifier}",
        name=labels[0],
        entity_type=kind,
        names=[Name(labels[0], "approved", "mesh"), *names(straight(labels)[1:], "alias", "mesh")],
        xrefs=[f"cas:{number}" for number in dict.fromkeys(numbers)],
    )
