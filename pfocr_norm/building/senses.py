"""Compile the senses that are no gene and no substance: ``python -m pfocr_norm.building.senses --wheels DIR``.

Diseases, cells, tissues, structures, processes, methods and measures, in a file of their own (``senses.pnv``) that is
only opened when a definition or a word that nothing else explains asks for it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ..text import names as nm
from ..vocabulary.entry import Entry, Name
from ..vocabulary.location import SENSES_FILE, data_folder
from .sources import mesh, ontologies
from .sources.base import SourceInfo
from .sources.pins import PACKAGES
from .sources.wheels import Wheels
from .writer import write_described

#: Version of the embedded file: the day its sources were pinned.
VERSION = "2026.11"
#: Keys of fewer characters are short forms, which a text defines itself.
SHORTEST = 4
LONGEST = ontologies.LONGEST

MESH = replace(
    mesh.SOURCE,
    key="mesh",
    takes="headings and entry terms of trees A, C, E, F and G (anatomy, diseases, techniques, behaviour, processes)",
    tables=(mesh.SOURCE.tables[0],),
)


def build(wheels: Path | str) -> tuple[list[Entry], list[SourceInfo]]:
    """Read the sources and merge them; MeSH comes first, then MONDO, CL, UBERON and GO.

    Parameters
    ----------
    wheels
        Folder with the wheels of `sources.pins.PACKAGES`.

    Raises
    ------
    SourceError
        A wheel is absent or is not the pinned one, or a table is not of the form known.
    """
    readers = (
        (MESH, mesh.parse_senses),
        *((source, ontologies.parse(source)) for source in (ontologies.MONDO, ontologies.CELLS, ontologies.ANATOMY)),
        (ontologies.GO, ontologies.parse_go),
    )
    found: list[list[Entry]] = []
    infos = []
    with Wheels(wheels) as opened:
        for source, parse in readers:
            found.append(list(parse(opened.tables(source))))
            infos.append(replace(source, entries=len(found[-1])))
    return merge(entry for entries in found for entry in entries), infos


def merge(entries: Iterable[Entry]) -> list[Entry]:
    """Put entries of one name together: the first is kept, the others' identifiers and names are added.

    An entry whose preferred label is a name of an earlier one is that one; of names that several have, the first
    keeps it.
    """
    kept: list[Entry] = []
    owner: dict[str, Entry] = {}
    keys: dict[str, set[str]] = {}
    for entry in entries:
        mine = [name for name in entry.names if len(nm.fold(name.text)) >= SHORTEST and len(name.text) <= LONGEST]
        same = owner.get(nm.fold(entry.name))
        if same is not None:
            same.xrefs.append(entry.curie)
        else:
            same = Entry(entry.curie, entry.name, entry.entity_type)
            same.names.append(Name(entry.name, "approved", entry.names[0].source))
            owner[nm.fold(entry.name)] = same
            keys[same.curie] = {nm.fold(entry.name)}
            kept.append(same)
        for name in mine:
            if owner.setdefault(key := nm.fold(name.text), same) is same and key not in keys[same.curie]:
                keys[same.curie].add(key)
                same.names.append(replace(name, status="alias"))
    for entry in kept:
        label = nm.fold(entry.name)
        entry.names = [
            name
            for name in entry.names
            if nm.fold(name.text) == label or not _is_plural_of_another(nm.fold(name.text), keys[entry.curie])
        ]
    return kept


def _is_plural_of_another(key: str, keys: set[str]) -> bool:
    return len(key) > SHORTEST and key[-1] == "s" and key[:-1] in keys


def compile_to(folder: Path, entries: Iterable[Entry], sources: Iterable[SourceInfo], version: str) -> dict[str, Any]:
    """Write the file into a folder, and its part of the manifest there; return that part."""
    infos = [asdict(info) for info in sources]
    brief = [{key: info[key] for key in ("key", "name", "version", "licence")} for info in infos]
    part = write_described(list(entries), folder / SENSES_FILE, infos, brief, version)
    used = {table["package"] for info in infos for table in info["tables"]}
    part["packages"] = {name: asdict(PACKAGES[name]) for name in sorted(used)}
    manifest = folder / "manifest.json"
    whole = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    whole["senses"] = part
    manifest.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return part


def main() -> None:
    """Command line of the build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the pinned packages")
    parser.add_argument("--out", type=Path, default=data_folder(), help="folder to write to")
    parser.add_argument("--version", default=VERSION)
    args = parser.parse_args()
    entries, sources = build(args.wheels)
    part = compile_to(args.out, entries, sources, args.version)
    print(f"{part['concepts']:,} senses, {part['names']:,} names, {part['size'] / 1e6:.1f} MB")
    print(part["concepts_by_type"])


if __name__ == "__main__":
    main()
