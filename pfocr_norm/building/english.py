"""How much an English word speaks of a living thing: WordNet's senses and open word counts.

A name of a taxon that is also an everyday word ("Cancer", "sponge", "Iris") tells no organism by itself. WordNet
says in which senses a word is used and, for common ones, how often; words that it lacks are judged by their count.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from collections import defaultdict
from pathlib import Path

from .taxonomy_sources import debian_member

#: WordNet's files of living things: noun.animal, noun.plant.
_LIVING = frozenset({5, 20})
#: noun.food: rice and tomato are food first, and the plant is what a paper means.
_FOOD = 13


class English:
    """English words.

    Parameters
    ----------
    senses
        Of each word, how often it is used as a living thing, as food, and in all.
    counts
        How often each word stands in books (Google Books).
    """

    def __init__(self, senses: dict[str, tuple[float, float, float]], counts: dict[str, int]) -> None:
        self.senses, self.counts = senses, counts

    @classmethod
    def read(cls, wordnet: Path, symspell: Path, spellchecker: Path) -> English:
        """Read the Debian package ``wordnet-base`` and the wheels ``symspellpy`` and ``pyspellchecker``."""
        counts = {}
        with zipfile.ZipFile(symspell) as archive:
            for line in archive.read("symspellpy/frequency_dictionary_en_82_765.txt").decode("utf-8-sig").splitlines():
                word, count = line.split()
                counts[word] = int(count)
        with zipfile.ZipFile(spellchecker) as archive:
            spoken = json.loads(gzip.decompress(archive.read("spellchecker/resources/en.json.gz")))
        for word, count in spoken.items():
            counts.setdefault(word, count * 1000)  # subtitles: a thousandth of the books
        return cls(_senses(wordnet), counts)

    def is_word(self, word: str) -> bool:
        """Whether the word is in a dictionary or common in books."""
        return word in self.senses or self.counts.get(word, 0) >= 100_000

    def living(self, word: str, *, unknown: float = 1.0) -> float:
        """Return the share of the word's uses that mean a living thing; ``unknown`` for one that is no English word."""
        if word in self.senses:
            living, food, total = self.senses[word]
            return (living + (food if living else 0.0)) / total
        if word.endswith("s") and word[:-1] in self.senses:
            return self.living(word[:-1])
        return 0.0 if self.counts.get(word, 0) >= 100_000 else unknown


def _senses(wordnet: Path) -> dict[str, tuple[float, float, float]]:
    tagged: dict[tuple[str, int], int] = defaultdict(int)
    for line in debian_member(wordnet, "wordnet/cntlist.rev").decode("latin-1").splitlines():
        key, _, count = line.split()
        lemma, _, rest = key.partition("%")
        tagged[lemma, int(rest.split(":")[1])] += int(count)
    senses: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for part in ("noun", "verb", "adj", "adv"):
        for line in debian_member(wordnet, f"wordnet/data.{part}").decode("latin-1").splitlines():
            if line.startswith(" "):
                continue
            fields = line.split()
            for i in range(int(fields[3], 16)):
                word = fields[4 + 2 * i].partition("(")[0].lower()
                senses[word][int(fields[1])] += 1
    out = {}
    for word, files in senses.items():
        # Half a use for each sense that nobody counted.
        uses = {file: tagged.get((word, file), 0) + 0.5 * n for file, n in files.items()}
        living = sum(uses.get(file, 0.0) for file in _LIVING)
        out[word] = (living, uses.get(_FOOD, 0.0), sum(uses.values()))
    return out
