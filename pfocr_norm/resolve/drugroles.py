"""Classes of drugs whose initials a figure prints beside the drugs: AI beside anastrozole and letrozole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cached_property

from ..matching.matcher import Matcher
from ..model.result import Candidate, Tier
from ..text import names as nm
from ..vocabulary.reader import Lexicon

#: Score of a class that two drugs beside its initials speak for.
SCORE = 0.8


class DrugRoles:
    """The classes of the drugs among a record's labels, by their initials; looked for on first need.

    Parameters
    ----------
    labels
        The labels of the record.
    matcher
        Matcher over the open vocabulary.
    """

    def __init__(self, labels: Collection[str], matcher: Matcher) -> None:
        self._labels = labels
        self._matcher = matcher

    def of(self, label: str) -> Candidate | None:
        """Return the class of drugs whose initials a label is, when two such drugs stand beside it.

        ``Al`` beside anastrozole, letrozole and exemestane is *AI*, an aromatase inhibitor.
        """
        if len(label) > 8 or not label.isalpha():  # of two letters OCR makes one at most
            return None
        key = nm.ocr_class(label.lower())
        return self._roles.get(key) if 2 <= len(key) <= 4 else None

    @cached_property
    def _roles(self) -> dict[str, Candidate]:
        matcher = self._matcher
        lexicon = matcher.lexicon
        drug = lexicon.kinds.index("drug")
        drugs = {
            m.hit.concept
            for label in self._labels
            if len(label) > 4
            for m in matcher.exact(label)
            if m.hit.kind == drug
        }
        if len(drugs) < 2:
            return {}
        out: dict[str, tuple[int, Candidate]] = {}
        roles = Counter(role for drug in drugs for role in lexicon.roles_of(drug))
        for number in sorted(role for role, count in roles.items() if count > 1):
            beside = drugs.intersection(lexicon.concept(number).members)
            for name in lexicon.names(number):
                initials = "".join(w[0] for w in name.text.replace("-", " ").split()).lower()
                key = nm.ocr_class(initials)
                if 2 <= len(initials) <= 4 and out.get(key, (0,))[0] < len(beside):
                    out[key] = (len(beside), _role(lexicon, number, name.text, beside))
        return {key: candidate for key, (_, candidate) in out.items()}


def _role(lexicon: Lexicon, number: int, matched: str, beside: set[int]) -> Candidate:
    concept = lexicon.concept(number)
    drugs = ", ".join(sorted(lexicon.symbol(d) for d in beside))
    reason = f"the initials of {matched!r}; {len(beside)} of them stand beside it ({drugs})"
    return Candidate(
        concept.reference, concept.name, "role", None, Tier.OCR, SCORE, matched, "alias", reason, concept.xrefs
    )
