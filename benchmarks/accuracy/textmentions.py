"""Names in the running text against gold: as sets of strings a document, precision and recall, and what is missed.

``python -m benchmarks.accuracy.textmentions ../shared/corpora/nlmgene_train.jsonl.gz --every 4`` prints the figures of
one corpus and the strings that are missed or made up most often.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pfocr_norm import FigureRecord, Normalizer

from .corpora import Document, read

#: Entity types that are genes for the comparison; curators of gene corpora mark families and complexes too.
GENES = frozenset(("gene", "family", "complex", "protein"))


class Mentions(NamedTuple):
    """Counts of distinct strings a document, and the strings missed and made up."""

    gold: int
    found: int
    right: int
    missed: Counter[str]
    extra: Counter[str]

    @property
    def precision(self) -> float:
        """Share of the found strings that are gold."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold strings that are found."""
        return self.right / self.gold if self.gold else 0.0


def run(documents: Iterable[Document], normalizer: Normalizer) -> Mentions:
    """Compare the names found in the text of each document with its gold mentions of genes."""
    gold = found = right = 0
    missed: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    for doc in documents:
        want = {m.text for m in doc.mentions if m.type == "Gene"}
        result = normalizer.normalize(FigureRecord(figid=doc.id, papertitle=doc.title, caption=doc.text))
        have = {m.text for m in result.mentions if m.match.entity_type in GENES}
        gold, found, right = gold + len(want), found + len(have), right + len(want & have)
        missed.update(want - have)
        extra.update(have - want)
    return Mentions(gold, found, right, missed, extra)


def main() -> None:
    """Print the figures of the corpora named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one document of N, by hash of its id")
    parser.add_argument("--part", type=int, default=0, help="which of the N")
    parser.add_argument("--show", type=int, default=0, metavar="K", help="the K strings missed and made up most often")
    options = parser.parse_args()
    normalizer = Normalizer()
    for path in options.corpora:
        read_in = read(path.name.partition("_")[0], [path])
        documents = [d for d in read_in if zlib.crc32(d.id.encode()) % options.every == options.part]
        result = run(documents, normalizer)
        print(f"{path.name}: {len(documents)} documents, P {result.precision:.3f}, R {result.recall:.3f}")
        if options.show:
            print("  missed:", ", ".join(f"{w} {n}" for w, n in result.missed.most_common(options.show)))
            print("  made up:", ", ".join(f"{w} {n}" for w, n in result.extra.most_common(options.show)))


if __name__ == "__main__":
    main()
