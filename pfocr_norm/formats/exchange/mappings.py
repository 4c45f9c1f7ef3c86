"""Mappings of printed words to identifiers: SSSOM and SSSLM."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ...model.result import Candidate, NormalizedRecord, Tier

_BREAKS = re.compile(r"[\t\r\n]+")
#: Where the prefixes resolve, for the prefix map of a mapping set; Bioregistry's pages serve them all.
_RESOLVER = "https://bioregistry.io/"
_EXACT = frozenset((Tier.IDENTIFIER, Tier.APPROVED, Tier.FULL_NAME, Tier.PREVIOUS, Tier.ALIAS))
_COLUMNS = (
    "subject_label", "subject_type", "predicate_id", "object_id", "object_label", "mapping_justification", "confidence",
    "mapping_tool", "mapping_tool_version", "subject_source_version", "match_string", "other",
)  # fmt: skip
_PREFIXES = (
    "bto", "chebi", "drugbank", "ensembl", "flybase", "fplx", "hgnc", "mesh", "mgi", "mondo", "ncbigene", "rgd", "sgd",
    "uberon", "uniprot", "wormbase", "zfin", "cl", "tair.locus", "mirbase",
)  # fmt: skip


def write_sssom(results: Iterable[NormalizedRecord]) -> Iterator[str]:
    """Yield a mapping set in SSSOM's TSV with its metadata in front: one line a resolved keyword of a figure.

    The subject is a literal, the keyword as it is printed; the predicate is ``skos:exactMatch`` for names of the
    vocabulary and ``skos:closeMatch`` for what was read out of lists, affixes and misread letters; ``other`` holds the
    figure.
    """
    from ... import __version__

    yield "# mapping_set_id: https://w3id.org/sssom/mappings/pfocr-norm\n"
    yield "# license: https://creativecommons.org/publicdomain/zero/1.0/\n"
    yield "# curie_map:\n"
    for prefix in _PREFIXES:
        yield f'#   {prefix}: "{_RESOLVER}{prefix}:"\n'
    yield "#   semapv: https://w3id.org/semapv/vocab/\n#   skos: http://www.w3.org/2004/02/skos/core#\n"
    yield "\t".join(_COLUMNS) + "\n"
    for result in results:
        for term in result.terms:
            match = term.match
            if match is None:
                continue
            exact = match.tier in _EXACT
            row = (
                term.label or term.keyword, "rdfs literal", "skos:exactMatch" if exact else "skos:closeMatch",
                match.curie, match.name,
                "semapv:LexicalMatching" if exact else "semapv:LexicalSimilarityThresholdMatching",
                f"{match.score:.4f}", "pfocr_norm", __version__, result.data_version, match.matched,
                json.dumps({"figid": result.figid}),
            )  # fmt: skip
            yield "\t".join(_BREAKS.sub(" ", cell) for cell in row) + "\n"


_SSSLM = (
    "predicate", "text", "curie", "name", "type", "contributor", "comment", "source", "language", "provenance", "date",
    "taxon",
)  # fmt: skip


def write_ssslm(results: Iterable[NormalizedRecord]) -> Iterator[str]:
    """Yield the words of figures as names in SSSLM's TSV, each word and identifier once, with its number of figures.

    The table can be read back as own names (``--extra``).
    """
    counts: Counter[tuple[str, str]] = Counter()
    matches: dict[tuple[str, str], Candidate] = {}
    for result in results:
        for term in result.terms:
            if term.match is not None and not term.match.members:
                key = (term.label or term.keyword, term.match.curie)
                counts[key] += 1
                matches.setdefault(key, term.match)
    yield "\t".join(_SSSLM) + "\n"
    for (text, curie), count in sorted(counts.items()):
        match = matches[text, curie]
        taxon = f"ncbitaxon:{match.taxon}" if match.taxon else ""
        row = (
            "oboInOwl:hasExactSynonym", text, curie, match.name, "", "", f"{count} figures", "pfocr", "", "", "", taxon,
        )  # fmt: skip
        yield "\t".join(_BREAKS.sub(" ", cell) for cell in row) + "\n"
