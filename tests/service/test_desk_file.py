"""The review desk that an audit writes beside its report, as one page without a server, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

pytest.importorskip("jinja2", reason="the report needs Jinja2")
pytest.importorskip("matplotlib", reason="the report needs matplotlib")
pytest.importorskip("starlette")

from pfocr_norm import Normalizer
from pfocr_norm.audit.sample import digest
from pfocr_norm.cli import app
from pfocr_norm.service.decisions import read, standing
from pfocr_norm.service.desk import Queue, item_of, item_of_digest
from pfocr_norm.service.deskfile import desk_page

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


def figure(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "figid": f"PMC{number}__f1", "figtitle": f"Signals <b> {number}",
        "papertitle": "Melanoma patients resist vemurafenib",
        "caption": "BRAF, MEK and ERK in melanoma patients.", "keywords": ["phl", "Dsor1"],
        "organisms_ner": ["Drosophila melanogaster"], **fields,
    }  # fmt: skip


RECORDS = [
    figure(1),
    figure(2),
    figure(3, papertitle="Wing growth in Drosophila", caption="phl and Dsor1 in the fly wing disc"),
    figure(
        4, papertitle="Gut of mice", caption=f"Braf in mice {HOSTILE}", keywords=["Braf"],
        figlink="https://example.org/4.jpg",
    ),
    figure(5, papertitle="Gut of mice", caption="Braf in mice", keywords=["Braf", HOSTILE], organisms_ner=["klingon"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


def test_the_figures_of_the_report_are_those_of_the_desk(normalizer: Normalizer) -> None:
    results = [normalizer.normalize(record) for record in RECORDS]
    kept = [item_of_digest(json.loads(json.dumps(digest(result)))) for result in results]
    for result, found in zip(results, kept, strict=True):
        wanted = item_of(result)
        assert (found is None) == (wanted is None)
        if found is not None and wanted is not None:
            assert found.cause == wanted.cause and found.proposed == wanted.proposed and found.image == wanted.image
            assert [tuple(row) for row in found.terms] == [tuple(row) for row in wanted.terms]
    page = desk_page(Queue(item for item in kept if item is not None))
    assert page == desk_page(Queue(item for item in kept if item is not None))
    assert "klingon" not in page and "src=x" not in page, "what records say is packed"


def test_a_cut_identifier_is_not_decided(normalizer: Normalizer) -> None:
    result = normalizer.normalize(figure(1, figid="f" * 300))
    assert item_of(result) is not None and item_of_digest(digest(result)) is None


@pytest.fixture
def report(tmp_path: Path) -> Iterator[Path]:
    corpus = tmp_path / "figures.jsonl"
    corpus.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    folder = tmp_path / "a folder"
    folder.mkdir()
    options = ["--html", str(folder / "report.html"), "--desk", str(folder / "the desk.html"), "--workers", "1"]
    done = CliRunner().invoke(app, ["audit", str(corpus), *options])
    assert done.exit_code == 0, done.output
    yield folder / "report.html"


def test_a_desk_is_for_an_audit_alone(tmp_path: Path) -> None:
    for arguments in (["--compare", "old.jsonl", "new.jsonl"], ["a.gpml"]):
        done = CliRunner().invoke(app, ["audit", *arguments, "--desk", str(tmp_path / "desk.html")])
        assert done.exit_code == 2 and "--desk" in done.output


def test_from_the_report_to_decisions_that_are_written_back(report: Path, browser: Any, tmp_path: Path) -> None:
    axe_of = pytest.importorskip("axe_selenium_python").Axe
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.expected_conditions import alert_is_present
    from selenium.webdriver.support.ui import WebDriverWait

    wait = WebDriverWait(browser, 300)
    saved = tmp_path / "saved"
    saved.mkdir()
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(saved)})

    def text(name: str) -> str:
        return str(browser.find_element(By.ID, name).text)

    def press(keys: str, figures: int) -> None:
        browser.find_element(By.TAG_NAME, "body").send_keys(keys)
        wait.until(lambda _: text("progress").startswith(f"{figures} of 4 figures decided"))

    browser.get(report.as_uri() + "#record=PMC4__f1")
    wait.until(lambda d: d.execute_script("return document.getElementById('detail').open"))
    browser.find_element(By.LINK_TEXT, "Decide about this figure").click()
    wait.until(lambda _: "Braf in mice" in text("caption"))
    assert text("figid") == "PMC4__f1" and HOSTILE in text("caption")
    for dark in ("light", "dark"):
        browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": dark}]}
        )
        axe = axe_of(browser)
        axe.inject()
        assert axe.run()["violations"] == []
    press("a", 1)
    # A page that is opened again goes on where it was.
    browser.get("about:blank")
    browser.get(report.with_name("the desk.html").as_uri())
    wait.until(lambda _: text("progress").startswith("1 of 4 figures decided"))
    assert text("figid") in ("PMC1__f1", "PMC2__f1"), "what settles most comes first"
    browser.find_element(By.ID, "who").send_keys("Ada\tL")
    browser.find_element(By.TAG_NAME, "body").send_keys("s")
    browser.find_element(By.ID, "accept").click()
    alert = wait.until(alert_is_present())
    assert "1 other figure:" in alert.text
    alert.accept()
    wait.until(lambda _: text("progress").startswith("3 of 4 figures decided"))
    assert text("figid") == "PMC5__f1"
    browser.find_element(By.TAG_NAME, "body").send_keys("o")
    browser.switch_to.active_element.send_keys("Rattus norvegicus", Keys.ENTER)
    wait.until(lambda _: text("progress").startswith("4 of 4 figures decided"))
    # The keys work again as soon as the figure is drawn anew: nobody has to leave the field.
    wait.until(lambda d: d.switch_to.active_element.tag_name == "body")
    browser.switch_to.active_element.send_keys("u")
    wait.until(lambda _: text("progress").startswith("3 of 4 figures decided"))
    press("r", 4)
    browser.find_element(By.ID, "save").click()
    path = saved / "decisions.tsv"
    wait.until(lambda _: path.exists())
    found = standing(read(path))
    assert {f: (d.decision, d.organism) for f, d in found.items()} == {
        "PMC1__f1": ("accept", "Homo sapiens"), "PMC2__f1": ("accept", "Homo sapiens"),
        "PMC4__f1": ("accept", "Mus musculus"), "PMC5__f1": ("reject", ""),
    }  # fmt: skip
    assert found["PMC1__f1"].who.startswith("Ada") and found["PMC4__f1"].who == ""
    assert browser.title == "Review desk" and browser.execute_script("return document.images.length") == 0
    # Another browser goes on from the file.
    browser.execute_script("localStorage.clear()")
    browser.refresh()
    wait.until(lambda _: text("progress").startswith("0 of 4 figures decided"))
    browser.find_element(By.ID, "file").send_keys(str(path))
    wait.until(lambda _: text("progress").startswith("4 of 4 figures decided"))
    torn = tmp_path / "torn.tsv"
    torn.write_text("PMC1__f1\tmaybe\t\t\t\n", encoding="utf-8")
    browser.find_element(By.ID, "file").send_keys(str(torn))
    wait.until(lambda _: "torn.tsv:1: is no decision" in text("progress"))
    assert browser.get_log("browser") == []
    out = tmp_path / "out.jsonl"
    corpus = report.parents[1] / "figures.jsonl"
    done = CliRunner().invoke(
        app, ["annotate", str(corpus), "--to", "curation", "--out", str(out), "--decisions", str(path)]
    )
    assert done.exit_code == 0 and "Homo sapiens" in out.read_text(encoding="utf-8")
