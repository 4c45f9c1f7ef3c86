"""The errors of the package: one small tree, every message says where, what and the way out."""

from __future__ import annotations


class PfocrNormError(Exception):
    """Base of every error that this package raises on purpose."""


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
        return (_rebuild_record_error, (self.reason, self.source, self.line))


def _rebuild_record_error(reason: str, source: str | None, line: int | None) -> RecordError:
    return RecordError(reason, source=source, line=line)


class LexiconError(PfocrNormError):
    """The vocabulary is missing, damaged, of another format version, or not a vocabulary at all."""


class GroundingError(PfocrNormError, LookupError):
    """Raised under ``strict=True`` where a term has no single answer."""


class OutputError(PfocrNormError):
    """The output cannot be written: it exists, the disk is full, the schema does not fit."""


class SourceError(PfocrNormError):
    """A release of a vocabulary source cannot be fetched or parsed."""
