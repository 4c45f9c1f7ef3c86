"""Only files are read: what never ends, or never begins, is told by its kind before it is opened."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

_KINDS = (
    (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip


class NotAFileError(OSError):
    """A pipe, socket or device stands where a file was meant; ``strerror`` says which."""


def special_kind(path: str | os.PathLike[str]) -> str | None:
    """Return what a path is when it is neither a file nor a folder, in words; also None when nothing is there.

    >>> special_kind(os.devnull), special_kind(os.curdir), special_kind("nothing")
    ('a device', None, None)
    """
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return None
    return _special(mode)


def _special(mode: int) -> str | None:
    return next((words for is_kind, words in _KINDS if is_kind(mode)), None)


def open_file(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a file for reading; a pipe without a writer does not hold it up.

    Raises
    ------
    NotAFileError
        When it is a pipe, a socket or a device.
    OSError
        When it cannot be opened.
    """
    kind = special_kind(path)
    if kind is None:
        # It may have become a pipe since: not to wait for a writer costs nothing with files.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        handle = os.open(path, flags)
        kind = _special(os.fstat(handle).st_mode)
        if kind is None:
            return os.fdopen(handle, "rb")
        os.close(handle)
    raise NotAFileError(0, f"is {kind}, not a file", os.fspath(path))


def real_file(path: str | os.PathLike[str]) -> str:
    """Return the file that a path means: a link stands for what it leads to, which is what gets written.

    >>> real_file("records.jsonl")
    'records.jsonl'
    """
    name = os.fspath(path)
    return os.path.realpath(name) if os.path.islink(name) else name


def lies_in(path: str, folder: str) -> bool:
    """Tell whether a path is below a folder, all links followed.

    >>> lies_in("/tmp/out/a/b.md", "/tmp/out"), lies_in("/tmp/out/../b.md", "/tmp/out")
    (True, False)
    """
    real, root = os.path.realpath(path), os.path.realpath(folder)
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)
