"""WikiPathways' GPML, 2013a and 2021: pathways read as records, and identifiers written into their nodes.

Writing touches the ``Xref`` tags of the named nodes alone; every other byte of the file stays as it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from ..errors import InputError, OutputError, RecordError
from ..model.record import FigureRecord
from ..model.result import NormalizedRecord, Reference
from ._streams import open_bytes

#: Names that GPML gives to databases, and Bioregistry's prefixes; other names are kept in lower case.
PREFIXES = {
    "ensembl": "ensembl", "entrez gene": "ncbigene", "ncbi gene": "ncbigene", "hgnc": "hgnc.symbol",
    "hgnc accession number": "hgnc", "uniprot": "uniprot", "uniprot-trembl": "uniprot", "uniprot/trembl": "uniprot",
    "uniprot-swissprot": "uniprot", "mgi": "mgi", "rgd": "rgd", "flybase": "flybase", "wormbase": "wormbase",
    "zfin": "zfin", "sgd": "sgd", "tair": "tair.locus", "chebi": "chebi", "cas": "cas", "hmdb": "hmdb",
    "pubchem-compound": "pubchem.compound", "pubchem compound": "pubchem.compound", "kegg compound": "kegg.compound",
    "kegg drug": "kegg.drug", "drugbank": "drugbank", "wikidata": "wikidata", "reactome": "reactome",
    "lipidmaps": "lipidmaps", "chemspider": "chemspider", "mirbase": "mirbase", "mirbase sequence": "mirbase",
    "enzyme nomenclature": "eccode", "interpro": "interpro", "pfam": "pfam", "rfam": "rfam", "mesh": "mesh",
}  # fmt: skip
#: The other way round, as WikiPathways writes them today.
DATABASES = {
    "ensembl": "Ensembl", "ncbigene": "Entrez Gene", "hgnc": "HGNC Accession number", "hgnc.symbol": "HGNC",
    "uniprot": "Uniprot-TrEMBL", "mgi": "MGI", "rgd": "RGD", "flybase": "FlyBase", "wormbase": "WormBase",
    "zfin": "ZFIN", "sgd": "SGD", "chebi": "ChEBI", "drugbank": "DrugBank", "mesh": "MeSH",
}  # fmt: skip
#: Node types whose labels are words of the figure; the others (pathways, labels, shapes) are not.
WORD_TYPES = frozenset(("GeneProduct", "Protein", "Rna", "RNA", "DNA", "Complex", "Metabolite", "Unknown", ""))
CHEMICAL_TYPES = frozenset(("Metabolite",))
#: Bytes of a pathway at most: the largest of WikiPathways has three million.
LARGEST = 64_000_000
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class DataNode:
    """One node of a pathway.

    Attributes
    ----------
    label, type
        As drawn (line breaks are blanks), and GPML's type: ``GeneProduct``, ``Metabolite``, …
    reference
        The identifier; None where the curator gave none.
    node
        GraphId or elementId.
    line
        1-based line of the node's tag.
    """

    label: str
    type: str
    reference: Reference | None
    node: str
    line: int


@dataclass(frozen=True, slots=True)
class Pathway:
    """A pathway as read from GPML.

    Attributes
    ----------
    title, description, organism
        As the curator wrote them; ``""`` where absent.
    nodes
        Nodes with a label, in the order of the file.
    version
        ``"2013a"``, ``"2021"``, or what the namespace says.
    source
        Path of the file, for messages.
    """

    title: str
    description: str
    organism: str
    nodes: tuple[DataNode, ...]
    version: str
    source: str = ""

    def record(self) -> FigureRecord:
        """Return the pathway as a record: title, description, and the labels of genes and substances as keywords."""
        labels = dict.fromkeys(n.label for n in self.nodes if n.type in WORD_TYPES)
        figid = Path(self.source).stem if self.source else ""
        return FigureRecord.from_dict(
            {
                "figid": figid, "figtitle": self.title, "caption": self.description, "keywords": list(labels),
                "organisms_ner": [self.organism] if self.organism else [],
            },
            source=self.source or None,
        )  # fmt: skip


@dataclass(slots=True)
class _Reader:
    """Collects a pathway from the events of the parser."""

    parser: Any
    title: str = ""
    organism: str = ""
    version: str = ""
    root: str = ""
    description: list[str] = field(default_factory=list)
    nodes: list[DataNode] = field(default_factory=list)
    #: Byte offset of the Xref tag of each node, by its identifier.
    xrefs: dict[str, int] = field(default_factory=dict)
    _node: tuple[str, str, str, int] | None = None
    _reference: Reference | None = None
    _in_description: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.root:
            self.root = name
            self.title = attributes.get("title", attributes.get("Name", ""))
            self.organism = attributes.get("organism", attributes.get("Organism", ""))
            namespace = attributes.get("xmlns", "")
            self.version = namespace.rpartition("/")[2]
        elif name == "DataNode":
            label = attributes.get("textLabel", attributes.get("TextLabel", ""))
            kind = attributes.get("type", attributes.get("Type", ""))
            node = attributes.get("elementId", attributes.get("GraphId", ""))
            self._node = (_SPACES.sub(" ", label).strip(), kind, node, self.parser.CurrentLineNumber)
            self._reference = None
        elif name == "Xref" and self._node is not None:
            database = attributes.get("dataSource", attributes.get("Database", ""))
            identifier = attributes.get("identifier", attributes.get("ID", ""))
            self._reference = to_reference(database, identifier)
            self.xrefs.setdefault(self._node[2], self.parser.CurrentByteIndex)
        elif name == "Description" or (
            name == "Comment"
            and attributes.get("Source", attributes.get("source", "")) == "WikiPathways-description"
            and self._node is None
        ):
            self._in_description = True

    def end(self, name: str) -> None:
        if name == "DataNode" and self._node is not None:
            label, kind, node, line = self._node
            if label:
                self.nodes.append(DataNode(label, kind, self._reference, node, line))
            self._node = None
        elif name in ("Description", "Comment"):
            self._in_description = False

    def text(self, data: str) -> None:
        if self._in_description:
            self.description.append(data)


def to_reference(database: str, identifier: str) -> Reference | None:
    """Return the reference of GPML's database name and identifier; None where one of the two is empty.

    >>> to_reference("Entrez Gene", "7157"), to_reference("ChEBI", "CHEBI:15422"), to_reference("", "")
    (Reference(prefix='ncbigene', identifier='7157'), Reference(prefix='chebi', identifier='15422'), None)
    """
    database, identifier = database.strip(), identifier.strip()
    if not database or not identifier:
        return None
    prefix = PREFIXES.get(database.lower(), database.lower().replace(" ", "."))
    head, colon, rest = identifier.partition(":")
    if colon and head.lower() == prefix:
        identifier = rest
    return Reference(prefix, identifier)


def _no_doctype(*_: object) -> None:
    raise RecordError("has a document type; GPML has none, and entities of a document are not read")


def _parse(data: bytes, source: str) -> _Reader:
    parser = expat.ParserCreate()
    reader = _Reader(parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _no_doctype
    if len(data) > LARGEST:
        raise RecordError(f"is larger than {LARGEST // 1_000_000} MB; no pathway is", source=source)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise RecordError(
            f"is not XML: {what} (column {error.offset + 1}); save it again from PathVisio", source=source,
            line=error.lineno,
        ) from None  # fmt: skip
    except RecordError as error:
        raise RecordError(error.reason, source=source, line=parser.CurrentLineNumber) from None
    except (ValueError, LookupError):  # the declared encoding is none that Python has, or one of several bytes
        raise RecordError("is in an encoding that is not read; save it as UTF-8", source=source, line=1) from None
    if reader.root != "Pathway":
        raise RecordError(f"is no GPML: its first element is {reader.root!r}, not Pathway", source=source, line=1)
    return reader


def parse(data: bytes, *, source: str = "") -> Pathway:
    """Read a pathway.

    Parameters
    ----------
    data
        The bytes of a GPML file, in the encoding that it declares.
    source
        Its path, for messages.

    Raises
    ------
    RecordError
        When it is not GPML, naming the line.

    Examples
    --------
    >>> pathway = parse(b'''<Pathway xmlns="http://pathvisio.org/GPML/2013a" Name="Liver" Organism="Bos taurus">
    ... <DataNode TextLabel="PCK1" GraphId="a1" Type="GeneProduct"><Xref Database="Entrez Gene" ID="282855"/></DataNode>
    ... </Pathway>''')
    >>> pathway.version, pathway.nodes[0].label, pathway.nodes[0].reference.curie
    ('2013a', 'PCK1', 'ncbigene:282855')
    """
    reader = _parse(data, source)
    text = _SPACES.sub(" ", "".join(reader.description)).strip()
    return Pathway(reader.title, text, reader.organism, tuple(reader.nodes), reader.version, source)


def read(path: str | os.PathLike[str]) -> Pathway:
    """Read a GPML file.

    Raises
    ------
    RecordError
        When it cannot be opened or is not GPML.
    """
    name = os.fspath(path)
    try:
        with open_bytes(name) as stream:
            data = stream.read()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", source=name) from None
    return parse(data, source=name)


def with_identifiers(data: bytes, identifiers: Mapping[str, Reference], *, source: str = "") -> bytes:
    """Return a GPML file with other identifiers in some nodes; all other bytes are those of the input.

    Parameters
    ----------
    data
        The file, in UTF-8.
    identifiers
        References by GraphId or elementId.
    source
        Its path, for messages.

    Raises
    ------
    OutputError
        When a node is not in the file or has no ``Xref`` tag, or when a database has no name in GPML.
    RecordError
        When the file is not GPML in UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RecordError("is not in UTF-8; save it as UTF-8 first", source=source)
    reader = _parse(data, source)
    edits = []
    for node, reference in identifiers.items():
        if node not in reader.xrefs:
            raise OutputError(f"{source or 'pathway'}: no node {node!r} with an Xref tag")
        database = DATABASES.get(reference.prefix)
        if database is None:
            raise OutputError(f"{source or 'pathway'}: GPML has no database name for {reference.curie}")
        start = reader.xrefs[node]
        end = _tag_end(data, start)
        edits.append((start, end, _set(data[start:end], database, reference.identifier)))
    pieces: list[bytes] = []
    done = 0
    for start, end, tag in sorted(edits):
        pieces += (data[done:start], tag)
        done = end
    return b"".join((*pieces, data[done:]))


def _tag_end(data: bytes, start: int) -> int:
    """Return the offset behind the ``>`` that ends a tag; those inside quotes do not."""
    quote = b""
    for at in range(start, len(data)):
        char = data[at : at + 1]
        if quote:
            quote = b"" if char == quote else quote
        elif char in (b'"', b"'"):
            quote = char
        elif char == b">":
            return at + 1
    return len(data)


def _set(tag: bytes, database: str, identifier: str) -> bytes:
    """Return an Xref tag with other values, in the spelling of its version."""
    text = tag.decode("utf-8", "surrogateescape")
    old = "Database" in text or "ID=" in text
    for name, value in ((("Database", "dataSource")[not old], database), (("ID", "identifier")[not old], identifier)):
        pattern = re.compile(rf"\b{name}\s*=\s*(\"[^\"]*\"|'[^']*')")
        quoted = quoteattr(value)
        if pattern.search(text):
            text = pattern.sub(lambda _, n=name, q=quoted: f"{n}={q}", text, count=1)  # type: ignore[misc]
        else:
            end = "/>" if text.endswith("/>") else ">"
            text = f"{text.removesuffix(end).rstrip()} {name}={quoted}{end}"
    return text.encode("utf-8", "surrogateescape")


def data_nodes(result: NormalizedRecord, *, columns: int = 8, first: int = 0) -> str:
    """Return DataNode elements (GPML 2021) for the terms of a figure, in a grid, to paste into a pathway.

    Ambiguous and unresolved terms come as nodes with an empty ``Xref``, so that a curator sees them.

    Parameters
    ----------
    result
        A normalized record.
    columns
        Nodes in a row.
    first
        Number of the first node, by which its element is called.
    """
    out = []
    for place, (label, kind, reference) in enumerate(_drawn(result)):
        number = first + place
        x, y = 60 + 100 * (place % columns), 40 + 40 * (place // columns)
        database = DATABASES.get(reference.prefix, "") if reference else ""
        identifier = reference.identifier if reference and database else ""
        out.append(
            f"<DataNode elementId={quoteattr(f'n{number:04x}')} textLabel={quoteattr(label)} type={quoteattr(kind)}>\n"
            f"  <Xref identifier={quoteattr(identifier)} dataSource={quoteattr(database)} />\n"
            f'  <Graphics centerX="{x}.0" centerY="{y}.0" width="90.0" height="25.0" />\n'
            "</DataNode>\n"
        )
    return "".join(out)


def write_nodes(results: Iterable[NormalizedRecord]) -> Iterator[str]:
    """Yield the DataNodes of one figure after the other, each behind a comment that names its figure."""
    first = 0
    for result in results:
        name = " ".join(filter(None, (result.record.figid, result.record.figtitle))).replace("--", "- -")
        nodes = data_nodes(result, first=first)
        first += nodes.count("<DataNode ")
        yield f"<!-- {escape(name)} -->\n{nodes}"


def _drawn(result: NormalizedRecord) -> Iterable[tuple[str, str, Reference | None]]:
    seen = set()
    for term in result.terms:
        match = term.match
        label = match.name if match else term.label
        key = (label, match.curie if match else "")
        if key in seen or term.status.value in ("stopped", "other_sense"):
            continue
        seen.add(key)
        chemical = match is not None and match.entity_type in ("chemical", "drug", "role")
        reference = None
        if match is not None:
            reference = match.reference if match.reference.prefix in DATABASES else _writable(match.xrefs)
            if chemical and (known := dict(match.xrefs).get("chebi")):
                reference = Reference("chebi", known[0])  # as WikiPathways names metabolites
        yield label, "Metabolite" if chemical else "GeneProduct", reference


def _writable(xrefs: Iterable[tuple[str, tuple[str, ...]]]) -> Reference | None:
    return next((Reference(prefix, ids[0]) for prefix, ids in xrefs if prefix in DATABASES and ids), None)
