"""Write ``data/everyday_words.tsv``: words of general English and of anatomy and medicine that are also gene names.

``python -m pfocr_norm.building.everyday WHEELS`` reads, from a folder of wheels, the counts of symspellpy 6.10.1 and
pyspellchecker 0.9.1 (both MIT) and the names of UBERON, the Cell Ontology, MONDO and PATO in cellxgene-ontology-guide
1.11.1 (CC BY 4.0; PATO CC BY 3.0). Only words and numbers are kept.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..vocabulary.location import data_folder
from ..vocabulary.reader import Lexicon

#: Least frequency (log10 of occurrences in a billion words), or else least number of names, of a word that is kept.
LEAST_ZIPF, LEAST_NAMES = 2.3, 10
_ONTOLOGIES = (
    "UBERON-ontology-v2026-04-01", "CL-ontology-v2026-03-26", "MONDO-ontology-v2026-05-05",
    "PATO-ontology-v2025-05-14",
)  # fmt: skip
_WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")


def _member(folder: Path, package: str, member: str) -> bytes:
    wheel = next(folder.glob(f"{package}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(member)


def zipf(folder: Path) -> dict[str, float]:
    """Return the frequency of English words, log10 of occurrences in a billion; the higher of two counts."""
    lines = _member(folder, "symspellpy", "symspellpy/frequency_dictionary_en_82_765.txt").decode("utf-8-sig")
    written = {word: int(count) for word, count in map(str.split, lines.splitlines())}
    packed = _member(folder, "pyspellchecker", "spellchecker/resources/en.json.gz")
    spoken: dict[str, int] = json.loads(gzip.decompress(packed))
    out: dict[str, float] = {}
    for counts in (written, spoken):
        total = sum(counts.values())
        for word, count in counts.items():
            # A count of a few in a collection is a typing error or a name.
            if count > total * 5e-8:
                out[word] = max(out.get(word, 0.0), math.log10(count / total * 1e9))
    return out


def in_names(folder: Path) -> Counter[str]:
    """Return in how many terms of anatomy, cells, diseases and qualities a lower-case word stands."""
    import zstandard

    out: Counter[str] = Counter()
    for ontology in _ONTOLOGIES:
        member = f"cellxgene_ontology_guide/data/{ontology}.json.zst"
        packed = io.BytesIO(_member(folder, "cellxgene_ontology_guide", member))
        terms: dict[str, dict[str, Any]] = json.loads(zstandard.ZstdDecompressor().stream_reader(packed).read())
        for term in terms.values():
            names = [str(term.get("label", "")), *map(str, term.get("synonyms", ()))]
            out.update({word for name in names for word in _WORD.findall(name)})
    return out


def rows(folder: Path, lexicon: Lexicon) -> Iterator[tuple[str, float, int]]:
    """Yield word, frequency and number of names of the words that are also names of genes, in order."""
    frequency, names = zipf(folder), in_names(folder)
    for word in sorted({*frequency, *names}):
        if not (word.isascii() and word.isalpha()):
            continue
        if frequency.get(word, 0.0) < LEAST_ZIPF and names[word] < LEAST_NAMES:
            continue
        if any(hit.taxon for hit in lexicon.hits(word)):
            yield word, frequency.get(word, 0.0), names[word]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=Path)
    found = list(rows(parser.parse_args().wheels, Lexicon.open()))
    text = "word\tzipf\tnames\n" + "".join(f"{word}\t{z:.1f}\t{n}\n" for word, z, n in found)
    (data_folder() / "everyday_words.tsv").write_text(text, encoding="utf-8")
    print(f"{len(found):,} words")


if __name__ == "__main__":
    main()
