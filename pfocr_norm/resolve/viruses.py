"""Labels that are proteins of a virus which the text names, also where the text does not print them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from ..organisms import Label
from ..organisms.tables import tables
from ..text.index import fold
from .beliefs import Beliefs
from .candidates import CandidateFinder

#: A name of fewer letters (S, N, E) is a protein's only where so many labels are proteins of the virus.
SHORT, TOGETHER = 3, 3
#: Diseases that are called after their virus, or it after them.
_DISEASES = {"covid-19": 2697049, "covid": 2697049, "aids": 11676}
_HUMAN = frozenset((9606,))


def with_viruses(
    beliefs: Beliefs, labels: Sequence[Label], fields: Mapping[str, str], finder: CandidateFinder
) -> Beliefs:
    """Return beliefs in which labels that are a named virus's proteins are believed to be its.

    Parameters
    ----------
    beliefs
        What is believed of the record.
    labels
        The labels of the record that name genes.
    fields
        Its texts.
    finder
        What the vocabulary has for labels.
    """
    viruses = {taxon for label in labels for taxon in label.taxa} & _viruses()
    if not viruses:
        return beliefs
    hosts = beliefs.targets or _HUMAN
    found: dict[str, int] = {}
    for virus in _named(fields.values(), viruses):
        own = [label.text for label in labels if _is_protein(label.text, virus, hosts, finder)]
        for text in own:
            if len(fold(text)) > SHORT or len(own) >= TOGETHER:
                found.setdefault(fold(text), virus)
    return replace(beliefs, microbial={**found, **beliefs.microbial}) if found else beliefs


@lru_cache(maxsize=1)
def _viruses() -> frozenset[int]:
    return frozenset(taxon for taxon, organism in tables().organisms.items() if organism.group == "virus")


@lru_cache(maxsize=64)
def _names_of(virus: int) -> re.Pattern[str]:
    organism = tables().organisms[virus]
    names = (organism.name.lower(), *organism.names, *(name for name, taxon in _DISEASES.items() if taxon == virus))
    # Of HIV-1 and HIV the longer one comes first; SARS-CoV is no part of SARS-CoV-2.
    longest = sorted(names, key=lambda name: -len(name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?!-?\w)")


def _named(texts: Iterable[str], viruses: Collection[int]) -> list[int]:
    """Return those of some viruses that texts name."""
    lowered = [text.lower() for text in texts]
    return [virus for virus in sorted(viruses) if any(_names_of(virus).search(text) for text in lowered)]


def _is_protein(text: str, virus: int, hosts: Collection[int], finder: CandidateFinder) -> bool:
    """Tell whether a label names a virus's protein and is no symbol of its host, as it is written."""
    matches = finder.matcher.exact(text)
    return any(m.hit.taxon == virus for m in matches) and finder.symbol_taxa(text).isdisjoint(hosts)
