"""Take releases in, from their servers or from a folder, and compile what is there into a new vocabulary."""

from __future__ import annotations

import fnmatch
import hashlib
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import PfocrNormError, SourceError
from ...vocabulary.location import embedded_path
from ..sources.releases import KEYS, ON_REQUEST, Release, ReleaseFile, source
from .compiling import compile_into
from .fetch import NotThereError, hash_file
from .store import DataStore, StoredFile, StoredRelease

if TYPE_CHECKING:
    from .fetch import Fetcher

#: Share of a source's entries that may go missing from one release to the next.
SHRINK = 0.2
#: Raised when the same release files would compile to something else.
RECIPE = 1
_RELEASE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")

Say = Callable[[str], None]


@dataclass(slots=True)
class Report:
    """What an update did.

    Attributes
    ----------
    fetched, current
        Sources with a new release, and those whose release was the known one.
    failed
        Source to what went wrong; its release of before stays.
    version
        The vocabulary that holds it all; None when there was nothing to compile.
    path
        Its folder.
    compiled
        Whether it was compiled now.
    manifest
        Its manifest.
    """

    fetched: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    version: str | None = None
    path: Path | None = None
    compiled: bool = False
    manifest: dict[str, Any] = field(default_factory=dict)


def update(
    store: DataStore,
    sources: Sequence[str] = (),
    *,
    fetcher: Fetcher,
    release: Mapping[str, str] | None = None,
    force: bool = False,
    base: Path | None = None,
    use: bool = True,
    wait: float = 600.0,
    say: Say = lambda text: None,
) -> Report:
    """Fetch releases and compile them over the embedded vocabulary.

    A source that fails keeps the release of before, and the others go on.

    Parameters
    ----------
    store
        The data folder.
    sources
        Keys of the sources; all but the large tables of orthologs when empty.
    fetcher
        Fetches the files.
    release
        Source to the name of an older release.
    force
        Take a release that has shrunk, and fetch files that are current.
    base
        Vocabulary under the releases; the embedded one when None.
    use
        Make the new vocabulary the one in use.
    wait
        Seconds to wait for another update that runs.
    say
        Called with a line on each step.

    Raises
    ------
    SourceError
        A source is not known, another update runs, or the folder cannot be written.
    """
    keys = list(dict.fromkeys(sources)) or [key for key in KEYS if key not in ON_REQUEST]
    for key in (*keys, *(release or {})):
        source(key)
    report, parsed = Report(), dict[str, list[Any]]()
    with store.lock(wait):
        for key in keys:
            try:
                entries = _fetch(store, key, fetcher, (release or {}).get(key), force, base, say)
            except SourceError as error:
                report.failed[key] = str(error)
                note = source(key).release.note
                say(f"{key}: {error}; {_kept(store, key)}{f'. {note}' if note else ''}")
                continue
            if entries is None:
                report.current.append(key)
                say(f"{key}: current")
            else:
                report.fetched.append(key)
                parsed[key] = entries
        _compile(store, report, parsed, base=base, use=use, say=say)
    return report


def build_from(
    store: DataStore,
    folder: Path,
    *,
    sources: Sequence[str] = (),
    force: bool = False,
    base: Path | None = None,
    use: bool = True,
    wait: float = 600.0,
    say: Say = lambda text: None,
) -> Report:
    """Take release files from a folder and compile them; the same as `update` without a network.

    Parameters
    ----------
    folder
        Holds the files under their official names, packed or not, all together or in one folder a source.
    sources
        Keys of the sources; those that the folder has files of when empty.

    Raises
    ------
    SourceError
        As for `update`; also when no source is whole. One that lacks a file or is damaged is told and left out.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder; it should hold release files under their official names")
    report, parsed = Report(), dict[str, list[Any]]()
    found: dict[str, dict[str, Path]] = {}
    for key in sources or KEYS:
        files = _find(folder, source(key).release)
        missing = [file.pattern for file in source(key).release.files if file.key not in files]
        if missing and (sources or files) and key != "ncbi_gene":
            _fail(report, key, f"{folder}: {key} needs {', '.join(missing)} too", say)
        elif files:
            found[key] = files
    if not found and not report.failed:
        names = ", ".join(file.pattern for key in KEYS for file in source(key).release.files[:1])
        raise SourceError(f"{folder}: no release file there; known names are {names} …")
    with store.lock(wait):
        store.downloads.mkdir(parents=True, exist_ok=True)
        for key, files in found.items():
            try:
                parsed[key] = _taken(store, key, files, force, base)
            except SourceError as error:
                _fail(report, key, str(error), say)
                continue
            report.fetched.append(key)
            say(f"{key}: {len(parsed[key]):,} entries")
        if not parsed:
            raise SourceError("; ".join(report.failed.values()))
        _compile(store, report, parsed, base=base, use=use, say=say)
    return report


def _fail(report: Report, key: str, problem: str, say: Say) -> None:
    report.failed[key] = problem
    say(f"{key}: {problem}; the others go on")


def _taken(store: DataStore, key: str, files: Mapping[str, Path], force: bool, base: Path | None) -> list[Any]:
    """Copy a source's files into the data folder and take them in."""
    fresh, stored = {}, {}
    for name, path in files.items():
        copy = store.downloads / f"{key}-{path.name}"
        shutil.copyfile(path, copy)
        day = datetime.fromtimestamp(path.stat().st_mtime, timezone.utc).date().isoformat()
        stored[name] = StoredFile(path.name, path.name, hash_file(copy), copy.stat().st_size, fetched=day)
        fresh[name] = copy
    return _take(store, key, StoredRelease(key, "", 0, stored), fresh, force, base)


# -- one source --------------------------------------------------------------------------------------------


def _fetch(
    store: DataStore, key: str, fetcher: Fetcher, wanted: str | None, force: bool, base: Path | None, say: Say
) -> list[Any] | None:
    """Fetch a source's files and take them in; None when they are the ones that are here."""
    release = source(key).release
    name = _release_name(release, fetcher, wanted)
    before = store.stored(key)
    fresh: dict[str, Path] = {}
    files: dict[str, StoredFile] = {}
    today = datetime.now(timezone.utc).date().isoformat()
    for file in release.files:
        if wanted and "{release}" not in (file.archive or file.url):
            raise SourceError(f"{key} keeps no older releases at a fixed address; leave --release out")
        known = before.files.get(file.key) if before is not None and not force else None
        places = addresses(file, name, older=wanted is not None)
        for url in places:
            if known is not None and (known.url not in places or not store.path_of(key, known).is_file()):
                known = None
            target = store.downloads / key / url.rpartition("/")[2]
            try:
                got = fetcher.fetch(url, target, known=known.stamp if known and known.url == url else None)
                break
            except NotThereError:
                if url == places[-1]:
                    raise
        if not got.changed and known is not None:
            files[file.key] = known
            continue
        stamp = got.stamp
        files[file.key] = StoredFile(target.name, url, stamp.sha256, stamp.size, stamp.etag, stamp.modified, today)
        if known is not None and known.sha256 == stamp.sha256:
            target.unlink()
        else:
            fresh[file.key] = target
    if not fresh and before is not None:
        return None
    entries = _take(store, key, StoredRelease(key, name, 0, files), fresh, force, base)
    say(f"{key}: {len(entries):,} entries{f' of release {name}' if name else ''}")
    return entries


def addresses(file: ReleaseFile, name: str, *, older: bool) -> list[str]:
    """Return where a file of a release may be, most likely first.

    >>> file = ReleaseFile("t", "https://x.org/t", "https://x.org/m/t_{release}", archives=("https://x.org/q/t_{release}",))
    >>> addresses(file, "2025-07-01", older=True)
    ['https://x.org/m/t_2025-07-01', 'https://x.org/q/t_2025-07-01']
    """
    if not older or not file.archive:
        return [file.url.replace("{release}", name)]
    names = [name]
    if file.near:
        with suppress(ValueError):
            day = date.fromisoformat(name)
            names += [str(day + timedelta(sign * n)) for n in range(1, file.near + 1) for sign in (1, -1)]
    return [place.replace("{release}", text) for place in (file.archive, *file.archives) for text in names]


def _release_name(release: Release, fetcher: Fetcher, wanted: str | None) -> str:
    if wanted is not None:
        name = wanted.removeprefix("FB") if release.key == "flybase" else wanted
        if not _RELEASE_NAME.fullmatch(name):
            raise SourceError(f"--release {wanted}: not a release of {release.key}; it looks like {release.example}")
        return name
    if release.latest is None:
        return ""
    page, pattern = release.latest
    found = re.findall(pattern, fetcher.text(page))
    if not found:
        raise SourceError(
            f"{page}: does not list releases any more; name one, as in --release {release.key}={release.example}"
        )
    return str(max(found))


def _take(
    store: DataStore,
    key: str,
    stored: StoredRelease,
    fresh: Mapping[str, Path],
    force: bool,
    base: Path | None,
) -> list[Any]:
    """Parse a source's files, compare with the release of before, and commit them."""
    try:
        entries = _parse(store, key, {**store.paths(stored), **fresh})
        before = store.stored(key)
        known = before.entries if before is not None else _in_vocabulary(source(key).release.prefix, base)
        if len(entries) < (1 - SHRINK) * known and not force:
            raise SourceError(
                f"{key}: {len(entries):,} entries, {known:,} before; a release that shrinks by more than {SHRINK:.0%} "
                "is damaged more often than not. Look at it, then repeat with --force"
            )
    except SourceError:
        for path in fresh.values():
            path.unlink(missing_ok=True)
        raise
    stored.entries = len(entries)
    store.commit(stored, fresh)
    return entries


def _parse(store: DataStore, key: str, paths: Mapping[str, Path]) -> list[Any]:
    found = source(key)
    entries = list(found.parse(store.open_table(found.release, paths)))
    if not entries:
        raise SourceError(f"{key}: no entries in {', '.join(path.name for path in paths.values())}; fetch it again")
    return entries


def _in_vocabulary(prefix: str, base: Path | None) -> int:
    """Return how many concepts of a database the vocabulary has as their primary identifiers."""
    from ...vocabulary.reader import Lexicon

    if not prefix:
        return 0
    try:
        ranges = Lexicon.open(base or embedded_path()).header["ranges"]
    except PfocrNormError:
        return 0
    return sum(high - low for template, (low, high) in ranges.items() if template.startswith(f"{prefix}:"))


def _kept(store: DataStore, key: str) -> str:
    stored = store.stored(key)
    if stored is None:
        return "the vocabulary keeps what it has of it"
    return f"the release of {stored.fetched} stays"


def _find(folder: Path, release: Release) -> dict[str, Path]:
    """Return the newest file of each table, by name."""
    found = {}
    for file in release.files:
        # The current file and an older one have different names; either may be there, packed or unpacked.
        addresses_of = [url for url in (file.url, file.archive, *file.archives) if url]
        patterns = {url.rpartition("/")[2].replace("{release}", release.glob) for url in addresses_of}
        patterns |= (
            {f"{p}.gz" for p in patterns} | {p.removesuffix(".gz") for p in patterns} | {f"{p}.zip" for p in patterns}
        )
        # The one table of an archive may lie there by itself.
        patterns |= {file.saved, file.member if "*" not in file.member else ""} - {""}
        places = [folder / release.key, folder]
        names = [
            path
            for place in places
            if place.is_dir()
            for path in sorted(place.iterdir())
            if path.is_file() and any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)
        ]
        if names:
            found[file.key] = max(names, key=lambda path: (path.parent != folder, path.name))
    return found


# -- the vocabulary ----------------------------------------------------------------------------------------


def _compile(
    store: DataStore, report: Report, parsed: dict[str, list[Any]], *, base: Path | None, use: bool, say: Say
) -> None:
    """Compile all releases of the data folder over the base, unless the same has been compiled before."""
    below = base or embedded_path()
    stored = {key: found for key in KEYS if (found := store.stored(key)) is not None}
    if not stored:
        return
    digest = hashlib.sha256(f"{RECIPE} {hash_file(below)}".encode())
    for key, release in stored.items():
        digest.update(f" {key} {sorted((name, file.sha256) for name, file in release.files.items())}".encode())
    day = max(release.fetched for release in stored.values()).replace("-", ".")
    same = [item for item in store.installed() if item.version.endswith(f"-{digest.hexdigest()[:8]}")]
    if same:
        report.version, report.path, report.manifest = same[0].version, same[0].path.parent, same[0].manifest
    else:
        version = f"{day}-{digest.hexdigest()[:8]}"
        say("compiling")

        def build(folder: Path) -> None:
            for key, release in stored.items():
                if key not in parsed:
                    parsed[key] = _parse(store, key, store.paths(release))
            report.manifest = compile_into(folder, below, parsed, stored, version)

        report.path = store.install(version, build)
        report.version, report.compiled = version, True
    if use:
        store.use(report.version)
