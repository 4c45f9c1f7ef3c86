"""Change single values of PFOCR front matter and no other byte.

The text is never dumped again. libyaml's marks say where each value stands; the changed items are replaced
between those marks, and at the end the new text is parsed and compared with what was meant, so that an
unforeseen style ends in an error, not in a damaged file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import RecordError
from ..model.record import is_placeholder
from ._scalar import plain_or_quoted
from ._spans import Node, parse_nodes
from ._yaml import load_mapping
from .pfocr import decode, split_front_matter
from .written import BLOCK, Changes, find_keywords

_NEWLINE = re.compile(r"\r\n|\n|\r")
_REST_OF_LINE = re.compile(r"[ \t]*(#[^\r\n]*)?(\r\n|\n|\r|\Z)")

_UNSAFE = "the front matter is written in a style that cannot be changed safely"

_Edit = tuple[int, int, str]


def rewrite(data: str | bytes, changes: Changes, *, source: str | None = None) -> bytes:
    """Write new organisms, keywords and identifiers into a PFOCR markdown text.

    Lines that do not change keep every byte: key order, quoting, folding, comments, line ends (also CRLF),
    the byte order mark and the body. Doing it twice gives the same bytes as doing it once.

    Parameters
    ----------
    data
        The file as it is.
    changes
        The new values, see :class:`Changes`. Keywords are written where the record has them:
        ``schema-jsonld.keywords``; ``keywords`` only when there are none (in newer files those are the paper's).
    source
        The file's name, for messages.

    Raises
    ------
    RecordError
        When the front matter is broken, or written in a style that cannot be changed safely (anchors or tags on
        the list itself, comments inside a flow list).

    Examples
    --------
    >>> text = "---\\nfigid: f1\\norganisms_ner:\\n- Drosophila melanogaster  # tagger\\n---\\nbody"
    >>> print(rewrite(text, Changes(organisms_ner=("Homo sapiens",))).decode())
    ---
    figid: f1
    organisms_ner:
    - Homo sapiens  # tagger
    ---
    body
    """
    text = decode(data, source=source) if isinstance(data, bytes) else data
    front = split_front_matter(text, source=source)
    before = load_mapping(front.yaml, source=source, first_line=2)
    editor = _Editor(front.yaml, source, parse_nodes(front.yaml))
    wanted = dict(before)
    if changes.organisms_ner is not None:
        wanted["organisms_ner"] = list(changes.organisms_ner)
        editor.set_top_list("organisms_ner", changes.organisms_ner, after="organisms")
    if changes.keywords is not None:
        if find_keywords(before)[0]:
            wanted["keywords"] = list(changes.keywords)
            editor.set_top_list("keywords", changes.keywords)
        else:
            wanted["schema-jsonld"] = {**before["schema-jsonld"], "keywords": list(changes.keywords)}
            editor.set_nested_list("schema-jsonld", "keywords", changes.keywords)
    if changes.block is not None:
        wanted[BLOCK] = _as_loaded(changes.block)
        if before.get(BLOCK) != wanted[BLOCK]:
            editor.set_block(BLOCK, changes.block)
    yaml_text = editor.result()
    if _one_item_lists(load_mapping(yaml_text, source=source, first_line=2), wanted) != wanted:
        raise RecordError(_UNSAFE, source=source)
    try:
        return (text[: front.start] + yaml_text + text[front.end :]).encode("utf-8")
    except UnicodeEncodeError as error:
        raise RecordError(f"cannot be written as UTF-8: {error.reason}", source=source) from None


class _Editor:
    """Collects replacements in the YAML between the rules."""

    def __init__(self, text: str, source: str | None, root: Node | None) -> None:
        self.text = text
        self.source = source
        newline = _NEWLINE.search(text)
        self.newline = newline.group() if newline else "\n"
        if root is not None and (root.kind != "mapping" or root.flow or root.fixed):
            raise self.unsafe("the whole front matter", root)
        self.root = root
        self.edits: list[_Edit] = []

    def unsafe(self, name: str, node: Node) -> RecordError:
        line = len(_NEWLINE.findall(self.text, 0, node.start)) + 2
        return RecordError(
            f"{name} has a style (anchor, tag, alias, flow or comment inside) that cannot be rewritten; "
            "write it as a plain block list",
            source=self.source,
            line=line,
        )

    def result(self) -> str:
        parts, at = [], 0
        for start, end, new in sorted(self.edits, key=lambda edit: (edit[0], edit[1])):
            parts += [self.text[at:start], new]
            at = end
        return "".join((*parts, self.text[at:]))

    # -- finding places

    def line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def line_end(self, at: int) -> int:
        """Index after the line break of the line in which a value ended at ``at``."""
        if at and at == self.line_start(at):
            return at  # a block scalar ends where the next line begins
        found = _REST_OF_LINE.match(self.text, at)
        if found is None:
            raise RecordError(_UNSAFE, source=self.source)
        return found.end()

    def column(self, at: int) -> str:
        """The blanks before ``at`` in its line."""
        start = self.line_start(at)
        blanks = self.text[start:at]
        if blanks.strip(" "):
            raise RecordError(_UNSAFE, source=self.source)
        return blanks

    # -- setting values

    def set_top_list(self, name: str, values: Sequence[str], *, after: str | None = None) -> None:
        found = self.root.get(name) if self.root else None
        if found is not None:
            self.set_list(name, *found, values)
            return
        indent = self.column(self.root.start) if self.root and self.root.items else ""
        lines = self.list_lines(name, values, indent)
        anchor = self.root.get(after) if self.root and after else None
        self.insert_after(anchor[1] if anchor else None, lines)

    def set_nested_list(self, outer: str, name: str, values: Sequence[str]) -> None:
        found = self.root.get(outer) if self.root else None
        assert found is not None
        mapping = found[1]
        inner = mapping.get(name)
        if mapping.flow or mapping.fixed or mapping.kind != "mapping":
            raise self.unsafe(outer, mapping)
        if inner is not None:
            self.set_list(f"{outer}.{name}", *inner, values)
        else:
            lines = self.list_lines(name, values, self.column(mapping.start))
            self.insert_after(mapping, lines)

    def set_list(self, name: str, key: Node, node: Node, values: Sequence[str]) -> None:
        if node.fixed:
            raise self.unsafe(name, node)
        if node.kind == "sequence":
            items = node.items
            if any(item.kind != "scalar" or item.fixed for item in items):
                raise self.unsafe(name, node)
            if [item.value for item in items] == list(values):
                return
            if node.flow:
                self.set_flow(name, node, values)
            elif not values:
                start = self.line_start(self.dash(node.items[0], key.end))
                self.edits.append((start, self.line_end(items[-1].end), ""))
                self.put_after_colon(key, " []")
            else:
                self.set_items(key, items, values)
            return
        if node.kind != "scalar":
            raise self.unsafe(name, node)
        if [node.value] == list(values) and not is_placeholder(node.value):
            return
        if not values:
            new = " []"
            dashes = ""
        else:
            new = ""
            indent = self.column(key.start)
            dashes = "".join(f"{indent}- {plain_or_quoted(value)}{self.newline}" for value in values)
        end = self.line_end(node.end)
        if node.block:
            head = _NEWLINE.search(self.text, node.start)
            comment = ""
            start = self.colon_end(key)
            assert head is not None
            self.edits.append((start, node.end, new + comment + self.newline + dashes))
            return
        start = self.colon_end(key)
        if self.text[start : node.start].strip():
            raise self.unsafe(name, node)
        self.edits.append((start, node.end, new))
        self.edits.append((end, end, self.missing_break(end) + dashes))

    def set_items(self, key: Node, items: Sequence[Node], values: Sequence[str]) -> None:
        """Replace only the items between the common head and tail, each in its own place."""
        old = [item.value for item in items]
        head = 0
        while head < min(len(old), len(values)) and old[head] == values[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(values)) - head and old[-1 - tail] == values[-1 - tail]:
            tail += 1
        stop_old, stop_new = len(old) - tail, len(values) - tail
        both = min(stop_old, stop_new)
        for i in range(head, both):
            if old[i] != values[i]:
                self.set_item(items[i], values[i])
        for i in range(both, stop_old):
            dash = self.dash(items[i], items[i - 1].end if i else key.end)
            self.column(dash)
            self.edits.append((self.line_start(dash), self.line_end(items[i].end), ""))
        if both < stop_new:
            first = self.dash(items[0], key.end)
            indent = self.column(first)
            place = self.line_end(items[both - 1].end) if both else self.line_start(first)
            lines = "".join(f"{indent}- {plain_or_quoted(v)}{self.newline}" for v in values[both:stop_new])
            self.edits.append((place, place, self.missing_break(place) + lines))

    def set_item(self, item: Node, value: str) -> None:
        new = plain_or_quoted(value)
        if item.block:
            new += self.newline
        elif item.start == item.end:
            new = " " + new if self.text[item.start - 1] == "-" else new
        self.edits.append((item.start, item.end, new))

    def set_flow(self, name: str, node: Node, values: Sequence[str]) -> None:
        if len(values) == len(node.items):
            for item, value in zip(node.items, values, strict=True):
                if item.value != value:
                    self.edits.append((item.start, item.end, plain_or_quoted(value, flow=True)))
            return
        between, at = "", node.start
        for item in node.items:
            between += self.text[at : item.start]
            at = item.end
        if "#" in between + self.text[at : node.end]:
            raise self.unsafe(name, node)
        flow = ", ".join(plain_or_quoted(value, flow=True) for value in values)
        self.edits.append((node.start, node.end, f"[{flow}]"))

    def set_block(self, name: str, block: Mapping[str, Any]) -> None:
        indent = self.column(self.root.start) if self.root and self.root.items else ""
        lines = "".join(indent + line + self.newline for line in _dump({name: block}))
        found = self.root.get(name) if self.root else None
        if found is None:
            self.insert_after(None, lines)
            return
        key, node = found
        if node.fixed:
            raise self.unsafe(name, node)
        self.edits.append((self.line_start(key.start), self.line_end(node.last_end), lines))

    # -- small helpers

    def list_lines(self, name: str, values: Sequence[str], indent: str) -> str:
        if not values:
            return f"{indent}{name}: []{self.newline}"
        items = "".join(f"{indent}- {plain_or_quoted(value)}{self.newline}" for value in values)
        return f"{indent}{name}:{self.newline}{items}"

    def insert_after(self, node: Node | None, lines: str) -> None:
        place = len(self.text) if node is None else self.line_end(node.last_end)
        self.edits.append((place, place, self.missing_break(place) + lines))

    def missing_break(self, at: int) -> str:
        return self.newline if at and self.text[at - 1] not in "\r\n" else ""

    def colon_end(self, key: Node) -> int:
        found = re.compile(r"[ \t]*:").match(self.text, key.end)
        if found is None:
            raise self.unsafe(str(key.value), key)
        return found.end()

    def put_after_colon(self, key: Node, new: str) -> None:
        at = self.colon_end(key)
        self.edits.append((at, at, new))

    def dash(self, item: Node, since: int) -> int:
        """Index of the ``-`` of a block item, between the end of what came before and its value."""
        at = item.start - 1
        while at >= since and self.text[at] != "-":
            if not self.text[at].isspace():
                raise self.unsafe("the list", item)
            at -= 1
        if at < since:
            raise self.unsafe("the list", item)
        return at


def _dump(value: Mapping[str, Any]) -> list[str]:
    """Dump a mapping of strings, lists and mappings in the style of PFOCR's own files."""
    lines: list[str] = []
    for key, item in value.items():
        name = plain_or_quoted(str(key))
        if isinstance(item, Mapping):
            inner = _dump(item)
            lines += [f"{name}:", *("  " + line for line in inner)] if inner else [f"{name}: {{}}"]
        elif isinstance(item, (list, tuple)):
            lines.append(f"{name}:" if item else f"{name}: []")
            for entry in item:
                if isinstance(entry, Mapping):
                    first, *rest = _dump(entry) or ["{}"]
                    lines += [f"- {first}", *("  " + line for line in rest)]
                elif isinstance(entry, (list, tuple)):
                    flow = ", ".join(plain_or_quoted(str(word), flow=True) for word in entry)
                    lines.append(f"- [{flow}]")
                else:
                    lines.append(f"- {plain_or_quoted(str(entry))}")
        else:
            lines.append(f"{name}: {plain_or_quoted('' if item is None else str(item))}")
    return lines


def _as_loaded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _as_loaded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_loaded(item) for item in value]
    return "" if value is None else str(value)


def _one_item_lists(found: Any, wanted: Any) -> Any:
    """A lone word that already says what was wanted stays a lone word; read it as the list it stands for."""
    if isinstance(wanted, list) and isinstance(found, str) and [found] == wanted:
        return wanted
    if isinstance(found, dict) and isinstance(wanted, dict):
        return {key: _one_item_lists(value, wanted.get(key)) for key, value in found.items()}
    return found
