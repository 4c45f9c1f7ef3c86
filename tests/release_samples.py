"""Small release files in the official formats, and a server that serves them, well or badly."""

# Tables are as wide as the databases make them.
# ruff: noqa: E501

from __future__ import annotations

import gzip
import hashlib
import io
import threading
import time
import zipfile
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from pfocr_norm.building.sources.releases import KEYS, source
from pfocr_norm.building.writer import write_lexicon
from pfocr_norm.vocabulary.entry import Entry, Name

NAMES = {"flybase": "2025_04", "mesh": "2025", "wormbase": "WS298"}


def tsv(*rows: str) -> str:
    """Rows written with | between the columns; ¦ stands for a | inside one."""
    return "".join(row.replace("|", "\t").replace("¦", "|") + "\n" for row in rows)


HGNC_HEADER = (
    "hgnc_id|symbol|name|locus_group|locus_type|status|location|alias_symbol|alias_name|prev_symbol|prev_name|gene_group|"
    "entrez_id|ensembl_gene_id|uniprot_ids|mgd_id|rgd_id"
)
COMPLETE = tsv(
    HGNC_HEADER,
    "HGNC:391|AKT1|AKT serine/threonine kinase 1|protein-coding gene|gene with protein product|Approved|14q32.33|"
    '"RAC¦PKB¦AKT"|||||207|ENSG00000142208|P31749|MGI:87986|RGD:2081',
    "HGNC:6840|MAP2K1|mitogen-activated protein kinase kinase 1|protein-coding gene|gene with protein product|Approved|"
    '15q22.31|"MEK1¦MAPKK1"|"MAPK/ERK kinase 1"|PRKMK1|||5604|ENSG00000169032|Q02750|MGI:1346866|RGD:70495',
    "HGNC:26077|MARCHF1|membrane associated ring-CH-type finger 1|protein-coding gene|gene with protein product|Approved|"
    "4q32|RNF171||MARCH1|||55016|ENSG00000145416|Q8TCQ1||",
    "HGNC:9999|NEWKIN1|new kinase 1|protein-coding gene|gene with protein product|Approved|1p1|NK-ONE|||||999999|||||",
    "HGNC:1|FRAX9|fragile site 9|other|fragile site|Approved|Xq||||||||||",
)
WITHDRAWN = tsv(
    "HGNC_ID|STATUS|WITHDRAWN_SYMBOL|MERGED_INTO_REPORT(S) (i.e. HGNC_ID|SYMBOL|STATUS)".replace(
        "D|SYMBOL|", "D¦SYMBOL¦"
    ),
    "HGNC:50|Merged/Split|OLDAKT|HGNC:391¦AKT1¦Approved",
    "HGNC:51|Entry Withdrawn|GONE1|",
)
FB_SYNONYM = (
    "## FlyBase Synonyms\n## Generated: today\n\n##"
    + tsv(
        "primary_FBid|organism_abbreviation|current_symbol|current_fullname|fullname_synonym(s)|symbol_synonym(s)",
        "FBgn0010269|Dmel|Dsor1|Downstream of raf1|MAPKK¦D-MEK|MEK¦Mek¦EG:BACH48C10.4",
        "FBgn0010379|Dmel|Akt|Akt kinase||Akt1¦PKB¦RAC-PK",
        "FBgn0999999|Dmel|unplaced|||",
        "FBgn0123456|Dsim|Dsim\\Akt|||",
        "FBal0000001|Dmel|Akt[1]|||",
    )
    + "## Finished\n"
)
FB_ANNOTATION = "## FlyBase\n##" + tsv(
    "gene_symbol|organism_abbreviation|primary_FBgn#|secondary_FBgn#(s)|annotation_ID|secondary_annotation_ID(s)",
    "Dsor1|Dmel|FBgn0010269|FBgn0000001|CG15793|CG9999",
    "Akt|Dmel|FBgn0010379||CG4006|",
)
FB_ACCESSIONS = "## FlyBase\n##" + tsv(
    "gene_symbol|organism_abbreviation|primary_FBgn#|nucleotide_accession|na_based_protein_accession|"
    "UniprotKB/Swiss-Prot/TrEMBL_accession|EntrezGene_ID|RefSeq_transcripts|RefSeq_proteins",
    "Dsor1|Dmel|FBgn0010269|D13782|BAA02925||31872||",
    "Dsor1|Dmel|FBgn0010269|||Q24324|||",
    "Akt|Dmel|FBgn0010379||||41957||",
)
FB_MAP = "## FlyBase\n##" + tsv(
    "organism_abbreviation|current_symbol|primary_FBid|recombination_loc|cytogenetic_loc|sequence_loc",
    "Dmel|Dsor1|FBgn0010269|1-24|8D2-8D2|X:9,115,049..9,117,028(1)",
    "Dmel|Akt|FBgn0010379|3-58|89B6-89B8|3R:16,077,288..16,087,003(1)",
    "Dmel|unplaced|FBgn0999999|||",
)
FB_ORTHOLOGS = "## FlyBase\n##" + tsv(
    "Dmel_gene_ID|Dmel_gene_symbol|Human_gene_HGNC_ID|Human_gene_OMIM_ID|Human_gene_symbol|DIOPT_score|OMIM_Phenotype_IDs|"
    "OMIM_Phenotype_IDs[name]",
    "FBgn0010269|Dsor1|HGNC:6840|176872|MAP2K1|14||",
    "FBgn0010269|Dsor1|HGNC:391|1|AKT1|2||",
    "FBgn0010379|Akt|HGNC:391|164730|AKT1|13||",
)
MGI_MARKERS = tsv(
    "MGI Accession ID|Chr|cM Position|genome coordinate start|genome coordinate end|strand|Marker Symbol|Status|Marker Name|"
    "Marker Type|Feature Type|Marker Synonyms (pipe-separated)",
    "MGI:87986|12|61.20|112620260|112641266|-|Akt1|O|thymoma viral proto-oncogene 1|Gene|protein coding gene|Akt¦PKB¦PKBalpha",
    "MGI:1346866|9|34.50|64085071|64160907|-|Map2k1|O|mitogen-activated protein kinase kinase 1|Gene|protein coding gene|MEK1",
    "MGI:99999|9|||||Tg(1)|O|a transgene|Transgene|transgene|",
)
MGI_HOMOLOGS = tsv(
    "DB Class Key|Common Organism Name|NCBI Taxon ID|Symbol|EntrezGene ID|Mouse MGI ID|HGNC ID|OMIM Gene ID|Genetic Location",
    "45|mouse, laboratory|10090|Akt1|11651|MGI:87986|||Chr12",
    "45|human|9606|AKT1|207||HGNC:391|OMIM:164730|Chr14",
)
RGD_GENES = "# RGD-PIPELINE: ftp-file-extracts\n# GENERATED-ON: 2025/07/01\n" + tsv(
    "GENE_RGD_ID|SYMBOL|NAME|GENE_DESC|NCBI_GENE_ID|UNIPROT_ID|OLD_SYMBOL|OLD_NAME|GENE_TYPE|ENSEMBL_ID",
    "2081|Akt1|AKT serine/threonine kinase 1|text|24185|P47196|Akt;PKB|v-akt murine thymoma viral oncogene homolog 1|"
    "protein-coding|ENSRNOG00000028629;ENSRNOG00055001234",
)
ZFIN_GENES = tsv("ZDB-GENE-990415-8|SO:0001217|pax2a|30425|", "ZDB-GENE-030805-2|SO:0001217|akt1|101101|")
ZFIN_ALIASES = tsv(
    "ZDB-GENE-990415-8|paired box 2a|pax2a|no isthmus|SO:0001217|",
    "ZDB-GENE-990415-8|paired box 2a|pax2a|noi|SO:0001217|",
    "ZDB-ALT-980203-1|tm1|tm1|tm1x|SO:1000008|",
)
ZFIN_ENSEMBL = tsv("ZDB-GENE-990415-8|SO:0001217|pax2a|ENSDARG00000028148|")
ZFIN_ORTHOLOGS = tsv(
    "ZDB-GENE-990415-8|pax2a|paired box 2a|PAX2|paired box 2|167409|5076|8616|AA|ZDB-PUB-030905-1|",
    "ZDB-GENE-030805-2|akt1|v-akt|AKT1|AKT serine|164730|207|391|AA|ZDB-PUB-1|",
)
WORM_GENES = (
    "6239,WBGene00000098,air-1,V1.1,Live,protein_coding_gene\n6239,WBGene00002285,let-7,C05G5.6,Live,miRNA_gene\n"
    "6239,WBGene00000102,akt-1,C12D8.10,Live,protein_coding_gene\n6239,WBGene00000999,,X1.1,Dead,\n"
    "6239,WBGene00049999,,21ur-55,Live,piRNA_gene\n"
)
WORM_OTHERS = tsv(
    "WBGene00000098|Live|V1.1|air-1|aurora", "WBGene00000098|Live|V1.1|air-1|stu-7", "WBGene00000102|Live|C12D8.10|akt-1|Ce-Akt"
)  # fmt: skip
SGD_FEATURES = tsv(
    "S000005444|ORF|Verified|YOL086C|ADH1|ADC1|chromosome 15||15|160594|159548|C|||2004|alcohol dehydrogenase",
    "S000000001|ORF|Dubious|YAL001W-A||||||||||||",
    "S000002429|ORF|Verified|YDR022C|ATG31|CIS1|||||||||",
    "S000028593|ARS||ARS102||||||||||||",
)
GENE_INFO_HEADER = (
    "#tax_id|GeneID|Symbol|LocusTag|Synonyms|dbXrefs|chromosome|map_location|description|type_of_gene|"
    "Symbol_from_nomenclature_authority|Full_name_from_nomenclature_authority|Nomenclature_status|Other_designations|"
    "Modification_date|Feature_type"
)
GENE_INFO = {
    "human": (
        "9606|207|AKT1|-|AKT¦PKB¦RAC-ALPHA|MIM:164730¦HGNC:HGNC:391¦Ensembl:ENSG00000142208|14|14q32.33|"
        "AKT serine/threonine kinase 1|protein-coding|AKT1|x|O|protein kinase B alpha¦RAC-alpha kinase|20250701|-",
        "9606|777777|LOC777777|-|-|-|1|-|uncharacterized LOC777777|protein-coding|-|-|-|-|20250701|-",
        "63221|6775079|AKT1|-|-|-|MT|-|of a Neanderthal|protein-coding|-|-|-|-|20250701|-",
    ),
    "cress": (
        "3702|826557|CRY1|AT4G08920|ATCRY1¦BLU1¦HY4|Araport:AT4G08920¦TAIR:AT4G08920|4|-|cryptochrome 1|protein-coding|CRY1|x|O|"
        "blue light photoreceptor|20250701|-",
    ),
    "yeast": (
        "559292|854068|ADH1|YOL086C|ADC1|SGD:S000005444|XV|-|alcohol dehydrogenase ADH1|protein-coding|ADH1|-|-|-|20250701|-",
    ),
}
NCBI_ORTHOLOGS = "#" + tsv(
    "tax_id|GeneID|relationship|Other_tax_id|Other_GeneID",
    "9606|207|Ortholog|10116|24185",
    "9606|207|Ortholog|8355|399170",
    "9606|5604|Ortholog|7955|0",
)
ALLIANCE = "# Alliance of Genome Resources\n# TaxonIDs\n" + tsv(
    "Gene1ID|Gene1Symbol|Gene1SpeciesTaxonID|Gene1SpeciesName|Gene2ID|Gene2Symbol|Gene2SpeciesTaxonID|Gene2SpeciesName|"
    "Algorithms|AlgorithmsMatch|OutOfAlgorithms|IsBestScore|IsBestRevScore",
    "HGNC:391|AKT1|NCBITaxon:9606|Homo sapiens|WB:WBGene00000102|akt-1|NCBITaxon:6239|Caenorhabditis elegans|a¦b|9|10|Yes|Yes",
    "HGNC:391|AKT1|NCBITaxon:9606|Homo sapiens|FB:FBgn0010269|Dsor1|NCBITaxon:7227|Drosophila melanogaster|a|1|10|No|No",
)
FAMPLEX = {
    "entities": "AKT\nMEK\nNEWFAM\n",
    "relations": "HGNC,AKT1,isa,FPLX,AKT\nHGNC,MAP2K1,isa,FPLX,MEK\nHGNC,NEWKIN1,isa,FPLX,NEWFAM\n",
    "grounding_map": "MAPKK,FPLX,MEK,,,,\nnew kinases,FPLX,NEWFAM,,,,\nproto-Akt,HGNC,AKT1,,,,\n",
    "equivalences": "MESH,D051057,AKT\n",
}
DRUGBANK = (
    "DrugBank ID,Accession Numbers,Common name,CAS,UNII,Synonyms,Standard InChI Key\n"
    'DB00675,APRD00123,Tamoxifen,10540-29-1,094ZI81Y45,"(Z)-tamoxifen | Nolvadex base | Tamoxifen citrate",NKAN\n'
    'DB99999,,Newdrugib,1-11-1,,"NDB-17, free base | Neodrugib",XX\n'
)
CHEBI_COMPOUNDS = (
    tsv(
        "id|name|status_id|source|parent_id|merge_type|chebi_accession|definition|ascii_name|stars|modified_on|release_date",
        '41774|tamoxifen|1|ChEBI|||CHEBI:41774|"A stilbenoid.',
    )
    + tsv('Second line."|tamoxifen|3|2025-01-01|').replace("\n", "\n")
    + tsv(
        "16480|<i>nitric</i> oxide|1|KEGG|||CHEBI:16480|A gas.|nitric oxide|3|2025-01-01|",
        "9397|old tamoxifen|1|ChEBI|41774|merged|CHEBI:9397|||3|2025-01-01|",
        "77777|unchecked stuff|1|x|||CHEBI:77777|||2|2025-01-01|",
    )
)
CHEBI_NAMES = tsv(
    "id|compound_id|name|type|status_id|adapted|language_code|ascii_name",
    "1|41774|<small>trans</small>-tamoxifen|SYNONYM|1|F|en|trans-tamoxifen",
    "2|41774|tamoxifenum|INN|1|F|la|tamoxifenum",
    "3|41774|tamoxifeno|INN|1|F|es|tamoxifeno",
    "4|16480|NO&middot;|SYNONYM|1|F|en|",
    "5|77777|stuff|SYNONYM|1|F|en|stuff",
)


def mesh_record(
    kind: str,
    ui: str,
    name: str,
    terms: tuple[str, ...],
    *,
    trees: tuple[str, ...] = (),
    maps: str = "",
    cas: str = "0",
) -> str:
    tree = (
        f"<TreeNumberList>{''.join(f'<TreeNumber>{t}</TreeNumber>' for t in trees)}</TreeNumberList>" if trees else ""
    )
    mapped = (
        f"<HeadingMappedToList><HeadingMappedTo><DescriptorReferredTo><DescriptorUI>*{maps}</DescriptorUI><DescriptorName>"
        "<String>x</String></DescriptorName></DescriptorReferredTo></HeadingMappedTo></HeadingMappedToList>"
        if maps
        else ""
    )
    words = "".join(f"<Term><TermUI>T1</TermUI><String>{text}</String></Term>" for text in terms)
    return (
        f"<{kind}Record><{kind}UI>{ui}</{kind}UI><{kind}Name><String>{name}</String></{kind}Name>{mapped}{tree}"
        f'<ConceptList><Concept PreferredConceptYN="Y"><ConceptUI>M1</ConceptUI><ConceptName><String>{name}</String></ConceptName>'
        f"<RegistryNumber>{cas}</RegistryNumber><TermList>{words}</TermList></Concept></ConceptList></{kind}Record>"
    )


_XML = '<?xml version="1.0"?>\n<!DOCTYPE {0}RecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/nlm{1}_20250101.dtd">\n'
MESH_DESC = (
    _XML.format("Descriptor", "descriptorrecordset")
    + '<DescriptorRecordSet LanguageCode="eng">'
    + mesh_record(
        "Descriptor",
        "D013629",
        "Tamoxifen",
        ("Tamoxifen", "Nolvadex"),
        trees=("D02.455.426.559.389.150",),
        cas="10540-29-1",
    )
    + mesh_record(
        "Descriptor",
        "D047072",
        "Aromatase Inhibitors",
        ("Aromatase Inhibitors", "Inhibitors, Aromatase"),
        trees=("D27.505.519",),
    )
    + mesh_record("Descriptor", "D001943", "Breast Neoplasms", ("Breast Cancer",), trees=("C04.588.180",))
    + mesh_record("Descriptor", "D003513", "Cyclohexanes", ("Cyclohexanes",), trees=("D02.455.426",))
    + "</DescriptorRecordSet>"
)
MESH_SUPP = (
    _XML.format("Supplemental", "supplementalrecordset")
    + "<SupplementalRecordSet>"
    + mesh_record("SupplementalRecord", "C500001", "newdrugol", ("newdrugol", "ND-77"), maps="D003513").replace(
        "SupplementalRecordRecord", "SupplementalRecord"
    )
    + "</SupplementalRecordSet>"
)
NAMES_DMP = "".join(
    f"{taxon}\t|\t{name}\t|\t\t|\t{kind}\t|\n"
    for taxon, name, kind in (
        (9606, "Homo sapiens", "scientific name"), (9606, "Homo sapiens Linnaeus, 1758", "authority"), (7227, "Sophophora melanogaster", "synonym"),
        (10090, "LK3 transgenic mice", "includes"), (6239, "Rhabditis elegans", "synonym"), (2, "Bacteria", "scientific name"),
    )
)  # fmt: skip


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return out.getvalue()


TEXTS: dict[tuple[str, str], str] = {
    ("hgnc", "complete"): COMPLETE, ("hgnc", "withdrawn"): WITHDRAWN, ("flybase", "synonyms"): FB_SYNONYM,
    ("flybase", "annotation"): FB_ANNOTATION, ("flybase", "accessions"): FB_ACCESSIONS, ("flybase", "map"): FB_MAP,
    ("flybase", "orthologs"): FB_ORTHOLOGS, ("mgi", "markers"): MGI_MARKERS, ("mgi", "homologs"): MGI_HOMOLOGS,
    ("rgd", "genes"): RGD_GENES, ("zfin", "genes"): ZFIN_GENES, ("zfin", "aliases"): ZFIN_ALIASES,
    ("zfin", "ensembl"): ZFIN_ENSEMBL, ("zfin", "orthologs"): ZFIN_ORTHOLOGS, ("wormbase", "genes"): WORM_GENES,
    ("wormbase", "others"): WORM_OTHERS, ("sgd", "features"): SGD_FEATURES, ("orthologs", "pairs"): NCBI_ORTHOLOGS,
    ("alliance", "pairs"): ALLIANCE, ("famplex", "entities"): FAMPLEX["entities"], ("famplex", "relations"): FAMPLEX["relations"],
    ("famplex", "grounding"): FAMPLEX["grounding_map"], ("famplex", "equivalences"): FAMPLEX["equivalences"],
    ("chebi", "compounds"): CHEBI_COMPOUNDS, ("chebi", "names"): CHEBI_NAMES, ("mesh", "descriptors"): MESH_DESC,
    ("mesh", "supplementary"): MESH_SUPP,
}  # fmt: skip


def packed(url: str, text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0) if url.endswith(".gz") else text.encode()


def release_files() -> dict[str, bytes]:
    """Path on the mirror to content, for every file of every source."""
    out = {
        "/s3ftp.flybase.org/releases/": b'<html><a href="FB2025_03/">FB2025_03</a> <a href="FB2025_04/">FB2025_04</a></html>',
        "/ftp.ebi.ac.uk/pub/databases/wormbase/releases/": b'<html><a href="WS297/">WS297/</a> <a href="WS298/">x</a></html>',
        "/nlmpubs.nlm.nih.gov/projects/mesh/MESH_FILES/xmlmesh/": b'<html><a href="desc2025.gz">desc2025.gz</a></html>',
    }
    for key in KEYS:
        for file in source(key).release.files:
            url = file.url.replace("{release}", NAMES.get(key, ""))
            if key == "ncbi_gene":
                rows = GENE_INFO.get(file.key, ("1|1|NEWENTRY|-|-|-|-|-|-|other|-|-|-|-|20250701|-",))
                content = packed(url, tsv(GENE_INFO_HEADER, *rows))
            elif key == "drugbank":
                content = zipped(**{"drugbank vocabulary_DOT_csv": DRUGBANK})
            elif key == "taxonomy":
                content = zipped(names_DOT_dmp=NAMES_DMP, nodes_DOT_dmp="1\t|\t1\t|\n")
            else:
                content = packed(url, TEXTS[key, file.key])
            parts = urlsplit(url)
            out[f"/{parts.netloc}{parts.path}"] = content
    return out


def path_of(key: str, table: str) -> str:
    """Path on the mirror of one table."""
    (file,) = (file for file in source(key).release.files if file.key == table)
    parts = urlsplit(file.url.replace("{release}", NAMES.get(key, "")))
    return f"/{parts.netloc}{parts.path}"


def base_entries() -> list[Entry]:
    """What the vocabulary under the releases knows."""
    from pfocr_norm.building.sources.base import GeneEntry

    def gene(
        curie: str, symbol: str, taxon: int, label: str, *names: tuple[str, str, str], xrefs: tuple[str, ...] = ()
    ) -> Entry:
        return GeneEntry(
            curie,
            symbol,
            "gene",
            taxon,
            [Name(symbol, "approved", label), *(Name(*name) for name in names)],
            list(xrefs),
        )

    human = gene(
        "hgnc:391", "AKT1", 9606, "hgnc", ("PKB", "alias", "hgnc"), ("RAC-ALPHA", "alias", "ncbi_gene"),
        ("stale alias", "alias", "hgnc"), xrefs=("ncbigene:207",),
    )  # fmt: skip
    human.orthologs.append("homologene:3785")
    fly = gene(
        "flybase:FBgn0010379",
        "Akt1",
        7227,
        "gencode",
        ("RAC serine kinase", "full_name", "ncbi_gene"),
        xrefs=("ncbigene:41957",),
    )
    fly.orthologs.append("homologene:3785")
    family = Entry("fplx:AKT", "AKT", "family", 9606, [Name("AKT", "approved", "famplex")], members=["hgnc:391"])
    drug = Entry(
        "drugbank:DB00675", "Tamoxifen", "drug", None,
        [Name("Tamoxifen", "approved", "drugbank"), Name("Novaldex", "brand", "drugbank"), Name("tamoxifen", "alias", "chebi")],
        ["chebi:41774", "mesh:D013629"],
    )  # fmt: skip
    return [
        human,
        gene("hgnc:6840", "MAP2K1", 9606, "hgnc", ("MEK1", "alias", "hgnc"), xrefs=("ncbigene:5604",)),
        gene("hgnc:26077", "MARCH1", 9606, "hgnc", xrefs=("ncbigene:55016",)),
        gene("hgnc:77", "GONE1", 9606, "hgnc"),
        gene("ncbigene:100", "ADAXX", 9606, "ncbi_gene"),
        fly,
        gene("ncbigene:854068", "ADH1", 559292, "homologene"),
        gene("ncbigene:826557", "HY4", 3702, "homologene"),
        family,
        drug,
        Entry("mesh:D001943", "Breast Neoplasms", "disease", None, [Name("Breast Neoplasms", "approved", "mesh")]),
        Entry("mesh:D000090", "Mystery", "protein", None, [Name("Mystery", "approved", "mesh")]),
    ]


def write_base(path: Path) -> Path:
    write_lexicon(
        base_entries(),
        path,
        version="base",
        sources=[{"key": "hgnc", "name": "HGNC", "version": "old", "licence": "CC0-1.0"}],
    )
    return path


class ReleaseServer:
    """A real HTTP server of release files; `misbehave` makes it fail in a chosen way for the next requests."""

    def __init__(self) -> None:
        self.files = release_files()
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.counts: dict[str, int] = defaultdict(int)
        self.bad: dict[str, list[str]] = {}
        self.sent: dict[str, int] = defaultdict(int)
        self.hold = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()

    def misbehave(self, path: str, *ways: str) -> None:
        """The next requests for a path go these ways, one each; a way that ends with + goes on for ever."""
        self.bad[path] = list(ways)

    def _way(self, path: str) -> str:
        ways = self.bad.get(path)
        if not ways:
            return ""
        return ways[0][:-1] if ways[0].endswith("+") else ways.pop(0)

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path).path
        self.requests.append((path, dict(handler.headers)))
        way = self._way(path)
        if way == "drop":
            handler.close_connection = True
            handler.connection.close()
            return
        if way.isdigit():
            self._send(handler, int(way), b"sorry", {})
            return
        if way == "429 wait":
            self._send(handler, 429, b"slow down", {"Retry-After": "0"})
            return
        if way == "429 long":
            self._send(handler, 429, b"slow down", {"Retry-After": "7200"})
            return
        if way == "login":
            self._send(
                handler, 200, b"<!DOCTYPE html><html><body>Please log in</body></html>", {"Content-Type": "text/html"}
            )
            return
        if way == "login as text":
            self._send(
                handler,
                200,
                b"\n<!DOCTYPE html><html><body>Please log in</body></html>",
                {"Content-Type": "text/plain"},
            )
            return
        if way == "loop":
            self._send(handler, 302, b"", {"Location": handler.path})
            return
        content = self.files.get(path)
        if content is None:
            self._send(handler, 404, b"not here", {})
            return
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Last-Modified": "Tue, 01 Jul 2025 00:00:00 GMT", "Accept-Ranges": "bytes"}
        if handler.headers.get("If-None-Match") == tag:
            self._send(handler, 304, b"", headers)
            return
        code, start = 200, 0
        asked = handler.headers.get("Range", "")
        if asked and handler.headers.get("If-Range") == tag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start < len(content):
                code = 206
                headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            else:
                self._send(handler, 416, b"", {})
                return
        body = content[start:]
        if way == "truncated gzip":
            body = body[: len(body) // 2]
        length = len(body)
        if way == "wrong length":
            length += 100
        self._head(
            handler, code, {**headers, "Content-Length": str(length), "Content-Type": "application/octet-stream"}
        )
        if way == "cut":
            body = body[: max(1, len(body) // 2)]
        if way == "hold":
            handler.wfile.write(body[: len(body) // 2])
            handler.wfile.flush()
            self.hold.wait(600)
            return
        try:
            if way == "drip":
                for i in range(len(body)):
                    handler.wfile.write(body[i : i + 1])
                    handler.wfile.flush()
                    time.sleep(0.05)
            else:
                handler.wfile.write(body)
        except OSError:
            pass
        self.sent[path] += len(body)
        if way in ("cut", "wrong length"):
            handler.close_connection = True

    def _head(self, handler: BaseHTTPRequestHandler, code: int, headers: dict[str, str]) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    def _send(self, handler: BaseHTTPRequestHandler, code: int, body: bytes, headers: dict[str, str]) -> None:
        length = {} if code == 304 else {"Content-Length": str(len(body))}
        self._head(handler, code, {**length, **headers})
        if code != 304:
            handler.wfile.write(body)
