"""The numbers of the decision: weights, limits and witnesses, the rows of ``data/weights.tsv``.

A feature's weight is in nats for each unit of its value; a limit is a probability unless its row says otherwise; the
witnesses of a back-projected word add up in points. ``benchmarks/accuracy/fit_resolver.py`` fits the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ..errors import LexiconError
from ..vocabulary.location import data_folder

#: Kinds of rows.
KINDS = ("feature", "limit", "witness")


class Row(NamedTuple):
    """One number, with what it is for."""

    name: str
    value: float
    kind: str
    meaning: str


@dataclass(frozen=True)
class Weights(Mapping[str, float]):
    """The values of all rows by name.

    Examples
    --------
    >>> weights = Weights(read_rows())
    >>> weights["approved"] > weights["alias"] > weights["stripped"]
    True
    >>> weights.changed(none=3.0)["none"]
    3.0
    """

    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_values", {row.name: row.value for row in self.rows})

    def __getitem__(self, name: str) -> float:
        values: dict[str, float] = self.__dict__["_values"]
        return values[name]

    def __iter__(self) -> Iterator[str]:
        return (row.name for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def changed(self, **values: float) -> Weights:
        """Return weights with other values for some rows."""
        return Weights(tuple([row._replace(value=values.get(row.name, row.value)) for row in self.rows]))

    def of_kind(self, kind: str) -> dict[str, float]:
        """Return the values of one kind of rows."""
        return {row.name: row.value for row in self.rows if row.kind == kind}


@cache
def read_rows() -> tuple[Row, ...]:
    """Read ``data/weights.tsv``.

    Raises
    ------
    LexiconError
        When the table cannot be read, naming its line.
    """
    path = data_folder() / "weights.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LexiconError(f"the weights {path} cannot be read ({error}); reinstall pfocr_norm") from error
    out = []
    for number, line in enumerate(lines[1:], 2):
        try:
            name, value, kind, meaning = line.split("\t")
            out.append(Row(name, float(value), kind, meaning))
        except ValueError:
            raise LexiconError(f"{path}:{number}: a row is name, value, kind and meaning, not {line!r}") from None
        if kind not in KINDS:
            raise LexiconError(f"{path}:{number}: kind {kind!r} is none of {', '.join(KINDS)}")
    return tuple(out)


@cache
def weights() -> Weights:
    """Return the weights in use."""
    return Weights(read_rows())
