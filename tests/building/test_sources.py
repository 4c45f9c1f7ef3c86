"""Each source module on a small table of its own form: what it takes, and what it says when the form changes."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import pickle
from collections.abc import Callable, Mapping
from typing import BinaryIO

import pytest
import zstandard
from source_samples import homology

from pfocr_norm.building.sources import (
    biomappings,
    chebi,
    drugbank,
    famplex,
    gencode,
    hgnc,
    homologene,
    mesh,
    mgi,
    ncbi_gene,
    rgd,
    sgd,
    wormbase,
    zfin,
)
from pfocr_norm.errors import SourceError
from pfocr_norm.vocabulary.entry import Entry


def tables(**content: str | bytes) -> Callable[[str], BinaryIO]:
    return lambda key: io.BytesIO(data.encode() if isinstance(data := content.get(key, ""), str) else data)


def texts(entry: Entry, status: str) -> list[str]:
    return [name.text for name in entry.names if name.status == status]


HGNC = "\n".join(
    "\t".join(row)
    for row in (
        ("HGNC ID", "Approved symbol", "Approved name", "Status", "Alias symbols", "Previous symbols",
         "NCBI Gene ID(supplied by NCBI)", "Ensembl gene ID", "UniProt ID(supplied by UniProt)",
         "Mouse genome database ID(supplied by MGI)", "Rat genome database ID(supplied by RGD)", "Locus type"),
        ("HGNC:6840", "MAP2K1", "mitogen-activated protein kinase kinase 1", "Approved", "MEK1, MAPKK1", "PRKMK1",
         "5604", "ENSG00000169032", "Q02750", "MGI:1346866", "RGD:70495", "gene with protein product"),
        ("HGNC:9001", "PRKMK1", "symbol withdrawn, see [HGNC:9002](/x)", "Symbol Withdrawn", "", "", "", "", "", "",
         "", "unknown"),
        ("HGNC:9002", "OLDMEK", "symbol withdrawn, see [HGNC: 6840](/x)", "Symbol Withdrawn", "", "", "", "", "", "",
         "", "unknown"),
        ("HGNC:9003", "FRA1A", "fragile site 1A", "Approved", "", "", "", "", "", "", "", "fragile site"),
    )
)  # fmt: skip


HGNC_CURRENT = (
    "hgnc_id\tsymbol\tname\tlocus_group\tstatus\talias_symbol\tprev_symbol\tensembl_gene_id\tuniprot_ids\tentrez_id\n"
    "HGNC:6840\tMAP2K1\tmitogen-activated protein kinase kinase 1\tprotein-coding gene\tApproved\tMEK1|MAPKK1\tPRKMK1\t"
    "ENSG00000169032\tQ02750\t5604\n"
)


def test_hgnc_of_today_renames_a_gene_and_keeps_what_only_the_older_table_has():
    renamed = HGNC_CURRENT.replace("\tMAP2K1\t", "\tMAP2K1X\t").replace("ENSG00000169032", "ENSG00000999999")
    more = "HGNC:99999\tNEWG\tnew gene\tprotein-coding gene\tApproved\t\t\tENSG00000000009\t\t9\n"
    more += "HGNC:99998\tODD\tan odd phenotype\tother\tApproved\t\t\t\t\t8\n"
    more += "HGNC:12156\tTRB\tT cell receptor beta locus\tother\tApproved\t\tTCRB\t\t\t6957\n"
    gene, new, locus = hgnc.parse(tables(entries=HGNC, current=gzip.compress((renamed + more).encode())))
    assert (gene.name, gene.orthologs, texts(gene, "withdrawn")) == (
        "MAP2K1X",
        ["mgi:1346866", "rgd:70495"],
        ["PRKMK1", "OLDMEK"],
    )
    assert texts(gene, "previous") == ["PRKMK1", "MAP2K1"]
    assert [x for x in gene.xrefs if x.startswith("ensembl:")] == ["ensembl:ENSG00000999999", "ensembl:ENSG00000169032"]
    assert (new.name, new.biotype, locus.name, texts(locus, "previous")) == ("NEWG", "coding", "TRB", ["TCRB"])


def test_hgnc_follows_withdrawn_symbols_to_the_gene_that_stands():
    (gene,) = hgnc.parse(tables(entries=HGNC, current=gzip.compress(HGNC_CURRENT.encode())))
    assert (gene.curie, gene.name, gene.taxon, gene.biotype) == ("hgnc:6840", "MAP2K1", 9606, "coding")
    assert gene.xrefs == ["ncbigene:5604", "ensembl:ENSG00000169032", "uniprot:Q02750"]
    assert gene.orthologs == ["mgi:1346866", "rgd:70495"]
    assert texts(gene, "alias") == ["MEK1", "MAPKK1"]
    assert texts(gene, "previous") == ["PRKMK1"]
    assert texts(gene, "withdrawn") == ["PRKMK1", "OLDMEK"]


def test_mouse_and_rat():
    table = "ID\tsymbol\tsynonyms\tensembl\n1346866\tMap2k1\tMek1|Prkmk1\tENSMUSG00000004936\n"
    (mouse,) = mgi.parse(tables(entries=table))
    assert (mouse.curie, mouse.taxon, texts(mouse, "alias")) == ("mgi:1346866", 10090, ["Mek1", "Prkmk1"])
    table = (
        "ID\tsymbol\tsynonyms\tensembl\n70495\tMap2k1\tMek1\tENSRNOG00000010176;ENSRNOG00055024284\n"
        "1\tU6\t\tENSRNOG00000000001\n2\tAABR07071223.1\t\tENSRNOG00000000002\n"
    )
    (rat,) = rgd.parse(tables(entries=table))
    assert (rat.curie, rat.xrefs) == ("rgd:70495", ["ensembl:ENSRNOG00000010176"])


GENE_INFO = """\
#tax_id\tGeneID\tSymbol\tLocusTag\tSynonyms\tdbXrefs\tdescription\ttype_of_gene\tOther_designations
9606\t5604\tMAP2K1\t-\tMEK1|LOC12345\tHGNC:HGNC:6840|Ensembl:ENSG00000169032\tmitogen-activated kinase\
\tprotein-coding\tMAPK/ERK kinase 1|hypothetical protein
"""
RECORD = (
    "  31872 : NtData(tax_id=7227, GeneID=31872, Symbol='Dsor1', Aliases='Dmel_CG15793, Dmek, MEK', "
    "description='Downstream of raf1', other_designations='CG15793-PA|Dsor1-PA|drosophila MEK'),\n"
)


def test_ncbi_gene_without_the_names_that_name_nothing():
    (human,) = ncbi_gene.parse_gene_info(tables(human=GENE_INFO), "human")
    assert human.xrefs == ["hgnc:6840", "ensembl:ENSG00000169032"]
    assert texts(human, "alias") == ["MEK1"]
    assert texts(human, "full_name") == ["mitogen-activated kinase", "MAPK/ERK kinase 1"]
    (fly,) = ncbi_gene.parse_records(tables(fly=RECORD), "fly")
    assert (fly.curie, fly.taxon, texts(fly, "alias")) == ("ncbigene:31872", 7227, ["CG15793", "Dmek", "MEK"])
    assert texts(fly, "full_name") == ["Downstream of raf1", "drosophila MEK"]


@pytest.mark.parametrize("line", ["1 : NtData(tax_id=7227, GeneID=__import__('os').getpid()),", "1 : NtData(GeneID=),"])
def test_records_are_literals_and_are_never_run(line: str):
    with pytest.raises(SourceError, match="line 1"):
        list(ncbi_gene.parse_records(tables(fly=line), "fly"))


def test_records_of_another_form_are_an_error():
    with pytest.raises(SourceError, match="no records"):
        list(ncbi_gene.parse_records(tables(fly="GENES = {}\n"), "fly"))
    with pytest.raises(SourceError, match="Symbol"):
        list(ncbi_gene.parse_records(tables(fly=RECORD.replace("Symbol", "symbol_")), "fly"))


def test_gencode_keeps_symbols_and_knows_what_is_none():
    table = gzip.compress(
        b"FBgn0010269,Dsor1,,1651,protein_coding\nFBti0060911,transib2{}2850,,41,transposable_element\n"
        b"FBgn0000001,5S_rRNA,,100,rRNA\n"
    )
    genes = list(gencode.parse_table(tables(fly=table), "fly", 7227))
    assert [(gene.curie, gene.name) for gene in genes] == [
        ("flybase:FBgn0010269", "Dsor1"),
        ("flybase:FBgn0000001", ""),
    ]
    with pytest.raises(SourceError, match="expected 5"):
        list(gencode.parse_table(tables(fly=gzip.compress(b"FBgn0010269,Dsor1,protein_coding\n")), "fly", 7227))
    with pytest.raises(SourceError, match="cannot be read"):
        list(gencode.parse_table(tables(fly=table[:-9]), "fly", 7227))


def test_zebrafish_with_human_orthologs():
    ncbi = "ZFIN ID\tSO ID\tSymbol\tNCBI Gene ID\t\nZDB-GENE-040426-2759\tSO:0001217\tmap2k1\t406728\n"
    ensembl = (
        "ZFIN ID\tGene SO ID\tSymbol\tEnsembl ID\t\nZDB-GENE-040426-2759\tSO:0001217\tmap2k1\tENSDARG00000042165\n"
    )
    orthologs = (
        "ZFIN ID\tZFIN Symbol\tZFIN Name\tHuman Symbol\tHGNC ID\t\n"
        + "ZDB-GENE-040426-2759\tmap2k1\tmitogen-activated protein kinase kinase 1\tMAP2K1\t6840\n" * 2
    )
    (gene,) = zfin.parse(tables(ncbi=ncbi, ensembl=ensembl, orthologs=orthologs))
    assert gene.xrefs == ["ncbigene:406728", "ensembl:ENSDARG00000042165"]
    assert gene.orthologs == ["hgnc:6840"]
    assert texts(gene, "full_name") == ["mitogen-activated protein kinase kinase 1"]


def test_famplex_families_complexes_and_names_for_others():
    entries = {
        entry.curie: entry
        for entry in famplex.parse(
            tables(
                entities="PI3K\nMEK\np14_3_3\n",
                relations="HGNC,MAP2K1,isa,FPLX,MEK\nFPLX,PI3K_p110,partof,FPLX,PI3K\n",
                equivalences="MESH,D058539,PI3K\n",
                grounding="MEK1/2,FPLX,MEK,,,,\nERα,UP,P03372,,,,\nNa+,CHEBI,CHEBI:29101,PUBCHEM,923,,\np14-3-3,FPLX,p14_3_3,,,,\n",
            )
        )
    }
    assert entries["fplx:MEK"].entity_type == "family"
    assert entries["fplx:MEK"].members == ["hgnc.symbol:MAP2K1"]
    assert texts(entries["fplx:MEK"], "alias") == ["MEK1/2"]
    assert (entries["fplx:PI3K"].entity_type, entries["fplx:PI3K"].xrefs) == ("complex", ["mesh:D058539"])
    assert entries["fplx:p14_3_3"].name == "p14-3-3"
    assert texts(entries["uniprot:P03372"], "alias") == ["ERα"]
    assert texts(entries["chebi:29101"], "alias") == ["Na+"]


def packed(document: object) -> bytes:
    return zstandard.ZstdCompressor().compress(json.dumps(document).encode())


def test_chebi_tells_roles_and_classes_from_substances():
    terms = [
        {"id": "CHEBI:50906", "name": "role"},
        {"id": "CHEBI:50790", "name": "aromatase inhibitor", "relations": {"is_a": ["CHEBI:50906"]}},
        {"id": "CHEBI:2704", "name": "anastrozole", "relations": {"has_role": ["CHEBI:50790"]}, "alt_ids": ["CHEBI:9"]},
        {"id": "CHEBI:35341", "name": "steroid"},
        *(
            {"id": f"CHEBI:9{number:04}", "name": f"steroid {number}", "relations": {"is_a": ["CHEBI:35341"]}}
            for number in range(chebi.CLASS_DESCENDANTS + 1)
        ),
    ]
    content: Mapping[str, str | bytes] = {
        "terms": json.dumps(terms),
        "current": packed({}),
        "chembl": "CHEBI\tCHEMBL\n2704\tCHEMBL1399\n",
        "cas": "CAS\tCHEBI\n120511-73-1\t2704\n",
        "pubchem": "CHEBI\tPUBCHEM\tIK_MATCH\n2704\t2187\tY\n2704\t1\t\n50790\t3\t\n90001\t4\t\n90001\t5\t\n",
    }
    entries = {entry.curie: entry for entry in chebi.parse(tables(**content))}
    assert {entries[c].entity_type for c in ("chebi:50790", "chebi:35341")} == {"role"}
    assert entries["chebi:2704"].entity_type == "chemical"
    assert entries["chebi:50790"].members == ["chebi:2704"]
    assert entries["chebi:2704"].xrefs == [
        "chebi:9", "chembl.compound:CHEMBL1399", "cas:120511-73-1", "pubchem.compound:2187",
    ]  # fmt: skip
    # The one compound of a term is it; of several without a mark nobody knows which.
    assert entries["chebi:50790"].xrefs == ["pubchem.compound:3"]
    assert entries["chebi:90001"].xrefs == []
    with pytest.raises(SourceError, match="name"):
        list(chebi.parse(tables(**{**content, "terms": '[{"id": "CHEBI:1"}]'})))
    with pytest.raises(SourceError, match="not a list"):
        list(chebi.parse(tables(**{**content, "terms": "<html>"})))


def test_chebi_goes_by_the_newest_labels_and_keeps_the_older_relations():
    terms = [
        {"id": "CHEBI:6650", "name": "malate", "relations": {"is_conjugate_base_of": ["CHEBI:2"]}},
        {"id": "CHEBI:2", "name": "Malic acid"},
        {"id": "CHEBI:3", "name": "hydroxysuccinic acid"},
    ]
    current = {
        "CHEBI:6650": {"label": "malate", "ancestors": {"CHEBI:4": 1, "CHEBI:5": 2}, "description": "An anion."},
        "CHEBI:2": {"label": "malic acid", "ancestors": {}},
        "CHEBI:3": {"label": "", "deprecated": True, "replaced_by": "CHEBI:2"},
        "CHEBI:7": {"label": "newfoundin", "ancestors": {}, "description": "A new one."},
        "CHEBI:8": {"label": "listed elsewhere", "ancestors": {}},
    }
    empty = {"chembl": "CHEBI\tCHEMBL\n", "cas": "CAS\tCHEBI\n", "pubchem": "CHEBI\tPUBCHEM\tIK_MATCH\n"}
    content: Mapping[str, str | bytes] = {"terms": json.dumps(terms), "current": packed(current), **empty}
    entries = {entry.curie: entry for entry in chebi.parse(tables(**content))}
    assert set(entries) == {"chebi:6650", "chebi:2", "chebi:7"}
    malate, acid = entries["chebi:6650"], entries["chebi:2"]
    assert (malate.same, malate.parents, malate.described) == (["chebi:2"], ["chebi:4"], True)
    assert (acid.name, texts(acid, "alias"), acid.xrefs) == ("malic acid", ["Malic acid"], ["chebi:3"])
    with pytest.raises(SourceError, match="not a table"):
        list(chebi.parse(tables(**{**content, "current": packed([1])})))


def test_mesh_takes_chemicals_actions_and_diseases_but_no_gene_products():
    descriptors = "\n".join(
        (
            "D013629\tTamoxifen\t\tD02.455.426.559\t",
            "D047072\tAromatase Inhibitors\tInhibitors, Aromatase|Aromatase Inhibitor\tD27.505.519\t",
            "D001943\tBreast Neoplasms\tBreast Cancer\tC04.588.180\t",
            "D051057\tProto-Oncogene Proteins c-akt\t\tD08.811.913|D12.776.476\t",
            "D000003\tAbattoirs\t\tJ01.576\t",
        )
    )
    supplementary = "\n".join(
        (
            "C016601\tafimoxifene\t4-hydroxytamoxifen\tD013629",
            "C068992\ttamoxifen N-demethylase\t\tD051057",
            "C454924\tRBFOX2 protein, human\t\tD051057",
        )
    )
    entries = {
        entry.curie: entry
        for entry in mesh.parse(
            tables(
                descriptors=descriptors,
                supplementary=supplementary,
                mappings="MESH\tD013629\tTamoxifen\tCHEBI\tCHEBI:41774\ttamoxifen\n",
                cas="C016601\t68392-35-8\n",
                pubchem="2733526\tD013629\n",
            )
        )
    }
    assert {curie: entry.entity_type for curie, entry in entries.items()} == {
        "mesh:D013629": "chemical", "mesh:D047072": "role", "mesh:D001943": "disease", "mesh:C016601": "chemical",
    }  # fmt: skip
    assert texts(entries["mesh:D047072"], "alias") == ["Aromatase Inhibitor"]
    assert entries["mesh:D013629"].xrefs == ["chebi:41774", "pubchem.compound:2733526"]


def test_biomappings_takes_what_is_surely_the_same_substance():
    header = "#curie_map:\n#  mesh: https://meshb.nlm.nih.gov/record/ui?ui=\nsubject_id\tpredicate_id\tobject_id\tconfidence\n"
    content = {
        "confirmed": f"{header}mesh:C1\tskos:exactMatch\tchebi:1\t\nmesh:C2\tskos:narrowMatch\tchebi:2\t\n",
        "predicted": f"{header}CHEBI:3\tskos:exactMatch\tmesh:C1\t0.95\nmesh:C4\tskos:exactMatch\tchebi:4\t0.55\n"
        "mesh:C5\tskos:exactMatch\tchebi:5\t0.95\nmesh:C6\tskos:exactMatch\tdoid:6\t0.95\n",
        "refuted": f"{header}mesh:C5\tskos:exactMatch\tchebi:5\t\n",
    }
    assert {e.curie: e.xrefs for e in biomappings.parse(tables(**content))} == {"mesh:C1": ["chebi:1", "chebi:3"]}
    with pytest.raises(SourceError, match="'high' is no confidence"):
        list(biomappings.parse(tables(**{**content, "predicted": content["predicted"].replace("0.55", "high")})))
    with pytest.raises(SourceError, match="no column 'confidence'"):
        list(biomappings.parse(tables(**{**content, "predicted": content["confirmed"].replace("confidence", "")})))


def drug_names(**extra: object) -> bytes:
    data = {
        "drug_variant_to_canonical": {
            "nolvadex": ["tamoxifen"],
            "tamoxifen citrate": ["tamoxifen"],
            "aspirin": ["asa"],
        },
        "drug_canonical_to_data": {
            "tamoxifen": {"name": "Tamoxifen", "drugbank_id": "DB00675", "mesh_id": "D050071"},
            "asa": {"name": "Aspirin"},
        },
        "drug_variant_to_variant_data": {"nolvadex": {"is_brand": True}},
        **extra,
    }
    return bz2.compress(pickle.dumps(data))


def test_drugbank_with_brands_and_salts_and_without_the_parent_class():
    mappings = (
        "DRUGBANK_ID\tNAMESPACE\tID\tSOURCE\nDB00675\tCHEBI\t9397\tchebi\nDB00675\tCHEBI\t41774\tdrugbank\n"
        "DB00675\tNAME\tTamoxifen\tdrugbank\nDB00675\tCHEMBL\tCHEMBL83\tdrugbank\n"
    )
    (drug,) = drugbank.parse(tables(mappings=mappings, names=drug_names()))
    assert (drug.curie, drug.name) == ("drugbank:DB00675", "Tamoxifen")
    assert drug.xrefs == ["chebi:41774", "chembl.compound:CHEMBL83", "chebi:9397"]
    assert (texts(drug, "brand"), texts(drug, "salt")) == (["nolvadex"], ["tamoxifen citrate"])


def test_homologene_without_pandas():
    genes = list(homologene.parse(tables(homology=homology())))
    assert [(gene.curie, gene.name, gene.taxon, gene.orthologs) for gene in genes] == [
        ("ncbigene:5604", "MAP2K1", 9606, ["homologene:2063"]),
        ("ncbigene:851193", "MKK1", 559292, ["homologene:2063"]),
        ("ncbigene:4345678", "", 4530, ["homologene:2063"]),
    ]


def test_a_changed_column_is_named():
    with pytest.raises(SourceError, match="Previous symbols"):
        list(hgnc.parse(tables(entries=HGNC.replace("Previous symbols", "Former symbols"))))
    with pytest.raises(SourceError, match="synonyms"):
        list(mgi.parse(tables(entries="ID\tsymbol\tensembl\n1\tA\t\n")))
    with pytest.raises(SourceError, match="NAMESPACE"):
        list(drugbank.parse(tables(mappings="DRUGBANK_ID\tID\tSOURCE\n", names=drug_names())))
    with pytest.raises(SourceError, match="Synonyms"):
        list(ncbi_gene.parse_gene_info(tables(human=GENE_INFO.replace("Synonyms", "Aliases")), "human"))
    broken = bz2.compress(pickle.dumps({"drug_variant_to_canonical": {}}))
    with pytest.raises(SourceError, match="drug_canonical_to_data"):
        list(drugbank.parse(tables(mappings="DRUGBANK_ID\tNAMESPACE\tID\tSOURCE\n", names=broken)))


SGD_FEATURES = "\n".join(
    "\t".join(row)
    for row in (
        ("S000000028", "ORF", "Verified", "YAL030W", "SNC1", "SNAP receptor SNC1", "chromosome 1", ""),
        ("S000004769", "ORF", "Verified", "YMR159C", "ATG16", "APG15|APG16|CVT11|SAP18", "chromosome 13", ""),
        ("S000002143", "ORF", "Dubious", "YAL069W", "", "", "chromosome 1", ""),
        ("S000118317", "ARS", "", "ARS101", "", "", "chromosome 1", ""),
    )
)
# As UniProt prints it: names of the gene first, on more than one line if need be.
YEAST_PROTEINS = """\
    Description: Yeast (Saccharomyces cerevisiae): entries, gene names and cross-references to SGD
Gene designations                          OLN        AC         Entry       X-ref.     Size 3D  CH
ATG16; APG15; APG16; CVT11;
SAP18                                      YMR159C    Q03818     ATG16_YEAST S000004769   150 (3) 13
HHT1; BUR5; SIN2                           YBR010W    P61830     H3_YEAST    S000000214   136 (3) 2
HHT2                                       YNL031C    P61830     H3_YEAST    S000004976   136 (3) 14
YPR197C                                    YPR197C    A0A023PXI5 YP97C_YEAST S000006401   187     16
Distributed under the Creative Commons Attribution (CC BY 4.0) License
"""


def test_yeast_genes_with_old_names_and_their_proteins():
    opened = tables(features=SGD_FEATURES, proteins=YEAST_PROTEINS)
    snc1, atg16 = sgd.parse(opened)
    assert (snc1.curie, snc1.name, snc1.taxon) == ("sgd:S000000028", "SNC1", 559292)
    assert (texts(snc1, "alias"), texts(snc1, "full_name")) == (["YAL030W"], ["SNAP receptor SNC1"])
    assert texts(atg16, "alias") == ["YMR159C", "APG15", "APG16", "CVT11", "SAP18"]
    assert [(protein.curie, protein.xrefs) for protein in sgd.parse_proteins(opened)] == [
        ("uniprot:Q03818", ["sgd:S000004769"]),
        ("uniprot:P61830", ["sgd:S000000214"]),
        ("uniprot:P61830", ["sgd:S000004976"]),
        ("uniprot:A0A023PXI5", ["sgd:S000006401"]),
    ]


def test_a_list_of_yeast_proteins_of_another_form():
    with pytest.raises(SourceError, match="yeast proteins: no line"):
        list(sgd.parse_proteins(tables(proteins="AAC1\tP04710\tADT1_YEAST\n")))


def worm_table(**columns: list[str]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_worm_genes_have_the_name_of_their_sequence():
    columns = {
        "ensembl_id": ["WBGene00000912", "WBGene00002285", "WBGene00000001"],
        "symbol": ["daf-16", "let-7", "aap-1"],
        "alias_symbols": ["R13H8.1|daf-16", "C05G5.6|let-7", ""],
        "status": ["approved", "approved", "withdrawn"],
        "canonical_biotype": ["protein_coding", "miRNA", "protein_coding"],
    }
    daf16, let7 = wormbase.parse(tables(genes=worm_table(**columns)))
    assert (daf16.curie, daf16.name) == ("wormbase:WBGene00000912", "daf-16")
    assert (daf16.taxon, daf16.biotype) == (6239, "coding")
    assert texts(daf16, "alias") == ["R13H8.1"]
    assert let7.biotype != "coding"
    del columns["alias_symbols"]
    with pytest.raises(SourceError, match="wormbase genes: no column alias_symbols; it has ensembl_id"):
        list(wormbase.parse(tables(genes=worm_table(**columns))))
    with pytest.raises(SourceError, match="wormbase genes: not a Parquet table"):
        list(wormbase.parse(tables(genes="WBGene00000912,daf-16\n")))
