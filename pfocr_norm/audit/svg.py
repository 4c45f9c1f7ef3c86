"""Matplotlib figures as inline SVG that follows the page: its colours, its font, its links."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"

# Matplotlib draws with these colours, the page replaces them by its variables: light and dark theme
# then come from one drawing.
_VARIABLES = (
    "ink", "muted", "line", "surface", "good", "bad", "warn", "info", "series-1", "series-2", "series-3", "series-4",
    "heat-bad", "heat-good", "heat-muted",
)  # fmt: skip
COLOUR: Mapping[str, str] = {name: f"#0102{i + 1:02x}" for i, name in enumerate(_VARIABLES)}
_BACK = {colour: f"var(--{name})" for name, colour in COLOUR.items()}

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "pfocr-norm",
    "font.size": 10,
    "font.family": "DejaVu Sans",
    "text.color": COLOUR["ink"],
    "axes.labelcolor": COLOUR["muted"],
    "axes.edgecolor": COLOUR["line"],
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": COLOUR["muted"],
    "ytick.color": COLOUR["muted"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": COLOUR["line"],
    "grid.linewidth": 0.6,
    # A word such as $x$ in a label is a word, not a formula.
    "text.parse_math": False,
    "text.usetex": False,
}


@contextmanager
def drawing(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Yield an empty figure and its axes, in inches; no global state of matplotlib is touched."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, figure.add_subplot()


def to_svg(figure: Figure, *, name: str, label: str, links: Mapping[str, str] | None = None) -> str:
    """Return a figure as an SVG element for an HTML page.

    Parameters
    ----------
    figure
        The drawing.
    name
        Prefix of the ids, different for each drawing of a page.
    label
        What the drawing shows, for those who do not see it.
    links
        Accessible names of the links, by address; a drawing with links is a group, one without is an image.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    # The parser reads what matplotlib wrote a line above, no foreign XML.
    root = ET.fromstring(buffer.getvalue())
    ET.register_namespace("", _SVG)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}metadata":
                parent.remove(child)
    used = set(re.findall(r"url\(#([^)]+)\)", buffer.getvalue())) | set(
        re.findall(r'href="#(m[^"]+)"', buffer.getvalue())
    )
    for element in root.iter():
        _adapt(element, name, used, links or {})
    width, height = (float(x) for x in root.attrib["viewBox"].split()[2:])
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("class", "plot")
    root.set("role", "group" if links else "img")
    root.set("aria-label", label)
    # Points, as drawn: the page lets it shrink to the column, and scroll where it would get too small to read.
    root.set("style", f"width:{width * 4 / 3:.0f}px;aspect-ratio:{width:g}/{height:g}")
    return ET.tostring(root, encoding="unicode")


def _adapt(element: ET.Element, name: str, used: set[str], links: Mapping[str, str]) -> None:
    own = element.attrib.pop("id", None)
    if own in used:
        element.set("id", f"{name}-{own}")
    href = element.attrib.pop(_HREF, None)
    if href is not None:
        element.attrib.pop("target", None)
        if href in links:
            element.set("href", href)
            element.set("aria-label", links[href])
            title = ET.Element(f"{{{_SVG}}}title")
            title.text = links[href]
            element.insert(0, title)
        else:
            element.set("href", f"#{name}-{href[1:]}")
    for key, value in list(element.attrib.items()):
        value = re.sub(r"url\(#", f"url(#{name}-", value)
        value = re.sub(r"#0102[0-9a-f]{2}", lambda m: _BACK.get(m[0], m[0]), value)
        value = re.sub(r"font: (?:[a-z]+ )?(\d{3} |bold )?([\d.]+)px [^;]*", _font, value)
        element.set(key, value)


def _font(found: re.Match[str]) -> str:
    weight = f"font-weight: {found[1].strip()}; " if found[1] else ""
    return f"{weight}font-size: {found[2]}px"
