"""Names of substances: one key for the ways to write a name, its stereochemistry apart, and what figures print instead.

Pure functions on strings; what a reading means is for the vocabulary to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from . import names as nm

#: Before a key that stands for a substance's name without stereochemistry; no folded name begins so.
MARK = "\x02"
#: Longer labels are sentences.
LONGEST = 160

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ω": "omega", "Δ": "delta", "ɑ": "alpha",
    "ß": "beta",
}  # fmt: skip
_GREEK_RE = re.compile("|".join(_GREEK))
_DASHES = str.maketrans("‐‑‒–—−", "------")

# -- stereochemistry ---------------------------------------------------------------------------------------

_ITEM = r"\d*'*[a-z]?'*-?(?:[RSEZrs]\*?|alpha|beta|cis|trans)"
#: (5Z,8Z,11Z,14Z)-, (R)-, (2R,4S)-, (3beta,5alpha)-, (E)-
_BRACKET = re.compile(rf"[(\[](?P<items>{_ITEM}(?:,\s?{_ITEM})*)[)\]]-?")
#: (+)-, (-)-, (+/-)-: the way light is turned tells the forms apart, but not which is which.
_TURN = re.compile(r"\((?:\+|-|±|\+/-|\+-|rac|RS)\)-?|(?<![A-Za-z])rac-")
_WORD = re.compile(
    r"(?<![A-Za-z])(?:(?P<place>\d+'*(?:,\d+'*)*)-?)?(?P<word>(?:all-|di)?-?(?:trans|cis))-?(?=[A-Za-z0-9(])"
)
_LETTER = re.compile(r"(?<![A-Za-z])(?:1)?(?P<letter>D|L|DL|d|l|dl)-(?=[A-Za-z0-9(])|(?<![A-Za-z])(?:sn|myo)-{1,2}(?=[A-Za-z0-9(])")
#: 12S-HETE, 24S-hydroxycholesterol
_PLACED = re.compile(r"(?<=\d)(?P<letter>[RS])(?=-[A-Za-z])")
#: 17beta-estradiol, 3alpha,7alpha-dihydroxy, 17-alpha-hydroxy
_FACE = re.compile(r"(?P<place>\d+[a-z]?'*)-?(?P<face>alpha|beta)(?![a-z])-?")
#: alpha-D-glucose, beta-D-
_ANOMER = re.compile(r"(?<![A-Za-z0-9])(?:alpha|beta)-(?=[DL]-)")
_OPEN = re.compile(r"(?<![A-Za-z])(?:keto|aldehydo)-(?=[A-Za-z])")

# -- ways to write -----------------------------------------------------------------------------------------

_CHARGE = re.compile(r"\s?\(\.?\d*[+-]\.?\)$")
_ACYL = {
    "palmit": "hexadecan", "stear": "octadecan", "ole": "octadecen", "myrist": "tetradecan", "laur": "dodecan",
    "arachidon": "icosatetraen", "linole": "octadecadien", "butyr": "butan", "propion": "propan", "arachid": "icosan",
    "behen": "docosan", "lignocer": "tetracosan", "valer": "pentan", "eicosan": "icosan",
}  # fmt: skip
_ACYL_RE = re.compile(r"(?<![a-z])(" + "|".join(_ACYL) + r")(?=oyl|yl|ate|ic)")
_RULES = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"coenzyme a\b", "coa"),
        (r"sulph", "sulf"),
        (r"oestr", "estr"),
        (r"eicosa", "icosa"),
        (r"(?<=tr)is(?=phosph)|(?<=tetra)kis(?=phosph)", "i"),
        (r"trii(?=phosph)", "tri"),
        (r"tetrai(?=phosph)", "tetra"),
        (r"\b(?:pyro|bis|bi)-?(?=phosph)|(?<=[\d\s,'-])(?:pyro|bis|bi)-?(?=phosph)|(?<=[a-z])pyro-?(?=phosph)", "di"),
        (r"(?<=[a-z])bis(?=phosph)", "di"),
        (r"(?<=\b5')-?\s?mono(?=phosph)|5'-(?=phosph|mono|di|tri)", ""),
        (r"\b5'-?(?=phosph|mono|di|tri)", ""),
        (r"(?<=[ei])\s?-?monophosph", " phosph"),
        (r"phosphoryl", "phospho"),
        (r"^(?:1,2-diacyl-)?(?:1-)?phosphatidyl", "phosphatidyl"),
        (r"alpha-?keto", "2-oxo"),
        (r"(?<![a-z])keto|(?<=[a-z-])keto(?=[a-z])", "oxo"),
        (r"(?:o?pyran|o?furan)os(?=e|yl|id)", "os"),
        (r"-?\s?\bzwitterion$", ""),
        (r"phosphoric acid", "phosphate"),
        (r"sulfuric acid", "sulfate"),
        (r"ous acid(?=$|\W)", "ite"),
        (r"ic[\s-]?acid(?=$|\W)", "ate"),
        (r"(?<=propan)yl(?=-?\s?coa)|(?<=butan)yl(?=-?\s?coa)", "oyl"),
        (r"(?<=[a-z]an)ate\b", "oate"),
        (r"(?<=(?:decen|traen|adien|cosan))ate\b", "oate"),
    )
)
_PLURAL = re.compile(r"(?<=[a-z]{4}[bcdefghjklmnprtvwxyz])s$")


class Stereo(NamedTuple):
    """What a name says of stereochemistry.

    Attributes
    ----------
    letters
        D and L.
    places
        Place to R, S, E, Z, alpha, beta, cis, trans; ``""`` for a place that is not told.
    """

    letters: frozenset[str]
    places: tuple[tuple[str, str], ...]

    @property
    def told(self) -> bool:
        """Whether anything is said."""
        return bool(self.letters or self.places)


def plain(text: str) -> str:
    """Return a name with Greek letters spelled, one kind of dash, no sub- and superscripts.

    >>> plain("5α‐DHT"), plain("CO₂")
    ('5alpha-DHT', 'CO2')
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).replace("′", "'").replace("ʼ", "'").replace("’", "'")
    return _GREEK_RE.sub(lambda m: _GREEK[m[0]], text)


def split(text: str) -> tuple[str, Stereo]:
    """Take the stereochemistry out of a name.

    >>> split("(S)-malate")[0], split("L-glutamic acid")[0], split("12(S)-HETE")[0]
    ('malate', 'glutamic acid', '12-HETE')
    >>> split("17beta-estradiol"), split("S-adenosyl-L-methionine")[0]
    (('17-estradiol', Stereo(letters=frozenset(), places=(('17', 'beta'),))), 'S-adenosyl-methionine')
    """
    text = plain(text)
    if not _HINT.search(text):
        return text, _NOTHING
    letters: set[str] = set()
    places: dict[tuple[str, str], None] = {}

    def bracket(match: re.Match[str]) -> str:
        for item in match["items"].split(","):
            found = re.match(r"(.*?)-?(R|S|E|Z|r|s|alpha|beta|cis|trans)\*?$", item.strip())
            if found:
                places[found[1], found[2]] = None
        return ""

    def word(match: re.Match[str]) -> str:
        places[match["place"] or "", match["word"].strip("-").replace("all-", "")] = None
        return ""

    def letter(match: re.Match[str]) -> str:
        if match["letter"]:
            letters.update(match["letter"].upper())
        return ""

    def placed(match: re.Match[str]) -> str:
        places["", match["letter"]] = None
        return ""

    def face(match: re.Match[str]) -> str:
        places[match["place"], match["face"]] = None
        end = match.end()
        return match["place"] + ("-" if match.string[end : end + 1] not in (",", ")", "") else "")

    out = _BRACKET.sub(bracket, text)
    out = _TURN.sub("", out)
    out = _ANOMER.sub("", out)
    out = _OPEN.sub("", out)
    out = _WORD.sub(word, out)
    out = _LETTER.sub(letter, out)
    out = _PLACED.sub(placed, out)
    out = _FACE.sub(face, out)
    if not out.strip(" -"):
        return text, _NOTHING
    return out.strip("- "), Stereo(frozenset(letters), tuple(sorted(places)))


_NOTHING = Stereo(frozenset(), ())
_HINT = re.compile(r"[(\[]|[DLdl]-|alpha|beta|trans|cis|\d[RS]-|rac-|sn-|myo-|keto-|aldehydo-")


def without_charge(name: str) -> str:
    """Return a name without the charge behind it.

    >>> without_charge("ATP(4-)"), without_charge("NAD(+)"), without_charge("iron(3+)")
    ('ATP', 'NAD', 'iron')
    """
    return _CHARGE.sub("", plain(name))


def agree(one: Stereo, other: Stereo) -> int | None:
    """Return how many sides leave something untold, or None where the two contradict each other.

    >>> agree(split("D-alanine")[1], split("L-alanine")[1]) is None
    True
    >>> agree(split("alanine")[1], split("L-alanine")[1]), agree(split("L-alanine")[1], split("L-alanine")[1])
    (1, 0)
    """
    if one == other:
        return 0
    if one.letters and other.letters and one.letters != other.letters:
        return None
    there = dict(other.places)
    bare = {letter for place, letter in other.places if not place}
    for place, letter in one.places:
        if place and place in there and there[place] != letter:
            return None
        if not place and bare and letter not in bare:
            return None
        if not place and len(other.places) == 1 and len(one.places) == 1 and other.places[0][1] != letter:
            return None
        if place and bare and len(other.places) == 1 and len(one.places) == 1 and letter not in bare:
            return None
    return 1


def key(text: str) -> str:
    """Return a key under which the forms of one substance's name fall together; stereochemistry is left out.

    >>> key("citric acid") == key("citrate"), key("Palmitoyl coenzyme A") == key("hexadecanoyl-CoA")
    (True, True)
    >>> key("D-fructofuranose 1,6-bisphosphate") == key("fructose-1,6-diphosphate")
    True
    >>> key("glucose 6-phosphate") == key("glucose 1-phosphate"), key("pyruvate(1-)") == key("pyruvic acid")
    (False, True)
    """
    return _key(split(_CHARGE.sub("", plain(text)))[0])


def _key(bare: str) -> str:
    out = _CHARGE.sub("", bare).lower()
    out = _ACYL_RE.sub(lambda m: _ACYL[m[1]], out)
    for pattern, new in _RULES:
        out = pattern.sub(new, out)
    return nm.fold(_PLURAL.sub("", out))
