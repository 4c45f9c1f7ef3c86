"""An audit or a comparison as plain text for a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..output.render import counted, visible
from .verdict import Verdict

if TYPE_CHECKING:
    from .collect import Audit
    from .compare import Comparison
    from .tally import Group

_BAR = 30


def _share(count: int, total: int) -> str:
    return f"{count:>9,}  {100 * count / total if total else 0:5.1f} %"


def _groups(title: str, groups: list[Group], lines: list[str]) -> None:
    if not groups:
        return
    lines += ["", title]
    for g in groups:
        words = ", ".join(visible(k, 24) for k, _ in g.keywords[:5] if k != g.name)
        more = f" and {len(g.keywords) - 5} more" if len(g.keywords) > 5 else ""
        fix = f"  → {visible(g.fixes[0][0], 50)}" if g.fixes else ""
        tagged = f"  tagged as {words}{more}" if words else ""
        lines.append(f"{g.figures:>9,}  {visible(g.name, 30)}{tagged}{fix}")


def audit_text(audit: Audit, *, top: int = 10) -> str:
    """Return the summary of an audit in plain text."""
    lines = [counted(audit.records, "record") + (f", {audit.broken:,} could not be read" if audit.broken else ""), ""]
    for kind in Verdict:
        count = audit.verdicts[kind]
        bar = "█" * round(_BAR * audit.share(kind))
        lines.append(f"{_share(count, audit.records)}  {kind.heading:<17} {bar}".rstrip())
    pairs = [(a, b, n) for (a, b), n in audit.matrix.top(200) if a != b][:top]
    if pairs:
        lines += ["", "tagged, but decided (figures)"]
        lines += [f"{n:>9,}  {visible(a, 40)} → {visible(b, 40)}" for a, b, n in pairs]
    if roles := audit.roles.top(top):
        lines += ["", "tagged, but named in another role (figures)"]
        lines += [f"{n:>9,}  {visible(name, 40)}: {role.replace('_', ' ')}" for (name, role), n in roles]
    if clades := audit.clades.top(5):
        lines += ["", "no organism named, only a clade (figures)"]
        lines += [f"{n:>9,}  {visible(name, 40)}" for name, n in clades]
    _groups("printed labels that cause wrong tags (figures)", audit.causes.top(top), lines)
    _groups("families and complexes (figures)", audit.families.top(5), lines)
    _groups("suspicious chemicals (figures)", audit.chemicals.top(5), lines)
    _groups("everyday words that became genes (figures)", audit.stop_words.top(5), lines)
    total = sum(audit.terms.values())
    if total:
        lines += ["", counted(total, "term")]
        lines += [
            f"{_share(n, total)}  {status}{f' by {tier}' if tier else ''}"
            for (status, tier), n in sorted(audit.terms.items(), key=lambda item: (-item[1], item[0]))
        ]
    if audit.errors:
        lines += ["", "records that could not be read"]
        lines += [f"  {visible(error)}" for error in audit.errors[:top]]
    return "\n".join(lines)


def comparison_text(comparison: Comparison, *, top: int = 10) -> str:
    """Return the summary of a comparison in plain text."""
    c = comparison
    lines = [
        f"{counted(c.common, 'figure')} in both, {c.only_old:,} only in the old set, {c.only_new:,} only in the new "
        "one",
        f"{c.changed_figures:,} of them {'differs' if c.changed_figures == 1 else 'differ'}",
        "",
    ]
    lines += [f"{n:>9,}  {change}" for change, n in sorted(c.changes.items(), key=lambda item: (-item[1], item[0]))]
    if c.reasons:
        lines += ["", "reasons"]
        lines += [f"{n:>9,}  {change}: {reason}" for (change, reason), n in c.reasons.top(top * 2)]
    if c.words:
        lines += ["", "keywords (figures)"]
        for (change, old, new), n in c.words.top(top * 2):
            arrow = f"{visible(old, 30)} → {visible(new, 30)}" if old and new else visible(old or new, 60)
            lines.append(f"{n:>9,}  {change}: {arrow}")
    if c.largest:
        lines += ["", "figures that changed most (keywords)"]
        lines += [f"{len(f.changes):>9,}  {visible(f.figid, 80)}" for f in c.largest[:top]]
    if c.errors:
        lines += ["", f"{counted(c.broken, 'record')} could not be read"]
        lines += [f"  {visible(error)}" for error in c.errors[:top]]
    return "\n".join(lines)
