"""Which records share a figid, in memory that does not grow."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

from .job import DIGEST_SIZE

#: Digests that are looked at in one piece.
PIECE = 1 << 20


def find_duplicates(path: str, *, most: int = 20, piece: int = PIECE) -> tuple[int, tuple[tuple[int, int], ...]]:
    """Find repeated digests in a file of them.

    Parameters
    ----------
    path
        Digests of :data:`~pfocr_norm.corpus.job.DIGEST_SIZE` bytes, one a record.
    most
        Pairs to return.
    piece
        Digests to hold in memory; a longer file is first dealt out into buckets by their first byte.

    Returns
    -------
    tuple
        The number of repeats, and the first pairs: number of the first bearer and of the repeat, from 1.
    """
    if os.path.getsize(path) <= piece * DIGEST_SIZE:
        with open(path, "rb") as stream:
            data = stream.read()
        starts = enumerate(range(0, len(data), DIGEST_SIZE), start=1)
        return _search(((number, data[at : at + DIGEST_SIZE]) for number, at in starts), most)
    count = 0
    pairs: list[tuple[int, int]] = []
    with tempfile.TemporaryDirectory(dir=os.path.dirname(path)) as folder:
        names = _deal(path, folder)
        for name in names:
            found, some = _search(_bucket(name), most)
            count += found
            pairs += some
    return count, tuple(sorted(pairs, key=lambda pair: pair[1])[:most])


def _deal(path: str, folder: str) -> list[str]:
    names = [os.path.join(folder, f"{bucket:02x}") for bucket in range(256)]
    streams = [open(name, "wb") for name in names]  # noqa: SIM115
    try:
        with open(path, "rb") as digests:
            number = 0
            while digest := digests.read(DIGEST_SIZE):
                number += 1
                streams[digest[0]].write(number.to_bytes(8, "little") + digest)
    finally:
        for stream in streams:
            stream.close()
    return names


def _bucket(name: str) -> Iterator[tuple[int, bytes]]:
    with open(name, "rb") as stream:
        while entry := stream.read(8 + DIGEST_SIZE):
            yield int.from_bytes(entry[:8], "little"), entry[8:]


def _search(digests: Iterator[tuple[int, bytes]], most: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    first: dict[bytes, int] = {}
    none = bytes(DIGEST_SIZE)
    count = 0
    pairs: list[tuple[int, int]] = []
    for number, digest in digests:
        if digest == none:
            continue
        bearer = first.setdefault(digest, number)
        if bearer != number:
            count += 1
            if len(pairs) < most:
                pairs.append((bearer, number))
    return count, tuple(pairs)
