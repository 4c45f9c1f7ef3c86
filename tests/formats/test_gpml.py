"""GPML in and out: both versions, bytes kept, broken files named."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pfocr_norm import Normalizer, Reference
from pfocr_norm.audit.identifiers import Problem, check
from pfocr_norm.cli import app
from pfocr_norm.errors import InputError, OutputError, RecordError
from pfocr_norm.formats import gpml

OLD = """<?xml version="1.0" encoding="UTF-8"?>
<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="Clotting" Organism="{organism}">
  <Comment Source="GenMAPP">ignored</Comment>
  <Comment Source="WikiPathways-description">How thrombin
 cuts fibrinogen.</Comment>
{nodes}</Pathway>
"""
NODE = """  <DataNode TextLabel="{label}" GraphId="{node}" Type="{kind}" GroupRef='x>y'>
    <Graphics CenterX="1.0" CenterY="2.0" Width="3.0" Height="4.0" />
    <Xref Database="{database}" ID="{identifier}" />
  </DataNode>
"""
NEW = """<Pathway xmlns="http://pathvisio.org/GPML/2021" title="Clotting" organism="Homo sapiens">
  <Description>How thrombin cuts fibrinogen.</Description>
  <DataNodes>
    <DataNode elementId="b2" textLabel="F2" type="Protein">
      <Xref identifier='2147' dataSource='Entrez Gene'/>
    </DataNode>
  </DataNodes>
</Pathway>
"""


def old(*nodes: tuple[str, str, str], organism: str = "Homo sapiens") -> bytes:
    text = "".join(
        NODE.format(label=label, node=f"n{i}", kind="GeneProduct", database=database, identifier=identifier)
        for i, (label, database, identifier) in enumerate(nodes)
    )
    return OLD.format(organism=organism, nodes=text).encode()


def test_both_versions() -> None:
    pathway = gpml.parse(old(("F2", "Entrez Gene", "2147")))
    assert (pathway.title, pathway.organism, pathway.version) == ("Clotting", "Homo sapiens", "2013a")
    assert pathway.description == "How thrombin cuts fibrinogen."
    assert pathway.nodes[0].reference == Reference("ncbigene", "2147")
    newer = gpml.parse(NEW.encode())
    assert (newer.title, newer.description, newer.version) == (pathway.title, pathway.description, "2021")
    assert newer.nodes[0].reference == pathway.nodes[0].reference


def test_as_a_record(tmp_path: Path) -> None:
    path = tmp_path / "WP0.gpml"
    path.write_bytes(old(("F2", "Entrez Gene", "2147"), ("FGA", "", "")))
    record = gpml.read(path).record()
    assert (record.figid, record.keywords, record.organisms_ner) == ("WP0", ("F2", "FGA"), ("Homo sapiens",))


def test_other_bytes_stay() -> None:
    data = old(("F2", "Entrez Gene", "2147"), ("FGA", "", "")).replace(b"\n", b"\r\n")
    written = gpml.with_identifiers(data, {"n1": Reference("ncbigene", "2243")})
    assert written != data
    assert written.replace(b'Database="Entrez Gene" ID="2243"', b'Database="" ID=""') == data
    assert gpml.parse(written).nodes[1].reference == Reference("ncbigene", "2243")
    newer = gpml.with_identifiers(NEW.encode(), {"b2": Reference("hgnc", "3535")})
    assert b"<Xref identifier=\"3535\" dataSource=\"HGNC Accession number\"/>" in newer


def test_nothing_is_written_where_it_cannot_be() -> None:
    with pytest.raises(OutputError, match="no node 'n9'"):
        gpml.with_identifiers(old(("F2", "", "")), {"n9": Reference("ncbigene", "1")})
    with pytest.raises(OutputError, match="no database name for fplx:FGF"):
        gpml.with_identifiers(old(("F2", "", "")), {"n0": Reference("fplx", "FGF")})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<Pathway><DataNode></Pathway>", "x.gpml:1: is not XML: mismatched tag"),
        (b"<svg/>", "its first element is 'svg'"),
        (b"", "no element found"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><Pathway/>", "has a document type"),
    ],
)
def test_broken_files_are_named(data: bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        gpml.parse(data, source="x.gpml")
    assert message in str(caught.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_pathway_or_an_error(data: bytes) -> None:
    with suppress(RecordError):
        gpml.parse(data)


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer(organism="human")


def findings(normalizer: Normalizer, data: bytes) -> list[tuple[Problem, str, str]]:
    pathway = gpml.parse(data)
    found = check(pathway, normalizer.normalize(pathway.record()), normalizer.matcher)
    return [(f.problem, f.node.label, f.proposal.curie if f.proposal else "") for f in found]


def test_labels_that_contradict_their_identifier(normalizer: Normalizer) -> None:
    # F2 is 2147, F7 is 2155, F10 is 2159; F9 is 2158.
    data = old(("F2", "Entrez Gene", "2147"), ("PROC", "Entrez Gene", "2155"), ("factor X", "Entrez Gene", "2159"))
    assert findings(normalizer, data) == [(Problem.CONTRADICTION, "PROC", "hgnc:9451")]


def test_a_gene_of_another_organism_an_old_symbol_and_a_missing_identifier(normalizer: Normalizer) -> None:
    data = old(("Proc", "MGI", "MGI:97771"), ("ITGB3", "", ""))
    assert findings(normalizer, data) == [
        (Problem.OTHER_ORGANISM, "Proc", "hgnc:9451"),
        (Problem.MISSING, "ITGB3", "hgnc:6156"),
    ]


def test_a_label_that_only_the_other_organism_has(normalizer: Normalizer) -> None:
    # Trp53 is the mouse's name of TP53; a virus in a pathway of its host is there on purpose.
    data = old(("Trp53", "Ensembl", "ENSMUSG00000059552"), ("Spike", "Entrez Gene", "43740568"))
    assert findings(normalizer, data) == [(Problem.OTHER_ORGANISM, "Trp53", "hgnc:11998")]


def test_an_identifier_that_is_gone(normalizer: Normalizer) -> None:
    gene = ("F2", "Ensembl", "ENSG00000999999")
    data = old(gene, ("no gene", "Ensembl", "ENSG00000999999"), ("F7", "Uniprot-TrEMBL", "A0A0R4J0I9"))
    assert findings(normalizer, data) == [(Problem.WITHDRAWN, "F2", "ensembl:ENSG00000180210")]


def test_readthrough_genes_are_no_contradiction(normalizer: Normalizer) -> None:
    assert findings(normalizer, old(("INS", "HGNC", "INS-IGF2"))) == []


def test_nodes_of_figures_by_command(tmp_path: Path) -> None:
    source = tmp_path / "figures.jsonl"
    records = [
        {"figid": "f1", "figtitle": "Clotting -- and <more>", "caption": "F2 cuts FGA", "keywords": ["F2", "FGA"]},
        {"figid": "f2", "caption": "F2 again", "keywords": ["F2"]},
    ]
    source.write_text("".join(json.dumps(record) + "\n" for record in records))
    result = CliRunner().invoke(app, ["export", str(source), "--to", "gpml"])
    assert result.exit_code == 0, result.output
    assert "<!-- f1 Clotting - - and &lt;more&gt; -->" in result.stdout
    nodes = gpml.parse(f"<Pathway>{result.stdout}</Pathway>".encode()).nodes
    assert [node.label for node in nodes] == ["F2", "FGA", "F2"]
    assert len({node.node for node in nodes}) == 3


def test_nodes_of_a_figure(normalizer: Normalizer) -> None:
    result = normalizer.normalize({"caption": "F2 cuts FGA", "keywords": ["F2", "qqqzz", "warfarin"]})
    nodes = gpml.parse(f"<Pathway>{gpml.data_nodes(result)}</Pathway>".encode()).nodes
    assert [(n.label, n.reference) for n in nodes] == [
        ("F2", Reference("hgnc", "3535")), ("qqqzz", None), ("Warfarin", Reference("chebi", "10033")),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-7", "big5", "rot13", "base64", "idna", "punycode", "undefined", "nonsense"])
def test_an_encoding_that_is_not_read(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><Pathway Name="Liver"/>'.encode("ascii")
    with pytest.raises(RecordError, match=r"p\.gpml:1: is in an encoding that is not read; save it as UTF-8"):
        gpml.parse(data, source="p.gpml")


def test_identifiers_of_several_nodes_in_any_order() -> None:
    node = '<DataNode TextLabel="A{0}" GraphId="n{0}"><Xref{1}/></DataNode>'
    forms = ['Database="" ID=""', "Database='x' ID='y' ", "", "  \n ", 'Name="é"']
    data = ("<Pathway>" + "".join(node.format(i, " " + form) for i, form in enumerate(forms)) + "</Pathway>").encode()
    wanted = {f"n{i}": Reference("hgnc", str(i)) for i in (4, 0, 3, 1, 2)}
    written = gpml.parse(gpml.with_identifiers(data, wanted))
    assert [node.reference for node in written.nodes] == [Reference("hgnc", str(i)) for i in range(5)]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device")
def test_a_device_is_no_pathway() -> None:
    with pytest.raises(InputError, match="is a device, not a file"):
        gpml.read("/dev/zero")
