"""Write ``data/pathways.pnp``: which human genes act in the same pathway, from Reactome.

``python -m pfocr_norm.building.pathways WHEELS`` reads, from a folder of wheels, the gene sets of Reactome (release
7.5.1 of MSigDB's collection, in pathsingle 0.2.0; CC BY 4.0). It writes the numbers of each gene's sets, the size of
each set and the rarer words of its name. Layout: one line of JSON (sizes, sets by word, counts), then the genes' HGNC
numbers in order (uint32), the offsets of their sets (uint32, one more than genes), the sets (uint16), little-endian.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
import zlib
from array import array
from pathlib import Path

from ..vocabulary.location import data_folder
from ..vocabulary.reader import Lexicon

#: Sizes of the sets that are kept: larger ones say nothing of two genes.
LEAST, MOST = 3, 200
#: Sets that have a word in their name, for a word that tells which is meant.
RARE = 6
_MEMBER = "pathsingle/data/c2.cp.reactome.v7.5.1.symbols.gmt"


def read_sets(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the gene symbols of each set, by the set's name in lower-case words."""
    wheel = next(folder.glob("pathsingle-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(_MEMBER).decode()
    out = {}
    for line in text.splitlines():
        name, _, *genes = line.split("\t")
        if LEAST <= len(genes) <= MOST:
            out[name.removeprefix("REACTOME_").replace("_", " ").lower()] = tuple(genes)
    return out


def hgnc_number(lexicon: Lexicon, symbol: str) -> int | None:
    """Return the HGNC number of a human gene by its approved or previous symbol; None where that is not one gene."""
    hits = [h for h in lexicon.hits(symbol.lower()) if h.taxon == 9606 and lexicon.kinds[h.kind] == "gene"]
    for statuses in (("approved",), ("previous",)):
        genes = {h.concept for h in hits if lexicon.statuses[h.status] in statuses}
        if len(genes) == 1:
            reference = lexicon.reference(genes.pop())
            return int(reference.identifier) if reference.prefix == "hgnc" else None
    return None


def compiled(sets: dict[str, tuple[str, ...]], lexicon: Lexicon) -> bytes:
    """Return the bytes of the file."""
    names, sizes = [], []
    of_gene: dict[int, list[int]] = {}
    for number, (name, symbols) in enumerate(sorted(sets.items())):
        genes = {g for g in (hgnc_number(lexicon, symbol.replace("-", "")) for symbol in symbols) if g is not None}
        names.append(name)
        sizes.append(len(genes))
        for gene in genes:
            of_gene.setdefault(gene, []).append(number)
    words: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        for word in sorted(set(name.split())):
            if len(word) > 3:
                words.setdefault(word, []).append(number)
    rare = {word: found for word, found in words.items() if len(found) <= RARE}
    order = sorted(of_gene)
    offsets = array("I", [0])
    flat = array("H")
    for gene in order:
        flat.extend(of_gene[gene])
        offsets.append(len(flat))
    arrays = (array("I", order), offsets, flat)
    if sys.byteorder == "big":
        for part in arrays:
            part.byteswap()
    body = b"".join(part.tobytes() for part in arrays)
    head = {
        "sizes": sizes, "words": rare, "genes": len(order), "pairs": len(flat), "checksum": zlib.crc32(body),
    }  # fmt: skip
    line = json.dumps(head, separators=(",", ":")).encode()
    return line + b" " * (-(len(line) + 1) % 4) + b"\n" + body


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path)
    data = compiled(read_sets(parser.parse_args().wheels), Lexicon.open())
    (data_folder() / "pathways.pnp").write_bytes(data)
    print(f"{len(data):,} bytes")


if __name__ == "__main__":
    main()
