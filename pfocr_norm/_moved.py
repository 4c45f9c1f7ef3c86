"""Old import paths of public names go on working: ``pfocr_norm.frames`` is ``pfocr_norm.corpus.frames``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

#: Module of version 0.1 to its home today.
MOVED = {
    "record": "model.record", "result": "model.result", "flags": "model.flags", "schema": "output.schema",
    "render": "output.render", "explain": "output.explain", "extra": "formats.own_tables", "batch": "corpus",
    "frames": "corpus.frames", "engines": "corpus", "engines.spark": "corpus.spark", "lexicon": "vocabulary",
    "lexicon.reader": "vocabulary.reader", "lexicon.build": "building.build", "releases": "building.releases",
}  # fmt: skip


class _Alias(Loader):
    """Give a moved module under its old name."""

    def __init__(self, home: str) -> None:
        self.home = home

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = import_module(self.home)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just written the old name's spec over the module's own.
        module.__spec__ = self.spec


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, rest = fullname.partition(".")
        home = MOVED.get(rest) if package == __package__ else None
        return None if home is None else ModuleSpec(fullname, _Alias(f"{package}.{home}"))


def install() -> None:
    """Let the import system find modules under their old names."""
    # First in the list: the finder of paths would load `engines/spark.py` a second time.
    sys.meta_path.insert(0, _Finder())
