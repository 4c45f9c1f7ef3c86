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

import json
import struct
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import marisa_trie

from ..errors import LexiconError
from ..text import names as nm
from ..text import substances as sb
from ..vocabulary.codes import EXPLICIT, FORMAT, MAGIC, SPAN, encode_identifier, hash_of, put_varint, rendering_of
from ..vocabulary.entry import ENTITY_TYPES, STATUSES, Entry

MAX_CONCEPTS = 1 << 20
MAX_RANK = 1 << 11
MAX_IDS = 1 << 21

#: Sources whose names are told apart no more: a name has room for 16 labels. What HomoloGene calls a gene is NCBI
#: Gene's symbol of its time; the databases of rat and zebrafish are "the organism's own" as FlyBase is.
LABELS = {"homologene": "ncbi_gene", "rgd": "mod", "zfin": "mod", "unii": "mod"}

#: Types and statuses of names that are found in other spellings, too.
_SUBSTANCES = ("chemical", "drug", "role")
_SPELLED = ("approved", "alias")
_STATUS_RANK = {status: rank for rank, status in enumerate(STATUSES)}


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
    strings: list[str] = []
    templates: dict[str, int] = {}

    def encode(curie: str) -> tuple[int, int]:
        prefix, _, identifier = curie.partition(":")
        coded = encode_identifier(prefix, identifier)
        if coded is None:
            strings.append(identifier)
            coded = (f"{prefix}:~text", len(strings) - 1)
        return templates.setdefault(coded[0], len(templates)), coded[1]

    # Template numbers are given as they come: a fixed order makes the same entries the same bytes.
    ordered = sorted(entries, key=lambda e: e.curie)
    coded = sorted(((*encode(e.curie), i, e) for i, e in enumerate(ordered)), key=lambda row: row[:3])
    if len(coded) >= MAX_CONCEPTS:
        raise LexiconError(f"{len(coded):,} concepts; the format holds {MAX_CONCEPTS:,}")
    concept_of = {row[3].curie: c for c, row in enumerate(coded)}
    if len(concept_of) != len(coded):
        raise LexiconError("two entries have the same CURIE; merge them first")
    ranges: dict[int, list[int]] = {}
    for c, row in enumerate(coded):
        ranges.setdefault(row[0], [c, c])[1] = c + 1

    taxa = sorted({e.taxon or 0 for *_, e in coded})
    all_names = [_names(entry) for *_, entry in coded]
    sources_used = sorted({source for rows in all_names for *_, source in rows})
    taxon_index = {t: i for i, t in enumerate(taxa)}
    source_index = {s: i for i, s in enumerate(sources_used)}
    if len(taxa) > 255 or len(sources_used) > 16:
        raise LexiconError(f"{len(taxa)} organisms and {len(sources_used)} sources; the format holds 255 and 16")

    postings: dict[str, list[int]] = defaultdict(list)
    name_rows: list[tuple[str, int, str]] = []  # key, meta without id, raw or ""
    offsets = array("I", [0])
    for c, (*_, entry) in enumerate(coded):
        for rank, (text, key, status, source) in enumerate(all_names[c]):
            posting = rank << 20 | c
            postings[key].append(posting)
            code = rendering_of(key, text)
            meta = (_STATUS_RANK[status] << 21) | (source_index[source] << 24) | (code << 28)
            name_rows.append((key, meta, text if code == EXPLICIT else ""))
            loose = sb.MARK + sb.key(text) if entry.entity_type in _SUBSTANCES and status in _SPELLED else ""
            if loose[1:] and loose[1:] != key and postings[loose][-1:] != [posting]:
                postings[loose].append(posting)
            if entry.taxon and status in ("full_name", "alias", "previous", "text"):
                bag = nm.bag(text)
                if bag and postings[bag][-1:] != [posting]:
                    postings[bag].append(posting)
        offsets.append(len(name_rows))

    keys = marisa_trie.Trie(sorted(postings))
    raws = marisa_trie.Trie(sorted({raw for _, _, raw in name_rows if raw}))
    if len(keys) >= MAX_IDS or len(raws) >= MAX_IDS:
        raise LexiconError(f"{len(keys):,} keys and {len(raws):,} names; the format holds {MAX_IDS:,} of each")
    name_array = array("I", (meta | (raws[raw] if raw else keys[key]) for key, meta, raw in name_rows))

    first = array("I", bytes(4 * len(keys)))
    more = array("I")
    for key, items in postings.items():
        if len(items) == 1:
            first[keys[key]] = items[0]
        else:
            first[keys[key]] = 0x80000000 | len(more)
            more.extend(items[:-1])
            more.append(items[-1] | 0x80000000)

    groups: dict[str, list[int]] = defaultdict(list)
    own: dict[int, dict[str, None]] = defaultdict(dict)
    for c, (*_, entry) in enumerate(coded):
        for group in entry.orthologs:
            # A group is named by a shared key, or by the CURIE of one of its members.
            for member in (c, concept_of.get(group, c)):
                if group not in own[member]:
                    own[member][group] = None
                    groups[group].append(member)
    group_index: dict[str, int] = {}
    group_members, group_places = array("I"), array("I", [0])
    for group in sorted(groups):
        if len(groups[group]) > 1:
            group_index[group] = len(group_index)
            group_members.extend(groups[group])
            group_places.append(len(group_members))

    blob, lengths, bases = bytearray(), array("H"), array("I")
    numbers, kinds, taxon_bytes = array("I"), bytearray(), bytearray()
    wide, wide_ranges = array("Q"), [t for t, (low, high) in ranges.items() if coded[high - 1][1] >= 1 << 32]
    wide_starts: dict[int, int] = {}
    text_templates = {t for name, t in templates.items() if name.endswith("~text")}
    hashed: list[tuple[int, int]] = []
    for c, (t, number, _, entry) in enumerate(coded):
        if t in wide_ranges:
            wide_starts.setdefault(t, len(wide))
            wide.append(number)
            number = len(wide) - 1
        numbers.append(number)
        if not c % SPAN:
            bases.append(len(blob))
        start = len(blob)
        kinds.append(ENTITY_TYPES.index(entry.entity_type))
        taxon_bytes.append(taxon_index[entry.taxon or 0])
        own_xrefs = [x for x in dict.fromkeys(entry.xrefs) if x != entry.curie]
        xrefs = [encode(x) for x in own_xrefs]
        hashed += [(hash_of(curie), c) for curie in own_xrefs]
        if t in text_templates:
            hashed.append((hash_of(entry.curie), c))
        members = [concept_of[m] for m in dict.fromkeys(entry.members) if m in concept_of]
        own_groups = [group_index[g] for g in own.get(c, ()) if g in group_index]
        if xrefs or members or own_groups:
            put_varint(blob, len(xrefs))
            for template, value in xrefs:
                put_varint(blob, template)
                put_varint(blob, value)
            put_varint(blob, len(own_groups))
            for value in own_groups + members:
                put_varint(blob, value)
        if len(blob) - start > 0xFFFF:
            raise LexiconError(f"{entry.curie}: too many cross-references and members for the format")
        lengths.append(len(blob) - start)

    form_blob, form_concepts, form_places = bytearray(), array("I"), array("I", [0])
    for c, (*_, entry) in enumerate(coded):
        if entry.forms:
            ranks: dict[str, int] = {}
            for rank, (_, key, _, _) in enumerate(all_names[c]):
                ranks.setdefault(key, rank + 1)
            put_varint(form_blob, len(entry.forms))
            for curie, label in entry.forms:
                put_varint(form_blob, ranks.get(nm.fold(label), 0))
                put_varint(form_blob, int(curie.removeprefix("chebi:")))
            form_concepts.append(c)
            form_places.append(len(form_blob))

    hashed.sort()
    ids, buckets = array("I", (c | (h & 0xFFF) << 20 for h, c in hashed)), array("I", bytes(4 * 0x10001))
    for h, _ in hashed:
        buckets[(h >> 12) + 1] += 1
    for i in range(0x10000):
        buckets[i + 1] += buckets[i]

    header = {
        "version": version,
        "concepts": len(coded),
        "names": len(name_rows),
        "keys": len(keys),
        "templates": list(templates),
        "ranges": {list(templates)[t]: r for t, r in ranges.items()},
        "wide": {list(templates)[t]: start for t, start in wide_starts.items()},
        "strings": strings,
        "taxa": taxa,
        "name_sources": sources_used,
        "statuses": STATUSES,
        "entity_types": ENTITY_TYPES,
        "sources": [dict(s) for s in sources],
    }
    sections = {
        "keys": keys.tobytes(), "raws": raws.tobytes(), "first": first.tobytes(), "more": more.tobytes(),
        "names": name_array.tobytes(), "offsets": offsets.tobytes(), "numbers": numbers.tobytes(),
        "wide": wide.tobytes(), "kinds": bytes(kinds), "taxa": bytes(taxon_bytes), "blob": bytes(blob),
        "lengths": lengths.tobytes(), "bases": bases.tobytes(),
        "groups": group_members.tobytes(), "gplaces": group_places.tobytes(), "ids": ids.tobytes(),
        "buckets": buckets.tobytes(), "forms": bytes(form_blob), "fconcepts": form_concepts.tobytes(),
        "fplaces": form_places.tobytes(),
    }  # fmt: skip
    _write(Path(path), header, sections)
    return header


def _names(entry: Entry) -> list[tuple[str, str, str, str]]:
    """Return ``(text, key, status, source)`` of an entry, preferred label first, one a key."""
    best: dict[str, tuple[int, str, str, str]] = {}
    told: dict[str, set[str]] = defaultdict(set)
    for name in entry.names:
        text = nm.clean(name.text)
        key = nm.fold(text)
        if not key:
            continue
        source = LABELS.get(name.source, name.source)
        told[key].add(source)
        rank = _STATUS_RANK[name.status]
        if text == entry.name:
            rank = -1
        old = best.get(key)
        if old is None or rank < old[0] or (rank == old[0] >= 0 and name.source == "common"):
            best[key] = (rank, text, name.status, source)
    rows = sorted(
        (rank, text, key, status, _joint_source(told[key], source))
        for key, (rank, text, status, source) in best.items()
    )
    if not rows or rows[0][0] != -1:
        source = rows[0][4] if rows else entry.curie.partition(":")[0]
        label = nm.clean(entry.name) or entry.curie
        rows.insert(0, (-1, label, nm.fold(label) or label.lower(), "approved", source))
    return [row[1:] for row in rows[:MAX_RANK]]


#: Sources whose agreement on a name is worth knowing: a name that both have is one that people use.
_JOINT = (("hgnc", "ncbi_gene"), ("mgi", "ncbi_gene"), ("gencode", "ncbi_gene"))


def _joint_source(told: set[str], source: str) -> str:
    """Return the source to keep for a name that several have: FamPlex's curators read it in papers."""
    if "famplex" in told:
        return "famplex"
    return next(("+".join(pair) for pair in _JOINT if told.issuperset(pair)), source)


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
