"""Names of substances: one key for the ways to write a name, its stereochemistry apart, and what figures print instead.

Pure functions on strings; what a reading means is for the vocabulary to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from . import names as nm
from .lazy import lazy

#: Before a key that stands for a substance's name without stereochemistry; no folded name begins so.
MARK = "\x02"
#: Longer labels are sentences.
LONGEST = 160
#: Longer keys are no formulas.
SHORT_KEY = 7

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ω": "omega", "Δ": "delta", "ɑ": "alpha",
    "ß": "beta",
}  # fmt: skip
_GREEK_RE = lazy("|".join(_GREEK))
_DASHES = str.maketrans("‐‑‒–—−", "------")

# -- stereochemistry ---------------------------------------------------------------------------------------

_ITEM = r"\d*'*[a-z]?'*-?(?:[RSEZrs]\*?|alpha|beta|cis|trans)"
#: (5Z,8Z,11Z,14Z)-, (R)-, (2R,4S)-, (3beta,5alpha)-, (E)-
_BRACKET = lazy(rf"[(\[](?P<items>{_ITEM}(?:,\s?{_ITEM})*)[)\]]-?")
#: (+)-, (-)-, (+/-)-: the way light is turned tells the forms apart, but not which is which.
_TURN = lazy(r"\((?:\+|-|±|\+/-|\+-|rac|RS)\)-?|(?<![A-Za-z])rac-")
_WORD = lazy(
    r"(?<![A-Za-z])(?:(?P<place>\d+'*(?:,\d+'*)*)-?)?(?P<word>(?:all-|di)?-?(?:trans|cis))"
    r"(?:,(?=(?:\d+'*-)?(?:trans|cis)\b)|-?(?=[A-Za-z0-9(]))"
)
#: 13-oxo-9Z,11E-ODE: bonds without brackets.
_OPENLY = lazy(r"(?<![A-Za-z0-9,])(?P<items>\d+[EZ](?:,\d+[EZ])+)-?(?=[A-Za-z])")
_LETTER = lazy(
    r"(?<![A-Za-z])(?:1)?(?P<letter>D|L|DL|d|l|dl)-(?=[A-Za-z0-9(])|(?<![A-Za-z])(?:sn|myo)-{1,2}(?=[A-Za-z0-9(])"
)
#: 12S-HETE, 24S-hydroxycholesterol
_PLACED = lazy(r"(?<=\d)(?P<letter>[RS])(?=-[A-Za-z])")
#: 17beta-estradiol, 3alpha,7alpha-dihydroxy, 17-alpha-hydroxy
_FACE = lazy(r"(?P<place>\d+[a-z]?'*)-?(?P<face>alpha|beta)(?![a-z])-?")
#: alpha-D-glucose, beta-D-
_ANOMER = lazy(r"(?<![A-Za-z0-9])(?:alpha|beta)-(?=[DL]-)")
_OPEN = lazy(r"^(?:keto|aldehydo)-(?=[A-Za-z])|(?<![A-Za-z])(?:keto|aldehydo)-(?=[DL]-)")

# -- ways to write -----------------------------------------------------------------------------------------

_CHARGE = lazy(r"\s?\(\.?\d*[+-]\.?\)$")
_ACYL = {
    "palmit": "hexadecan", "stear": "octadecan", "ole": "octadecen", "myrist": "tetradecan", "laur": "dodecan",
    "arachidon": "icosatetraen", "linole": "octadecadien", "butyr": "butan", "propion": "propan", "arachid": "icosan",
    "behen": "docosan", "lignocer": "tetracosan", "valer": "pentan", "eicosan": "icosan",
}  # fmt: skip
_ACYL_RE = lazy(
    r"((?<![a-z])(?:ole|linole|arachid|behen|eicosan)|palmit|stear|myrist|laur|arachidon|butyr|propion|lignocer|valer)"
    r"(?=oyl|yl|ate|ic)"
)
_RULES = tuple(
    (lazy(pattern), new)
    for pattern, new in (
        (r"coenzyme a\b", "coa"),
        (r"(?<![a-z0-9])\d+h-(?=[a-z])", ""),  # the hydrogen that tautomers differ by
        (r"sulph", "sulf"),
        (r"2'-?deoxy", "deoxy"),
        (r"iso(?=-?prostaglandin)", "epi"),
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
#: What any of the rules needs.
_RULED = lazy(r"\dh-|phosph|enzyme|sulph|estr|deoxy|iso|eicosa|keto|anos|zwitter|acid|coa|ate\b|uranos|yranos")
_PLURAL = lazy(r"(?<=[a-z]{4}[bcdefghjklmnprtvwxyz])s$")


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


@lru_cache(maxsize=1 << 14)
def split(text: str) -> tuple[str, Stereo]:
    """Take the stereochemistry out of a name.

    >>> split("(S)-malate")[0], split("L-glutamic acid")[0], split("12(S)-HETE")[0]
    ('malate', 'glutamic acid', '12-HETE')
    >>> split("2-trans,6-trans-farnesol")
    ('farnesol', Stereo(letters=frozenset(), places=(('2', 'E'), ('6', 'E'))))
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
                places[found[1], _SENSES.get(found[2], found[2])] = None
        inside = match.start() and match.string[match.start() - 1].isalnum()
        return "-" if inside and match[0][-1] == "-" else ""

    def word(match: re.Match[str]) -> str:
        sense = "E" if match["word"].endswith("trans") else "Z"
        places[match["place"] or "", sense] = None
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
    out = _OPENLY.sub(bracket, out)
    out = _WORD.sub(word, out)
    out = _LETTER.sub(letter, out)
    out = _PLACED.sub(placed, out)
    out = _FACE.sub(face, out)
    known = _KNOWN_RE.search(out)
    if known:
        places.update(dict.fromkeys((place, "Z") for place in _KNOWN_BONDS[known[1].lower()]))
    if not out.strip(" -"):
        return text, _NOTHING
    return out.strip("- "), Stereo(frozenset(letters), tuple(sorted(places)))


_NOTHING = Stereo(frozenset(), ())
#: R and S are of one kind, E and Z, the two faces of a ring.
_KINDS_OF_PLACES = ("RS", "EZ", ("alpha", "beta"))
#: Acids whose common name says where their double bonds are.
_KNOWN_BONDS = {"ole": ("9",), "linole": ("9", "12"), "arachidon": ("5", "8", "11", "14")}
_KNOWN_RE = lazy("(?<![a-z])(ole|linole|arachidon)(?=oyl|ate|ic)", re.I)
_SENSES = {"trans": "E", "cis": "Z", "r": "R", "s": "S"}
_HINT = lazy(r"[(\[]|[Oo]le|[Aa]rachid|[DLdl]-|alpha|beta|trans|cis|\d[RSEZ][,-]|rac-|sn-|myo-|keto-|aldehydo-")


def without_charge(name: str) -> str:
    """Return a name without the charge behind it.

    >>> without_charge("ATP(4-)"), without_charge("NAD(+)"), without_charge("iron(3+)")
    ('ATP', 'NAD', 'iron')
    """
    return _CHARGE.sub("", plain(name))


def agree(one: Stereo, other: Stereo) -> int | None:
    """Return 0 where two names say the same, 1 where one leaves something open, None where they contradict each other.

    A label that places its double bonds is no vaguer name; the other way round it may be.

    >>> agree(split("D-alanine")[1], split("L-alanine")[1]) is None
    True
    >>> agree(split("alanine")[1], split("L-alanine")[1]), agree(split("L-alanine")[1], split("L-alanine")[1])
    (1, 0)
    """
    if one == other:
        return 0
    if one.letters and other.letters and one.letters != other.letters:
        return None
    for side, opposite in ((one, other), (other, one)):
        # One centre of a hydroxy or amino acid: L is S, D is R.
        if len(side.letters) == 1 and len(opposite.places) == 1 and not side.places and not opposite.letters:
            sense = opposite.places[0][1]
            if sense in ("R", "S"):
                return 0 if (sense == "S") == ("L" in side.letters) else None
    for kinds in _KINDS_OF_PLACES:
        mine, yours = (frozenset(item for item in side.places if item[1] in kinds) for side in (one, other))
        placed, there = (frozenset(item for item in side if item[0]) for side in (mine, yours))
        if placed and there:
            if not (placed <= there or there <= placed):
                return None
        elif mine and yours and not {item[1] for item in mine} & {item[1] for item in yours}:
            return None
        elif kinds == "EZ" and bool(placed) != bool(there) and placed and not yours:
            return None  # a double bond at a place is more than a double bond
    return 1


@lru_cache(maxsize=1 << 14)
def key(text: str) -> str:
    """Return a key under which the forms of one substance's name fall together; stereochemistry is left out.

    >>> key("citric acid") == key("citrate"), key("Palmitoyl coenzyme A") == key("hexadecanoyl-CoA")
    (True, True)
    >>> key("D-fructofuranose 1,6-bisphosphate") == key("fructose-1,6-diphosphate")
    True
    >>> key("glucose 6-phosphate") == key("glucose 1-phosphate"), key("pyruvate(1-)") == key("pyruvic acid")
    (False, True)
    >>> key("7H-xanthine") == key("xanthine")
    True
    """
    return _key(split(_CHARGE.sub("", plain(text)))[0])


def _key(bare: str) -> str:
    out = _CHARGE.sub("", bare).lower()
    out = _ACYL_RE.sub(lambda m: _ACYL[m[1]], out)
    if _RULED.search(out):
        for pattern, new in _RULES:
            out = pattern.sub(new, out)
    return nm.fold(_PLURAL.sub("", out))


# -- what figures print ------------------------------------------------------------------------------------

_COUNT = lazy(r"(?:\d{1,2}|n)\s?[x×]?\s+(?=[A-Za-z(\[])|an?\s(?=[a-z])")
_TIMES = lazy(r"\(?([A-Z][\w+-]{0,8})\)?\s?[x×]\s?\d$")
_SIDE = lazy(
    r"\s*[(\[](?:in|out|ext|int|i|o|c|m|e|n|p|cyt|mit|mito|cytosol(?:ic)?|mitochondri(?:a|al|on)|extracellular|intracellular"
    r"|nucle(?:us|ar)|plasma|matrix|lumen|er|golgi|vacuole|chloroplast|periplasm|peroxisom(?:e|al))[)\]]$",
    re.I,
)
_CONTENT = lazy(r"\[([A-Za-z][A-Za-z0-9-]{0,9}\+?)\+?\]\s?(?:i|e|c|m|o|in|out|cyt|ext|er|mito)?$")
_PROTON = lazy(r"(?<=[A-Z)+])\s*\+\s*n?H[+-]?$")
#: A name and what it is shortened to, or the other way round: no digits, so that nothing of the name is lost.
_GLOSS = lazy(r"(?P<name>[^()\[\]]{3,}?|.{8,}?)\s*[(\[](?P<gloss>[^()\[\]]{1,30})[)\]]$")
_WORDS = lazy(r"(?![IVX]+$|[RSEZ]$)\D+$")
#: T3, PGI2, but no III, R or C20, which belong to the name before them.
_SHORT_NAME = lazy(r"(?!C\d\d|[RSEZ]\d?$|[IVX]+$)[A-Za-z]{1,6}-?\d[A-Za-z0-9+-]{0,4}$")
_PHOSPHATE = lazy(
    r"(?P<stem>.*?[a-z)NAc])[\s-]{0,2}(?P<place>\d'?(?:,\d'?)*)?[\s-]?(?P<many>bi|bis|di|tri)?(?P<p>PP?i?|p)$"
)
_MANY = {"": "", "bi": "bis", "bis": "bis", "di": "di", "tri": "tris"}
_LOOSE_PLACE = lazy(r"(?<=[a-z])[\s-]?(\d'?(?:,\d'?)*)[\s-]?(?=(?:bi|bis|di|tri|tris)?phosphate$)", re.I)
_SHORT = tuple(
    (lazy(pattern), new)
    for pattern, new in (
        (r"(?<![A-Za-z])[mM]THF$", "methyltetrahydrofolate"),
        (r"(?<![A-Za-z])(?:CH3|Me)-?(?=THF|H4|tetra)", "methyl"),
        (r"(?<![A-Za-z])CH2-?(?=THF|H4|tetra)", "methylene"),
        (r"(?:(?<![A-Z])THF|H4-?folate|FH4|H4F)$", "tetrahydrofolate"),
        (r"(?:(?<![A-Za-z])DHF|H2-?folate)$", "dihydrofolate"),
        (r"^(\d+)-?\(?OH\)?-?(?:vitamin\s?|vit\.?\s?)?D(\d?)$", r"\1-hydroxyvitamin D\2"),
        (r"^(\d+,\s?\d+)-?\(?OH\)?2?-?(?:vitamin\s?|vit\.?\s?)?D(\d?)$", r"\1-dihydroxyvitamin D\2"),
        (r"(?<=\d-)OH[\s-]?(?=[A-Za-z]{3})|(?<=alpha-)OH-(?=[A-Za-z]{3})|(?<=beta-)OH-(?=[A-Za-z]{3})", "hydroxy"),
        (r"^OH-(?=[A-Za-z]{4})", "hydroxy"),
        (r"(?<=[a-z)\d][\s-])RA$", "retinoic acid"),
        (r"-(?:O-)?Gluc$", " glucuronide"),
        (r"(?<![A-Za-z])GlcNAc", "N-acetylglucosamine"),
        (r"(?<![A-Za-z])GalNAc", "N-acetylgalactosamine"),
        (r"(?<![A-Za-z])ManNAc", "N-acetylmannosamine"),
        (r"(?<![A-Za-z])MurNAc", "N-acetylmuramate"),
        (r"(?<=DP-)Glc(?=$|\W)", "glucose"),
        (r"(?<=DP-)Gal(?=$|\W)", "galactose"),
        (r"(?<=DP-)Man(?=$|\W)", "mannose"),
        (r"^a-(?=[a-zA-Z]{4})", "alpha-"),
        (r"^b-(?=[a-zA-Z]{4})", "beta-"),
        (r"^[gy]-(?=[a-zA-Z]{4})", "gamma-"),
        (r"^(H2|C|N|S|CO)0(?=\d?$)", r"\1O"),
        (r"^CoQ(\d\d?)$", r"ubiquinone-\1"),
        (r"^CoQ(\d\d?)H2$", r"ubiquinol-\1"),
        (r"(?<=[a-z])ic$", "ic acid"),
        (r"(?<=[a-z])(?:ic)\s?acid$", "ic acid"),
        (r"^MaR(?=\d$)|^Mar(?=\d$)", "maresin "),
        (r"^NPD(?=\d$)", "neuroprotectin D"),
        (r"^GA(\d{1,2})(?=$|-)", r"gibberellin A\1"),
    )
)
_PROSTANOIDS = {
    "PG": "prostaglandin", "TX": "thromboxane", "LT": "leukotriene", "LX": "lipoxin", "HX": "hepoxilin", "EX": "eoxin",
    "Rv": "resolvin",
}  # fmt: skip
_PROSTANOID = lazy(
    r"(?<![A-Za-z])(?P<kind>PG|TX|LT|LX|HX|EX|Rv)(?P<letter>[A-K])(?P<number>\d)(?:-?(?P<face>alpha|beta|a|b)(?![a-z]))?"
)
#: Shorthand of oxygenated fatty acids: what is on the chain, and the acid.
_OXYLIPINS = {
    "HETE": ("hydroxy", "icosatetraenoic acid"), "HpETE": ("hydroperoxy", "icosatetraenoic acid"),
    "oxoETE": ("oxo", "icosatetraenoic acid"), "KETE": ("oxo", "icosatetraenoic acid"),
    "HETrE": ("hydroxy", "icosatrienoic acid"), "EpETrE": ("epoxy", "icosatrienoic acid"),
    "EET": ("epoxy", "icosatrienoic acid"), "DHET": ("dihydroxy", "icosatrienoic acid"),
    "DiHETrE": ("dihydroxy", "icosatrienoic acid"), "DiHETE": ("dihydroxy", "icosatetraenoic acid"),
    "HEPE": ("hydroxy", "icosapentaenoic acid"), "HpEPE": ("hydroperoxy", "icosapentaenoic acid"),
    "EpETE": ("epoxy", "icosatetraenoic acid"), "HODE": ("hydroxy", "octadecadienoic acid"),
    "HpODE": ("hydroperoxy", "octadecadienoic acid"), "oxoODE": ("oxo", "octadecadienoic acid"),
    "KODE": ("oxo", "octadecadienoic acid"), "HOTrE": ("hydroxy", "octadecatrienoic acid"),
    "HpOTrE": ("hydroperoxy", "octadecatrienoic acid"), "EpOME": ("epoxy", "octadecenoic acid"),
    "EpODE": ("epoxy", "octadecadienoic acid"), "DiHOME": ("dihydroxy", "octadecenoic acid"),
    "TriHOME": ("trihydroxy", "octadecenoic acid"), "HDoHE": ("hydroxy", "docosahexaenoic acid"),
    "HDHA": ("hydroxy", "docosahexaenoic acid"), "HpDHA": ("hydroperoxy", "docosahexaenoic acid"),
    "HpDoHE": ("hydroperoxy", "docosahexaenoic acid"), "EpDPE": ("epoxy", "docosapentaenoic acid"),
    "EDP": ("epoxy", "docosapentaenoic acid"), "DiHDPE": ("dihydroxy", "docosapentaenoic acid"),
    "DiHDPA": ("dihydroxy", "docosapentaenoic acid"), "DHA": ("", ""),
}  # fmt: skip
_SAME_SHORT = {
    "EpETrE": "EET", "DiHETrE": "DHET", "HDHA": "HDoHE", "HpDHA": "HpDoHE", "KETE": "oxoETE", "KODE": "oxoODE",
    "DiHDPE": "DiHDPA",
}  # fmt: skip
_OXYLIPIN = lazy(
    r"(?P<place>\d+(?:,\d+)*(?:\(\d+\))?)(?P<turn>\([RS]\)|[RS])?-?(?P<kind>oxo-?ODE|oxo-?ETE|"
    + "|".join(k for k in _OXYLIPINS if k[0] != "o" and k != "DHA")
    + r")$",
    re.I,
)
_KINDS = {kind.lower(): kind for kind in _OXYLIPINS}
_STEMS = {
    4: "but", 6: "hex", 8: "oct", 10: "dec", 12: "dodec", 14: "tetradec", 15: "pentadec", 16: "hexadec",
    17: "heptadec", 18: "octadec", 19: "nonadec", 20: "icos", 22: "docos", 24: "tetracos", 26: "hexacos", 28: "octacos",
}  # fmt: skip
_BONDS = ("an", "en", "adien", "atrien", "atetraen", "apentaen", "ahexaen")
_CHAIN = r"C?(?P<c{0}>\d\d?)(?::(?P<d{0}>\d))"
_FATTY = lazy(
    rf"(?:(?:F?FA|fatty acid)\s?)?\(?{_CHAIN.format(1)}\s?\(?(?:[nω-]|omega)?-?(?P<omega>[369])?\)?\)?$"
)
_ACYL_COA = lazy(rf"(?:(?:acyl-?)?CoA\s?\(?{_CHAIN.format(1)}\)?|{_CHAIN.format(2)}-?\s?CoA)$")
_CARNITINE = lazy(
    rf"(?:(?:CAR|AC|acylcarnitine)\s?\(?{_CHAIN.format(1)}\)?|{_CHAIN.format(2)}-?\s?(?:acyl)?carnitine)$"
)
_SPHINGO = lazy(
    r"(?:C(?P<c1>\d\d)(?::(?P<d1>\d))?\s?-?\s?(?P<dh1>DH|dh|dihydro)?-?\s?(?P<k1>Cer|SM|GlcCer|ceramide)"
    r"|(?P<k2>Cer|SM|GlcCer)\s?\((?:(?P<dh2>d18:0)|d18:1)/C?(?P<c2>\d\d):(?P<d2>\d)\))$"
)
_GLYCERO = lazy(
    r"(?P<kind>PC|PE|PS|PI|PG|PA|DG|DAG)\s?\(?"
    + _CHAIN.format(1) + "[/_]" + _CHAIN.format(2) + r"\)?$"
)  # fmt: skip
_HEADS = {
    "PC": "3-phosphocholine", "PE": "3-phosphoethanolamine", "PS": "3-phosphoserine", "PG": "3-phospho-(1'-glycerol)",
    "PI": "3-phosphoinositol", "PA": "3-phosphate",
}  # fmt: skip
_SUM = lazy(r"(?P<kind>PC|PE|PS|PI|PG|PA)\s?\(?(?P<sum>\d\d:\d)\)?$")
_CLASSES = {
    "PC": "phosphatidylcholine", "PE": "phosphatidylethanolamine", "PS": "phosphatidylserine",
    "PI": "phosphatidylinositol", "PG": "phosphatidylglycerol", "PA": "phosphatidic acid",
}  # fmt: skip
_LYSO = lazy(rf"(?:L|lyso-?)(?P<kind>PC|PE|PS|PI|PG|PA)\s?\(?{_CHAIN.format(1)}\)?$")
_PHOSPHOINOSITIDE = lazy(r"(?:PI|PtdIns|PIP)[\s-]?\(?(?P<places>[345](?:\s?,\s?[345])*)\)?[\s-]?P(?P<n>[23])?$")
_INOSITOL = lazy(r"(?:IP|InsP)(?P<n>[1-6])$")
_ELEMENTS = {
    "Na": "sodium", "K": "potassium", "Ca": "calcium", "Mg": "magnesium", "Zn": "zinc", "Fe": "iron", "Cu": "copper",
    "Mn": "manganese", "Co": "cobalt", "Ni": "nickel", "Cd": "cadmium", "Hg": "mercury", "Pb": "lead",
    "Al": "aluminium", "Li": "lithium", "Ba": "barium", "Sr": "strontium", "Ag": "silver", "As": "arsenic",
    "Cr": "chromium", "Se": "selenium", "Mo": "molybdenum", "V": "vanadium", "Cs": "caesium", "Rb": "rubidium",
    "H": "hydron",
}  # fmt: skip
_NAMES = {name: name for name in (*_ELEMENTS.values(), "iron", "arsenic")}
_ION = lazy(
    r"(?P<element>[A-Z][a-z]?|[A-Za-z]{4,10})\s?\(?(?:(?P<n>\d)?\s?(?P<plus>\++)(?P<m>\d)?|(?P<roman>I{1,3}|IV|V|VI))\)?$"
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_RADICAL = lazy(r"O2\s?(?:\(?[·•.*]\s?-?\)?|[-]\s?[·•.*]?|\(-\))$|O2\s?-\s?radical\b")


def acyl(carbons: int, bonds: int) -> str | None:
    """Return the stem of a fatty acid's name; None for chains that have no common one.

    >>> acyl(16, 0), acyl(20, 4), acyl(18, 1)
    ('hexadecan', 'icosatetraen', 'octadecen')
    """
    stem = _STEMS.get(carbons)
    return stem + _BONDS[bonds] if stem and bonds < len(_BONDS) else None


def readings(text: str) -> Iterator[str]:
    """Yield the names that a printed label of a substance may stand for, the label itself first.

    >>> list(readings("Glucose-6-P")), list(readings("3 H2O"))[-1], list(readings("farnesyl-PP"))[-1]
    (['Glucose-6-P', 'Glucose 6-phosphate'], 'H2O', 'farnesyl diphosphate')
    >>> list(readings("TXB2"))[-1], list(readings("5-MTHF"))[-1], list(readings("PI(3,4)P2"))[-1]
    ('thromboxane B2', '5-methyltetrahydrofolate', 'phosphatidylinositol 3,4-bisphosphate')
    >>> list(readings("C16:0"))[-1], list(readings("Fe3+"))[-1], list(readings("ATP (out)"))[-1]
    ('hexadecanoic acid', 'iron(3+)', 'ATP')
    """
    if len(text) > LONGEST:
        return
    seen = dict.fromkeys((plain(text).strip(" ,;"),))
    waiting = list(seen)
    while waiting and len(seen) < 16:
        label = waiting.pop(0)
        for other in _steps(label):
            other = " ".join(other.split())
            if len(other) > 1 and other not in seen:
                seen[other] = None
                waiting.append(other)
    yield from seen


_SIGN = lazy(r"[\s(]*[·•.*]?\s?\d?(?P<sign>[+-])\)?$")
_OPTION = lazy(r"\([A-Z]\)")


def same_sign(text: str, name: str) -> bool:
    """Tell whether a short label and a name agree in their charge and in letters that a bracket makes optional.

    >>> same_sign("O2-", "O2"), same_sign("NADP", "NAD(P)"), same_sign("O2", "O2"), same_sign("Na+", "Na(+)")
    (False, False, True, True)
    """
    signs = [match["sign"] if (match := _SIGN.search(plain(side))) else "" for side in (text, name)]
    return signs[0] == signs[1] and bool(_OPTION.search(text)) == bool(_OPTION.search(name))


def keeps(text: str, reading: str) -> bool:
    """Tell whether what a reading leaves out of a label is no part of a substance's name: CoA(16:0) is no CoA.

    >>> keeps("CoA(16:0)", "CoA"), keeps("adenosine kinase", "adenosine"), keeps("testosterone protein", "testosterone")
    (False, True, True)
    """
    lost = text.replace(reading, "", 1) if reading in text else ""
    return not any(map(str.isdigit, lost))


def has_places(text: str) -> bool:
    """Tell whether a name says where on a molecule something is: with one letter changed it names another one.

    >>> has_places("D-xylulose 5-phosphate"), has_places("13-HpOTrE"), has_places("rapamycn")
    (True, True, False)
    """
    return _PLACE.search(text) is not None


#: A formula whose lowered 2 was read as a comma: H,O2.
_SUBSCRIPTS = lazy(r"(?:[CHNOS][,2-9]?){2,6}\Z")
_PLACE = lazy(r"\d'?-[A-Za-z]|\d,\d|\([\dRSEZ]")
_ONLY_CHARGE = lazy(r"\d*[+-]\Z")


def is_charge(text: str) -> bool:
    """Tell whether a text is a charge and nothing else.

    >>> is_charge("4-"), is_charge("4E")
    (True, False)
    """
    return _ONLY_CHARGE.match(plain(text)) is not None


def is_abbreviation(text: str) -> bool:
    """Tell whether a label is a few capitals, of which each counts: PFOA, PFNA; a code with digits is none.

    >>> is_abbreviation("PFOA"), is_abbreviation("Ibuprofen"), is_abbreviation("M8MP")
    (True, False, False)
    """
    return len(text) <= SHORT_KEY and text.isupper() and text.isalpha()


def _steps(label: str) -> Iterator[str]:
    """Yield what a label becomes by one of the ways in which figures write."""
    yield from _cleaned(label)
    yield from _lipids(label)
    match = _PHOSPHATE.match(label)
    if match and sum(map(str.isalpha, match["stem"])) > 2:
        many = _MANY[match["many"] or ""] or ("di" if match["p"].startswith("PP") else "")
        place = f"{match['place']}-" if match["place"] else ""
        yield f"{match['stem'].rstrip(' -')} {place}{many}phosphate"
    spaced = _LOOSE_PLACE.sub(r" \1-", label)
    if spaced != label:
        yield spaced
    for pattern, new in _SHORT:
        other = pattern.sub(new, label)
        if other != label:
            yield other
    if "," in label and _SUBSCRIPTS.match(label):
        yield label.replace(",", "2")
    match = _PROSTANOID.search(label)
    if match:
        face = {"a": "alpha", "b": "beta"}.get(match["face"] or "", match["face"] or "")
        name = f"{_PROSTANOIDS[match['kind']]} {match['letter']}{match['number']}{face}"
        yield f"{label[: match.start()]}{name}{label[match.end() :]}"
    yield from _ions(label)


def _cleaned(label: str) -> Iterator[str]:
    for pattern in (_COUNT,):
        match = pattern.match(label)
        if match:
            yield label[match.end() :]
    for pattern in (_TIMES, _CONTENT):
        match = pattern.match(label)
        if match:
            yield match[1]
    for pattern in (_SIDE, _PROTON):
        other = pattern.sub("", label)
        if other != label:
            yield other
    match = _GLOSS.match(label)
    if match and not _SIDE.search(label) and (_WORDS.match(match["gloss"]) or _SHORT_NAME.match(match["gloss"])):
        yield match["name"]


def _lipids(label: str) -> Iterator[str]:
    match = _OXYLIPIN.match(label)
    if match:
        kind = _KINDS[match["kind"].lower().replace("-", "")]
        place = re.sub(r"\((\d+)\)", r",\1", match["place"])
        turn = f"({match['turn'].strip('()')})" if match["turn"] else ""
        short = _SAME_SHORT.get(kind, kind)
        yield f"{place}{turn}-{short}"
        on, acid = _OXYLIPINS[kind]
        yield f"{place}{turn}-{on}{acid}"
    match = _FATTY.match(label)
    if match:
        stem = acyl(int(match["c1"]), int(match["d1"]))
        if stem:
            places = _double_bonds(int(match["c1"]), int(match["d1"]), int(match["omega"] or 0))
            yield f"{places}{stem}oic acid"
    for pattern, rest in ((_ACYL_COA, "oyl-CoA"), (_CARNITINE, "oylcarnitine")):
        match = pattern.match(label)
        if match:
            stem = acyl(int(match["c1"] or match["c2"]), int(match["d1"] or match["d2"]))
            if stem:
                yield f"{stem}{rest}"
                if rest == "oylcarnitine":
                    yield f"O-{stem}{rest}"
    yield from _complex_lipids(label)
    match = _PHOSPHOINOSITIDE.match(label)
    if match:
        places = re.sub(r"\s", "", match["places"])
        many = {1: "", 2: "bis", 3: "tris"}[places.count(",") + 1]
        if str(places.count(",") + 1) == (match["n"] or "1"):
            yield f"phosphatidylinositol {places}-{many}phosphate"
    match = _INOSITOL.match(label)
    if match:
        many = ("mono", "bis", "tris", "tetrakis", "pentakis", "hexakis")[int(match["n"]) - 1]
        yield f"inositol {many}phosphate"
        usual = {"3": "1,4,5-trisphosphate", "4": "1,3,4,5-tetrakisphosphate", "5": "1,3,4,5,6-pentakisphosphate"}
        if match["n"] in usual:
            yield f"inositol {usual[match['n']]}"


def _complex_lipids(label: str) -> Iterator[str]:
    match = _SPHINGO.match(label)
    if match:
        stem = acyl(int(match["c1"] or match["c2"]), int(match["d1"] or match["d2"] or 0))
        if stem:
            base = "sphinganine" if match["dh1"] or match["dh2"] else "sphingosine"
            name = f"N-{stem}oyl{base}"
            kind = match["k1"] or match["k2"]
            if kind == "SM":
                yield f"{name}-1-phosphocholine"
            elif kind == "GlcCer":
                yield f"beta-D-glucosyl-{name}"
                yield f"beta-D-glucosyl-(1<->1')-{name}"
            else:
                yield name
    match = _GLYCERO.match(label)
    if match:
        one, two = (acyl(int(match[f"c{n}"]), int(match[f"d{n}"])) for n in "12")
        if one and two:
            chains = f"1,2-di{one}oyl" if one == two else f"1-{one}oyl-2-{two}oyl"
            head = _HEADS.get(match["kind"])
            yield f"{chains}-sn-glycero-{head}" if head else f"{chains}-sn-glycerol"
    match = _LYSO.match(label)
    if match:
        stem = acyl(int(match["c1"]), int(match["d1"]))
        if stem:
            yield f"1-{stem}oyl-sn-glycero-{_HEADS[match['kind']]}"
    match = _SUM.match(label)
    if match:
        yield f"{_CLASSES[match['kind']]} {match['sum']}"


def _double_bonds(carbons: int, bonds: int, omega: int) -> str:
    """Return the places of the double bonds of a fatty acid that is counted from its end: 18:2n-6.

    >>> _double_bonds(18, 2, 6), _double_bonds(20, 5, 3), _double_bonds(16, 0, 0)
    ('(9Z,12Z)-', '(5Z,8Z,11Z,14Z,17Z)-', '')
    """
    if not omega or not bonds:
        return ""
    last = carbons - omega
    places = [last - 3 * n for n in range(bonds)][::-1]
    return "" if places[0] < 2 else f"({','.join(f'{place}Z' for place in places)})-"


def _ions(label: str) -> Iterator[str]:
    if _RADICAL.match(label):
        yield "superoxide"
    elif label == "e-":
        yield "electron"
    match = _ION.match(label)
    if match is None:
        return
    element = _ELEMENTS.get(match["element"]) or _NAMES.get(match["element"].lower())
    if element is None:
        return
    charge = _ROMAN[match["roman"]] if match["roman"] else int(match["n"] or match["m"] or len(match["plus"]))
    yield element if element == "hydron" else f"{element}({charge}+)"
