"""The application: which address is answered by what."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from .. import __version__
from ..corpus.grounding import ground
from ..errors import PfocrNormError
from ..normalizer import Normalizer
from . import openapi, reconcile
from .limits import BodyLimit, Limits, RequestError
from .requests import from_json, json_body, mapping, names, optional
from .responses import JSONResponse, asset, broken, failed, html_page, page_file

T = TypeVar("T")


class Service:
    """Answers requests with one open vocabulary, shared by all threads.

    Parameters
    ----------
    normalizer
        The open vocabulary and its settings.
    limits
        What one request may ask for.
    """

    def __init__(self, normalizer: Normalizer, limits: Limits) -> None:
        self.normalizer = normalizer
        self.limits = limits

    async def work(self, function: Callable[[], T]) -> T:
        """Run a function in a thread; give up waiting when it takes longer than a request may."""
        try:
            return await asyncio.wait_for(run_in_threadpool(function), self.limits.seconds)
        except asyncio.TimeoutError:
            raise RequestError(f"the work took longer than {self.limits.seconds:g} s; send less at once", 503) from None

    # -- grounding and records -----------------------------------------------------------------------------

    async def ground_one(self, request: Request) -> Response:
        """``GET /ground?term=…&organism=…&context=…``."""
        query = request.query_params
        terms = names(query.getlist("term"), "term", self.limits)
        if not terms:
            raise RequestError("term is missing: /ground?term=MEK1&organism=human")
        return await self._ground(terms, dict(query))

    async def ground_many(self, request: Request) -> Response:
        """``POST /ground`` with ``{"terms": […], "organism": …, "context": …}``."""
        body = mapping(await json_body(request), "the body")
        terms = names(body.get("terms", body.get("term")), "terms", self.limits)
        return await self._ground(terms, body)

    async def _ground(self, terms: list[str], options: Any) -> Response:
        organism, context = optional(options, "organism"), optional(options, "context") or ""
        identifiers = optional(options, "identifiers")
        run = partial(
            ground, terms, organism=organism, context=context, identifiers=identifiers, normalizer=self.normalizer
        )
        try:
            found = await self.work(run)
        except ValueError as error:
            raise RequestError(str(error)) from None
        return JSONResponse({**found.to_dict(), "rows": found.rows()})

    async def normalize(self, request: Request) -> Response:
        """``POST /normalize`` with a record of the PFOCR fields, or a list of them."""
        body = await json_body(request)
        many = body if isinstance(body, list) else [body]
        self.limits.check(len(many), "records")
        out = await self.work(lambda: [self._one(record) for record in many])
        if isinstance(body, list):
            return JSONResponse(out)
        return JSONResponse(out[0], status_code=400 if "error" in out[0] else 200)

    def _one(self, record: Any) -> dict[str, Any]:
        try:
            return self.normalizer.normalize(mapping(record, "a record")).to_dict()
        except (PfocrNormError, RequestError) as error:
            return {"error": str(error)}

    # -- the service itself --------------------------------------------------------------------------------

    async def health(self, request: Request) -> Response:
        """``GET /health``: ready when the vocabulary is open."""
        return JSONResponse({"status": "ready"})

    async def version(self, request: Request) -> Response:
        """``GET /version``: of the program, the vocabulary and its sources."""
        sources = dict(self.normalizer.data_sources)
        return JSONResponse(
            {"version": __version__, "data_version": self.normalizer.data_version, "data_sources": sources}
        )

    async def openapi(self, request: Request) -> Response:
        """``GET /openapi.json``."""
        return JSONResponse(openapi.document(__version__))

    async def describe(self, request: Request) -> Response:
        """``GET /docs``: the same for people."""
        return html_page(openapi.page(openapi.document(__version__), _base(request)))

    # -- reconciliation ------------------------------------------------------------------------------------

    async def reconcile(self, request: Request) -> Response:
        """``/reconcile``: the manifest, a batch of queries, or properties of entities."""
        form = await self._form(request)
        if "queries" in form:
            queries = from_json(form["queries"], "queries")
            return JSONResponse(await self.work(lambda: reconcile.answer(queries, self.normalizer, self.limits)))
        if "extend" in form:
            asked = from_json(form["extend"], "extend")
            return JSONResponse(await self.work(lambda: reconcile.extend(asked, self.normalizer, self.limits)))
        return JSONResponse(reconcile.manifest(_base(request), self.normalizer.data_version))

    async def _form(self, request: Request) -> dict[str, str]:
        if request.method == "GET":
            return dict(request.query_params)
        body = (await request.body()).decode("utf-8", "replace")
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=100)
        return {**dict(request.query_params), **{key: values[0] for key, values in fields.items()}}

    async def suggest(self, request: Request) -> Response:
        """``/reconcile/suggest/{kind}?prefix=…``."""
        kind = request.path_params["kind"]
        query = request.query_params
        prefix, cursor = query.get("prefix", ""), _whole(query.get("cursor"), "cursor") or 0
        if len(prefix) > self.limits.characters:
            raise RequestError(f"prefix is longer than {self.limits.characters} characters", 413)
        return JSONResponse(
            await self.work(lambda: reconcile.suggest(kind, prefix, self.normalizer, cursor=cursor))
        )

    async def properties(self, request: Request) -> Response:
        """``/reconcile/properties?type=…``."""
        query = request.query_params
        return JSONResponse(reconcile.properties(query.get("type"), _whole(query.get("limit"), "limit")))

    async def preview(self, request: Request) -> Response:
        """``/reconcile/preview?id=…``."""
        page = reconcile.preview(request.query_params.get("id", ""), self.normalizer)
        if page is None:
            raise RequestError("no such entity", 404)
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return HTMLResponse(page, headers={"Content-Security-Policy": policy})

    # -- pages ---------------------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """``GET /``: the page to try it."""
        return page_file("index.html")


def _whole(text: str | None, what: str) -> int | None:
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RequestError(f"{what} has to be a whole number")
    return int(text)


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def create_app(normalizer: Normalizer | None = None, *, limits: Limits | None = None) -> Starlette:
    """Return the ASGI application.

    Parameters
    ----------
    normalizer
        The open vocabulary and its settings; the vocabulary in use when None.
    limits
        What one request may ask for.
    """
    limits = limits or Limits()
    service = Service(normalizer or Normalizer(), limits)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # The first answer costs what the vocabulary costs to open: before the service says that it is ready.
        await run_in_threadpool(lambda: ground(["MEK1"], organism="human", normalizer=service.normalizer))
        yield

    both = ["GET", "POST"]
    routes = [
        Route("/", service.page),
        Route("/app.js", asset),
        Route("/app.css", asset),
        Route("/ground", service.ground_one),
        Route("/ground", service.ground_many, methods=["POST"]),
        Route("/normalize", service.normalize, methods=["POST"]),
        Route("/health", service.health),
        Route("/version", service.version),
        Route("/openapi.json", service.openapi),
        Route("/docs", service.describe),
        Route("/reconcile", service.reconcile, methods=both),
        Route("/reconcile/suggest/{kind:str}", service.suggest),
        Route("/reconcile/properties", service.properties),
        Route("/reconcile/preview", service.preview),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=both, allow_headers=["content-type"]),
            Middleware(BodyLimit, limit=limits.body),
        ],
        exception_handlers={RequestError: failed, Exception: broken},
        lifespan=lifespan,
    )
