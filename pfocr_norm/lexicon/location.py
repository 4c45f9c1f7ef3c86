"""Where the vocabulary in use lies."""

from __future__ import annotations

import os
from pathlib import Path

#: File name of the compiled vocabulary.
FILE_NAME = "vocabulary.pnv"
_PACKAGE = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return the folder of the embedded tables: in the wheel, or at the top of a checkout."""
    inside = _PACKAGE / "data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def embedded_path() -> Path:
    """Return the path of the vocabulary that came with the package."""
    return data_folder() / FILE_NAME


def default_path() -> Path:
    """Return the vocabulary in use: ``PFOCR_NORM_DATA``, the one chosen by ``data use``, the embedded one."""
    chosen = os.environ.get("PFOCR_NORM_DATA")
    if chosen:
        path = Path(chosen).expanduser()
        return path / FILE_NAME if path.is_dir() else path
    return embedded_path()
