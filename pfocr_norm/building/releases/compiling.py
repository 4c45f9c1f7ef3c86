"""Compile the releases of a data folder over a vocabulary: its file, its manifest, further names of organisms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...vocabulary.location import FILE_NAME, ORGANISM_NAMES
from ..sources.releases import source
from .fetch import hash_file
from .store import MANIFEST, StoredRelease, replace_text

if TYPE_CHECKING:
    from ...vocabulary.reader import Lexicon


def compile_into(
    folder: Path,
    base: Path,
    parsed: dict[str, list[Any]],
    stored: Mapping[str, StoredRelease],
    version: str,
) -> dict[str, Any]:
    """Write vocabulary, manifest and organism names into a folder; return the manifest."""
    from ...vocabulary.reader import Lexicon
    from ..refresh import decompile, refresh
    from ..writer import write_lexicon

    below = Lexicon.open(base)
    organisms = parsed.pop("taxonomy", None)
    entries = refresh(decompile(below), parsed)
    parsed.clear()
    sources = _sources(below, stored)
    path = folder / FILE_NAME
    header = write_lexicon(
        entries,
        path,
        version=version,
        sources=[{k: s[k] for k in ("key", "name", "version", "licence", "released") if k in s} for s in sources],
    )
    Lexicon.open(path).verify()
    if organisms is not None:
        _write_organisms(folder / ORGANISM_NAMES, organisms)
    kinds = Counter(f"{e.entity_type}:{e.taxon}" if e.taxon else e.entity_type for e in entries)
    manifest = {
        "version": version,
        "file": FILE_NAME,
        "sha256": hash_file(path),
        "size": path.stat().st_size,
        "concepts": header["concepts"],
        "names": header["names"],
        "keys": header["keys"],
        "concepts_by_type": dict(kinds.most_common()),
        "base": {"version": below.version, "sha256": hash_file(base)},
        "sources": sources,
    }
    replace_text(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return manifest


def _sources(below: Lexicon, stored: Mapping[str, StoredRelease]) -> list[dict[str, Any]]:
    out = [dict(item) for item in below.header["sources"]]
    for key, release in stored.items():
        about = source(key).release
        fresh = {
            "key": key,
            "name": about.name,
            "version": release.release or release.fetched,
            "released": release.dated,
            "licence": about.licence,
            "licence_url": about.licence_url,
            "url": about.homepage,
            "takes": about.takes,
            "entries": release.entries,
            "files": {name: asdict(file) for name, file in sorted(release.files.items())},
        }
        out = [item for item in out if item["key"] != key] + [fresh]
    return out


def _write_organisms(path: Path, names: Iterable[tuple[int, str]]) -> None:
    """Write further names of the organisms that the program knows."""
    from ...organisms.tables import tables

    known = tables().organisms
    found: dict[int, list[str]] = {}
    for taxon, name in names:
        if taxon in known and not set(name) & set("\t\n|"):
            found.setdefault(taxon, []).append(name)
    lines = ["# Names from NCBI Taxonomy: taxon, names (| between).", "taxon\tnames"]
    lines += [f"{taxon}\t{'|'.join(dict.fromkeys(found[taxon]))}" for taxon in sorted(found)]
    replace_text(path, "\n".join(lines) + "\n")
