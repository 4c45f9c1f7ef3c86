"""Open a vocabulary by memory map and look names up in it."""

from __future__ import annotations

import mmap
import struct
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import marisa_trie

from ..errors import LexiconError
from ..model.result import Reference
from ..text import names as nm
from . import check
from .codes import (
    EXPLICIT,
    FORMAT,
    MAGIC,
    READABLE,
    RENDERINGS,
    SPAN,
    SPECIES,
    decoder,
    encode_identifier,
    get_varints,
    hash_of,
    put_varint,
    spellings,
)
from .files import NotAFileError, open_file
from .protocol import Concept, Hit, Vocabulary

_HEAD = len(MAGIC) + 16
#: Answers that are remembered: the words of figures come again and again, and memory stays flat.
MEMORY = 1 << 14


_NOBODY: frozenset[int] = frozenset()


class Lexicon(Vocabulary):
    """A vocabulary opened by memory map; threads share it, processes share its pages.

    Parameters
    ----------
    path
        Its file.
    memory
        Concepts that are remembered; of other answers a fixed multiple.

    Examples
    --------
    >>> lexicon = Lexicon.open()
    >>> [lexicon.concept(h.concept).reference.curie for h in lexicon.hits("map2k1") if h.taxon == 9606]
    ['hgnc:6840']
    """

    def __init__(self, path: Path, *, memory: int = MEMORY) -> None:
        self.path = path
        try:
            with open_file(path) as handle:
                self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
                file = check.identity(handle.fileno())
        except NotAFileError as error:
            raise LexiconError(f"{path}: {error.strerror}; point at a file made by `pfocr-norm data build`") from None
        except FileNotFoundError:
            raise LexiconError(f"{path}: no vocabulary there; `pfocr-norm data list` shows those installed") from None
        except (OSError, ValueError) as error:
            raise LexiconError(f"{path}: cannot be opened as a vocabulary ({error})") from None
        data = memoryview(self._map)
        if len(data) < _HEAD or bytes(data[: len(MAGIC)]) != MAGIC:
            raise LexiconError(f"{path}: not a pfocr_norm vocabulary; point at a file made by `pfocr-norm data build`")
        version, length, checksum, size = struct.unpack("<IIII", data[len(MAGIC) : _HEAD])
        if version not in READABLE:
            raise LexiconError(
                f"{path}: vocabulary format {version}, this program reads format {FORMAT} and before; "
                "build it again with `pfocr-norm data build`, or use the embedded one"
            )
        text = bytes(data[_HEAD : _HEAD + length])
        if zlib.crc32(text) != checksum or len(data) != _HEAD + length + size:
            raise check.damaged(path, "its size or header checksum is wrong")
        self.header: dict[str, Any] = check.read_header(text, size, path, version)
        self._sections = {
            name: data[_HEAD + length + start : _HEAD + length + start + count]
            for name, (start, count, _) in self.header["sections"].items()
        }
        # What is damaged must not be asked: a trie answers wrongly without a word.
        if not check.is_known(file):
            self.verify()
            check.remember(file)
        try:
            self._keys = _trie(self._sections["keys"])
            self._raws = _trie(self._sections["raws"])
        except RuntimeError as error:
            raise check.damaged(path, f"its index of names cannot be read: {error}") from None

        def ints(name: str, code: str = "I") -> memoryview:
            return self._sections[name].cast(code)  # type: ignore[call-overload, no-any-return]

        self._first, self._more, self._names = ints("first"), ints("more"), ints("names")
        self._offsets = ints("offsets")
        self._kinds, self._taxa = self._sections["kinds"], self._sections["taxa"]
        self._blob = self._sections["blob"]
        self._groups, self._gplaces = ints("groups"), ints("gplaces")
        self._format = version
        if version == 1:
            self._numbers, self._places = ints("numbers", "Q"), ints("places")
            self._xnumbers, self._xconcepts = ints("xnumbers"), ints("xconcepts")
            self._span = self._span_of_places
        else:
            self._numbers, self._wide = ints("numbers"), ints("wide", "Q")
            self._lengths, self._bases = ints("lengths", "H"), ints("bases")
            self._ids, self._buckets = ints("ids"), ints("buckets")
            self._span = self._span_of_lengths
        last = int(self.header["concepts"]) - 1
        ends = (self._offsets[-1], self._span(last)[1] if last >= 0 else 0, 4 * self._gplaces[-1])
        if ends != (self.header["names"], len(self._blob), len(self._sections["groups"])):
            raise check.damaged(path, "its places do not fit")
        if len(self._keys) != self.header["keys"]:
            raise check.damaged(path, "its number of keys is wrong")
        # Files made before substances had forms have none of these sections.
        self._forms = self._sections.get("forms", memoryview(b""))
        self._fconcepts, self._fplaces = (
            (ints("fconcepts"), ints("fplaces")) if "forms" in self._sections else (memoryview(b"").cast("I"),) * 2
        )
        #: Organisms as species: the genes of S288C are baker's yeast's.
        self.taxa: tuple[int, ...] = tuple(SPECIES.get(taxon, taxon) for taxon in self.header["taxa"])
        self.kinds: tuple[str, ...] = tuple(self.header["entity_types"])
        self.statuses: tuple[str, ...] = tuple(self.header["statuses"])
        self._full_name = self.statuses.index("full_name")
        self._ranges = sorted((lo, hi, t) for t, (lo, hi) in self.header["ranges"].items())
        self._roles: dict[int, tuple[int, ...]] | None = None
        self._agreed = frozenset(i for i, source in enumerate(self.header["name_sources"]) if "+" in source)
        self._read = frozenset(i for i, s in enumerate(self.header["name_sources"]) if s in ("famplex", "common"))
        self.get_key = self._keys.get
        # Few: who asks for a concept keeps what is shown of it.
        self.concept = lru_cache(maxsize=memory // 8)(self.read_concept)
        # Not remembered here: a look-up is cheaper than keeping it; callers keep what they make of it.
        self.hits = self._hits
        self._stored = lru_cache(maxsize=2 * memory)(self._values)
        #: The genes of one name in many organisms are mostly of one group.
        self._of_group = lru_cache(maxsize=memory)(self._members_of_group)
        self._unproductive = lru_cache(maxsize=4 * memory)(self._says_unproductive)
        #: Names whose text is remembered; at eight times `memory` of them it is emptied.
        self._texts_read: dict[int, str] = {}
        self._most_texts = 8 * memory
        self.concept_keys = lru_cache(maxsize=memory // 4)(self._concept_keys)
        self._range_starts = [low for low, _, _ in self._ranges]
        self._writers = [self._primary_writer(template) for _, _, template in self._ranges]
        self._decoders = [self._writer(template) for template in self.header["templates"]]
        self._count = int(self.header["concepts"])
        #: Where the concepts with HGNC numbers stand.
        self._hgnc: tuple[int, int] = tuple(self.header["ranges"].get("hgnc:{}", (0, 0)))
        self._codes_of: dict[int, frozenset[int]] = {
            taxon: frozenset(code for code, own in enumerate(self.taxa) if own == taxon) for taxon in self.taxa
        }

    @classmethod
    def open(cls, path: Path | str | None = None, *, memory: int = MEMORY) -> Lexicon:
        """Open a vocabulary file, or the one in use when no path is given.

        Raises
        ------
        LexiconError
            When the file is missing, damaged, or of another format.
        """
        from .location import default_path

        return cls(Path(path) if path is not None else default_path(), memory=memory)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Lexicon, (self.path,))

    def __len__(self) -> int:
        return int(self.header["concepts"])

    @property
    def version(self) -> str:
        """Version of the data."""
        return str(self.header["version"])

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Key and date or release of each source, ``(("hgnc", "2024-07"), …)``."""
        items = self.header["sources"]
        return tuple((str(item.get("key", "")), str(item.get("released") or item.get("version", ""))) for item in items)

    def verify(self) -> None:
        """Check every section against its checksum, and the codes in them against the header's lists.

        Raises
        ------
        LexiconError
            Naming the first damaged section, or the list that is too short.
        """
        check.check_sections(self._sections, self.header["sections"], self.path)
        check.check_codes(self._sections, self.header, self.path)

    def still_whole(self) -> None:
        """Check that the file is as long as it was when it was opened: to read on in one cut short ends the process.

        Raises
        ------
        LexiconError
            When it was cut.
        """
        if self._map.size() < len(self._map):
            raise check.damaged(self.path, "it was cut short while in use")

    # -- names ---------------------------------------------------------------------------------------------

    def _hits(self, key: str) -> tuple[Hit, ...]:
        """Return all names with this folded key, in concept order; ``()`` when there are none."""
        number = self.get_key(key)
        if number is None:
            return ()
        posting = self._first[number]
        if posting < 0x80000000:
            return (self._hit(posting),)
        more, at, out = self._more, posting & 0x7FFFFFFF, []
        while True:
            posting = more[at]
            out.append(self._hit(posting & 0x7FFFFFFF))
            if posting >= 0x80000000:
                return tuple(out)
            at += 1

    def _hit(self, posting: int) -> Hit:
        concept = posting & 0xFFFFF
        name = self._offsets[concept] + (posting >> 20)
        meta = self._names[name]
        # This is Hit(...), without the cost of naming the fields: every look-up makes some.
        return tuple.__new__(
            Hit, (concept, name, meta >> 21 & 7, meta >> 28, self.taxa[self._taxa[concept]], self._kinds[concept])
        )

    def hit_of(self, number: int) -> Hit:
        """Return a hit that stands for a concept by its identifier."""
        return Hit(number, self._offsets[number], 0, 0, self.taxa[self._taxa[number]], self._kinds[number])

    def keys_with_prefix(self, prefix: str) -> list[str]:
        """Return all keys that start with a prefix, in no particular order."""
        return self._keys.keys(prefix)  # type: ignore[no-any-return]

    def has_prefix(self, prefix: str) -> bool:
        """Tell whether any key starts with a prefix."""
        return next(self._keys.iterkeys(prefix), None) is not None

    def name_text(self, name: int) -> str:
        """Return a name as its source writes it."""
        found = self._texts_read.get(name)
        if found is None:
            if len(self._texts_read) >= self._most_texts:
                self._texts_read.clear()
            found = self._texts_read[name] = self._name_text(name)
        return found

    def _name_text(self, name: int) -> str:
        meta = self._names[name]
        code = meta >> 28
        if code == EXPLICIT:
            return str(self._raws.restore_key(meta & 0x1FFFFF))
        return RENDERINGS[code](self._keys.restore_key(meta & 0x1FFFFF))

    def name_key(self, name: int) -> str:
        """Return a name's folded key."""
        meta = self._names[name]
        if meta >> 28 == EXPLICIT:
            return nm.fold(self._raws.restore_key(meta & 0x1FFFFF))
        return str(self._keys.restore_key(meta & 0x1FFFFF))

    def name_status(self, name: int) -> int:
        """Return the status of a name, as its place in `statuses`."""
        return int(self._names[name] >> 21 & 7)

    def name_source(self, name: int) -> str:
        """Return the source of a name, several joined by ``+``."""
        return str(self.header["name_sources"][self._names[name] >> 24 & 15])

    def names_of(self, concept: int) -> Sequence[int]:
        """Return the numbers of a concept's names, the preferred label first."""
        return range(self._offsets[concept], self._offsets[concept + 1])

    def roles_of(self, drug: int) -> Sequence[int]:
        """Return the roles and classes that name a drug among those that have them."""
        if self._roles is None:
            code = bytes(number for number, kind in enumerate(self.kinds) if kind == "role")[:1]
            kinds = bytes(self._kinds)
            found: dict[int, list[int]] = {}
            at = kinds.find(code) if code else -1
            while at >= 0:
                if self._has_more(at):
                    for member in _members(self._values(at)):
                        found.setdefault(member, []).append(at)
                at = kinds.find(code, at + 1)
            self._roles = {drug: tuple(roles) for drug, roles in found.items()}
        return self._roles.get(drug, ())

    def name_count(self, concept: int) -> int:
        """Return how many names a concept has."""
        return int(self._offsets[concept + 1] - self._offsets[concept])

    def agreed(self, name: int) -> bool:
        """Tell whether two sources have a name."""
        return (self._names[name] >> 24 & 15) in self._agreed

    def is_usual(self, name: int) -> bool:
        """Tell whether a name is FamPlex's, whose curators wrote down what papers mean by it, or ours (p62: SQSTM1)."""
        return (self._names[name] >> 24 & 15) in self._read

    def has_xrefs(self, concept: int) -> bool:
        """Tell whether a concept has cross-references or an NCBI Gene number of its own."""
        return self._has_more(concept) or self._writer_of(concept)[0] == "ncbigene"

    def symbol(self, concept: int) -> str:
        """Return the preferred label of a concept."""
        return self.name_text(self._offsets[concept])

    def _full_names(self, concept: int) -> list[int]:
        """Return the places of the descriptive names of a concept."""
        code, first = self._full_name, self._offsets[concept]
        metas = self._names[first : self._offsets[concept + 1]].tolist()
        return [name for name, meta in enumerate(metas, first) if meta >> 21 & 7 == code]

    def is_unproductive(self, concept: int) -> bool:
        """Tell whether a gene's full names say that it has no product of its own: a pseudogene, a readthrough."""
        return self._unproductive(concept)

    def _says_unproductive(self, concept: int) -> bool:
        for name in self._full_names(concept):
            text = self._name_text(name)  # seldom asked for again: not remembered
            if "pseudogene" in text or ("through" in text and "readthrough" in text.replace("-", "")):
                return True
        return False

    def human_gene(self, concept: int) -> int:
        """Return the HGNC number of a concept that has one as its primary identifier, else 0."""
        low, high = self._hgnc
        return self._numbers[concept] if low <= concept < high else 0

    def _concept_keys(self, concept: int) -> list[tuple[str, int]]:
        """Return ``(key, status)`` of all names of a concept."""
        return [
            (self.name_key(name), self._names[name] >> 21 & 7)
            for name in range(self._offsets[concept], self._offsets[concept + 1])
        ]

    def iter_names(self) -> Iterator[tuple[str, str, str, str, int | None, str]]:
        """Yield ``(text, status, curie, preferred name, taxon, entity type)`` of every name."""
        for number in range(len(self)):
            concept = self.read_concept(number)
            for name in self.names(number):
                yield (
                    name.text, name.status, concept.reference.curie, concept.name, concept.taxon, concept.entity_type,
                )  # fmt: skip

    # -- concepts ------------------------------------------------------------------------------------------

    def read_concept(self, number: int) -> Concept:
        """Read a concept by its number in this file; :attr:`concept` remembers what it read."""
        xrefs: dict[str, list[str]] = {}
        values = self._stored(number)
        at = 1 + 2 * values[0]
        for i in range(1, at, 2):
            prefix, write = self._decoders[values[i]]
            xrefs.setdefault(prefix, []).append(write(values[i + 1]))
        groups, members = tuple(self.groups_of(number)), tuple(self.members_of(number))
        taxon = self.taxa[self._taxa[number]]
        reference = self.reference(number)
        if reference.prefix == "ncbigene":
            # Every gene with an NCBI Gene number is found under that prefix, also when it is the primary one.
            xrefs.setdefault("ncbigene", [reference.identifier])
        return Concept(
            number,
            reference,
            self.name_text(self._offsets[number]),
            self.kinds[self._kinds[number]],
            taxon or None,
            tuple([(prefix, tuple(ids)) for prefix, ids in sorted(xrefs.items())]),
            members,
            groups,
        )

    def _values(self, number: int) -> Sequence[int]:
        """Return what is stored of a concept: how many identifiers and they, how many groups and they, the members."""
        if number < self._count:
            start, end = self._span(number)
            if end > start:
                # A tuple of numbers is nothing that the garbage collector has to look into; there are many of these.
                return tuple(get_varints(self._blob[start:end]))
        return (0, 0)

    def _span_of_lengths(self, number: int) -> tuple[int, int]:
        """Return where a concept's bytes of the blob begin and end."""
        first = number - number % SPAN
        start = self._bases[number // SPAN] + sum(self._lengths[first:number])
        return start, start + self._lengths[number]

    def _span_of_places(self, number: int) -> tuple[int, int]:
        return self._places[number], self._places[number + 1]

    def _has_more(self, number: int) -> bool:
        """Tell whether a concept has cross-references, members or ortholog groups."""
        if self._format > 1:
            return bool(self._lengths[number])
        return bool(self._places[number + 1] > self._places[number])

    def _primary_writer(self, template: str) -> tuple[str, Callable[[int], str]]:
        """Return what writes the primary identifiers of a template; long numbers stand elsewhere."""
        prefix, write = self._writer(template)
        if self._format > 1 and template in self.header["wide"]:
            wide = self._wide
            return prefix, lambda place: write(wide[place])
        return prefix, write

    def _writer(self, template: str) -> tuple[str, Callable[[int], str]]:
        """Return the prefix of a template and what writes its identifiers; some are kept as text in the header."""
        if template.endswith(":~text"):
            return template[:-6], self.header["strings"].__getitem__
        return decoder(template)

    def reference(self, number: int) -> Reference:
        """Return the primary identifier of a concept."""
        if not 0 <= number < self._count:
            raise IndexError(number)
        prefix, write = self._writer_of(number)
        return tuple.__new__(Reference, (prefix, write(self._numbers[number])))

    def _writer_of(self, number: int) -> tuple[str, Callable[[int], str]]:
        """Return the prefix of a concept's primary identifier, and what writes it."""
        return self._writers[bisect_right(self._range_starts, number) - 1]

    def find_all(self, curie: str) -> list[int]:
        """Return all concepts of a CURIE: the one that it is the primary identifier of, then those it is beside.

        >>> lexicon = Lexicon.open()
        >>> [lexicon.concept(number).name for number in lexicon.find_all("uniprot:Q02750")]
        ['MAP2K1']
        """
        if self._format == 1:
            return self._find_some(curie)
        own = next((n for text in spellings(curie) if (n := self._primary(text)) is not None), None)
        wanted = curie.lower()
        code = hash_of(wanted)
        bucket, rest = code >> 12, code & 0xFFF
        out = [] if own is None else [own]
        for item in self._ids[self._buckets[bucket] : self._buckets[bucket + 1]]:
            number = item & 0xFFFFF
            if item >> 20 == rest and number not in out:
                reference = self.reference(number).curie
                if any(other.lower() == wanted for other in (reference, *self._curies(number))):
                    out.append(number)
        return out

    def _primary(self, curie: str) -> int | None:
        """Return the concept that a CURIE, written as here, is the primary identifier of."""
        prefix, _, identifier = curie.partition(":")
        coded = encode_identifier(prefix, identifier)
        low, high = self.header["ranges"].get(coded[0], (0, 0)) if coded is not None else (0, 0)
        if coded is None or low == high:
            return None
        template, number = coded
        start = self.header["wide"].get(template)
        if start is None:
            at = bisect_left(self._numbers, number, low, high)
            return at if at < high and self._numbers[at] == number else None
        at = bisect_left(self._wide, number, start, start + high - low)
        return low + at - start if at < start + high - low and self._wide[at] == number else None

    def _curies(self, number: int) -> Iterator[str]:
        """Yield the cross-references of a concept as CURIEs."""
        values = self._stored(number)
        for i in range(1, 1 + 2 * values[0], 2):
            prefix, write = self._decoders[values[i]]
            yield f"{prefix}:{write(values[i + 1])}"

    def _find_some(self, curie: str) -> list[int]:
        """Look an identifier up in a file of format 1, which lists primary ones and some of the others."""
        prefix, _, identifier = curie.partition(":")
        coded = encode_identifier(prefix, identifier)
        if coded is None:
            low, high = self.header["ranges"].get(f"{prefix}:~text", (0, 0))
            strings = self.header["strings"]
            return [c for c in range(low, high) if strings[self._numbers[c]] == identifier]
        template, number = coded
        low, high = self.header["ranges"].get(template, (0, 0))
        at = bisect_left(self._numbers, number, low, high)
        if at < high and self._numbers[at] == number:
            return [at]
        low, high = self.header["xranges"].get(template, (0, 0))
        at = bisect_left(self._xnumbers, number, low, high)
        if at < high and self._xnumbers[at] == number:
            return [int(self._xconcepts[at])]
        return self._scanned(template, number, curie)

    def _scanned(self, template: str, number: int, curie: str) -> list[int]:
        """Look for a cross-reference through a whole file of format 1, which does not list it; some milliseconds."""
        if template not in self.header["templates"]:
            return []
        prefix, _, identifier = curie.partition(":")
        wanted = bytearray()
        put_varint(wanted, self.header["templates"].index(template))
        put_varint(wanted, number)
        blob, places, out = bytes(self._blob), self._places, []
        at = blob.find(wanted)
        while at >= 0:
            concept = bisect_right(places, at) - 1
            if concept < len(places) - 1 and identifier in dict(self.concept(concept).xrefs).get(prefix, ()):
                out.append(concept)
            at = blob.find(wanted, at + 1)
        return list(dict.fromkeys(out))

    def groups_of(self, number: int) -> Sequence[int]:
        """Return the ortholog groups that a concept is in."""
        values = self._stored(number)
        at = 1 + 2 * values[0]
        return values[at + 1 : at + 1 + values[at]]

    def members_of(self, number: int) -> Sequence[int]:
        """Return the members of a family, or the drugs of a role."""
        return _members(self._stored(number))

    def stored_forms(self, number: int) -> list[tuple[int, str]]:
        """Return the forms of a substance, itself first: of each the place of its name (-1: none) and its CURIE."""
        at = bisect_left(self._fconcepts, number)
        if at == len(self._fconcepts) or self._fconcepts[at] != number:
            return []
        values = get_varints(self._forms[self._fplaces[at] : self._fplaces[at + 1]])
        first = self._offsets[number]
        return [
            (first + values[i] - 1 if values[i] else -1, f"chebi:{values[i + 1]}")
            for i in range(1, 1 + 2 * values[0], 2)
        ]

    def orthologs(self, number: int, taxon: int) -> list[int]:
        """Return the concepts of an organism that share an ortholog group with this one."""
        groups = self.groups_of(number)
        if not groups:
            return []
        if len(groups) == 1:
            own = self._of_group(groups[0], taxon)
            return [other for other in own if other != number]
        return list(dict.fromkeys([o for group in groups for o in self._of_group(group, taxon) if o != number]))

    def _members_of_group(self, group: int, taxon: int) -> tuple[int, ...]:
        """Return the concepts of an organism in an ortholog group, each once."""
        codes, wanted = self._taxa, self._codes_of.get(taxon, _NOBODY)
        members = self._groups[self._gplaces[group] : self._gplaces[group + 1]].tolist()
        return tuple(dict.fromkeys([other for other in members if codes[other] in wanted]))


def _members(values: Sequence[int]) -> Sequence[int]:
    """Return the members among what is stored of a concept."""
    at = 1 + 2 * values[0]
    return values[at + 1 + values[at] :]


def _trie(data: memoryview) -> marisa_trie.Trie:
    trie = marisa_trie.Trie()
    trie.map(data)
    return trie
