"""What comes in: one figure record, cleaned of placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from ..errors import RecordError
from .cells import legible, split_cell, split_names

#: Strings that PFOCR's exporters write where there is no value.
PLACEHOLDERS = frozenset({"", ".na.character", ".na.character_", "na", "n/a", "nan", "none", "null", "<na>"})

#: A figure has at most some thousand words; a longer list is a broken file.
MAX_KEYWORDS = 200_000

_TEXT_FIELDS = ("figid", "figtitle", "caption", "papertitle")
_LIST_FIELDS = ("keywords", "organisms", "organisms_ner")


@dataclass(frozen=True, slots=True)
class OcrWord:
    """One row of a PFOCR ``-genes.tsv`` or ``-chemicals.tsv``: the printed word behind a tag.

    Attributes
    ----------
    word
        The word as OCR read it, ``"MARK"``.
    symbol
        The keyword that the tagger made of it, ``"par-1"``.
    kind
        ``"gene"`` or ``"chemical"``.
    taxon
        NCBI Taxonomy id of the tag, or None for chemicals.
    identifier
        CURIE that the tagger gave, ``"ncbigene:2768852"``, or ``""``.
    """

    word: str
    symbol: str
    kind: str = "gene"
    taxon: int | None = None
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """One figure of the Pathway Figure OCR database.

    Attributes
    ----------
    figid
        Identifier of the figure, ``"PMC8005514__fphar-12-628690-g002"``.
    figtitle, caption, papertitle
        The texts around the figure; ``""`` where absent.
    keywords
        The tagged words, in the order and number they came in (duplicates stay).
    organisms, organisms_ner
        Organisms of the paper and organisms of the tagger, as names.
    words
        OCR words behind the keywords, when the record's tables lie beside it.
    extra
        Fields that this package does not know, kept as they are.
    source, line
        Where the record came from, for messages.

    Examples
    --------
    >>> FigureRecord.from_dict({"figid": "f1", "keywords": ["Dsor1", "MEK"], "caption": "NA"})
    FigureRecord(figid='f1', figtitle='', caption='', papertitle='', keywords=('Dsor1', 'MEK'))
    """

    figid: str = ""
    figtitle: str = ""
    caption: str = ""
    papertitle: str = ""
    keywords: tuple[str, ...] = ()
    organisms: tuple[str, ...] = field(default=(), repr=False)
    organisms_ner: tuple[str, ...] = field(default=(), repr=False)
    words: tuple[OcrWord, ...] = field(default=(), repr=False)
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False, compare=False)
    source: str | None = field(default=None, repr=False, compare=False)
    line: int | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_dict(
        cls,
        obj: Mapping[str, Any],
        *,
        words: Iterable[OcrWord] = (),
        source: str | None = None,
        line: int | None = None,
        repair: bool = True,
    ) -> FigureRecord:
        """Build a record from the PFOCR field names.

        ``keywords`` may stand at the top level or nested in ``schema-jsonld``. The nested list wins: in
        PFOCR's newer files the top one holds the author keywords of the paper, which are kept in
        ``extra["paper_keywords"]``.

        Parameters
        ----------
        obj
            The fields. Text fields take a string or a number, list fields a list, or one string that is split
            (:func:`~pfocr_norm.model.cells.split_cell`).
        words
            OCR words of the tables beside the record.
        source, line
            Where it came from.
        repair
            Whether letters of the texts that were read in a wrong encoding (NF-Œ∫B) become what was meant (NF-κB).
            Places in the text are those of the record's own texts.

        Raises
        ------
        RecordError
            When a field has a type that cannot be meant, naming the field and the type.
        """
        if not isinstance(obj, Mapping):
            raise RecordError(
                f"a record is an object with the PFOCR fields, not {type(obj).__name__}", source=source, line=line
            )
        values: dict[str, Any] = {}
        for name in _TEXT_FIELDS:
            text = _text(obj.get(name), name, source, line)
            values[name] = legible(text) if repair and name != "figid" else text
        for name in _LIST_FIELDS:
            values[name] = _strings(obj.get(name), name, source, line)
        known = {*_TEXT_FIELDS, *_LIST_FIELDS}
        extra = {str(k): v for k, v in obj.items() if k not in known}
        nested = obj.get("schema-jsonld")
        if isinstance(nested, Mapping):
            tagged = _strings(nested.get("keywords"), "schema-jsonld.keywords", source, line)
            if tagged:
                if values["keywords"] and values["keywords"] != tagged:
                    given = obj["keywords"]  # not ours to split
                    extra.setdefault("paper_keywords", [given] if isinstance(given, str) else list(values["keywords"]))
                values["keywords"] = tagged
        return cls(**values, words=tuple(words), extra=MappingProxyType(extra), source=source, line=line)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a plain dict of the PFOCR field names, unknown fields last."""
        out: dict[str, Any] = {name: getattr(self, name) for name in _TEXT_FIELDS}
        out.update({name: list(getattr(self, name)) for name in _LIST_FIELDS})
        out.update(self.extra)
        return out

    def __reduce__(self) -> tuple[Any, ...]:
        # A mappingproxy does not pickle; workers get the plain dict.
        return (
            _rebuild,
            (
                self.figid, self.figtitle, self.caption, self.papertitle, self.keywords, self.organisms,
                self.organisms_ner, self.words, dict(self.extra), self.source, self.line,
            ),
        )  # fmt: skip


def _rebuild(*args: Any) -> FigureRecord:
    values = dict(zip((f.name for f in fields(FigureRecord)), args, strict=True))
    values["extra"] = MappingProxyType(values["extra"])
    return FigureRecord(**values)


def checked(record: FigureRecord) -> FigureRecord:
    """Return a record that was made by hand when its fields are texts and tuples or lists of texts.

    Raises
    ------
    RecordError
        When one is not, naming it.

    Examples
    --------
    >>> checked(FigureRecord(keywords=("AKT1",))).keywords
    ('AKT1',)
    """
    for name in _TEXT_FIELDS:
        if not isinstance(getattr(record, name), str):
            raise RecordError(
                f"field {name!r} should be text, not {type(getattr(record, name)).__name__}",
                source=record.source, line=record.line,
            )  # fmt: skip
    for name in _LIST_FIELDS:
        words = getattr(record, name)
        if not isinstance(words, (tuple, list)) or not all(isinstance(word, str) for word in words):
            wrong = words if not isinstance(words, (tuple, list)) else next(w for w in words if not isinstance(w, str))
            raise RecordError(
                f"field {name!r} should be a tuple of texts, and has {type(wrong).__name__}",
                source=record.source, line=record.line,
            )  # fmt: skip
    return record


def is_placeholder(value: object) -> bool:
    """Tell whether a value only says that there is no value.

    >>> [is_placeholder(v) for v in (".na.character", "NA", None, float("nan"), "Na+", "AKT")]
    [True, True, True, True, False, False]
    """
    if value is None or value != value:
        return True
    return isinstance(value, str) and value.strip().lower() in PLACEHOLDERS


def _text(value: Any, name: str, source: str | None, line: int | None) -> str:
    if is_placeholder(value):
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise RecordError(
            f"field {name!r} should be text, not {type(value).__name__}; quote the value or leave it out",
            source=source,
            line=line,
        )
    return value


def _strings(value: Any, name: str, source: str | None, line: int | None) -> tuple[str, ...]:
    if is_placeholder(value):
        return ()
    if isinstance(value, str):
        # A text of one word is that word as it is written, blanks and all.
        found = split_names(value) if name in ("organisms", "organisms_ner") else split_cell(value)
        value = found if len(found) > 1 or value.lstrip()[:1] == "[" else (value,)
    if not isinstance(value, Iterable) or isinstance(value, (bytes, Mapping)):
        raise RecordError(
            f"field {name!r} should be a list of words, not {type(value).__name__}", source=source, line=line
        )
    out = []
    for index, item in enumerate(value):
        if isinstance(item, (Mapping, list, tuple, set)):
            raise RecordError(
                f"field {name!r}, item {index + 1}, should be a word, not {type(item).__name__}",
                source=source,
                line=line,
            )
        out.append("" if item is None else item if isinstance(item, str) else _plain(item))
        if len(out) > MAX_KEYWORDS:
            raise RecordError(f"field {name!r} has more than {MAX_KEYWORDS:,} items", source=source, line=line)
    if name in ("organisms", "organisms_ner"):
        return tuple(item for item in out if not is_placeholder(item))
    return tuple(out)


def _plain(item: Any) -> str:
    # YAML reads the keyword NO as False, 1e5 as a float and 2024-03-01 as a date; a placeholder is kept
    # as a keyword: it gets a term that says so.
    if item is True or item is False:
        return "YES" if item else "NO"
    return str(item)
