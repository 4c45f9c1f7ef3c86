"""The parsers of official releases, on small files in the official formats."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from release_samples import GENE_INFO, GENE_INFO_HEADER, NAMES_DMP, TEXTS, release_files, tsv

from pfocr_norm.building.refresh import refresh
from pfocr_norm.building.sources.base import GeneEntry
from pfocr_norm.building.sources.releases import KEYS, ncbi_gene, source
from pfocr_norm.building.sources.releases.base import columns, headless
from pfocr_norm.errors import SourceError
from pfocr_norm.vocabulary.entry import Entry, Name


def tables(key: str, **changed: str) -> Callable[[str], BinaryIO]:
    return lambda table: io.BytesIO(changed.get(table, TEXTS.get((key, table), "")).encode())


def parsed(key: str, **changed: str) -> dict[str, Any]:
    return {entry.curie: entry for entry in source(key).parse(tables(key, **changed))}


def named(entry: Any) -> dict[str, str]:
    return {name.text: name.status for name in entry.names}


def test_every_source_says_where_it_is_and_on_what_terms() -> None:
    for key in KEYS:
        release = source(key).release
        assert release.key == key
        assert release.licence and release.licence_url.startswith("https://") and release.homepage
        assert release.files
        for file in release.files:
            assert file.url.startswith("https://")
            assert "{release}" not in file.url or release.latest is not None
            assert "{release}" not in (file.url + file.archive) or release.example


def test_an_unknown_source_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SourceError, match=r"no source 'hgcn'; there are hgnc, flybase"):
        source("hgcn")


def test_hgnc() -> None:
    genes = parsed("hgnc")
    assert set(genes) == {"hgnc:391", "hgnc:6840", "hgnc:26077", "hgnc:9999"}
    mek = genes["hgnc:6840"]
    assert named(mek)["MEK1"] == "alias" and named(mek)["PRKMK1"] == "previous"
    assert named(mek)["MAPK/ERK kinase 1"] == "full_name"
    assert mek.xrefs == ["ncbigene:5604", "ensembl:ENSG00000169032", "uniprot:Q02750"]
    assert mek.orthologs == ["mgi:1346866", "rgd:70495"]
    assert named(genes["hgnc:391"])["OLDAKT"] == "withdrawn"


def test_flybase_reads_its_commented_headers() -> None:
    genes = parsed("flybase")
    assert set(genes) == {"flybase:FBgn0010269", "flybase:FBgn0010379", "flybase:FBgn0999999"}
    dsor1 = genes["flybase:FBgn0010269"]
    assert named(dsor1) == {
        "Dsor1": "approved", "Downstream of raf1": "full_name", "MAPKK": "full_name", "D-MEK": "full_name",
        "MEK": "alias", "Mek": "alias", "EG:BACH48C10.4": "alias", "CG15793": "alias", "CG9999": "alias",
    }  # fmt: skip
    assert dsor1.xrefs == ["ncbigene:31872", "uniprot:Q24324"]
    assert dsor1.orthologs == ["hgnc:6840"], "two methods of fourteen are no ortholog"
    assert genes["flybase:FBgn0999999"].biotype == "other" and dsor1.biotype == ""


def test_mgi_takes_genes_only_and_their_human_homologs() -> None:
    genes = parsed("mgi")
    assert set(genes) == {"mgi:87986", "mgi:1346866"}
    assert genes["mgi:87986"].orthologs == ["hgnc:391"] and genes["mgi:87986"].xrefs == ["ncbigene:11651"]


def test_rgd_keeps_the_reference_assembly() -> None:
    (gene,) = parsed("rgd").values()
    assert gene.xrefs == ["ncbigene:24185", "uniprot:P47196", "ensembl:ENSRNOG00000028629"]
    assert named(gene)["PKB"] == "alias"


def test_zfin() -> None:
    genes = parsed("zfin")
    assert set(genes) == {"zfin:ZDB-GENE-990415-8", "zfin:ZDB-GENE-030805-2"}
    pax = genes["zfin:ZDB-GENE-990415-8"]
    assert named(pax) == {"pax2a": "approved", "paired box 2a": "full_name", "no isthmus": "full_name", "noi": "alias"}
    assert pax.orthologs == ["hgnc:8616"] and pax.xrefs == ["ncbigene:30425", "ensembl:ENSDARG00000028148"]


def test_wormbase_leaves_dead_and_numbered_genes_out() -> None:
    genes = parsed("wormbase")
    assert set(genes) == {"wormbase:WBGene00000098", "wormbase:WBGene00002285", "wormbase:WBGene00000102"}
    assert named(genes["wormbase:WBGene00000098"]) == {
        "air-1": "approved",
        "V1.1": "alias",
        "aurora": "alias",
        "stu-7": "alias",
    }


def test_sgd_leaves_dubious_frames_and_other_features_out() -> None:
    genes = parsed("sgd")
    assert {gene.name for gene in genes.values()} == {"ADH1", "ATG31"}
    assert named(genes["sgd:S000005444"]) == {"ADH1": "approved", "YOL086C": "alias", "ADC1": "alias"}


def test_ncbi_gene_of_the_organisms_that_are_there() -> None:
    def open_table(key: str) -> BinaryIO:
        return io.BytesIO(tsv(GENE_INFO_HEADER, *GENE_INFO[key]).encode())

    genes = {entry.curie: entry for entry in source("ncbi_gene").parse(open_table)}
    assert set(genes) == {"ncbigene:207", "ncbigene:777777", "ncbigene:826557", "ncbigene:854068"}
    assert genes["ncbigene:826557"].taxon == 3702 and "tair.locus:AT4G08920" in genes["ncbigene:826557"].xrefs
    assert genes["ncbigene:207"].xrefs == ["hgnc:391", "ensembl:ENSG00000142208"]


def test_orthologs_of_known_organisms() -> None:
    pairs = [(entry.curie, entry.orthologs) for entry in source("orthologs").parse(tables("orthologs"))]
    assert pairs == [("ncbigene:207", ["ncbigene:24185"]), ("ncbigene:5604", ["ncbigene:0"])]
    pairs = [(entry.curie, entry.orthologs) for entry in source("alliance").parse(tables("alliance"))]
    assert pairs == [("hgnc:391", ["wormbase:WBGene00000102"])]


def test_famplex() -> None:
    entries = parsed("famplex")
    assert entries["fplx:NEWFAM"].members == ["hgnc.symbol:NEWKIN1"]
    assert named(entries["fplx:MEK"])["MAPKK"] == "alias"
    assert named(entries["hgnc.symbol:AKT1"]) == {"proto-Akt": "alias"}


def test_drugbank() -> None:
    from release_samples import DRUGBANK

    entries = parsed("drugbank", vocabulary=DRUGBANK)
    assert named(entries["drugbank:DB00675"])["Tamoxifen citrate"] == "salt"
    assert named(entries["drugbank:DB99999"]) == {
        "Newdrugib": "approved",
        "NDB-17, free base": "alias",
        "Neodrugib": "alias",
    }


def test_chebi_reads_quoted_lines_and_drops_markup() -> None:
    entries = parsed("chebi")
    assert set(entries) == {"chebi:41774", "chebi:16480"}
    assert named(entries["chebi:41774"]) == {
        "tamoxifen": "approved",
        "trans-tamoxifen": "alias",
        "tamoxifenum": "alias",
    }
    assert entries["chebi:41774"].xrefs == ["chebi:9397"]
    assert entries["chebi:16480"].name == "nitric oxide" and "NO·" in named(entries["chebi:16480"])


def test_mesh() -> None:
    entries = parsed("mesh")
    kinds = {curie: entry.entity_type for curie, entry in entries.items()}
    assert kinds == {
        "mesh:D013629": "chemical", "mesh:D047072": "role", "mesh:D001943": "disease", "mesh:D003513": "chemical",
        "mesh:C500001": "chemical",
    }  # fmt: skip
    assert entries["mesh:D013629"].xrefs == ["cas:10540-29-1"]
    assert "Inhibitors, Aromatase" not in named(entries["mesh:D047072"])


def test_genes_of_an_organisms_relatives_are_left_out() -> None:
    def symbols(key: str, *taxa: int) -> list[tuple[int, str]]:
        rows = [f"{taxon}|{n}|COX1|-|-|-|MT|-|x|protein-coding|-|-|-|-|20250701|-" for n, taxon in enumerate(taxa, 1)]
        stream = io.BytesIO(tsv(GENE_INFO_HEADER, *rows).encode())
        return [(entry.taxon, entry.curie) for entry in ncbi_gene.parse_organism(stream, key)]

    assert symbols("human", 9606, 63221, 741158) == [(9606, "ncbigene:1")]
    assert symbols("mouse", 10091, 10090, 39442) == [(10090, "ncbigene:2")]
    assert symbols("yeast", 559292, 4932) == [(559292, "ncbigene:1")]
    assert symbols("rice", 39947, 4530) == [(4530, "ncbigene:1"), (4530, "ncbigene:2")]
    assert set(ncbi_gene.TAXA) == set(ncbi_gene.ORGANISMS)


def test_chebi_of_before_release_245_had_other_columns() -> None:
    compounds = tsv(
        "ID|STATUS|CHEBI_ACCESSION|SOURCE|PARENT_ID|NAME|DEFINITION|MODIFIED_ON|CREATED_BY|STAR",
        '41774|C|CHEBI:41774|ChEBI|null|tamoxifen|A "stilbenoid.|2020-01-01|x|3',
        "9397|C|CHEBI:9397|ChEBI|41774|null|null|2020-01-01|x|3",
        "77777|C|CHEBI:77777|x|null|unchecked stuff|null|2020-01-01|x|2",
    )
    names = tsv(
        "ID|COMPOUND_ID|TYPE|SOURCE|NAME|ADAPTED|LANGUAGE", "1|41774|SYNONYM|x|trans-tamoxifen|F|en",
        "2|41774|INN|x|tamoxifeno|F|es"
    )  # fmt: skip
    (tamoxifen,) = parsed("chebi", compounds=compounds, names=names).values()
    assert named(tamoxifen) == {"tamoxifen": "approved", "trans-tamoxifen": "alias"}
    assert tamoxifen.xrefs == ["chebi:9397"]


def test_famplex_leaves_the_labels_of_genes_and_substances_alone() -> None:
    egfr = GeneEntry(
        "hgnc:3236", "EGFR", "gene", 9606,
        [Name("EGFR", "approved", "famplex"), Name("old text name", "alias", "famplex"),
         Name("ERBB", "previous", "famplex")],
    )  # fmt: skip
    drug = Entry("drugbank:DB01590", "Everolimus", "drug", None, [Name("Everolimus", "approved", "famplex")])
    found = {
        entry.curie: named(entry) for entry in refresh([egfr, drug], {"famplex": list(parsed("famplex").values())})
    }
    assert found["hgnc:3236"] == {"EGFR": "approved", "ERBB": "previous"}
    assert found["drugbank:DB01590"] == {"Everolimus": "approved"}


def drug(curie: str, label: str, *aliases: str, source: str = "drugbank") -> Entry:
    names = [Name(label, "approved", source), *(Name(alias, "alias", source) for alias in aliases)]
    return Entry(curie, label, "drug" if source == "drugbank" else "chemical", None, names)


def test_a_renamed_drug_has_one_label_and_takes_in_the_substance_that_bore_it() -> None:
    base = [drug("drugbank:DB15569", "AMG-510"), drug("mesh:C000655812", "sotorasib", "Lumykras", source="mesh")]
    (entry,) = refresh(base, {"drugbank": [drug("drugbank:DB15569", "Sotorasib", "AMG 510")]})
    assert (entry.curie, entry.name, entry.names[0].text) == ("drugbank:DB15569", "Sotorasib", "Sotorasib")
    assert [name.text for name in entry.names if name.status == "approved"] == ["Sotorasib"]
    assert named(entry)["AMG-510"] == "alias" and "Lumykras" in named(entry)
    assert "mesh:C000655812" in entry.xrefs


def test_two_drugs_of_one_database_stay_two() -> None:
    base = [drug("drugbank:DB00001", "Oldname"), drug("drugbank:DB00002", "Newname")]
    found = refresh(base, {"drugbank": [drug("drugbank:DB00001", "Newname")]})
    assert [(entry.curie, entry.name) for entry in found] == [
        ("drugbank:DB00001", "Newname"),
        ("drugbank:DB00002", "Newname"),
    ]


def test_taxonomy() -> None:
    names = list(source("taxonomy").parse(lambda key: io.BytesIO(NAMES_DMP.encode())))
    assert names == [(7227, "Sophophora melanogaster"), (6239, "Rhabditis elegans")]


RENAMED = [
    ("hgnc", "complete", "prev_symbol", "previous_symbol", "'prev_symbol'"),
    ("hgnc", "withdrawn", "MERGED_INTO_REPORT(S)", "MERGED", "MERGED_INTO_REPORT"),
    ("flybase", "synonyms", "symbol_synonym(s)", "synonyms", "symbol_synonym"),
    ("flybase", "accessions", "EntrezGene_ID", "NCBI_gene", "'EntrezGene_ID'"),
    ("mgi", "markers", "Marker Symbol", "Symbol", "'Marker Symbol'"),
    ("rgd", "genes", "OLD_SYMBOL", "SYNONYMS", "'OLD_SYMBOL'"),
    ("orthologs", "pairs", "Other_GeneID", "GeneID2", "'Other_GeneID'"),
    ("alliance", "pairs", "AlgorithmsMatch", "Matches", "'AlgorithmsMatch'"),
    ("chebi", "names", "language_code", "lang", "'language_code'"),
    ("mesh", "descriptors", "DescriptorUI>", "UI>", "DescriptorUI"),
]


@pytest.mark.parametrize(("key", "table", "old", "new", "told"), RENAMED)
def test_a_renamed_column_is_named(key: str, table: str, old: str, new: str, told: str) -> None:
    with pytest.raises(SourceError, match=told) as caught:
        parsed(key, **{table: TEXTS[key, table].replace(old, new)})
    assert "changed" in str(caught.value)


@pytest.mark.parametrize("key", [key for key in KEYS if (key, source(key).release.files[0].key) in TEXTS])
def test_another_table_in_its_place_is_an_error(key: str) -> None:
    for file in source(key).release.files:
        for other in ("<html><body>log in</body></html>\n", "a|b\n1|2\n", ""):
            if key == "famplex" and not other:
                continue
            with pytest.raises(SourceError):
                list(source(key).parse(tables(key, **{file.key: other})))


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_break_the_readers(data: bytes, quoted: bool) -> None:
    for read in (
        lambda: list(columns(io.BytesIO(data), ["a", "b*"], table="t", quoted=quoted)),
        lambda: list(headless(io.BytesIO(data), 3, r"ZDB-", table="t")),
    ):
        try:
            rows = read()
        except SourceError:
            continue
        assert all(len(row) >= 2 for row in rows)


@given(st.lists(st.lists(st.text("abcα1- ", min_size=1, max_size=6), min_size=3, max_size=3), min_size=1, max_size=8))
def test_columns_agree_with_a_naive_reader(rows: list[list[str]]) -> None:
    text = "# told by nobody\nx\ty\tz\n" + "".join("\t".join(row) + "\n" for row in rows)
    expected = [[row[2].strip(), row[0].strip()] for row in rows]
    assert list(columns(io.BytesIO(text.encode()), ["z", "x"], table="t")) == expected


def test_samples_are_served_packed_as_their_names_say() -> None:
    for path, content in release_files().items():
        if path.endswith(".gz"):
            assert gzip.decompress(content)


def test_a_gene_known_by_its_protein_becomes_the_gene_of_ncbi() -> None:
    def gene(curie: str, symbol: str, label: str) -> GeneEntry:
        return GeneEntry(curie, symbol, "gene", 4896, [Name(symbol, "approved", label)], biotype="coding")

    base = [gene("uniprot:P40381", "swi6", "mod"), gene("uniprot:Q10719", "fus1", "mod")]
    (fus1, swi6) = sorted(
        refresh(base, {"ncbi_gene": [gene("ncbigene:2541633", "swi6", "ncbi_gene")]}), key=lambda entry: entry.name
    )
    assert (swi6.curie, swi6.xrefs) == ("ncbigene:2541633", ["ncbigene:2541633", "uniprot:P40381"])
    assert (fus1.curie, fus1.xrefs) == ("uniprot:Q10719", [])
