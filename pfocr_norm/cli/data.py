"""``pfocr-norm data``: fetch, build, list, check, choose, compare and remove vocabularies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..building.releases.fetch import Progress
    from ..building.releases.store import DataStore, Installed
    from ..building.releases.updating import Report

#: Exit statuses: a source failed and the others went on; wrong use or nothing done.
FAILED, MISUSE = 1, 2

app = typer.Typer(
    rich_markup_mode=None,
    help="Fresh vocabularies: fetch official releases, keep several, choose one. PFOCR_NORM_DATA names the folder.",
    no_args_is_help=True,
)

Force = Annotated[
    bool, typer.Option("--force", help="Take a release that has shrunk, and fetch files that are current.")
]
Base = Annotated[
    Path | None, typer.Option("--base", metavar="FILE", help="Vocabulary under the releases.", show_default="embedded")
]
Use = Annotated[bool, typer.Option("--use/--no-use", help="Make the new vocabulary the one in use.")]
Wait = Annotated[float, typer.Option("--wait", metavar="SECONDS", min=0, help="Wait so long for another update.")]
Version = Annotated[
    str | None, typer.Argument(metavar="VERSION", help="As in data list, or a path.", show_default="the one in use")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(short_help="Fetch official releases and compile them.")
def update(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Sources, as in data info --sources; all when none is named."),
    ] = None,
    release: Annotated[
        list[str] | None,
        typer.Option("--release", metavar="[SOURCE=]NAME", help="An older release, as in hgnc=2025-07-01."),
    ] = None,
    mirror: Annotated[
        str,
        typer.Option("--mirror", metavar="URL", envvar="PFOCR_NORM_MIRROR", help="Base address in place of https://."),
    ] = "",
    force: Force = False,
    base: Base = None,
    use: Use = True,
    retries: Annotated[int, typer.Option("--retries", metavar="N", min=0, help="Further attempts for each file.")] = 4,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="Seconds without a byte.")
    ] = 60.0,
    wait: Wait = 600.0,
    progress: Annotated[
        bool | None, typer.Option("--progress/--no-progress", help="Show progress bars.", show_default="on a terminal")
    ] = None,
) -> None:
    """Fetch official releases over HTTPS and compile them over the embedded vocabulary.

    A source that fails keeps its release of before, and the exit status is then 1. A second call fetches only what
    has changed.
    """
    from ..building.releases.fetch import Fetcher
    from ..building.releases.updating import update as run

    with _reported():
        named = _releases(release or (), sources or ())
        with _bars(sys.stderr.isatty() if progress is None else progress) as bars:
            fetcher = Fetcher(mirror=mirror, retries=retries, timeout=timeout, progress=bars)
            report = run(
                _store(), sources or (), fetcher=fetcher, release=named, force=force, base=base, use=use, wait=wait,
                say=_say,
            )  # fmt: skip
        _finish(report, use=use)


@app.command()
def build(
    folder: Annotated[
        Path, typer.Option("--from", metavar="FOLDER", help="Release files under their official names, packed or not.")
    ],
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Sources; those that the folder has files of when none is named."),
    ] = None,
    force: Force = False,
    base: Base = None,
    use: Use = True,
    wait: Wait = 600.0,
) -> None:
    """Compile release files that are there already; no network."""
    from ..building.releases.updating import build_from

    with _reported():
        report = build_from(
            _store(), folder, sources=sources or (), force=force, base=base, use=use, wait=wait, say=_say
        )
        _finish(report, use=use)


@app.command("list")
def list_command(json: Json = False) -> None:
    """List the vocabularies; an asterisk marks the one in use."""
    with _reported():
        found = _store().installed()
        if json:
            _print_json([_brief(item) for item in found])
            return
        for item in found:
            about = _brief(item)
            mark = "*" if item.in_use else " "
            counts = f"{about['concepts']:>9,} concepts {about['names']:>10,} names" if about["concepts"] else ""
            typer.echo(f"{mark} {item.version:24} {counts}  {about['path']}")


@app.command()
def info(
    version: Version = None,
    sources: Annotated[bool, typer.Option("--sources", help="Show the sources that can be fetched.")] = False,
    json: Json = False,
) -> None:
    """Show what a vocabulary is made of: sources, releases, licences."""
    with _reported():
        if sources:
            _show_sources(json)
            return
        found = _store().find(version)
        if json:
            _print_json({**found.manifest, "path": str(found.path), "in_use": found.in_use})
            return
        about = _brief(found)
        typer.echo(f"{found.version}{' (in use)' if found.in_use else ''}: {found.path}")
        typer.echo(f"{about['concepts']:,} concepts, {about['names']:,} names")
        for item in found.manifest.get("sources", ()):
            day, entries = item.get("released", ""), item.get("entries", 0)
            typer.echo(f"  {item['key']:12} {day:10} {entries:>9,}  {item['version']}; {item['licence']}")


@app.command(short_help="Check a vocabulary's hashes and sections.")
def verify(version: Version = None) -> None:
    """Check hashes and sections of a vocabulary, and the hashes of the release files."""
    with _reported():
        store = _store()
        found = store.verify(version)
        typer.echo(f"{found.version}: whole")
        for stored in store.verify_releases():
            typer.echo(f"  {stored.key}: {len(stored.files)} release files whole")


@app.command("use")
def use_command(
    version: Annotated[
        str, typer.Argument(metavar="VERSION", help="As in data list; embedded for the one that came with it.")
    ],
) -> None:
    """Choose the vocabulary in use."""
    with _reported():
        store = _store()
        with store.lock():
            found = store.use(version)
        typer.echo(f"in use: {found.version}")


@app.command()
def remove(
    versions: Annotated[list[str], typer.Argument(metavar="VERSION", help="As in data list.")],
) -> None:
    """Remove vocabularies that are not in use."""
    with _reported():
        store = _store()
        with store.lock():
            for version in versions:
                store.remove(version)
                typer.echo(f"removed: {version}")


@app.command("diff", short_help="What changed, all in all or for your keywords.")
def diff_command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A version of data list, or a path.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another one.")],
    keywords: Annotated[
        Path | None, typer.Option("--keywords", metavar="FILE", help="Only these words, one a line.")
    ] = None,
    records: Annotated[
        list[str] | None,
        typer.Option("--records", metavar="CORPUS", help="Only the keywords of these records; may be repeated."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Lines of each kind; 0 for all.")] = 20,
    json: Json = False,
) -> None:
    """Show what changed, all in all or for your keywords."""
    from ..building.releases.compare import diff
    from ..vocabulary.reader import Lexicon

    with _reported():
        store = _store()
        before, after = Lexicon.open(store.find(old).path), Lexicon.open(store.find(new).path)
        words = _words(keywords, records or ())
        changes = diff(before, after, keywords=words)
        if json:
            _print_json(changes.to_dict())
            return
        if words is not None:
            typer.echo(f"{len(changes.keywords):,} of {len(words):,} keywords mean something else in {changes.new}")
            for change in _some(changes.keywords, limit):
                typer.echo(change.keyword)
                for sign, found in (("-", change.lost), ("+", change.gained)):
                    for item in found:
                        taxon = f" of taxon {item.taxon}" if item.taxon else ""
                        typer.echo(f"  {sign} {item.curie} {item.name} ({item.status}{taxon})")
            return
        typer.echo(
            f"{changes.old} to {changes.new}: {len(changes.added):,} added, {len(changes.removed):,} removed, "
            f"{len(changes.renamed):,} renamed"
        )
        for curie, name in _some(changes.removed, limit):
            typer.echo(f"- {curie} {name}")
        for curie, name in _some(changes.added, limit):
            typer.echo(f"+ {curie} {name}")
        for curie, former, name in _some(changes.renamed, limit):
            typer.echo(f"  {curie} {former} -> {name}")


# -- parts -------------------------------------------------------------------------------------------------


def _store() -> DataStore:
    from ..building.releases.store import DataStore

    return DataStore()


@contextmanager
def _reported() -> Iterator[None]:
    from ..errors import PfocrNormError

    try:
        yield
    except PfocrNormError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(MISUSE) from None
    except KeyboardInterrupt:
        typer.echo("interrupted; the vocabulary in use is as it was", err=True)
        raise typer.Exit(130) from None


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _finish(report: Report, *, use: bool) -> None:
    if report.version is None:
        typer.echo("nothing to compile; the vocabulary in use is as it was", err=True)
        raise typer.Exit(MISUSE)
    done = "compiled" if report.compiled else "nothing new"
    typer.echo(f"{done}: {report.version}, {report.manifest.get('names', 0):,} names{', in use' if use else ''}")
    if report.failed:
        typer.echo(f"failed: {', '.join(report.failed)}; the rest is done", err=True)
        raise typer.Exit(FAILED)


def _releases(texts: Any, sources: Any) -> dict[str, str]:
    from ..errors import SourceError

    out = {}
    for text in texts:
        key, equals, name = text.partition("=")
        if not equals:
            if len(sources) != 1:
                raise SourceError(f"--release {text}: of which source? Write SOURCE={text}, or name one source")
            key, name = sources[0], text
        if sources and key not in sources:
            raise SourceError(f"--release {text}: {key} is not among the sources named")
        out[key] = name
    return out


def _words(keywords: Path | None, corpora: Any) -> list[str] | None:
    from ..errors import RecordError

    if keywords is None and not corpora:
        return None
    out: dict[str, None] = {}
    if keywords is not None:
        try:
            lines = keywords.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise RecordError(f"cannot be read ({error})", source=str(keywords)) from error
        out.update(dict.fromkeys(word for line in lines if (word := line.strip())))
    from ..formats import read_records

    for corpus in corpora:
        for record in read_records(corpus):
            if isinstance(record, RecordError):
                _say(f"error: {record}")
            else:
                out.update(dict.fromkeys(record.keywords))
    return list(out)


def _some(items: list[Any], limit: int) -> Iterator[Any]:
    shown = items if not limit else items[:limit]
    yield from shown
    if len(items) > len(shown):
        typer.echo(f"  … and {len(items) - len(shown):,} more; --limit 0 shows all")


def _brief(item: Installed) -> dict[str, Any]:
    about = item.manifest
    return {
        "version": item.version, "data_version": about.get("version", ""), "in_use": item.in_use,
        "path": str(item.path), "concepts": about.get("concepts", 0), "names": about.get("names", 0),
    }  # fmt: skip


def _show_sources(json: bool) -> None:
    from ..building.sources.releases import KEYS, source

    store, rows = _store(), []
    for key in KEYS:
        about, stored = source(key).release, store.stored(key)
        rows.append(
            {
                "key": key, "name": about.name, "licence": about.licence, "homepage": about.homepage,
                "release": (stored.release or stored.fetched) if stored else None,
                "files": [file.url for file in about.files],
            }
        )  # fmt: skip
    if json:
        _print_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['key']:10} {row['release'] or '-':12} {row['name']}; {row['licence']}; {row['homepage']}")


def _print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True))


@contextmanager
def _bars(show: bool) -> Iterator[Progress | None]:
    """One bar a file, on standard error."""
    if not show:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    tasks: dict[str, TaskID] = {}

    def show_bytes(name: str, done: int, total: int | None) -> None:
        if name not in tasks:
            tasks[name] = bars.add_task(name, total=total)
        bars.update(tasks[name], completed=done, total=total)

    with bars:
        yield show_bytes
