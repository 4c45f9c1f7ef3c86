"""Rates within one process: exact look-ups, fuzzy look-ups, whole records; each beside its peer."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from gilda import Grounder

    from pfocr_norm import Lexicon, Normalizer


class Fuzzy(NamedTuple):
    """Fuzzy look-ups beside a full scan."""

    ours_ms: float
    scan_ms: float
    ratio_scan_ms: float
    same: int
    asked: int
    different: list[str]


class Records(NamedTuple):
    """Whole records beside libyaml's parsing of the same files; milliseconds a record."""

    ours_ms: float
    warm_ms: float
    from_file_ms: float
    yaml_ms: float
    records: int


def per_second(work: Callable[[str], object], items: Sequence[str], *, repeats: int = 3) -> float:
    """Best rate of several passes over different items each, so that no cache helps."""
    size = len(items) // repeats
    best = 0.0
    for i in range(repeats):
        part = items[i * size : (i + 1) * size]
        started = time.perf_counter()
        for item in part:
            work(item)
        best = max(best, len(part) / (time.perf_counter() - started))
    return best


def sample_names(lexicon: Lexicon, size: int, *, seed: int = 20240101) -> list[str]:
    """Distinct names of the vocabulary, as their sources write them."""
    names = sorted({text for text, *_ in lexicon.iter_names()})
    return random.Random(seed).sample(names, min(size, len(names)))


def damaged_keys(keys: Sequence[str], size: int, *, seed: int = 20240101) -> list[str]:
    """Look-up keys with one random edit, two from ten letters on; none of them a key itself."""
    rng = random.Random(seed)
    known = set(keys)
    out: list[str] = []
    while len(out) < size:
        key = rng.choice(keys)
        if not (4 <= len(key) <= 40 and key.isascii() and key.isalnum()):
            continue
        damaged = key
        for _ in range(rng.choice((1, 2)) if len(key) >= 12 else 1):
            damaged = edit(damaged, rng)
        if len(damaged) >= 4 and damaged not in known:
            out.append(damaged)
    return out


def edit(word: str, rng: random.Random) -> str:
    """One substitution, insertion, deletion or swap at a random place."""
    at = rng.randrange(len(word))
    letter = rng.choice(string.ascii_lowercase + string.digits)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + letter + word[at + 1 :]
    if kind == 1:
        return word[:at] + letter + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


def fuzzy(nearest: Callable[[str], list[tuple[str, int]]], keys: Sequence[str], *, size: int, timed: int = 25) -> Fuzzy:
    """Nearest keys by our index and by RapidFuzz over all keys.

    ``nearest`` gives the nearest keys with their distance, or nothing beyond the distance it allows.
    The best answer is the same when the set of nearest keys is.
    """
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA

    queries = damaged_keys(keys, size)
    started = time.perf_counter()
    ours = [nearest(query) for query in queries]
    ours_ms = 1000 * (time.perf_counter() - started) / len(queries)

    started = time.perf_counter()
    for query in queries[:timed]:
        process.extractOne(query, keys, scorer=OSA.distance, processor=None)
    scan_ms = 1000 * (time.perf_counter() - started) / timed
    started = time.perf_counter()
    for query in queries[:timed]:
        process.extractOne(query, keys, scorer=fuzz.ratio, processor=None)
    ratio_scan_ms = 1000 * (time.perf_counter() - started) / timed

    same = 0
    different: list[str] = []
    for query, got, (best, wanted) in zip(queries, ours, scan(queries, keys), strict=True):
        if wanted == {key for key, _ in got}:
            same += 1
        elif len(different) < 20:
            different.append(f"{query}: {sorted(wanted)[:3]} at {best}, ours {[key for key, _ in got][:3]}")
    return Fuzzy(ours_ms, scan_ms, ratio_scan_ms, same, len(queries), different)


def scan(queries: Sequence[str], keys: Sequence[str], *, block: int = 50_000) -> list[tuple[int, set[str]]]:
    """Nearest keys within two edits, and their distance, by comparing each query with every key."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found: list[tuple[int, set[str]]] = [(3, set()) for _ in queries]
    for start in range(0, len(keys), block):
        part = keys[start : start + block]
        distances = process.cdist(queries, part, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8, workers=-1)
        for q, k in np.argwhere(distances <= 2).tolist():
            distance, best = int(distances[q, k]), found[q][0]
            if distance < best:
                found[q] = (distance, {part[k]})
            elif distance == best:
                found[q][1].add(part[k])
    return found


def records(open_normalizer: Callable[[], Normalizer], files: Sequence[Path], example: Path) -> Records:
    """Normalize records that are new to every cache, then once more, and let libyaml parse their front matter.

    Each round opens the vocabulary anew and warms up on the example; the best of three rounds counts, as for
    libyaml.
    """
    from pfocr_norm.formats.pfocr import read, split_front_matter

    fronts = [split_front_matter(file.read_text(encoding="utf-8")).yaml for file in files]
    read_in = [read(file) for file in files]
    times: list[list[float]] = []
    for _ in range(3):
        normalizer = open_normalizer()
        normalizer.normalize(example)
        times.append([
            seconds(parse_all, fronts),
            seconds(map_all(normalizer.normalize), read_in),
            seconds(map_all(normalizer.normalize), read_in),
            seconds(map_all(normalizer.normalize), files),
        ])  # fmt: skip
    yaml_ms, ours, warm, from_file = (1000 * min(column) / len(files) for column in zip(*times, strict=True))
    return Records(ours, warm, from_file, yaml_ms, len(files))


def seconds(work: Callable[[Sequence[Any]], object], items: Sequence[Any]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    work(items)
    return time.perf_counter() - started


def map_all(work: Callable[[Any], object]) -> Callable[[Sequence[Any]], object]:
    """The same work for each item."""
    return lambda items: [work(item) for item in items]


def parse_all(fronts: Sequence[str]) -> None:
    """Parse front matter with libyaml."""
    import yaml

    for front in fronts:
        yaml.load(front, Loader=yaml.CSafeLoader)


def exact(normalizer: Normalizer) -> Callable[[str], object]:
    """Exact grounding as Gilda does it: the best concept of all that have the name, human before others."""
    from pfocr_norm.text.names import fold

    lexicon = normalizer.lexicon

    def ground(text: str) -> object:
        hits = lexicon.hits(fold(text))
        if not hits:
            return None
        return lexicon.reference(min([(hit.taxon not in (0, 9606), hit.status, hit.concept) for hit in hits])[2])

    return ground


def terms_per_second(normalizer: Normalizer, names: Sequence[str], *, size: int = 3000) -> float:
    """Whole terms, with scored candidates, flags and reasons, of records of 25 names."""
    parts = [names[i : i + 25] for i in range(0, min(size, len(names)), 25)]
    took = seconds(map_all(lambda part: normalizer.normalize({"keywords": list(part)})), parts)
    return sum(len(part) for part in parts) / took


def gilda_rate(grounder: Grounder, names: Sequence[str]) -> float:
    """Groundings a second of Gilda."""
    return per_second(grounder.ground, names)
