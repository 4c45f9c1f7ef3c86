"""Rows of the tables in ``data/``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import LexiconError
from .location import data_folder


def read_rows(name: str, *kinds: Callable[[str], Any]) -> list[list[Any]]:
    """Read one table without comments and header.

    Parameters
    ----------
    name
        Path of the file below ``data/``.
    kinds
        What makes the value of each column out of its text: ``str``, ``float``, ``int``. Where none are given, rows
        have the cells that they have, as text.

    Raises
    ------
    LexiconError
        When the file is missing or unreadable, or a row is damaged; it names the line.

    Examples
    --------
    >>> read_rows("everyday_words.tsv", str, float, int)[0]
    ['a', 7.5, 217]
    """
    path = data_folder() / name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read ({error}); install the package again") from None
    lines = text.splitlines()
    if not text.endswith("\n") or "\0" in text:
        number = len(lines) if "\0" not in text else text[: text.index("\0")].count("\n") + 1
        raise LexiconError(f"{path}:{number}: damaged; install the package again")
    (_, head), *rows = [
        (number, line.split("\t")) for number, line in enumerate(lines, 1) if line and line[0] != "#"
    ] or [(0, [])]
    for number, row in rows:
        if not len(head) - 1 <= len(row) <= len(head):  # the last cell may be left out
            raise LexiconError(f"{path}:{number}: damaged; install the package again")
    if not kinds:
        return [row for _, row in rows]
    out = []
    for number, row in rows:
        try:
            out.append([kind(cell) for kind, cell in zip(kinds, row, strict=True)])
        except ValueError:
            raise LexiconError(f"{path}:{number}: damaged; install the package again") from None
    return out
