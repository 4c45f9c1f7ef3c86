"""The report of an audit: one HTML page that opens offline, with its records packed inside."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import require
from ..output.render import LINKS, TEXT_FIELDS, merged
from . import plots
from .judge import pairs_of, species
from .sample import plain
from .verdict import Verdict

if TYPE_CHECKING:
    from jinja2 import Environment

    from .collect import Audit
    from .compare import Comparison

#: Records whose details are packed, and loaded, together.
CHUNK = 200

#: Code points kept around a quote where a caption does not fit whole.
CONTEXT = 45

#: Quotes of each text that such a record keeps, one where nothing is wrong.
QUOTES = 4


def check_extra() -> None:
    """Look whether the libraries of the report are there, before the work is done.

    Raises
    ------
    MissingExtraError
        When one is not.
    """
    require("HTML reports", "report", "jinja2", "matplotlib")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    check_extra()
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pfocr_norm.audit"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["number"] = lambda n: f"{n:,}"
    environment.filters["link"] = lambda value, key: plots.filter_link(**{key: value})
    return environment


def _static(name: str) -> str:
    return files("pfocr_norm.audit").joinpath("templates").joinpath(name).read_text(encoding="utf-8")


def _page(template: str, **values: Any) -> str:
    from markupsafe import Markup

    script = _static("report.js")
    # Only this script may run: text of a record that came through as a script would not.
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    page = _environment().get_template(template).render(
        script=Markup(script), style=Markup(_static("report.css")), script_hash=digest, markup=Markup, **values
    )  # fmt: skip
    return plain(page)


def pack(value: Any) -> str:
    """Return a value as base64 of compressed JSON: nothing in it can end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")


class Pool:
    """Numbers values in the order of their coming, so that each stands in the page once."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.values: list[Any] = []

    def __call__(self, value: Any) -> int:
        """Return the number of a value."""
        key = json.dumps(value, sort_keys=True) if isinstance(value, (list, dict)) else value
        number = self._numbers.setdefault(key, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class Packed(NamedTuple):
    """What the page embeds, and how much of it is whole."""

    pool: str
    rows: str
    chunks: list[str]
    records: int
    whole: int
    opened: int


def pack_records(digests: Iterable[dict[str, Any]], budget: int) -> Packed:
    """Fit records into `budget` bytes; the last, least telling, lose text first, then details, then their rows.

    Parameters
    ----------
    digests
        Records as :func:`~pfocr_norm.audit.sample.digest` makes them, most telling first.
    budget
        Bytes for everything.
    """
    pools = {name: Pool() for name in ("organisms", "taxa", "pairs", "flags", "messages", "matches", "terms")}
    rows: list[list[Any]] = []
    chunks: list[tuple[str, str]] = []
    for part in _parts(digests):
        rows += [_row(record, pools) for record in part]
        chunks.append((pack([_whole(r, pools) for r in part]), pack([_brief(r, pools) for r in part])))
    frequent_first(rows, pools["terms"].values)
    while True:
        # Terms of dropped rows stay in the pool: they are few bytes, and the numbers stay right.
        head = pack({name: pool.values for name, pool in pools.items()})
        body = pack(rows)
        left = budget - len(head) - len(body)
        if left >= 0 or not rows:
            break
        rows = rows[: len(rows) * 3 // 4]
    kept, whole = _fit(chunks[: -(-len(rows) // CHUNK)], left)
    count = len(rows)
    return Packed(head, body, kept, count, min(count, whole * CHUNK), min(count, len(kept) * CHUNK))


def _parts(digests: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    waiting: list[dict[str, Any]] = []
    for record in digests:
        waiting.append(record)
        if len(waiting) == CHUNK:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def frequent_first(rows: list[list[Any]], terms: list[Any]) -> None:
    """Renumber the terms by frequency: small numbers for frequent ones save a tenth of the page."""
    count = Counter(number for row in rows for number in row[-1])
    order = sorted(range(len(terms)), key=lambda number: (-count[number], number))
    place = {number: i for i, number in enumerate(order)}
    terms[:] = [terms[number] for number in order]
    for row in rows:
        row[-1] = [place[number] for number in row[-1]]


def _fit(chunks: list[tuple[str, str]], budget: int) -> tuple[list[str], int]:
    """Choose the whole or the brief form of each chunk; return them and how many are whole."""
    kept = [brief for _, brief in chunks]
    while kept and sum(map(len, kept)) > budget:
        kept.pop()
    left = budget - sum(map(len, kept))
    for i, (whole, brief) in enumerate(chunks[: len(kept)]):
        left -= len(whole) - len(brief)
        if left < 0:
            return kept, i
        kept[i] = whole
    return kept, len(kept)


def _row(record: dict[str, Any], pools: dict[str, Pool]) -> list[Any]:
    organism, flag = pools["organisms"], pools["flags"]
    tagged, decided = record["tagged"], [name for _, name, _ in record["decided"]]
    pairs = pairs_of(map(species, tagged), map(species, decided))
    terms = []
    for keyword, label, status, tier, flags, curie, name, kind, taxon, linked, members, _ in record["terms"]:
        match = pools["matches"]([curie, name, kind, taxon, linked, members]) if curie else -1
        terms.append(pools["terms"]([keyword, label, status, tier, [flag(f) for f in flags], match]))
    return [
        record["figid"],
        _title(record["texts"]),
        [v.value for v in Verdict].index(record["verdict"]),
        [organism(name) for name in tagged],
        [organism(name) for name in decided],
        [pools["pairs"]([organism(a), organism(b)]) for a, b in pairs],
        [flag(code) for code, *_ in record["flags"]],
        record["count"],
        record["wrong"],
        terms,
    ]


def _title(texts: dict[str, str]) -> str:
    return (texts["figtitle"] or texts["papertitle"] or texts["caption"])[:300]


def _whole(record: dict[str, Any], pools: dict[str, Pool]) -> list[Any]:
    texts, title = record["texts"], _title(record["texts"])
    return [
        # The row has the title already.
        [0 if texts[name] == title else texts[name] for name in TEXT_FIELDS],
        [1 if name in record["cut"] else 0 for name in TEXT_FIELDS],
        [_evidence(e, record["names"], pools["taxa"]) for e in record["evidence"]],
        [pools["messages"](flag[1:]) for flag in record["flags"]],
        [score for _, _, score in record["decided"]],
        [term[-1] for term in record["terms"]],
    ]


def _evidence(evidence: list[Any], names: dict[str, str], taxa: Pool) -> list[Any]:
    field, start, end, taxon, weight, text = evidence
    name = taxa(names.get(str(taxon), f"taxon {taxon}"))
    if start < 0:
        return [-1, text, name, weight]
    return [list(TEXT_FIELDS).index(field), start, end, name, weight]


def _brief(record: dict[str, Any], pools: dict[str, Pool]) -> list[Any]:
    """The same with excerpts around the quotes in place of long texts, and no reasons."""
    texts, evidence = dict(record["texts"]), list(record["evidence"])
    quotes = 1 if record["verdict"] == Verdict.AGREES.value else QUOTES
    for field in ("caption", "papertitle"):
        strongest = sorted((e for e in evidence if e[0] == field), key=lambda e: -abs(e[4]))[:quotes]
        texts[field], evidence = excerpts(
            texts[field], [e for e in evidence if e[0] != field or e in strongest], field=field
        )
    out = _whole({**record, "texts": texts, "evidence": evidence}, pools)
    out[1] = [0 if texts[name] == record["texts"][name] else 2 for name in TEXT_FIELDS]
    out[5] = []
    return out


def excerpts(text: str, evidence: list[list[Any]], *, field: str = "caption") -> tuple[str, list[list[Any]]]:
    """Cut a text down to the surroundings of its quotes, and move the offsets of the quotes with it.

    >>> excerpts("x" * 300 + " in mice " + "y" * 300, [["caption", 304, 308, 10090, 2.0, "mice"]])[1]
    [['caption', 47, 51, 10090, 2.0, 'mice']]
    """
    own = [e for e in evidence if e[0] == field and e[1] >= 0]
    windows = merged([(e[1] - CONTEXT, e[2] + CONTEXT) for e in own], len(text))
    if not windows:
        windows = merged([(0, 2 * CONTEXT)], len(text))
    pieces, moves, position = [], [], 0
    for start, end in windows:
        lead = "… " if start else ""
        piece = lead + text[start:end] + (" … " if end < len(text) else "")
        moves.append((start, end, position + len(lead) - start))
        pieces.append(piece)
        position += len(piece)
    moved = []
    for e in evidence:
        if e[0] == field and e[1] >= 0:
            shift = next(by for start, end, by in moves if start <= e[1] and e[2] <= end)
            moved.append([e[0], e[1] + shift, e[2] + shift, *e[3:]])
        else:
            moved.append(e)
    return "".join(pieces).rstrip(), moved


def audit_page(audit: Audit, *, title: str, table: str | None, desk: str | None = None, max_bytes: int) -> str:
    """Return the report; see :meth:`~pfocr_norm.audit.Audit.to_html`."""
    drawings = _plots(audit)
    values = {
        "audit": audit, "title": title, "table": table, "desk": desk, "plots": drawings, "verdicts": list(Verdict),
        "causes": audit.causes.top(25), "stop_words": audit.stop_words.top(12),
        "chemicals": audit.chemicals.top(12), "families": audit.families.top(15),
        "roles": [(name, role.replace("_", " "), n) for (name, role), n in audit.roles.top(15)],
        "clades": [(name, "", n) for name, n in audit.clades.top(15)],
        "meta": {
            "verdicts": [[v.value, v.heading, v.meaning] for v in Verdict], "links": LINKS, "chunk": CHUNK,
            "fields": list(TEXT_FIELDS.values()), "desk": desk,
        },
    }  # fmt: skip
    empty = Packed("", "", [], 0, 0, 0)
    frame = len(_page("audit.html.j2", packed=empty, **values).encode("utf-8"))
    packed = pack_records(audit.sample.records(), max_bytes - frame - 1_000 - 60 * (audit.records // CHUNK + 1))
    return _page("audit.html.j2", packed=packed, **values)


def _plots(audit: Audit) -> dict[str, plots.Plot | None]:
    makers: dict[str, Callable[[Audit], plots.Plot | None]] = {
        "matrix": plots.matrix_plot, "causes": plots.cause_plot, "terms": plots.term_plot,
        "scores": plots.score_plot, "genes": plots.gene_plot,
    }  # fmt: skip
    check_extra()
    return {name: make(audit) for name, make in makers.items()}


def comparison_page(comparison: Comparison, *, title: str) -> str:
    """Return the comparison; see :meth:`~pfocr_norm.audit.Comparison.to_html`."""
    check_extra()
    drawings = {"changes": plots.change_plot(comparison), "sizes": plots.size_plot(comparison)}
    return _page(
        "comparison.html.j2", comparison=comparison, title=title, plots=drawings,
        figures=comparison.largest, words=comparison.words.top(200), reasons=comparison.reasons.top(40),
    )  # fmt: skip
