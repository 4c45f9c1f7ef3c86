"""A pickled data frame as pandas 1 wrote it, put together opcode by opcode: no pandas is needed to make or read it."""

from __future__ import annotations

import lzma
import pickle
import struct
from collections.abc import Sequence
from typing import Any


def value(thing: Any) -> bytes:
    return pickle.dumps(thing, 3)[2:-1]


def named(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def tuple_of(*items: bytes) -> bytes:
    return b"(" + b"".join(items) + b"t"


def call(function: bytes, *arguments: bytes) -> bytes:
    return function + tuple_of(*arguments) + b"R"


def with_state(thing: bytes, state: bytes) -> bytes:
    return thing + state + b"b"


def mapping(**items: bytes) -> bytes:
    return b"}" + b"".join(value(key) + item + b"s" for key, item in items.items())


def listing(*items: bytes) -> bytes:
    return b"](" + b"".join(items) + b"e"


def dtype(code: str, order: str) -> bytes:
    made = call(named("numpy", "dtype"), value(code), value(False), value(True))
    return with_state(made, value((3, order, None, None, None, -1, -1, 0)))


def objects(items: Sequence[Any], *shape: int) -> bytes:
    made = call(named("numpy.core.multiarray", "_reconstruct"), named("numpy", "ndarray"), value((0,)), value(b"b"))
    return with_state(made, tuple_of(value(1), value(shape), dtype("O8", "|"), value(False), value(list(items))))


def integers(items: Sequence[int], *shape: int) -> bytes:
    content = value(struct.pack(f"<{len(items)}q", *items))
    return call(named("numpy.core.numeric", "_frombuffer"), content, dtype("i8", "<"), value(shape), value("C"))


def index(data: bytes) -> bytes:
    kind = named("pandas.core.indexes.base", "Index")
    return call(named("pandas.core.indexes.base", "_new_Index"), kind, mapping(data=data, name=value(None)))


def frame(numbers: dict[str, list[int]], strings: dict[str, list[str]]) -> bytes:
    """Pickle a data frame of integer columns and object columns."""
    labels = [*numbers, *strings]
    length = len(next(iter(numbers.values())))
    axes = listing(index(objects(labels, len(labels))), index(integers(range(length), length)))
    blocks = [
        (integers([x for column in numbers.values() for x in column], len(numbers), length), range(len(numbers))),
        (
            objects([x for column in strings.values() for x in column], len(strings), length),
            range(len(numbers), len(labels)),
        ),
    ]
    packed = mapping(
        axes=axes,
        blocks=listing(*(mapping(values=data, mgr_locs=integers(places, len(places))) for data, places in blocks)),
    )
    manager = with_state(
        named("pandas.core.internals.managers", "BlockManager") + b")\x81",
        tuple_of(axes, value([]), value([]), b"}" + value("0.14.1") + packed + b"s"),
    )
    made = named("pandas.core.frame", "DataFrame") + b")\x81"
    return b"\x80\x03" + with_state(made, mapping(_mgr=manager, _typ=value("dataframe"))) + b"."


def homology() -> bytes:
    """Three genes of one group, packed as the source has it."""
    data = frame(
        {"homology_id": [2063] * 4, "tax_id": [9606, 4932, 4530, 7165], "gene_id": [5604, 851193, 4345678, 1]},
        {
            "gene_symbol": ["MAP2K1", "MKK1", "Os06g0147800", "AgaP_1"],
            "tax_name": ["human", "yeast", "rice", "gambiae"],
        },
    )
    return lzma.compress(data)
