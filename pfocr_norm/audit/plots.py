"""The plots of an audit: organisms as a heat map, causes as bars, scores and genes as distributions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from .judge import MAX_GENES, NONE, SCORE_BINS, UNDECIDED
from .svg import COLOUR, drawing, to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .collect import Audit
    from .compare import Comparison

#: Rows and columns of the matrix, the last may be "others".
MAX_ORGANISMS = 9
OTHERS = "others"

#: Tiers that a reader can tell apart in a plot.
TIER_GROUPS = {
    "symbol or identifier": ("identifier", "approved_symbol"),
    "other name": ("full_name", "previous_symbol", "alias"),
    "expanded or stripped": ("expanded", "stripped"),
    "repaired or fuzzy": ("ocr_folded", "fuzzy", "online"),
}


class Plot(NamedTuple):
    """A drawing and the same as a table."""

    svg: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def short(name: str) -> str:
    """Abbreviate a genus, as on the axis of a plot.

    >>> short("Drosophila melanogaster")
    'D. melanogaster'
    """
    words = name.split()
    if len(words) > 1 and words[0].isalpha() and words[0][0].isupper() and words[1].islower():
        name = " ".join([f"{words[0][0]}.", *words[1:]])
    return name if len(name) <= 22 else name[:21] + "…"


def filter_link(**values: str) -> str:
    """Return the address that filters the records of the page."""
    return "#" + "&".join(f"{key}={quote(value, safe='', errors='replace')}" for key, value in values.items())


class Matrix(NamedTuple):
    """Figures by tagged and decided organism, the rare ones put together."""

    tagged: list[str]
    decided: list[str]
    counts: dict[tuple[str, str], int]


def organism_matrix(audit: Audit) -> Matrix:
    """Return the figures by organism pair, most frequent organisms first."""
    total: Counter[str] = Counter()
    for (a, b), n in audit.matrix.items():
        total[a] += n
        total[b] += n
    named = [o for o, _ in sorted(total.items(), key=lambda item: (-item[1], item[0])) if o not in (NONE, UNDECIDED)]
    kept = named[:MAX_ORGANISMS]
    counts: Counter[tuple[str, str]] = Counter()
    for (a, b), n in audit.matrix.items():
        counts[
            a if a in kept or a == NONE else OTHERS,
            b if b in kept or b in (NONE, UNDECIDED) else OTHERS,
        ] += n
    used_a, used_b = {a for a, _ in counts}, {b for _, b in counts}
    order = [*kept, OTHERS, NONE, UNDECIDED]
    return Matrix([o for o in order if o in used_a], [o for o in order if o in used_b], dict(counts))


def _count(n: int) -> str:
    return f"{n:,}" if n < 10_000 else f"{n / 1000:.0f}k"


def matrix_plot(audit: Audit) -> Plot | None:
    """Draw tagged (rows) against decided organisms (columns); each cell links to its records."""
    from math import log1p

    from matplotlib.patches import Rectangle

    rows, columns, counts = organism_matrix(audit)
    if not counts:
        return None
    most = max(counts.values())
    links = {}
    with drawing(1.7 + 0.5 * len(columns), 1.2 + 0.34 * len(rows)) as (figure, axes):
        for y, a in enumerate(rows):
            for x, b in enumerate(columns):
                n = counts.get((a, b), 0)
                if not n:
                    axes.add_patch(Rectangle((x + 0.03, y + 0.04), 0.94, 0.92, facecolor=COLOUR["line"], alpha=0.28))
                    continue
                tone = "heat-good" if a == b != OTHERS else "heat-muted" if UNDECIDED in (a, b) else "heat-bad"
                cell = Rectangle((x + 0.03, y + 0.04), 0.94, 0.92, facecolor=COLOUR[tone])
                # Shares of the logarithm: a cell of 3 figures is seen beside one of 3,000.
                cell.set_alpha(min(1.0, 0.2 + 0.8 * log1p(n) / log1p(most)))
                if OTHERS not in (a, b):
                    address = filter_link(tagged=a, decided=b)
                    links[address] = f"tagged {a}, decided {b}: {n:,} figures"
                    cell.set_url(address)
                axes.add_patch(cell)
                axes.text(x + 0.5, y + 0.5, _count(n), ha="center", va="center", fontsize=9)
        axes.set_xlim(0, len(columns))
        axes.set_ylim(len(rows), 0)
        axes.set_xticks([x + 0.5 for x in range(len(columns))], [short(o) for o in columns], rotation=35, ha="left",
                        rotation_mode="anchor")  # fmt: skip
        axes.set_yticks([y + 0.5 for y in range(len(rows))], [short(o) for o in rows])
        axes.tick_params(labelcolor=COLOUR["ink"])
        axes.xaxis.tick_top()
        axes.set_ylabel("tagged")
        axes.set_title("decided from the text", fontsize=10, color=COLOUR["muted"], loc="left")
        for spine in axes.spines.values():
            spine.set_visible(False)
        label = "Heat map: tagged organism in rows, decided organism in columns, number of figures in the cells"
        svg = to_svg(figure, name="matrix", label=label, links=links)
    table = [(a, *(f"{counts.get((a, b), 0):,}" for b in columns)) for a in rows]
    return Plot(svg, ("tagged \\ decided", *columns), table)


def _bars(
    name: str, label: str, unit: str, labels: Sequence[str], values: Sequence[int], *, tone: str,
    links: Sequence[tuple[str, str]] = (),
) -> str:  # fmt: skip
    with drawing(4.6, 0.5 + 0.26 * len(labels)) as (figure, axes):
        bars = axes.barh(range(len(labels)), values, height=0.72, color=COLOUR[tone])
        for bar, link in zip(bars, links, strict=False):
            bar.set_url(link[0])
        for y, value in enumerate(values):
            axes.annotate(f"{value:,}", (value, y), (4, 0), textcoords="offset points", va="center", fontsize=9)
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", labelcolor=COLOUR["ink"])
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.set_xlim(0, max(values) * 1.12)
        axes.set_xticks([])
        axes.set_xlabel(unit)
        axes.spines["bottom"].set_visible(False)
        return to_svg(figure, name=name, label=label, links=dict(links))


def cause_plot(audit: Audit, *, top: int = 14) -> Plot | None:
    """Draw the printed labels that cause most wrong tags, with what they mean."""
    groups = audit.causes.top(top)
    if not groups:
        return None
    labels = [short(g.name) for g in groups]
    links = [(filter_link(q=g.name), f"{g.name}: wrong in {g.figures:,} figures") for g in groups]
    svg = _bars("causes", "Bar chart: printed labels by number of figures with a wrong tag", "figures", labels,
                [g.figures for g in groups], tone="bad", links=links)  # fmt: skip
    return Plot(svg, (), [])


def term_plot(audit: Audit) -> Plot | None:
    """Draw the terms by how they ended: the tier of those with an answer, the status of the others."""
    if not audit.terms:
        return None
    items = sorted(audit.terms.items(), key=lambda item: (-item[1], item[0]))[:14]
    names = [(tier or status).replace("_", " ") for (status, tier), _ in items]
    svg = _bars(
        "terms", "Bar chart: terms by match tier or status", "terms", names, [n for _, n in items], tone="series-1"
    )
    rows = [(s.replace("_", " "), t.replace("_", " ") or "–", f"{n:,}") for (s, t), n in items]
    return Plot(svg, ("status", "tier", "terms"), rows)


def score_plot(audit: Audit) -> Plot | None:
    """Draw the distribution of the match scores, stacked by group of tiers."""
    stacks = {}
    for group, tiers in TIER_GROUPS.items():
        bins = [sum(column) for column in zip(*(audit.scores.get(t, [0] * SCORE_BINS) for t in tiers), strict=True)]
        if any(bins):
            stacks[group] = bins
    if not stacks:
        return None
    edges = [i / SCORE_BINS for i in range(SCORE_BINS)]
    with drawing(4.6, 3.0) as (figure, axes):
        bottom = [0] * SCORE_BINS
        for number, group in enumerate(TIER_GROUPS):
            if group not in stacks:
                continue
            axes.bar(edges, stacks[group], width=0.044, align="edge", bottom=bottom, label=group,
                     color=COLOUR[f"series-{number + 1}"])  # fmt: skip
            bottom = [a + b for a, b in zip(bottom, stacks[group], strict=True)]
        _axes(axes, "match score", "terms")
        axes.set_xlim(min(edges[i] for i in range(SCORE_BINS) if bottom[i]) - 0.02, 1.0)
        svg = to_svg(figure, name="scores", label="Histogram: match scores of the terms, stacked by tier")
    rows = [
        (f"{edges[i]:.2f}–{edges[i] + 1 / SCORE_BINS:.2f}", *(f"{s[i]:,}" for s in stacks.values()))
        for i in range(SCORE_BINS)
        if bottom[i]
    ]
    return Plot(svg, ("score", *stacks), rows)


def gene_plot(audit: Audit) -> Plot | None:
    """Draw the number of genes per figure, as tagged and as proposed."""
    if not audit.records:
        return None
    last = max(1, *audit.genes_before, *audit.genes_after)
    width = max(1, -(-(last + 1) // 25))
    steps = range(0, last + 1, width)

    def binned(counter: Counter[int]) -> list[int]:
        return [sum(counter[k] for k in range(start, start + width)) for start in steps]

    before, after = binned(audit.genes_before), binned(audit.genes_after)
    with drawing(4.6, 3.0) as (figure, axes):
        edges = [*steps, last + width]
        axes.stairs(
            before, edges[: len(before) + 1], label="keywords as tagged", fill=True, alpha=0.35, color=COLOUR["bad"]
        )
        axes.stairs(
            after, edges[: len(after) + 1], label="genes and families proposed", color=COLOUR["series-1"], linewidth=2
        )
        _axes(
            axes,
            f"different genes in a figure{f' ({MAX_GENES} or more in the last)' if last >= MAX_GENES else ''}",
            "figures",
        )
        axes.set_xlim(0, edges[len(before)])
        svg = to_svg(figure, name="genes", label="Histogram: genes per figure, as tagged and as proposed")

    def span(start: int) -> str:
        return f"{start}" if width == 1 else f"{start}–{start + width - 1}"

    rows = [(span(s), f"{b:,}", f"{a:,}") for s, b, a in zip(steps, before, after, strict=True) if a or b]
    return Plot(svg, ("genes", "as tagged (figures)", "proposed (figures)"), rows)


def _axes(axes: Axes, x: str, y: str, *, legend: bool = True) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    if x != "match score":
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    if legend:
        axes.legend(
            frameon=False, fontsize=9, loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, labelcolor=COLOUR["ink"]
        )


def change_plot(comparison: Comparison) -> Plot | None:
    """Draw the reasons of the changes."""
    items = comparison.reasons.top(14)
    if not items:
        return None
    labels = [f"{change}: {reason}".removesuffix(": organism").replace("_", " ") for (change, reason), _ in items]
    svg = _bars(
        "reasons", "Bar chart: changes by kind and reason", "keywords", labels, [n for _, n in items], tone="series-1"
    )
    return Plot(svg, (), [])


def size_plot(comparison: Comparison) -> Plot | None:
    """Draw the figures by number of changes."""
    if not comparison.changed_figures:
        return None
    sizes = {size: n for size, n in comparison.sizes.items() if size}
    last = max(sizes)
    width = max(1, -(-last // 25))
    starts = list(range(1, last + 1, width))
    counts = [sum(sizes.get(k, 0) for k in range(s, s + width)) for s in starts]
    with drawing(4.6, 3.0) as (figure, axes):
        axes.stairs(counts, [*starts, starts[-1] + width], fill=True, color=COLOUR["series-1"])
        _axes(axes, "changes in a figure", "figures", legend=False)
        svg = to_svg(figure, name="sizes", label="Histogram: figures by number of changes")
    spans = [f"{s}" if width == 1 else f"{s}–{s + width - 1}" for s in starts]
    rows = [(span, f"{n:,}") for span, n in zip(spans, counts, strict=True) if n]
    return Plot(svg, ("changes", "figures"), rows)
