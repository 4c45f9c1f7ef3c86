"""One term in full: every candidate with its score and why it lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .evidence import why
from .render import visible

if TYPE_CHECKING:
    from ..errors import RecordError
    from ..model.result import Candidate, NormalizedRecord, Term


def broken_record(error: RecordError, *, data_version: str = "") -> NormalizedRecord:
    """Return the result that stands in the place of a record that could not be read.

    It has no terms, no organism, and the flag ``broken_record`` with file, line and reason.
    """
    from ..model.flags import flag
    from ..model.record import FigureRecord
    from ..model.result import FlagCode, NormalizedRecord, OrganismCall

    record = FigureRecord(source=error.source, line=error.line)
    flags = (flag(FlagCode.BROKEN_RECORD, str(error)),)
    return NormalizedRecord(record, OrganismCall(None, (), (), ()), (), (), flags, (), data_version)


def term_text(result: NormalizedRecord, term: Term) -> str:
    """Return the account of one term as plain text.

    Parameters
    ----------
    result
        The record it belongs to.
    term
        One of its terms.

    Examples
    --------
    >>> from pfocr_norm import normalize_record
    >>> result = normalize_record({"caption": "MEK and ERK in HeLa cells", "keywords": ["MEK"]})
    >>> print(term_text(result, result.terms[0]).splitlines()[1])
    status     resolved
    """
    lines = [f"keyword    {visible(term.keyword, 200)}", f"status     {term.status.value}"]
    if term.label != term.keyword:
        lines.append(f"label      {visible(term.label, 200)}")
    if term.reason:
        lines.append(f"because    {visible(why(term))}")
    if term.sense is not None:
        sense = term.sense
        known = f" ({sense.curie})" if sense.curie else ""
        lines.append(f"sense      {visible(sense.name)}{known}, a {sense.kind}; no gene and no substance")
        elsewhere = [f"{prefix}:{identifier}" for prefix, ids in sense.xrefs for identifier in ids]
        if elsewhere:
            lines.append(f"           also {_some(elsewhere)}")
    best = result.organism.best
    decided = f"{visible(best.name)} ({best.curie}, {best.score:.2f})" if best else "undecided"
    lines.append(f"figure of  {decided}")
    for flag in term.flags:
        lines.append(f"flag       {flag.code.value} ({flag.severity.value}): {visible(flag.message)}")
        if flag.fix:
            lines.append(f"           fix: {visible(flag.fix)}")
    if term.candidates:
        lines.append("candidates")
        for candidate in term.candidates:
            lines += _candidate_lines(candidate, chosen=term.match is not None and candidate.curie == term.match.curie)
    else:
        lines.append("candidates none")
    lines.append(f"vocabulary {visible(result.data_version)}")
    return "\n".join(lines)


def _candidate_lines(candidate: Candidate, *, chosen: bool) -> list[str]:
    organism = "" if candidate.taxon is None else f", ncbitaxon:{candidate.taxon}"
    head = f"  {'*' if chosen else ' '} {candidate.score:.3f}  {visible(candidate.name)}  {candidate.curie}"
    lines = [f"{head}  ({candidate.entity_type}{organism})"]
    matched = f"{candidate.tier.value}: {visible(candidate.matched)!r}" if candidate.matched else candidate.tier.value
    status = f" ({candidate.status.replace('_', ' ')})" if candidate.status else ""
    lines.append(f"           {matched}{status}" + (f"; {visible(candidate.reason)}" if candidate.reason else ""))
    if candidate.xrefs:
        xrefs = [f"{prefix}:{identifier}" for prefix, identifiers in candidate.xrefs for identifier in identifiers]
        lines.append(f"           also {_some(xrefs)}")
    if candidate.members:
        lines.append(f"           members {_some(list(candidate.members))}")
    return lines


def _some(names: list[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
