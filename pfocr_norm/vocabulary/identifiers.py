"""Identifiers as people write them: CURIEs, accessions with their version, addresses, bare numbers that are told."""

from __future__ import annotations

import re

#: Other names of a prefix, beside Bioregistry's.
SAME_PREFIX = {
    "fb": "flybase", "wb": "wormbase", "entrez": "ncbigene", "entrezgene": "ncbigene", "geneid": "ncbigene",
    "gene": "ncbigene", "ncbi.gene": "ncbigene", "ncbi": "ncbigene", "ncbi-geneid": "ncbigene", "locuslink": "ncbigene",
    "uniprotkb": "uniprot", "up": "uniprot", "swissprot": "uniprot", "swiss-prot": "uniprot", "sp": "uniprot",
    "ensembl.gene": "ensembl", "famplex": "fplx", "msh": "mesh", "pubchem": "pubchem.compound",
    "cid": "pubchem.compound", "chembl": "chembl.compound", "kegg": "kegg.compound",
}  # fmt: skip

_CURIE = re.compile(r"([A-Za-z][\w.\-]*)\s*:\s*(\S.*)")
_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:identifiers\.org|bioregistry\.io|n2t\.net)/([a-z][\w.\-]*)[/:](\S+)"
    r"|https?://purl\.obolibrary\.org/obo/([A-Za-z]+)_(\S+)", re.IGNORECASE,
)  # fmt: skip
#: Accessions whose form tells the database.
_FORMS = (
    (re.compile(r"ENS[A-Z]{0,6}G\d{11}"), "ensembl"),
    (re.compile(r"FBgn\d{7}"), "flybase"),
    (re.compile(r"WBGene\d{8}"), "wormbase"),
    (re.compile(r"DB\d{5}"), "drugbank"),
    (re.compile(r"ZDB-[A-Z]+-\d{6}-\d+"), "zfin"),
    (re.compile(r"CHEMBL\d+"), "chembl.compound"),
)
#: A form that gene symbols can have too (B3GAT1): looked up only when it is no name.
_UNIPROT = re.compile(r"[OPQ]\d[A-Z0-9]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z0-9]{2}\d){1,2}")
_VERSION = re.compile(r"\.\d+$")
_ISOFORM = re.compile(r"-\d+$")


def curie_of(text: str, *, bare: str | None = None) -> str | None:
    """Return the CURIE that a text is, or None.

    Parameters
    ----------
    text
        A CURIE with any of the usual prefixes, an accession, an address of identifiers.org.
    bare
        Prefix of numbers and accessions that do not tell theirs: ``ncbigene``.

    Examples
    --------
    >>> curie_of("HGNC:11998"), curie_of("ENSG00000141510.18"), curie_of("MGI:MGI:98834")
    ('hgnc:11998', 'ensembl:ENSG00000141510', 'mgi:98834')
    >>> curie_of("P04637"), curie_of("UniProtKB:P04637-2"), curie_of("FBgn0003996")
    ('uniprot:P04637', 'uniprot:P04637', 'flybase:FBgn0003996')
    >>> curie_of("7157"), curie_of("7157", bare="ncbigene"), curie_of("7157.0", bare="entrez")
    (None, 'ncbigene:7157', 'ncbigene:7157')
    >>> curie_of("https://identifiers.org/uniprot/P04637"), curie_of("TP53")
    ('uniprot:P04637', None)
    """
    text = text.strip()
    address = _ADDRESS.fullmatch(text)
    if address:
        text = f"{address[1] or address[3]}:{address[2] or address[4]}"
    curie = _CURIE.fullmatch(text) if ":" in text else None
    if curie:
        prefix, identifier = curie[1].lower(), curie[2]
        doubled = _CURIE.fullmatch(identifier)
        if doubled and doubled[1].lower() == prefix:  # MGI:MGI:98834, GO-style
            identifier = doubled[2]
        return _plain(SAME_PREFIX.get(prefix, prefix), identifier)
    for pattern, prefix in _FORMS:
        if pattern.fullmatch(_VERSION.sub("", text)):
            return _plain(prefix, text)
    if bare is not None and text:
        return _plain(SAME_PREFIX.get(bare.lower(), bare.lower()), text)
    return _plain("uniprot", text) if _UNIPROT.fullmatch(_ISOFORM.sub("", text)) else None


def _plain(prefix: str, identifier: str) -> str:
    """Return the CURIE without the version of its identifier."""
    if prefix in ("ensembl", "refseq", "ncbigene"):
        identifier = _VERSION.sub("", identifier)  # a spreadsheet writes 7157.0
    elif prefix == "uniprot":
        identifier = _VERSION.sub("", _ISOFORM.sub("", identifier)).upper()
    elif prefix in ("hgnc", "mgi", "rgd", "chebi"):
        identifier = identifier.upper().removeprefix(f"{prefix.upper()}_")
    return f"{prefix}:{identifier}"


def is_accession_only(text: str) -> bool:
    """Tell whether a text is an identifier by its form alone and could be a name as well.

    >>> is_accession_only("B3GAT1"), is_accession_only("uniprot:P04637"), is_accession_only("TP53")
    (True, False, False)
    """
    return _UNIPROT.fullmatch(_ISOFORM.sub("", text.strip())) is not None
