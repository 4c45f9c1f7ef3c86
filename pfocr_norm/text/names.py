"""Pure functions on strings: clean text, look-up keys, case, words, OCR confusions, edits.

Everything that decides whether two spellings are the same name lives here. Nothing in this module knows
the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations

#: Greek letters by the Latin letter that biologists write for them: ERα, ER-alpha and ERa are one name.
_GREEK = {
    "α": "a", "β": "b", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "h", "θ": "q", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "u", "φ": "f", "χ": "c", "ψ": "y", "ω": "w", "ϕ": "f", "ϵ": "e", "ϑ": "q", "ϰ": "k", "ɑ": "a",
    "ɛ": "e", "ß": "b", "µ": "m",
}  # fmt: skip

#: Spelled Greek, as folded text has it. Short ones (eta, chi, psi, mu …) stand inside too many words.
_GREEK_WORDS = {
    "alpha": "a", "beta": "b", "gamma": "g", "delta": "d", "epsilon": "e", "zeta": "z", "theta": "q",
    "kappa": "k", "lambda": "l", "sigma": "s", "omega": "w",
}  # fmt: skip
_GREEK_RE = re.compile("alpha|beta|gamma|delta|epsilon|zeta|theta|kappa|lambda|sigma|omega")
#: Words that only contain a Greek letter's name, so that "lambda" in them is no letter.
_NOT_GREEK_RE = re.compile(r"betain|alphabet|betamethason|betahistin|betaxol|betan[ei]|gammagl|sigmoid|kappar")

#: Cyrillic (and a few other) letters that OCR writes for Latin ones of the same shape.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮаеѕіјорсухԁԛԝьЬгҺΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABESIJKMHOPCTYXYaesijopcyxdqwbbrhABEZHIKMNOPTYX",
)
_CYRILLIC_RE = re.compile("[\u0400-\u052f]")

# Characters that never distinguish two names. A slash, comma, dot or plus may (AKT1/2, Ca2+, Y105E8A.10).
_DROP = " \t\n\r\f\v-_'\"`()[]{}<>*^~®™©°†‡‐‑‒–—―−′’‘“”´·•\u00ad\u00a0\u2009\u202f"
_ASCII_DROP = {ord(c): None for c in _DROP if ord(c) < 128}
_FOLD: dict[int, str | None] = {ord(c): None for c in _DROP}
_FOLD.update({ord(g): latin for g, latin in _GREEK.items()})
# A stroke may be a misread 1, so it stays.
_EDGES = ".,;:!?/\\&+ "
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\uffff\ud800-\udfff]"
)
#: Marks on one letter that are kept: more are noise, and take normalization time with the square of their number.
_MOST_MARKS = 30
_MANY_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")


def compose(text: str) -> str:
    """Return text in Unicode's form NFKC, without the marks that a letter has beyond thirty.

    Thirty are what Unicode's stream-safe format allows (UAX 15, section 13).

    >>> compose("e\u0301"), len(compose("A" + "\u0301\u0323" * 30000))
    ('é', 30)
    """
    return unicodedata.normalize("NFKC", text if text.isascii() else _MANY_MARKS.sub(_fewer_marks, text))


def _fewer_marks(match: re.Match[str]) -> str:
    out, marks = [], 0
    for char in match.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            out.append(char)
    return "".join(out)


def clean(text: str) -> str:
    """Return text without control characters, direction marks and odd spaces; look-alikes stay.

    >>> clean("\\u202eMEK\\u200b  1")
    'MEK 1'
    """
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip() if "  " in text or text[:1] == " " or text[-1:] == " " else text
    text = _INVISIBLE.sub("", text)
    return _SPACES.sub(" ", compose(text)).strip()


_DASHES = str.maketrans("‐‑‒−", "----")


def plain_dashes(text: str) -> str:
    """Return text with hyphens of other kinds, and minus signs, as plain hyphens; longer dashes stay.

    >>> plain_dashes("LC3‐II"), plain_dashes("Apoe−/−")
    ('LC3-II', 'Apoe-/-')
    """
    return text if text.isascii() else text.translate(_DASHES)


def trim(word: str) -> str:
    """Return a printed word without the punctuation at its ends; a lone bracket goes, a pair stays.

    >>> trim("fat)"), trim("NUC."), trim("NPY/"), trim("NF(-)6"), trim("Ca(2+)")
    ('fat', 'NUC', 'NPY', 'NF(-)6', 'Ca(2+)')
    """
    out = word.strip(" .,;:!?/\\|'\"“”")
    for opening, closing in ("()", "[]", "{}"):
        if out.count(opening) != out.count(closing):
            out = out.strip(opening + closing)
        elif out[:1] == opening and out[-1:] == closing and out.count(opening) == 1:
            out = out[1:-1]
    return out.strip(" .,;:!?/\\|") or word


def has_lookalikes(text: str) -> bool:
    """Tell whether Cyrillic letters stand in the word (OCR writes them for Latin ones).

    >>> has_lookalikes("РІКЗСА"), has_lookalikes("TNFα")
    (True, False)
    """
    return not text.isascii() and _CYRILLIC_RE.search(text) is not None


def latinize(text: str) -> str:
    """Replace Cyrillic and Greek capital look-alikes by the Latin letters they look like.

    >>> latinize("МЕК")
    'MEK'
    """
    return text.replace("З", "3").translate(_LOOKALIKES)


def fold(text: str) -> str:
    """Return the look-up key of a name: case, dashes, spaces, brackets and Greek spelling are gone.

    >>> fold("TGF-β1"), fold("TGF beta 1"), fold("TGFB1"), fold("NF-kappa B")
    ('tgfb1', 'tgfb1', 'tgfb1', 'nfkb')
    >>> fold("Delta"), fold("betaine"), fold("AKT1/2")
    ('delta', 'betaine', 'akt1/2')
    """
    if text.isascii():
        key = text.lower().translate(_ASCII_DROP)
    else:
        text = compose(_INVISIBLE.sub("", text)).translate(_LOOKALIKES).lower()
        key = text.translate(_FOLD)
        if not key.isascii():
            # Accents only: é and e are one letter, other scripts stay as they are.
            key = "".join(c for c in unicodedata.normalize("NFKD", key) if not unicodedata.combining(c))
            key = key.translate(_LOOKALIKES).translate(_FOLD)
    if len(key) > 5 and "a" in key and _GREEK_RE.search(key) and not _NOT_GREEK_RE.search(key):
        key = _GREEK_RE.sub(_greek_letter, key)
    if key and (key[-1] in _EDGES or key[0] in _EDGES):
        stripped = key.rstrip(".,;:!?/\\& ").lstrip(_EDGES)
        key = stripped or key
    return key


def _greek_letter(match: re.Match[str]) -> str:
    return _GREEK_WORDS[match.group()]


def has_greek(text: str) -> bool:
    """Tell whether a Greek letter stands in the word, or its name at a word's end or start.

    >>> has_greek("ERα"), has_greek("ER-alpha"), has_greek("ERA")
    (True, True, False)
    """
    if not text.isascii():
        return any(c in _GREEK for c in text.lower())
    return len(text) > 5 and _GREEK_RE.search(text.lower()) is not None


# ---------------------------------------------------------------------------------------------------------
# case

#: Case patterns; the order is part of the vocabulary format.
CASES = ("upper", "capitalized", "lower", "mixed")


def case_of(text: str) -> int:
    """Return the index into CASES of a symbol's letters.

    >>> [CASES[case_of(w)] for w in ("AKT1", "Akt1", "akt", "mTOR")]
    ['upper', 'capitalized', 'lower', 'mixed']
    """
    if text.isupper():
        return 0
    if text.islower():
        return 2
    letters = [c for c in text if c.isalpha()]
    if letters and letters[0].isupper() and all(c.islower() for c in letters[1:]):
        return 1
    return 3


# ---------------------------------------------------------------------------------------------------------
# words of a descriptive name

_TOKEN = re.compile(r"[a-z]+|\d+|[^\sa-z\d]")
_SPLIT = re.compile(r"[^a-z0-9]+")
ROMAN = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
    "xii": "12",
}  # fmt: skip
#: Words of a name that say nothing about which gene it is.
EMPTY_WORDS = frozenset(
    "the of and a an protein proteins gene genes mrna cdna molecule product polypeptide family member type isoform "
    "homolog homologue ortholog precursor human mouse rat murine like putative subfamily group antigen".split()
)


def words(text: str) -> list[str]:
    """Split a descriptive name into comparable words: Greek to letters, Roman to Arabic, singular.

    >>> words("Insulin-like growth factor I receptors")
    ['insulin', 'like', 'growth', 'factor', '1', 'receptor']
    >>> words("TGF-β receptor type II")
    ['tgf', 'b', 'receptor', 'type', '2']
    """
    if not text.isascii():
        text = compose(_INVISIBLE.sub("", text)).translate(_LOOKALIKES).lower()
        text = "".join(" " + _GREEK[c] + " " if c in _GREEK else c for c in text)
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    else:
        text = text.lower()
    out = []
    for token in _SPLIT.split(text):
        if not token:
            continue
        if token in _GREEK_WORDS:
            out.append(_GREEK_WORDS[token])
        elif token in ROMAN and out:
            out.append(ROMAN[token])
        else:
            for part in _TOKEN.findall(token):
                out.append(_GREEK_WORDS.get(part) or singular(part))
    return out


def bag(text: str) -> str:
    """Return a key of a descriptive name that ignores word order and empty words; ``""`` for single words.

    >>> bag("receptor, insulin-like growth factor 1") == bag("Insulin like growth factor 1 receptor protein")
    True
    >>> bag("MAPK14")
    ''
    """
    if " " not in text and "-" not in text:
        return ""
    tokens = [w for w in words(text) if w not in EMPTY_WORDS]
    if len(tokens) < 2 or sum(len(t) > 2 for t in tokens) < 1:
        return ""
    return "\x01" + " ".join(sorted(tokens))


def singular(word: str) -> str:
    """Return an English word without its plural ending.

    >>> [singular(w) for w in ("receptors", "kinases", "families", "SMADs", "virus", "RAS")]
    ['receptor', 'kinase', 'family', 'SMAD', 'virus', 'RAS']
    """
    if len(word) > 3 and word[-1] == "s" and word[-2:] not in ("ss", "us", "is", "as", "os"):
        if word.endswith("ies") and len(word) > 5:
            return word[:-3] + "y"
        return word[:-1]
    return word


# ---------------------------------------------------------------------------------------------------------
# OCR confusions, on folded keys

_CONFUSED = {
    "i": "l1", "l": "i1", "1": "il", "|": "il1", "!": "il1", "o": "0", "0": "o", "s": "5", "5": "s", "b": "8", "8": "b",
    "z": "2", "2": "z",
}  # fmt: skip
_CONFUSED_PAIRS = (("rn", "m"), ("m", "rn"), ("vv", "w"), ("cl", "d"))
#: A γ at the end of a symbol, or before its number, is read as a Y: IFNY, PLCY2.
_GAMMA = re.compile(r"[a-z]{2}y(?=\d*\Z)")
_MAX_OCR_POSITIONS = 12


def ocr_variants(key: str, *, most: int = 2) -> Iterator[tuple[str, int]]:
    """Yield keys that OCR could have turned into this one, with the number of confusions, fewest first.

    Parameters
    ----------
    key
        A folded key.
    most
        Confusions at most.

    Examples
    --------
    >>> [v for v, n in ocr_variants("grrl", most=1)]
    ['grri', 'grr1']
    >>> ("pik3ca", 1) in set(ocr_variants("plk3ca")), ("pparg", 1) in set(ocr_variants("ppary"))
    (True, True)
    """
    edits: list[tuple[int, int, str]] = []
    for i, c in enumerate(key):
        for other in _CONFUSED.get(c, ""):
            edits.append((i, i + 1, other))
    for seen, meant in _CONFUSED_PAIRS:
        start = key.find(seen)
        while start >= 0:
            edits.append((start, start + len(seen), meant))
            start = key.find(seen, start + 1)
    gamma = _GAMMA.search(key)
    if gamma:
        edits.append((gamma.end() - 1, gamma.end(), "g"))
    if len({e[0] for e in edits}) > _MAX_OCR_POSITIONS:
        most = 1
    for n in range(1, most + 1):
        for chosen in combinations(edits, n):
            if n > 1 and any(a[1] > b[0] and b[1] > a[0] for a, b in combinations(chosen, 2)):
                continue
            out = key
            for start, end, meant in sorted(chosen, reverse=True):
                out = out[:start] + meant + out[end:]
            yield out, n


def ocr_class(key: str) -> str:
    """Return the key with each group of confusable characters folded into one, for comparisons.

    >>> ocr_class("snfl") == ocr_class("snf1"), ocr_class("ai") == ocr_class("al")
    (True, True)
    """
    return key.replace("rn", "m").replace("vv", "w").translate(_CLASS)


_CLASS = str.maketrans({"l": "1", "i": "1", "|": "1", "!": "1", "o": "0", "s": "5", "b": "8", "z": "2"})


# ---------------------------------------------------------------------------------------------------------
# edits

#: Characters that an edit of a key may put in.
ALNUM = "abcdefghijklmnopqrstuvwxyz0123456789"


def one_edit(key: str) -> Iterator[str]:
    """Yield every key one deletion, transposition, substitution or insertion away; the naive neighbourhood.

    >>> "mek1" in set(one_edit("mk1")), len(set(one_edit("akt"))) < 300
    (True, True)
    """
    n = len(key)
    for i in range(n):
        yield key[:i] + key[i + 1 :]
    for i in range(n - 1):
        if key[i] != key[i + 1]:
            yield key[:i] + key[i + 1] + key[i] + key[i + 2 :]
    for i in range(n):
        head, tail, own = key[:i], key[i + 1 :], key[i]
        for c in ALNUM:
            if c != own:
                yield head + c + tail
    for i in range(n + 1):
        head, tail = key[:i], key[i:]
        for c in ALNUM:
            yield head + c + tail
