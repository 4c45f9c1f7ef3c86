"""Classes of drugs whose initials a figure prints beside the drugs: AI beside anastrozole and letrozole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

from ..matching.matcher import VIA_OCR, Match
from ..text import names as nm
from .candidates import CandidateFinder

#: Letters of initials.
SHORTEST, LONGEST = 2, 4
_NONE: frozenset[int] = frozenset()


class DrugRole(NamedTuple):
    """A class of drugs, how its name leads to the initials, and how many of its drugs stand beside them."""

    match: Match
    beside: int


class DrugRoles:
    """The classes of the drugs among a record's labels, by their initials; looked for on first need.

    Parameters
    ----------
    labels
        The labels of the record.
    finder
        What the vocabulary has for labels.
    """

    def __init__(self, labels: Collection[str], finder: CandidateFinder) -> None:
        self._labels = labels
        self._drugs = finder.drugs
        self._matcher = finder.matcher

    def of(self, label: str) -> DrugRole | None:
        """Return the class of drugs whose initials a label is, when two such drugs stand beside it.

        ``Al`` beside anastrozole, letrozole and exemestane is *AI*, an aromatase inhibitor.
        """
        if len(label) > 2 * LONGEST or not label.isalpha():  # of two letters OCR makes one at most
            return None
        key = nm.ocr_class(label.lower())
        return self._roles.get(key) if SHORTEST <= len(key) <= LONGEST else None

    @cached_property
    def _roles(self) -> dict[str, DrugRole]:
        matcher = self._matcher
        lexicon = matcher.lexicon
        drugs = _NONE.union(*[self._drugs(label) for label in self._labels if len(label) > LONGEST])
        if len(drugs) < 2:
            return {}
        out: dict[str, DrugRole] = {}
        roles = Counter(role for drug in drugs for role in lexicon.roles_of(drug))
        for number in sorted(role for role, count in roles.items() if count > 1):
            beside = drugs.intersection(lexicon.members_of(number))
            hit = lexicon.hit_of(number)
            for place, name in zip(lexicon.names_of(number), lexicon.names(number), strict=True):
                initials = "".join(w[0] for w in name.text.replace("-", " ").split()).lower()
                key = nm.ocr_class(initials)
                if SHORTEST <= len(initials) <= LONGEST and (key not in out or out[key].beside < len(beside)):
                    named = ", ".join(sorted(lexicon.symbol(d) for d in beside))
                    note = f"the initials of {name.text!r}; {len(beside)} of them stand beside it ({named})"
                    alias = hit._replace(name=place, status=lexicon.statuses.index("alias"))
                    out[key] = DrugRole(Match(alias, VIA_OCR, name.text, note), len(beside))
        return out
