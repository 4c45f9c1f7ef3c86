"""What the commands share: options, exit statuses, error lines, the progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from ..errors import RecordError
    from ..normalizer import Normalizer

ItemT = TypeVar("ItemT")

#: Exit statuses, the same in all commands: a record was broken; wrong use, an input that is none, an output that
#: cannot be; a limit of ``--fail-on`` is exceeded; Ctrl-C; and, as the shell writes it, a reader that went away.
BROKEN, MISUSE, OVER_LIMIT, INTERRUPTED, PIPE_CLOSED = 1, 2, 3, 130, 141

OrganismOption = Annotated[
    str | None,
    typer.Option("--organism", metavar="NAME", help="What the figures are about, when you know: a name or taxon id."),
]
#: As in pfocr_norm.normalizer, which is not imported before it is needed.
ASSUMED = "Homo sapiens"
AssumeOption = Annotated[
    str,
    typer.Option("--assume", metavar="NAME", help="What figures that do not tell their organism are read as; or none."),
]
ExtraOption = Annotated[
    list[str] | None, typer.Option("--extra", metavar="TSV", help="Own names, as a layer on top; may be repeated.")
]
OverridesOption = Annotated[
    str | None, typer.Option("--overrides", metavar="TSV", help="Words whose meaning you decide: word, identifier.")
]
StopOption = Annotated[str | None, typer.Option("--stop", metavar="FILE", help="Words that get no answer.")]
OnlineOption = Annotated[
    bool, typer.Option("--online", help="Ask MyGene.info and a drug service about what stays unresolved.")
]
DataOption = Annotated[
    str | None, typer.Option("--data", metavar="FILE", help="Vocabulary file in place of the one in use.")
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", "-w", metavar="N", min=1, help="Processes.", show_default="all cores")
]
ShardOption = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="The I-th of N parts, for job arrays.")
]
LimitOption = Annotated[int | None, typer.Option("--limit", metavar="N", min=0, help="At most so many records.")]
ProgressOption = Annotated[
    bool | None, typer.Option("--progress/--no-progress", help="Show a progress bar.", show_default="on a terminal")
]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="FORMAT", help="Input format, when the name does not tell.")
]
SafeOption = Annotated[
    bool,
    typer.Option(
        "--spreadsheet-safe", help="In CSV and TSV, put ' before a cell that a spreadsheet would read as a formula."
    ),
]


def open_normalizer(
    data: str | None,
    organism: str | None = None,
    assume: str = ASSUMED,
    extra: list[str] | None = None,
    overrides: str | None = None,
    stop: str | None = None,
    online: bool = False,
    **settings: Any,
) -> Normalizer:
    """Open the vocabulary with the settings of the command line, and others of :class:`~pfocr_norm.Normalizer`."""
    from ..normalizer import Normalizer

    return Normalizer(
        data, organism=organism, assume=None if assume.lower() == "none" else assume, extra=extra or (),
        overrides=overrides, stop=stop, online=online, **settings,
    )  # fmt: skip


def parse_shard(text: str | None) -> tuple[int, int] | None:
    """Read ``I/N``.

    >>> parse_shard("3/16")
    (3, 16)
    """
    from ..errors import PfocrNormError

    if text is None:
        return None
    first, slash, second = text.partition("/")
    try:
        if not slash:
            raise ValueError
        return int(first), int(second)
    except ValueError:
        raise PfocrNormError(f"--shard {text}: write I/N, as in 3/16") from None


def misuse(message: str) -> NoReturn:
    """End the command with one line and the status of wrong use."""
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(MISUSE) from None


@contextmanager
def reported(interrupted: str = "") -> Iterator[None]:
    """Turn the errors of this package into one line and an exit status."""
    from ..errors import InputError, PfocrNormError, RecordError

    try:
        yield
    except InputError as error:
        misuse(str(error))
    except RecordError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(BROKEN) from None
    except PfocrNormError as error:
        misuse(str(error))
    except KeyboardInterrupt:
        if interrupted:
            typer.echo(interrupted, err=True)
        raise typer.Exit(INTERRUPTED) from None


def readable(items: Iterable[ItemT | RecordError], broken: list[RecordError]) -> Iterator[ItemT]:
    """Yield what could be read; tell of each record that could not, and keep its error in ``broken``.

    Raises
    ------
    InputError
        When a whole input is none.
    """
    from ..errors import InputError, RecordError

    for item in items:
        if isinstance(item, InputError):
            raise item
        if isinstance(item, RecordError):
            broken.append(item)
            typer.echo(f"pfocr-norm: {item}", err=True)
        else:
            yield item


def server(command: str) -> Any:
    """Return the module that serves a command's pages.

    Raises
    ------
    MissingExtraError
        When the extra ``serve`` is not installed.
    """
    from ..errors import require

    require(f"the pages of {command}", "serve", "starlette")
    return require(f"the pages of {command}", "serve", "uvicorn")


@contextmanager
def output() -> Iterator[Any]:
    """Yield the write method of standard output; end quietly when its reader goes away, as in ``| head``."""
    stdout: Any = sys.stdout
    if hasattr(stdout, "reconfigure"):
        # A terminal of another encoding, and a lone surrogate, get escapes in place of a traceback.
        stdout.reconfigure(errors="backslashreplace")
    try:
        yield stdout.write
        stdout.flush()
    except BrokenPipeError:
        pipe_closed()
    except OSError as error:
        _drop_output()
        misuse(f"standard output cannot be written: {error.strerror or error}")


def pipe_closed() -> NoReturn:
    """End the command quietly: the reader of its output went away."""
    _drop_output()
    raise typer.Exit(PIPE_CLOSED) from None


def _drop_output() -> None:
    # Python flushes once more at exit, into nothing then.
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Bar:
    """A progress bar with rate and time left, on standard error; nothing when it is not wanted.

    Parameters
    ----------
    show
        None for: on a terminal.
    """

    def __init__(self, show: bool | None) -> None:
        self.shown = sys.stderr.isatty() if show is None else show
        self.first: tuple[float, int] | None = None
        if not self.shown:
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
        from rich.progress import TimeRemainingColumn as Left

        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), Left(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip

    def __enter__(self) -> Bar:
        if self.shown:
            self.progress.start()
            self.task = self.progress.add_task("starting", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self.progress.stop()

    def __call__(self, records: int, broken: int, share: float | None) -> None:
        """Show how far it is: records so far, broken ones among them, the share that is done."""
        import time

        from ..output.render import counted

        if not self.shown:
            return
        now = time.monotonic()
        if self.first is None:
            self.first = (now, records)
        seconds, fresh = now - self.first[0], records - self.first[1]
        rate = f", {fresh / seconds:,.0f}/s" if seconds > 1 else ""
        text = f"{counted(records, 'record')}{rate}" + (f", {broken:,} broken" if broken else "")
        total, done = (None, 0.0) if share is None else (1.0, min(share, 1.0))
        self.progress.update(self.task, description=text, total=total, completed=done)
