"""A corrected record and its tables, each file whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from ..errors import OutputError
from ..formats import pfocr
from ..formats._atomic import write_atomic
from ..formats.writers import table_bytes
from ..model.result import TERM_COLUMNS
from ..vocabulary.files import lies_in
from .frames import term_rows

if TYPE_CHECKING:
    from ..model.result import NormalizedRecord


class Targets(NamedTuple):
    """Where corrected files go.

    Attributes
    ----------
    root, target
        The input folder and the output folder (the same when in place).
    single
        Whether the input is one file.
    tables
        Whether a table of identifiers is written beside each record.
    spreadsheet_safe
        Whether no cell of it may begin like a formula.
    """

    root: str
    target: str
    single: bool
    tables: bool
    spreadsheet_safe: bool = False


def write_markdown(targets: Targets, path: str, old: bytes, new: bytes, result: NormalizedRecord) -> None:
    """Write a corrected markdown file in place or below the output folder, and its table of identifiers.

    Files that would not change are not touched.

    Parameters
    ----------
    targets
        Where it goes.
    path
        The input file.
    old, new
        Its text before and after.
    result
        For the table.
    """
    in_place = targets.root == targets.target or path == targets.target
    target = path if in_place else _target(targets, path)
    folder = os.path.dirname(target)
    if not in_place:
        _refuse_links_out(targets.target, target)
        os.makedirs(folder or ".", exist_ok=True)
    if not in_place or new != old:
        write_atomic(target, new)
    tables = [table for _, table in pfocr.table_files(path)]
    if in_place:
        place = os.path.dirname(tables[0]) if tables else _table_folder(folder)
    else:
        place = os.path.join(folder, "_data")
    if tables and not in_place:
        os.makedirs(place, exist_ok=True)
        for table in tables:
            write_atomic(os.path.join(place, os.path.basename(table)), pfocr.read_bytes(table), sync=False)
    if targets.tables:
        os.makedirs(place, exist_ok=True)
        rows = [TERM_COLUMNS, *([row[column] for column in TERM_COLUMNS] for row in term_rows(result))]
        data = table_bytes(rows, format="tsv", spreadsheet_safe=targets.spreadsheet_safe)
        file = os.path.join(place, _table_stem(path) + "-identifiers.tsv")
        if not os.path.exists(file) or pfocr.read_bytes(file) != data:
            write_atomic(file, data, sync=False)


def _target(targets: Targets, path: str) -> str:
    if targets.target.endswith(".md"):
        return targets.target
    name = os.path.basename(path) if targets.single else os.path.relpath(path, targets.root)
    return os.path.join(targets.target, name)


def _refuse_links_out(output: str, target: str) -> None:
    """Raise when a link within the output folder leads out of it: what lies there is not the run's to replace."""
    if not output.endswith(".md"):
        for place in (target, os.path.join(os.path.dirname(target), "_data")):
            if not lies_in(place, output):
                raise OutputError(f"{place}: a link leads out of {output}; remove it, or name another output")


def _table_stem(path: str) -> str:
    """Name of a record's table of identifiers without its ending; ``A.markdown`` beside ``A.md`` keeps its own."""
    stem, ending = os.path.splitext(path)
    alone = ending == ".md" or (ending == ".markdown" and not os.path.exists(stem + ".md"))
    return os.path.basename(stem if alone else path)


def _table_folder(folder: str) -> str:
    """Where a checkout keeps its tables, for a record that has none yet."""
    here, *others = pfocr.table_folders(folder)
    return next((place for place in others if os.path.isdir(place)), os.path.join(here, "_data"))
