"""The sections of a vocabulary file, each made by a function of its own from the numbered entries."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import marisa_trie

from ..errors import LexiconError
from ..text import names as nm
from ..text import substances as sb
from ..vocabulary.codes import EXPLICIT, SPAN, encode_identifier, hash_of, put_varint, rendering_of
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
#: Statuses of names that are words, found in any order.
_DESCRIBING = ("full_name", "alias", "previous", "text")
_STATUS_RANK = {status: rank for rank, status in enumerate(STATUSES)}


class NameRow(NamedTuple):
    """One name of an entry, as the file keeps it; ``key`` is what it is looked up by."""

    text: str
    key: str
    status: str
    source: str


class Numbered(NamedTuple):
    """An entry in its place: the numbers of its identifier's template and of its identifier."""

    template: int
    number: int
    entry: Entry


class Coder:
    """Turns CURIEs into a template's number and a number, and remembers the templates in the order they came.

    Examples
    --------
    >>> coder = Coder()
    >>> coder.encode("hgnc:6840"), coder.encode("hgnc:391"), coder.encode("mgi:87986")
    ((0, 6840), (0, 391), (1, 87986))
    """

    def __init__(self) -> None:
        self.templates: dict[str, int] = {}
        #: Identifiers that are no number in any template.
        self.strings: list[str] = []

    def encode(self, curie: str) -> tuple[int, int]:
        """Return the numbers of a CURIE's template and identifier."""
        prefix, _, identifier = curie.partition(":")
        coded = encode_identifier(prefix, identifier)
        if coded is None:
            self.strings.append(identifier)
            coded = (f"{prefix}:~text", len(self.strings) - 1)
        return self.templates.setdefault(coded[0], len(self.templates)), coded[1]


def numbered(entries: Iterable[Entry], coder: Coder) -> list[Numbered]:
    """Return the entries in the order of the file: by template, then by number.

    Raises
    ------
    LexiconError
        When there are too many, or two have the same CURIE.
    """
    # Template numbers are given as they come: a fixed order makes the same entries the same bytes.
    ordered = sorted(entries, key=lambda e: e.curie)
    rows = sorted(((*coder.encode(e.curie), i) for i, e in enumerate(ordered)))
    if len(rows) >= MAX_CONCEPTS:
        raise LexiconError(f"{len(rows):,} concepts; the format holds {MAX_CONCEPTS:,}")
    if len({e.curie for e in ordered}) != len(ordered):
        raise LexiconError("two entries have the same CURIE; merge them first")
    return [Numbered(template, number, ordered[i]) for template, number, i in rows]


def name_sections(
    concepts: Sequence[Numbered], names: Sequence[Sequence[NameRow]], sources: Sequence[str]
) -> dict[str, bytes]:
    """Return the index of names: tries of keys and of texts, the postings of each key, the names of each concept."""
    source_index = {source: i for i, source in enumerate(sources)}
    postings: dict[str, list[int]] = defaultdict(list)
    rows: list[tuple[str, int, str]] = []  # key, meta without id, raw or ""
    offsets = array("I", [0])
    for c, concept in enumerate(concepts):
        for rank, name in enumerate(names[c]):
            posting = rank << 20 | c
            postings[name.key].append(posting)
            for other in _other_keys(concept.entry, name):
                if postings[other][-1:] != [posting]:
                    postings[other].append(posting)
            code = rendering_of(name.key, name.text)
            meta = (_STATUS_RANK[name.status] << 21) | (source_index[name.source] << 24) | (code << 28)
            rows.append((name.key, meta, name.text if code == EXPLICIT else ""))
        offsets.append(len(rows))
    keys = marisa_trie.Trie(sorted(postings))
    raws = marisa_trie.Trie(sorted({raw for _, _, raw in rows if raw}))
    if len(keys) >= MAX_IDS or len(raws) >= MAX_IDS:
        raise LexiconError(f"{len(keys):,} keys and {len(raws):,} names; the format holds {MAX_IDS:,} of each")
    metas = array("I", (meta | (raws[raw] if raw else keys[key]) for key, meta, raw in rows))
    first, more = array("I", bytes(4 * len(keys))), array("I")
    for key, items in postings.items():
        if len(items) == 1:
            first[keys[key]] = items[0]
        else:
            first[keys[key]] = 0x80000000 | len(more)
            more.extend(items[:-1])
            more.append(items[-1] | 0x80000000)
    return {
        "keys": keys.tobytes(), "raws": raws.tobytes(), "first": first.tobytes(), "more": more.tobytes(),
        "names": metas.tobytes(), "offsets": offsets.tobytes(),
    }  # fmt: skip


def _other_keys(entry: Entry, name: NameRow) -> list[str]:
    """Return what a name is looked up by beside its key: a substance without stereochemistry, a gene's bag of words."""
    out = []
    if entry.entity_type in _SUBSTANCES and name.status in _SPELLED:
        loose = sb.key(name.text)
        if loose and loose != name.key:
            out.append(sb.MARK + loose)
    if entry.taxon and name.status in _DESCRIBING and (bag := nm.bag(name.text)):
        out.append(bag)
    return out


def group_sections(
    concepts: Sequence[Numbered], concept_of: Mapping[str, int]
) -> tuple[dict[str, bytes], dict[int, list[int]]]:
    """Return the ortholog groups of two and more, and the groups of each concept."""
    members: dict[str, list[int]] = defaultdict(list)
    own: dict[int, dict[str, None]] = defaultdict(dict)
    for c, concept in enumerate(concepts):
        for group in concept.entry.orthologs:
            # A group is named by a shared key, or by the CURIE of one of its members.
            for member in (c, concept_of.get(group, c)):
                if group not in own[member]:
                    own[member][group] = None
                    members[group].append(member)
    number_of: dict[str, int] = {}
    flat, places = array("I"), array("I", [0])
    for group in sorted(members):
        if len(members[group]) > 1:
            number_of[group] = len(number_of)
            flat.extend(members[group])
            places.append(len(flat))
    groups = {c: [number_of[group] for group in named if group in number_of] for c, named in own.items()}
    return {"groups": flat.tobytes(), "gplaces": places.tobytes()}, groups


def concept_sections(
    concepts: Sequence[Numbered],
    concept_of: Mapping[str, int],
    groups: Mapping[int, Sequence[int]],
    taxa: Sequence[int],
    coder: Coder,
) -> tuple[dict[str, bytes], dict[int, int]]:
    """Return what is kept of each concept, and for each template with wide numbers where they begin."""
    taxon_index = {taxon: i for i, taxon in enumerate(taxa)}
    wide_templates = {row.template for row in concepts if row.number >= 1 << 32}
    blob, lengths, bases = bytearray(), array("H"), array("I")
    numbers, kinds, taxon_bytes = array("I"), bytearray(), bytearray()
    wide, wide_starts = array("Q"), dict[int, int]()
    for c, (template, number, entry) in enumerate(concepts):
        if template in wide_templates:
            wide_starts.setdefault(template, len(wide))
            wide.append(number)
            number = len(wide) - 1
        numbers.append(number)
        kinds.append(ENTITY_TYPES.index(entry.entity_type))
        taxon_bytes.append(taxon_index[entry.taxon or 0])
        if not c % SPAN:
            bases.append(len(blob))
        start = len(blob)
        coded = [coder.encode(curie) for curie in _xrefs(entry)]
        members = [concept_of[m] for m in dict.fromkeys(entry.members) if m in concept_of]
        own_groups = list(groups.get(c, ()))
        if coded or members or own_groups:
            put_varint(blob, len(coded))
            for pair in coded:
                put_varint(blob, pair[0])
                put_varint(blob, pair[1])
            put_varint(blob, len(own_groups))
            for value in own_groups + members:
                put_varint(blob, value)
        if len(blob) - start > 0xFFFF:
            raise LexiconError(f"{entry.curie}: too many cross-references and members for the format")
        lengths.append(len(blob) - start)
    return {
        "numbers": numbers.tobytes(), "wide": wide.tobytes(), "kinds": bytes(kinds), "taxa": bytes(taxon_bytes),
        "blob": bytes(blob), "lengths": lengths.tobytes(), "bases": bases.tobytes(),
    }, wide_starts  # fmt: skip


def identifier_sections(concepts: Sequence[Numbered], coder: Coder) -> dict[str, bytes]:
    """Return the index of what is found by its hash: cross-references, and primary identifiers kept as text."""
    as_text = {number for name, number in coder.templates.items() if name.endswith("~text")}
    hashed: list[tuple[int, int]] = []
    for c, concept in enumerate(concepts):
        hashed += [(hash_of(curie), c) for curie in _xrefs(concept.entry)]
        if concept.template in as_text:
            hashed.append((hash_of(concept.entry.curie), c))
    hashed.sort()
    ids, buckets = array("I", (c | (h & 0xFFF) << 20 for h, c in hashed)), array("I", bytes(4 * 0x10001))
    for h, _ in hashed:
        buckets[(h >> 12) + 1] += 1
    for i in range(0x10000):
        buckets[i + 1] += buckets[i]
    return {"ids": ids.tobytes(), "buckets": buckets.tobytes()}


def _xrefs(entry: Entry) -> list[str]:
    return [curie for curie in dict.fromkeys(entry.xrefs) if curie != entry.curie]


def form_sections(concepts: Sequence[Numbered], names: Sequence[Sequence[NameRow]]) -> dict[str, bytes]:
    """Return the forms of the substances that have several."""
    blob, owners, places = bytearray(), array("I"), array("I", [0])
    for c, concept in enumerate(concepts):
        if concept.entry.forms:
            ranks: dict[str, int] = {}
            for rank, name in enumerate(names[c], 1):
                ranks.setdefault(name.key, rank)
            put_varint(blob, len(concept.entry.forms))
            for curie, label in concept.entry.forms:
                put_varint(blob, ranks.get(nm.fold(label), 0))
                put_varint(blob, int(curie.removeprefix("chebi:")))
            owners.append(c)
            places.append(len(blob))
    return {"forms": bytes(blob), "fconcepts": owners.tobytes(), "fplaces": places.tobytes()}


def names_of(entry: Entry) -> list[NameRow]:
    """Return the names of an entry, preferred label first, one a key."""
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
    return [NameRow(*row[1:]) for row in rows[:MAX_RANK]]


#: Sources whose agreement on a name is worth knowing: a name that both have is one that people use.
_JOINT = (("hgnc", "ncbi_gene"), ("mgi", "ncbi_gene"), ("gencode", "ncbi_gene"))


def _joint_source(told: set[str], source: str) -> str:
    """Return the source to keep for a name that several have: FamPlex's curators read it in papers."""
    if "famplex" in told:
        return "famplex"
    return next(("+".join(pair) for pair in _JOINT if told.issuperset(pair)), source)
