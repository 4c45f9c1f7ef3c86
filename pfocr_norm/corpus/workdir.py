"""The work folder of a run: what is committed survives any death of the process.

Beside the output ``OUT`` lies ``OUT.partial`` while the run lasts. Data is appended to its files and made durable,
then ``state.json`` is replaced as a whole; it says how many records are done and how long each file was then. A run
that finds the folder cuts the files back to those lengths and goes on, so the bytes are those of an unbroken run.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..errors import OutputError
from ..formats._atomic import TEMPORARY_PREFIX, disk_error, sync_folder, write_atomic
from .job import ChunkResult
from .summary import Summary

STATE_VERSION = 1
FILES = ("data", "errors", "digests")


class Workdir:
    """The folder ``OUT.partial`` and its committed state.

    Parameters
    ----------
    path
        The folder.
    fingerprint
        What makes two runs the same: input, options, versions. Flat, of JSON values.
    """

    def __init__(self, path: str, fingerprint: Mapping[str, Any]) -> None:
        self.path = path
        self.fingerprint = dict(fingerprint)
        self.units = 0
        self.complete = False
        self.resumed = False
        #: Whether another run did the same work while this one waited for it.
        self.done_elsewhere = False
        self.summary = Summary()
        self._lengths = dict.fromkeys(FILES, 0)
        self._handles: dict[str, int] = {}
        self._last_commit = time.monotonic()

    def file(self, name: str) -> str:
        """Path of a file in the folder."""
        return os.path.join(self.path, name)

    @contextmanager
    def opened(
        self,
        *,
        overwrite: bool,
        head: bytes,
        resumable: bool = True,
        whole: Callable[[], bool] = lambda: False,
        refuse: Callable[[], None] = lambda: None,
        changed: Callable[[int], str] = lambda done: "",
    ) -> Iterator[Workdir]:
        """Make the folder or go on in it, alone.

        Parameters
        ----------
        overwrite
            Whether the folder of another run may be thrown away.
        head
            First bytes of a new data file.
        resumable
            False when the input cannot be read again (standard input).
        whole
            Tells whether the output is there; asked when another run like this one has ended while this one waited.
        refuse
            Raises when an output is there that must not be replaced; asked before anything is begun.
        changed
            Says what has changed of so many records that are done, so that the run cannot go on; or nothing.

        Raises
        ------
        OutputError
            When it belongs to a run with other input or options, or a run is at work in it.
        """
        same = not overwrite and resumable and self._is_at_work()
        with self._locked():
            try:
                state = self._read_state()
                if state is None and same and whole():
                    self.done_elsewhere = True
                    self._leave()
                    yield self
                    return
                if state is None and not overwrite:
                    try:
                        refuse()
                    except OutputError:
                        self._leave()
                        raise
                if state is not None and not (resumable and state["fingerprint"] == self.fingerprint):
                    if not overwrite:
                        raise OutputError(self._why_not(state, resumable))
                    state = None
                if state is not None and not state["complete"] and (why := changed(state["units"])):
                    if not overwrite:
                        raise OutputError(f"{why}; pass --overwrite to start anew")
                    state = None
                self._open_files(state, head)
                yield self
            except OSError as error:
                raise disk_error(error, self.path) from None
            finally:
                self._close_files()

    def append(self, result: ChunkResult) -> None:
        """Append a chunk's output; it counts once it is committed."""
        self._write("data", result.data)
        self._write("errors", result.errors)
        self._write("digests", result.digests)
        self.units += result.units
        self.summary.add(result.summary)

    def commit(self, *, every: float = 0.0, complete: bool = False) -> None:
        """Make durable what was appended, at most once in ``every`` seconds."""
        if not complete and time.monotonic() - self._last_commit < every:
            return
        for handle in self._handles.values():
            os.fsync(handle)
        self.complete = complete
        state = {
            "version": STATE_VERSION,
            "units": self.units,
            "complete": complete,
            **self._lengths,
            "summary": self.summary.counts(),
            "fingerprint": self.fingerprint,
        }
        write_atomic(self.file("state.json"), json.dumps(state, indent=1).encode())
        self._last_commit = time.monotonic()

    def finish(self, moves: Mapping[str, str]) -> None:
        """Give files of the folder their final names, each at once, and remove the folder.

        A run that dies in here is completed by the next: what has moved already is simply not there any more.
        """
        self._close_files()
        for name, target in moves.items():
            if os.path.exists(self.file(name)):
                os.replace(self.file(name), target)
                sync_folder(os.path.dirname(target) or ".")
        # The state goes last: a folder without it would look like a run that never committed.
        for entry in sorted(os.listdir(self.path)):
            if os.path.isdir(self.file(entry)):
                shutil.rmtree(self.file(entry))
            elif entry not in ("state.json", "lock"):
                os.unlink(self.file(entry))
        os.unlink(self.file("state.json"))
        self._leave()

    # -- inside

    def _leave(self) -> None:
        """Remove the folder, unless another run has begun in it."""
        with contextlib.suppress(OSError):
            os.unlink(self.file("lock"))
            os.rmdir(self.path)

    def _is_at_work(self) -> bool:
        """Tell whether the folder is of a run like this one."""
        try:
            with open(self.file("state.json"), "rb") as stream:
                return bool(json.loads(stream.read())["fingerprint"] == self.fingerprint)
        except (OSError, ValueError, KeyError, TypeError):
            return False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock of the folder that is there now: one that waits may get that of a folder removed meanwhile."""
        with contextlib.ExitStack() as held:
            while True:
                try:
                    os.makedirs(self.path, exist_ok=True)
                    handle = held.enter_context(_lock(self.file("lock")))
                except FileNotFoundError:
                    continue  # removed between the two calls
                except OSError as error:
                    raise disk_error(error, self.path) from None
                if handle is None or _is_file(handle, self.file("lock")):
                    break
                held.close()
            yield

    def _read_state(self) -> dict[str, Any] | None:
        try:
            with open(self.file("state.json"), "rb") as stream:
                state = json.loads(stream.read())
            if not isinstance(state, dict) or state["version"] != STATE_VERSION:
                raise ValueError
            Summary.from_counts(state["summary"])
            state["fingerprint"], [state[name] + 0 for name in (*FILES, "units")]
        except FileNotFoundError:
            strangers = set(os.listdir(self.path)) - {"lock", *FILES, "final"}
            strangers = {name for name in strangers if not name.startswith(TEMPORARY_PREFIX)}
            if strangers:
                names = ", ".join(sorted(strangers)[:3])
                raise OutputError(
                    f"{self.path} is needed as work folder, but holds other files ({names}); move them away"
                ) from None
            return None
        except (ValueError, KeyError, TypeError):
            raise OutputError(f"{self.path} is not a work folder of this version; remove it to start anew") from None
        return state

    def _why_not(self, state: Mapping[str, Any], resumable: bool) -> str:
        found = state["fingerprint"]
        other = [
            f"{key} was {found.get(key)!r}, is {self.fingerprint.get(key)!r}"
            for key in sorted({*found, *self.fingerprint})
            if found.get(key) != self.fingerprint.get(key)
        ]
        if not resumable:
            other = ["standard input cannot be read from the beginning again"]
        return (
            f"{self.path} holds {state['units']:,} records of an interrupted run that this one cannot go on with: "
            f"{'; '.join(other)[:500]}. Repeat that run's command, or pass --overwrite to start anew"
        )

    def _open_files(self, state: Mapping[str, Any] | None, head: bytes) -> None:
        for entry in os.listdir(self.path):
            if entry.startswith(TEMPORARY_PREFIX):
                os.unlink(self.file(entry))
        if state is not None:
            self.resumed = True
            self.units = state["units"]
            self.complete = state["complete"]
            self.summary = Summary.from_counts(state["summary"])
            self._lengths = {name: state[name] for name in FILES}
            if self.complete:
                return
            for name, length in self._lengths.items():
                if os.path.getsize(self.file(name)) < length:
                    raise OutputError(f"{self.file(name)} is shorter than it was; remove {self.path} to start anew")
        else:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.file("state.json"))
        for name in FILES:
            handle = os.open(self.file(name), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            self._handles[name] = handle
            os.truncate(handle, self._lengths[name])
            os.lseek(handle, 0, os.SEEK_END)
        if state is None:
            self._write("data", head)
            self.commit()

    def _write(self, name: str, data: bytes) -> None:
        # Unbuffered: when the disk is full, nothing lies in a buffer that would fail a second time on closing.
        view = memoryview(data)
        while view:
            view = view[os.write(self._handles[name], view) :]
        self._lengths[name] += len(data)

    def _close_files(self) -> None:
        while self._handles:
            os.close(self._handles.popitem()[1])


def remove_remains(path: str) -> None:
    """Remove a work folder that has nothing but its lock, as a run leaves it that dies in its very last step."""
    with contextlib.suppress(OSError, OutputError):
        if os.listdir(path) == ["lock"]:
            with _lock(os.path.join(path, "lock"), patience=0):
                shutil.rmtree(path)


@contextmanager
def _lock(path: str, patience: float = 15.0) -> Iterator[int | None]:
    """Hold a lock that dies with the process and its workers, which end soon after a killed parent."""
    try:
        import fcntl
    except ImportError:  # Windows refuses to replace files that are open, which is lock enough
        yield None
        return
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise OutputError(f"another run is at work in {os.path.dirname(path)}; wait for it") from None
                time.sleep(0.1)
        yield handle
    finally:
        os.close(handle)


def _is_file(handle: int, path: str) -> bool:
    """Tell whether an open file is the one of this name."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False
