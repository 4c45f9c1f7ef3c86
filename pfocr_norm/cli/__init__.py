"""The command line, ``pfocr-norm``."""

from __future__ import annotations

from .commands import app, main

__all__ = ["app", "main"]
