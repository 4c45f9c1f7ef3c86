"""The custom of a figure: whether its labels are approved symbols, or names as authors say them.

PDK1 is the alias of PDPK1 that most papers mean; in a figure all of whose other labels are approved symbols it is PDK1.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from ..organisms import Label
from .candidates import CandidateFinder

#: Share of labels that are approved symbols in any figure, and the labels that it counts for.
USUAL, WORTH = 0.75, 6.0


class Custom(NamedTuple):
    """How many labels name genes of the figure's organism, and how many of them are approved symbols as written."""

    named: int
    symbols: int

    def gain(self) -> float:
        """Return how much more than usual a label that is a symbol is meant as one, in nats; never less.

        The label itself is not counted.

        Examples
        --------
        >>> round(Custom(41, 41).gain(), 2), round(Custom(5, 5).gain(), 2), Custom(30, 10).gain()
        (2.29, 0.64, 0.0)
        """
        share = (self.symbols - 1 + WORTH * USUAL) / (self.named - 1 + WORTH)
        return max(0.0, math.log(share / (1.0 - share)) - math.log(USUAL / (1.0 - USUAL)))


def count_symbols(labels: Sequence[Label], taxa: Collection[int], finder: CandidateFinder) -> Custom:
    """Count the labels that are names of genes of these organisms, and those that are symbols.

    Parameters
    ----------
    labels
        Labels that name genes, with the organisms that have them.
    taxa
        Organisms of the figure.
    finder
        What the vocabulary has for labels.
    """
    named = [label.text for label in labels if not label.taxa.keys().isdisjoint(taxa)]
    return Custom(len(named), sum(not finder.symbol_taxa(text).isdisjoint(taxa) for text in named))
