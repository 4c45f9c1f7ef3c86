"""A normalized record for people: plain text, a coloured terminal table, HTML for notebooks.

Everything in a record came from outside, so nothing here trusts it: control and direction-changing
characters are shown as escapes in a terminal, and HTML is escaped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..model.result import Evidence, NormalizedRecord, Term

#: Fields with running text, in reading order, and what to call them.
TEXT_FIELDS = {"figtitle": "figure title", "caption": "caption", "papertitle": "paper title"}

#: Web pages of identifiers, ``{}`` is the identifier; other prefixes go through Bioregistry.
LINKS = {
    "hgnc": "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:{}",
    "ncbigene": "https://www.ncbi.nlm.nih.gov/gene/{}",
    "flybase": "https://flybase.org/reports/{}",
    "mgi": "https://www.informatics.jax.org/accession/MGI:{}",
    "zfin": "https://zfin.org/{}",
    "wormbase": "https://wormbase.org/species/c_elegans/gene/{}",
    "sgd": "https://www.yeastgenome.org/locus/{}",
    "ensembl": "https://www.ensembl.org/id/{}",
    "drugbank": "https://go.drugbank.com/drugs/{}",
    "chebi": "https://www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:{}",
    "mesh": "https://meshb.nlm.nih.gov/record/ui?ui={}",
    "chembl": "https://www.ebi.ac.uk/chembl/explore/compound/{}",
    "ncbitaxon": "https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id={}",
}

_SEVERITY_MARK = {"error": "✗", "warning": "!", "info": "·"}
_CLIP = 60


def curie_url(curie: str) -> str:
    """Return the web page of a CURIE.

    >>> curie_url("hgnc:6840")
    'https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:6840'
    >>> curie_url("fplx:PI3K")
    'https://bioregistry.io/fplx:PI3K'
    """
    prefix, _, identifier = curie.partition(":")
    pattern = LINKS.get(prefix)
    if pattern is None:
        return "https://bioregistry.io/" + quote(curie, safe=":", errors="replace")
    return pattern.replace("{}", quote(identifier, safe="", errors="replace"))


def visible(text: str, limit: int | None = None) -> str:
    r"""Return text that is safe and honest to print: one line, nothing invisible, at most `limit` long.

    >>> visible("MEK\x1b[31m\n")
    'MEK\\x1b[31m '
    >>> visible("phosphatidylinositol", 8)
    'phospha…'
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_char(c) for c in text)


def _visible_char(char: str) -> str:
    if char in "\n\r\t":
        return " "
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return char.encode("unicode_escape", "surrogatepass").decode("ascii")
    return char


def segments(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Cut text at spans of code points; yields pieces and whether each is marked.

    Overlapping spans are joined, spans outside the text are cut to it.

    >>> list(segments("a breast tumour", [(2, 8), (5, 8), (90, 99)]))
    [('a ', False), ('breast', True), (' tumour', False)]
    """
    position = 0
    for start, end in merged(spans, len(text)):
        if start > position:
            yield text[position:start], False
        yield text[start:end], True
        position = end
    if position < len(text):
        yield text[position:], False


def merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Sort spans, cut them to ``0..length``, and join those that overlap."""
    out: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(e, length)) for s, e in spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _summary(result: NormalizedRecord) -> str:
    counts: dict[str, int] = {}
    for term in result.terms:
        counts[term.status.value] = counts.get(term.status.value, 0) + 1
    parts = ", ".join(f"{n} {status}" for status, n in counts.items()) or "no keywords"
    return f"{len(result.terms)} keywords: {parts}" if counts else parts


def _organism_line(result: NormalizedRecord) -> str:
    call = result.organism
    decided = ", ".join(f"{visible(o.name)} ({o.score:.2f})" for o in call.organisms)
    if decided:
        return decided
    of_clade = "" if call.clade is None else f" ({visible(call.clade.name)})"
    return f"undecided{of_clade}" + ("" if call.assumed is None else f", read as {visible(call.assumed.name)}")


def _tagged(result: NormalizedRecord) -> str:
    return ", ".join(visible(name, _CLIP) for name in result.record.organisms_ner) or "none"


def _quotes(result: NormalizedRecord, limit: int = 6) -> list[tuple[str, str, str, float]]:
    from ..organisms import taxon_name

    out = []
    for piece in result.organism.evidence[:limit]:
        place = TEXT_FIELDS.get(piece.field, piece.field)
        out.append((visible(piece.text, _CLIP), place, taxon_name(piece.taxon), piece.weight))
    return out


_HEADS = ("keyword", "printed label", "status", "proposed", "identifier", "tier", "score", "flags")


def _row(term: Term) -> tuple[str, ...]:
    match, sense = term.match, term.sense
    label = term.label if term.label != term.keyword else "="
    if sense is not None:
        name, curie = f"{visible(sense.name, 30)} ({sense.kind})", visible(sense.curie or "", 28)
    else:
        name, curie = (visible(match.name, 30), visible(match.curie, 28)) if match else ("–", "")
    return (
        visible(term.keyword, 30),
        visible(label, 24),
        term.status.value,
        name,
        curie,
        match.tier.value if match else "",
        f"{match.score:.2f}" if match else "",
        ", ".join(flag.code.value for flag in term.flags),
    )


def record_text(result: NormalizedRecord) -> str:
    """Return the record as plain text with aligned columns; no colours, no rich.

    Parameters
    ----------
    result
        A normalized record.

    Returns
    -------
    str
        Organism with quoted evidence, flags, one line a keyword. ``=`` in the label column means
        that the printed word and the keyword are the same.
    """
    lines = [visible(result.figid, 120) or "(no figid)"]
    title = result.record.figtitle or result.record.papertitle
    if title:
        lines.append(visible(title, 110))
    lines.append("")
    lines.append(f"organism  {_organism_line(result)}")
    lines.append(f"tagged    {_tagged(result)}")
    lines += [f"          {w:+.1f} {name}: “{text}”, {place}" for text, place, name, w in _quotes(result)]
    for flag in result.flags:
        lines.append(f"{_SEVERITY_MARK[flag.severity.value]} {flag.code.value}: {visible(flag.message)}")
        if flag.fix:
            lines.append(f"  fix: {visible(flag.fix)}")
    if result.terms:
        lines += ["", terms_text(result)]
    lines.append("")
    lines.append(f"{_summary(result)}; vocabulary {visible(result.data_version)}")
    return "\n".join(lines)


def terms_text(result: NormalizedRecord) -> str:
    """Return the terms of a record as plain text with aligned columns, one line a keyword."""
    return "\n".join(_aligned([_HEADS, *(_row(term) for term in result.terms)]))


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


_STATUS_STYLE = {
    "resolved": "green", "ambiguous": "yellow", "unresolved": "red", "other_sense": "cyan", "stopped": "dim",
}  # fmt: skip
_SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def record_table(result: NormalizedRecord) -> RenderableType:
    """Return the record as a coloured renderable of `rich`.

    >>> from rich.console import Console
    >>> Console().print(record_table(result))  # doctest: +SKIP
    """
    from rich.console import Group
    from rich.text import Text

    head = Text(visible(result.figid, 120) or "(no figid)", style="bold")
    title = result.record.figtitle or result.record.papertitle
    if title:
        head.append("\n" + visible(title, 200), style="not bold")
    decided = Text("organism  ").append(_organism_line(result), style="bold cyan")
    decided.append(f"\ntagged    {_tagged(result)}")
    for text, place, name, weight in _quotes(result):
        decided.append(f"\n  {weight:+.1f} {name}: ")
        decided.append(f"“{text}”", style="italic")
        decided.append(f", {place}", style="dim")
    flags = Text()
    for flag in result.flags:
        if flags:
            flags.append("\n")
        mark = _SEVERITY_MARK[flag.severity.value]
        flags.append(f"{mark} {flag.code.value}: ", style=_SEVERITY_STYLE[flag.severity.value])
        flags.append(visible(flag.message))
        if flag.fix:
            flags.append(f"\n  fix: {visible(flag.fix)}", style="green")
    foot = Text(f"{_summary(result)}; vocabulary {visible(result.data_version)}", style="dim")
    parts: list[RenderableType] = [head, decided]
    if flags:
        parts.append(flags)
    if result.terms:
        parts += [Text(), terms_table(result)]
    return Group(*parts, foot)


def terms_table(result: NormalizedRecord) -> RenderableType:
    """Return the terms of a record as a coloured table of `rich`, one line a keyword."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _HEADS:
        table.add_column(name, justify="right" if name == "score" else "left", no_wrap=name in ("identifier", "score"))
    for term in result.terms:
        cells = [Text(cell) for cell in _row(term)]
        cells[2].stylize(_STATUS_STYLE[term.status.value])
        cells[3].stylize("bold")
        if term.match:
            cells[4].stylize(f"link {curie_url(term.match.curie)}")
        cells[7].stylize("yellow" if any(f.severity.value != "info" for f in term.flags) else "dim")
        table.add_row(*cells)
    return table


# Half-transparent colours read on the light and the dark theme of a notebook alike.
_MARK = "background:rgba(234,179,8,.35);color:inherit;border-radius:2px"
_CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0"
_SEVERITY_BORDER = {"error": "#dc2626", "warning": "#d97706", "info": "#0891b2"}


def record_html(result: NormalizedRecord) -> str:
    """Return the record as an HTML fragment for notebooks: no script, no style sheet, all escaped."""
    record = result.record
    out = ["<div style='max-width:70em;line-height:1.45'>"]
    out.append(f"<p style='margin:.3em 0'><b>{_html(record.figid, 200) or '(no figid)'}</b></p>")
    tagged = ", ".join(_html(name, _CLIP) for name in record.organisms_ner) or "none"
    out.append(f"<p style='margin:.3em 0'>Organism: <b>{escape(_organism_line(result))}</b>; tagged: {tagged}</p>")
    for flag in result.flags:
        fix = f" <i>Fix: {_html(flag.fix)}</i>" if flag.fix else ""
        border = _SEVERITY_BORDER[flag.severity.value]
        out.append(
            f"<p style='margin:.3em 0;border-left:3px solid {border};padding-left:.6em'>"
            f"<code>{flag.code.value}</code> {_html(flag.message)}{fix}</p>"
        )
    for field, name in TEXT_FIELDS.items():
        text = getattr(record, field)
        if text:
            marked = _marked_html(text, field, result.organism.evidence)
            out.append(f"<p style='margin:.3em 0'><small>{name}</small><br>{marked}</p>")
    if result.terms:
        heads = "".join(f"<th scope='col' style='{_CELL}'>{h}</th>" for h in _HEADS)
        out.append(f"<table style='border-collapse:collapse'><thead><tr>{heads}</tr></thead><tbody>")
        out += [_html_row(term) for term in result.terms]
        out.append("</tbody></table>")
    out.append(
        f"<p style='margin:.3em 0'><small>{_summary(result)}; vocabulary {_html(result.data_version)}</small></p>"
    )
    out.append("</div>")
    return "".join(out)


def _html(text: str, limit: int | None = None) -> str:
    # A lone surrogate cannot be encoded; the notebook would lose the whole output.
    text = visible(text, limit).encode("utf-8", "replace").decode("utf-8")
    return f"<bdi>{escape(text)}</bdi>" if text else ""


def _html_row(term: Term) -> str:
    cells = [escape(cell.encode("utf-8", "replace").decode("utf-8")) for cell in _row(term)]
    if term.match:
        cells[3] = f"<b>{cells[3]}</b>"
        cells[4] = f"<a href='{escape(curie_url(term.match.curie))}' rel='noopener'>{cells[4]}</a>"
    title = f" title='{escape(visible(term.reason, 400))}'" if term.reason else ""
    return f"<tr{title}>" + "".join(f"<td style='{_CELL}'><bdi>{c}</bdi></td>" for c in cells) + "</tr>"


def _marked_html(text: str, field: str, evidence: Sequence[Evidence], limit: int = 4000) -> str:
    spans = [(e.start, e.end) for e in evidence if e.field == field]
    out = []
    for piece, marked in segments(text[:limit], spans):
        out.append(f"<mark style='{_MARK}'>{_html(piece)}</mark>" if marked else _html(piece))
    return "".join(out) + ("…" if len(text) > limit else "")
