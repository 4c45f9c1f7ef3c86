"""The review desk as one page that works by itself: its figures packed inside, its decisions kept by the browser."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from ..audit.report import pack
from .desk import Queue


def desk_page(queue: Queue) -> str:
    """Return the desk as HTML that opens offline and loads nothing.

    It is the page of ``pfocr-norm review`` with its script and style inside. Decisions are kept in the browser's
    storage, and saved as the file of decisions that ``pfocr-norm annotate --decisions`` reads.
    """
    data = pack(
        {
            "order": queue.order(),
            "groups": [[cause, [item.figid for item in group]] for cause, group in queue.groups.items()],
            "figures": [item.to_dict() for item in queue.items.values()],
            "organisms": queue.organisms(),
        }
    )
    # The same figures find the decisions about them again, in whichever folder the page lies.
    key = hashlib.sha256(data.encode("ascii")).hexdigest()[:16]
    style, script = _file("app.css"), _file("review.js")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<style>{style}</style>\n"
    )
    foot = (
        f'<script type="application/octet-stream" id="figures" data-key="{key}">{data}</script>\n'
        f"<script>{script}</script>\n"
    )
    page = _file("review.html")
    for old, new in (
        ('<link rel="stylesheet" href="app.css">\n', head), ('<script src="review.js" defer></script>\n', ""),
        ("</body>", foot + "</body>"),
    ):  # fmt: skip
        if page.count(old) != 1:
            raise AssertionError(f"the page has no single {old!r}")
        page = page.replace(old, new)
    return page


def _file(name: str) -> str:
    return files("pfocr_norm.service").joinpath("pages").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
