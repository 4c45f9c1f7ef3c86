"""What the labels of a figure say together: which organisms have them as names, which concepts they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from ..organisms import Panel
from .candidates import CandidateFinder
from .labels import Labels


@dataclass(frozen=True, slots=True)
class Votes:
    """The vote of all labels.

    Attributes
    ----------
    panel
        What each organism's vocabulary has for each label.
    labels_of
        Keys of the labels that name each concept.
    voters
        The labels.
    """

    panel: Panel
    labels_of: Mapping[int, Set[str]]
    voters: Sequence[str]


def count_votes(labels: Labels, finder: CandidateFinder) -> Votes:
    """Ask the index of names which organisms and which concepts have each label; no candidate is built."""
    labels_of: dict[int, set[str]] = {}
    voted = []
    for text in labels.voters:
        key, label, concepts = finder.explains(text)
        for concept in concepts:
            found = labels_of.get(concept)
            if found is None:
                labels_of[concept] = {key}
            else:
                found.add(key)
        if label.taxa:
            voted.append(label)
    return Votes(Panel(voted, labels.printed_share, labels.of_text), labels_of, labels.voters)
