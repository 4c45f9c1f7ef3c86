"""Open a release file, packed or not, without trusting it."""

from __future__ import annotations

import fnmatch
import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from ...errors import SourceError

#: Bytes that a file may unpack to, and how many for each packed one beyond the first FREE. Tables shrink to a tenth.
LARGEST = 8 << 30
RATIO = 100
FREE = 16 << 20

_HTML = (b"<!doctype html", b"<html", b"<head")


def open_release(path: Path, *, member: str = "") -> BinaryIO:
    """Open a release file for reading: plain, gzip or zip, told by its first bytes and not by its name.

    Nothing is written to disk, so a path inside an archive cannot lead anywhere; an archive that tries is refused.

    Parameters
    ----------
    path
        The file.
    member
        Pattern of the one table inside a zip archive.

    Raises
    ------
    SourceError
        The file is absent, empty, an HTML page, a cut or damaged archive, or unpacks to far more than it should
        (the last two may show only on reading).
    """
    try:
        packed = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise SourceError(f"{path}: cannot be opened ({error.strerror}); fetch it again") from error
    if not packed:
        raise SourceError(f"{path.name}: the file is empty; fetch it again")
    if start[:2] == b"\x1f\x8b":
        inner = cast(BinaryIO, gzip.open(path, "rb"))  # noqa: SIM115
    elif start == b"PK\x03\x04":
        inner = _member(path, member)
    else:
        inner = path.open("rb")
        packed = LARGEST
    buffered = io.BufferedReader(_Bounded(inner, packed, path.name), 1 << 16)
    head = buffered.peek(256)[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_HTML):
        buffered.close()
        raise SourceError(
            f"{path.name}: an HTML page, not a table; the server asks to log in, or the address has changed. Fetch the "
            "file with a browser and run `pfocr-norm data build --from FOLDER`"
        )
    return buffered


def _member(path: Path, pattern: str) -> BinaryIO:
    try:
        archive = zipfile.ZipFile(path)
        names = archive.namelist()
        for name in names:
            parts = PurePosixPath(name.replace("\\", "/")).parts
            if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":":
                raise SourceError(
                    f"{path.name}: the archive names a file outside itself ({name!r}); it is not what the source "
                    "publishes, do not use it"
                )
        found = [name for name in names if fnmatch.fnmatch(PurePosixPath(name).name, pattern or "*")]
        if len(found) != 1:
            raise SourceError(
                f"{path.name}: {len(found)} files match {pattern!r} in the archive, which holds "
                f"{', '.join(names[:10]) or 'nothing'}; the release has changed, adapt the source module"
            )
        return cast(BinaryIO, archive.open(found[0]))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{path.name}: a damaged zip archive ({error}); fetch it again") from error


class _Bounded(io.RawIOBase):
    """A stream that stops a bomb, and says what is wrong with a cut archive."""

    def __init__(self, inner: BinaryIO, packed: int, name: str) -> None:
        self.inner = inner
        self.name = name
        self.left = min(LARGEST, FREE + RATIO * packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self.inner.read(len(view))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, OSError) as error:
            raise SourceError(f"{self.name}: the file is cut or damaged ({error}); fetch it again") from error
        self.left -= len(data)
        if self.left < 0:
            raise SourceError(
                f"{self.name}: unpacks to far more than a table of its size would; it may be a bomb. Look at the file "
                "before you use it"
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self.inner.close()
        super().close()
