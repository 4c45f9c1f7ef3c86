"""Where the values of a YAML text stand, as character offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ._yaml import LOADER


@dataclass(slots=True)
class Node:
    """A value and its place: ``text[start:end]``.

    ``fixed`` marks what must not be replaced, an alias or a value with an anchor or a tag. The ``items`` of a
    mapping alternate between keys and values. ``end`` of a block collection says nothing: use ``last_end``.
    """

    kind: str
    start: int
    end: int
    value: str = ""
    flow: bool = False
    block: bool = False
    fixed: bool = False
    items: list[Node] = field(default_factory=list)

    @property
    def last_end(self) -> int:
        """Where the last word of the value ends."""
        node = self
        while node.items and not node.flow:
            node = node.items[-1]
        return node.end

    def get(self, name: str) -> tuple[Node, Node] | None:
        """Key and value nodes of one entry of a mapping."""
        if self.kind != "mapping":
            return None
        for key, value in self.pairs():
            if key.kind == "scalar" and key.value == name:
                return key, value
        return None

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """Keys and values of a mapping."""
        return zip(self.items[::2], self.items[1::2], strict=True)


def parse_nodes(text: str) -> Node | None:
    """Parse YAML that :func:`pfocr_norm.formats._yaml.load_mapping` has accepted; None for an empty text.

    >>> root = parse_nodes("figid: f1\\nyear: '2021'\\n")
    >>> [text.value for _, text in root.pairs()]
    ['f1', '2021']
    """
    loader = LOADER(text)
    root = Node("list", 0, 0)
    stack = [root]
    try:
        while (event := loader.get_event()) is not None:
            kind = event.__class__
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                stack.pop().end = event.end_mark.index
                continue
            node = _node(event)
            if node is None:
                continue
            stack[-1].items.append(node)
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append(node)
    finally:
        loader.dispose()
    first = root.items[0] if root.items else None
    return None if first is None or (first.kind == "scalar" and not first.value) else first


def _node(event: Any) -> Node | None:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, ScalarEvent):
        fixed = event.anchor is not None or event.tag is not None
        return Node("scalar", start, end, value=event.value, block=event.style in ("|", ">"), fixed=fixed)
    if isinstance(event, AliasEvent):
        return Node("alias", start, end, fixed=True)
    if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
        kind = "mapping" if isinstance(event, MappingStartEvent) else "sequence"
        fixed = event.anchor is not None or event.tag is not None
        return Node(kind, start, end, flow=bool(event.flow_style), fixed=fixed)
    return None
