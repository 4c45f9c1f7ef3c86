"""FlyBase's precomputed files: synonyms, annotation symbols, accessions, the gene map, human orthologs."""

from __future__ import annotations

from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable, names, split
from .base import MOD, Release, ReleaseFile, columns

_FILES = "https://s3ftp.flybase.org/releases/FB{release}/precomputed_files"
#: Methods of DIOPT that must agree on an ortholog; pairs of fewer are often paralogs.
METHODS = 7

RELEASE = Release(
    key="flybase",
    name="FlyBase",
    homepage="https://flybase.org/downloads/bulkdata",
    licence="CC-BY-4.0",
    licence_url="https://wiki.flybase.org/wiki/FlyBase:About",
    takes="symbols, full names and synonyms of D. melanogaster, CG numbers, NCBI Gene and UniProt identifiers, human "
    "orthologs",
    files=(
        ReleaseFile("synonyms", f"{_FILES}/synonyms/fb_synonym_fb_{{release}}.tsv.gz"),
        ReleaseFile("annotation", f"{_FILES}/genes/fbgn_annotation_ID_fb_{{release}}.tsv.gz"),
        ReleaseFile("accessions", f"{_FILES}/genes/fbgn_NAseq_Uniprot_fb_{{release}}.tsv.gz"),
        ReleaseFile("map", f"{_FILES}/genes/gene_map_table_fb_{{release}}.tsv.gz"),
        ReleaseFile("orthologs", f"{_FILES}/orthologs/dmel_human_orthologs_disease_fb_{{release}}.tsv.gz"),
    ),
    prefix="flybase",
    latest=("https://s3ftp.flybase.org/releases/", r"FB(\d{4}_\d{2})"),
    example="2025_04",
)

SYNONYMS = (
    "primary_FBid", "organism_abbreviation", "current_symbol", "current_fullname", "fullname_synonym*",
    "symbol_synonym*",
)  # fmt: skip
ANNOTATION = ("organism_abbreviation", "primary_FBgn#", "annotation_ID", "secondary_annotation_ID*")
ACCESSIONS = ("primary_FBgn#", "UniprotKB/Swiss-Prot/TrEMBL_accession", "EntrezGene_ID")
MAP = ("organism_abbreviation", "primary_FBid", "sequence_loc")
ORTHOLOGS = ("Dmel_gene_ID", "Human_gene_HGNC_ID", "DIOPT_score")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes of *D. melanogaster*; those without a place in the genome have biotype ``other``."""
    genes: dict[str, GeneEntry] = {}
    for fbgn, organism, symbol, title, titles, symbols in columns(open_table("synonyms"), SYNONYMS, table="fb_synonym"):
        if organism != "Dmel" or not fbgn.startswith("FBgn"):
            continue
        genes[fbgn] = GeneEntry(
            curie=f"flybase:{fbgn}",
            name=symbol,
            entity_type="gene",
            taxon=7227,
            names=[
                Name(symbol, "approved", MOD),
                *names(split(title, "\n") + split(titles, "|"), "full_name", MOD),
                *names(split(symbols, "|"), "alias", MOD),
            ],
            biotype="other",
        )
    for organism, fbgn, current, older in columns(open_table("annotation"), ANNOTATION, table="fbgn_annotation_ID"):
        if organism == "Dmel" and fbgn in genes:
            genes[fbgn].names += names([*split(current, ","), *split(older, ",")], "alias", MOD)
    for fbgn, uniprot, ncbi in columns(open_table("accessions"), ACCESSIONS, table="fbgn_NAseq_Uniprot"):
        if fbgn in genes:
            xrefs = genes[fbgn].xrefs
            for prefix, identifier in (("ncbigene", ncbi), ("uniprot", uniprot)):
                if identifier and f"{prefix}:{identifier}" not in xrefs:
                    xrefs.append(f"{prefix}:{identifier}")
    for organism, fbgn, place in columns(open_table("map"), MAP, table="gene_map_table"):
        if organism == "Dmel" and place and fbgn in genes:
            genes[fbgn].biotype = ""
    for fbgn, human, score in columns(open_table("orthologs"), ORTHOLOGS, table="dmel_human_orthologs_disease"):
        if fbgn in genes and human.startswith("HGNC:") and score.isdigit() and int(score) >= METHODS:
            genes[fbgn].orthologs.append(human.lower())
    yield from genes.values()
