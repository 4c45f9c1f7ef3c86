"""How likely each candidate of a label is: a conditional logit over named features.

The utility of a candidate is the sum of its features, each times its weight; the probabilities are the softmax over all
candidates and the possibility that none is right. ``benchmarks/accuracy/fit_resolver.py`` fits the weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from .features import Feature


def utility(features: Iterable[Feature], weights: Mapping[str, float]) -> float:
    """Return the sum of features, each times its weight, in nats.

    >>> utility([("alias", 1.0), ("studied", 2.0)], {"alias": 2.0, "studied": 0.5})
    3.0
    """
    return sum([weights[name] * value for name, value in features], 0.0)


def softmax(utilities: Sequence[float], none: float, doubt: float = 0.0) -> list[float]:
    """Return the probability of each candidate.

    Parameters
    ----------
    utilities
        Of the candidates, in nats.
    none
        Utility of no candidate.
    doubt
        Share that is taken off all of them.

    >>> [round(p, 3) for p in softmax([2.0, 0.0], 0.0, 0.05)]
    [0.748, 0.101]
    """
    top = max((*utilities, none))
    weights = [math.exp(u - top) for u in utilities]
    total = sum(weights) + math.exp(none - top)
    share = (1.0 - doubt) / total
    return [w * share for w in weights]
