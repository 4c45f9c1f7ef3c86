"""The review desk as an application: one figure after the other, every decision on the disk before the next."""

from __future__ import annotations

import threading
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..errors import PfocrNormError
from ..organisms import normalize_organism
from .decisions import ACCEPT, KINDS, OTHER, UNDO, Decision, Journal
from .desk import Item, Queue
from .limits import BodyLimit, RequestError
from .requests import json_body, mapping, optional
from .responses import JSONResponse, asset, broken, failed, page_file


class Desk:
    """One queue and one file of decisions.

    Parameters
    ----------
    queue
        The figures to look at.
    journal
        The file of decisions.
    who
        The curator, written beside each decision.
    """

    def __init__(self, queue: Queue, journal: Journal, who: str = "") -> None:
        self.queue = queue
        self.journal = journal
        self.who = who
        self._lock = threading.Lock()

    def state(self) -> dict[str, Any]:
        """Return how far the work is."""
        done = self.journal.standing()
        order = self.queue.order()
        return {
            "order": order,
            "decided": {figid: done[figid].decision for figid in order if figid in done},
            "organisms": self.queue.organisms(),
            "causes": [{"cause": cause, "figures": len(group)} for cause, group in self.queue.groups.items()],
        }

    def _item(self, figid: str) -> Item:
        found = self.queue.items.get(figid)
        if found is None:
            raise RequestError("no such figure in the queue", 404)
        return found

    def figure(self, figid: str) -> dict[str, Any]:
        """Return one figure with what was decided about it."""
        item = self._item(figid)
        done = self.journal.of(figid)
        return {**item.to_dict(), "decided": done._asdict() if done else None, "same": self.queue.same(figid)}

    def decide(self, body: Any) -> dict[str, Any]:
        """Write a decision about one figure, or about all figures with its cause that are not decided."""
        asked = mapping(body, "the body")
        figid, kind = optional(asked, "figid") or "", optional(asked, "decision") or ""
        if kind not in KINDS:
            raise RequestError(f"decision has to be one of {', '.join(KINDS)}")
        item = self._item(figid)
        organism = ""
        if kind == ACCEPT:
            organism = ";".join(item.proposed)
        elif kind == OTHER:
            organism = _organisms(optional(asked, "organism") or "")
        with self._lock:
            figures = [figid]
            if asked.get("all") is True and kind != UNDO:
                figures = [figid, *(f for f in self.queue.same(figid)[1:] if self.journal.of(f) is None)]
            self.journal.add(Decision(f, kind, organism, item.cause, self.who) for f in figures)
        return {"figures": figures, "decision": kind, "organism": organism}


def _organisms(text: str) -> str:
    names = []
    for part in filter(None, map(str.strip, text.split(";"))):
        found = normalize_organism(part)
        if found is None:
            raise RequestError(f"organism {part!r} is not known; give a scientific name or an NCBI Taxonomy id")
        names.append(found.name)
    if not names:
        raise RequestError("name the organism")
    return ";".join(names)


def create_review(desk: Desk) -> Starlette:
    """Return the ASGI application of a desk; its pages are for this machine, no other site may use them."""

    async def page(request: Request) -> Response:
        return page_file("review.html")

    async def state(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(desk.state))

    async def figure(request: Request) -> Response:
        return JSONResponse(desk.figure(request.query_params.get("figid", "")))

    async def decide(request: Request) -> Response:
        # A page of another site can send a form, but not this type of content without asking first.
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise RequestError("send application/json", 415)
        body = await json_body(request)
        try:
            return JSONResponse(await run_in_threadpool(lambda: desk.decide(body)))
        except PfocrNormError as error:
            raise RequestError(str(error), 507) from None

    routes = [
        Route("/", page), Route("/review.js", asset), Route("/app.css", asset), Route("/state", state),
        Route("/figure", figure), Route("/decide", decide, methods=["POST"]),
    ]  # fmt: skip
    return Starlette(
        routes=routes,
        middleware=[
            # A name of another site that leads to this machine is no way in.
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False),
            Middleware(BodyLimit, limit=100_000),
        ],
        exception_handlers={RequestError: failed, Exception: broken},
    )
