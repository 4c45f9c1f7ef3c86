"""The kinds of evidence, one row each in ``data/organisms/evidence.tsv``, and the numbers of the decision."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from .rows import read_table


class Kind(NamedTuple):
    """What one kind of evidence is worth.

    Attributes
    ----------
    name
        Its key: ``"animals"``.
    weight
        Nats of log-odds that the first piece in a caption adds for its organism.
    role
        What an organism is there for that a piece of this kind names (``"subject"``, ``"reagent"``); ``""`` where
        the kind names none.
    names
        The kind names the organism in hand: human's indirect evidence fades beside it.
    explicit
        A second organism of a figure may rest on it.
    indirect
        For human it speaks only indirectly, and fades where other organisms are named.
    place
        How loud it is for the words beside it, 0 to 1.
    states
        The organism of a mention right beside it: "mouse Akt1".
    """

    name: str
    weight: float
    role: str
    names: bool
    explicit: bool
    indirect: bool
    place: float
    states: bool


@cache
def kinds() -> Mapping[str, Kind]:
    """Read the kinds of evidence, by name.

    >>> kinds()["reagent"].weight, kinds()["animals"].role
    (0.0, 'subject')
    """
    return {
        row[0]: Kind(
            row[0], float(row[1]), row[2], row[3] == "1", row[4] == "1", row[5] == "1", float(row[6]), row[7] == "1"
        )
        for row in read_table("evidence.tsv")
    }
