"""Rows of the tables in ``data/organisms``."""

from __future__ import annotations

from ..errors import LexiconError
from ..vocabulary.location import data_folder


def read_table(name: str) -> list[list[str]]:
    """Read one table without comments and header.

    Raises
    ------
    LexiconError
        When the file is missing or unreadable.
    """
    path = data_folder() / "organisms" / name
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise LexiconError(f"the organism table {path} cannot be read ({error}); reinstall pfocr_norm") from error
    return [line.split("\t") for line in lines if line and line[0] != "#"][1:]
