"""Tables of genomes and organisms: what is taken, what is left out, and what is said when their form changes."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from typing import BinaryIO

import pytest

from pfocr_norm.building.merge_ensembl import add_ensembl, add_human_orthologs, add_micro_rnas, add_systematic
from pfocr_norm.building.merge_genes import Genes
from pfocr_norm.building.merge_own import add_cress, add_rice, add_viruses
from pfocr_norm.building.sources import ensembl, microbes, mirbase, oryzabase, refseq
from pfocr_norm.building.sources.base import GeneEntry
from pfocr_norm.errors import SourceError
from pfocr_norm.vocabulary.entry import Name


def tables(**content: bytes) -> Callable[[str], BinaryIO]:
    return lambda key: io.BytesIO(content.get(key.replace(":", "_").replace("-", "_"), b""))


def gene(taxon: int, curie: str, symbol: str, *aliases: str, xrefs: tuple[str, ...] = ()) -> GeneEntry:
    names = [Name(symbol, "approved", "mod"), *(Name(alias, "alias", "mod") for alias in aliases)]
    return GeneEntry(curie, symbol, "gene", taxon, names, list(xrefs))


def genes_of(taxon: int, *entries: GeneEntry) -> Genes:
    genes = Genes(taxon)
    for entry in entries:
        genes.add(entry)
    return genes


def texts(entry: GeneEntry, status: str) -> list[str]:
    return [name.text for name in entry.names if name.status == status]


GFF = (
    "##gff-version 3\n"
    "NC_1\tRefSeq\tgene\t1\t9\t.\t-\t.\tID=gene-b2741;Dbxref=EcoGene:EG10510,GeneID:947210;Name=rpoS;gene=rpoS;"
    "gene_biotype=protein_coding;gene_synonym=ECK2736,katF,nur;locus_tag=b2741\n"
    "NC_1\tRefSeq\tCDS\t1\t9\t.\t-\t0\tID=cds-1;Dbxref=UniProtKB/Swiss-Prot:P13445,GeneID:947210;locus_tag=b2741;"
    "product=RNA polymerase%2C sigma S factor\n"
)


def test_a_genome_gives_locus_tags_symbols_accessions():
    (rpos,) = refseq.parse_genome(io.BytesIO(GFF.encode()), 562, table="demo")
    assert (rpos.curie, rpos.name, rpos.taxon) == ("ncbigene:947210", "rpoS", 562)
    assert rpos.xrefs == ["ensembl:b2741", "uniprot:P13445"]
    assert texts(rpos, "alias") == ["b2741", "katF", "nur"]
    assert texts(rpos, "full_name") == ["RNA polymerase, sigma S factor"]
    with pytest.raises(SourceError, match="demo: no gene"):
        list(refseq.parse_genome(io.BytesIO(b"##gff-version 3\n"), 562, table="demo"))


def test_bacteria_each_in_the_form_its_package_has():
    names = {"BSU_00010": "dnaA", "BSU__misc_RNA_1": "x", "BSU_00020": None}
    subtilis = gzip.compress(json.dumps({"gene_table": {"gene_name": names}}).encode())
    aureus = {"gene_name": {"R5": "dnaA", "R6": "recF"}, "old_locus_tag": {"R5": "USA300HOU_0001", "R6": None}}
    features = (
        b'     gene            1..9\n                     /gene="dnaA"\n                     /locus_tag="PA0001"\n'
    )
    model = b'<model><fbc:geneProduct fbc:id="G_STM0999" fbc:label="STM0999" fbc:name="OmpF" metaid="G"></model>'
    loci = {"dnaA": {"ID": "Rv0001"}, "Rv0012": {"ID": "Rv0012"}}
    found = list(
        microbes.parse(
            tables(
                subtilis=subtilis,
                aureus=gzip.compress(json.dumps({"gene_table": json.dumps(aureus)}).encode()),
                aeruginosa=features,
                salmonella=gzip.compress(model),
                tuberculosis=json.dumps(loci).encode(),
            )
        )
    )
    assert [(entry.taxon, entry.curie, entry.name) for entry in found] == [
        (1423, "ensembl:BSU00010", "dnaA"),
        (1280, "ensembl:USA300HOU_0001", "dnaA"),
        (287, "ensembl:PA0001", "dnaA"),
        (28901, "ensembl:STM0999", "ompF"),
        (1773, "ensembl:Rv0001", "dnaA"),
        (1773, "ensembl:Rv0012", "Rv0012"),
    ]
    with pytest.raises(SourceError, match="genome of subtilis"):
        list(microbes.parse(tables(subtilis=gzip.compress(b"{}"))))


ORYZABASE = (
    "Trait Gene Id\tCGSNL Gene Symbol\tGene symbol synonym(s)\tCGSNL Gene Name\tRAP ID\tMSU ID\n"
    "1\tGHD7\tGhd7, OsGhd7, Hd4\tHEADING DATE 7\tOs07g0261200\tLOC_Os07g15770.1\n"
    "2\t_\tOsDEMO\t_\tOs07g0261200\t\n"
    "3\tTWO\t\t\tOs01g0000001, Os01g0000002\t\n"
)


def test_rice_genes_by_locus_with_the_letters_of_the_species_taken_off():
    (ghd7,) = oryzabase.parse(tables(genes=ORYZABASE.encode()))
    assert (ghd7.curie, ghd7.name) == ("ensembl:Os07g0261200", "GHD7")
    assert texts(ghd7, "alias") == ["Os07g0261200", "Ghd7", "Hd4", "LOC_Os07g15770", "OsDEMO"]
    assert texts(ghd7, "full_name") == ["heading date 7"]
    group = gene(4530, "ncbigene:4342843", "", xrefs=("ensembl:Os07g0261200",))
    group.names, group.orthologs = [], ["homologene:1"]
    rice = add_rice([ghd7], {group.curie: group})
    assert [(g.curie, g.xrefs, g.orthologs) for g in rice] == [
        ("ensembl:Os07g0261200", ["ncbigene:4342843"], ["homologene:1"])
    ]


def ensembl_of(organism: str, *lines: str, synonyms: str = "") -> list[GeneEntry]:
    head = "## Derived from Ensembl\n## prefix: ENSBTAG\n# chr\tstart\tlength\tslim_id\tsymbol\tdescription\n"
    empty = gzip.compress(b"## prefix: X\n# chr\tstart\tlength\tslim_id\tsymbol\tdescription\n")
    content = {f"genes_{name.replace('-', '_')}": empty for name in ensembl.ORGANISMS}
    content |= {
        f"synonyms_{name.replace('-', '_')}": gzip.compress(b"# symbol\tsynonyms\n") for name in ensembl.ORGANISMS
    }
    content[f"genes_{organism}"] = gzip.compress((head + "\n".join(lines) + "\n").encode())
    content[f"synonyms_{organism}"] = gzip.compress(f"# symbol\tsynonyms\n{synonyms}\n".encode())
    return list(ensembl.parse(tables(**content)))


def test_ensembl_joins_by_identifier_symbol_and_the_symbols_of_the_human_ortholog():
    cow = genes_of(
        9913,
        gene(9913, "ncbigene:1", "AKT1"),
        gene(9913, "ncbigene:2", "ATP5H"),
        gene(9913, "ncbigene:3", "TP53", xrefs=("ensembl:ENSBTAG00000000003",)),
    )
    found = ensembl_of(
        "bos_taurus", "1\t5\t9\t1\tAKT1\tx", "1\t5\t9\t2\tATP5PD\tx", "1\t5\t9\t3\tP53\tx", "1\t5\t9\t4\tSHC2\tx",
        "1\t5\t9\t5\t5S_rRNA\tx", "1\t5\t9\t6\t\tx", synonyms="SHC2\tSLI|SCK",
    )  # fmt: skip
    assert [entry.name for entry in found] == ["AKT1", "ATP5PD", "P53", "SHC2"]
    add_ensembl(cow, found, human={"ncbigene:2": frozenset(("atp5h", "atp5pd"))})
    assert {g.name: [x for x in (g.curie, *g.xrefs) if x.startswith("ensembl:")] for g in cow} == {
        "AKT1": ["ensembl:ENSBTAG00000000001"],
        "ATP5H": ["ensembl:ENSBTAG00000000002"],
        "TP53": ["ensembl:ENSBTAG00000000003"],
        "SHC2": ["ensembl:ENSBTAG00000000004"],
    }
    assert texts(cow.concepts["ensembl:ENSBTAG00000000004"], "alias") == ["SLI", "SCK"]
    human = genes_of(9606, gene(9606, "hgnc:29869", "SHC2"))
    add_human_orthologs(cow, human)
    assert cow.concepts["ensembl:ENSBTAG00000000004"].orthologs == ["hgnc:29869"]
    with pytest.raises(SourceError, match="its form has changed"):
        ensembl_of("bos_taurus", "1\t5\t9\tAKT1")


def test_identifiers_that_ensembl_has_taken_over():
    for genes, expected in (
        (genes_of(6239, gene(6239, "wormbase:WBGene00000001", "aap-1")), "ensembl:WBGene00000001"),
        (genes_of(7227, gene(7227, "flybase:FBgn0010269", "Dsor1")), "ensembl:FBgn0010269"),
        (genes_of(559292, gene(559292, "sgd:S000001248", "ADH1", "YOL086C")), "ensembl:YOL086C"),
        (genes_of(3702, gene(3702, "ncbigene:838916", "PIN7", "At1g23080")), "ensembl:AT1G23080"),
    ):
        add_systematic(genes)
        assert next(iter(genes)).xrefs[-1] == expected


def test_cress_takes_todays_names_and_viruses_ensembls_identifiers():
    cress = genes_of(3702, gene(3702, "ncbigene:839580", "NAC001X"))
    add_cress(cress, [gene(3702, "ncbigene:839580", "NAC001", "AT1G01010", xrefs=("ensembl:AT1G01010",))])
    concept = cress.concepts["ncbigene:839580"]
    assert (concept.name, texts(concept, "previous")) == ("NAC001", ["NAC001X"])
    organisms = {2697049: genes_of(2697049, gene(2697049, "ensembl:ENSSASG00005000004", "S"))}
    add_viruses(organisms, {2697049: [gene(2697049, "uniprot:P0DTC2", "S", "spike")]})
    assert [(g.curie, g.xrefs) for g in organisms[2697049]] == [("uniprot:P0DTC2", ["ensembl:ENSSASG00005000004"])]


def test_mature_micro_rnas_find_the_gene_they_come_from():
    fasta = (
        b">hsa-miR-21-5p MIMAT0000076 Homo sapiens miR-21-5p\nUAGC\n"
        b">hsa-miR-24-3p MIMAT0000080 Homo sapiens miR-24-3p\nUGGC\n>xyz-miR-1 MIMAT0000001 Odd one\n"
    )
    human = genes_of(9606, gene(9606, "hgnc:31586", "MIR21"), gene(9606, "hgnc:31607", "MIR24-1"))
    assert add_micro_rnas({9606: human}, mirbase.parse(tables(mature=fasta))) == 2
    assert human.concepts["hgnc:31586"].xrefs == ["mirbase.mature:MIMAT0000076"]
    assert texts(human.concepts["hgnc:31607"], "alias") == ["hsa-miR-24-3p"]
    with pytest.raises(SourceError, match="no accession"):
        list(mirbase.parse(tables(mature=b">hsa-miR-21 X Homo sapiens\n")))


def test_every_source_of_the_vocabulary_names_a_date():
    from pfocr_norm.building import merge
    from pfocr_norm.building.sources.base import SourceInfo, released

    found = [
        module.SOURCE for module in vars(merge).values() if isinstance(getattr(module, "SOURCE", None), SourceInfo)
    ]
    assert len(found) > 20
    dated = {source.key: released(source.version) for source in found}
    assert dated["hgnc"] == "2026-06-20" and dated["uniprot"] == "2026-01-28" and dated["wormbase"] == "WS298"
    assert all(source.licence and source.takes for source in found)
