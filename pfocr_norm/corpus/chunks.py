"""An input cut into pieces of work: checked at its first record, sharded, limited, in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

from ..errors import InputError
from ..formats.source import NO_RECORD, Source, Unit, parse_unit, units
from ..vocabulary.files import special_kind

#: Records that one worker takes at a time, and about how many bytes of them.
CHUNK_RECORDS = 64
CHUNK_BYTES = 4 << 20

Chunk = tuple[int, list[Unit]]
T = TypeVar("T")


def checked(
    source: Source, *, refuse: Callable[[Unit], object] = parse_unit, all_columns: bool = False
) -> Callable[[], Iterator[Unit]]:
    """Look at the beginning of an input before any work is done; return what streams its units.

    Parameters
    ----------
    source
        The input.
    refuse
        Parses a unit; an :class:`~pfocr_norm.errors.InputError` that it returns is raised.
    all_columns
        Whether Parquet columns that are not known are read too.

    Raises
    ------
    InputError
        When the whole input is of the wrong kind, or a folder without a record.
    """
    stream = units(source, all_columns=all_columns)
    once = source.path == "-" or special_kind(source.path) is not None
    seen: list[Unit] = []
    found: object = None
    for unit in stream:
        found = refuse(unit)
        if once:
            seen.append(unit)
        if isinstance(found, InputError):
            raise found
        if found is not None or not source.folder:
            break
    if found is None and source.folder:
        raise InputError(NO_RECORD, source=source.path)
    if once:  # a stream or a pipe cannot be read again
        return lambda: chain(seen, stream)
    return lambda: units(source, all_columns=all_columns)


def selected(
    stream: Iterable[T], shard: tuple[int, int] | None = None, limit: int | None = None, skip: int = 0
) -> Iterator[T]:
    """Return every n-th unit from the i-th on, at most so many, without the first ones.

    >>> [*selected("abcdefg", shard=(2, 3)), *selected("abcdefg", limit=3, skip=1)]
    ['b', 'e', 'b', 'c']
    """
    if shard is not None:
        stream = islice(stream, shard[0] - 1, None, shard[1])
    return islice(stream, skip, limit if limit is None else max(limit, skip))


def expected(total: int | None, shard: tuple[int, int] | None = None, limit: int | None = None) -> int | None:
    """Return how many of so many units are selected; None when the total is not known.

    >>> expected(10, shard=(2, 3)), expected(10, limit=4), expected(None, limit=4)
    (3, 4, None)
    """
    if total is None:
        return None
    if shard is not None:
        total = len(range(shard[0] - 1, total, shard[1]))
    return total if limit is None else min(total, limit)


def chunked(
    stream: Iterable[T], first: int = 0, *, records: int = CHUNK_RECORDS, size: int = CHUNK_BYTES
) -> Iterator[tuple[int, list[T]]]:
    """Cut units into chunks of so many records or bytes; where depends on the units alone.

    >>> list(chunked("abcde", records=2))
    [(0, ['a', 'b']), (2, ['c', 'd']), (4, ['e'])]
    """
    chunk: list[T] = []
    held = 0
    for unit in stream:
        chunk.append(unit)
        held += getattr(unit, "size", 0)
        if len(chunk) == records or held >= size:
            yield first, chunk
            first += len(chunk)
            chunk, held = [], 0
    if chunk:
        yield first, chunk
