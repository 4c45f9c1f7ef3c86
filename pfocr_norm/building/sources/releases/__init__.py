"""Official releases: one module a source, with its addresses, its licence and its parser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

from ....errors import SourceError
from ..base import OpenTable
from .base import Release, ReleaseFile

#: All sources, in the order in which they are merged.
KEYS = (
    "hgnc", "flybase", "mgi", "rgd", "zfin", "wormbase", "sgd", "ncbi_gene", "orthologs", "alliance", "famplex",
    "drugbank", "chebi", "mesh", "taxonomy",
)  # fmt: skip
#: Large ones that `data update` without names leaves out: gigabytes for orthologs that are known already.
ON_REQUEST = frozenset(("orthologs", "alliance"))


class Source(NamedTuple):
    """A source: its release and its parser."""

    release: Release
    parse: Callable[[OpenTable], Iterator[Any]]


def source(key: str) -> Source:
    """Return a source by its key.

    Raises
    ------
    SourceError
        There is no such source.
    """
    if key not in KEYS:
        raise SourceError(f"no source {key!r}; there are {', '.join(KEYS)}")
    module = import_module(f".{key}", __name__)
    return Source(module.RELEASE, module.parse)


__all__ = ["KEYS", "ON_REQUEST", "Release", "ReleaseFile", "Source", "source"]
