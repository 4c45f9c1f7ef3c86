"""Evidence for an organism as a person reads it: said once, by name, and only where it weighs something."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..model.result import OrganismCall, Term

#: Fields with running text, in reading order, and what to call them.
TEXT_FIELDS = {"figtitle": "figure title", "caption": "caption", "papertitle": "paper title"}
#: Less than this, in nats, says nothing to a reader.
LEAST = 0.1


class Said(NamedTuple):
    """One quote or the vote of all labels, for or against one organism.

    Attributes
    ----------
    text
        The quote, or how many labels.
    place
        Where it stands: ``"caption"``; ``"keywords"`` for the labels.
    organism, weight
        Whom it is for, and the sum of what all rules found in it.
    times
        How often it stands there.
    """

    text: str
    place: str
    organism: str
    weight: float
    times: int

    def __str__(self) -> str:
        quoted = self.text if self.place == "keywords" else f"“{self.text}”"
        times = f" ×{self.times}" if self.times > 1 else ""
        return f"{self.weight:+.1f} {self.organism}: {quoted}{times}, {self.place}"


def said(call: OrganismCall, *, least: float = LEAST) -> list[Said]:
    """Return the evidence of a call, the same quote of the same field once, strongest first.

    Parameters
    ----------
    call
        The call.
    least
        What weighs less in sum is dropped.

    Examples
    --------
    >>> from pfocr_norm import normalize_record
    >>> result = normalize_record({"caption": "Livers of fasted mice. In mice, Insr.", "keywords": ["Insr"]})
    >>> [(piece.text, piece.organism, piece.times) for piece in said(result.organism)][:1]
    [('mice', 'Mus musculus', 2)]
    """
    from ..organisms import taxon_name

    names = {organism.taxon: organism.name for organism in (*call.candidates, *call.organisms)}
    found: dict[tuple[int, str, str], list[tuple[str, float, int]]] = {}
    for item in call.evidence:
        key = (item.taxon, item.field, item.text.casefold())
        found.setdefault(key, []).append((item.text, item.weight, item.start))
    out = []
    for (taxon, field, _), pieces in found.items():
        weight = sum(weight for _, weight, _ in pieces)
        if abs(weight) >= least:
            places = {start for _, _, start in pieces if start >= 0}
            name = names.get(taxon) or taxon_name(taxon)
            out.append(Said(pieces[0][0], TEXT_FIELDS.get(field, field), name, weight, max(1, len(places))))
    return sorted(out, key=lambda piece: (-abs(piece.weight), piece.organism, piece.text))


def why(term: Term) -> str:
    """Return the reason of a term; of an ambiguous one that has a single meaning, what is missing.

    >>> from pfocr_norm import normalize_record
    >>> why(normalize_record({"keywords": ["no such gene"]}).terms[0])
    'no name of the vocabulary is this word or near it'
    """
    if term.status.value == "ambiguous" and len(term.candidates) == 1:
        only = term.candidates[0]
        return (
            f"{term.reason}{'; ' if term.reason else ''}{only.name} ({only.curie}) is the only meaning that is known, "
            "but too little speaks for it: tell the organism, or give a sentence around the word"
        )
    return term.reason


