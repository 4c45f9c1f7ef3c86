"""Grounding and normalizing over HTTP: a JSON API, OpenRefine's reconciliation, a page to try it (extra ``serve``)."""

from __future__ import annotations
