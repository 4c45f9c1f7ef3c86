"""What a single word says: a cue of the tables, a typing error of one, or the form of a symbol."""

from __future__ import annotations

import re
from string import ascii_lowercase

from .genes import codes
from .tables import Cue, group_of, kind_of_group, tables
from .taxonomy import Taxonomy

_DISEASE_ENDS = (
    "oma", "omas", "itis", "emia", "emias", "aemia", "uria", "opathy", "opathies", "algia", "sclerosis", "fibrosis",
    "cirrhosis", "thrombosis", "stenosis", "dystrophy", "plegia", "penia", "cytosis", "osteoporosis",
)  # fmt: skip
_NOT_DISEASE = frozenset(
    "polyoma soma stoma coma aroma diploma genoma toma roma agroma xeroma endocytosis exocytosis transcytosis "
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
    (re.compile(r"Y[A-P][LR]\d{3}[WC]$"), 4932),
    (re.compile(r"Sc[A-Z][a-z]{2}\d{1,3}p?$"), 4932),
    (re.compile(r"[A-Z][a-z]{2}\d{1,3}p$"), 4932),
    (re.compile(r"(?:Δ?[a-z]{3}\d{1,3}Δ|Δ[a-z]{3}\d{1,3}$)"), 4891),
    (re.compile(r"Sp[A-Z][a-z]{2}\d{1,2}$"), 4896),
    (re.compile(r"SP[ABC]C\d+\w*$"), 4896),
)
#: mRNA, mTOR, mCherry, mGluR, mAChR and their like are no genes of the mouse.
_NO_MOUSE = (
    "[CYGRBE]FP|EGFP|RN|TO|To|DN|AB|Ab|IR|iR|GF|AC|EP|TNF|Ig|IL|SE|CR|CP|PT|TX|RF|Ch|Or|Ve|Ce|Pl|Ke|St|GL|Gl|FO|Va|HT|OR|VE"
)
#: A letter or two before a symbol: hTERT, dMyc.
_PREFIXES = (
    (re.compile(r"Xl[A-Z][A-Za-z]+\d*$"), 8355),
    (re.compile(r"zf[A-Z][A-Za-z]{2,}\d*$"), 7955),
    (re.compile(r"hs[A-Z][A-Za-z]{2,}\d*$"), 9606),
    (re.compile(r"Hs[A-Z][A-Za-z]{2,}\d*$"), 9606),
    (re.compile(r"h(?!CG|CO)[A-Z][A-Z0-9]{2,}\w*$"), 9606),
    (re.compile(r"h[A-Z][a-z]{2,}\d+$"), 9606),
    (re.compile(rf"m(?!{_NO_MOUSE})[A-Z][A-Za-z]{{2,}}\d*$"), 10090),
    (re.compile(r"Mm[A-Z][A-Za-z]{2,}\d*$"), 10090),
    (re.compile(r"Rn[A-Z][a-z]{2,}\d*$"), 10116),
    (re.compile(r"d[A-Z][a-z]{2,}\d*$"), 7227),
)
#: Stems of proteins that are written with one capital whatever the animal: Erk1, Smad3, Kv1.5.
_ANY_CASE = frozenset(
    "Kv Nav Cav Kir Erk Jnk Mek Wnt Smad Notch Akt Raf Bcl Nrf Nox Tie Ang Rab Rac Cdc Ras Rap Stat Jak Dvl Dkk Fzd "
    "Gli Tak Tab Trx Prx Grp Hsp Cox Sirt Sir Atg Lck Rho Pak Bax Bim Cyp Pax Hox Sox Oct Nup Cav Cx Gal Jag Dll Hes "
    "Hey Mcl Rel Tlr Traf Irak Ubc Chk Plk Cdk Pin Pyk Src Shc Grb Sos Gab Irs Glut Smo Ptch Ihh Shh".split()
)
_RODENT_CASE = re.compile(r"[A-Z][a-z]{1,5}\d{1,3}[a-z]?\d?$")
_UPPER_CASE = re.compile(r"[A-Z]{2,6}\d{1,3}[A-Z]?\d?$")
_NOT_SYMBOL = frozenset(
    "Ala Arg Asn Asp Cys Gln Glu Gly His Ile Leu Lys Met Phe Pro Ser Thr Trp Tyr Val Ca Mg Mn Zn Fe Cu Na Cl Ni Co Cd "
    "Ab Th Tc Fig Figure Table Day Days Week Group Type Phase Step Lane Exp Movie Tab Vol Supp Box Scheme Cas Triton "
    "Tween Opti Alexa Extended Data".split()
)
#: Stems that are written in capitals in every organism: CD4, IL10, ERK1.
_NOT_HUMAN = frozenset(
    "CD IL OD ERK JNK MEK LC PI PGE PM SH UV PKC AP NF TH FM HSP TORC GLUT EGFP LTB PGF PAR MHC".split()
)
#: Gene classes of C. elegans: daf-16, DAF-16.
_LIN = frozenset(
    "unc daf lin egl mec glp fem tra sma dpy rol lon sqt bli ced ces eff skn hsf clk glr snb syd vab sax "
    "mab mig him mes pie mex gld fog puf rde mut ego drh dcr rrf ergo alg prg csr hpl pha elt osm che odr acr lev "
    "ric aex tph tdc bas tbh flp nlp npr nhr rsks lgg bec epg kin pmk nsy tir jkk mpk ksr sem soc sur aak kri tcer "
    "hlh ceh pop sys wrm mom gsk apr pry axl bar sel sup lag aph spe gsp cye rnt bro".split()
)


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
    shape = _shape(word, lower) or _clade(lower)
    return (*found, shape) if shape else found or _typo(word, lower)


#: English endings of the names of clades, and those of their Latin names: crustaceans, trypanosomatid, chrysophytes.
_ENDINGS = (("ans", ("a",)), ("an", ("a",)), ("ids", ("idae",)), ("id", ("idae",)), ("phytes", ("phyceae", "phyta")))


def _clade(lower: str) -> Cue | None:
    """The clade that an English word is made of."""
    if len(lower) < 8 or not lower.isascii():
        return None
    for ending, latin in _ENDINGS:
        if lower.endswith(ending):
            for last in latin:
                name = Taxonomy.open().get(lower.removesuffix(ending) + last)
                if name is not None and not name.word and Taxonomy.open().rank(name.taxon) not in _TOO_LOW:
                    return Cue((lower,), 0, False, name.taxon, kind_of_group(group_of(name.taxon)))
    return None


_TOO_LOW = frozenset(
    {None, "genus", "subgenus", "species", "subspecies", "no rank", "strain", "kingdom", "superkingdom"}
)


def _shape(word: str, lower: str) -> Cue | None:
    """What the form of a word says: a disease's ending, a prefix, a symbol's case."""
    if not (word[0].isascii() or word[0] == "Δ") or not 3 <= len(word) <= 40:
        return None
    if lower in tables().diseases and (word[1:] == lower[1:] or word.isupper()):  # not PolyP
        return Cue((lower,), 0, False, 9606, "disease")
    if lower.endswith(_DISEASE_ENDS) and lower.isalpha() and lower not in _NOT_DISEASE and len(word) > 5:
        return Cue((lower,), 0, False, 9606, "disease")
    code = codes().get(word[:3])
    if code is not None and (len(word) == 3 or (len(word) == 8 and word[3:].isdecimal())):
        return Cue((word,), 0, True, code, "map")
    if lower == word and "δ" not in lower:
        return Cue((word,), 0, True, 6239, "systematic") if word in _LIN else None
    if lower in _LIN and word.isupper():
        return Cue((word,), 0, True, 6239, "capitals")
    for kind, patterns in (("systematic", _SYSTEMATIC), ("prefix", _PREFIXES)):
        for pattern, taxon in patterns:
            if pattern.match(word):
                return Cue((word,), 0, True, taxon, kind)
    stem = (word.rstrip(ascii_lowercase) if word[-1].islower() else word).rstrip("0123456789")
    if _RODENT_CASE.match(word) and stem not in _NOT_SYMBOL and stem not in _ANY_CASE:
        return Cue((word,), 0, True, 9989, "capitalized")
    if _UPPER_CASE.match(word) and word.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").rstrip("0123456789") not in _NOT_HUMAN:
        return Cue((word,), 0, True, 9606, "capitals")
    return None


def _typo(word: str, lower: str) -> tuple[Cue, ...]:
    """Cues of the one organism word of eight letters or more that is one typing error away."""
    if not 8 <= len(word) <= 40 or not lower.isalpha() or not (word[1:].islower() or word.isupper()):
        return ()
    halves = tables().halves
    # One error leaves the first or the last four letters whole.
    likely = {*halves.get("^" + lower[:4], ()), *halves.get("$" + lower[-4:], ())}
    near = [known for known in likely if one_edit(lower, known)]
    if len(near) != 1:
        return ()
    long_words = tables().long_words
    return tuple(
        cue._replace(words=(*cue.words[: cue.anchor], lower, *cue.words[cue.anchor + 1 :]), exact=False)
        for cue in long_words[near[0]]
    )


def one_edit(a: str, b: str) -> bool:
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


WORDS = _Words()
