"""Which words of a text are proteins of a virus or bacterium that it names: "HIV-1 Tat, Rev and Nef"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..model.result import Evidence
from ..text.index import fold
from ..text.lazy import lazy
from .tables import group_of

#: Groups of organisms whose proteins have names that human genes and drugs have too.
GROUPS = frozenset(("virus", "bacterium"))
#: A virus by the form of its name, where no list has it; its taxon is the viruses.
_VIRUS = lazy(
    r"\b(?:[A-Za-z0-9]+-?CoV(?:-\d)?|\w*virus(?:es)?(?:[ -](?:type )?\d)?|viral|phages?|bacteriophages?)\b"
)
VIRUSES = 10239
#: What may stand between the organism and its protein.
_LEAD = lazy(
    r"(?:\s?\([^()]{1,20}\))?(?:\s(?:(?:non-?)?structural|accessory|envelope|spike|surface|core|capsid|effectors?"
    r"|virulence|toxins?|proteins?|genes?|oncoproteins?|regulatory|transactivator|encoded|derived))*\s",
    re.I,
)
_ITEM = lazy(r"(?=[^\s,;()]*[A-Z0-9])[A-Za-z0-9α-ω][\w-]{0,14}(?:\s(?:protein|antigen)s?\b)?")
_JOINT = lazy(r",\s(?:and\s)?|\sand\s|\sor\s|/|\s\+\s")
#: "Nef of HIV-1": the protein before the organism.
_BEFORE = lazy(r"([A-Za-z0-9][\w-]{1,14})(?:\sproteins?)?\s(?:of|from|encoded by)\s(?:the\s)?$")
#: Items of a list at most.
MOST = 30


def proteins(fields: Mapping[str, str], cues: Mapping[str, Sequence[Evidence]]) -> dict[str, int]:
    """Return the folded words that a text prints as proteins of a virus or bacterium, with its taxon.

    Parameters
    ----------
    fields
        The texts by field.
    cues
        What names organisms in each field.

    Examples
    --------
    >>> cue = Evidence("HIV-1", "caption", 0, 5, 11676, 0.5, "pathogen")
    >>> proteins({"caption": "HIV-1 Tat, Rev and Vif in T cells"}, {"caption": [cue]})
    {'tat': 11676, 'rev': 11676, 'vif': 11676}
    >>> proteins({"caption": "Infected by MERS-CoV, cells make TNF; MERS-CoV ORF4a does not"}, {})
    {'orf4a': 10239}
    """
    out: dict[str, int] = {}
    for field, text in fields.items():
        for start, end, taxon in _named(text, cues.get(field, ())):
            for word in (*_after(text, end), *_BEFORE.findall(text[max(0, start - 40) : start])):
                out.setdefault(fold(word), taxon)
    return out


def _named(text: str, cues: Sequence[Evidence]) -> Iterator[tuple[int, int, int]]:
    done: set[int] = set()
    for cue in cues:
        if cue.start >= 0 and group_of(cue.taxon) in GROUPS:
            done.update(range(cue.start, cue.end))
            yield cue.start, cue.end, cue.taxon
    for match in _VIRUS.finditer(text):
        if match.end() - 1 not in done:
            yield match.start(), match.end(), VIRUSES


def _after(text: str, at: int) -> Iterator[str]:
    """Yield the names of a list that begins right behind the organism's name."""
    lead = _LEAD.match(text, at)
    if lead is None:
        return
    at = lead.end()
    for _ in range(MOST):
        item = _ITEM.match(text, at)
        if item is None:
            return
        yield item[0]
        if " " in item[0]:
            yield item[0].split()[0]
        joint = _JOINT.match(text, item.end())
        if joint is None:
            return
        at = joint.end()
