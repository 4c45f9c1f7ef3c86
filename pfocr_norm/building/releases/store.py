"""The data folder: fetched releases, installed vocabularies, and the pointer to the one in use."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ...errors import LexiconError, SourceError
from ...vocabulary.location import (
    FILE_NAME,
    POINTER,
    VERSIONS,
    embedded_path,
    is_version,
    user_folder,
    version_in_use,
)
from ..sources.releases import Release
from .archives import open_release
from .fetch import Stamp, hash_file

EMBEDDED = "embedded"
MANIFEST = "manifest.json"


@dataclass(slots=True)
class StoredFile:
    """One release file of the data folder: where it came from, its hash, and when."""

    name: str
    url: str
    sha256: str
    size: int
    etag: str = ""
    modified: str = ""
    fetched: str = ""

    @property
    def stamp(self) -> Stamp:
        """What a server can be asked about it with."""
        return Stamp(self.sha256, self.size, self.etag, self.modified)


@dataclass(slots=True)
class StoredRelease:
    """The release of one source that is in the data folder."""

    key: str
    release: str
    entries: int
    files: dict[str, StoredFile] = field(default_factory=dict)

    @property
    def fetched(self) -> str:
        """Day on which the newest file came, ``2026-11-22``."""
        return max(file.fetched for file in self.files.values())

    @property
    def dated(self) -> str:
        """Day of the newest file as its server dates it; else the release's name; else the day on which it came."""
        days = []
        for file in self.files.values():
            with suppress(ValueError, TypeError):
                days.append(parsedate_to_datetime(file.modified).date().isoformat())
        return max(days, default=self.release or self.fetched)


class Installed(NamedTuple):
    """A vocabulary of the data folder, or the embedded one."""

    version: str
    path: Path
    in_use: bool
    manifest: dict[str, Any]


class DataStore:
    """The folder of fetched releases and installed vocabularies.

    Every change becomes visible by one rename: a release when its ``state.json`` is replaced, a vocabulary when its
    folder gets its name, the choice when the pointer is replaced. A process that is killed leaves the state before
    or the state after, and rubbish that the next change sweeps up.

    Parameters
    ----------
    folder
        ``PFOCR_NORM_DATA`` or the user's cache folder when None.
    """

    def __init__(self, folder: Path | str | None = None) -> None:
        self.folder = user_folder() if folder is None else Path(folder)
        self.releases = self.folder / "releases"
        self.downloads = self.folder / "downloads"
        self.versions = self.folder / VERSIONS

    @contextmanager
    def lock(self, timeout: float = 600.0) -> Iterator[None]:
        """Hold the folder's one lock.

        Raises
        ------
        SourceError
            Another process holds it for longer than `timeout` seconds, or the folder cannot be written.
        """
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock", timeout=timeout)
            lock.acquire()
        except Timeout:
            raise SourceError(f"{self.folder}: another update is running; wait for it, or end it") from None
        except OSError as error:
            raise SourceError(
                f"{self.folder}: cannot be written ({error.strerror}); set PFOCR_NORM_DATA to a folder that can"
            ) from error
        try:
            yield
        finally:
            lock.release()

    # -- releases ------------------------------------------------------------------------------------------

    def stored(self, key: str) -> StoredRelease | None:
        """Return what is here of a source, None when nothing is."""
        try:
            state = json.loads((self.releases / key / "state.json").read_text(encoding="utf-8"))
            files = {name: StoredFile(**about) for name, about in state["files"].items()}
            return StoredRelease(state["key"], state["release"], state["entries"], files)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SourceError(
                f"{self.releases / key / 'state.json'}: cannot be read ({error}); remove the folder and "
                f"fetch {key} again"
            ) from error

    def path_of(self, key: str, file: StoredFile) -> Path:
        """Return where a release file lies; its name carries its hash, so old and new can stand side by side."""
        return self.releases / key / f"{file.sha256[:12]}-{file.name}"

    def commit(self, release: StoredRelease, fresh: Mapping[str, Path]) -> None:
        """Take a source's files in, as one step, and drop those of before.

        Parameters
        ----------
        release
            The new state.
        fresh
            Table to a file that is moved in; the others are here already.
        """
        folder = self.releases / release.key
        folder.mkdir(parents=True, exist_ok=True)
        for key, path in fresh.items():
            os.replace(path, self.path_of(release.key, release.files[key]))
        replace_text(folder / "state.json", json.dumps(asdict(release), indent=1, sort_keys=True))
        kept = {self.path_of(release.key, file).name for file in release.files.values()} | {"state.json"}
        for path in folder.iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)

    def open_table(self, release: Release, paths: Mapping[str, Path]) -> Callable[[str], BinaryIO]:
        """Return the function that opens a source's tables by key."""
        members = {file.key: file.member for file in release.files}
        return lambda key: open_release(paths[key], member=members[key])

    def paths(self, stored: StoredRelease) -> dict[str, Path]:
        """Return where the tables of a release lie."""
        return {key: self.path_of(stored.key, file) for key, file in stored.files.items()}

    # -- vocabularies --------------------------------------------------------------------------------------

    def installed(self) -> list[Installed]:
        """Return the embedded vocabulary, then those of the folder, oldest first."""
        used = version_in_use(self.folder)
        out = [Installed(EMBEDDED, embedded_path(), used is None, _manifest(embedded_path().parent))]
        if self.versions.is_dir():
            for path in sorted(self.versions.iterdir()):
                if is_version(path.name) and (path / FILE_NAME).is_file():
                    out.append(Installed(path.name, path / FILE_NAME, path.name == used, _manifest(path)))
        return out

    def find(self, version: str | None = None) -> Installed:
        """Return a vocabulary by its version, the one in use when None.

        A path of a vocabulary file, or of a folder with one, is found too.

        Raises
        ------
        LexiconError
            There is none of that version.
        """
        found = self.installed()
        for item in found:
            if item.version == version or (version is None and item.in_use):
                return item
        if version is None:
            used = version_in_use(self.folder)
            raise LexiconError(
                f"{self.folder}: version {used} is in use but not there; `pfocr-norm data use embedded` puts that right"
            )
        path = Path(version)
        if path.is_dir():
            path = path / FILE_NAME
        if path.is_file():
            return Installed(version, path, False, _manifest(path.parent))
        raise LexiconError(f"no vocabulary {version!r}; there are {', '.join(item.version for item in found)}")

    def use(self, version: str) -> Installed:
        """Make a version the one in use, after a look whether it opens.

        Raises
        ------
        LexiconError
            It is not there, or does not open.
        """
        from ...vocabulary.reader import Lexicon

        found = self.find(version)
        if found.version != EMBEDDED and found.path.parent.parent != self.versions:
            raise LexiconError(f"{version}: not in the data folder; set PFOCR_NORM_DATA to it, or pass --data")
        Lexicon.open(found.path)
        if found.version == EMBEDDED:
            (self.folder / POINTER).unlink(missing_ok=True)
        else:
            replace_text(self.folder / POINTER, found.version + "\n")
        return found._replace(in_use=True)

    def remove(self, version: str) -> None:
        """Remove an installed version.

        Raises
        ------
        LexiconError
            It is not there, is in use, or is the embedded one.
        """
        found = self.find(version)
        if found.version == EMBEDDED or found.path.parent.parent != self.versions:
            raise LexiconError(f"{version}: not a version of the data folder; it stays")
        if found.in_use:
            raise LexiconError(f"{version} is in use; first `pfocr-norm data use embedded`, or another version")
        # Out of sight first: nobody opens a half-removed one.
        hidden = self.versions / f".gone-{uuid.uuid4().hex[:12]}"
        os.replace(found.path.parent, hidden)
        shutil.rmtree(hidden, ignore_errors=True)

    def verify(self, version: str | None = None) -> Installed:
        """Check a vocabulary's hash and every section of it, and the release files it was made of where they are here.

        Raises
        ------
        LexiconError, SourceError
            Naming what is damaged.
        """
        from ...vocabulary.reader import Lexicon

        found = self.find(version)
        expected = found.manifest.get("sha256")
        if expected and found.manifest.get("file", FILE_NAME) == found.path.name:
            digest = hash_file(found.path)
            if digest != expected:
                raise LexiconError(
                    f"{found.path}: SHA-256 is {digest}, the manifest says {expected}; remove it and build it again"
                )
        Lexicon.open(found.path).verify()
        return found

    def verify_releases(self) -> list[StoredRelease]:
        """Check the hashes of all release files of the folder and return the releases.

        Raises
        ------
        SourceError
            Naming the first file that is absent or damaged.
        """
        from ..sources.releases import KEYS

        found = [stored for key in KEYS if (stored := self.stored(key)) is not None]
        for stored in found:
            for file in stored.files.values():
                path = self.path_of(stored.key, file)
                if not path.is_file() or hash_file(path) != file.sha256:
                    raise SourceError(
                        f"{path}: absent or damaged; `pfocr-norm data update {stored.key} --force` fetches it again"
                    )
        return found

    def install(self, version: str, build: Callable[[Path], None]) -> Path:
        """Build a vocabulary in a hidden folder and give it its name when it is whole.

        Parameters
        ----------
        version
            Its name; one that is there already is kept.
        build
            Fills a folder.
        """
        self.sweep()
        final = self.versions / version
        hidden = self.versions / f".part-{uuid.uuid4().hex[:12]}"
        hidden.mkdir(parents=True)
        try:
            build(hidden)
            os.replace(hidden, final)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
        return final

    def sweep(self) -> None:
        """Remove what killed processes have left; only under the lock."""
        if self.versions.is_dir():
            for path in self.versions.glob(".*"):
                shutil.rmtree(path, ignore_errors=True)


def replace_text(path: Path, text: str) -> None:
    """Write a small file through a temporary one beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)


_TEXTS = ("version", "sha256", "file")


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    # A damaged manifest says nothing of what it should count or list.
    kinds: dict[str, type] = {"concepts": int, "names": int, "sources": list} | dict.fromkeys(_TEXTS, str)
    found = {key: value for key, value in found.items() if isinstance(value, kinds.get(key, object))}
    if "sources" in found:
        found["sources"] = [_about(item) for item in found["sources"] if isinstance(item, dict)]
    return found


def _about(source: dict[str, Any]) -> dict[str, Any]:
    """Return what a manifest says of a source, with the fields that are shown."""
    texts = {key: str(source.get(key, "")) for key in ("key", "version", "licence")}
    entries = source.get("entries", 0)
    return {**source, **texts, "entries": entries if isinstance(entries, int) else 0}
