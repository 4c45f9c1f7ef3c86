"""The running text of one record, read once and shared by every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.record import FigureRecord
from .definitions import Definitions
from .definitions import read as read_definitions
from .index import TEXT_FIELDS, TextIndex


@dataclass(frozen=True, slots=True)
class RecordText:
    """What a record's titles and caption print.

    Attributes
    ----------
    fields
        The text of each field that has any, in the order of TEXT_FIELDS.
    index
        The printed words, searchable by look-up key.
    definitions
        What the text defines its own words as.
    """

    fields: Mapping[str, str]
    index: TextIndex
    definitions: Definitions


def read_text(record: FigureRecord) -> RecordText:
    """Read the running text of a record.

    Examples
    --------
    >>> text = read_text(FigureRecord(caption="The androgen receptor (AR) binds DNA."))
    >>> list(text.fields), text.index.printed("dna"), [definition.long for definition in text.definitions.of("AR")]
    (['caption'], 'DNA', ['androgen receptor'])
    """
    fields = {field: text for field in TEXT_FIELDS if (text := getattr(record, field))}
    return RecordText(fields, TextIndex(record), read_definitions(fields))
