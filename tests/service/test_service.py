"""A real server on this machine, asked by real clients."""

from __future__ import annotations

import csv
import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from server_samples import ROOT, start_server

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    base, server = start_server("serve", ready="/health")
    assert requests.get(base + "/health", timeout=600).json() == {"status": "ready"}
    yield base
    server.send_signal(signal.SIGINT)
    assert server.wait(600) in (0, 130, -2)


def test_one_name(address: str) -> None:
    reply = requests.get(address + "/ground", params={"term": "FOXP3", "organism": "mouse"}, timeout=600).json()
    assert reply["terms"][0]["match"]["curie"] == "mgi:1891436"
    assert reply["data_version"] and reply["rows"][0]["input"] == "FOXP3"


def test_many_names(address: str) -> None:
    reply = requests.post(address + "/ground", json={"terms": ["CTLA4", "ipilimumab"], "organism": 9606}, timeout=600)
    assert [row["symbol"] for row in reply.json()["rows"]] == ["CTLA4", "Ipilimumab"]


def test_a_record(address: str) -> None:
    record = {"figid": "f", "caption": "CTLA4 on T cells of melanoma patients", "keywords": ["CTLA4"]}
    reply = requests.post(address + "/normalize", json=record, timeout=600).json()
    assert reply["organism"]["best"]["name"] == "Homo sapiens" and reply["terms"][0]["match"]["name"] == "CTLA4"
    several = requests.post(address + "/normalize", json=[record, 7], timeout=600).json()
    assert several[0]["figid"] == "f" and "has to be an object" in several[1]["error"]


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "message"),
    [
        ("GET", "/ground", {}, 400, "term is missing"),
        ("GET", "/ground?term=MEK1&organism=klingon", {}, 400, "klingon"),
        ("POST", "/ground", {"data": "{"}, 400, "the body is not JSON"),
        ("POST", "/ground", {"json": {"terms": 3}}, 400, "terms has to be a list of names"),
        ("POST", "/ground", {"json": {"terms": ["x"] * 2001}}, 413, "at most 2,000"),
        ("POST", "/ground", {"json": {"terms": ["x" * 501]}}, 413, "at most 500 characters"),
        ("POST", "/ground", {"data": b" " * 4_000_001}, 413, "larger than 4,000,000 bytes"),
        ("POST", "/normalize", {"json": {"keywords": {"a": 1}}}, 400, "keywords"),
        ("POST", "/reconcile", {"data": {"queries": "{"}}, 400, "queries is not JSON"),
        ("POST", "/reconcile", {"data": {"queries": '{"q0": {}}'}}, 400, "query 'q0' has no text"),
        ("GET", "/reconcile/preview?id=hgnc:0", {}, 404, "no such entity"),
    ],
)
def test_wrong_requests_say_where(
    address: str, method: str, path: str, options: dict[str, Any], status: int, message: str
) -> None:
    reply = requests.request(method, address + path, timeout=600, **options)
    assert reply.status_code == status and message in reply.json()["error"]
    assert str(ROOT) not in reply.text


def test_who_hangs_up_leaves_no_trace_in_the_log() -> None:
    base, server = start_server("serve", ready="/health")
    host, port = base.removeprefix("http://").split(":")
    for path in ("/ground", "/normalize", "/reconcile"):
        with socket.create_connection((host, int(port)), timeout=600) as client:
            client.sendall(
                f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                'Content-Length: 999\r\n\r\n{"terms": ['.encode()
            )
    assert requests.get(base + "/ground", params={"term": "FOXP3"}, timeout=600).status_code == 200
    server.send_signal(signal.SIGINT)
    _, log = server.communicate(timeout=600)
    assert server.returncode in (0, 130, -2) and "Traceback" not in log


def test_versions_and_description(address: str) -> None:
    assert requests.get(address + "/version", timeout=600).json()["data_version"]
    document = requests.get(address + "/openapi.json", timeout=600).json()
    assert document["openapi"].startswith("3.1") and "/ground" in document["paths"]
    pytest.importorskip("openapi_spec_validator").validate(document)


def test_the_description_as_a_page(address: str, browser: Any) -> None:
    """Every address of the document, a command to try for each, no script, and no violation that axe-core knows."""
    axe_of = pytest.importorskip("axe_selenium_python").Axe
    from selenium.webdriver.common.by import By

    page = requests.get(address + "/docs", timeout=600)
    assert "script-src 'self'" in page.headers["content-security-policy"] and "<script" not in page.text
    document = requests.get(address + "/openapi.json", timeout=600).json()
    browser.get(address + "/docs")
    heads = [head.text for head in browser.find_elements(By.TAG_NAME, "h2")]
    assert heads == [f"{m.upper()} {path}" for path, methods in document["paths"].items() for m in methods]
    assert f"curl '{address}/ground?term=MEK1&organism=human'" in browser.find_element(By.TAG_NAME, "main").text
    for path in ("/docs", "/reconcile/preview?id=hgnc:6106"):
        browser.get(address + path)
        axe = axe_of(browser)
        axe.inject()
        assert axe.run()["violations"] == []
    assert "forkhead box P3" in browser.find_element(By.TAG_NAME, "main").text


def test_reconciliation_manifest(address: str) -> None:
    manifest = requests.get(address + "/reconcile", timeout=600, headers={"Origin": "https://example.org"})
    assert manifest.headers["access-control-allow-origin"] == "*"
    found = manifest.json()
    assert found["versions"] == ["0.2"] and {"name", "identifierSpace", "schemaSpace"} <= set(found)
    assert [t["id"] for t in found["defaultTypes"]] == ["gene", "family", "drug", "disease"]


def reconcile(address: str, queries: dict[str, Any]) -> dict[str, Any]:
    reply = requests.post(address + "/reconcile", data={"queries": json.dumps(queries)}, timeout=600)
    found: dict[str, Any] = reply.json()
    return found


def test_batch_of_queries(address: str) -> None:
    found = reconcile(
        address,
        {
            "q0": {"query": "Foxp3", "type": "gene", "properties": [{"pid": "organism", "v": "mouse"}]},
            "q1": {"query": "nivolumab", "type": "drug", "limit": 1},
            "q2": {"query": "qqqzz"},
        },
    )
    best = found["q0"]["result"][0]
    assert (best["id"], best["match"], best["type"][0]["id"]) == ("mgi:1891436", True, "gene")
    assert found["q1"]["result"][0]["type"][0]["id"] == "drug" and len(found["q1"]["result"]) == 1
    assert found["q2"]["result"] == []


def test_suggest_extend_and_preview(address: str) -> None:
    found = requests.get(address + "/reconcile/suggest/entity", params={"prefix": "FOXP3"}, timeout=600).json()
    assert any(row["name"].upper() == "FOXP3" for row in found["result"])
    types = requests.get(address + "/reconcile/suggest/type", params={"prefix": "dis"}, timeout=600).json()
    assert types["result"][0]["id"] == "disease"
    asked = {"ids": ["hgnc:6106", "hgnc:0"], "properties": [{"id": "symbol"}, {"id": "ncbigene"}]}
    rows = requests.post(address + "/reconcile", data={"extend": json.dumps(asked)}, timeout=600).json()["rows"]
    assert rows == {
        "hgnc:6106": {"symbol": [{"str": "FOXP3"}], "ncbigene": [{"str": "50943"}]},
        "hgnc:0": {"symbol": [], "ncbigene": []},
    }
    page = requests.get(address + "/reconcile/preview", params={"id": "hgnc:6106"}, timeout=600)
    assert "FOXP3" in page.text and page.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_client_of_the_reconciliation_api(address: str) -> None:
    pandas = pytest.importorskip("pandas")
    client = pytest.importorskip("reconciler")
    names = pandas.Series(["CTLA4", "FOXP3"])
    frame = client.reconcile(names, type_id="gene", reconciliation_endpoint=address + "/reconcile")
    assert list(frame["input_value"]) == ["CTLA4", "FOXP3"] and set(frame["name"].str.upper()) == {"CTLA4", "FOXP3"}


def test_the_page(address: str) -> None:
    page = requests.get(address + "/", timeout=600)
    assert "script-src 'self'" in page.headers["content-security-policy"] and "http" not in page.text
    for asset in ("app.js", "app.css"):
        assert requests.get(f"{address}/{asset}", timeout=600).status_code == 200


#: Width and height of a desktop's and of a phone's window.
SIZES = [(1280, 900), (390, 844)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_the_page_is_for_everybody(address: str, browser: Any, size: tuple[int, int], dark: bool) -> None:
    """No violation that axe-core knows, before and after an answer, and no script error; hostile names stay text."""
    axe_of = pytest.importorskip("axe_selenium_python").Axe
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    browser.set_window_size(*size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.get(address)
    wait = WebDriverWait(browser, 300)
    wait.until(lambda d: d.find_element(By.ID, "names").is_displayed())
    axe = axe_of(browser)
    axe.inject()
    assert axe.run()["violations"] == []
    browser.find_element(By.ID, "names").send_keys("CTLA4\nMEK\n<img src=x onerror=alert(1)>")
    browser.find_element(By.CSS_SELECTOR, "#ask button").click()
    wait.until(lambda d: "3 names" in d.find_element(By.ID, "say").text)
    browser.find_element(By.ID, "caption").send_keys("CTLA4 on T cells of melanoma patients")
    browser.find_element(By.CSS_SELECTOR, "#read button").click()
    wait.until(lambda d: "Homo sapiens" in d.find_element(By.ID, "organismcall").text)
    assert axe.run()["violations"] == []
    assert browser.execute_script("return document.images.length") == 0
    assert [r["message"] for r in browser.get_log("browser") if "favicon" not in r["message"]] == []


def test_no_choice_is_silent(address: str, browser: Any, tmp_path: Path) -> None:
    """TAZ is tafazzin's old symbol, and an alias of WWTR1: both are shown, also in the file for a spreadsheet."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    browser.get(address + "/#names=TAZ%0A%3D1%2B1%7Cx&organism=human")
    wait = WebDriverWait(browser, 300)
    wait.until(lambda d: "1 with an answer and other meanings, 1 open" in d.find_element(By.ID, "say").text)
    shown = [row.text for row in browser.find_elements(By.CSS_SELECTOR, "#rows tr")]
    assert "hgnc:11577" in shown[0] and "also: alias WWTR1" in shown[1] and "Homo sapiens" in shown[1]
    browser.find_element(By.ID, "csv").click()
    path = tmp_path / "identifiers.csv"
    wait.until(lambda _: path.exists())
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    assert [row["input"] for row in rows] == ["TAZ", "TAZ", "'=1+1|x"] and rows[1]["status"] == "also_possible"
    organism = browser.find_element(By.ID, "organism")
    organism.clear()
    organism.send_keys("klingon")
    browser.find_element(By.CSS_SELECTOR, "#ask button").click()
    wait.until(lambda d: "'klingon' is not known" in d.find_element(By.ID, "say").text)
    assert not browser.find_element(By.ID, "answer").is_displayed(), "an old answer would be read as the new one"


def test_the_page_by_keyboard(address: str, browser: Any) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get(address)
    names = browser.find_element(By.ID, "names")
    names.send_keys("CTLA4")
    focused = []
    for _ in range(3):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        now = browser.switch_to.active_element
        focused.append(now.get_attribute("id") or now.tag_name)
    assert focused == ["organism", "context", "button"]
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    wait = WebDriverWait(browser, 300)
    wait.until(lambda d: "1 name:" in d.find_element(By.ID, "say").text)
    assert "CTLA4" in browser.find_element(By.ID, "rows").text


def test_half_a_character_is_answered_as_its_escape(address: str) -> None:
    body = b'{"keywords": ["AKT1\\ud800"], "caption": "\\udfff"}'
    found = requests.post(address + "/normalize", data=body, timeout=30)
    assert found.status_code == 200
    assert found.json()["terms"][0]["keyword"] == "AKT1\ud800"
