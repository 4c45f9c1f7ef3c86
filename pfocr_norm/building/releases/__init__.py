"""Fresh vocabularies: fetch official releases, compile them over the embedded vocabulary, keep several, choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compare import Changes, diff
    from .fetch import Fetcher
    from .store import DataStore
    from .updating import Report, build_from, update

_HOMES = {
    "DataStore": "store", "Fetcher": "fetch", "Report": "updating", "build_from": "updating", "update": "updating",
    "Changes": "compare", "diff": "compare",
}  # fmt: skip

__all__ = ["Changes", "DataStore", "Fetcher", "Report", "build_from", "diff", "update"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
