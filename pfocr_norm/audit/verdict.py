"""One word for the organism tags of one record, and which of its terms are to blame."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ..model.result import FlagCode, Status

if TYPE_CHECKING:
    from ..model.result import Candidate, NormalizedRecord, Term


class Verdict(str, Enum):
    """How the organism tags of a record compare with what its text says, worst first."""

    MISMATCH = "mismatch"
    PARTLY = "partly"
    MISSING = "missing"
    UNDECIDED = "undecided"
    AGREES = "agrees"

    @property
    def heading(self) -> str:
        """What a reader sees."""
        return "organism missing" if self is Verdict.MISSING else self.value

    @property
    def meaning(self) -> str:
        """One sentence."""
        return _MEANING[self]


_MEANING = {
    Verdict.MISMATCH: "No tagged organism is supported by the text.",
    Verdict.PARTLY: "At least one tagged organism is supported, at least one is not.",
    Verdict.MISSING: "The organism that the text is about is not tagged.",
    Verdict.UNDECIDED: "The text does not say which organism it is about.",
    Verdict.AGREES: "Every tagged organism is supported by the text.",
}

_BY_FLAG = {
    FlagCode.ORGANISM_MISMATCH: Verdict.MISMATCH,
    FlagCode.ORGANISM_UNSUPPORTED: Verdict.PARTLY,
    FlagCode.ORGANISM_MISSING: Verdict.MISSING,
    FlagCode.ORGANISM_UNDECIDED: Verdict.UNDECIDED,
}
_ORDER = {v: i for i, v in enumerate(Verdict)}

#: Entity types that stand for one gene or several.
GENE_TYPES = frozenset({"gene", "family", "complex"})

#: Term flags that say the tag came from another organism's vocabulary.
WRONG_ORGANISM = frozenset({FlagCode.TERM_ORGANISM_MISMATCH, FlagCode.BACK_PROJECTED, FlagCode.ORTHOLOG_WITNESS})

#: Term flags of a chemical that may be something else.
SUSPICIOUS_CHEMICAL = frozenset({FlagCode.GENERIC_CHEMICAL, FlagCode.GENE_OR_CHEMICAL})


def verdict(result: NormalizedRecord) -> Verdict:
    """Return the verdict on a record; the worst of its organism flags decides.

    Parameters
    ----------
    result
        A normalized record.

    Returns
    -------
    Verdict
        ``agrees`` when no organism flag is set.
    """
    found = [_BY_FLAG[f.code] for f in result.flags if f.code in _BY_FLAG]
    return min(found, key=_ORDER.__getitem__) if found else Verdict.AGREES


def is_wrong(term: Term) -> bool:
    """Tell whether a term was tagged with a gene of an organism the figure is not about."""
    return any(f.code in WRONG_ORGANISM for f in term.flags)


def is_gene(term: Term) -> bool:
    """Tell whether a keyword can be read as a gene at all, of any organism."""
    if term.match is not None and term.match.entity_type in GENE_TYPES:
        return True
    return any(c.entity_type in GENE_TYPES for c in term.candidates)


def fix_of(term: Term) -> Candidate | None:
    """Return what the keyword should have been, or None where the evidence ends."""
    return term.match if term.status is Status.RESOLVED else None
