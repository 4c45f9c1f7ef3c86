"""Read plain data out of pickles without running anything that they name."""

from __future__ import annotations

import io
import pickle
from array import array
from collections.abc import Mapping
from typing import Any, NoReturn

from ...errors import SourceError


class _Strict(pickle.Unpickler):
    """Knows the constructors it is given, and no other."""

    def __init__(self, data: bytes, *, table: str, allowed: Mapping[tuple[str, str], Any]) -> None:
        super().__init__(io.BytesIO(data))
        self._table = table
        self._allowed = allowed

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._allowed[module, name]
        except KeyError:
            raise SourceError(f"{self._table}: the pickle names {module}.{name}, which is not allowed") from None

    def persistent_load(self, pid: Any) -> NoReturn:
        raise SourceError(f"{self._table}: the pickle refers to something outside itself")


def load_plain(data: bytes, *, table: str) -> Any:
    """Load a pickle of dicts, lists, strings and numbers.

    Raises
    ------
    SourceError
        The pickle names any class or function, or is damaged.

    Examples
    --------
    >>> load_plain(pickle.dumps({"DB00675": ["tamoxifen"]}), table="demo")
    {'DB00675': ['tamoxifen']}
    """
    return _load(_Strict(data, table=table, allowed={}), table)


def load_frame(data: bytes, *, table: str) -> dict[str, list[Any]]:
    """Load a pickled pandas data frame as columns, without pandas.

    The pickle's constructors are replaced by inert stand-ins that only hold their arguments, so that
    neither the pandas that wrote it nor any other has to be there, and nothing of it runs.

    Returns
    -------
    dict of str to list
        Column name to values, all of one length.

    Raises
    ------
    SourceError
        The pickle names anything else than a frame of numbers and objects, or is damaged.
    """
    frame = _load(_Strict(data, table=table, allowed=_FRAME), table)
    try:
        manager = next(value for value in frame.state.values() if isinstance(value, _Held))
        packed = manager.state[3]["0.14.1"]
        labels = _values(packed["axes"][0].args[1]["data"])[0]
        columns: dict[str, list[Any]] = {}
        for block in packed["blocks"]:
            values = _values(block["values"])
            for position, column in zip(_values(block["mgr_locs"])[0], values, strict=True):
                columns[str(labels[position])] = column
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, StopIteration) as error:
        raise SourceError(f"{table}: not a pickled data frame of the known layout ({error!r})") from error
    return columns


def _load(unpickler: _Strict, table: str) -> Any:
    try:
        return unpickler.load()
    except SourceError:
        raise
    except Exception as error:
        raise SourceError(f"{table}: the pickle is damaged: {error!r}") from error


class _Held:
    """Stands in for a constructor: keeps its arguments and its state."""

    def __init__(self, *args: Any) -> None:
        self.args = args
        self.state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state


def _held(*args: Any) -> _Held:
    return _Held(*args)


def _values(stored: _Held) -> list[list[Any]]:
    """Rows of a stored array of one or two dimensions."""
    if isinstance(stored.args[0], bytes | bytearray | memoryview):
        content, dtype, shape = stored.args[:3]
        if dtype.args[0] != "i8" or dtype.state[1] != "<":
            raise ValueError(f"array of type {dtype.args[0]}")
        numbers = array("q", bytes(content))
        if numbers.itemsize != 8:  # pragma: no cover - no such platform is supported
            raise ValueError("no 64-bit integers here")
        flat: list[Any] = numbers.tolist()
    else:
        _, shape, dtype, _, flat = stored.state
        if not isinstance(flat, list):
            raise ValueError(f"array of type {dtype.args[0]}")
    width = shape[-1]
    return [flat[start : start + width] for start in range(0, len(flat), width)]


_FRAME: dict[tuple[str, str], Any] = {
    ("pandas.core.frame", "DataFrame"): _Held,
    ("pandas.core.internals.managers", "BlockManager"): _Held,
    ("pandas.core.indexes.base", "_new_Index"): _held,
    ("pandas.core.indexes.base", "Index"): _Held,
    ("pandas.core.indexes.numeric", "Int64Index"): _Held,
    ("pandas.core.indexes.range", "RangeIndex"): _Held,
    ("numpy.core.multiarray", "_reconstruct"): _held,
    ("numpy.core.numeric", "_frombuffer"): _held,
    ("numpy", "ndarray"): _Held,
    ("numpy", "dtype"): _Held,
}
