"""UniProt accessions find their gene by identifier, by symbol, by an alias of one gene; never by guess."""

from __future__ import annotations

import io

import pytest

from pfocr_norm.errors import SourceError
from pfocr_norm.lexicon.entry import Name
from pfocr_norm.lexicon.merge_genes import Genes
from pfocr_norm.lexicon.merge_proteins import add_proteins
from pfocr_norm.lexicon.sources import uniprot
from pfocr_norm.lexicon.sources.base import GeneEntry

TABLE = """\
Entry\tGene names  (primary )\tEntry name\tCross-reference (RGD)\tCross-reference (MGI)
P31750\tAkt1\tAKT1_MOUSE\t\tMGI:87986;
P84244\tH3f3a; H3f3b\tH33_MOUSE\t\tMGI:1097686;MGI:1101768;
P99999\tKras2\tDEMO1_MOUSE\t\t
P99998\tp38\tDEMO2_MOUSE\t\t
P31749\tAKT1\tAKT1_HUMAN\t\t
P47196\tAkt1\tAKT1_RAT\t2081;\t
"""


def proteins(text: str) -> list[GeneEntry]:
    return list(uniprot.parse(lambda _: io.BytesIO(text.encode())))


def gene(curie: str, symbol: str, *aliases: str) -> GeneEntry:
    names = [Name(symbol, "approved", "mgi"), *(Name(alias, "alias", "mgi") for alias in aliases)]
    return GeneEntry(curie, symbol, "gene", 10090, names)


def test_human_is_left_to_hgnc_and_identifiers_become_curies():
    got = proteins(TABLE)
    assert "uniprot:P31749" not in [p.curie for p in got]
    assert [p.xrefs for p in got if p.curie == "uniprot:P47196"] == [["rgd:2081"]]


def test_a_protein_finds_its_gene_or_none():
    genes = Genes(10090)
    mouse = [
        gene("mgi:87986", "Akt1"), gene("mgi:1097686", "H3f3a"), gene("mgi:1101768", "H3f3b"),
        gene("mgi:96680", "Kras", "Kras2"), gene("mgi:1346865", "Mapk14", "p38"), gene("mgi:2385119", "Aimp2", "p38"),
    ]  # fmt: skip
    for entry in mouse:
        genes.add(entry)
    assert add_proteins(genes, [p for p in proteins(TABLE) if p.taxon == 10090]) == 3
    found = {entry.name: [x for x in entry.xrefs if x.startswith("uniprot:")] for entry in mouse}
    assert found == {
        "Akt1": ["uniprot:P31750"], "H3f3a": ["uniprot:P84244"], "H3f3b": ["uniprot:P84244"],
        "Kras": ["uniprot:P99999"], "Mapk14": [], "Aimp2": [],
    }  # fmt: skip


def test_a_renamed_column_is_named():
    with pytest.raises(SourceError, match="Gene names"):
        proteins(TABLE.replace("Gene names", "Genes"))
