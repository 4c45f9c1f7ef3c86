"""The decision on a word that is no gene and no substance: it is something else, and says what."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from ..model.result import Candidate, Sense, Status, Tier
from ..text import names as nm
from .decision import Decision
from .senses import BINOMIAL, KINDS, SHORTEST, Senses, is_called, organism

#: Tiers of names that were taken apart, repaired or completed to match, and of a gene's borrowed names.
_INEXACT = frozenset((Tier.STRIPPED, Tier.OCR, Tier.FUZZY, Tier.EXPANDED))
_BORROWED = frozenset((Tier.ALIAS, Tier.PREVIOUS, Tier.FULL_NAME))


def as_sense(decision: Decision, senses: Senses, targets: Collection[int] = ()) -> Decision:
    """Return the decision that a word is something else than a gene or substance, where it is; else the one given.

    It is where the text defines it so and no candidate is called so, where the answer is a disease that the vocabulary
    has, and where its plain words are the name of something that explains it better than what has nearly this name.

    Parameters
    ----------
    decision
        The decision among the word's candidates.
    senses
        Names of other senses.
    targets
        Organisms of the figure.
    """
    if decision.interpretation is None or decision.status is Status.STOPPED:
        return decision
    label, said = decision.word.text, decision.interpretation.said
    if label.isupper() and len(label) >= SHORTEST:
        called = organism(label.lower())
        if called is not None and is_called(called, targets):
            return _other(decision, called, f"{label!r} is the figure's organism, in capitals")
    match = decision.candidates[0] if decision.status is Status.RESOLVED else None
    if match is not None and match.entity_type in KINDS:
        sense = Sense(match.entity_type, match.name, match.reference, match.matched, match.xrefs)
        return _other(decision, sense, decision.reason or f"{label!r} is the name of a {match.entity_type}")
    unknown = said if said is not None and not said.known else None
    if unknown is not None and unknown.sense is not None and (match is None or match.entity_type == "gene"):
        return _other(decision, unknown.sense, f"{unknown.reason}: a {unknown.sense.kind}")
    if match is None and unknown is not None:
        return decision._replace(status=Status.UNRESOLVED, reason=f"{unknown.reason}, and no candidate is called so")
    if match is not None and not _may_be_word(match, label):
        return decision
    if decision.status is Status.AMBIGUOUS and not is_words(label):
        return decision
    found = senses.find(label)
    if found is None or (match is not None and found.kind == "organism" and not BINOMIAL.match(label)):
        return decision
    return _other(decision, found, f"{label!r} is the name of a {found.kind}")


def _other(decision: Decision, sense: Sense, reason: str) -> Decision:
    return decision._replace(status=Status.OTHER_SENSE, reason=reason, sense=sense)


def _may_be_word(match: Candidate, label: str) -> bool:
    """Tell whether a label may be another thing's name in spite of a match: the match only has nearly this name."""
    if BINOMIAL.match(label) and match.entity_type != "gene":
        return True
    if not is_words(label) or match.tier is Tier.IDENTIFIER:
        return False
    borrowed = match.entity_type == "gene" and match.tier in _BORROWED
    return match.tier in _INEXACT or (borrowed and (label.islower() or " " not in label))


@lru_cache(maxsize=1 << 14)
def is_words(label: str) -> bool:
    """Tell whether a label is written as words are, not as a symbol: letters, no capital but the first.

    >>> [is_words(t) for t in ("fibroblast", "Cell cycle", "AKT1", "EMT", "p53", "T cell")]
    [True, True, False, False, False, True]
    """
    words = re.split(r"[\s-]+", label)
    if len(nm.fold(label)) < SHORTEST or not all(w.isalpha() for w in words):
        return False
    return all(w[1:].islower() or len(w) == 1 for w in words) and any(len(w) > 3 for w in words)
