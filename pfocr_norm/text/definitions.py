"""What a text says of its own words: long forms beside short ones, legends, glosses.

Pure functions on strings, linear in the length of the text; what a long form means is for the vocabulary to say.
A short form in brackets is matched to the words before it by the rule of Schwartz and Hearst (2003, Pac Symp
Biocomput 8:451-462): its letters occur in the long form in order, the first at a word's start, and the long form has
at most ``min(n + 5, 2 n)`` words for ``n`` letters. Where the initials of the last words spell the short form, these
words are taken first. The same rule is read the other way round for ``AR (androgen receptor)`` and for the legends of
figures, ``AR, androgen receptor; ER, endoplasmic reticulum``. docs/definitions.md has its limits as measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from . import names as nm
from .index import fold
from .lazy import lazy

#: Characters before a bracket in which a long form is looked for, and characters of a text that are read.
WINDOW, MOST = 160, 100_000
#: Letters and digits of a short form.
SHORTEST, LONGEST = 2, 12
#: Words of the longest name beside a bracket that may be glossed ("estrogen receptor alpha (ESR1)").
GLOSSED = 3

_BRACKET = lazy(r"[(\[]([^()\[\]]{1,120})[)\]]")
_FIRST_PART = lazy(r"[;,]\s")
#: Words before a name that tell it is the same thing; (i.e., AR), (also known as AR).
_LEAD = lazy(
    r"^(?:(?:also|previously|formerly|commonly|hereafter|hereinafter|here|henceforth|abbreviated|termed|named|called"
    r"|known|referred|designated|encoded|denoted|the|to|as|by|i\.e\.|ie|or|aka|a\.k\.a\.|gene(?: name| symbol)?|symbol)"
    r"[:,]?\s+)+",
    re.I,
)
#: A long form ends before these, when what stands before them already explains the short form.
_JOINTS = frozenset(
    "in by from with and or which is are was were as on at for to that via upon during after under using see".split()
)
#: A name does not begin with these.
_BREAKS = _JOINTS | frozenset("the a an of both including like called named termed".split())
#: A long form has none of these: it is a name.
_VERBS = frozenset("is are was were be been has have had shown indicate indicates show shows to that which".split())
_BOUNDARY = lazy(r"[.?!;:,]\s|[()\[\]]")
_SEGMENT = lazy(r"[;\n\r]|\.\s")
_NEXT_ENTRY = lazy(r",\s*(?=[^\s,:=]{2,12}\s*[:=]\s)")
_ENTRY = lazy(
    r"(?:abbreviations?(?: used)?\s*:?\s*)?(?:and\s+)?([^\s,;:=()]{2,14})(,|\s?:|\s?=|\s[–—-])\s{0,2}"
    r"(\S[^=]{2,118})$",
    re.I,
)
#: A word beside "cell line" is the line's name; after it, it is no symbol either.
_CELL_LINE = lazy(
    r"\bcell lines?,?\s(?:called\s|named\s|such as\s)?(?P<after>[A-Z][A-Za-z]*[A-Z0-9][\w-]{0,8})(?![\w-])"
    r"|(?<![\w-])(?P<before>[A-Z][A-Za-z]*[A-Z0-9][\w-]{0,8})\s(?:[a-z]+\s){0,2}cell lines?\b"
)
_SLASHED = lazy(r"(?<![^\s(\[,;])([^\s/()\[\],;]{2,20})/([^\s/()\[\],;]{2,20})(?![^\s)\].,;:])")
#: What tells the members of a family apart, behind its name: PAR-2, PKCα, PDE4D; the longest stem is tried first.
_MEMBERS = tuple(
    re.compile(r"[-\s]?(" + member + ")$")
    for member in (
        r"[A-Z]|[α-ω]|alpha|beta|gamma|delta|epsilon|zeta", r"\d{1,2}[a-z]?|I{1,3}|IV|VI{0,3}", r"\d?[A-Zα-ω]\d?",
    )
)
_GREEK = str.maketrans("αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔµ", "abgdezetiklmnxoprstufcpoabgdm")


class Definition(NamedTuple):
    """A short form and what the text says it means.

    Attributes
    ----------
    short, long
        Both as printed, a plural taken off: ``PAR`` of "protease-activated receptors (PARs)".
    form
        How the text says it: ``bracket`` "long (SHORT)", ``reversed`` "SHORT (long)", ``legend`` "SHORT, long;",
        ``family`` for a numbered member of a family that is defined once, ``cell line`` for the name of a cell line.
    field, start, end
        Where it stands, in code points.
    """

    short: str
    long: str
    form: str
    field: str = ""
    start: int = 0
    end: int = 0


class Gloss(NamedTuple):
    """Two names beside each other that may be names of one thing: ``TAZ (WWTR1)``, ``DAF-16/FOXO``."""

    left: str
    right: str
    form: str
    field: str = ""
    start: int = 0
    end: int = 0


class Definitions(NamedTuple):
    """What the texts of a record define, by folded short form; and the names that stand beside each other.

    Examples
    --------
    >>> found = read({"caption": "Two protease-activated receptors (PARs) act here: PAR1 (F2R) and PAR2."})
    >>> found.of("PAR2")[0].long, found.partners("PAR1")[0].right
    ('protease-activated receptor 2', 'F2R')
    """

    by_key: Mapping[str, tuple[Definition, ...]]
    glosses: Mapping[str, tuple[Gloss, ...]]

    def of(self, label: str) -> tuple[Definition, ...]:
        """Return the definitions of a label or of its singular; of its family where it is a numbered member of one.

        >>> [d.long for d in read({"caption": "Mice with kidney cysts (KCs)"}).of("KCs")]
        ['kidney cyst']
        """
        if not self.by_key:
            return ()
        found = self.by_key.get(fold(label))
        if not found and _is_plural(label):  # the short form is kept in the singular
            found = self.by_key.get(fold(label[:-1]))
        return found or tuple(self._of_family(label))

    def partners(self, label: str) -> tuple[Gloss, ...]:
        """Return the names beside a label, this one to the left each time."""
        return self.glosses.get(fold(label), ()) if self.glosses else ()

    def _of_family(self, label: str) -> Iterator[Definition]:
        for stem, member in _stems(label):
            families = self.by_key.get(stem)
            if families:
                for found in families:
                    yield found._replace(short=label, long=f"{found.long} {member}", form="family")
                return


@lru_cache(maxsize=1 << 14)
def _stems(label: str) -> tuple[tuple[str, str], ...]:
    """Return the families that a label may be a numbered member of, by their key, with what tells the member."""
    found = filter(None, (pattern.search(label) for pattern in _MEMBERS))
    return tuple([(fold(label[: match.start()]), match[1]) for match in found if match.start() > 1])


NOTHING = Definitions({}, {})


def read(texts: Mapping[str, str]) -> Definitions:
    """Return what the texts of a record define.

    Parameters
    ----------
    texts
        Running texts by the name of their field.
    """
    by_key: dict[str, dict[Definition, None]] = {}
    glosses: dict[str, dict[Gloss, None]] = {}
    for field, text in texts.items():
        for found in definitions(text[:MOST]):
            short, long, form, _, start, end = found
            by_key.setdefault(nm.fold(short), {}).setdefault(Definition(short, long, form, field, start, end))
        for gloss in neighbours(text[:MOST]):
            left, right, form, _, start, end = gloss
            glosses.setdefault(fold(left), {}).setdefault(Gloss(left, right, form, field, start, end))
            glosses.setdefault(fold(right), {}).setdefault(Gloss(right, left, form, field, start, end))
    if not by_key and not glosses:
        return NOTHING
    return Definitions({k: tuple(v) for k, v in by_key.items()}, {k: tuple(v) for k, v in glosses.items()})


def definitions(text: str) -> list[Definition]:
    """Return the definitions of a text in the order they stand in it.

    >>> [d[:3] for d in definitions("The androgen receptor (AR) and mice with kidney cysts (KCs)")]
    [('AR', 'androgen receptor', 'bracket'), ('KC', 'kidney cyst', 'bracket')]
    >>> [d[:3] for d in definitions("AR (androgen receptor) in green")]
    [('AR', 'androgen receptor', 'reversed')]
    >>> [d[:3] for d in definitions("Arrows show flow. ER, endoplasmic reticulum; LD: lipid droplet.")]
    [('ER', 'endoplasmic reticulum', 'legend'), ('LD', 'lipid droplet', 'legend')]
    """
    out = list(_in_brackets(text)) if "(" in text or "[" in text else []
    out += _legend(text)
    if "cell line" in text:
        out += _cell_lines(text)
    return sorted(out, key=lambda d: (d.start, d.end))


def _cell_lines(text: str) -> Iterator[Definition]:
    """Yield the words that stand as names of cell lines.

    >>> [d[:3] for d in _cell_lines("in the lung cell line H1299 and in an SW480 colon cell line")]
    [('H1299', 'cell line H1299', 'cell line'), ('SW480', 'SW480 cell line', 'cell line')]
    """
    for match in _CELL_LINE.finditer(text):
        after, name = match["after"], match["after"] or match["before"]
        long = f"cell line {name}" if after else f"{name} cell line"
        yield Definition(name, long, "cell line", "", match.start(), match.end())


def neighbours(text: str) -> list[Gloss]:
    """Return the pairs of names that stand beside each other in brackets or around one slash.

    >>> [g[:3] for g in neighbours("the kinase ERK5 (MAPK7) and foo/bar, not a/b/c")]
    [('ERK5', 'MAPK7', 'bracket'), ('kinase ERK5', 'MAPK7', 'bracket'), ('foo', 'bar', 'slash')]
    """
    out = []
    for match in _BRACKET.finditer(text) if "(" in text or "[" in text else ():
        before = text[max(0, match.start() - WINDOW) : match.start()].rstrip()
        words = before.split()
        inside = _LEAD.sub("", match[1]).strip(" '\"“”")
        parts = [inside] if len(inside) > 1 else []
        first = _FIRST_PART.split(inside)[0].strip()
        if first != inside and len(first) > 1:
            parts.append(first)
        for n in range(1, min(GLOSSED, len(words)) + 1):
            left = " ".join(words[-n:]).lstrip("([").strip(" .,;'\"“”")
            if len(left) < 2 or (n > 1 and words[-n].lower() in _BREAKS) or words[-n][-1:] in ".;:,)":
                break
            out += [Gloss(left, part, "bracket", "", match.start() - len(left), match.end()) for part in parts]
    if "/" in text:
        out += [Gloss(m[1], m[2], "slash", "", m.start(), m.end()) for m in _SLASHED.finditer(text)]
    return out


def long_form(short: str, before: str) -> str:
    """Return the words at the end of a text that a short form behind it stands for; ``""`` for none.

    >>> long_form("AR", "ligands of the androgen receptor"), long_form("iNOS", "the inducible nitric oxide synthase")
    ('androgen receptor', 'inducible nitric oxide synthase')
    >>> long_form("TNF-α", "tumor necrosis factor alpha"), long_form("AR", "in green")
    ('tumor necrosis factor alpha', '')
    """
    letters = _letters(short)
    if not SHORTEST <= len(letters) <= LONGEST:
        return ""
    before = _BOUNDARY.split(before)[-1]
    start = _by_initials(letters, before)
    if start < 0:
        start = _aligned(letters, before)
    long = before[start:].strip() if start >= 0 else ""
    return long if len(long.split()) <= _most_words(letters) and _is_name(long, short) else ""


def whole_form(short: str, text: str) -> str:
    """Return the beginning of a text that a short form stands for, up to its end or a joint; ``""`` for none.

    >>> whole_form("AR", "the androgen receptor in prostate"), whole_form("AR", "red")
    ('androgen receptor', '')
    """
    text = re.sub(r"^(?:the|an?)\s+", "", text.strip(), flags=re.I)
    letters = _letters(short)
    if not SHORTEST <= len(letters) <= LONGEST:
        return ""
    words = text.split()
    cuts = [i for i, word in enumerate(words) if word.lower() in _JOINTS and i]
    for cut in (*cuts[:6], len(words)):
        part = " ".join(words[:cut]).rstrip(" ,.;:")
        if cut <= _most_words(letters) and _covers(letters, part) and _is_name(part, short):
            return part
    return ""


@lru_cache(maxsize=1 << 14)
def is_short_form(text: str) -> bool:
    """Tell whether a word may be a short form: few characters, a capital, digit or Greek letter among them.

    >>> [is_short_form(t) for t in ("AR", "p53", "α-SMA", "left", "5", "n = 3", "heart rate")]
    [True, True, True, False, False, False, False]
    """
    if not SHORTEST <= len(text) <= LONGEST or not any(c.isalpha() for c in text) or not text[0].isalnum():
        return False
    if len(text.split()) > 2 or any(c in text for c in "=<>%"):
        return False
    return any(c.isupper() or c.isdigit() or (c.isalpha() and not c.isascii()) for c in text)


def _in_brackets(text: str) -> Iterator[Definition]:
    for match in _BRACKET.finditer(text):
        before = text[max(0, match.start() - WINDOW) : match.start()].rstrip()
        if not before:
            continue
        inside = _LEAD.sub("", match[1]).strip(" '\"“”")
        first = _FIRST_PART.split(inside)[0].strip()
        if is_short_form(first) and not _is_list(inside):
            short, long = first, long_form(first, before)
            if not long and _is_plural(first):
                short, long = first[:-1], long_form(first[:-1], before)
            elif long and _is_plural(first):
                short = first[:-1]
            if long:
                end = match.end()
                yield Definition(short, _singular(long, first), "bracket", "", match.start() - len(long) - 1, end)
                continue
        short = before.split()[-1].strip("([,;'\"“”")
        if _is_cut(first, short):
            yield Definition(first, short, "bracket", "", match.start() - len(short) - 1, match.end())
        elif _is_cut(short, first):
            yield Definition(short, first, "reversed", "", match.start() - len(short) - 1, match.end())
        elif is_short_form(short) and sum(c.isupper() or c.isdigit() for c in short) >= 2 and len(inside) > len(short):
            single = short[:-1] if _is_plural(short) else short
            long = next(filter(None, (whole_form(single, part) for part in (inside, first))), "")
            if long:
                yield Definition(
                    single, _singular(long, short), "reversed", "", match.start() - len(short) - 1, match.end()
                )


def _is_cut(short: str, long: str) -> bool:
    """Tell whether a word is the beginning of a longer one: dexa, dexamethasone."""
    return len(short) > 2 and short.isalpha() and len(long) > len(short) + 2 and long.lower().startswith(short.lower())


def _is_list(inside: str) -> bool:
    """Tell whether a bracket lists things: three short forms or more."""
    parts = inside.split(", ")
    return len(parts) > 2 and all(map(is_short_form, parts))


def _legend(text: str) -> list[Definition]:
    """Return the entries of a legend; of several of one form those too whose letters the long form lacks."""
    sure: list[Definition] = []
    unsure: list[tuple[Definition, str]] = []
    signs: dict[str, int] = {}
    at = 0
    for segment in (*_SEGMENT.finditer(text), None):
        stop = len(text) if segment is None else segment.start()
        for start, piece in _pieces(text[at:stop]):
            match = _ENTRY.match(piece)
            if match is None or not is_short_form(match[1]) or not any(c.isupper() for c in match[1]):
                continue
            sign, short = match[2].strip(), match[1][:-1] if _is_plural(match[1]) else match[1]
            place = at + start
            long = whole_form(short, match[3])
            if long:
                signs[sign] = signs.get(sign, 0) + 1
                sure.append(Definition(short, _singular(long, match[1]), "legend", "", place, place + len(piece)))
            elif len(match[3].split()) <= 5 and match[3][0].isalnum() and _is_name(match[3], short):
                found = Definition(short, match[3].strip(" .,"), "legend", "", place, place + len(piece))
                unsure.append((found, sign))
        at = stop + 1
    return sure + [found for found, sign in unsure if signs.get(sign, 0) > 1]


def _pieces(segment: str) -> Iterator[tuple[int, str]]:
    """Yield the entries of a segment of a legend with their places: "LD: lipid droplet, ER: …" has two."""
    at = 0
    for cut in (*_NEXT_ENTRY.finditer(segment), None):
        stop = len(segment) if cut is None else cut.start()
        piece = segment[at:stop]
        lead = len(piece) - len(piece.lstrip(" ("))
        if len(piece) <= WINDOW:
            yield at + lead, piece.strip(" ()")
        elif ":" in piece[-WINDOW:]:
            # A legend may follow a sentence: "… of the cell. Abbreviations: …" is cut there; this one has no dot.
            yield at, piece[-WINDOW:].rpartition(": ")[2]
        at = stop + (0 if cut is None else len(cut.group()))


def _letters(short: str) -> str:
    return "".join(c for c in _plain(short) if c.isalnum())


def _plain(text: str) -> str:
    """Return text in lower case, Greek letters by the first letters of their names; as long as before."""
    low = text if text.isascii() else text.translate(_GREEK)
    lower = low.lower()
    return lower if len(lower) == len(text) else low


def _starts(text: str) -> list[int]:
    """Return the places where words start; a hyphen starts a word too."""
    return [i for i, c in enumerate(text) if c.isalnum() and (i == 0 or not text[i - 1].isalnum())]


def _by_initials(letters: str, before: str) -> int:
    """Return the start of the last words whose initials are just these letters, or -1."""
    text = _plain(before)
    starts = _starts(text)[-len(letters) :]
    if len(starts) == len(letters) and all(text[s] == c for s, c in zip(starts, letters, strict=True)):
        return starts[0]
    return -1


def _aligned(letters: str, before: str) -> int:
    """Return where the letters, read from their end, begin in a text, the first at a word's start; or -1."""
    text, i = _plain(before), len(before) - 1
    for k in range(len(letters) - 1, -1, -1):
        while i >= 0 and (text[i] != letters[k] or (k == 0 and i > 0 and text[i - 1].isalnum())):
            i -= 1
        if i < 0:
            return -1
        i -= 1
    return i + 1


def _covers(letters: str, long: str) -> bool:
    """Tell whether the letters occur in order in a long form, the first as its first letter."""
    text = _plain(long).lstrip(" '\"([-")
    if text[:1] != letters[0]:
        return False
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True


def _most_words(letters: str) -> int:
    return min(len(letters) + 5, 2 * len(letters))


def _is_name(long: str, short: str) -> bool:
    """Tell whether words may be a long form: a name, no sentence or list, and not made from the short form itself."""
    words = long.split()
    if not words or len(long) <= len(short) or words[0].lower() in _BREAKS or not _VERBS.isdisjoint(words):
        return False
    if any(c in long for c in ";=()[]") or ", " in long:
        return False
    one, other = nm.plain_dashes(short).lower(), nm.plain_dashes(long).lower()
    at = other.find(one)
    around = other[max(0, at - 1) : at] + ("" if one[-1].isdigit() else other[at + len(one) : at + len(one) + 1])
    return (at < 0 or any(map(str.isalpha, around))) and nm.fold(short) != nm.fold(long)


def _is_plural(short: str) -> bool:
    return len(short) > 2 and short[-1] == "s" and (short[-2].isupper() or short[-2].isdigit())


def _singular(long: str, short: str) -> str:
    """Return a long form in the singular where the short form has a plural's ending, or the long form has."""
    head, _, last = long.rpartition(" ")
    single = nm.singular(last) if _is_plural(short) else last
    return f"{head} {single}" if head else single
