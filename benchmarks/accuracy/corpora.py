"""Gold corpora as documents: JSON Lines with ``id, source, title, text, mentions[text, type, ids], species``."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Name of a corpus by a part of its file's name; a held-out split is recognized the same way.
CORPORA = {
    "nlmgene": "NLM-Gene",
    "biored": "BioRED",
    "gnormplus": "GNormPlus",
    "bioid": "Bio-ID",
    "bc5cdr": "BC5CDR",
}
GENE_CORPORA = ("NLM-Gene", "BioRED", "GNormPlus", "Bio-ID")
CHEMICAL_CORPORA = ("BC5CDR", "BioRED", "Bio-ID")
FOLDS = 5
#: The note on an organism: ncbigene:22339(Tax:10090).
_TAXON = re.compile(r"\(tax:\d+\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """One gold annotation: the words, ``"Gene"``, ``"Chemical"`` or ``"Species"``, and its CURIEs.

    ``aside`` are genes that the corpus annotates beside those of its organism: GNormPlus is a corpus of human genes
    and notes the organism of all others.
    """

    text: str
    type: str
    ids: frozenset[str]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One annotated text of one corpus."""

    corpus: str
    id: str
    title: str
    text: str
    mentions: tuple[Mention, ...]

    def of_type(self, kind: str) -> list[Mention]:
        """Mentions of one type that carry an identifier."""
        return [m for m in self.mentions if m.type == kind and m.ids]


def fold_of(doc: Document) -> int:
    """Fold 0..4 of a document: the same wherever weights are fitted or measured."""
    return fold_of_id(doc.id)


def fold_of_id(identifier: str) -> int:
    """Fold 0..4 by the number in the identifier alone.

    The same article has the same fold in every corpus, so a fold is held out from all of them at once.
    """
    digits = "".join(c for c in identifier if c.isdigit()).lstrip("0") or identifier
    return zlib.crc32(digits.encode()) % FOLDS


def find_files(places: Iterable[Path]) -> dict[str, list[Path]]:
    """Corpus files by corpus name, from folders and from files given one by one."""
    found: dict[str, list[Path]] = {}
    for place in places:
        files = sorted(place.glob("*.jsonl*")) if place.is_dir() else [place]
        for file in files:
            for part, name in CORPORA.items():
                if part in file.name.lower():
                    found.setdefault(name, []).append(file)
    return {name: found[name] for name in CORPORA.values() if name in found}


def read(corpus: str, files: Iterable[Path], *, sample: int | None = None, fold: int | None = None) -> list[Document]:
    """Read a corpus; ``sample`` takes documents evenly spread over the file, ``fold`` one of five folds."""
    docs = [doc for file in files for doc in _read_file(corpus, file)]
    if fold is not None:
        docs = [doc for doc in docs if fold_of(doc) == fold]
    if sample is not None and sample < len(docs):
        docs = [docs[i * len(docs) // sample] for i in range(sample)]
    return docs


def _mention(text: str, kind: str, ids: Iterable[str]) -> Mention:
    return Mention(text, kind, frozenset(_TAXON.sub("", i) for i in ids), any(map(_TAXON.search, ids)))


def _read_file(corpus: str, file: Path) -> Iterator[Document]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            raw = json.loads(line)
            mentions = tuple(_mention(m["text"], m["type"], m["ids"]) for m in raw["mentions"])
            yield Document(corpus, str(raw["id"]), raw["title"] or "", raw["text"] or "", mentions)
