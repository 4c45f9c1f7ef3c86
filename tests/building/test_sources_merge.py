"""Putting sources together: who is the same, who is not, and what the real vocabulary came out to be."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pfocr_norm import Lexicon
from pfocr_norm.building.merge import build, name_common
from pfocr_norm.building.merge_chemicals import Substances, finish, merge_chemicals
from pfocr_norm.building.merge_forms import (
    Forms,
    absorb_copies,
    add_forms,
    fold_protons,
    join_namesakes,
    join_spellings,
)
from pfocr_norm.building.merge_genes import (
    SHARED_BY,
    Genes,
    bridge,
    drop_shared_names,
    merge_human,
    mirror_orthologs,
)
from pfocr_norm.building.merge_own import add_yeast, merge_worm
from pfocr_norm.building.sources.base import GeneEntry
from pfocr_norm.building.sources.chebi import ChebiEntry
from pfocr_norm.vocabulary.entry import Entry, Name


def gene(curie: str, symbol: str, *aliases: str, full: tuple[str, ...] = (), taxon: int = 7227, **more: object):
    names = [Name(symbol, "approved", "x")]
    names += [Name(text, "alias", "x") for text in aliases] + [Name(text, "full_name", "x") for text in full]
    return GeneEntry(curie, symbol, "gene", taxon, names, biotype="coding", **more)  # type: ignore[arg-type]


def fly(*entries: GeneEntry) -> Genes:
    genes = Genes(7227)
    for entry in entries:
        genes.add(entry)
    return genes


def joined(genes: Genes) -> dict[str, str]:
    return {
        entry.name: xref for entry in genes for xref in entry.xrefs if xref.startswith("ncbigene:")
    }  # fmt: skip


def test_fly_genes_are_bridged_by_symbol_then_by_alias_and_remember_the_old_symbol():
    genes = fly(gene("flybase:FBgn0010269", "Dsor1"), gene("flybase:FBgn0010379", "Akt"))
    left = bridge(genes, [gene("ncbigene:31872", "Dsor1"), gene("ncbigene:41957", "Akt1", "AKT", "PKB")])
    assert left == []
    assert joined(genes) == {"Dsor1": "ncbigene:31872", "Akt": "ncbigene:41957"}
    akt = genes.concepts["flybase:FBgn0010379"]
    assert [name.text for name in akt.names if name.status == "previous"] == ["Akt1"]


def yeast(*entries: GeneEntry) -> Genes:
    genes = Genes(559292)
    for entry in entries:
        genes.add(entry)
    return genes


def test_yeast_genes_meet_by_symbol_by_systematic_name_or_by_an_old_name():
    genes = yeast(
        gene("ncbigene:854068", "ADH1", taxon=559292),
        gene("ncbigene:851193", "YMR999C", taxon=559292),
        gene("ncbigene:852700", "SAE2", taxon=559292),
    )
    add_yeast(
        genes,
        [
            gene("sgd:S000005446", "ADH1", "YOL086C", "ADC1", taxon=559292),
            gene("sgd:S000009999", "NEW1", "YMR999C", taxon=559292),
            gene("sgd:S000003007", "COM1", "YGL175C", "SAE2", taxon=559292),
            gene("sgd:S000000028", "SNC1", "YAL030W", taxon=559292),
        ],
    )
    assert {entry.curie: entry.name for entry in genes} == {
        "ncbigene:854068": "ADH1", "ncbigene:851193": "NEW1", "ncbigene:852700": "COM1", "sgd:S000000028": "SNC1",
    }  # fmt: skip
    assert "sgd:S000005446" in genes.concepts["ncbigene:854068"].xrefs
    assert {n.text for n in genes.concepts["ncbigene:852700"].names if n.status == "previous"} == {"SAE2"}


def test_an_old_name_of_two_yeast_genes_joins_neither():
    genes = yeast(gene("ncbigene:1", "CUP1", taxon=559292))
    copies = [gene(f"sgd:S00000109{n}", f"CUP1-{n}", f"YHR05{n}C", "CUP1", taxon=559292) for n in (3, 5)]
    add_yeast(genes, copies)
    assert len(list(genes)) == 3


def test_second_records_of_a_worm_gene_are_one_gene():
    current = [
        gene("wormbase:WBGene00001851", "hif-1", taxon=6239),
        gene("wormbase:WBGene00003485", "ifa-2", taxon=6239),
    ]
    own = [
        gene("wormbase:WBGene00001851", "hif-1", "F38A6.3", taxon=6239),
        gene("wormbase:WBGene00003485", "mua-6", "W10G6.3", taxon=6239),
    ]
    groups = [gene(f"ncbigene:{number}", "hif-1", taxon=6239) for number in (13218924, 180359)]
    groups.append(gene("ncbigene:181604", "W10G6.3", taxon=6239))
    genes = merge_worm(current, own, {entry.curie: entry for entry in groups})
    assert {entry.name: [x for x in entry.xrefs if x.startswith("ncbigene:")] for entry in genes} == {
        "hif-1": ["ncbigene:180359", "ncbigene:13218924"], "mua-6": ["ncbigene:181604"],
    }  # fmt: skip
    mua6 = genes.concepts["wormbase:WBGene00003485"]
    assert {name.text: name.status for name in mua6.names}["ifa-2"] == "previous"


def test_two_candidates_are_no_answer():
    genes = fly(gene("flybase:FBgn1", "SerRS"))
    older = [gene("ncbigene:1", "Aats-ser", "SerRS"), gene("ncbigene:2", "CG17259", "SerRS")]
    assert bridge(genes, older) == older
    assert joined(genes) == {}


def test_an_alias_of_one_is_not_taken_from_the_gene_whose_symbol_it_is():
    genes = fly(gene("flybase:FBgn1", "ras"), gene("flybase:FBgn2", "Ras85D"))
    bridge(genes, [gene("ncbigene:1", "Ras85D", "ras"), gene("ncbigene:2", "ras", "raspberry")])
    assert joined(genes) == {"ras": "ncbigene:2", "Ras85D": "ncbigene:1"}


def test_a_symbol_that_moved_to_another_gene_is_seen_by_its_human_ortholog():
    # Adenylate kinases were Adk1 to Adk3 once and are Ak1 to Ak3 now; Adk1 is adenosine kinase today.
    genes = fly(gene("flybase:FBgn0022709", "Ak1"), gene("flybase:FBgn0037995", "Adk1"))
    bridge(genes, [gene("ncbigene:39396", "Adk1")], orthologs={"ncbigene:39396": frozenset({"ak1"})})
    assert joined(genes).get("Adk1") != "ncbigene:39396"


def test_genes_named_after_their_human_ortholog_are_found():
    genes = fly(gene("flybase:FBgn0259113", "PolA1"))
    bridge(genes, [gene("ncbigene:1", "DNApol-alpha180")], orthologs={"ncbigene:1": frozenset({"pola1"})})
    assert joined(genes) == {"PolA1": "ncbigene:1"}


def test_human_genes_of_ncbi_alone_must_code_for_a_protein():
    hgnc = [gene("hgnc:6840", "MAP2K1", taxon=9606, xrefs=["ncbigene:5604"])]
    ncbi = [
        gene("ncbigene:5604", "MAP2K1", "MEL", taxon=9606, xrefs=["hgnc:6840"]),
        gene("ncbigene:1", "NEWGENE", taxon=9606),
        GeneEntry("ncbigene:2", "OLDLOCUS", "gene", 9606, [Name("OLDLOCUS", "approved", "x")], biotype="other"),
        gene("ncbigene:3", "LOC100130000", taxon=9606),
    ]
    genes = merge_human(hgnc, ncbi, [], {})
    assert list(genes.concepts) == ["hgnc:6840", "ncbigene:1"]
    assert "MEL" in [name.text for name in genes.concepts["hgnc:6840"].names]
    assert genes.concepts["ncbigene:1"].xrefs == ["ncbigene:1"]


def test_a_full_name_of_many_genes_names_none():
    entries = [gene(f"hgnc:{n}", f"G{n}", full=("zinc finger protein", f"gene {n}")) for n in range(SHARED_BY + 1)]
    genes = fly(*entries)
    drop_shared_names(genes)
    assert [[name.text for name in entry.names] for entry in genes] == [[f"G{n}", f"gene {n}"] for n in range(6)]


def test_orthologs_are_known_on_both_sides():
    human, mouse = Genes(9606), Genes(10090)
    human.add(gene("hgnc:6840", "MAP2K1", taxon=9606, orthologs=["mgi:1346866", "rgd:1", "homologene:2063"]))
    mouse.add(gene("mgi:1346866", "Map2k1", taxon=10090, orthologs=["homologene:2063"]))
    mirror_orthologs([human, mouse])
    assert human.concepts["hgnc:6840"].orthologs == ["mgi:1346866", "homologene:2063"]
    assert mouse.concepts["mgi:1346866"].orthologs == ["homologene:2063", "hgnc:6840"]


def substance(
    curie: str, name: str, kind: str = "chemical", *aliases: str, xrefs: tuple[str, ...] = (), **more: object
):
    source = curie.partition(":")[0]
    names = [Name(name, "approved", source), *(Name(text, "alias", source) for text in aliases)]
    return Entry(curie, name, kind, names=names, xrefs=list(xrefs), **more)  # type: ignore[arg-type]


def test_one_concept_per_drug():
    drugs = [substance("drugbank:DB00675", "Tamoxifen", "drug", "nolvadex", xrefs=("chebi:41774", "chebi:9397"))]
    chebi = [
        substance("chebi:41774", "tamoxifen", xrefs=("chebi:9396",)),
        substance("chebi:9397", "tamoxifen citrate"),
        substance("chebi:63825", "tamoxifen N-oxide"),
    ]
    mesh = [
        substance("mesh:D013629", "Tamoxifen"),
        substance("mesh:C035830", "tamoxifen N-oxide"),
        substance("mesh:D050071", "Bone Density Conservation Agents", "role"),
        substance("mesh:C1", "TAM protein", xrefs=("uniprot:P03372",)),
    ]
    pool = merge_chemicals(drugs, chebi, mesh)
    concepts = {entry.curie: entry for entry in finish(pool)}
    tamoxifen = concepts["drugbank:DB00675"]
    assert tamoxifen.xrefs == ["chebi:41774", "chebi:9397", "mesh:D013629"]
    assert [name.text for name in tamoxifen.names if name.status == "salt"] == ["tamoxifen citrate"]
    assert concepts["chebi:63825"].xrefs == ["mesh:C035830"]
    assert set(concepts) == {"drugbank:DB00675", "chebi:63825", "mesh:D050071"}
    assert pool.by_xref["chebi:9396"] is tamoxifen


def test_what_chebi_has_apart_goes_to_the_heading_that_has_its_name_as_an_entry_term():
    drugs = [substance("drugbank:DB00668", "Epinephrine", "drug", xrefs=("chebi:28918",))]
    chebi = [
        substance("chebi:28918", "(R)-adrenaline"),
        substance("chebi:33568", "adrenaline"),
        substance("chebi:33567", "catecholamine"),
        substance("chebi:35469", "antidepressant", "role"),
        substance("chebi:15377", "water"),
    ]
    mesh = [
        substance("mesh:D004837", "Epinephrine", "chemical", "Adrenaline"),
        substance("mesh:D002395", "Catecholamines", "role", "Catecholamine"),
        substance("mesh:D000928", "Antidepressive Agents", "role", "Antidepressant"),
    ]
    concepts = {entry.curie: entry for entry in finish(merge_chemicals(drugs, chebi, mesh))}
    assert set(concepts) == {"drugbank:DB00668", "mesh:D002395", "mesh:D000928", "chebi:15377"}
    assert concepts["drugbank:DB00668"].xrefs == ["chebi:28918", "mesh:D004837", "chebi:33568"]


def test_a_heading_joins_the_term_that_others_say_it_is_where_that_is_one():
    chebi = [
        substance("chebi:1", "butan-1-al", xrefs=("chebi:9",)),
        substance("chebi:2", "pentan-1-al"),
        substance("chebi:3", "an aldehyde", "role"),
        substance("chebi:4", "lithium atom"),
    ]
    mesh = [substance(f"mesh:C{i}", f"{name}aldehyde") for i, name in enumerate(("butyr", "valer", "acet", "glycer"))]
    mesh.append(substance("mesh:C4", "Lithium"))
    mapped = {
        "mesh:C0": ["chebi:9"], "mesh:C1": ["chebi:1", "chebi:2"], "mesh:C2": ["chebi:3"], "mesh:C3": ["chebi:1"],
        "mesh:C4": ["chebi:4"],
    }  # fmt: skip
    concepts = merge_chemicals([], chebi, mesh, mapped).concepts
    assert set(concepts) == {"chebi:1", "chebi:2", "chebi:3", "chebi:4", "mesh:C1", "mesh:C2", "mesh:C3", "mesh:C4"}
    assert "mesh:C0" in concepts["chebi:1"].xrefs


def test_a_class_of_lipids_is_not_the_lipid_that_pubchem_shows_of_it():
    chebi = [
        substance("chebi:1", "1,2-dihexadecanoyl-sn-glycerol", xrefs=("pubchem.compound:7",)),
        substance("chebi:2", "dioleoyl phosphocholine", xrefs=("pubchem.compound:8",)),
    ]
    mesh = [
        substance("mesh:C1", "diacylglycerol X", xrefs=("pubchem.compound:7",)),
        substance("mesh:C2", "dioleoylphosphatidylcholine", xrefs=("pubchem.compound:8",)),
    ]
    assert set(merge_chemicals([], chebi, mesh).concepts) == {"chebi:1", "chebi:2", "mesh:C1"}


def test_an_action_goes_by_its_heading_and_knows_who_has_it():
    chebi = [
        substance("chebi:50790", "EC 1.14.14.14 (aromatase) inhibitor", "role", members=["chebi:2704"]),
        substance("chebi:2704", "anastrozole"),
        substance("chebi:35341", "steroid", "role"),
    ]
    mesh = [
        substance("mesh:D047072", "Aromatase Inhibitors", "role"),
        substance("mesh:D013256", "Steroids", "role"),
    ]
    pool = merge_chemicals([substance("drugbank:DB01217", "Anastrozole", "drug", xrefs=("chebi:2704",))], chebi, mesh)
    assert pool.concepts["mesh:D047072"].xrefs == ["chebi:50790"]
    assert pool.concepts["mesh:D047072"].members == ["chebi:2704"]
    assert pool.by_xref["chebi:2704"].curie == "drugbank:DB01217"
    assert pool.concepts["chebi:35341"].xrefs == ["mesh:D013256"]


def test_an_acid_and_its_anion_an_element_and_its_ion_are_one():
    drugs = [substance("drugbank:DB00142", "Glutamic acid", "drug"), substance("drugbank:DB01373", "Calcium", "drug")]
    chebi = [substance("chebi:29987", "glutamate(1-)"), substance("chebi:29108", "calcium(2+)")]
    pool = merge_chemicals(drugs, chebi, [])
    assert {curie: entry.xrefs for curie, entry in pool.concepts.items()} == {
        "drugbank:DB00142": ["chebi:29987"], "drugbank:DB01373": ["chebi:29108"],
    }  # fmt: skip
    assert "glutamate" in [name.text for name in pool.concepts["drugbank:DB00142"].names]


# What follows asks the vocabulary that the package carries.


@pytest.mark.parametrize(
    ("drug", "same"),
    [
        ("drugbank:DB00675", {"chebi:41774", "mesh:D013629"}),
        ("drugbank:DB01217", {"chebi:2704"}),
        ("drugbank:DB01006", {"chebi:6413"}),
        ("drugbank:DB00990", {"chebi:4953"}),
        ("drugbank:DB00539", {"chebi:9635"}),
        ("mesh:D047072", {"chebi:50790"}),
        ("chebi:35341", {"mesh:D013256"}),
    ],
)
def test_drugs_and_actions_of_the_vocabulary(lexicon: Lexicon, drug: str, same: set[str]):
    number = lexicon.find(drug)
    assert number is not None and str(lexicon.reference(number)) == drug
    have = {f"{prefix}:{identifier}" for prefix, ids in lexicon.concept(number).xrefs for identifier in ids}
    assert same <= have


@pytest.mark.parametrize(
    ("family", "kind", "members"),
    [
        ("fplx:PI3K", "complex", "PIK3CA PIK3CB PIK3CD PIK3CG PIK3R1 PIK3R2 PIK3R3 PIK3R4 PIK3R5 PIK3R6"),
        ("fplx:RAS", "family", "HRAS KRAS NRAS"),
        ("fplx:MEK", "family", "MAP2K1 MAP2K2"),
        ("fplx:AKT", "family", "AKT1 AKT2 AKT3"),
        ("fplx:RAF", "family", "ARAF BRAF RAF1"),
    ],
)
def test_families_of_the_vocabulary(lexicon: Lexicon, family: str, kind: str, members: str):
    number = lexicon.find(family)
    assert number is not None
    concept = lexicon.concept(number)
    assert concept.entity_type == kind
    assert sorted(lexicon.concept(member).name for member in concept.members) == members.split()


@pytest.mark.parametrize(
    ("curie", "primary"),
    [
        ("ncbigene:5604", "hgnc:6840"), ("ncbigene:26395", "mgi:1346866"), ("ncbigene:170851", "rgd:70495"),
        ("ncbigene:31872", "flybase:FBgn0010269"), ("ncbigene:41957", "flybase:FBgn0010379"),
        ("ncbigene:851193", "ncbigene:851193"),
    ],
)  # fmt: skip
def test_genes_are_found_by_ncbi_gene_identifier(lexicon: Lexicon, curie: str, primary: str):
    number = lexicon.find(curie)
    assert number is not None and str(lexicon.reference(number)) == primary


def key(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        pytest.skip(f"no answer key {path.name} beside the checkout")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from csv.DictReader(stream, delimiter="\t")


def test_fly_genes_against_the_answer_key(lexicon: Lexicon, shared: Path):
    bridged = right = known = 0
    for row in key(shared / "expected" / "fly_ncbigene_flybase.tsv.gz"):
        if row["type"] != "protein-coding" or (number := lexicon.find(f"ncbigene:{row['ncbigene']}")) is None:
            continue
        reference = lexicon.reference(number)
        known += 1
        bridged += reference.prefix == "flybase"
        right += str(reference) == f"flybase:{row['flybase']}"
    assert known >= 13_890
    assert bridged >= 0.92 * 13_890
    assert right >= 0.9995 * bridged


def test_fly_orthologs_against_the_answer_key(lexicon: Lexicon, shared: Path):
    rows = list(key(shared / "expected" / "human_fly_orthologs_alliance.tsv.gz"))
    stated = {(row["fromGeneId"].lower(), f"flybase:{row['toGeneId'].removeprefix('FB:')}") for row in rows}
    safe = {
        (row["fromGeneId"].lower(), f"flybase:{row['toGeneId'].removeprefix('FB:')}")
        for row in rows
        if int(row["methodCount"]) >= 7
    }
    found = set()
    for human in {pair[0] for pair in stated}:
        if (number := lexicon.find(human)) is not None:
            found |= {(human, str(lexicon.reference(other))) for other in lexicon.orthologs(number, 7227)}
    found = {pair for pair in found if pair[1].startswith("flybase:")}
    assert len(found & stated) >= 0.95 * len(found)
    assert len(found & safe) >= 0.47 * len(safe)


@pytest.mark.skipif("PFOCR_NORM_WHEELS" not in os.environ, reason="PFOCR_NORM_WHEELS names no folder of wheels")
def test_the_whole_merge():
    entries, sources = build(Path(os.environ["PFOCR_NORM_WHEELS"]))
    assert len({entry.curie for entry in entries}) == len(entries) > 400_000
    assert all(source.entries for source in sources)
    for entry in entries:
        assert entry.names[0].text == entry.name
        assert len({(name.text, name.status, name.source) for name in entry.names}) == len(entry.names)
    by_name: dict[tuple[int | None, str], Entry] = {(e.taxon, e.name): e for e in entries if e.entity_type == "gene"}
    for taxon, symbol, accession in (
        (559292, "SNC1", "P31109"), (559292, "ATG16", "Q03818"), (559292, "ATG36", "P46983"),
        (559292, "GAL4", "P04386"), (4896, "swi6", "P40381"), (4896, "fus1", "Q10719"),
        (6239, "daf-16", "O16850"), (3702, "ABI4", "A0MES8"),
        (9031, "NANOG", "A7Y7W3"), (7955, "rho", "P35359"),
    ):  # fmt: skip
        entry = by_name[taxon, symbol]
        assert f"uniprot:{accession}" in (entry.curie, *entry.xrefs), symbol


def term(curie: str, label: str, *same: str, described: bool = True) -> ChebiEntry:
    names = [Name(label, "approved", "chebi")]
    return ChebiEntry(curie, label, "chemical", names=names, label=label, same=list(same), described=described)


def forms_merged(
    drugs: list[Entry], chebi: list[Entry], mesh: list[Entry]
) -> tuple[dict[str, Entry], Substances]:
    pool = merge_chemicals(drugs, chebi, mesh)
    forms = Forms({curie: entry for curie, entry in pool.terms.items() if isinstance(entry, ChebiEntry)}, pool.current)
    fold_protons(pool, forms)
    absorb_copies(pool, forms)
    join_spellings(pool, forms)
    join_namesakes(pool, forms)
    concepts = finish(pool)
    add_forms(concepts, pool, forms)
    return {concept.curie: concept for concept in concepts}, pool


def test_what_differs_by_a_proton_is_one_substance_and_isomers_are_its_forms():
    chebi = [
        term("chebi:1", "mevalonic acid"),
        term("chebi:2", "mevalonate", "chebi:1"),
        term("chebi:3", "(R)-mevalonic acid"),
        term("chebi:4", "(R)-mevalonate", "chebi:3"),
        term("chebi:5", "(S)-mevalonic acid"),
        term("chebi:6", "mevalonic lactone"),
    ]
    concepts, _ = forms_merged([], chebi, [])
    assert set(concepts) == {"chebi:1", "chebi:3", "chebi:5", "chebi:6"}
    assert {curie for curie, _ in concepts["chebi:1"].forms} == {f"chebi:{n}" for n in (1, 2, 3, 4, 5)}
    assert concepts["chebi:1"].forms[0] == ("chebi:1", "mevalonic acid")
    assert [curie for curie, _ in concepts["chebi:3"].forms] == ["chebi:3", "chebi:4"]
    assert concepts["chebi:6"].forms == []


def test_neighbours_with_names_of_their_own_stay_apart():
    chebi = [term("chebi:1", "ammonia"), term("chebi:2", "ammonium", "chebi:1"), term("chebi:3", "azanide", "chebi:1")]
    mesh = [substance("mesh:D000641", "Ammonia"), substance("mesh:D064751", "Ammonium")]
    concepts, _ = forms_merged([], chebi, mesh)
    assert "mesh:D000641" in concepts["chebi:1"].xrefs and "mesh:D064751" in concepts["chebi:2"].xrefs


def test_a_heading_in_other_words_and_a_copy_join_their_substance():
    chebi = [
        term("chebi:1", "farnesyl diphosphate"),
        term("chebi:200000", "Farnesyl_diphosphate", described=False),
        term("chebi:3", "nicotinamide"),
    ]
    mesh = [
        substance("mesh:C1", "farnesyl pyrophosphate"),
        substance("mesh:D009536", "Niacinamide", "chemical", "Nicotinamide"),
    ]
    chebi[2].names.append(Name("niacinamide", "alias", "chebi"))
    concepts, pool = forms_merged([], chebi, mesh)
    assert set(concepts) == {"chebi:1", "chebi:3"}
    assert pool.by_xref["mesh:C1"] is concepts["chebi:1"] is pool.by_xref["chebi:200000"]
    assert pool.by_xref["mesh:D009536"] is concepts["chebi:3"]


def test_short_forms_checked_by_eye_belong_to_no_other_drug():
    pool = Substances()
    nad = substance("drugbank:DB14128", "Nadide", "drug", "nadp+")
    for entry in (nad, substance("chebi:25523", "NADP")):
        pool.add(entry)
    assert name_common(pool) == 2
    assert {name.text for name in nad.names} == {"Nadide", "NAD+", "NAD"}
    assert "NADP+" in {name.text for name in pool.concepts["chebi:25523"].names}
