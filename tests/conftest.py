"""What the tests share: the open vocabulary, and the records that may lie beside the checkout."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser without a window; the test is passed over where there is none."""
    if not (shutil.which("chromedriver") and shutil.which("chromium")):
        pytest.skip("needs chromium and chromedriver")
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    from selenium.common.exceptions import WebDriverException

    options = webdriver.ChromeOptions()
    for flag in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    ):  # fmt: skip
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or ""
    try:
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    except WebDriverException as error:
        pytest.skip(f"the browser does not start: {error.msg}")
    driver.implicitly_wait(30)
    yield driver
    driver.quit()
