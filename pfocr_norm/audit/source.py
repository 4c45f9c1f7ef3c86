"""Records of files and folders, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RecordError

if TYPE_CHECKING:
    from ..record import FigureRecord


def corpus(paths: Iterable[str | Path]) -> Iterator[FigureRecord | RecordError]:
    """Yield the records of files, and of the files in folders in the order of their names.

    A path that cannot be opened is one broken record; the next path goes on.
    """
    from ..formats import read_records

    for path in paths:
        for file in _files(path):
            try:
                yield from read_records(file)
            except RecordError as error:
                yield error
            except OSError as error:
                yield RecordError(f"cannot be read: {error.strerror or error}", source=str(file))


def _files(path: str | Path) -> Iterable[str | Path]:
    if str(path) == "-" or not Path(path).is_dir():
        return [path]
    suffixes = (".md", ".jsonl", ".jsonl.gz", ".ndjson", ".json", ".parquet")
    return sorted(p for p in Path(path).rglob("*") if p.name.endswith(suffixes) and p.is_file())
