"""A server of our own on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[1]


def start_server(*command: str, ready: str) -> tuple[str, subprocess.Popen[str]]:
    """Start `pfocr-norm COMMAND --port …` and return its address when the page `ready` is answered with status 200.

    Another program may take the port between the choice and the start: then another port is tried.
    """
    told = ""
    for _ in range(5):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "pfocr_norm", *command, "--port", str(port)], cwd=ROOT, stderr=subprocess.PIPE,
            text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        base = f"http://127.0.0.1:{port}"
        while server.poll() is None:
            try:
                if requests.get(base + ready, timeout=60).status_code == 200:
                    return base, server
            except requests.RequestException:
                pass
            time.sleep(0.1)
        assert server.stderr is not None
        told = server.stderr.read()
    raise AssertionError(f"the server does not start: {told}")
