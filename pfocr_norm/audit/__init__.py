"""See where an annotation run went wrong, and why: :func:`audit`, :func:`compare`, and their reports."""

from __future__ import annotations

from .collect import Audit, audit
from .compare import Comparison, compare
from .limits import Limit, exceeded
from .verdict import Verdict, verdict

__all__ = ["Audit", "Comparison", "Limit", "Verdict", "audit", "compare", "exceeded", "verdict"]
