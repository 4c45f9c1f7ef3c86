"""What both applications answer with: their pages, and errors."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from starlette import responses
from starlette.requests import Request
from starlette.responses import Response

from ..model.jsonsafe import escape_controls
from .limits import RequestError

#: What pages may load: nothing from elsewhere, and no script but their own.
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
_SAFE = {"X-Content-Type-Options": "nosniff"}
_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}


class JSONResponse(responses.JSONResponse):
    """JSON whose control characters are escaped: a client on a terminal shows what a request has sent."""

    def render(self, content: Any) -> bytes:
        """Return the body."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return escape_controls(text).encode("utf-8", "backslashreplace")  # half a character becomes its escape


def page_file(name: str) -> Response:
    """Return a file of the folder ``pages``."""
    text = files("pfocr_norm.service").joinpath("pages").joinpath(name).read_text(encoding="utf-8")
    kind = name.rpartition(".")[2]
    if kind == "html":
        return html_page(text)
    return Response(text, media_type=_TYPES[kind], headers=_SAFE)


def html_page(text: str) -> Response:
    """Return a page that loads nothing from elsewhere."""
    return Response(text, media_type=_TYPES["html"], headers={**_SAFE, "Content-Security-Policy": _POLICY})


async def asset(request: Request) -> Response:
    """Answer with the file of ``pages`` that the route's path names."""
    return page_file(request.url.path[1:])


def failed(request: Request, error: Exception) -> Response:
    """Answer a request that is wrong."""
    status = error.status if isinstance(error, RequestError) else 400
    return JSONResponse({"error": str(error)}, status_code=status)


def broken(request: Request, error: Exception) -> Response:
    """Answer where the service itself failed."""
    # What went wrong inside is for the log of the server, with its paths; not for the client.
    return JSONResponse({"error": "the service failed on this request"}, status_code=500)
