"""The errors of the package: one small tree, every message says where, what and the way out."""

from __future__ import annotations

from typing import Any

#: Control characters but tab and line breaks, C1 too: a terminal would obey them.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code not in (9, 10, 13)}
#: Those that turn the direction of writing make a name look like another one.
CONTROLS.update((code, f"\\u{code:04x}") for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


class PfocrNormError(Exception):
    r"""Base of every error that this package raises on purpose.

    Its text has no control characters, whatever the names of files and columns have in them.

    >>> str(PfocrNormError("a\x1b[31m.md: cannot be read"))
    'a\\x1b[31m.md: cannot be read'
    """

    def __str__(self) -> str:
        return super().__str__().translate(CONTROLS)


class RecordError(PfocrNormError, ValueError):
    """A record that cannot be read: the message names the file, the line and the field.

    Parameters
    ----------
    message
        What was wrong and what to do about it.
    source
        The file (or ``<stdin>``) the record came from.
    line
        1-based line in that file, when it is known.
    """

    def __init__(self, message: str, *, source: str | None = None, line: int | None = None) -> None:
        place = "" if source is None else f"{source}:{line}: " if line is not None else f"{source}: "
        super().__init__(place + message)
        self.reason = message
        self.source = source
        self.line = line

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_record_error, (type(self), self.reason, self.source, self.line))


def _rebuild_record_error(kind: type[RecordError], reason: str, source: str | None, line: int | None) -> RecordError:
    return kind(reason, source=source, line=line)


class InputError(RecordError):
    """A whole input that cannot be read: it is not there, empty, of an unknown kind, or no table of figures."""


class MissingExtraError(PfocrNormError, ImportError):
    """Something needs a library that comes with an extra: ``pip install 'pfocr-norm[frames]'``."""


def require(what: str, extra: str, *modules: str) -> Any:
    """Import the modules that something needs, and return the first.

    Parameters
    ----------
    what
        What needs them, for the message: ``"data frames"``.
    extra
        The extra of this package that brings them.
    modules
        Their names.

    Raises
    ------
    MissingExtraError
        When one is not installed.

    Examples
    --------
    >>> require("numbers", "all", "json").__name__
    'json'
    >>> require("data frames", "frames", "no_such_module")
    Traceback (most recent call last):
    ...
    pfocr_norm.errors.MissingExtraError: data frames need no_such_module: pip install 'pfocr-norm[frames]'
    """
    from importlib import import_module

    try:
        found = [import_module(name) for name in modules]
    except ImportError as error:
        missing = (error.name or modules[0]).partition(".")[0]
        raise MissingExtraError(f"{what} need {missing}: pip install 'pfocr-norm[{extra}]'") from None
    return found[0]


class LexiconError(PfocrNormError):
    """The vocabulary is missing, damaged, of another format version, or not a vocabulary at all."""


class UnknownOrganismError(PfocrNormError, ValueError):
    """An organism that the caller named and nobody knows."""


class GroundingError(PfocrNormError, LookupError):
    """Raised under ``strict=True`` where a term has no single answer."""


class OutputError(PfocrNormError):
    """The output cannot be written: it exists, the disk is full, the schema does not fit."""


class SourceError(PfocrNormError):
    """A release of a vocabulary source cannot be fetched or parsed."""
