"""Figures about whose organisms a curator has decided: the decision takes the place of the call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from ..errors import RecordError
from ..formats.written import ORGANISM_FLAGS
from ..model.lists import Flags
from ..model.record import FigureRecord
from ..model.result import NormalizedRecord
from ..normalizer import Normalizer
from ..organisms import normalize_organism
from .frames import normalize_one

#: Names of the organisms of each figure that is decided, by its identifier; none where its tags are right as they are.
Decided = Mapping[str, tuple[str, ...]]


def normalize_decided(
    normalizer: Normalizer, record: FigureRecord | RecordError, decided: Decided, *, mentions: bool = True
) -> NormalizedRecord | RecordError:
    """Normalize one record as a curator has decided about it; whatever is wrong with it is returned.

    Where the tags are right, they stay as they are and the keywords are read with them.
    """
    if isinstance(record, RecordError) or record.figid not in decided:
        return normalize_one(normalizer, record, mentions=mentions)
    names = decided[record.figid]
    known = _known(names or record.organisms_ner)
    result = normalize_one(normalizer, record, organism=known or None, mentions=mentions)
    if names or isinstance(result, RecordError):
        return result
    return result._replace(flags=Flags(flag for flag in result.flags if flag.code.value not in ORGANISM_FLAGS))


def _known(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if normalize_organism(name) is not None)


def fingerprint_of(decided: Decided) -> str:
    """Return what tells decisions from any others; ``""`` for none."""
    if not decided:
        return ""
    return hashlib.sha256(repr(sorted(decided.items())).encode("utf-8", "backslashreplace")).hexdigest()[:16]
