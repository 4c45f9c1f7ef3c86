"""The names of NCBI Taxonomy in a text: species, genera and clades, full, abbreviated, or with a typing error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import marisa_trie

from ..text.lazy import lazy
from .taxonomy import ABBREVIATED, COMMON, SCIENTIFIC, Name, Taxonomy
from .words import one_edit

#: Kinds of spans.
KINDS = ("scientific", "synonym", "common", "abbreviated", "genus", "clade", "misspelt")

_LONGEST, _LONGEST_THING = 80, 8
_FLAT = {ord(a): b for a, b in zip("\n\t\r\u00a0\u2009\u202f’‘‐‑–_", "      ''--- ", strict=True)}
_WORD = lazy(r"[A-Za-z]+")
_ABBREVIATED = lazy(r"\b([A-Z][a-z]{0,3})\. ?([a-z]{3,}(?:-[a-z]+)?)\b")
_EPITHET = lazy(r" ([a-z]{4,}(?:-[a-z]+)?)\b")
_CAPITALS = lazy(r"\b[A-Z]{5,}\b")
_OF_GENUS = lazy(r" spp?\b")
_SENTENCE = lazy(r"(?:^|[.!?:;)]\s+|\n)[(\"'“]?$")
_AUTHORS = lazy(r"(?:'s\b|,? et al|-[A-Z]|,? [A-Z]\.)")
_LATIN = lazy(r".*(?:us|um|is|ii|ae|ens|ensis|ense|icola|oides|ica|ina|ata|ana|ata|osa|ifera|ella|ula|alis|aris|"
                    r"ys|ops|oma|ans|ax|ix|ia|ea|ra|ta|na|la|sa|da|ma|va|ei|i|e)$")  # fmt: skip
#: Genera that have the name of a substance.
_SUBSTANCES = frozenset("glycine chalcone pyrene thione chelator".split())
#: A genus of fewer letters is believed alone only where it is well known (the file's words tell).
LEAST_GENUS = 4


class Named(NamedTuple):
    """A name of a taxon in a text.

    Attributes
    ----------
    taxon
        NCBI Taxonomy identifier.
    text
        As it is written.
    start, end
        Offsets in code points.
    kind
        ``scientific``, ``synonym``, ``common``, ``abbreviated`` ("B. rapa"), ``genus`` (alone, or with an epithet that
        is not known), ``clade`` (anything above), ``misspelt``.
    """

    taxon: int
    text: str
    start: int
    end: int
    kind: str


def names_in(text: str, *, also: Iterable[Named] = ()) -> list[Named]:
    """Find the names of organisms in a text.

    Parameters
    ----------
    text
        A title or a caption.
    also
        Names found in other texts of the same figure: "B. rapa" is *Brassica rapa* where the title says so.

    Returns
    -------
    list of Named
        In the order of the text, not overlapping; of two names that begin at one place the longer.

    Examples
    --------
    >>> found = names_in("Galleria mellonella larvae; G. mellonella and the rice weevil")
    >>> [(n.text, n.taxon) for n in found]
    [('Galleria mellonella', 7137), ('G. mellonella', 7137), ('rice weevil', 7048)]
    >>> names_in("Iris Wolf saw the delta of a sponge in Paris, a cancer and Cactus.")
    []
    """
    taxonomy = Taxonomy.open()
    flat = text.translate(_FLAT)
    lower = flat.lower()
    if len(lower) != len(flat):
        lower = "".join(c if len(c.lower()) > 1 else c.lower() for c in flat)
    starts = _STARTS
    also = list(also)
    found: list[Named] = []
    unsure: list[Named] = []
    done = 0
    for match in [m for m in _WORD.finditer(flat) if starts[m[0]]]:
        start = match.start()
        if start < done:
            continue
        if start and (flat[start - 1].isalnum() or flat[start - 1] == "'"):
            continue
        span, sure = _longest(taxonomy, text, flat, lower, start, match.end())
        if span is not None:
            (found if sure else unsure).append(span)
            done = span.end
    # A genus is never written in lower case: "Microbiota of the gut … the microbiota" speaks of none.
    lone = [span for span in found if span.kind == "genus" and " " not in span.text]
    if lone:
        plain = set(_WORD.findall(flat))
        found = [span for span in found if span not in lone or span.text.lower() not in plain]
    genera = _genera(taxonomy, (*found, *also))
    found.extend(span for span in unsure if span.taxon in genera or _OF_GENUS.match(flat, span.end))
    found.extend(_abbreviated(taxonomy, text, flat, found, [*found, *also]))
    found.sort(key=lambda n: (n.start, -n.end))
    return found


def things_in(words: Sequence[str]) -> list[tuple[int, int]]:
    """Find names of genes and products that have the name of an organism in them, of which they do not speak.

    Parameters
    ----------
    words
        The words of a text in lower case, letters and digits only.

    Returns
    -------
    list of (int, int)
        First word of each name, and the one after its last.

    Examples
    --------
    >>> things_in("the mammalian target of rapamycin and mouse liver".split())
    [(1, 5)]
    """
    things = Taxonomy.open().things
    out = []
    done = 0
    for first in [i for i, word in enumerate(words) if _BEGINS[word]]:
        if first < done:
            continue
        for thing in reversed(things.prefixes(" ".join(words[first : first + _LONGEST_THING]) + " ")):
            stop = first + thing.count(" ") + 1
            if words[stop - 1] == thing.rpartition(" ")[2]:
                out.append((first, stop))
                done = stop
                break
    return out


class _Begins(dict[str, bool]):
    """Whether the name of another thing begins with a word."""

    def __missing__(self, word: str) -> bool:
        if len(self) > 200_000:
            self.clear()
        found = self[word] = _begins(Taxonomy.open().things, word + " ")
        return found


_BEGINS = _Begins()


class _Starts(dict[str, bool]):
    """Whether a name can begin with a word, remembered: most texts are made of the same words."""

    def __missing__(self, word: str) -> bool:
        if len(self) > 200_000:
            self.clear()
        trie = Taxonomy.open().trie
        lower = word.lower()
        found = self[word] = len(word) > 1 and (
            lower in trie
            or any(_begins(trie, lower + joint) for joint in (" ", "-", "'"))
            or (word != lower and word[1:] != lower[1:] and _begins(trie, word))
            or (len(lower) >= 5 and lower[-1] == "s" and lower[:-1] in trie)
            or _suspect(word)
        )
        return found


_STARTS = _Starts()


def _begins(trie: marisa_trie.Trie, prefix: str) -> bool:
    return next(trie.iterkeys(prefix), None) is not None


def _suspect(word: str) -> bool:
    """Whether a word may be a genus with a typing error."""
    return len(word) >= 7 and word[0].isupper() and word[1:].islower() and _LATIN.match(word) is not None


def _longest(
    taxonomy: Taxonomy, text: str, flat: str, lower: str, start: int, end: int
) -> tuple[Named | None, bool]:
    """Return the longest name that begins here, and whether it needs no support from elsewhere."""
    trie = taxonomy.trie
    written = flat[start:end]
    keys = trie.prefixes(lower[start : start + _LONGEST])
    if not written[1:].islower() and written != written.lower():
        keys += trie.prefixes(flat[start : start + _LONGEST])
        keys.sort(key=len)
    for key in reversed(keys):
        stop = start + len(key)
        if len(key) < 3 or key[-1] == ">":
            continue
        if flat[stop : stop + 1].isalnum():
            plural = key[-1].isalpha() and lower[stop] == "s" and not flat[stop + 1 : stop + 2].isalnum()
            if not plural:
                continue
        else:
            plural = False
        name = taxonomy.get(key)
        if name is None or name.kind == ABBREVIATED or (plural and name.kind != COMMON):
            continue
        kind, sure = _judge(taxonomy, name, key, flat, start, stop)
        if not kind:
            continue
        if kind == "genus":
            better = _species_near(taxonomy, key, flat, stop)
            if better is not None:
                taxon, end = better
                return Named(taxon or name.taxon, text[start:end], start, end, "misspelt" if taxon else "genus"), True
        stop += plural
        return Named(name.taxon, text[start:stop], start, stop, kind), sure
    if _suspect(written):
        return _misspelt_genus(taxonomy, text, flat, start, end), True
    return None, False


def _judge(taxonomy: Taxonomy, name: Name, key: str, flat: str, start: int, stop: int) -> tuple[str, bool]:
    """Return the kind of a name at its place, empty where it is none, and whether it speaks alone."""
    written = flat[start:stop]
    if flat[stop : stop + 2] == "- " and " " not in key:
        return "", False  # homo- and heterodimers
    if key != key.lower():
        return "common", True  # written exactly so: an acronym, a virus
    if name.kind == COMMON:
        single = key.isalpha()
        if single and not written.islower():
            capital = written[1:].islower()
            if not capital and (len(written) < 5 or not _loud(flat, start, stop)):
                return "", False  # LEOPARD syndrome
            if capital and not _SENTENCE.search(flat[max(0, start - 6) : start]) and not _titled(flat, start, stop):
                return "", False
        if _AUTHORS.match(flat, stop) and written[0].isupper() and single:
            return "", False
        above = taxonomy.rank(name.taxon) not in (None, "species", "subspecies", "varietas", "strain", "no rank")
        return ("clade" if above else "common"), True
    if " " in key:
        genus = written.partition(" ")[0]
        if written.islower() and (len(genus) < 5 or ("virus" not in key and _is_word(taxonomy, genus))):
            return "", False
        return ("scientific" if name.kind == SCIENTIFIC else "synonym"), True
    if not written[0].isupper() or (written.isupper() and (len(written) < 6 or name.word)):
        return "", False
    if not written.isupper() and not written[1:].islower():
        return "", False
    if _AUTHORS.match(flat, stop) or flat[start - 1 : start] == "-" or len(key) < LEAST_GENUS:
        return "", False
    if key in _SUBSTANCES:
        return "", False
    rank = taxonomy.rank(name.taxon)
    kind = "genus" if rank in ("genus", "subgenus") else "clade"
    return kind, not name.word


def _is_word(taxonomy: Taxonomy, genus: str) -> bool:
    name = taxonomy.get(genus.lower())
    return name is not None and name.word


def _loud(flat: str, start: int, stop: int) -> bool:
    """Whether a word around is written in capitals, too."""
    return _CAPITALS.search(flat[max(0, start - 40) : start] + " " + flat[stop : stop + 40]) is not None


def _titled(flat: str, start: int, stop: int) -> bool:
    """Whether the words around are capitalized as in a title."""
    around = re.findall(r"[A-Za-z]{4,}", flat[max(0, start - 40) : start] + " " + flat[stop : stop + 40])
    return len(around) >= 2 and sum(word[0].isupper() for word in around) >= 0.7 * len(around)


def _genera(taxonomy: Taxonomy, names: Iterable[Named]) -> dict[int, str]:
    """Genera of the species that are named, with their Latin names as written in them."""
    out: dict[int, str] = {}
    for named in names:
        if named.kind in ("scientific", "synonym", "misspelt"):
            genus = named.text.split()[0].lower()
            known = taxonomy.get(genus)
            if known is not None:
                out[known.taxon] = genus
        elif named.kind == "genus":
            out[named.taxon] = named.text.split()[0].lower()
        elif named.kind == "common":
            parent = taxonomy.parent(named.taxon)
            if parent is not None and (genus_name := taxonomy.name_of(parent)):
                out[parent] = genus_name.lower()
    return out


def _abbreviated(
    taxonomy: Taxonomy, text: str, flat: str, here: Iterable[Named], named: Iterable[Named]
) -> list[Named]:
    """Find "G. mellonella": of a species named elsewhere, of a genus named elsewhere, or known by that alone."""
    matches = list(_ABBREVIATED.finditer(flat))
    if not matches:
        return []
    taken = {place for span in here for place in range(span.start, span.end)}
    full: dict[str, list[tuple[str, int]]] = {}
    for span in named:
        if span.kind in ("scientific", "synonym", "misspelt"):
            genus, _, epithet = span.text.lower().partition(" ")
            full.setdefault(epithet, []).append((genus, span.taxon))
    genera = _genera(taxonomy, named)
    out = []
    for match in matches:
        short, epithet = match[1].lower(), match[2]
        if match.start() in taken or match.start(2) in taken:
            continue
        taxa = {taxon for genus, taxon in full.get(epithet, ()) if genus.startswith(short)}
        if not taxa:
            species = (taxonomy.get(f"{genus} {epithet}") for genus in genera.values() if genus.startswith(short))
            taxa = {name.taxon for name in species if name is not None}
        if not taxa:
            known = taxonomy.get(f"{short[0]}. {epithet}")
            if known is not None and (taxonomy.name_of(known.taxon) or "").lower().startswith(short):
                taxa = {known.taxon}
        if len(taxa) == 1:
            out.append(Named(taxa.pop(), text[match.start() : match.end()], *match.span(), "abbreviated"))
    return out


def _species_near(taxonomy: Taxonomy, genus: str, flat: str, stop: int) -> tuple[int, int] | None:
    """Return the species one typing error away (0: an unknown species of the genus), and the name's end."""
    epithet = _EPITHET.match(flat, stop)
    if epithet is None or not _LATIN.match(epithet[1]) or len(epithet[1]) < 5:
        return None
    near = _near_epithet(genus, epithet[1])
    return (near, epithet.end()) if near else None


@lru_cache(maxsize=4096)
def _near_epithet(genus: str, epithet: str) -> int:
    taxonomy = Taxonomy.open()
    keys = taxonomy.trie.keys(genus + " ")
    start = len(genus) + 1
    near = {name.taxon for key in keys if one_edit(key[start:], epithet) and (name := taxonomy.get(key))}
    return near.pop() if len(near) == 1 and len(epithet) >= 6 else 0


def _misspelt_genus(taxonomy: Taxonomy, text: str, flat: str, start: int, end: int) -> Named | None:
    """Find "Galeria mellonella": a known epithet after a genus one typing error away."""
    epithet = _EPITHET.match(flat, end)
    if epithet is None or len(epithet[1]) < 6 or not _LATIN.match(epithet[1]):
        return None
    taxon = _near_genus(flat[start:end].lower(), epithet[1])
    return Named(taxon, text[start : epithet.end()], start, epithet.end(), "misspelt") if taxon else None


@lru_cache(maxsize=4096)
def _near_genus(genus: str, epithet: str) -> int:
    taxonomy = Taxonomy.open()
    ending = " " + epithet
    near = set()
    for key in taxonomy.trie.iterkeys(genus[:4]):
        if key.endswith(ending) and one_edit(key[: -len(ending)], genus) and (name := taxonomy.get(key)):
            near.add(name.taxon)
    return near.pop() if len(near) == 1 else 0
