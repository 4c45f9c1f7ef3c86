"""What a source hands to the builder: one entry per concept, with names and cross-references."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Status of a name, strongest first. A withdrawn symbol points to its successor.
STATUSES = ("approved", "full_name", "previous", "alias", "brand", "salt", "withdrawn", "text")

#: Entity types; ``protein`` is a group of gene products without known members (actins, chemokines).
#: The last ones are senses that are no gene and no substance.
ENTITY_TYPES = (
    "gene", "family", "complex", "chemical", "drug", "role", "disease", "protein",
    "cell", "tissue", "structure", "process", "method", "measure", "organism",
)  # fmt: skip


@dataclass(slots=True)
class Name:
    """One name of a concept, with where it comes from: ``Name("MEK1", "alias", "hgnc")``."""

    text: str
    status: str
    source: str


@dataclass(slots=True)
class Entry:
    """One concept of one source, before entries of the same thing are merged.

    Attributes
    ----------
    curie
        Primary CURIE with Bioregistry's lower-case prefix: ``hgnc:6840``, ``flybase:FBgn0010269``,
        ``ncbigene:855625``, ``mgi:1346866``, ``rgd:…``, ``zfin:ZDB-GENE-…``, ``wormbase:WBGene…``,
        ``ensembl:ENSSSCG…``, ``fplx:MEK``, ``drugbank:DB00675``, ``chebi:41774``, ``mesh:D013629``.
    name
        Preferred label: approved symbol, drug name.
    entity_type
        One of ENTITY_TYPES.
    taxon
        NCBI Taxonomy id; None for chemicals. FamPlex families are 9606.
    names
        Every name, the preferred label included (status ``approved``).
    xrefs
        CURIEs of the same thing in other databases.
    members
        CURIEs of direct members (families, complexes), or of direct parents' children for roles.
    orthologs
        Keys of ortholog groups (``homologene:20``) or CURIEs of orthologs of other organisms.
    forms
        Of a substance: the ``chebi:`` CURIEs of its forms (acid and anions, anomers, tautomers, the stereoisomers that
        its name leaves open), each with ChEBI's name of it; the substance itself first.
    """

    curie: str
    name: str
    entity_type: str
    taxon: int | None = None
    names: list[Name] = field(default_factory=list)
    xrefs: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    orthologs: list[str] = field(default_factory=list)
    forms: list[tuple[str, str]] = field(default_factory=list)
