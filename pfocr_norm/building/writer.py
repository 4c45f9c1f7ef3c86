"""Compile entries into the one file that the program opens by memory map.

Layout: magic, format number, header length and checksum, a JSON header (counts, templates, organisms,
sections with their checksums), then the sections, each starting at a multiple of 8 bytes:

======== ======================================================================================
keys     marisa trie of look-up keys (folded names, word bags of descriptive names, and names of substances without
         their stereochemistry, marked)
raws     marisa trie of names that cannot be rendered from their key
first    u32 a key: one posting, or (top bit) an index into ``more``
more     u32 postings of keys with several; the last of a run has the top bit set
names    u32 a name, grouped by concept: key or raw id (21 bits), status (3), source (4), rendering (4)
offsets  u32 a concept: its first name; the name at that place is the preferred label
numbers  u32 a concept: the number of its primary identifier; concepts are sorted by it per template
wide     u64 numbers that do not fit: the header tells for which templates ``numbers`` are places in here
kinds    u8 a concept: entity type
taxa     u8 a concept: index into the header's organisms
blob     bytes of each concept's cross-references, members and ortholog groups, as varints
lengths  u16 a concept: how many bytes of blob it has; ``bases`` u32 every 32nd concept: its start in blob
groups   u32 members of the ortholog groups; ``gplaces`` u32 a group: its start
forms    varints a substance with several forms: how many, then for each the rank of its name among the concept's
         (0: none) and the number of its ChEBI identifier; ``fconcepts`` u32 the concepts, ``fplaces`` u32 their starts
ids      u32 a cross-reference (or primary identifier kept as text), by the hash of its CURIE: concept (20 bits) and 12
         bits of the hash
buckets  u32 for each value of 16 further bits of that hash: the start of its run in ``ids``
======== ======================================================================================

A posting packs the concept (20 bits) and the rank of the name within it (11 bits).
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import LexiconError
from ..vocabulary.codes import FORMAT, MAGIC
from ..vocabulary.entry import ENTITY_TYPES, STATUSES, Entry
from ..vocabulary.reader import Lexicon
from .sections import (
    Coder,
    concept_sections,
    form_sections,
    group_sections,
    identifier_sections,
    name_sections,
    names_of,
    numbered,
)


def write_lexicon(
    entries: Iterable[Entry], path: Path | str, *, version: str, sources: Iterable[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Write a vocabulary file and return its header.

    Parameters
    ----------
    entries
        Merged entries, one a concept; order does not matter.
    path
        File to write, through a temporary file beside it.
    version
        Version of the data, a date by custom.
    sources
        Name, version and licence of each source, kept in the header.

    Raises
    ------
    LexiconError
        When the entries do not fit the format's limits, or two have the same CURIE.
    """
    coder = Coder()
    concepts = numbered(entries, coder)
    concept_of = {concept.entry.curie: c for c, concept in enumerate(concepts)}
    ranges: dict[int, list[int]] = {}
    for c, concept in enumerate(concepts):
        ranges.setdefault(concept.template, [c, c])[1] = c + 1
    names = [names_of(concept.entry) for concept in concepts]
    taxa = sorted({concept.entry.taxon or 0 for concept in concepts})
    name_sources = sorted({name.source for rows in names for name in rows})
    if len(taxa) > 255 or len(name_sources) > 16:
        raise LexiconError(f"{len(taxa)} organisms and {len(name_sources)} sources; the format holds 255 and 16")
    by_name = name_sections(concepts, names, name_sources)
    by_group, groups = group_sections(concepts, concept_of)
    by_concept, wide = concept_sections(concepts, concept_of, groups, taxa, coder)
    templates = list(coder.templates)
    header = {
        "version": version,
        "concepts": len(concepts),
        "names": sum(map(len, names)),
        "keys": len(by_name["first"]) // 4,
        "templates": templates,
        "ranges": {templates[t]: r for t, r in ranges.items()},
        "wide": {templates[t]: start for t, start in wide.items()},
        "strings": coder.strings,
        "taxa": taxa,
        "name_sources": name_sources,
        "statuses": STATUSES,
        "entity_types": ENTITY_TYPES,
        "sources": [dict(s) for s in sources],
    }
    sections = {**by_name, **by_concept, **by_group, **identifier_sections(concepts, coder)}
    _write(Path(path), header, {**sections, **form_sections(concepts, names)})
    return header


def write_described(
    entries: Sequence[Entry],
    path: Path,
    sources: Sequence[Mapping[str, Any]],
    brief: Sequence[Mapping[str, Any]],
    version: str,
) -> dict[str, Any]:
    """Write a vocabulary file, check it, and return what a manifest says of it.

    Parameters
    ----------
    entries, path, version
        As for `write_lexicon`.
    sources, brief
        The sources as the manifest lists them, and what of it the file's own header keeps.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    header = write_lexicon(entries, path, version=version, sources=brief)
    Lexicon.open(path).verify()
    concepts = Counter(f"{e.entity_type}:{e.taxon}" if e.taxon else e.entity_type for e in entries)
    return {
        "version": version,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "size": path.stat().st_size,
        "concepts": header["concepts"],
        "names": header["names"],
        "keys": header["keys"],
        "concepts_by_type": dict(concepts.most_common()),
        "sources": list(sources),
    }


def _write(path: Path, header: dict[str, Any], sections: Mapping[str, bytes]) -> None:
    body = bytearray()
    table = {}
    for name, data in sections.items():
        body += bytes(-len(body) % 8)
        table[name] = [len(body), len(data), zlib.crc32(data)]
        body += data
    header["sections"] = table
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-(len(text) + len(MAGIC) + 16) % 8)
    head = MAGIC + struct.pack("<IIII", FORMAT, len(text), zlib.crc32(text), len(body)) + text
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(head + body)
    temporary.replace(path)
