"""Rows of the tables in ``data/organisms``."""

from __future__ import annotations

from ..vocabulary.rows import read_rows


def read_table(name: str) -> list[list[str]]:
    """Read one table without comments and header.

    Raises
    ------
    LexiconError
        When the file is missing or unreadable.
    """
    return read_rows(f"organisms/{name}")
