"""What one request may ask for, and the errors that say so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one request.

    Attributes
    ----------
    body
        Bytes of a request's body.
    names
        Names, queries or keywords in a request.
    characters
        Characters of one name; texts of a record have those of the record.
    seconds
        Time for the work of a request; what takes longer is answered with 503 and goes on to its end unseen.
    """

    body: int = 4_000_000
    names: int = 2_000
    characters: int = 500
    seconds: float = 30.0

    def check(self, count: int, what: str) -> None:
        """Refuse more of something than a request may have.

        Raises
        ------
        RequestError
            With status 413.
        """
        if count > self.names:
            raise RequestError(f"{count:,} {what}; at most {self.names:,} in one request", 413)


class RequestError(Exception):
    """A request that cannot be answered; the message goes to the client."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class BodyLimit:
    """Middleware that refuses bodies over a limit, whether their length is declared or not."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting the bytes of its body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise RequestError(f"the body is larger than {self.limit:,} bytes; send it in parts", 413)
            return message

        # Who hangs up in the middle of a body gets no answer; the server's log needs none either.
        with suppress(ClientDisconnect):
            await self.app(scope, counted, send)
