"""See where an annotation run went wrong, and why: :func:`audit`, :func:`compare`, and their reports."""

from __future__ import annotations

from ..model.views import set_views
from .collect import Audit, audit
from .compare import Comparison, compare
from .limits import Limit, exceeded
from .verdict import Verdict, verdict

set_views(
    audit_notebook=f"{__name__}.notebook:summary_html",
    audit_html=f"{__name__}.report:audit_page", audit_text=f"{__name__}.text:audit_text",
    comparison_html=f"{__name__}.report:comparison_page", comparison_text=f"{__name__}.text:comparison_text",
)  # fmt: skip

__all__ = ["Audit", "Comparison", "Limit", "Verdict", "audit", "compare", "exceeded", "verdict"]
