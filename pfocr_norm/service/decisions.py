"""What curators decided about figures: a table that only grows, one line a decision.

A line is written and synced before it counts, so that a kill loses nothing; an unfinished last line is left out. The
last decision about a figure holds; ``undo`` takes the last one back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import OutputError, RecordError
from ..formats._streams import open_bytes
from ..vocabulary.files import special_kind

COLUMNS = ("figid", "decision", "organism", "cause", "who")
ACCEPT, OTHER, REJECT, UNDO = "accept", "other", "reject", "undo"
#: ``accept`` the proposal, name an ``other`` organism, ``reject`` the proposal and keep the tags, ``undo`` the last.
KINDS = (ACCEPT, OTHER, REJECT, UNDO)
_UNSAFE = str.maketrans({"\t": " ", "\n": " ", "\r": " "})


class Decision(NamedTuple):
    """One decision about one figure.

    Attributes
    ----------
    figid
        The figure.
    decision
        One of :data:`KINDS`.
    organism
        Organisms of the figure by name, ``;`` between several; empty for ``reject`` and ``undo``.
    cause
        What the figure has in common with others that were decided with it.
    who
        The curator, as they call themselves; may be empty.
    """

    figid: str
    decision: str
    organism: str = ""
    cause: str = ""
    who: str = ""

    @property
    def organisms(self) -> tuple[str, ...]:
        """Names of the organisms."""
        return tuple(name.strip() for name in self.organism.split(";") if name.strip())


class Conflict(NamedTuple):
    """Two decisions about one figure that do not agree."""

    figid: str
    ours: Decision
    theirs: Decision


def read(path: str | os.PathLike[str]) -> tuple[Decision, ...]:
    """Return all lines of a file of decisions, in order; none where there is no file.

    Raises
    ------
    RecordError
        When a line is none, naming it. An unfinished last line, of a run that was killed, is passed over.
    """
    if not os.path.exists(path):
        return ()
    try:
        with open_bytes(os.fspath(path)) as stream:
            text = stream.read().decode("utf-8")
    except OSError as error:
        reason = f"cannot be read as decisions: {error.strerror or error}"
        raise RecordError(reason, source=os.fspath(path)) from None
    except UnicodeDecodeError as error:
        raise RecordError(f"cannot be read as decisions: {error}", source=os.fspath(path)) from None
    lines = text.split("\n")
    lines.pop()  # nothing, or what a kill left unfinished
    out = []
    for number, line in enumerate(lines, start=1):
        cells = line.rstrip("\r").split("\t")
        if number == 1 and cells[0] == COLUMNS[0]:
            continue
        if len(cells) != len(COLUMNS) or cells[1] not in KINDS or not cells[0]:
            raise RecordError(
                f"is no decision; a line has {', '.join(COLUMNS)} with tabs between, the second is one of "
                f"{', '.join(KINDS)}", source=os.fspath(path), line=number,
            )  # fmt: skip
        out.append(Decision(*cells))
    return tuple(out)


def standing(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return the decision that holds for each figure.

    >>> lines = [Decision("f1", "reject"), Decision("f1", "accept", "Mus musculus"), Decision("f1", "undo")]
    >>> standing(lines)["f1"].decision
    'reject'
    """
    stacks: dict[str, list[Decision]] = {}
    for item in decisions:
        _put(stacks, item)
    return _last(stacks)


def _put(stacks: dict[str, list[Decision]], item: Decision) -> None:
    """Put a decision on those of its figure, or take the last one off."""
    stack = stacks.setdefault(item.figid, [])
    if item.decision != UNDO:
        stack.append(item)
    elif stack:
        stack.pop()


def _last(stacks: Mapping[str, Sequence[Decision]]) -> dict[str, Decision]:
    """Return the decision that holds for each figure."""
    return {figid: stack[-1] for figid, stack in stacks.items() if stack}


class Journal:
    """A file of decisions that is open for more.

    Parameters
    ----------
    path
        The file; it is made when it is not there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        kind = special_kind(path)
        if kind is not None:
            raise OutputError(f"{self.path}: is {kind}, not a file")
        self._stacks: dict[str, list[Decision]] = {}
        for item in read(path):
            _put(self._stacks, item)
        try:
            self._end_torn_line()
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror or error}") from None

    def _end_torn_line(self) -> None:
        """Cut off what a kill left unfinished, so that the next line begins at a line's begin."""
        if not self.path.exists() or not self.path.stat().st_size:
            self._append(["\t".join(COLUMNS)])
            return
        data = self.path.read_bytes()
        if b"\n" not in data and not "\t".join(COLUMNS).encode().startswith(data):
            raise RecordError("is no file of decisions; name another one", source=os.fspath(self.path), line=1)
        if not data.endswith(b"\n"):
            with self.path.open("rb+") as file:
                file.truncate(data.rfind(b"\n") + 1)
                os.fsync(file.fileno())

    def _append(self, lines: Iterable[str]) -> None:
        data = "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace")
        with self.path.open("ab", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            try:
                while data:
                    data = data[file.write(data) :]
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)  # half a line of a full disk would make the next one unreadable
                raise

    def add(self, decisions: Iterable[Decision]) -> None:
        """Write decisions, and wait until they are on the disk.

        Raises
        ------
        OutputError
            When they cannot be written; then none of them counts.
        """
        clean = [Decision(*[cell.translate(_UNSAFE) for cell in item]) for item in decisions]
        try:
            self._append("\t".join(item) for item in clean)
        except OSError as error:
            raise OutputError(f"{self.path}: cannot be written: {error.strerror or error}") from None
        for item in clean:
            _put(self._stacks, item)

    def standing(self) -> dict[str, Decision]:
        """Return the decision that holds for each figure."""
        return _last(self._stacks)

    def of(self, figid: str) -> Decision | None:
        """Return the decision that holds for one figure."""
        stack = self._stacks.get(figid)
        return stack[-1] if stack else None


def merge(files: Iterable[str | os.PathLike[str]]) -> tuple[list[Decision], list[Conflict]]:
    """Bring the decisions of several people together.

    Returns
    -------
    decisions
        What holds for each figure, by identifier; where two people do not agree the first file's.
    conflicts
        The figures about which they do not agree.
    """
    merged: dict[str, Decision] = {}
    conflicts = []
    for path in files:
        for figid, item in standing(read(path)).items():
            mine = merged.setdefault(figid, item)
            if (mine.decision, mine.organisms) != (item.decision, item.organisms):
                conflicts.append(Conflict(figid, mine, item))
    return [merged[figid] for figid in sorted(merged)], conflicts


def rows(decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield the lines of a file of decisions, the header first."""
    yield "\t".join(COLUMNS) + "\n"
    for item in decisions:
        yield "\t".join(cell.translate(_UNSAFE) for cell in item) + "\n"
