"""What this package adds to a PFOCR record, and how it finds the original again.

An annotated record carries a block ``pfocr_norm`` with the identifiers and with what stood there before. Readers
give what the file says now; ``annotate`` alone goes back to the original keywords and organisms, so that a second run
gives the same bytes and a later release of the vocabulary starts from what the tagger said. When somebody edited the
keywords since (the digest does not fit any more), the edited ones are the truth.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.record import is_placeholder

if TYPE_CHECKING:
    from ..model.record import FigureRecord
    from ..model.result import NormalizedRecord

#: Key of the added block.
BLOCK = "pfocr_norm"

#: Flags that say that the tagged organisms are not those of the figure.
ORGANISM_FLAGS = frozenset({"organism_mismatch", "organism_unsupported", "organism_missing"})


class Changes(NamedTuple):
    """What :func:`pfocr_norm.formats.rewrite` shall change; None leaves a field alone.

    Attributes
    ----------
    organisms_ner, keywords
        The new lists.
    block
        The added mapping: strings, lists of strings, and lists of mappings of strings.
    """

    organisms_ner: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    block: Mapping[str, Any] | None = None


def changes_for(result: NormalizedRecord) -> Changes:
    """Say what a normalized record changes in its front matter.

    ``organisms_ner`` changes only under a flag that says it is wrong, the keywords become the suggested ones,
    and the block lists one entry a keyword: the printed label where it differs, and its identifier or, without one,
    its status.
    """
    record = result.record
    organisms = record.organisms_ner
    if result.organism.organisms and any(flag.code.value in ORGANISM_FLAGS for flag in result.flags):
        organisms = tuple(organism.name for organism in result.organism.organisms)
    keywords = result.suggested_keywords or record.keywords
    best = result.organism.best
    block: dict[str, Any] = {
        "data_version": result.data_version,
        "written": digest(organisms, keywords),
        "organism": best.curie if best else "",
        "flags": [flag.code.value for flag in result.flags],
        "organisms_ner_was": list(record.organisms_ner),
        "terms": [
            {
                "keyword": term.keyword,
                **({"label": term.label} if term.label != term.keyword else {}),
                **({"id": term.match.curie} if term.match else {"status": term.status.value}),
            }
            for term in result.terms
        ],
    }
    return Changes(
        organisms_ner=None if organisms == record.organisms_ner and not organisms else organisms,
        keywords=keywords or None,
        block=block,
    )


def digest(organisms_ner: Sequence[str], keywords: Sequence[str]) -> str:
    """Short fingerprint of the two lists that are written.

    >>> digest(["Homo sapiens"], ["MEK"])
    '6506da285bc0'
    """
    text = json.dumps([list(organisms_ner), list(keywords)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def original(record: FigureRecord) -> FigureRecord:
    """Undo the writing: give the record as it stood before, without the added block.

    Only :func:`pfocr_norm.corpus.annotate` asks for it; all else takes a file at its word.

    Examples
    --------
    >>> from pfocr_norm import FigureRecord
    >>> block = {"written": digest([], ["MEK"]), "organisms_ner_was": [], "terms": [{"keyword": "Dsor1"}]}
    >>> original(FigureRecord.from_dict({"keywords": ["MEK"], "pfocr_norm": block})).keywords
    ('Dsor1',)
    """
    if BLOCK not in record.extra:
        return record
    block = record.extra[BLOCK]
    extra = {key: value for key, value in record.extra.items() if key != BLOCK}
    record = replace(record, extra=MappingProxyType(extra))
    if not isinstance(block, Mapping) or digest(record.organisms_ner, record.keywords) != block.get("written"):
        return record
    terms, organisms = block.get("terms"), _words(block.get("organisms_ner_was"))
    if organisms is None or not isinstance(terms, list):
        return record
    keywords = [term.get("keyword") for term in terms if isinstance(term, Mapping)]
    if len(keywords) != len(terms) or not all(isinstance(word, str) for word in keywords):
        return record
    return replace(record, organisms_ner=tuple(organisms), keywords=tuple(map(str, keywords)))


def find_keywords(fields: Mapping[str, Any]) -> tuple[bool, list[str] | None]:
    """Where a figure's keywords stand, as :meth:`FigureRecord.from_dict` reads them.

    Returns
    -------
    tuple
        Whether they stand at the top level, and the words (None when they are no list of words).
    """
    nested = fields.get("schema-jsonld")
    tagged = _words(nested.get("keywords")) if isinstance(nested, Mapping) else []
    if tagged != []:
        return False, tagged
    top = _words(fields.get("keywords"))
    return top != [] or not isinstance(nested, Mapping), top


def _words(value: Any) -> list[str] | None:
    if is_placeholder(value):
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return None
