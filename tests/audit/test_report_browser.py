"""The report in a real browser: search, filters, sorting, a record, keys, hostile text, accessibility."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from audit_samples import hostile, many, results

from pfocr_norm.audit import audit, compare

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
pytest.importorskip("jinja2", reason="the report needs Jinja2")
pytest.importorskip("matplotlib", reason="the report needs matplotlib")

from selenium.common.exceptions import WebDriverException  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
if not (CHROMIUM and DRIVER):
    pytest.skip("chromium and chromedriver are not installed", allow_module_level=True)

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900",
    "--force-prefers-reduced-motion",
)  # fmt: skip
COUNT = 240


class Report:
    """A page that is open in the browser."""

    def __init__(self, driver: Any, url: str) -> None:
        self.driver, self.url = driver, url

    def open(self, address: str = "") -> None:
        self.driver.get("about:blank")
        self.driver.get(self.url + address)
        self.until(lambda: self.run("return document.documentElement.dataset.ready") == "1")

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def until(self, condition: Callable[[], Any]) -> Any:
        return WebDriverWait(self.driver, 300).until(lambda _: condition())

    def one(self, selector: str) -> Any:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def count(self) -> int:
        return int(self.one("#count").text.split()[0].replace(",", ""))

    def column(self, number: int) -> list[str]:
        return list(
            self.run(
                "return [...document.querySelectorAll('#body tr')].map(r => r.cells[arguments[0]].textContent)", number
            )
        )

    def type(self, text: str) -> None:
        box = self.one("#q")
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text)

    def record(self) -> str:
        self.until(lambda: self.run("return document.getElementById('detail').open"))
        return str(self.one("#detail-title").text)

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    try:
        browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    except WebDriverException as error:
        pytest.skip(f"the browser does not start: {error.msg}")
    browser.set_page_load_timeout(300)
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def page(driver: Any, tmp_path_factory: pytest.TempPathFactory) -> Report:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(audit([*many(COUNT), *results(), hostile()]).to_html(table="table.tsv"), encoding="utf-8")
    return Report(driver, path.as_uri())


@pytest.fixture
def report(page: Report) -> Iterator[Report]:
    page.open()
    yield page
    assert page.run("return window.hacked") is None
    assert page.errors() == []


TOTAL = COUNT + 12 + 1


def test_rows_load_as_needed(report: Report) -> None:
    assert report.count() == TOTAL
    assert len(report.column(0)) < TOTAL

    def all_are_there() -> bool:
        report.run("window.scrollTo(0, document.body.scrollHeight)")
        return len(report.column(0)) == TOTAL

    report.until(all_are_there)
    assert not report.one("#more").is_displayed()


def test_search_finds_figures_keywords_and_genes(report: Report) -> None:
    report.type("example-dauer")
    report.until(lambda: 0 < report.count() < TOTAL)
    assert all("dauer" in text for text in report.column(1))
    report.type("hgnc:3467")
    report.until(lambda: "hgnc" in report.run("return location.hash"))
    assert report.count() > 0
    report.type("DSOR1")
    report.until(lambda: "DSOR1" in report.run("return location.hash"))
    assert report.count() > 0
    report.type("no such word (")
    report.until(lambda: report.count() == 0)
    report.one("#reset").click()
    assert report.count() == TOTAL


def test_filters_add_up(report: Report) -> None:
    Select(report.one("#verdict")).select_by_value("partly")
    partly = report.count()
    assert set(report.column(0)) == {"partly"}
    Select(report.one("#tagged")).select_by_value("Danio rerio")
    both = report.count()
    assert 0 < both < partly
    assert all("Danio rerio" in text for text in report.column(2))
    Select(report.one("#verdict")).select_by_value("")
    assert report.count() > both
    Select(report.one("#decided")).select_by_value("Mus musculus")
    assert set(report.column(3)) == {"Mus musculus"}
    report.one("#reset").click()
    Select(report.one("#flag")).select_by_value("ocr_repair")
    assert 0 < report.count() < TOTAL


def test_plots_and_tiles_filter_the_records(report: Report) -> None:
    report.one(".tile.v-missing").click()
    report.until(lambda: report.count() < TOTAL)
    assert set(report.column(0)) == {"organism missing"}
    cell = report.one('svg a[aria-label^="tagged Drosophila melanogaster, decided Homo sapiens"]')
    expected = int(cell.get_attribute("aria-label").split(":")[1].split()[0])
    cell.find_element(By.CSS_SELECTOR, "path").click()
    report.until(lambda: report.count() == expected)
    report.one('svg a[aria-label^="PI3K:"] path').click()
    report.until(lambda: report.one("#q").get_attribute("value") == "PI3K")
    assert report.count() > 0


def test_sorting(report: Report) -> None:
    wrong = report.one('[data-sort="wrong"]')
    wrong.find_element(By.TAG_NAME, "button").click()
    values = [int(text) for text in report.column(4)]
    assert values == sorted(values, reverse=True)
    assert wrong.get_attribute("aria-sort") == "descending"
    wrong.find_element(By.TAG_NAME, "button").click()
    values = [int(text) for text in report.column(4)]
    assert values == sorted(values)
    report.one('[data-sort="decided"] button').click()
    values = report.column(3)
    assert values == sorted(values)
    assert wrong.get_attribute("aria-sort") is None


def test_a_record_opens_with_its_evidence(report: Report) -> None:
    report.open("#q=example-breast-endocrine&record=example-breast-endocrine")
    assert report.record() == "example-breast-endocrine"
    marks = [mark.text for mark in report.all("#detail .text mark")]
    assert marks == ["hormone therapy", "Patients", "breast cancer"]
    row = next(r for r in report.all("#detail .terms tbody tr") if r.text.startswith("era"))
    cells = row.find_elements(By.TAG_NAME, "td")
    assert [cells[0].text, cells[1].text] == ["era", "ERα"]
    assert cells[2].text.startswith("ESR1 gene")
    links = [a.get_attribute("href") for a in row.find_elements(By.TAG_NAME, "a")]
    assert links == [
        "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:3467",
        "https://www.ncbi.nlm.nih.gov/gene/2099",
    ]
    all_links = [a.get_attribute("href") for a in report.all("#detail .ids a")]
    assert "https://go.drugbank.com/drugs/DB00675" in all_links
    assert "https://www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:41774" in all_links


def test_keyboard(report: Report) -> None:
    body = report.one("body")
    body.send_keys("/")
    assert report.run("return document.activeElement.id") == "q"
    report.driver.switch_to.active_element.send_keys("melanoma")
    report.until(lambda: report.count() < TOTAL)
    first = report.one("#body a")
    report.run("arguments[0].focus()", first)
    first.send_keys(Keys.ENTER)
    opened = report.record()
    report.driver.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    report.until(lambda: report.one("#detail-title").text != opened)
    following = report.one("#detail-title").text
    report.driver.switch_to.active_element.send_keys(Keys.ARROW_LEFT)
    report.until(lambda: report.one("#detail-title").text == opened)
    report.driver.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    report.until(lambda: report.one("#detail-title").text == following)
    for _ in range(12):
        report.driver.switch_to.active_element.send_keys(Keys.TAB)
        assert report.run(
            "const a = document.activeElement;"
            "return a === document.body || document.getElementById('detail').contains(a)"
        )
    report.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    report.until(lambda: not report.run("return document.getElementById('detail').open"))
    # Back on the row of the record that was read last.
    assert following in report.run("return document.activeElement.closest('tr').textContent")
    head = report.one('[data-sort="figure"] button')
    report.run("arguments[0].focus()", head)
    head.send_keys(Keys.ENTER)
    assert report.one('[data-sort="figure"]').get_attribute("aria-sort") == "ascending"


def test_hostile_record_stays_text(report: Report) -> None:
    report.type("onerror")
    report.until(lambda: report.count() == 1)
    assert "<img src=x onerror=window.hacked=1>" in report.column(1)[0]
    report.one("#body a").click()
    assert report.record() == "<img src=x onerror=window.hacked=1>"
    text = report.one("#detail").get_attribute("textContent")
    assert "</script><script>window.hacked=1</script>" in text
    assert "(50,000 characters)" in text
    assert "<b>MEK</b>" in text
    # Offsets are code points: the emoji, the override and the lone surrogate before the quote count one each.
    assert [m.text for m in report.all("#detail .text mark")] == ["Patients", "breast cancer"]
    assert report.run("return document.querySelectorAll('#detail :is(img, svg, script, iframe, i, u)').length") == 0
    links = [a.get_attribute("href") for a in report.all("#detail a")]
    assert links
    assert all(link.startswith("https://") for link in links)
    assert report.run("return document.getElementById('detail').scrollWidth <= window.innerWidth")


def test_odd_addresses_do_no_harm(report: Report) -> None:
    for address in (
        "#verdict=nonsense",
        "#sort=__proto__&dir=x",
        "#record=nobody",
        "#q=%E0%A4%A",
        "#tagged=%3Cscript%3E",
    ):
        report.open(address)
        assert report.count() >= 0


@pytest.mark.parametrize("width", [360, 768])
def test_narrow_page_does_not_scroll_sideways(report: Report, width: int) -> None:
    report.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    )
    try:
        report.open()
        assert report.run("return document.documentElement.scrollWidth") <= width
        report.one("#body a").click()
        report.record()
        assert report.run("return document.getElementById('detail').scrollWidth") <= width
    finally:
        report.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_print_shows_the_plots_and_hides_the_controls(report: Report) -> None:
    report.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not report.one("#filters").is_displayed()
        assert all(svg.is_displayed() for svg in report.all("svg.plot"))
    finally:
        report.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def _axe() -> str:
    given = os.environ.get("AXE_CORE")
    root = Path(__file__).parents[2]
    places = [Path(given)] if given else [root / "node_modules" / "axe-core" / "axe.min.js"]
    for package, path in (
        ("axe_playwright_python", "axe.min.js"), ("axe_selenium_python", "node_modules/axe-core/axe.min.js"),
    ):  # fmt: skip
        spec = importlib.util.find_spec(package)
        if spec is not None:
            places += [Path(place) / path for place in spec.submodule_search_locations or ()]
    for place in places:
        if place.is_file():
            return place.read_text(encoding="utf-8")
    pytest.skip("axe-core is not installed: pip install --no-deps axe-playwright-python, or npm install axe-core")


def _faults(report: Report, axe: str) -> list[tuple[str, str, str]]:
    # DevTools may run what the page's own policy forbids.
    report.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
    report.driver.set_script_timeout(300)
    found = report.driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations),"
        " e => done([{id: String(e), impact: 'critical', nodes: []}]))"
    )
    return [
        (fault["id"], fault["impact"], fault["nodes"][0]["html"] if fault["nodes"] else "")
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_accessibility_fault(report: Report, scheme: str) -> None:
    axe = _axe()
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    report.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    try:
        report.open()
        report.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert _faults(report, axe) == []
        report.open("#record=example-breast-endocrine")
        report.record()
        assert _faults(report, axe) == []
    finally:
        report.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def test_comparison_page(driver: Any, tmp_path: Path) -> None:
    text = {"papertitle": "Breast cancer of patients", "caption": "MEK and PI3K in breast cancer."}
    old = [
        {"figid": f"f{i}", **text, "keywords": ["Dsor1", "Pi3K21B", "<img src=x onerror=window.hacked=1>"]}
        for i in range(5)
    ]
    new = [{"figid": f"f{i}", **text, "keywords": ["MEK", "PI3K"]} for i in range(5)]
    path = tmp_path / "compare.html"
    path.write_text(compare(old, new).to_html(), encoding="utf-8")
    page = Report(driver, path.as_uri())
    driver.get(page.url)
    page.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert "5 of 5 figures" in page.one(".lead").text
    assert "<img src=x onerror=window.hacked=1>" in page.one("main").text
    assert _faults(page, _axe()) == []
    assert page.run("return window.hacked") is None
    assert page.errors() == []
