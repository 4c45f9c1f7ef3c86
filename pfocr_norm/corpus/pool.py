"""A bounded map over worker processes that keeps the order and leaves no orphans."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, TypeVar

from ..errors import PfocrNormError

ChunkT = TypeVar("ChunkT")
ResultT = TypeVar("ResultT")

#: Objects made since the garbage collector's last walk that make it walk again (Python's own number is 700).
YOUNG_OBJECTS = 50_000

_work: Callable[[Any], Any] | None = None
_folder = ""


class WorkerDied(PfocrNormError):
    """A worker process was killed; the work done so far is kept."""


def default_workers() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ordered_map(
    work: Callable[[ChunkT], ResultT], chunks: Iterable[ChunkT], *, workers: int, start_method: str | None = None
) -> Generator[ResultT, None, None]:
    """Process chunks, results in the order of the chunks.

    Parameters
    ----------
    work
        What to do with a chunk. It is inherited under fork and pickled under spawn, where its normalizer is opened
        again from its path.
    chunks
        Read only a few ahead of the results, so memory stays flat.
    workers
        Processes; 1 works in this one.
    start_method
        ``fork``, ``spawn`` or ``forkserver``. By default fork on Linux while this process has one thread.

    Raises
    ------
    WorkerDied
        Most often for want of memory.
    """
    if workers > 1:
        yield from _over_processes(work, chunks, workers, start_method)
        return
    thresholds = gc.get_threshold()
    _spare_collector()
    try:
        for chunk in chunks:
            yield _processed(work, chunk)
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def _spare_collector() -> None:
    """Let the garbage collector look at what is new, seldom: normalizing leaves no cycles, and what it keeps, stays.

    The remembered answers are hundreds of thousands of tuples; to walk through them again and again costs a
    quarter of the time.
    """
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)


def _processed(work: Callable[[ChunkT], ResultT], chunk: ChunkT) -> ResultT:
    result = work(chunk)
    gc.collect()  # looks at this chunk's objects alone
    gc.freeze()
    return result


def _over_processes(
    work: Callable[[ChunkT], ResultT], chunks: Iterable[ChunkT], workers: int, start_method: str | None
) -> Generator[ResultT, None, None]:
    context = multiprocessing.get_context(start_method or _start_method())
    pending: deque[Future[str]] = deque()
    with tempfile.TemporaryDirectory(prefix="pfocr-norm-") as folder:
        executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_initialize, initargs=(work, folder))
        try:
            for chunk in chunks:
                pending.append(executor.submit(_process, chunk))
                if len(pending) > 2 * workers:
                    yield _taken(pending.popleft().result())
            while pending:
                yield _taken(pending.popleft().result())
        except BrokenProcessPool:
            raise WorkerDied(
                "a worker process was killed, most often because memory ran out; run the same command again, with "
                "fewer --workers"
            ) from None
        finally:
            # An error or Ctrl-C must not wait for chunks that nobody will read.
            for future in pending:
                future.cancel()
            executor.shutdown(wait=True, cancel_futures=True)


def _taken(name: str) -> Any:
    """Return the result in a file, which goes."""
    file = Path(name)
    result = pickle.loads(file.read_bytes())
    file.unlink()
    return result


def _start_method() -> str:
    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "spawn"


def _initialize(work: Callable[[Any], Any], folder: str) -> None:
    global _work, _folder
    _work, _folder = work, folder
    _spare_collector()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    # A worker waits on a queue whose other end its siblings also hold: it would wait for ever on a killed parent.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        shutil.rmtree(_folder, ignore_errors=True)
        os._exit(1)


def _process(chunk: Any) -> str:
    """Return the name of a file with the result.

    A result goes through a pipe that this process still holds open: of a worker killed in the middle of a long one the
    rest would be waited for without end. A file's name is written whole or not at all.
    """
    assert _work is not None
    result = _processed(_work, chunk)
    handle, name = tempfile.mkstemp(dir=_folder)
    with open(handle, "wb") as stream:
        pickle.dump(result, stream, pickle.HIGHEST_PROTOCOL)
    return name
