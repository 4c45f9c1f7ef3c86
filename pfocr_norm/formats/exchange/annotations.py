"""Annotated texts: PubTator and BioC JSON, in and out.

In both the paper title is the title, and figure title and caption are the abstract, or passages of their own; offsets
are in code points of the whole document. Annotations that come in become keywords.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...errors import RecordError
from ...model.record import FigureRecord
from ...model.result import Candidate, NormalizedRecord

#: Field of a record, among its further ones, with the annotations that came in: field, place, text, type, identifier.
ANNOTATIONS = "annotations"
_BREAKS = re.compile(r"[\t\r\n]")
_LINE = re.compile(r"(?P<document>[^|\t\n]{1,200})\|(?P<part>[ta])\|(?P<text>.*)")
#: Types of annotations that are keywords: genes and substances, by the names that annotators give.
_GENES = frozenset(("gene", "geneproduct", "protein", "family", "complex", "domainmotif", "familyname"))
_CHEMICALS = frozenset(("chemical", "drug", "smallmolecule"))
#: Where the documents of a collection stand.
_DOCUMENTS = ("documents", "PubTator3")
_CHEMICAL_TYPES = frozenset(("chemical", "drug", "role"))


def _type(match: Candidate) -> str:
    if match.entity_type in _CHEMICAL_TYPES:
        return "Chemical"
    return {"disease": "Disease", "family": "FamilyName", "complex": "FamilyName"}.get(match.entity_type, "Gene")


def _parts(result: NormalizedRecord) -> tuple[str, str, dict[str, int]]:
    """Return title and abstract on one line each, and where each field begins in the document."""
    record = result.record
    title = _BREAKS.sub(" ", record.papertitle or record.figtitle)
    begins = {"papertitle" if record.papertitle else "figtitle": 0}
    abstract, at = "", len(title) + 1
    for name in ("figtitle", "caption"):
        text = getattr(record, name)
        if text and name not in begins:
            begins[name] = at + len(abstract)
            abstract += _BREAKS.sub(" ", text) + " "
    return title, abstract[:-1], begins


def _identifier(match: Candidate) -> str:
    xrefs = dict(match.xrefs)
    return next(iter(xrefs.get("ncbigene", ())), "") if _type(match) == "Gene" and "ncbigene" in xrefs else match.curie


def write_pubtator(results: Iterable[NormalizedRecord]) -> Iterator[str]:
    """Yield each figure as a PubTator document: title, abstract, and the names found in them.

    Genes carry their NCBI Gene id where it is known, and a CURIE otherwise.
    """
    for result in results:
        title, abstract, begins = _parts(result)
        document = re.sub(r"[|\s]+", "_", result.figid) or "figure"
        yield f"{document}|t|{title}\n{document}|a|{abstract}\n"
        for mention in result.mentions:
            if mention.match is not None and mention.field in begins:
                start = begins[mention.field] + mention.start
                cells = (
                    document, str(start), str(start + mention.end - mention.start), _BREAKS.sub(" ", mention.text),
                    _type(mention.match), _identifier(mention.match),
                )  # fmt: skip
                yield "\t".join(cells) + "\n"
        yield "\n"


def read_pubtator(lines: Iterable[str], *, source: str = "") -> Iterator[FigureRecord | RecordError]:
    """Yield the documents of a PubTator file as records; a broken one comes as an error in its place.

    Annotations of genes and substances become keywords, in text order, each text once.
    """
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        line = line.rstrip("\r\n")
        if line:
            block.append((number, line))
        elif block:
            yield _document(block, source)
            block = []
    if block:
        yield _document(block, source)


def _annotation(field: str, start: int, end: int, text: str, type: str, identifier: str) -> dict[str, Any]:
    return {"field": field, "start": start, "end": end, "text": text, "type": type, "identifier": identifier}


def _document(block: list[tuple[int, str]], source: str) -> FigureRecord | RecordError:
    texts: dict[str, str] = {}
    name = ""
    keywords: dict[str, None] = {}
    places = []
    for number, line in block:
        part = _LINE.fullmatch(line)
        if part is not None and part["part"] not in texts and (not name or part["document"] == name):
            name = part["document"]
            texts[part["part"]] = part["text"]
            continue
        cells = line.split("\t")
        if len(cells) == 4 and cells[1] == "CID":
            continue  # a relation between annotations
        if len(cells) < 5 or cells[0] != name or not (cells[1].isdigit() and cells[2].isdigit()):
            return RecordError(
                "is no line of PubTator; expected document, start, end, text, type and identifier with tabs between",
                source=source or None, line=number,
            )  # fmt: skip
        if cells[4].lower() in _GENES | _CHEMICALS:
            keywords[cells[3]] = None
            places.append((int(cells[1]), int(cells[2]), cells[3], cells[4], cells[5] if len(cells) > 5 else ""))
    if "t" not in texts:
        return RecordError("the document has no title line (id|t|title)", source=source or None, line=block[0][0])
    fields: dict[str, Any] = {
        "figid": name, "papertitle": texts["t"], "caption": texts.get("a", ""), "keywords": list(keywords),
    }  # fmt: skip
    caption = len(texts["t"]) + 1
    fields[ANNOTATIONS] = [
        _annotation("papertitle", start, end, *rest)
        if start < caption
        else _annotation("caption", start - caption, end - caption, *rest)
        for start, end, *rest in places
    ]
    return FigureRecord.from_dict(fields, source=source or None, line=block[0][0], repair=False)


def write_bioc(results: Iterable[NormalizedRecord]) -> Iterator[str]:
    """Yield one BioC JSON collection; each figure is a document, each of its texts a passage."""
    yield '{"source": "pfocr_norm", "date": "", "key": "", "infons": {}, "documents": ['
    separator = ""
    for result in results:
        yield separator + json.dumps(_bioc_document(result), ensure_ascii=True)
        separator = ",\n"
    yield "]}\n"


def _bioc_document(result: NormalizedRecord) -> dict[str, Any]:
    passages, at, number = [], 0, 0
    for name in ("papertitle", "figtitle", "caption"):
        text = getattr(result.record, name)
        if not text:
            continue
        annotations = []
        for mention in result.mentions:
            if mention.field == name and mention.match is not None:
                number += 1
                infons = {"type": _type(mention.match), "identifier": mention.match.curie, "name": mention.match.name}
                place = {"offset": at + mention.start, "length": mention.end - mention.start}
                annotations.append(
                    {"id": str(number), "infons": infons, "text": mention.text, "locations": [place]}
                )  # fmt: skip
        passages.append(
            {
                "offset": at, "infons": {"type": name}, "text": text, "sentences": [], "annotations": annotations,
                "relations": [],
            }
        )  # fmt: skip
        at += len(text) + 1
    best = result.organism.best
    infons = {} if best is None else {"organism": best.curie}
    return {"id": result.figid, "infons": infons, "passages": passages, "annotations": [], "relations": []}


def read_bioc(data: str | bytes, *, source: str = "") -> Iterator[FigureRecord | RecordError]:
    """Yield the documents of a BioC JSON collection as records; a broken one comes as an error in its place."""
    try:
        collection = json.loads(data)
    except (ValueError, RecursionError) as error:
        yield RecordError(f"is not JSON: {error}", source=source or None)
        return
    if is_collection(collection):
        yield from bioc_records(collection, source=source)
    else:
        yield RecordError("is no BioC collection: it has no list of documents", source=source or None)


def is_collection(value: Any) -> bool:
    """Tell whether a parsed JSON value is a BioC collection, as BioC writes it or as PubTator 3 answers."""
    return isinstance(value, dict) and any(isinstance(value.get(key), list) for key in _DOCUMENTS)


def bioc_records(collection: Mapping[str, Any], *, source: str = "") -> Iterator[FigureRecord | RecordError]:
    """Yield the documents of a parsed BioC collection as records; a broken one comes as an error in its place."""
    documents = next(collection[key] for key in _DOCUMENTS if isinstance(collection.get(key), list))
    for number, document in enumerate(documents, start=1):
        try:
            yield _bioc_record(document, source)
        except (AttributeError, KeyError, TypeError, ValueError, RecordError) as error:
            yield RecordError(f"document {number} is broken: {error}", source=source or None)


def _bioc_record(document: dict[str, Any], source: str) -> FigureRecord:
    texts: dict[str, list[str]] = {"papertitle": [], "figtitle": [], "caption": []}
    keywords: dict[str, None] = {}
    annotations = []
    for passage in document["passages"]:
        kind = str(passage.get("infons", {}).get("type", "")).lower()
        place = kind if kind in texts else "papertitle" if kind in ("title", "front") else "caption"
        begin = sum(len(part) + 1 for part in texts[place]) - int(passage.get("offset", 0))
        texts[place].append(str(passage.get("text", "")))
        for annotation in passage.get("annotations", ()):
            infons, text = annotation.get("infons", {}), str(annotation["text"])
            if str(infons.get("type", "")).lower() in _GENES | _CHEMICALS:
                keywords[text] = None
                for location in annotation.get("locations", ()):
                    start = begin + int(location["offset"])
                    end = start + int(location["length"])
                    identifier = str(infons.get("identifier") or "")
                    annotations.append(_annotation(place, start, end, text, str(infons["type"]), identifier))
    fields = {name: " ".join(parts) for name, parts in texts.items()}
    return FigureRecord.from_dict(
        {"figid": str(document.get("id", "")), **fields, "keywords": list(keywords), ANNOTATIONS: annotations},
        source=source or None, repair=False,
    )  # fmt: skip
