"""A small slice of the fuzz run; the whole is ``python -m benchmarks.fuzz``."""

from __future__ import annotations

import pytest

from benchmarks import fuzz


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_no_input_holds_or_breaks_a_run(kind: str) -> None:
    assert fuzz.run([kind], 0, 100, patience=20) == []  # a hang is no slow machine
