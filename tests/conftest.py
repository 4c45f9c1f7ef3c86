"""What the tests share: the open vocabulary, and the records that may lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pfocr_norm import Lexicon, Normalizer

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# How long making an input takes, and how many are thrown away, depends on chance and on the machine.
settings.register_profile(
    "search", deadline=None, max_examples=200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip
# The same inputs at every run: no test fails by chance. `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("fixed", settings.get_profile("search"), derandomize=True, database=None, print_blob=True)
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.open()


@pytest.fixture(scope="session")
def normalizer() -> Normalizer:
    return Normalizer()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real records and answer keys, which are no part of the repository."""
    if not SHARED.is_dir():
        pytest.skip(f"there are no real records in {SHARED.name} beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def examples() -> Path:
    return ROOT / "examples"
