"""Where the vocabulary in use lies."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..errors import LexiconError

#: File name of the compiled vocabulary.
FILE_NAME = "vocabulary.pnv"
#: File beside it with the senses that are no gene and no substance.
SENSES_FILE = "senses.pnv"
#: File of the data folder that names the version in use; the embedded one is in use without it.
POINTER = "in_use"
#: Folder of the data folder with one folder a version.
VERSIONS = "vocabularies"
#: File beside a vocabulary with further names of organisms.
ORGANISM_NAMES = "organism_names.tsv"
#: What stands for the name of a version where the pointer is no text; no version has it.
DAMAGED = "?"
VARIABLE = "PFOCR_NORM_DATA"
_PACKAGE = Path(__file__).resolve().parent.parent
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")


def data_folder() -> Path:
    """Return the folder of the embedded tables: in the wheel, or at the top of a checkout."""
    inside = _PACKAGE / "data"
    return inside if inside.is_dir() else _PACKAGE.parent / "data"


def embedded_path() -> Path:
    """Return the path of the vocabulary that came with the package."""
    return data_folder() / FILE_NAME


def senses_path(vocabulary: Path) -> Path | None:
    """Return the file of other senses beside a vocabulary, else the embedded one; None where there is none."""
    for folder in (vocabulary.parent, data_folder()):
        if (folder / SENSES_FILE).is_file():
            return folder / SENSES_FILE
    return None


def user_folder() -> Path:
    """Return the folder of fetched releases and installed vocabularies: ``PFOCR_NORM_DATA``, or the user's cache."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        path = _expanded(chosen)
        # The variable may also name one vocabulary; its folder is then where others go.
        return path.parent if path.is_file() or path.suffix == ".pnv" else path
    from platformdirs import user_cache_path

    return user_cache_path("pfocr-norm", appauthor=False)


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise LexiconError(
            f"{VARIABLE} is {text!r}: there is no such home folder; set it to a data folder or a vocabulary file"
        ) from None


def is_version(text: str) -> bool:
    """Tell whether a text can be the name of an installed version.

    >>> is_version("2026.11.22-1a2b3c4d"), is_version("../elsewhere")
    (True, False)
    """
    return _VERSION.fullmatch(text) is not None


def version_in_use(folder: Path) -> str | None:
    """Return the version that a data folder's pointer names; None for the embedded one, ``DAMAGED`` for no text."""
    try:
        text = (folder / POINTER).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    except ValueError:
        return DAMAGED
    return text if is_version(text) else None


def default_path() -> Path:
    """Return the vocabulary in use: ``PFOCR_NORM_DATA``, the one chosen by ``data use``, the embedded one."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        path = _expanded(chosen)
        # A folder that is new or empty is a data folder where nothing was chosen yet; a file has to be there.
        if path.is_file() or path.suffix == ".pnv":
            return path
        if (path / FILE_NAME).exists():
            return path / FILE_NAME
    folder = user_folder()
    version = version_in_use(folder)
    if version == DAMAGED:
        raise LexiconError(f"{folder / POINTER}: damaged, no text; `pfocr-norm data use embedded` puts that right")
    return embedded_path() if version is None else folder / VERSIONS / version / FILE_NAME
