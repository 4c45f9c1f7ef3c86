"""Descriptive names in other words: one word more than the vocabulary's name, one less, or in another form.

Pure functions on strings. Words that make another thing of a name (receptor, inhibitor, kinase, 1 for 2) never differ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from . import names as nm
from .lazy import lazy

#: Words that a name may have beyond the label's: where, when or in which form a gene product is found.
QUALIFIERS = frozenset(
    "soluble mitochondrial cytosolic cytoplasmic nuclear lysosomal peroxisomal microsomal plasma membrane "
    "transmembrane secreted extracellular intracellular muscle skeletal cardiac heart brain neuronal neural liver "
    "hepatic kidney renal intestinal pancreatic placental testis testicular epithelial endothelial lymphoid lymphocyte "
    "macrophage platelet erythrocyte leukocyte adipocyte retinal vascular gastric stomach ubiquitous embryonic "
    "embryonal fetal adult catalytic regulatory subunit chain component cell leukemia kda kd enzyme isoenzyme isozyme "
    "form variant eukaryotic mammalian translation transcription specific".split()
)
#: Those of them that a label may have beyond the name's; a tissue often tells one gene from another.
EXTRA = frozenset(
    "soluble cytosolic cytoplasmic membrane transmembrane secreted enzyme isoenzyme isozyme form "
    "mammalian mitochondrial subunit chain component polypeptide multifunctional homomeric intracellular".split()
)
#: Words that name no single gene, also with a number behind them.
CLASSES = frozenset(
    "cytokine chemokine interleukin oncoprotein nucleoprotein glycoprotein lipoprotein phosphoprotein receptor kinase "
    "phosphatase ligase synthase transferase transporter channel factor histone globulin integrin collagen tubulin "
    "antigen hormone peptide enzyme oncogene activator inhibitor adaptor coactivator corepressor helicase nuclease "
    "protease proteinase peptidase oxidase reductase dehydrogenase hydrolase lipase esterase cyclase".split()
)
#: Words that make another gene of a name, though they say little of which.
_OTHERS = frozenset("like homolog homologue ortholog putative".split())
#: Letters and numbers that a name may have where the text has none: perilipin 1, aconitase 2, CREB-binding protein B.
_NUMBERS = tuple("123456789bcdeg")
_PUT_IN = tuple(sorted(QUALIFIERS))
#: Words that are one word in two forms.
_FORMS = (
    "protease proteinase peptidase", "metalloprotease metalloproteinase metallopeptidase", "adenylate adenylyl adenyl",
    "guanylate guanylyl", "responsive response", "gated dependent",
    "activated activating stimulated stimulating", "inducible induced regulated", "noradrenaline norepinephrine",
    "adrenaline epinephrine", "carboxyl carboxy", "diphosphate pyrophosphate", "phosphokinase kinase",
    "esterase hydrolase", "lymphoid lymphocyte", "monooxygenase oxygenase", "cotransporter transporter",
)  # fmt: skip
FORMS: dict[str, tuple[str, ...]] = {
    word: tuple(w for w in group.split() if w != word) for group in _FORMS for word in group.split()
}

_BOUND = lazy(r"\b[A-Za-z]-(?=[a-z]{3})|\b\d+(?:,\d+)+|\b\d+(?:α|β|-?alpha|-?beta|[ab])?-(?=[a-z]{4})")
_BRACKETS = lazy(r"\s*[(\[][^()\[\]]*[)\]]")
_RESPELLED = (
    (lazy(r"(?<=[sS])ulph"), "ulf"),
    (lazy(r"(?<=[hH])aem(?=[aoi]|$)"), "em"),
    (lazy(r"(?<=[hH])aeme?\b"), "eme"),
    (lazy(r"(?<=[tT])umour"), "umor"),
    (lazy(r"(?<=leuk)aem"), "em"),
    (lazy(r"\b[oO]estr"), "estr"),
    (lazy(r"(?<=[a-z])- (?!and |or )(?=[a-z])"), ""),
    (lazy(r"\bCa(?:\(?2\+\)?|²⁺)"), "calcium"),
    (lazy(r"\bK(?:\(\+\)|\+)"), "potassium"),
    (lazy(r"\bNa(?:\(\+\)|\+)"), "sodium"),
    (lazy(r"\bcyclic (?:AMP|adenosine (?:3',5'-)?monophosphate)\b", re.I), "cAMP"),
    (lazy(r"\bcyclic (?:GMP|guanosine monophosphate)\b", re.I), "cGMP"),
    (lazy(r"\bcoenzyme A\b", re.I), "CoA"),
    (lazy(r"\b([A-Z]{2,4})R-(?=[a-z])"), r"\1 receptor-"),
    (lazy(r"\bC([XC])C? (?=chemokine)"), r"C-\1-C "),
    (lazy(r"\bnon-?(?=[a-z]{6})"), "non-"),
    (lazy(r"\bIgE\b"), "immunoglobulin E"),
)


class Wording(NamedTuple):
    """A key of words near those of a label, in words what was done to get it, and the number that was put in."""

    key: str
    note: str
    number: str = ""


def tokens(text: str) -> list[str]:
    """Return the words of a name that say something; ``a`` is alpha unless it is the article.

    >>> tokens("protein kinase C alpha"), tokens("a disintegrin and metalloproteinase")
    (['kinase', 'c', 'a'], ['disintegrin', 'metalloproteinase'])
    """
    if text[:2].lower() == "a ":
        text = text[2:]
    return [w for w in nm.words(text) if w not in nm.EMPTY_WORDS or w == "a"]


def respelled(text: str) -> str:
    """Return a description with ions, nucleotides and class names spelled as the vocabulary does.

    >>> respelled("Ca2+-activated K+ channel"), respelled("TNFR-associated factor 2")
    ('calcium-activated potassium channel', 'TNF receptor-associated factor 2')
    >>> respelled("protein disulphide isomerase"), respelled("haem oxygenase-1"), respelled("haemopexin")
    ('protein disulfide isomerase', 'heme oxygenase-1', 'hemopexin')
    """
    for pattern, replacement in _RESPELLED:
        text = pattern.sub(replacement, text)
    return text


def _key(words: list[str]) -> str:
    return "\x01" + " ".join(sorted(w for w in words if w != "a"))


def near(text: str) -> Iterator[Wording]:
    """Yield the keys of word bags that are one word from a label's: in another form, left out, or put in.

    >>> [w.note for w in near("adenylyl cyclase 3")][:2]
    ["'adenylyl' for 'adenylate'", "'adenylyl' for 'adenyl'"]
    >>> [w.key[1:] for w in near("cytosolic malate dehydrogenase")][:1]
    ['dehydrogenase malate']
    """
    words = tokens(text)
    if not _says_enough(words):
        return
    for i, word in enumerate(words):
        for other in FORMS.get(word, ()):
            yield Wording(_key([*words[:i], other, *words[i + 1 :]]), f"{word!r} for {other!r}")
    for i, word in enumerate(words):
        fewer = words[:i] + words[i + 1 :]
        if word in EXTRA and _says_enough(fewer):
            yield Wording(_key(fewer), f"without {word!r}")
    for word in _PUT_IN:
        yield Wording(_key([*words, word]), f"{word!r} added")
    if not _is_numbered(text):
        for number in _NUMBERS:
            yield Wording(_key([*words, number]), f"{number!r} added", number)


def _says_enough(words: list[str]) -> bool:
    return sum(len(w) > 2 and w not in QUALIFIERS for w in words) >= 2


def same_gene(label: str, name: str) -> bool:
    """Tell whether a name has no more of the words that a bag leaves out than a label, but for an alpha.

    >>> same_gene("kinesin light chain", "kinesin-like light chain"), same_gene("casein kinase 2", "casein kinase 2")
    (False, True)
    """
    ours, theirs = Counter(_telling(label)), Counter(_telling(name))
    return all(ours[w] >= theirs[w] for w in _OTHERS) and 0 <= theirs["a"] - ours["a"] <= 1


def is_first(number: str, label: str) -> bool:
    """Tell whether a name with this number is the one that a label without it means: the first, or the only one.

    >>> is_first("1", "perilipin"), is_first("2", "perilipin"), is_first("1", "perilipins")
    (True, False, False)
    """
    return not number or (number in "1a" and nm.singular(label) == label)


def lacks_only(label: str, name: str) -> list[str] | None:
    """Return the words of a name that a label lacks, when all of them may be lacking; else None.

    Parts of the name in brackets do not count; of its numbers and letters one may lack.

    >>> lacks_only("serotonin transporter", "serotonin transporter 1")
    ['1']
    >>> lacks_only("mechanistic target of rapamycin", "mechanistic target of rapamycin (serine/threonine kinase)")
    []
    >>> lacks_only("laminin", "laminin receptor 1"), lacks_only("protein kinase 1", "protein kinase 2")
    (None, None)
    """
    ours = Counter(_telling(label))
    best = None
    for text in (name, without_brackets(name)):
        theirs = Counter(_telling(text))
        if ours - theirs:
            continue
        lacking = list((theirs - ours).elements())
        numbers = [w for w in lacking if _numbers(w)]
        if len(numbers) > 1 or any(len(w) > 1 for w in numbers) or (numbers and _is_numbered(label)):
            continue
        if all(w in QUALIFIERS or w in numbers for w in lacking) and (best is None or len(lacking) < len(best)):
            best = lacking
    return best


def without_brackets(name: str) -> str:
    """Return a name without what stands in brackets.

    >>> without_brackets("delta-like 4 (Drosophila)")
    'delta-like 4'
    """
    return _BRACKETS.sub("", name)


def _numbers(word: str) -> bool:
    return len(word) == 1 or word.isdigit()


def _is_numbered(text: str) -> bool:
    """Tell whether a label has a number or letter of its own: no T-cell, X-box, 2,3-dioxygenase or 11-beta-hydroxy-."""
    return any(map(_numbers, tokens(_BOUND.sub(" ", text))))


def _telling(text: str) -> list[str]:
    return tokens(text) + [w for w in nm.words(text) if w in _OTHERS]
