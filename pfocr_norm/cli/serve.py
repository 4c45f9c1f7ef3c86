"""The ``pfocr-norm serve`` command."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from .common import DataOption, ExtraOption, OverridesOption, StopOption, open_normalizer, reported, server

Host = Annotated[
    str,
    typer.Option("--host", metavar="ADDRESS", help="Address to listen on; others than this machine's are your choice."),
]
Port = Annotated[
    int, typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="Port; 0 takes a free one.")
]
Memory = Annotated[
    int, typer.Option("--memory", metavar="N", min=64, help="Words remembered: more is faster and takes more memory.")
]


def serve_command(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    data: DataOption = None,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    memory: Memory = 4096,
) -> None:
    """Answer over HTTP: names, records, OpenRefine's reconciliation, and a page to try it.

    The page is at the address that is shown, the reconciliation service at /reconcile, the description for programs at
    /openapi.json. Ctrl-C ends it when the requests at work are answered.
    """
    with reported():
        uvicorn = server("pfocr-norm serve")
        try:
            socket.getaddrinfo(host, port)
        except (OSError, UnicodeError):
            raise typer.BadParameter(f"{host!r} is no address", param_hint="--host") from None
        from ..service.app import create_app

        app = create_app(open_normalizer(data, extra=extra, overrides=overrides, stop=stop, memory=memory))
    uvicorn.run(app, host=host, port=port, log_level="info", access_log=False, timeout_graceful_shutdown=30)
