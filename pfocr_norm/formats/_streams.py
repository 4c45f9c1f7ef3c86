"""Byte streams: plain, gzip, zstd or standard input, read line by line within limits."""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, TextIO, cast

from ..errors import InputError, RecordError, require
from ..vocabulary.files import open_file, special_kind

#: A line of JSON is one figure; a longer one is a broken file, and is skipped without being held in memory.
MAX_LINE_BYTES = 64 * 1024 * 1024

#: File endings of compressed files.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}


def split_compression(name: str) -> tuple[str, str | None]:
    """Take a compression's ending off a file name.

    >>> split_compression("pfocr.jsonl.gz")
    ('pfocr.jsonl', 'gzip')
    """
    stem, suffix = os.path.splitext(name)
    compression = COMPRESSIONS.get(suffix.lower())
    return (stem, compression) if compression else (name, None)


def zstandard_module() -> Any:
    """Import zstandard or say how to get it."""
    return require("zstd files", "zstd", "zstandard")


def open_bytes(path: str, compression: str | None = None) -> BinaryIO:
    """Open a file (``-`` is standard input) for buffered reading of its uncompressed bytes.

    Raises
    ------
    RecordError
        When it cannot be opened.
    """
    if path == "-":
        return cast(BinaryIO, sys.stdin.buffer)
    try:
        if os.path.isdir(path):
            raise InputError("is a folder where a file was meant", source=path)
        if special_kind(path) == "a named pipe":
            raw: IO[bytes] = open(path, "rb")  # noqa: SIM115 - the caller closes it; he named the pipe, so it has a writer
        else:
            raw = open_file(path)
    except (OSError, ValueError) as error:
        if isinstance(error, RecordError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}", source=path) from None
    if compression == "gzip":
        import gzip

        return cast(BinaryIO, io.BufferedReader(cast(Any, gzip.GzipFile(fileobj=raw, mode="rb")), 1 << 18))
    if compression == "zstd":
        reader = zstandard_module().ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=True)
        return cast(BinaryIO, io.BufferedReader(reader, 1 << 18))
    return cast(BinaryIO, raw)


def damage(error: BaseException) -> str | None:
    """Say what is wrong with a compressed stream, or None when the error is about something else."""
    if isinstance(error, (EOFError, zlib.error)) or type(error).__name__ in ("BadGzipFile", "ZstdError"):
        reason = str(error) or type(error).__name__
        return f"compressed data is damaged or cut short ({reason}); records before it stand"
    if isinstance(error, OSError):
        return f"cannot be read further: {error.strerror or error}"
    return None


def lines(stream: BinaryIO, source: str) -> Iterator[tuple[int, bytes | RecordError]]:
    """Number the lines of a stream; an overlong line, and damage to the stream, come as errors."""
    number = 0
    while True:
        try:
            line = stream.readline(MAX_LINE_BYTES + 1)
            number += 1
            too_long = len(line) > MAX_LINE_BYTES
            while too_long and line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
        except Exception as error:
            reason = damage(error)
            if reason is None:
                raise
            yield number + 1, RecordError(reason, source=source, line=number + 1)
            return
        if too_long:
            yield (
                number,
                RecordError(f"the line is longer than {MAX_LINE_BYTES // 2**20} MB", source=source, line=number),
            )
        elif not line:
            return
        else:
            yield number, line


def bounded_lines(text: TextIO, source: str, *, most: int) -> Iterator[str]:
    """Yield the lines of a text, none of which is read whole when it is too long.

    Raises
    ------
    InputError
        At the first line of more than ``most`` characters.
    """
    number = 0
    while line := text.readline(most + 1):
        number += 1
        if len(line) > most:
            raise InputError(f"the line is longer than {most:,} characters", source=source, line=number)
        yield line
