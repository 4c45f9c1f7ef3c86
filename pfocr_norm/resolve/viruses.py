"""Labels that are proteins of a virus which the text names, also where the text does not print them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from ..model.result import Evidence
from ..organisms import Label
from ..organisms.rows import read_table
from ..organisms.tables import group_of, tables
from ..text.index import fold
from .beliefs import Beliefs
from .candidates import CandidateFinder

#: A name of fewer letters (S, N, E) is a protein's only where so many labels are proteins of the virus.
SHORT, TOGETHER = 3, 3
_HUMAN = frozenset((9606,))


def with_viruses(
    beliefs: Beliefs,
    labels: Sequence[Label],
    cues: Mapping[str, Sequence[Evidence]],
    fields: Mapping[str, str],
    finder: CandidateFinder,
) -> Beliefs:
    """Return beliefs in which labels that are a named virus's proteins are believed to be its.

    Parameters
    ----------
    beliefs
        What is believed of the record.
    labels
        The labels of the record that name genes.
    cues
        What names organisms in each of its texts.
    fields
        The texts.
    finder
        What the vocabulary has for labels.
    """
    viruses = {taxon for label in labels for taxon in label.taxa if group_of(taxon) == "virus"}
    if not viruses:
        return beliefs
    hosts = beliefs.targets or _HUMAN
    found: dict[str, int] = {}
    for virus in sorted(viruses & _named(cues, fields.values())):
        own = [label.text for label in labels if _is_protein(label.text, virus, hosts, finder)]
        for text in own:
            if len(fold(text)) > SHORT or len(own) >= TOGETHER:
                found.setdefault(fold(text), virus)
    return replace(beliefs, microbial={**found, **beliefs.microbial}) if found else beliefs


def _named(cues: Mapping[str, Sequence[Evidence]], texts: Iterable[str]) -> set[int]:
    """Return the viruses that texts name, by their name or by that of a disease that is theirs alone."""
    by_name = tables().by_name
    # A virus that sickens people may be a cue of theirs: it is named all the same.
    named = {
        taxon
        for found in cues.values()
        for cue in found
        for taxon in (cue.taxon, by_name.get(cue.text.lower(), 0))
        if group_of(taxon) == "virus"
    }
    pattern, virus_of = _diseases()
    named.update(virus_of[match[0]] for text in texts for match in pattern.finditer(text.lower()))
    return named


@cache
def _diseases() -> tuple[re.Pattern[str], Mapping[str, int]]:
    """Read the diseases that name their virus, with a pattern of them, the longest first."""
    virus_of = {name: int(taxon) for taxon, names in read_table("agents.tsv") for name in names.split("|")}
    names = sorted(virus_of, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?!-?\w)"), virus_of


def _is_protein(text: str, virus: int, hosts: Collection[int], finder: CandidateFinder) -> bool:
    """Tell whether a label names a virus's protein and is no symbol of its host, as it is written."""
    matches = finder.matcher.exact(text)
    return any(m.hit.taxon == virus for m in matches) and finder.symbol_taxa(text).isdisjoint(hosts)
