"""The numbers of the organism decision, read from ``data/organisms`` on first use.

``benchmarks/accuracy/fit_organisms.py`` fits them on the development corpora and figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from .kinds import kinds
from .rows import read_table


class Weights(NamedTuple):
    """What evidence is worth, in nats of log-odds, and the thresholds of the decision.

    Attributes
    ----------
    kinds
        Nats that the first piece of a kind adds for its organism (``evidence.tsv``); the k-th piece of one kind for
        one organism adds ``k ** -fading`` of it, so that ten "mice" count four times as much as one.
    in_papertitle, in_figtitle
        Evidence in a title counts so many times that of the caption.
    indirect_share
        What remains of human's indirect evidence where the text names organisms and human is not among them: disease,
        drugs, capitals and the belief before anything was read are found in papers on mice, too.
    enough, enough_labels
        The least text evidence, or vote of printed labels, for the best organism on which the call does not abstain.
    named, several
        A second organism is called too when it is named with so many nats, and stands within so many of the first.
    fading
        See ``kinds``.
    """

    kinds: Mapping[str, float]
    in_papertitle: float
    in_figtitle: float
    indirect_share: float
    enough: float
    enough_labels: float
    named: float
    several: float
    fading: float


@cache
def weights() -> Weights:
    """Read the weights in use.

    >>> weights().kinds["animals"] > weights().kinds["compared"]
    True
    """
    numbers = {name: float(value) for name, value, _ in read_table("decision.tsv")}
    return Weights(kinds={kind.name: kind.weight for kind in kinds().values()}, **numbers)
