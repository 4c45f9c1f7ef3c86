"""What spreadsheets made of gene symbols: dates, the serial numbers behind them, and numbers with an exponent."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from .lazy import lazy

#: Stems of the symbols, new and old, that look like a month with a day.
_STEMS = {
    3: ("MARCHF", "MARCH"), 9: ("SEPTIN", "SEPT", "SEP"), 12: ("DELEC", "DEC"), 10: ("OCT",), 11: ("NOV",), 4: ("APR",),
    2: ("FEB",),
}  # fmt: skip
_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_LONG = {"january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "sept": 9,
         "september": 9, "october": 10, "november": 11, "december": 12}  # fmt: skip
_TIME = r"(?:[ T]\d\d:\d\d(?::\d\d)?(?:\.\d+)?)?"
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
_NAMED = lazy(
    rf"(?:(?P<d1>\d{{1,2}})[-/ .]+(?P<m1>[A-Za-z]{{3,9}})|(?P<m2>[A-Za-z]{{3,9}})[-/ .]+(?P<d2>\d{{1,2}}))"
    rf"(?P<y>[-/ ,.]+{_YEAR})?{_TIME}"
)
_ISO = lazy(rf"(?:19|20)\d\d[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?){_TIME}")
_NUMBERS = lazy(rf"(?P<a>\d\d?)[-/.](?P<b>\d\d?)[-/.](?:19|20)\d\d{_TIME}")
#: Days since the end of 1899 of the years in which tables were made.
_SERIAL = lazy(r"[34]\d{4}(?:\.0)?")
_FIRST, _LAST = date(2000, 1, 1), date(2030, 12, 31)
_EPOCH = date(1899, 12, 30)
_EXPONENT = lazy(r"(?P<a>\d)\.(?P<b>\d{1,2})E\+?(?P<e>\d\d)", re.I)


def excel_symbols(text: str) -> list[str]:
    """Return the gene symbols that a spreadsheet turned into this date; ``[]`` when it is none.

    A date in numbers is read with the month first, else with the day first, whichever gives a symbol; where both do, it
    does not tell.

    >>> excel_symbols("1-Mar"), excel_symbols("Sep-02"), excel_symbols("4-Oct-2019")
    (['MARCHF1', 'MARCH1'], ['SEPTIN2', 'SEPT2', 'SEP2'], ['OCT4'])
    >>> excel_symbols("2020-12-01 00:00:00"), excel_symbols("3/8/2021"), excel_symbols("44075")
    (['DELEC1', 'DEC1'], ['MARCHF8', 'MARCH8'], ['SEPTIN1', 'SEPT1', 'SEP1'])
    >>> excel_symbols("par-1"), excel_symbols("5-Jan"), excel_symbols("9/3/2021"), excel_symbols("12345")
    ([], [], [], [])
    """
    match = _NAMED.fullmatch(text)
    if match:
        name = (match["m1"] or match["m2"]).lower()
        return _symbols(_MONTHS.get(name) or _LONG.get(name, 0), int(match["d1"] or match["d2"]))
    match = _ISO.fullmatch(text)
    if match:
        return _symbols(int(match["m"]), int(match["d"]))
    match = _NUMBERS.fullmatch(text)
    if match:
        first, second = int(match["a"]), int(match["b"])
        ways = [found for found in (_symbols(first, second), _symbols(second, first)) if found]
        return ways[0] if len(ways) == 1 or (ways and first == second) else []
    if _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(float(text)))
        return _symbols(day.month, day.day) if _FIRST <= day <= _LAST else []
    return []


@lru_cache(maxsize=1 << 14)
def is_date(text: str) -> bool:
    """Tell whether a text is a date with a year, a serial number of one, or begins with a day: nobody's symbol.

    >>> is_date("4-Oct-2019"), is_date("2-Sep"), is_date("Sep-02"), is_date("Oct-4")
    (True, True, True, False)
    """
    named = _NAMED.fullmatch(text)
    if named is not None:
        return bool(named["y"]) or text[0].isdigit() or (named["d2"] or "")[:1] == "0"
    return any(pattern.fullmatch(text) for pattern in (_ISO, _NUMBERS, _SERIAL))


def riken(text: str) -> re.Pattern[str] | None:
    """Return the pattern of the folded RIKEN names that a spreadsheet reads as this number; None for other texts.

    ``2310009E13Rik`` is read as a number with the exponent 13, and shown with three digits.

    >>> riken("1.70E+06").pattern, riken("17") is None
    ('170\\\\d{4}e(?:06|00)rik', True)
    """
    match = _EXPONENT.fullmatch(text.strip())
    if match is None:
        return None
    digits, exponent = (match["a"] + match["b"]).ljust(3, "0"), int(match["e"])
    return re.compile(rf"{digits}\d{{4}}e(?:{exponent:02d}|{max(exponent - 6, 0):02d})rik")


def _symbols(month: int, day: int) -> list[str]:
    return [f"{stem}{day}" for stem in _STEMS.get(month, ())] if 1 <= day <= 31 else []
