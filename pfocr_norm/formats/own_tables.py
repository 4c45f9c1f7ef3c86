"""Own tables of a laboratory: names, stop words and overrides, read and checked.

Three kinds of tables are read, told apart by their header line; lines that begin with ``#`` are comments.

=========== =============================================================================================
names       ``text`` and ``curie``, and as many of the other SSSLM columns as there are (``name``,
            ``predicate``, ``type``, ``taxon`` …), or two columns without a header
stop words  one column, ``stop``
overrides   ``word``, ``curie`` and, where it holds only there, ``organism``
=========== =============================================================================================
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import LexiconError, RecordError
from ..organisms import canonical_taxon, normalize_organism
from ..text import names as nm
from ..vocabulary.entry import ENTITY_TYPES, STATUSES
from ..vocabulary.own import SHOWN, Override, Own, OwnName
from ._streams import open_bytes

_SAME_PREFIX = {"fb": "flybase", "wb": "wormbase", "entrez": "ncbigene", "geneid": "ncbigene", "ncbi.gene": "ncbigene"}
#: Synonym types of OMO that have a status here; all others are aliases.
_TYPES = {"omo:0003008": "previous", "omo:0003013": "brand"}
_CURIE = re.compile(r"[A-Za-z][\w.]*:\S+$")


def read_own(
    extra: Any = (),
    *,
    overrides: Any = None,
    stop: Any = None,
) -> Own:
    """Read own tables and check every line.

    Parameters
    ----------
    extra
        Path or paths of tables of any of the three kinds.
    overrides
        Path or paths of override lists, or a mapping of words to CURIEs.
    stop
        Path or paths of stop lists.

    Raises
    ------
    LexiconError
        One message with all bad lines, each with its file and line.

    Examples
    --------
    >>> own = read_own(overrides={"AKT": "hgnc:391"})
    >>> own.overrides[0].word, own.overrides[0].curie
    ('akt', 'hgnc:391')
    """
    names: list[OwnName] = []
    stopped: set[str] = set()
    decided: list[Override] = []
    problems: list[str] = []
    for path in _paths(extra):
        _read(path, "", names, stopped, decided, problems)
    for path in _paths(stop):
        _read(path, "stop", names, stopped, decided, problems)
    if isinstance(overrides, Mapping):
        for word, curie in overrides.items():
            _override([str(word), str(curie), ""], f"override {word!r}", decided, problems)
    else:
        for path in _paths(overrides):
            _read(path, "overrides", names, stopped, decided, problems)
    if problems:
        more = len(problems) - SHOWN
        shown = problems[:SHOWN] + ([f"… and {more:,} more"] if more > 0 else [])
        raise LexiconError("\n".join(shown))
    return Own(tuple(names), frozenset(stopped), tuple(decided))


def _paths(given: Any) -> list[Path]:
    if given is None:
        return []
    if isinstance(given, (str, os.PathLike)):
        return [Path(given)]
    return [Path(item) for item in given]


def _read(
    path: Path, kind: str, names: list[OwnName], stop: set[str], overrides: list[Override], problems: list[str]
) -> None:
    rows = list(_rows(path, problems))
    if not rows:
        return
    first = [field.lower() for field in rows[0][1]]
    header: list[str] | None = None
    if {"text", "curie"} <= set(first) or {"word", "curie"} <= set(first) or first == ["stop"]:
        found = "names" if "text" in first else "overrides" if "word" in first else "stop"
        if kind and kind != found:
            problems.append(f"{path}:{rows[0][0]}: a table of {found}, expected one of {kind}")
            return
        kind, header = found, first
        rows = rows[1:]
    elif not kind:
        if len(first) < 2 or not _CURIE.match(rows[0][1][1]):
            problems.append(
                f"{path}:{rows[0][0]}: neither a header nor a name with its CURIE; a header has text and curie "
                "(names), word, curie and organism (overrides), or stop (stop words)"
            )
            return
        kind = "names"
    for number, row in rows:
        place = f"{path}:{number}"
        if kind == "stop":
            key = nm.fold(nm.clean(row[0]))
            if len(row) > 1 or not key:
                problems.append(f"{place}: {' '.join(row)[:60]!r} is not one word or name; a stop list has one a line")
            else:
                stop.add(key)
        elif kind == "overrides":
            _override(_pick(row, header, ("word", "curie", "organism")), place, overrides, problems)
        else:
            _name(
                _pick(row, header, ("text", "curie", "name", "predicate", "type", "taxon", "entity_type")),
                place,
                names,
                problems,
            )


def _rows(path: Path, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    try:
        with open_bytes(os.fspath(path)) as stream:
            data = stream.read()
        text = data.decode("utf-8-sig")
    except RecordError as error:
        problems.append(str(error))
        return
    except OSError as error:
        problems.append(f"{path}: cannot be read: {error.strerror or error}")
        return
    except UnicodeDecodeError as error:
        bad = data[: error.start].count(b"\n") + 1
        problems.append(f"{path}:{bad}: not UTF-8 text; save the table as UTF-8")
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, [field.strip().strip('"').strip() for field in line.split("\t")]


def _pick(row: list[str], header: list[str] | None, wanted: tuple[str, ...]) -> list[str]:
    """Return the wanted fields; without a header they stand in this order."""
    if header is None:
        return [*row[: len(wanted)], *[""] * (len(wanted) - len(row))]
    places = [header.index(name) if name in header else -1 for name in wanted]
    return [row[place] if 0 <= place < len(row) else "" for place in places]


def _name(row: list[str], place: str, out: list[OwnName], problems: list[str]) -> None:
    text, curie_text, name, predicate, kind, taxon_text, entity_type = row
    if not nm.fold(nm.clean(text)):
        problems.append(f"{place}: no text; write the name in the first column")
        return
    curie = _curie(curie_text)
    if curie is None:
        problems.append(f"{place}: {curie_text!r} is no CURIE; write prefix:identifier, as in hgnc:6840")
        return
    taxon = _taxon(taxon_text)
    if taxon_text and taxon is None:
        problems.append(f"{place}: organism {taxon_text!r} is not known; write NCBITaxon:9606 or a scientific name")
        return
    entity_type = entity_type or (kind if kind in ENTITY_TYPES else "")
    if entity_type and entity_type not in ENTITY_TYPES:
        problems.append(f"{place}: entity type {entity_type!r} is not one of {', '.join(ENTITY_TYPES)}")
        return
    status = _TYPES.get(kind.lower(), kind if kind in STATUSES else "alias")
    if status == "alias" and predicate.lower() in ("rdfs:label", "skos:preflabel"):
        status = "approved"
    out.append(OwnName(nm.clean(text), curie, nm.clean(name), status, entity_type, taxon, place))


def _override(row: list[str], place: str, out: list[Override], problems: list[str]) -> None:
    word, curie_text, organism = row
    key, curie, taxon = nm.fold(nm.clean(word)), _curie(curie_text), _taxon(organism)
    if not key:
        problems.append(f"{place}: no word; an override is word, CURIE and, where it holds only there, organism")
    elif curie is None:
        problems.append(f"{place}: {curie_text!r} is no CURIE; write prefix:identifier, as in hgnc:6840")
    elif organism and taxon is None:
        problems.append(f"{place}: organism {organism!r} is not known; write a scientific name or an NCBI Taxonomy id")
    else:
        out.append(Override(key, curie, taxon, place))


def _curie(text: str) -> str | None:
    """Return a CURIE with Bioregistry's lower-case prefix, a doubled one (``MGI:MGI:87986``) made single."""
    if not _CURIE.match(text):
        return None
    prefix, _, identifier = text.partition(":")
    if identifier.lower().startswith(f"{prefix.lower()}:"):
        identifier = identifier.partition(":")[2]
    prefix = _SAME_PREFIX.get(prefix.lower(), prefix.lower())
    return f"{prefix}:{identifier}" if identifier else None


def _taxon(text: str) -> int | None:
    if not text:
        return None
    bare = text.lower().removeprefix("ncbitaxon:")
    if bare.isdecimal():
        return canonical_taxon(int(bare))
    found = normalize_organism(text)
    return None if found is None else found.taxon
