"""Results in the formats of other tools: gene sets, mappings, annotations, curation tables.

Every writer takes results one after the other and yields pieces of text, so that memory does not grow with a corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...model.result import NormalizedRecord

#: Format, and the module and function that write it.
WRITERS = {
    "gmt": ("gmt", "write"), "curation": ("curation", "write"), "pubtator": ("annotations", "write_pubtator"),
    "bioc": ("annotations", "write_bioc"), "sssom": ("mappings", "write_sssom"), "ssslm": ("mappings", "write_ssslm"),
}  # fmt: skip


def writer(format: str) -> Callable[[Iterable[NormalizedRecord]], Iterator[str]]:
    """Return the function that writes results in a format.

    Raises
    ------
    ValueError
        When there is no such format.
    """
    if format not in WRITERS:
        raise ValueError(f"unknown format {format!r}; choose from {', '.join(WRITERS)}")
    from importlib import import_module

    module, name = WRITERS[format]
    found: Callable[[Iterable[NormalizedRecord]], Iterator[str]] = getattr(
        import_module(f".{module}", __name__), name
    )
    return found
