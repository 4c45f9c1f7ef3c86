"""The most telling records of a stream, as many as fit a fixed memory."""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..output.render import TEXT_FIELDS
from .tally import clip
from .verdict import Verdict, is_wrong, verdict

if TYPE_CHECKING:
    from ..model.record import FigureRecord
    from ..model.result import NormalizedRecord, Term

#: Limits of one record in a report; the full record stays where it came from.
MAX_TEXT = 6_000
MAX_TERMS = 400
MAX_EVIDENCE = 24
MAX_ADDRESS = 400

#: Evidence below this says nothing to a reader, in nats.
MIN_WEIGHT = 0.1

#: Fields of a record that may say where its picture is.
_LINKS = ("figlink", "imageUrl", "image", "url", "filename", "pmcid")

#: Databases whose identifiers a report links beside the proposed one.
LINKED = ("hgnc", "ncbigene", "flybase", "drugbank", "chebi", "mesh")


def plain(text: str) -> str:
    """Replace lone surrogates, which no file can hold, one code point for one, so that offsets stay."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def image_of(record: FigureRecord) -> str:
    """Return where the picture of a figure can be seen, or ``""``; only addresses of the web."""
    for key in _LINKS:
        value = record.extra.get(key)
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return value
    paper = record.figid.partition("__")[0]
    if paper.startswith("PMC") and paper[3:].isdigit():
        return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{paper}/"
    return ""


def digest(result: NormalizedRecord) -> dict[str, Any]:
    """Return what a report shows of one record, as plain data of bounded size."""
    record = result.record
    texts = {name: plain(getattr(record, name)[:MAX_TEXT]) for name in TEXT_FIELDS}
    evidence = []
    for e in [e for e in result.organism.evidence if abs(e.weight) >= MIN_WEIGHT][:MAX_EVIDENCE]:
        inside = e.field in texts and e.end <= len(texts[e.field])
        start, end = (e.start, e.end) if inside else (-1, -1)
        evidence.append([e.field, start, end, e.taxon, round(e.weight, 2), plain(clip(e.text))])
    names = {o.taxon: o.name for o in (*result.organism.candidates, *result.organism.organisms)}
    best, image = result.organism.best, plain(image_of(record))
    return {
        "figid": plain(clip(record.figid)),
        "verdict": verdict(result).value,
        "tagged": [plain(clip(name)) for name in record.organisms_ner[:50]],
        "decided": [[o.taxon, plain(o.name), round(o.score, 3)] for o in result.organism.organisms[:20]],
        "kind": next((e.kind for e in result.organism.evidence if best and e.taxon == best.taxon), ""),
        "image": image if len(image) <= MAX_ADDRESS else "",
        "names": {str(taxon): plain(name) for taxon, name in names.items()},
        "texts": texts,
        "cut": [name for name in TEXT_FIELDS if len(getattr(record, name)) > MAX_TEXT],
        "evidence": evidence,
        "flags": [[f.code.value, f.severity.value, plain(clip(f.message, 400)), plain(clip(f.fix, 400))]
                  for f in result.flags[:50]],
        "terms": [_term(term) for term in result.terms[:MAX_TERMS]],
        "count": len(result.terms),
        "wrong": sum(map(is_wrong, result.terms)),
    }  # fmt: skip


def packed(result: NormalizedRecord) -> bytes:
    """Return the digest of a record, compressed."""
    return zlib.compress(json.dumps(digest(result), ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 1)


def _term(term: Term) -> list[Any]:
    match = term.match
    linked: list[str] = []
    if match is not None:
        found = dict(match.xrefs)
        linked = [f"{p}:{found[p][0]}" for p in LINKED if found.get(p) and p != match.reference.prefix]
    return [
        plain(clip(term.keyword)),
        plain(clip(term.label)),
        term.status.value,
        match.tier.value if match else "",
        [f.code.value for f in term.flags],
        plain(match.curie) if match else "",
        plain(clip(match.name)) if match else "",
        match.entity_type if match else "",
        match.taxon if match else None,
        [plain(x) for x in linked],
        len(match.members) if match else 0,
        plain(clip(term.reason, 300)),
    ]


class Sample:
    """Keeps the most telling records: worst verdict first, then most wrong terms.

    Every verdict keeps a tenth of the room, so that a reader also sees what went right. Which records
    stay depends on the records, not on their order.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < len(Verdict):
            raise ValueError(f"a sample needs room for at least {len(Verdict)} records, not {capacity}")
        self.capacity = capacity
        self._reserved = capacity // 10
        self._heaps: dict[Verdict, list[tuple[int, int, str, int, bytes]]] = {v: [] for v in Verdict}
        self._size = 0
        self._seen = 0

    def __len__(self) -> int:
        return self._size

    @property
    def complete(self) -> bool:
        """Whether every record of the stream is in the sample."""
        return self._size == self._seen

    def add(self, figid: str, kind: Verdict, wrong: int, flags: int, digest: bytes) -> None:
        """Offer a record, its digest packed; the least telling one goes when the room is full."""
        self._seen += 1
        key = (min(wrong, 1000) * 4 + min(flags, 3), zlib.crc32(figid.encode("utf-8", "surrogatepass")))
        if self._size >= self.capacity:
            victim = self._victim(kind)
            if victim is kind and self._heaps[kind][0][:2] >= key:
                return
            heapq.heappop(self._heaps[victim])
            self._size -= 1
        heapq.heappush(self._heaps[kind], (*key, figid, self._seen, digest))
        self._size += 1

    def _victim(self, kind: Verdict) -> Verdict:
        # The mildest verdict with more than its share; `kind` counts the record that wants in.
        for candidate in reversed(Verdict):
            if len(self._heaps[candidate]) + (candidate is kind) > self._reserved:
                return candidate
        return kind

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the digests, most telling first."""
        for kind in Verdict:
            for entry in sorted(self._heaps[kind], key=lambda e: (-e[0], e[1], e[2], e[3])):
                yield json.loads(zlib.decompress(entry[4]))
