"""A normalized record for people: plain text, a coloured terminal table, HTML for notebooks.

Everything in a record came from outside, so nothing here trusts it: control and direction-changing
characters are shown as escapes in a terminal, and HTML is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .evidence import TEXT_FIELDS, Said, said

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..model.result import NormalizedRecord, Term

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

_DATE = re.compile(r"\b(?:19|20)\d\d(?:-[01]\d(?:-[0-3]\d)?)?\b")
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


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "record"), counted(1200, "record")
    ('1 record', '1,200 records')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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


def summary(result: NormalizedRecord) -> str:
    """Return how many keywords there are, by status."""
    counts: dict[str, int] = {}
    for term in result.terms:
        counts[term.status.value] = counts.get(term.status.value, 0) + 1
    parts = ", ".join(f"{n} {status}" for status, n in counts.items()) or "no keywords"
    return f"{counted(len(result.terms), 'keyword')}: {parts}" if counts else parts


def vocabulary(result: NormalizedRecord) -> str:
    """Return the version of the vocabulary, and from when to when its sources are."""
    span = dates(result.data_sources)
    return result.data_version + (f", {span}" if span else "")


def dates(sources: Iterable[tuple[str, str]]) -> str:
    """Say from when to when the sources of a vocabulary are.

    >>> dates([("hgnc", "2024-07"), ("homologene", "build 68 (2014-05)"), ("wormbase", "WS298")])
    'sources of 2014-05 to 2024-07'
    """
    found = sorted(date for _, version in sources for date in _DATE.findall(version))
    if not found:
        return ""
    return f"sources of {found[0]}" + (f" to {found[-1]}" if found[-1] != found[0] else "")


def organism_line(result: NormalizedRecord) -> str:
    """Return the decided organisms with their scores."""
    call = result.organism
    decided = ", ".join(f"{visible(o.name)} ({o.score:.2f})" for o in call.organisms)
    if decided:
        return decided
    of_clade = "" if call.clade is None else f" ({visible(call.clade.name)})"
    return f"undecided{of_clade}" + ("" if call.assumed is None else f", read as {visible(call.assumed.name)}")


def _tagged(result: NormalizedRecord) -> str:
    return ", ".join(visible(name, _CLIP) for name in result.record.organisms_ner) or "none"


def _quotes(result: NormalizedRecord, limit: int = 6) -> list[Said]:
    return [piece._replace(text=visible(piece.text, _CLIP)) for piece in said(result.organism)[:limit]]


#: Columns of a table of terms for people.
HEADS = ("keyword", "printed label", "status", "proposed", "identifier", "tier", "score", "flags")


def term_row(term: Term) -> tuple[str, ...]:
    """Return the cells of a term under :data:`HEADS`."""
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
    lines.append(f"organism  {organism_line(result)}")
    lines.append(f"tagged    {_tagged(result)}")
    lines += [f"          {piece}" for piece in _quotes(result)]
    for flag in result.flags:
        lines.append(f"{_SEVERITY_MARK[flag.severity.value]} {flag.code.value}: {visible(flag.message)}")
        if flag.fix:
            lines.append(f"  fix: {visible(flag.fix)}")
    if result.terms:
        lines += ["", terms_text(result)]
    lines.append("")
    lines.append(f"{summary(result)}; vocabulary {visible(vocabulary(result))}")
    return "\n".join(lines)


def terms_text(result: NormalizedRecord) -> str:
    """Return the terms of a record as plain text with aligned columns, one line a keyword."""
    return "\n".join(_aligned([HEADS, *(term_row(term) for term in result.terms)]))


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
    decided = Text("organism  ").append(organism_line(result), style="bold cyan")
    decided.append(f"\ntagged    {_tagged(result)}")
    for piece in _quotes(result):
        decided.append(f"\n  {piece}", style="dim" if piece.weight < 0 else "")
    flags = Text()
    for flag in result.flags:
        if flags:
            flags.append("\n")
        mark = _SEVERITY_MARK[flag.severity.value]
        flags.append(f"{mark} {flag.code.value}: ", style=_SEVERITY_STYLE[flag.severity.value])
        flags.append(visible(flag.message))
        if flag.fix:
            flags.append(f"\n  fix: {visible(flag.fix)}", style="green")
    foot = Text(f"{summary(result)}; vocabulary {visible(vocabulary(result))}", style="dim")
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
    for name in HEADS:
        table.add_column(name, justify="right" if name == "score" else "left", no_wrap=name in ("identifier", "score"))
    for term in result.terms:
        cells = [Text(cell) for cell in term_row(term)]
        cells[2].stylize(_STATUS_STYLE[term.status.value])
        cells[3].stylize("bold")
        if term.match:
            cells[4].stylize(f"link {curie_url(term.match.curie)}")
        cells[7].stylize("yellow" if any(f.severity.value != "info" for f in term.flags) else "dim")
        table.add_row(*cells)
    return table


_NAME_HEADS = ("input", "status", "how", "symbol", "name", "identifier", "organism", "reason")


def _name_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    how = row["tier"] or ""
    if row["matched"] and row["matched"] != row["input"]:
        how += f": {row['matched']}"
    reason = "" if row["status"] == "resolved" else row["reason"] or ""
    cells = (
        row["input"], row["status"], how, row["symbol"] or "–", row["name"] or "", row["curie"] or "",
        row["organism"] or "", reason,
    )  # fmt: skip
    return tuple(visible(cell, limit) for cell, limit in zip(cells, (30, 12, 36, 24, 44, 30, 30, 90), strict=True))


def names_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows of a list of names as plain text with aligned columns."""
    return "\n".join(_aligned([_NAME_HEADS, *map(_name_cells, rows)]))


def names_table(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Return the rows of a list of names as a coloured table of `rich`."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _NAME_HEADS:
        table.add_column(name, no_wrap=name == "identifier")
    for row in rows:
        cells = [Text(cell) for cell in _name_cells(row)]
        cells[1].stylize(_STATUS_STYLE[row["status"]])
        cells[3].stylize("bold")
        if row["curie"]:
            cells[5].stylize(f"link {curie_url(row['curie'])}")
        cells[7].stylize("dim")
        table.add_row(*cells)
    return table


__all__ = [
    "HEADS", "LINKS", "TEXT_FIELDS", "counted", "curie_url", "dates", "merged", "names_table", "names_text",
    "organism_line", "record_table", "record_text", "segments", "summary", "term_row", "terms_table",
    "terms_text", "visible", "vocabulary",
]  # fmt: skip
