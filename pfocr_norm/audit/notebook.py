"""An audit in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..output.html import CELL, hint_html
from .verdict import Verdict

if TYPE_CHECKING:
    from .collect import Audit


def summary_html(audit: Audit) -> str:
    """Return the verdicts of an audit; :meth:`Audit.to_html` makes the whole report."""
    rows = "".join(
        f"<tr><td style='{CELL}'>{hint_html(kind.heading, kind.meaning)}</td>"
        f"<td style='{CELL};text-align:right'>{audit.verdicts[kind]:,}</td>"
        f"<td style='{CELL};text-align:right'>{100 * audit.share(kind):.1f} %</td></tr>"
        for kind in Verdict
    )
    broken = f", {audit.broken:,} could not be read" if audit.broken else ""
    many = "1 record" if audit.records == 1 else f"{audit.records:,} records"
    return (
        f"<div><p style='margin:.3em 0'><b>Audit</b> of {many}{broken}</p>"
        f"<table style='border-collapse:collapse'><tbody>{rows}</tbody></table></div>"
    )
