"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from ..errors import OutputError
from ..vocabulary.files import real_file, special_kind

#: Beginning of the names of temporary files, so that those of a killed run can be found and removed.
TEMPORARY_PREFIX = ".pfocr-norm-"


class DiskError(OutputError):
    """The operating system refused to write; the work done so far is kept."""


def disk_error(error: OSError, path: str) -> DiskError:
    """Turn an error of the operating system into a message with the way out."""
    reason = error.strerror or str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskError(f"{path}: the disk is full ({reason}); free some space and run the same command again")
    return DiskError(f"{path}: cannot be written: {reason}")


@contextmanager
def atomic_file(path: str | os.PathLike[str], *, sync: bool = True) -> Iterator[BinaryIO]:
    """Open a temporary file beside ``path`` that takes its place when the block ends without an error.

    Parameters
    ----------
    path
        The final name; a link stays, and what it leads to is replaced.
    sync
        Whether to wait until the data is on the disk before the rename, so that a power loss leaves the old file
        or the new one.

    Raises
    ------
    OutputError
        When the disk is full, the folder cannot be written to, or no file stands there but a device or a pipe.
    """
    name = real_file(path)
    kind = special_kind(name)
    if kind is not None:
        raise OutputError(f"{name}: is {kind}; name a file")
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=os.path.dirname(name) or ".")
        with os.fdopen(handle, "wb") as stream:
            yield cast(BinaryIO, stream)
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        _keep_mode(temporary, name)
        os.replace(temporary, name)
        temporary = None
        if sync:
            sync_folder(os.path.dirname(name) or ".")
    except OSError as error:
        raise disk_error(error, name) from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)


def write_atomic(path: str | os.PathLike[str], data: bytes, *, sync: bool = True) -> None:
    """Write a whole file through :func:`atomic_file`."""
    with atomic_file(path, sync=sync) as stream:
        stream.write(data)


def sync_folder(folder: str) -> None:
    """Make a rename in a folder durable, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _keep_mode(temporary: str, name: str) -> None:
    # mkstemp makes files that only the owner reads; a new file gets what open() would give.
    try:
        mode = os.stat(name).st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    with suppress(OSError):
        os.chmod(temporary, mode)
