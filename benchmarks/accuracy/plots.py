"""The three pictures of docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OURS = "pfocr_norm"
COLOURS = ("#1b6ca8", "#9aa5b1", "#d98c3f", "#c7ccd1", "#6b7c8c")
DPI = 90


def draw(results: dict[str, Any], folder: Path) -> list[str]:
    """Draw what the results hold; returns the names of the files."""
    import matplotlib as mpl

    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, make, needs in (
        ("accuracy.png", _accuracy, "grounding"),
        ("calibration.png", _calibration, "calibration"),
        ("organisms.png", _organisms, "organism"),
    ):
        if results.get(needs):
            figure = make(results)
            # Without the version string the same numbers give the same file.
            figure.savefig(folder / name, dpi=DPI, bbox_inches="tight", metadata={"Software": None})
            made.append(name)
    return made


def _accuracy(results: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    corpora = list(results["grounding"])
    series = {OURS: [results["grounding"][c]["top1"] for c in corpora]}
    for c in corpora:
        for peer, got in results.get("peers", {}).get(c, {}).items():
            series.setdefault(peer, []).append(got["top1"])
    figure = Figure(figsize=(7.5, 3.2))
    axes = figure.subplots()
    width = 0.8 / len(series)
    for i, (name, values) in enumerate(series.items()):
        at = [x + i * width for x in range(len(corpora))]
        bars = axes.bar(at, values, width, label=name, color=COLOURS[i % len(COLOURS)])
        axes.bar_label(bars, fmt="%.2f", fontsize=6)
    axes.set_xticks([x + 0.4 - width / 2 for x in range(len(corpora))], corpora)
    axes.set_ylim(0, 1)
    axes.set_ylabel("top-1, all gold mentions")
    axes.legend(fontsize=7, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.1), frameon=False)
    _bare(axes)
    return figure


def _calibration(results: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 3.6))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=1)
    for i, (corpus, own) in enumerate(results["calibration"].items()):
        bins = [b for b in own["bins"] if b[2] >= 20]
        axes.plot([b[0] for b in bins], [b[1] for b in bins], marker="o", markersize=3, linewidth=1.2,
                  label=f"{corpus} (ECE {own['ece']:.3f})", color=f"C{i}")  # fmt: skip
    axes.set_xlabel("score")
    axes.set_ylabel("share right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend(fontsize=7, frameon=False)
    _bare(axes)
    return figure


def _organisms(results: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    corpora = [c for c in results["organism"] if results["organism"][c]["confusion"]]
    figure = Figure(figsize=(3.1 * len(corpora), 3.4), layout="constrained")
    for axes, corpus in zip(figure.subplots(1, len(corpora), squeeze=False)[0], corpora, strict=True):
        cells = results["organism"][corpus]["confusion"]
        totals: dict[str, int] = {}
        for gold, _, n in cells:
            totals[gold] = totals.get(gold, 0) + n
        top = sorted(totals, key=lambda name: -totals[name])[:8]
        wrong: dict[str, int] = {}
        for _, called, n in cells:
            if called not in (*top, "undecided"):
                wrong[called] = wrong.get(called, 0) + n
        columns = [*top, *sorted(wrong, key=lambda name: -wrong[name])[: 9 - len(top)], "other", "undecided"]
        grid = [[0] * len(columns) for _ in top]
        for gold, called, n in cells:
            if gold in top:
                grid[top.index(gold)][columns.index(called if called in columns else "other")] += n
        shares = [[n / max(sum(row), 1) for n in row] for row in grid]
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for y, row in enumerate(grid):
            for x, n in enumerate(row):
                if n:
                    axes.text(x, y, n, ha="center", va="center", fontsize=6,
                              color="white" if shares[y][x] > 0.5 else "black")  # fmt: skip
        axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right", fontsize=7)
        axes.set_yticks(range(len(top)), top, fontsize=7)
        axes.set_title(corpus, fontsize=9)
        axes.set_xlabel("called", fontsize=7)
    return figure


def _bare(axes: Any) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=8)
