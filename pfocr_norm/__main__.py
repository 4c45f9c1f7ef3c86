"""``python -m pfocr_norm`` is the command ``pfocr-norm``."""

from __future__ import annotations

from .cli import main

main()
