"""A damaged vocabulary never answers: what is checked when one is opened.

The header says how long everything is; that is checked at each opening. The sections have checksums, which takes some
50 ms: a file is checked once on a machine and remembered by its place, size and times.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import LexiconError
from .codes import FORMAT, SPAN
from .location import VARIABLE

WAY_OUT = "install the package again or fetch the vocabulary anew"
#: File of the user's data folder with the files that were found whole, one a line, and how many are kept.
NOTES, MOST_NOTES = "checked", 64

#: Nanoseconds in which a file can change twice without a new time: a file system's clock ticks some 100 times a second.
TICK = 50_000_000

#: Bytes of one item of a section, and how many items it has more than the header's number of this name.
_SIZES = {
    "first": (4, "keys", 0), "names": (4, "names", 0), "offsets": (4, "concepts", 1), "kinds": (1, "concepts", 0),
    "taxa": (1, "concepts", 0),
}  # fmt: skip
#: Sections that stand together or not at all: files made before substances had forms have none.
_FORMS = frozenset(("forms", "fconcepts", "fplaces"))
#: The same of the sections that the formats have of their own, the sections of whole numbers without such a rule and
#: how long a number is there.
_SIZES_OF = {
    1: {"numbers": (8, "concepts", 0), "places": (4, "concepts", 1)},
    2: {"numbers": (4, "concepts", 0), "lengths": (2, "concepts", 0)},
}
_NUMBERS_OF = {1: {"xnumbers": 4, "xconcepts": 4}, 2: {"wide": 8, "bases": 4, "ids": 4, "buckets": 4}}
_NUMBERS = {"more": 4, "groups": 4, "gplaces": 4, "fconcepts": 4, "fplaces": 4}
_SECTIONS = frozenset((*_SIZES, *_NUMBERS, "keys", "raws", "blob")) - _FORMS
_BUCKETS = (1 << 16) + 1
_LISTS = {
    "templates": str, "strings": str, "taxa": int, "name_sources": str, "statuses": str, "entity_types": str,
    "sources": dict,
}  # fmt: skip


def damaged(path: Path, what: str) -> LexiconError:
    """Return the error of a vocabulary that cannot be trusted."""
    return LexiconError(f"{path}: damaged vocabulary ({what}); {WAY_OUT}")


def read_header(text: bytes, size: int, path: Path, version: int = FORMAT) -> dict[str, Any]:
    """Return the header of a vocabulary if everything that it says fits together.

    Parameters
    ----------
    text
        The JSON.
    size
        Bytes behind it.
    path
        For messages.
    version
        Number of the format.

    Raises
    ------
    LexiconError
        Saying what does not fit.
    """
    try:
        header = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged(path, "its header is no JSON") from None
    wrong = _wrong(header, size, version)
    if wrong:
        raise damaged(path, wrong)
    return header  # type: ignore[no-any-return]


def _wrong(header: Any, size: int, version: int) -> str:
    """Say what is wrong with a header; nothing when all is right."""
    if not isinstance(header, dict):
        return "its header is no object"
    if not isinstance(header.get("version"), str):
        return "its header has no version"
    for name in ("concepts", "names", "keys"):
        if not _is_count(header.get(name)):
            return f"its number of {name} is none"
    for name, kind in _LISTS.items():
        items = header.get(name)
        if not isinstance(items, list) or not all(type(item) is kind for item in items):
            return f"its list of {name} is none"
    sizes, numbers = _SIZES | _SIZES_OF[version], _NUMBERS | _NUMBERS_OF[version]
    sections = header.get("sections")
    needed = _SECTIONS | sizes.keys() | (numbers.keys() - _FORMS)
    if not isinstance(sections, dict) or not sections.keys() >= needed or 0 < len(_FORMS & sections.keys()) < 3:
        return "sections are missing"
    for name, row in sections.items():
        if not isinstance(row, list) or len(row) != 3 or not all(map(_is_count, row)) or row[0] + row[1] > size:
            return f"section {name!r} lies outside"
        width, count, more = sizes.get(name, (1, "", 0))
        if count and row[1] != width * (header[count] + more):
            return f"section {name!r} has the wrong length"
        if row[1] % numbers.get(name, 1):
            return f"section {name!r} has the wrong length"
        if row[0] % 8:
            return f"section {name!r} lies outside"
    if not sections["gplaces"][1]:
        return "its cross-references do not fit"
    limits = [("ranges", header["concepts"])]
    if version == 1:
        if sections["xnumbers"][1] != sections["xconcepts"][1]:
            return "its cross-references do not fit"
        limits.append(("xranges", sections["xnumbers"][1] // 4))
    else:
        if sections["buckets"][1] != 4 * _BUCKETS or sections["bases"][1] != 4 * -(-header["concepts"] // SPAN):
            return "its cross-references do not fit"
        wide = header.get("wide")
        if not isinstance(wide, dict) or not all(_is_count(s) and s <= sections["wide"][1] // 8 for s in wide.values()):
            return "its long numbers are none"
    for name, most in limits:
        ranges = header.get(name)
        if not isinstance(ranges, dict):
            return f"its {name} are none"
        for row in ranges.values():
            if not isinstance(row, list) or len(row) != 2 or not all(map(_is_count, row)):
                return f"its {name} are none"
            if not row[0] <= row[1] <= most:
                return f"its {name} lie outside"
    if "full_name" not in header["statuses"]:
        return "its list of statuses is none"
    if header["concepts"] and (not header["ranges"] or not header["taxa"]):
        return "its concepts have no identifiers"
    return ""


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def check_sections(sections: Mapping[str, memoryview], table: Mapping[str, Iterable[int]], path: Path) -> None:
    """Check every section against its checksum.

    Raises
    ------
    LexiconError
        Naming the first damaged section.
    """
    for name, (_, _, checksum) in table.items():
        if zlib.crc32(sections[name]) != checksum:
            raise LexiconError(f"{path}: section {name!r} is damaged; install or build the vocabulary again")


def check_codes(sections: Mapping[str, memoryview], header: Mapping[str, Any], path: Path) -> None:
    """Check that every code of a type, organism, status or source stands in the header's list of them.

    Raises
    ------
    LexiconError
        Naming the list that is too short.
    """
    names = bytes(sections["names"])
    codes = {
        "entity_types": bytes(sections["kinds"]),
        "taxa": bytes(sections["taxa"]),
        # A name is four bytes, the lowest first; the third ends with the status, the fourth begins with the source.
        "statuses": bytes(byte >> 5 for byte in set(names[2::4])),
        "name_sources": bytes(byte & 15 for byte in set(names[3::4])),
    }
    for name, found in codes.items():
        if found.translate(None, bytes(range(min(len(header[name]), 256)))):
            raise damaged(path, f"its list of {name} is too short")


def identity(handle: int) -> str:
    """Return what tells an open file from any other, and from itself once it was changed.

    It is ``""`` where the next change may leave no trace, because the last one was a moment ago: such a file is not
    remembered.
    """
    found = os.fstat(handle)
    if time.time_ns() - found.st_ctime_ns <= TICK:
        return ""
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def is_known(file: str) -> bool:
    """Tell whether a file was found whole before."""
    return file in _notes()


def remember(file: str) -> None:
    """Remember that a file was found whole; where nothing can be written it is checked again next time."""
    if not file:
        return
    notes = [note for note in _notes() if note != file][-MOST_NOTES + 1 :]
    with suppress(OSError):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f".{NOTES}-{os.getpid()}"
        temporary.write_text("\n".join((*notes, file)) + "\n", encoding="ascii")
        temporary.replace(folder / NOTES)


def _notes() -> list[str]:
    try:
        return (_folder() / NOTES).read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return []


def _folder() -> Path:
    """Return the folder of the notes: the data folder, or the user's cache where none is named."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen and os.path.isdir(chosen):
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("pfocr-norm", appauthor=False)
