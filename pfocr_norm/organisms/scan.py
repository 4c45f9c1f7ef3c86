"""Find the words of a text that tell an organism, each with its offsets."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from ..result import Evidence
from .tables import BINOMIAL, Cue, tables

#: Longer texts are read to here: no caption has so much to say (the longest of PFOCR has 20,000 characters).
MAX_CHARS = 200_000

_SPLIT = re.compile(r"([^\W_]+)")

# Look-alikes and odd widths, one character for one, so that offsets stand.
_FOLD = dict(
    zip(
        "авсԁеһіјкӏмпорԛѕтухАВСЕНІЈКМОРЅТУХ‐‑‒–—−\u00a0\u2009\u202f",
        "abcdehijklmnopqstyxABCEHIJKMOPSTYX------   ",
        strict=True,
    )
)
_FOLDED = re.compile("[" + "".join(_FOLD) + "]")

#: What may stand between the words of one phrase: "C57BL/6", "D. melanogaster", "BE(2)-C", a line break.
_JOINTS = frozenset(("", " ", "-", "/", ".", "'", "’", "(", ")", ")-", "(-", ";", ". ", " - ", "\n", "  ", "-\n", "_"))

_REAGENT_AFTER = frozenset(
    "antibody antibodies monoclonal polyclonal igg igg1 igg2a igg2b igm iga serum antiserum antisera albumin anti "
    "secondary isotype ig immunoglobulin immunoglobulins mab mabs fab hrp conjugated reticulocyte complement "
    "two one hybrid sperm tail lysate bl21 dh5α".split()
)
_NAMES = frozenset({"name", "distant", "animals", "cell", "strain"})
_EXPRESSION = frozenset({562, 559292, 7108})
_LIKE = frozenset(
    "homolog homologs homologue homologues homologous homology ortholog orthologs orthologue orthologues orthologous "
    "counterpart counterparts similar similarity identity identical related resembles unlike versus".split()
)
_BACKGROUND = frozenset({"disease", "therapy", "drug"})
_DISEASE_ENDS = (
    "oma", "omas", "itis", "emia", "emias", "aemia", "uria", "opathy", "opathies", "algia", "sclerosis", "fibrosis",
    "cirrhosis", "thrombosis", "stenosis", "dystrophy", "plegia", "penia", "cytosis", "osteoporosis",
)  # fmt: skip
_NOT_DISEASE = frozenset(
    "polyoma soma stoma coma aroma diploma genoma toma roma agroma xeroma hypoxemia endocytosis exocytosis transcytosis "
    "phagocytosis pinocytosis macropinocytosis efferocytosis".split()
)

#: Systematic names, and genes written as only one organism's are.
_SYSTEMATIC = (
    (re.compile(r"At(?:[A-Z]{2,}\w*|\dg\d{5})$"), 3702),
    (re.compile(r"AT\dG\d{5}$"), 3702),
    (re.compile(r"Os(?:[A-Z]{2,}\w*|\d\dg\d{5,7})$"), 4530),
    (re.compile(r"Zm[A-Z]{2,}\w*$"), 4577),
    (re.compile(r"Sl[A-Z]{2,}\w*$"), 4081),
    (re.compile(r"Nt[A-Z]{2,}\w*$"), 4097),
    (re.compile(r"Gm[A-Z]{2,}\d\w*$"), 3847),
    (re.compile(r"Ta[A-Z]{2,}\d\w*$"), 4565),
    (re.compile(r"Hv[A-Z]{2,}\d\w*$"), 4513),
    (re.compile(r"Pp[A-Z]{2,}\d\w*$"), 3218),
    (re.compile(r"Dm(?:[A-Z][A-Za-z]+\d*|el)$"), 7227),
    (re.compile(r"CG\d{3,5}$"), 7227),
    (re.compile(r"FBgn\d{7}$"), 7227),
    (re.compile(r"Ce[A-Z]{3,}\d*$"), 6239),
    (re.compile(r"Y[A-P][LR]\d{3}[WC]$"), 559292),
    (re.compile(r"Sc[A-Z][a-z]{2}\d{1,3}p?$"), 559292),
    (re.compile(r"[A-Z][a-z]{2}\d{1,3}p$"), 559292),
    (re.compile(r"(?:Δ?[a-z]{3}\d{1,3}Δ|Δ[a-z]{3}\d{1,3}$)"), 4751),
    (re.compile(r"Sp[A-Z][a-z]{2}\d{1,2}$"), 4896),
    (re.compile(r"SP[ABC]C\d+\w*$"), 4896),
)
#: A letter or two before a symbol: hTERT, dMyc.
_PREFIXES = (
    (re.compile(r"Xl[A-Z][A-Za-z]+\d*$"), 8355),
    (re.compile(r"zf[A-Z][A-Za-z]{2,}\d*$"), 7955),
    (re.compile(r"hs[A-Z][A-Za-z]{2,}\d*$"), 9606),
    (re.compile(r"Hs[A-Z][A-Za-z]{2,}\d*$"), 9606),
    (re.compile(r"h(?!CG|CO)[A-Z][A-Z0-9]{2,}\w*$"), 9606),
    (re.compile(r"h[A-Z][a-z]{2,}\d+$"), 9606),
    (re.compile(r"m(?![CYGRBE]FP|EGFP|RN|TO|To|DN|AB|Ab|IR|iR|GF|AC|EP|SE|CR|CP|PT|TX|RF|Ch|Or|Ve|Ce|Pl|Ke|St|GL|FO|Va|HT|OR|VE)[A-Z][A-Za-z]{2,}\d*$"), 10090),
    (re.compile(r"Mm[A-Z][A-Za-z]{2,}\d*$"), 10090),
    (re.compile(r"Rn[A-Z][a-z]{2,}\d*$"), 10116),
    (re.compile(r"d[A-Z][a-z]{2,}\d*$"), 7227),
    (re.compile(r"d(?:TOR|FOXO|AKT|ERK|JNK|PTEN|MYC|S6K|PDK1|EGFR|CBP|ILP\d)$"), 7227),
)
_RODENT_CASE = re.compile(r"[A-Z][a-z]{1,5}\d{1,3}[a-z]?\d?$")
_UPPER_CASE = re.compile(r"[A-Z]{2,6}\d{1,3}[A-Z]?\d?$")
_NOT_SYMBOL = frozenset(
    "Ala Arg Asn Asp Cys Gln Glu Gly His Ile Leu Lys Met Phe Pro Ser Thr Trp Tyr Val Ca Mg Mn Zn Fe Cu Na Cl Ni Co Cd "
    "Ab Th Tc Fig Figure Table Day Days Week Group Type Phase Step Lane Exp Movie Tab Vol Supp Box Scheme Cas Triton "
    "Tween Opti Alexa Extended Data".split()
)
#: Stems that are written in capitals in every organism: CD4, IL10, ERK1.
_NOT_HUMAN = frozenset("CD IL OD ERK JNK MEK LC PI PGE PM SH UV PKC AP NF TH FM HSP TORC GLUT EGFP LTB PGF PAR MHC".split())
_LIN = frozenset(
    "unc daf lin egl mec glp fem her tra sma dpy rol lon sqt bli ced ces eff skn hsf clk eat ins glr snb syd vab sax "
    "mab mig him mes pie mex gld fog nos puf rde mut ego drh dcr rrf ergo alg prg csr hpl pha elt osm che odr acr lev "
    "ric aex tph tdc bas tbh flp nlp npr nhr rsks lgg bec epg kin pmk nsy tir jkk mpk ksr sem soc sur aak kri tcer "
    "hlh ceh pal pop sys wrm lit mom gsk apr pry axl bar sel sup lag aph pen hop spe gsp cye cdk rnt bro".split()
)
_GENOTYPE = re.compile(r"[-−–‐]\s?/\s?[-−–‐]|[+＋]\s?/\s?[-−–‐]")


class _Words(dict[str, "tuple[Cue, ...]"]):
    """What each word of a text says, remembered: most texts are made of the same words."""

    def __missing__(self, word: str) -> tuple[Cue, ...]:
        if len(self) > 200_000:
            self.clear()
        found = self[word] = _classify(word)
        return found


def _classify(word: str) -> tuple[Cue, ...]:
    table = tables()
    lower = word.lower()
    found = table.cues.get(lower, ())
    if not found and lower[-1] == "s" and len(lower) >= 4:
        found = tuple(cue for cue in table.cues.get(lower[:-1], ()) if cue.anchor == len(cue.words) - 1)
    if any(len(cue.words) == 1 for cue in found):
        return found
    shape = _shape(word, lower)
    return (*found, shape) if shape else found or _typo(word, lower)


def _shape(word: str, lower: str) -> Cue | None:
    """What the form of a word says: a disease's ending, a prefix, a symbol's case."""
    if not (word[0].isascii() or word[0] == "Δ") or not 3 <= len(word) <= 40:
        return None
    if lower.endswith(_DISEASE_ENDS) and lower.isalpha() and lower not in _NOT_DISEASE and len(word) > 5:
        return Cue((lower,), 0, False, 9606, "disease")
    if lower == word and "δ" not in lower:
        return Cue((word,), 0, True, 6239, "systematic") if word in _LIN else None
    if lower in _LIN and word.isupper():
        return Cue((word,), 0, True, 6239, "capitals")
    for kind, patterns in (("systematic", _SYSTEMATIC), ("prefix", _PREFIXES)):
        for pattern, taxon in patterns:
            if pattern.match(word):
                return Cue((word,), 0, True, taxon, kind)
    if _RODENT_CASE.match(word) and word.rstrip("0123456789") not in _NOT_SYMBOL:
        return Cue((word,), 0, True, 9989, "capitalized")
    if _UPPER_CASE.match(word) and word.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").rstrip("0123456789") not in _NOT_HUMAN:
        return Cue((word,), 0, True, 9606, "capitals")
    return None


def _typo(word: str, lower: str) -> tuple[Cue, ...]:
    """Cues of the one organism word of eight letters or more that is one typing error away."""
    if not 8 <= len(word) <= 40 or not lower.isalpha():
        return ()
    long_words = tables().long_words
    near = [known for known in long_words if _one_edit(lower, known)]
    if len(near) != 1:
        return ()
    return tuple(
        cue._replace(words=(*cue.words[: cue.anchor], lower, *cue.words[cue.anchor + 1 :]), exact=False)
        for cue in long_words[near[0]]
    )


def _one_edit(a: str, b: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours makes ``b`` of ``a``."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    i = 0
    shortest = min(len(a), len(b))
    while i < shortest and a[i] == b[i]:
        i += 1
    if len(a) == len(b):
        return a[i + 1 :] == b[i + 1 :] or (a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :])
    return a[i + 1 :] == b[i:] if len(a) > len(b) else a[i:] == b[i + 1 :]


_WORDS = _Words()


class _Hit(NamedTuple):
    first: int
    stop: int
    cue: Cue


def scan(text: str, field: str = "caption") -> list[Evidence]:
    """Find the words that tell an organism.

    Parameters
    ----------
    text
        A title or a caption; read to its first 200,000 characters.
    field
        Name that the evidence carries.

    Returns
    -------
    list of Evidence
        In the order of the text, offsets in code points; ``weight`` is still 0, the decision sets it.
        Taxa may be clades (33090 for "plants").

    Examples
    --------
    >>> [(e.text, e.taxon, e.kind) for e in scan("Akt in MCF-7 cells and Drosohpila, anti-mouse IgG")]
    [('MCF-7', 9606, 'cell'), ('Drosohpila', 7227, 'name'), ('mouse', 10090, 'reagent')]
    """
    if len(text) > MAX_CHARS:
        text = text[:MAX_CHARS]
    folded = text if text.isascii() else _FOLDED.sub(_fold, text)
    parts = _SPLIT.split(folded)
    words = parts[1::2]
    found = list(map(_WORDS.__getitem__, words))
    if not any(found) and "/" not in folded:
        return []
    lowered = " ".join(words).lower().split(" ")
    seps = parts[0::2]
    hits: list[_Hit] = []
    for i in [i for i, cues in enumerate(found) if cues]:
        for cue in found[i]:
            first = i - cue.anchor
            stop = first + len(cue.words)
            if first < 0 or stop > len(words):
                continue
            row = words if cue.exact else lowered
            if (stop - first == 1 and row[i] == cue.words[0]) or _matches(cue, row[first:stop], seps[first + 1 : stop]):
                hits.append(_Hit(first, stop, cue))
                break
    ends = list(accumulate(map(len, parts)))
    out: list[Evidence] = []
    done = 0
    for hit in sorted(hits, key=lambda h: (h.first, -h.stop)):
        if hit.first < done:
            continue
        done = hit.stop
        kind = _in_context(hit, words, lowered, seps, found)
        if kind:
            stop = hit.stop + (kind in ("systematic", "capitals") and hit.cue.taxon == 6239 and seps[hit.stop] == "-")
            start, end = ends[2 * hit.first], ends[2 * stop - 1]
            out.append(Evidence(text[start:end], field, start, end, hit.cue.taxon, 0.0, kind))
    if "/" in folded:
        for match in _GENOTYPE.finditer(folded):
            out.append(Evidence(text[match.start() : match.end()], field, *match.span(), 10090, 0.0, "genetics"))
        out.sort(key=lambda e: (e.start, e.end))
    return out


def _matches(cue: Cue, row: list[str], joints: list[str]) -> bool:
    """Whether the words are those of the cue, the last one perhaps in plural, the genus perhaps abbreviated."""
    last, meant = row[-1], cue.words[-1]
    if last != meant and not (last[-1] == "s" and last[:-1] == meant and len(meant) >= 3 and meant.isalpha()):
        return False
    if not all(joint in _JOINTS for joint in joints):
        return False
    if len(row) > 1:
        genus, meant = row[0], cue.words[0]
        abbreviated = (
            len(genus) <= 2 < len(meant)
            and cue.kind in BINOMIAL
            and (cue.anchor, joints[0][:1]) in ((1, "."), (1, " "))
            and meant.startswith(genus)
        )
        return (genus == meant or abbreviated) and row[1:-1] == list(cue.words[1:-1])
    return True


def _shouted(before: list[str], after: list[str]) -> bool:
    return any(w.isupper() and w.isalpha() and len(w) > 4 for w in (*before, *after))


def _fold(match: re.Match[str]) -> str:
    return _FOLD[match[0]]


def _in_context(
    hit: _Hit, words: list[str], lowered: list[str], seps: list[str], found: list[tuple[Cue, ...]]
) -> str:
    """The kind of a hit, judged by the words around it; empty when it is no evidence at all."""
    cue = hit.cue
    first, stop = hit.first, hit.stop
    after = lowered[stop] if stop < len(lowered) and seps[stop] in (" ", "-") else ""
    before = lowered[first - 1] if first else ""
    if cue.taxon == 6239 and cue.kind in ("capitals", "systematic") and len(cue.words[0]) == 3:
        return cue.kind if seps[stop] == "-" and lowered[stop : stop + 1] and lowered[stop].isdigit() else ""
    word = words[first]
    symbol = stop - first == 1 and len(word) <= 4 and word.isupper() and not cue.exact
    if symbol and not _shouted(words[first - 1 : first], words[stop : stop + 1]):
        return ""  # CAT, SOD1: not so in A TITLE ABOUT THE CAT BRAIN
    if cue.kind not in _NAMES:
        return cue.kind
    if before == "anti" or (after in _REAGENT_AFTER and not (after in ("two", "one") and cue.taxon != 559292)):
        return "reagent"
    if after == "anti" or after and "virus" in lowered[stop : stop + 3] and "virus" not in cue.words:
        return "reagent"
    if cue.taxon in _EXPRESSION and (before in ("in", "from") and "expressed" in lowered[max(0, first - 4) : first]):
        return "reagent"
    if cue.kind in ("name", "distant", "animals"):
        if any(w in _LIKE for w in lowered[max(0, first - 4) : first]):
            return "compared"
        if cue.taxon == 9606 and any(c.kind in _BACKGROUND for near in found[stop : stop + 4] for c in near):
            return "human_disease"
        if cue.taxon == 9606:
            return "human"
    return cue.kind


__all__ = ["MAX_CHARS", "scan"]
