"""What a word is that is no gene and no substance: diseases, cells, tissues, processes, methods, measures, organisms.

The names lie in a file of their own, which is opened when a definition's long form or a word that nothing else explains
asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property, lru_cache
from pathlib import Path

from ..model.result import Reference, Sense
from ..organisms import normalize_organism
from ..text import names as nm
from ..text.lazy import lazy
from ..vocabulary.location import senses_path
from ..vocabulary.reader import Lexicon

#: Keys of fewer characters are short forms, which mean too much.
SHORTEST = 4
BINOMIAL = lazy(r"[A-Z][a-z]{2,}\s[a-z]{3,}(?:\s[a-z]{3,})?$")
#: Words before a name that do not change what it is.
_LEAD = lazy(r"^(?:human|mouse|murine|rat|primary|cultured|patients? with|mean|total|relative)\s+", re.I)
#: A name's last word tells its kind where no list has it.
_HEADS = {
    "disease": "disease disorder syndrome cancer carcinoma tumor tumour leukemia leukaemia lymphoma sarcoma melanoma "
    "infection injury failure deficiency anemia anaemia hypertension infarction stroke dystrophy",
    "cell": "cell neuron macrophage fibroblast lymphocyte progenitor monocyte neutrophil astrocyte hepatocyte",
    "tissue": "tissue cortex nucleus artery vein muscle bone ganglion epithelium membrane barrier",
    "process": "signaling signalling pathway transition response recombination repair replication transport uptake "
    "synthesis biosynthesis metabolism proliferation differentiation migration invasion apoptosis death degradation "
    "phosphorylation methylation acetylation ubiquitination splicing translation transcription inflammation stress "
    "decay checkpoint cycle potentiation depression secretion activation inhibition regulation fusion fission",
    "method": "assay analysis microscopy sequencing imaging electrophoresis chromatography spectrometry tomography "
    "immunoprecipitation blot staining hybridization transplantation surgery therapy treatment chemotherapy diet test "
    "aspiration biopsy constriction ligation occlusion perfusion reperfusion injection irradiation trial",
    "measure": "rate ratio index score level pressure volume length time weight distance area count frequency "
    "intensity density concentration percentage",
}
HEADS = {word: kind for kind, words in _HEADS.items() for word in words.split()}
#: All kinds of senses.
KINDS = frozenset((*_HEADS, "structure", "organism"))
_ENDINGS = (("itis", "disease"), ("oma", "disease"), ("osis", "disease"), ("emia", "disease"), ("pathy", "disease"),
            ("ectomy", "method"), ("graphy", "method"), ("metry", "method"), ("cyte", "cell"))  # fmt: skip
#: Where the head of "loss of function", "cells of origin" stands.
_OF = lazy(r"\s(?:of|in|for|with|by|from|to|at)\s")


class Senses:
    """Finds senses by name.

    Parameters
    ----------
    vocabulary
        Path of the vocabulary in use; the file of senses lies beside it, or is the embedded one.

    Examples
    --------
    >>> senses = Senses(Path("vocabulary.pnv"))
    >>> senses.find("Mus musculus").curie, senses.find("xyz") is None
    ('ncbitaxon:10090', True)
    """

    def __init__(self, vocabulary: Path) -> None:
        self.vocabulary = vocabulary
        self.find = lru_cache(maxsize=1 << 12)(self._find)

    @cached_property
    def lexicon(self) -> Lexicon | None:
        """The open file; None where there is none."""
        path = senses_path(self.vocabulary)
        return None if path is None else Lexicon.open(path)

    def _find(self, text: str) -> Sense | None:
        """Return the sense that has a name, in the singular or plural; None for none."""
        text = nm.clean(text)
        if BINOMIAL.match(text):
            found = organism(text)
            if found is not None:
                return found
        if self.lexicon is None:
            return organism(text)
        for way in (text, _LEAD.sub("", text)):
            key = nm.fold(way)
            for other in dict.fromkeys((key, nm.fold(_singular(way)), key + "s")) if len(key) >= SHORTEST else ():
                for hit in self.lexicon.hits(other):
                    return self._sense(self.lexicon, hit.concept, text)
        return organism(text)

    def defined(self, long: str) -> Sense | None:
        """Return the sense of a long form that a text defines: the one of that name, else one by its last word.

        >>> Senses(Path("vocabulary.pnv")).defined("tail suspension test").kind
        'method'
        """
        found = self.find(long)
        if found is not None:
            return found
        kind = kind_by_head(long)
        return Sense(kind, long, None, long) if kind else None

    def _sense(self, lexicon: Lexicon, number: int, matched: str) -> Sense:
        concept = lexicon.concept(number)
        return Sense(concept.entity_type, concept.name, concept.reference, matched, concept.xrefs)


def organism(text: str) -> Sense | None:
    """Return the organism that has just this name.

    >>> organism("Danio rerio").name, organism("liver") is None
    ('Danio rerio', True)
    """
    if len(text) < SHORTEST or not text.replace(" ", "").replace(".", "").isalpha():
        return None
    found = normalize_organism(text)
    if found is None or found.score < 1.0:
        return None
    return Sense("organism", found.name, Reference("ncbitaxon", str(found.taxon)), text)


def is_called(sense: Sense | None, taxa: Collection[int]) -> bool:
    """Tell whether a sense is one of some organisms: RATS in capitals, in a figure of rats."""
    return sense is not None and sense.reference is not None and sense.reference.identifier in map(str, taxa)


def kind_by_head(text: str) -> str:
    """Return the kind of thing that a description names by its head, ``""`` when that does not tell.

    >>> kind_by_head("age-related hearing disorder"), kind_by_head("rate of decay"), kind_by_head("green arrow")
    ('disease', 'measure', '')
    """
    words = nm.words(_OF.split(text)[0])
    if not words:
        return ""
    head = words[-1]
    if head in HEADS:
        return HEADS[head]
    return next((kind for ending, kind in _ENDINGS if head.endswith(ending) and len(head) > len(ending) + 2), "")


def _singular(text: str) -> str:
    head, space, last = text.rpartition(" ")
    return f"{head}{space}{nm.singular(last)}"
