"""JSON text that a terminal can show."""

from __future__ import annotations

import re

#: DEL, the C1 controls, and those that turn the direction of writing: JSON lets them stand, and a terminal obeys them.
_CONTROL = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def escape_controls(text: str) -> str:
    r"""Write the control characters that JSON need not escape as escapes; what the text says stays the same.

    Parameters
    ----------
    text
        JSON.

    Examples
    --------
    >>> print(escape_controls('["\x9b31m", "\xe9"]'))
    ["\u009b31m", "é"]
    """
    if text.isascii() and "\x7f" not in text:
        return text
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
