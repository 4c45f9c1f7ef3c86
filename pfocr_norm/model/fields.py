"""Fields of a record that are not read but look like one that is: a slip, or another program's name for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

#: The fields that are read.
FIELDS = ("figid", "figtitle", "caption", "papertitle", "keywords", "organisms", "organisms_ner")

#: What others call them, folded as in `_fold`.
_OTHERS = {
    "id": "figid", "figureid": "figid", "pfocrid": "figid",
    "title": "figtitle", "figuretitle": "figtitle", "figuretitles": "figtitle",
    "legend": "caption", "figurelegend": "caption", "figurecaption": "caption", "captions": "caption",
    "description": "caption", "text": "caption",
    "articletitle": "papertitle", "paper": "papertitle", "article": "papertitle",
    "genes": "keywords", "symbols": "keywords", "terms": "keywords", "labels": "keywords", "words": "keywords",
    "organism": "organisms_ner", "species": "organisms_ner", "taxon": "organisms_ner", "organismsner": "organisms_ner",
    "taxa": "organisms_ner",
}  # fmt: skip


def _fold(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


_BY_FOLD = {**{_fold(name): name for name in FIELDS}, **_OTHERS}


@lru_cache(maxsize=1 << 10)
def meant_field(name: str) -> str | None:
    """Return the field that a name looks like; None for the fields themselves and for all other names.

    >>> meant_field("keyword"), meant_field("Fig Title"), meant_field("title"), meant_field("captoin")
    ('keywords', 'figtitle', 'figtitle', 'caption')
    >>> meant_field("keywords"), meant_field("pmcid"), meant_field("year")
    (None, None, None)
    """
    if name in FIELDS:
        return None
    key = _fold(name)
    if key in _BY_FOLD:
        return _BY_FOLD[key]
    if len(key) < 6:
        return None
    # One letter more, less or other, or two neighbours in each other's place.
    from rapidfuzz.distance import OSA

    near = [known for folded, known in _BY_FOLD.items() if len(folded) >= 6 and OSA.distance(key, folded) == 1]
    return near[0] if near else None


def unread_fields(record: Any) -> list[tuple[str, str]]:
    """Return the fields of a record that were not read, each with the one that it looks like.

    A slip in the name of a field is told also where the field itself is there, for its words are lost; another
    program's name for it (``title``, ``genes``) only where it is absent, for such fields may well be something else.

    >>> from pfocr_norm import FigureRecord
    >>> unread_fields(FigureRecord.from_dict({"figid": "f", "keyword": ["MEK"], "year": 2026}))
    [('keyword', 'keywords')]
    """
    extra: Mapping[str, Any] = record.extra
    found = ((name, meant_field(name)) for name in extra if extra[name])
    return [
        (name, meant)
        for name, meant in found
        if meant is not None and (_fold(name) not in _OTHERS or not getattr(record, meant))
    ]
