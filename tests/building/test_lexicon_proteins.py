"""UniProt accessions find their gene by identifier, by symbol, by an alias of one gene; never by guess."""

from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest

from pfocr_norm.building.merge_genes import Genes
from pfocr_norm.building.merge_proteins import add_former, add_proteins
from pfocr_norm.building.sources import uniprot
from pfocr_norm.building.sources.base import GeneEntry
from pfocr_norm.errors import SourceError
from pfocr_norm.vocabulary.entry import Name

TABLE = """\
Entry\tGene names  (primary )\tEntry name\tCross-reference (RGD)\tCross-reference (MGI)
P31750\tAkt1\tAKT1_MOUSE\t\tMGI:87986;
P84244\tH3f3a; H3f3b\tH33_MOUSE\t\tMGI:1097686;MGI:1101768;
P99999\tKras2\tDEMO1_MOUSE\t\t
P99998\tp38\tDEMO2_MOUSE\t\t
P31749\tAKT1\tAKT1_HUMAN\t\t
P47196\tAkt1\tAKT1_RAT\t2081;\t
"""


def packed(names: dict[str, str]) -> bytes:
    """The newer release: accession to entry name, as JSON in a zstd frame."""
    table = {f"uniprot:{accession}": {"label": name, "deprecated": False} for accession, name in names.items()}
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(json.dumps(table).encode())
    return sink.getvalue().to_pybytes()


def proteins(text: str, current: dict[str, str] | None = None) -> list[GeneEntry]:
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    known = {row[0]: row[2] for row in rows} if current is None else current
    tables = {"entries": text.encode(), "current": packed(known)}
    return list(uniprot.parse(lambda key: io.BytesIO(tables[key])))


def gene(curie: str, symbol: str, *aliases: str) -> GeneEntry:
    names = [Name(symbol, "approved", "mgi"), *(Name(alias, "alias", "mgi") for alias in aliases)]
    return GeneEntry(curie, symbol, "gene", 10090, names)


def test_identifiers_become_curies_and_accessions_that_are_gone_are_left_out():
    got = proteins(TABLE, {"P47196": "AKT1_RAT", "Q00001": "NEW1_RAT", "Q00002": "Y123_RAT", "Q00003": "RL2_ODDXX"})
    assert [(p.curie, p.name, [(n.text, n.status) for n in p.names]) for p in got] == [
        ("uniprot:P47196", "Akt1", [("Akt1", "approved"), ("AKT1", "text")]),
        ("uniprot:Q00001", "", [("NEW1", "text")]),
        ("uniprot:Q00002", "", []),
    ]
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


def organism(taxon: int, *entries: GeneEntry) -> Genes:
    genes = Genes(taxon)
    for entry in entries:
        genes.add(entry)
    return genes


def accessions(genes: Genes) -> dict[str, list[str]]:
    return {gene.name: [x for x in gene.xrefs if x.startswith("uniprot:")] for gene in genes}


def table(*lines: str) -> list[GeneEntry]:
    return proteins("\n".join([TABLE.partition("\n")[0], *(f"{line}\t\t" for line in lines)]))


def test_case_tells_fly_genes_apart():
    fly = organism(7227, gene("flybase:FBgn0034136", "DAT"), gene("flybase:FBgn0019643", "Dat"))
    add_proteins(fly, table("Q7K4Y6\tDAT\tDAT_DROME", "Q94521\tDat\tDNAT_DROME", "X00001\tdat\tDEMO_DROME"))
    assert accessions(fly) == {"DAT": ["uniprot:Q7K4Y6"], "Dat": ["uniprot:Q94521"]}


def test_other_strains_of_yeast_have_the_genes_of_the_reference_strain():
    got = table("Q03818\tATG16\tATG16_YEAST", "A6ZML8\tATG16\tATG16_YEAS7", "O23530\tSNC1\tSNC1_ARATH")
    assert [protein.taxon for protein in got] == [559292, 559292, 3702]
    yeast = organism(559292, gene("sgd:S000004769", "ATG16"))
    add_proteins(yeast, got[:2])
    assert accessions(yeast) == {"ATG16": ["uniprot:Q03818", "uniprot:A6ZML8"]}


def test_genes_that_only_uniprot_has():
    def fission() -> Genes:
        return organism(4896, gene("ncbigene:2542607", "cdc25"))

    found = table("P40381\tswi6\tSWI6_SCHPO", "P06652\tcdc25\tMPIP_SCHPO", "O13606\t\tMEI4_SCHPO")
    genes = fission()
    add_proteins(genes, found, keep_new=True)
    assert accessions(genes) == {"cdc25": ["uniprot:P06652"], "swi6": [], "MEI4": []}
    # The entry name is a name of the gene too, weaker than its own.
    assert ("MPIP", "text") in [(name.text, name.status) for name in genes.concepts["ncbigene:2542607"].names]
    swi6 = genes.concepts["uniprot:P40381"]
    assert (swi6.taxon, swi6.biotype, [name.text for name in swi6.names]) == (
        4896,
        "coding",
        ["swi6", "SWI6"],
    )
    mei4 = genes.concepts["uniprot:O13606"]
    assert (mei4.name, [name.status for name in mei4.names]) == ("MEI4", ["text"])
    genes = fission()
    add_proteins(genes, found)
    assert list(accessions(genes)) == ["cdc25"]


def test_a_gene_renamed_with_its_human_ortholog_is_no_new_gene():
    chicken = organism(9031, gene("ncbigene:770254", "SELW"), gene("ncbigene:423400", "SHH"))
    former = {"selenow": frozenset(["selw", "sepw1"]), "shh": frozenset[str]()}
    add_proteins(
        chicken,
        table("A7Y7W3\tNANOG\tNANOG_CHICK", "P63301\tSELENOW\tSELW_CHICK"),
        former=former,
        keep_new=True,
    )
    assert accessions(chicken) == {"SELW": ["uniprot:P63301"], "SHH": [], "NANOG": []}
    assert "SELENOW" in [name.text for name in chicken.concepts["ncbigene:770254"].names]


def test_an_accession_that_a_gene_has_is_not_given_to_another():
    yeast = organism(559292, gene("sgd:S000000214", "HHT1"), gene("sgd:S000004976", "HHT2"))
    yeast.concepts["sgd:S000000214"].xrefs.append("uniprot:P61830")
    assert add_proteins(yeast, table("P61830\tHHT2\tH3_YEAST")) == 1
    assert accessions(yeast) == {"HHT1": ["uniprot:P61830"], "HHT2": []}


def test_older_symbols_of_cress_begin_with_the_species():
    cress = organism(3702, gene("ncbigene:834630", "ATATG7"), gene("ncbigene:834093", "AT5G40820"))
    add_proteins(cress, table("Q94CD5\tATG7\tATG7_ARATH", "Q9FKS4\tATR\tATR_ARATH"), keep_new=True)
    assert accessions(cress) == {"ATATG7": ["uniprot:Q94CD5"], "AT5G40820": [], "ATR": []}
    assert "ATG7" in [name.text for name in cress.concepts["ncbigene:834630"].names]


def test_an_entry_name_that_names_something_else_is_none():
    mouse = organism(10090, gene("mgi:1", "Serpinc1"), gene("mgi:2", "Slc25a6", "Ant3"))
    add_proteins(mouse, table("P32261\tSerpinc1\tANT3_MOUSE"))
    assert [name.text for name in mouse.concepts["mgi:1"].names] == ["Serpinc1"]


def test_two_proteins_of_one_symbol_are_one_gene():
    maize = organism(4577)
    add_proteins(maize, table("P12345\trbcL\tRBL_MAIZE", "P12346\trbcL\tRBL2_MAIZE"), keep_new=True)
    assert accessions(maize) == {"rbcL": ["uniprot:P12346"]}


FORMER = """Secondary AC   Primary AC
____________   __________
P62988         P0CG47
P62988         P0CG48
P00010         Q24324
A0A000ZZZ9     P0CG47
A0A000ZZZ9     P0CG48
"""


def test_accessions_that_were_split_stay_known():
    split = uniprot.split_accessions(lambda key: io.BytesIO(FORMER.encode()))
    assert split == {"P0CG47": ["P62988"], "P0CG48": ["P62988"]}
    ubb, akt1 = gene("hgnc:12463", "UBB"), gene("hgnc:391", "AKT1")
    ubb.xrefs, akt1.xrefs = ["uniprot:P0CG47"], ["uniprot:P31749"]
    add_former([ubb, akt1], split)
    add_former([ubb, akt1], split)
    assert ubb.xrefs == ["uniprot:P0CG47", "uniprot:P62988"]
    assert akt1.xrefs == ["uniprot:P31749"]


def test_a_table_without_accessions_is_refused():
    with pytest.raises(SourceError, match="secondary accessions"):
        uniprot.split_accessions(lambda key: io.BytesIO(b"<html>moved</html>"))


def test_a_locus_of_tuberculosis_finds_its_gene_by_its_number():
    head = TABLE.splitlines()[0]
    found = proteins(f"{head}\nP9WKX1\t\tY1823_MYCTU\t\t\nP9WGH9\tsigH\tSIGH_MYCTU\t\t\n")
    assert [(p.name, p.xrefs) for p in found] == [("", ["ensembl:Rv1823", "ensembl:Rv1823c"]), ("sigH", [])]
