"""Other readings of a label: lists written out, dates undone, descriptions reworded.

Pure functions on strings; what a reading means is for the vocabulary to say.
"""

from __future__ import annotations

import re

from . import lists
from .lazy import lazy
from .names import ROMAN, singular

#: Lists of names are short; longer texts are sentences.
MAX_LIST = 80
#: Longer labels are read as they are: systematic names of substances are shorter, and what is longer is a text.
LONGEST = 500
_SEPARATOR = lazy(r"[/,&+–-]|\band\b|\bor\b")
#: A one that OCR read as a letter, before the other numbers of a list: Snfl/4.
_MISREAD_ONE = lazy(r"(?<=[A-Za-z])[lI|](?=[/,]\d)")
_COMMAS = lazy(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|and/or)\s+|\s*&\s*")
#: A symbol, or the end of one after the first: GalNAc-T1 and -T2.
_SYMBOL = lazy(r"-?(?=\S*[A-Z0-9])[A-Za-zα-ω][\w-]{1,14}$")


def expand(text: str) -> list[str]:
    """Return the single names that a list or range of numbered names stands for; ``[]`` when it is none.

    >>> expand("AKT1/2"), expand("SMAD2,3"), expand("ERK1-3"), expand("Snf1/4")
    (['AKT1', 'AKT2'], ['SMAD2', 'SMAD3'], ['ERK1', 'ERK2', 'ERK3'], ['Snf1', 'Snf4'])
    >>> expand("Notch-1 & -3"), expand("hMAD-3 and -4")
    (['Notch-1', 'Notch-3'], ['hMAD-3', 'hMAD-4'])
    >>> expand("TLR2, 3, or 4"), expand("Nesprins-1 and -2")
    (['TLR2', 'TLR3', 'TLR4'], ['Nesprin-1', 'Nesprin-2'])
    >>> expand("claudins 1, 4, and 7")
    ['claudin1', 'claudin4', 'claudin7']
    >>> expand("MEK/ERK"), expand("daf-3,daf-5"), expand("HIF-1"), expand("Snfl/4")
    (['MEK', 'ERK'], ['daf-3', 'daf-5'], [], ['Snf1', 'Snf4'])
    >>> expand("cyclin D1 and D2")
    ['cyclin D1', 'cyclin D2']
    """
    if len(text) > MAX_LIST or not _SEPARATOR.search(text):
        return []
    return _numbered(text) or _described(text) or _slashes(text)


def _numbered(text: str) -> list[str]:
    row = lists.numbers(text) or lists.numbers(_MISREAD_ONE.sub("1", text)) or lists.letters(text)
    if row is None or (not row.first.isdigit() and len(row.stem.strip("-")) < 3):
        return []
    stem = singular(row.stem) + row.between.strip() if row.between else row.stem
    parts = [row.first]
    for joint, part in row.others:
        if joint not in ("-", "–"):
            parts.append(part)
        elif part.isdigit():
            low, high = int(parts[-1]), int(part)
            if not low < high <= low + 12:
                return []
            parts += [str(n) for n in range(low + 1, high + 1)]
        elif parts[-1] < part:
            parts += [chr(c) for c in range(ord(parts[-1]) + 1, ord(part) + 1)]
        else:
            return []
    return [stem + part for part in parts]


def _described(text: str) -> list[str]:
    """Return the names of a list within a description, its other words written with each.

    >>> _described("cyclin D1 and D2"), _described("synapsins I and II")
    (['cyclin D1', 'cyclin D2'], ['synapsin I', 'synapsin II'])
    >>> _described("FGF receptors 2, 3, and 4"), _described("B1 and B2 receptors")
    (['FGF receptor 2', 'FGF receptor 3', 'FGF receptor 4'], ['B1 receptor', 'B2 receptor'])
    >>> _described("type I and type II TGF-beta receptors")
    ['type I TGF-beta receptor', 'type II TGF-beta receptor']
    >>> _described("E- and P-selectin"), _described("TGF-beta1 and -beta2"), _described("ERK1 and ERK2")
    (['E-selectin', 'P-selectin'], ['TGF-beta1', 'TGF-beta2'], ['ERK1', 'ERK2'])
    >>> _described("AKR1C1-AKR1C3"), _described("signal transducer and activator of transcription 3")
    (['AKR1C1', 'AKR1C2', 'AKR1C3'], [])
    """
    ends = lists.span(text)
    if ends is not None:
        stem, low, high = ends
        return [f"{stem}{n}" for n in range(low, high + 1)] if low < high <= low + 12 else []
    for found in (lists.items_last(text), lists.items_first(text)):
        if found is not None:
            head, tail = found.head, singular(found.tail)
            if head and head[-1] in " -":
                head = singular(head[:-1]) + head[-1]
            return list(dict.fromkeys(head + item + tail for item in found.items))
    parts = _COMMAS.split(text)
    if 2 <= len(parts) <= 6 and all(_SYMBOL.match(p) for p in parts):
        stem = parts[0].rpartition("-")[0]
        if not any(p[0] == "-" for p in parts):
            return parts
        return [stem + p if p[0] == "-" else p for p in parts] if stem and parts[0][0] != "-" else []
    return []


def _slashes(text: str) -> list[str]:
    if "/" not in text and "," not in text:
        return []
    parts = [p.strip() for p in re.split("[/,]", text)]
    if any(part.count("(") != part.count(")") for part in parts):
        return []  # what stands in brackets is said of one thing: docosapentaenoic acid (22:5, n-3)
    if 2 <= len(parts) <= 6 and all(len(p) >= 2 and p[0].isalpha() for p in parts):
        return parts
    return []


#: A description before a symbol (chemokine receptor CXCR4), and one behind it (CXCR3 receptor).
_APPOSITION = lazy(
    r"(?:[A-Za-z0-9+/-]+\s){0,6}(?:receptors?|proteins?|factors?|kinases?|GTPases?|phosphatases?|enzymes?|genes?|channels?"
    r"|transporters?|subunits?|peptides?|chemokines?|cytokines?|ligases?|proteases?|antigens?|nucleoproteins?|homologs?"
    r"|coactivators?|corepressors?|adaptors?)(?:\s\d)?\s(?!alpha|beta|gamma|delta)"
    r"(?P<symbol>[A-Z]{2,}\s\d+|[A-Za-z]{2,}-?\d\w*|[A-Z][A-Za-z]*-?[A-Z0-9][\w-]*|[A-Z]{3,})$"
)
_RELATION = lazy(r"\b(?:of|for|by|to|from|with|against|and|or|in|not)\b|-\s", re.I)
_DESCRIBED = lazy(
    r"(?P<symbol>[A-Za-z]+\d\w{0,5}|[A-Z]{3,}\d*|[A-Z][a-z]{1,3}\d+\w?)\s(?P<words>[a-z]+(?:\s[a-z]+)?)$"
)


def apposition(text: str) -> str | None:
    """Return the symbol that a description ends in, if it is one thing that is described.

    >>> apposition("alpha-chemokine receptor CXCR4"), apposition("GTPase Rab6a"), apposition("protein kinase C")
    ('CXCR4', 'Rab6a', None)
    >>> apposition("inhibitor of the kinase AKT1"), apposition("type II receptor")
    (None, None)
    """
    match = _APPOSITION.match(text)
    if match is None or _RELATION.search(text) or match["symbol"].lower() in ROMAN or len(match["symbol"]) < 3:
        return None
    return match["symbol"]


def described(text: str) -> tuple[str, str] | None:
    """Return the symbol that a label begins with and the class it is said to be of, to be seen in its names.

    >>> described("CXCR3 receptor"), described("CB1 cannabinoid receptor"), described("insulin receptor")
    (('CXCR3', 'receptor'), ('CB1', 'receptor'), None)
    """
    match = _DESCRIBED.match(text)
    return None if match is None else (match["symbol"], singular(match["words"].split()[-1]))


_BRACKET = lazy(r"(?<!\s)\s*[(\[]([^()\[\]]*)[)\]]")
#: What says nothing but that a gene or its product is meant.
_GENERIC = lazy(r"(?:(?:human|mouse|rat|murine)\s)?(?:genes?|proteins?|mrnas?|promoters?|locus)", re.I)
_TAIL = lazy(
    r"(?<![\s,-])[\s,-]+(?:proteins?|genes?|mrnas?|molecules?"
    r"|isoforms?|enzymes?|polypeptides?|subunits?|homologs?|homologues?|orthologs?|gene products?|kinases?"
    r"|phosphatases?|gtpases?|transcription factors?|cytokines?|chemokines?|ligases?|(?:trans)?activators?"
    r"|oncoproteins?|oncogenes?|iso(?:en)?zymes?|tyrosine kinases?|serine/threonine kinases?|gene regions?)$",
    re.I,
)
_LEAD = lazy(
    r"^(?:the|human|mouse|murine|rat|bovine|porcine|chicken|zebrafish|yeast|drosophila|fly|plant|bacterial|viral|mammalian"
    r"|recombinant|soluble|secreted|novel|putative|cellular|nuclear|mitochondrial|cytosolic|endogenous)\s+",
    re.I,
)
#: Words inside a label that name no gene: "PKC isoform alpha" is PKC alpha.
_FILLERS = frozenset("isoform isoforms type subtype subunit class family member the of protein".split())
#: What biologists shorten inside descriptive names; the vocabulary has the long forms.
_SHORT_FORMS = {
    "IL": "interleukin", "IFN": "interferon", "TNF": "tumor necrosis factor", "TNFR": "tumor necrosis factor receptor",
    "TGF": "transforming growth factor", "FGF": "fibroblast growth factor", "EGF": "epidermal growth factor",
    "VEGF": "vascular endothelial growth factor", "PDGF": "platelet derived growth factor",
    "HGF": "hepatocyte growth factor",
    "NGF": "nerve growth factor", "IGF": "insulin-like growth factor", "CSF": "colony stimulating factor",
    "EPO": "erythropoietin", "MMP": "matrix metallopeptidase", "AHR": "aryl hydrocarbon receptor",
    "AH": "aryl hydrocarbon", "NO": "nitric oxide",
    "PKC": "protein kinase C", "PKA": "protein kinase A", "CDK": "cyclin dependent kinase",
    "MAP": "mitogen-activated protein",
    "GABA": "gamma-aminobutyric acid", "NMDA": "N-methyl-D-aspartate", "5-HT": "5-hydroxytryptamine",
    "LH": "luteinizing hormone",
    "GH": "growth hormone", "TSH": "thyroid stimulating hormone", "PTH": "parathyroid hormone",
    "HLA": "major histocompatibility complex",
    "BMP": "bone morphogenetic protein", "LDL": "low density lipoprotein", "TLR": "toll like receptor",
    "DA": "dopamine",
    "ACH": "acetylcholine", "ER": "estrogen receptor", "CRF": "corticotropin releasing factor",
    "HSP": "heat shock protein",
}  # fmt: skip
_SHORT_RE = lazy(r"\b(" + "|".join(map(re.escape, _SHORT_FORMS)) + r")(s?[-\s])(?=\S)", re.I)
#: Classes of eicosanoids by their codes (PGE2, LTC4, TXA2), and ions by name and sign, within descriptive names.
_EICOSANOIDS = {"PG": "prostaglandin", "LT": "leukotriene", "TX": "thromboxane"}
_EICOSANOID = lazy(r"\b(PG|LT|TX)([A-J])(\d?)(?=\s[a-z])")
#: The products whose enzymes are called with the number of their series: prostaglandin D2 synthase, E synthase.
_SERIES = {"D": "2", "H": "2", "I": "2"}
_IONS = {
    "sodium": "Na", "potassium": "K", "calcium": "Ca", "chloride": "Cl", "magnesium": "Mg", "zinc": "Zn", "proton": "H",
}  # fmt: skip
_SIGNS = {sign: name for name, sign in _IONS.items()}
_ION_NAME = lazy(r"\b(" + "|".join(_IONS) + r")(?=[-/–\s])", re.I)
_ION_SIGN = lazy(r"\b(Na|K|Ca|Cl|Mg|Zn|H)\(?2?[+-]\)?(?=[-/–\s])")
_RECEPTOR = lazy(
    r"^(\S{2,8}?)[-\s]receptors?(?:[-\s]+(?:type[-\s]+)?"
    r"(\d[a-z]?|I{1,3}|IV|α|β|γ|alpha|beta|gamma|[AB]))?$",
    re.I,
)


#: The number of an enzyme's reaction, behind its name; a lost line break joins the two.
_EC_NUMBER = lazy(r"[\s,;:(\[]*EC[\s:]?\d{1,2}(?:\.(?:\d{1,3}|-)){2,3}[)\]]*$")
_LIGAND = lazy(r"(?:soluble\s)?(\S{3,8}?)[-\s]ligand", re.I)


def _ligand_symbols(text: str) -> list[str]:
    """Return the symbols of the ligand of a receptor.

    >>> _ligand_symbols("RANK ligand"), _ligand_symbols("CD40 ligand"), _ligand_symbols("the ligand")
    (['RANKL', 'RANKLG'], ['CD40L', 'CD40LG'], [])
    """
    match = _LIGAND.fullmatch(text)
    if match is None or not any(c.isupper() or c.isdigit() for c in match[1]):
        return []
    return [f"{match[1]}L", f"{match[1]}LG"]


def _receptor_symbols(text: str) -> list[str]:
    """Return the symbols that a receptor's description stands for.

    >>> _receptor_symbols("FGF receptor 2"), _receptor_symbols("EPO receptor"), _receptor_symbols("the receptor")
    (['FGFR2', 'FGF2R'], ['EPOR'], [])
    """
    match = _RECEPTOR.match(text)
    if not match or not (any(c.isupper() for c in match[1]) or any(c.isdigit() for c in match[1])):
        return []
    number = match[2] or ""
    number = ROMAN.get(number.lower(), number)
    stem = match[1].rstrip("-")
    return [f"{stem}R{number}", f"{stem}{number}R"] if number else [f"{stem}R"]




def readings(text: str) -> list[str]:
    """Return other ways to read a descriptive label: brackets opened, tails and leading adjectives gone.

    >>> readings("hepatocyte nuclear factor (HNF)-6")
    ['hepatocyte nuclear factor-6', 'HNF-6']
    >>> readings("hepatocyte growth factor (HGF) activator")[:2]
    ['hepatocyte growth factor activator', 'HGF activator']
    >>> readings("MKP-1 protein"), readings("type II collagen")
    (['MKP-1'], ['II collagen', 'type 2 collagen'])
    >>> readings("PGD synthase"), readings("Na+/iodide symporter")
    (['prostaglandin D synthase', 'prostaglandin D2 synthase'], ['sodium/iodide symporter'])
    >>> readings("glycerol kinase EC 2.7.1.30"), readings("FAS ligand")[:1]
    (['glycerol kinase'], ['FASL'])
    """
    if len(text) > LONGEST:
        return []
    out: dict[str, None] = {}
    shorter = _EC_NUMBER.sub("", text)
    if shorter != text and len(shorter) > 1:
        out[shorter] = None
    match = _BRACKET.search(text)
    if match:
        out[(text[: match.start()] + text[match.end() :]).strip()] = None
        inside = match.group(1).strip()
        if len(inside) > 1:
            # Words behind a bracket belong to the name: an HGF activator is no HGF.
            rest = text[match.end() :].strip()
            if not _GENERIC.fullmatch(rest):
                inside += f" {rest}" if rest[:1].isalpha() else rest
            out[inside] = None
    shorter = _TAIL.sub("", text)
    if shorter != text and len(shorter) > 1:
        out[shorter] = None
    shorter = _LEAD.sub("", text)
    if shorter != text and len(shorter) > 1:
        out[shorter] = None
    out.update(dict.fromkeys((*_receptor_symbols(text), *_ligand_symbols(text))))
    if " " in text:
        plain = " ".join(w for w in text.split() if w.lower() not in _FILLERS)
        if plain != text and len(plain) > 1:
            out[plain] = None
        for way in (
            _EICOSANOID.sub(lambda m: f"{_EICOSANOIDS[m[1]]} {m[2]}{m[3]}", text),
            _EICOSANOID.sub(lambda m: f"{_EICOSANOIDS[m[1]]} {m[2]}{m[3] or _SERIES.get(m[2], '')}", text),
            _ION_NAME.sub(lambda m: _IONS[m[1].lower()], text),
            _ION_SIGN.sub(lambda m: _SIGNS[m[1]], text),
        ):
            if way != text:
                out[way] = None
        spelled = _SHORT_RE.sub(lambda m: _SHORT_FORMS[m[1].upper()] + m[2], text)
        if spelled != text:
            out[spelled] = None
    roman = _ROMAN_RE.sub(lambda m: m[1] + ROMAN[m[2].lower()], text)
    if roman != text:
        out[roman] = None
    out.pop(text, None)
    return [t for t in out if t]


_ROMAN_RE = lazy(r"([\s-]|(?<=[a-z]))(I{1,3}|IV|VI{0,3}|IX)\b")
