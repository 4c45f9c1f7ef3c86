"""Results as HTML fragments for notebooks: no script, no style sheet, all text escaped, light and dark pages alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from .evidence import TEXT_FIELDS, said, why
from .render import curie_url, organism_line, segments, summary, term_row, visible, vocabulary

if TYPE_CHECKING:
    from ..model.result import Candidate, Evidence, Flag, NormalizedRecord, OrganismCall, Term

_CLIP = 60
#: Candidates that a term opens to.
SHOWN = 6

# Half-transparent and inherited colours read on the light and the dark theme of a notebook alike.
_MARK = "background:rgba(234,179,8,.35);color:inherit;border-radius:2px"
CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0"
_LINK = "color:inherit;text-decoration:underline;text-underline-offset:2px"
_SMALL = "font-size:.85em;opacity:.8"
_BORDER = {"error": "#dc2626", "warning": "#d97706", "info": "#0891b2"}
_DOT = {
    "resolved": "#16a34a", "ambiguous": "#d97706", "unresolved": "#dc2626", "other_sense": "#0891b2",
    "stopped": "#6b7280",
}  # fmt: skip
#: What a reader sees on pointing at a status.
_STATUS = {
    "other_sense": "the word is known, and is no gene and no substance",
    "resolved": "there is one answer",
    "ambiguous": "the evidence does not decide between several",
    "unresolved": "nothing fits, or nothing in the text supports it",
    "stopped": "no name of a gene or substance",
}
#: What the columns of a term mean.
_HEADS = {
    "keyword": "the word as it was tagged",
    "printed label": "the word that was probably printed; = where it is the keyword itself",
    "status": "how it ended",
    "proposed": "what it means",
    "identifier": "its identifier, linked to its page",
    "tier": "how the name matched",
    "score": "confidence from 0 to 1",
    "flags": "what to know; point at a flag for its meaning",
}


def text_html(text: str, limit: int | None = None) -> str:
    """Return text that is safe to show, its direction kept to itself.

    >>> text_html("<b>MEK</b>")
    '<bdi>&lt;b&gt;MEK&lt;/b&gt;</bdi>'
    """
    # A lone surrogate cannot be encoded; the notebook would lose the whole output.
    text = visible(text, limit).encode("utf-8", "replace").decode("utf-8")
    return f"<bdi>{escape(text)}</bdi>" if text else ""


def hint_html(text: str, hint: str) -> str:
    """Return HTML that says more when it is pointed at."""
    hint = escape(visible(hint, 400).encode("utf-8", "replace").decode("utf-8"))
    return f"<span title='{hint}' style='cursor:help;border-bottom:1px dotted'>{text}</span>"


def _link(curie: str) -> str:
    address = escape(curie_url(curie))
    return f"<a href='{address}' style='{_LINK}' rel='noopener'>{text_html(curie, 40)}</a>"


def record_html(result: NormalizedRecord) -> str:
    """Return a record: organism with its evidence, flags, texts with the evidence marked, a table of its terms."""
    record = result.record
    out = ["<div style='max-width:70em;line-height:1.45'>"]
    out.append(f"<p style='margin:.3em 0'><b>{text_html(record.figid, 200) or '(no figid)'}</b></p>")
    tagged = ", ".join(text_html(name, _CLIP) for name in record.organisms_ner) or "none"
    out.append(f"<p style='margin:.3em 0'>Organism: <b>{escape(organism_line(result))}</b>; tagged: {tagged}</p>")
    out += [flag_html(flag) for flag in result.flags]
    for field, name in TEXT_FIELDS.items():
        text = getattr(record, field)
        if text:
            marked = _marked_html(text, field, result.organism.evidence)
            out.append(f"<p style='margin:.3em 0'><small style='{_SMALL}'>{name}</small><br>{marked}</p>")
    out.append(_evidence_html(result.organism))
    if result.terms:
        out.append(terms_html(result.terms))
    out.append(
        f"<p style='margin:.3em 0;{_SMALL}'>{escape(summary(result))}; vocabulary {text_html(vocabulary(result))}</p>"
    )
    out.append("</div>")
    return "".join(out)


def terms_html(terms: Sequence[Term]) -> str:
    """Return terms as a table, one line a keyword; each line opens to the reason and the candidates."""
    heads = "".join(f"<th scope='col' style='{CELL}'>{hint_html(name, hint)}</th>" for name, hint in _HEADS.items())
    rows = "".join(map(_row_html, terms))
    return (
        "<div style='overflow-x:auto'><table style='border-collapse:collapse'>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"<p style='margin:.3em 0;{_SMALL}'>= the printed word is the keyword; a keyword opens to the reason.</p>"
    )


def _row_html(term: Term) -> str:
    cells = [text_html(cell) for cell in term_row(term)]
    cells[0] = _why_html(term, cells[0])
    status = term.status.value
    dot = f"<span style='color:{_DOT[status]}'>●</span>"
    cells[2] = f"<span style='white-space:nowrap'>{dot} {hint_html(status, _STATUS[status])}</span>"
    if term.match:
        cells[3] = f"<b>{cells[3]}</b>"
        cells[4] = _link(term.match.curie)
    elif term.sense and term.sense.curie:
        cells[4] = _link(term.sense.curie)
    cells[7] = ", ".join(hint_html(flag.code.value, _told(flag)) for flag in term.flags)
    return "<tr>" + "".join(f"<td style='{CELL}'>{cell}</td>" for cell in cells) + "</tr>"


def _told(flag: Flag) -> str:
    return f"{flag.message}. Fix: {flag.fix}" if flag.fix else flag.message


def _why_html(term: Term, keyword: str) -> str:
    inside = []
    if term.reason:
        inside.append(f"<p style='margin:.2em 0'>{text_html(why(term), 400)}</p>")
    if term.candidates:
        items = "".join(map(_candidate_html, term.candidates[:SHOWN]))
        more = len(term.candidates) - SHOWN
        items += f"<li>and {more} more</li>" if more > 0 else ""
        inside.append(f"<ul style='margin:.2em 0;padding-left:1.2em'>{items}</ul>")
    if not inside:
        return keyword
    body = f"<div style='{_SMALL};min-width:16em;max-width:34em'>{''.join(inside)}</div>"
    # A short keyword stays in a line with the triangle that opens it.
    wrap = ";white-space:nowrap" if len(term.keyword) <= 24 else ""
    return f"<details><summary style='cursor:pointer{wrap}'>{keyword or '(empty)'}</summary>{body}</details>"


def _candidate_html(candidate: Candidate) -> str:
    from ..organisms import taxon_name

    organism = f", <i>{escape(taxon_name(candidate.taxon))}</i>" if candidate.taxon else ""
    reason = f": {text_html(candidate.reason, 200)}" if candidate.reason else ""
    name = f"<b>{text_html(candidate.name, _CLIP)}</b>"
    return f"<li>{candidate.score:.2f} {name} {_link(candidate.curie)} ({candidate.entity_type}{organism}){reason}</li>"


def term_html(term: Term) -> str:
    """Return one term: its answer, its flags, its candidates."""
    match = f"<b>{text_html(term.match.name, _CLIP)}</b> {_link(term.match.curie)}" if term.match else ""
    if term.sense:
        known = f" {_link(term.sense.curie)}" if term.sense.curie else ""
        match = f"a {escape(term.sense.kind)}: {text_html(term.sense.name, _CLIP)}{known}"
    label = f" (printed: {text_html(term.label, _CLIP)})" if term.label != term.keyword else ""
    status = term.status.value
    head = (
        f"<p style='margin:.3em 0'><b>{text_html(term.keyword, _CLIP) or '(empty)'}</b>{label} "
        f"<span style='color:{_DOT[status]}'>●</span> {hint_html(status, _STATUS[status])} {match}</p>"
    )
    reason = f"<p style='margin:.3em 0'>{text_html(why(term), 400)}</p>" if term.reason else ""
    flags = "".join(flag_html(flag) for flag in term.flags)
    items = "".join(map(_candidate_html, term.candidates[: 2 * SHOWN]))
    candidates = f"<ul style='margin:.3em 0;padding-left:1.2em'>{items}</ul>" if items else ""
    return f"<div style='max-width:50em;line-height:1.45'>{head}{reason}{flags}{candidates}</div>"


def flag_html(flag: Flag) -> str:
    """Return one flag: code, message, fix."""
    fix = f" <i>Fix: {text_html(flag.fix)}</i>" if flag.fix else ""
    return (
        f"<p style='margin:.3em 0;border-left:3px solid {_BORDER[flag.severity.value]};padding-left:.6em'>"
        f"<code>{flag.code.value}</code> {text_html(flag.message)}{fix}</p>"
    )


def flags_html(flags: Iterable[Flag]) -> str:
    """Return flags, one a line."""
    return "".join(map(flag_html, flags)) or "<p style='margin:.3em 0'>no flags</p>"


def call_html(call: OrganismCall) -> str:
    """Return an organism call with its evidence."""
    decided = ", ".join(f"<b>{text_html(o.name)}</b> ({o.score:.2f})" for o in call.organisms) or "<b>undecided</b>"
    if call.clade is not None and not call.organisms:
        decided += f" ({text_html(call.clade.name)})"
    if call.assumed is not None:
        decided += f", read as {text_html(call.assumed.name)}"
    if call.others:
        named = ", ".join(f"{text_html(o.name)} ({o.role.replace('_', ' ')})" for o in call.others)
        decided += f"; also named: {named}"
    return f"<div style='max-width:50em'><p style='margin:.3em 0'>Organism: {decided}</p>{_evidence_html(call)}</div>"


def _evidence_html(call: OrganismCall, most: int = 12) -> str:
    pieces = said(call)
    if not pieces:
        return ""
    items = []
    for piece in pieces[:most]:
        quote = text_html(piece.text, _CLIP)
        quote = quote if piece.place == "keywords" else f"<q>{quote}</q>"
        times = f" ×{piece.times}" if piece.times > 1 else ""
        where = "the labels together" if piece.place == "keywords" else piece.place
        items.append(f"<li>{piece.weight:+.1f} <i>{escape(piece.organism)}</i>: {quote}{times}, {where}</li>")
    more = f"<li>and {len(pieces) - most} more</li>" if len(pieces) > most else ""
    hint = "log-odds: above 0 it speaks for the organism, below 0 against it"
    return (
        f"<details style='margin:.3em 0'><summary style='cursor:pointer'>{hint_html('Evidence for the organism', hint)}"
        f"</summary><ul style='margin:.2em 0;padding-left:1.2em;{_SMALL}'>{''.join(items)}{more}</ul></details>"
    )


def vocabulary_html(version: str, sources: Iterable[tuple[str, str]], concepts: int) -> str:
    """Return what a normalizer works with: its vocabulary, the sources of that and their dates."""
    rows = "".join(
        f"<tr><td style='{CELL}'>{text_html(key)}</td><td style='{CELL}'>{text_html(date)}</td></tr>"
        for key, date in sources
    )
    return (
        f"<div><p style='margin:.3em 0'><b>Normalizer</b>, vocabulary {text_html(version)}, {concepts:,} concepts</p>"
        "<details><summary style='cursor:pointer'>Sources and their dates</summary>"
        f"<table style='border-collapse:collapse;{_SMALL}'><tbody>{rows}</tbody></table></details></div>"
    )


def _marked_html(text: str, field: str, evidence: Sequence[Evidence], limit: int = 4000) -> str:
    spans = [(e.start, e.end) for e in evidence if e.field == field]
    out = []
    for piece, marked in segments(text[:limit], spans):
        out.append(f"<mark style='{_MARK}'>{text_html(piece)}</mark>" if marked else text_html(piece))
    return "".join(out) + ("…" if len(text) > limit else "")
