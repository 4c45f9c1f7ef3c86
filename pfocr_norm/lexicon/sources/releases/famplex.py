"""FamPlex's CSV tables, as its repository has them."""

from __future__ import annotations

from ..famplex import parse
from .base import Release, ReleaseFile

_MAIN = "https://raw.githubusercontent.com/sorgerlab/famplex/master"
_TAG = "https://raw.githubusercontent.com/sorgerlab/famplex/{release}"

RELEASE = Release(
    key="famplex",
    name="FamPlex",
    homepage="https://github.com/sorgerlab/famplex",
    licence="CC0-1.0",
    licence_url="https://github.com/sorgerlab/famplex/blob/master/LICENSE",
    takes="families and complexes, their members, and the names that texts use",
    files=tuple(
        ReleaseFile(key, f"{_MAIN}/{name}.csv", f"{_TAG}/{name}.csv")
        for key, name in (
            ("entities", "entities"),
            ("relations", "relations"),
            ("grounding", "grounding_map"),
            ("equivalences", "equivalences"),
        )
    ),
    prefix="fplx",
    example="v1.0.0",
)

__all__ = ["RELEASE", "parse"]
