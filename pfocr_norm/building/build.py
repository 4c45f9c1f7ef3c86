"""Compile the embedded vocabulary from the pinned packages: ``python -m pfocr_norm.building.build --wheels DIR``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..vocabulary.entry import Entry
from ..vocabulary.location import FILE_NAME, data_folder
from .merge import build
from .sources.base import SourceInfo, released
from .sources.pins import PACKAGES
from .writer import write_described

#: Version of the embedded vocabulary: the day its sources were pinned.
VERSION = "2026.11"


def compile_to(folder: Path, entries: Iterable[Entry], sources: Iterable[SourceInfo], version: str) -> dict[str, Any]:
    """Write the vocabulary file and its manifest into a folder; return the manifest.

    Parameters
    ----------
    folder
        Where ``vocabulary.pnv`` and ``manifest.json`` go.
    entries, sources
        What the merge gave.
    version
        Version of the data.
    """
    infos = [asdict(info) | {"released": released(info.version)} for info in sources]
    brief = [{key: info[key] for key in ("key", "name", "version", "licence", "released")} for info in infos]
    manifest = write_described(list(entries), folder / FILE_NAME, infos, brief, version)
    manifest["packages"] = {name: _plain(pin) for name, pin in sorted(PACKAGES.items())}
    place = folder / "manifest.json"
    if place.is_file():
        # Other files of the same folder, compiled apart.
        before = json.loads(place.read_text(encoding="utf-8"))
        manifest |= {key: before[key] for key in ("organisms", "senses", "taxonomy") if key in before}
    place.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return manifest


def _plain(value: Any) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def main() -> None:
    """Command line of the build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the pinned packages")
    parser.add_argument("--out", type=Path, default=data_folder(), help="folder to write to")
    parser.add_argument("--version", default=VERSION)
    args = parser.parse_args()
    entries, sources = build(args.wheels)
    manifest = compile_to(args.out, entries, sources, args.version)
    print(f"{manifest['concepts']:,} concepts, {manifest['names']:,} names, {manifest['size'] / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
