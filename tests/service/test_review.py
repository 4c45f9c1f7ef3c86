"""The review desk: its queue, its file of decisions, and the page in a real browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from server_samples import start_server

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from pfocr_norm import Normalizer
from pfocr_norm.errors import OutputError, RecordError
from pfocr_norm.service.decisions import KINDS, Decision, Journal, merge, read, standing
from pfocr_norm.service.desk import Queue, item_of

ROOT = Path(__file__).resolve().parents[2]


def figure(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "figid": f"PMC{number}__f1", "figtitle": "MAPK cascade <b>",
        "papertitle": "Melanoma patients resist vemurafenib",
        "caption": "BRAF, MEK and ERK in melanoma patients.", "keywords": ["phl", "Dsor1"],
        "organisms_ner": ["Drosophila melanogaster"], **fields,
    }  # fmt: skip


RECORDS = [
    figure(1),
    figure(2, papertitle="Melanoma patients resist dabrafenib", figlink="javascript:alert(1)"),
    figure(3, papertitle="Wing growth in Drosophila", caption="phl and Dsor1 in the fly wing disc"),
    figure(4, papertitle="Gut of mice", caption="Braf in mice", keywords=["Braf"], figlink="https://example.org/4.jpg"),
]


@pytest.fixture(scope="module")
def queue() -> Queue:
    normalizer = Normalizer()
    items = [item_of(normalizer.normalize(record)) for record in RECORDS]
    return Queue(item for item in items if item is not None)


def test_what_settles_most_comes_first(queue: Queue) -> None:
    assert queue.order()[0] in ("PMC1__f1", "PMC2__f1") and "PMC3__f1" not in queue.items
    assert set(queue.same("PMC2__f1")) == {"PMC1__f1", "PMC2__f1"} and queue.same("PMC2__f1")[0] == "PMC2__f1"
    assert queue.items["PMC1__f1"].image.endswith("/PMC1/")
    assert queue.items["PMC2__f1"].image.startswith("https://www.ncbi"), "no address of a script"
    assert queue.items["PMC4__f1"].image == "https://example.org/4.jpg"


def test_a_torn_line_is_left_out_and_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    Journal(path).add([Decision("f1", "accept", "Homo sapiens", "c", "me")])
    with path.open("ab") as file:
        file.write(b"f2\taccept\tHomo")
    assert [d.figid for d in read(path)] == ["f1"]
    journal = Journal(path)
    journal.add([Decision("f3", "reject")])
    assert [d.figid for d in read(path)] == ["f1", "f3"] and b"f2" not in path.read_bytes()


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "d.tsv"
    path.write_text("figid\tdecision\torganism\tcause\twho\nf1\tmaybe\t\t\t\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"d\.tsv:2: is no decision"):
        read(path)


def test_undo_takes_the_last_one_back() -> None:
    lines = [Decision("f", "accept", "Mus musculus"), Decision("f", "reject"), Decision("f", "undo")]
    assert standing(lines)["f"].decision == "accept"
    assert standing([*lines, Decision("f", "undo"), Decision("f", "undo")]) == {}


texts = st.text(max_size=12)


@given(st.lists(st.builds(Decision, texts.filter(bool), st.sampled_from(KINDS), texts, texts)))
def test_what_is_written_is_read(items: list[Decision]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.tsv"
        journal = Journal(path)
        journal.add(items)
        assert len(read(path)) == len(items) and standing(read(path)) == journal.standing()


def test_two_people(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "a.tsv", tmp_path / "b.tsv"
    Journal(ours).add([Decision("f1", "accept", "Homo sapiens"), Decision("f2", "reject")])
    Journal(theirs).add([Decision("f2", "accept", "Mus musculus"), Decision("f3", "reject")])
    merged, conflicts = merge([ours, theirs])
    assert [d.figid for d in merged] == ["f1", "f2", "f3"] and merged[1].decision == "reject"
    assert [c.figid for c in conflicts] == ["f2"]
    done = subprocess.run(
        [sys.executable, "-m", "pfocr_norm", "review", "--merge", str(ours), str(theirs)], cwd=ROOT,
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1 and "f2: one says reject" in done.stderr and done.stdout.count("\n") == 4


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[str, Path, subprocess.Popen[str]]]:
    corpus, decisions = tmp_path / "figures.jsonl", tmp_path / "decisions.tsv"
    corpus.write_text("".join(json.dumps(record) + "\n" for record in RECORDS), encoding="utf-8")
    base, server = start_server("review", str(corpus), "--decisions", str(decisions), ready="/state")
    yield base, decisions, server
    if server.poll() is None:
        server.kill()
    server.wait(600)


def decide(base: str, **body: Any) -> requests.Response:
    return requests.post(base + "/decide", json=body, timeout=600)


def test_one_decision_for_all_of_a_cause_and_a_kill(desk: tuple[str, Path, subprocess.Popen[str]]) -> None:
    base, decisions, server = desk
    shown = requests.get(base + "/figure", params={"figid": "PMC1__f1"}, timeout=600).json()
    assert set(shown["same"]) == {"PMC1__f1", "PMC2__f1"} and shown["proposed"] == ["Homo sapiens"]
    reply = decide(base, figid="PMC1__f1", decision="accept", all=True).json()
    assert set(reply["figures"]) == {"PMC1__f1", "PMC2__f1"}
    assert decide(base, figid="PMC4__f1", decision="other", organism="rat").json()["organism"] == "Rattus norvegicus"
    server.send_signal(signal.SIGKILL)
    server.wait(600)
    found = standing(read(decisions))
    assert {f: d.organism for f, d in found.items()} == {
        "PMC1__f1": "Homo sapiens", "PMC2__f1": "Homo sapiens", "PMC4__f1": "Rattus norvegicus",
    }  # fmt: skip


def test_wrong_requests(desk: tuple[str, Path, subprocess.Popen[str]]) -> None:
    base, decisions, _ = desk
    assert "is not known" in decide(base, figid="PMC4__f1", decision="other", organism="klingon").json()["error"]
    assert decide(base, figid="nope", decision="accept").status_code == 404
    assert decide(base, figid="PMC4__f1", decision="maybe").status_code == 400
    form = requests.post(base + "/decide", data="figid=PMC4__f1", timeout=600)
    assert form.status_code == 415
    elsewhere = {"Host": "evil.example:8001"}
    assert requests.get(base + "/state", headers=elsewhere, timeout=600).status_code == 400
    assert read(decisions) == ()


def test_the_desk_by_keyboard(desk: tuple[str, Path, subprocess.Popen[str]], browser: Any) -> None:
    from axe_selenium_python import Axe
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    base, decisions, _ = desk
    browser.get(base + "/#PMC4__f1")
    WebDriverWait(browser, 300).until(lambda d: "Braf in mice" in d.find_element(By.ID, "caption").text)
    browser.get("about:blank")
    browser.get(base)
    wait = WebDriverWait(browser, 300)
    wait.until(lambda d: d.find_element(By.ID, "title").text == "MAPK cascade <b>")
    axe = Axe(browser)
    axe.inject()
    assert axe.run()["violations"] == []
    browser.find_element(By.TAG_NAME, "body").send_keys("a")
    wait.until(lambda d: "1 of 3 figures" in d.find_element(By.ID, "progress").text)
    assert len(standing(read(decisions))) == 1
    browser.find_element(By.TAG_NAME, "body").send_keys("r")
    wait.until(lambda d: "2 of 3 figures" in d.find_element(By.ID, "progress").text)
    assert {d.decision for d in standing(read(decisions)).values()} == {"accept", "reject"}
    assert not browser.get_log("browser") or all("favicon" in row["message"] for row in browser.get_log("browser"))


def test_a_cause_is_in_words(queue: Queue) -> None:
    causes = {figid: item.cause for figid, item in queue.items.items()}
    assert causes["PMC1__f1"] == causes["PMC2__f1"]
    assert causes["PMC1__f1"].startswith("Drosophila melanogaster → Homo sapiens (")
    assert causes["PMC4__f1"].startswith("Drosophila melanogaster → Mus musculus (")
    untagged = item_of(Normalizer().normalize(figure(5, organisms_ner=[])))
    assert untagged is not None and untagged.cause.startswith("no tag → Homo sapiens (")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_holds_no_decisions(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="is a named pipe, not a file"):
        Journal(tmp_path / "pipe")
    with pytest.raises(RecordError, match="is a device, not a file"):
        read("/dev/zero")
    with pytest.raises(RecordError, match="is a folder"):
        merge([tmp_path])


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of file sizes")
def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    code = """if True:
        import resource, sys
        from pfocr_norm.errors import OutputError
        from pfocr_norm.service.decisions import Decision, Journal
        journal = Journal(sys.argv[1])
        journal.add([Decision("f1", "reject")])
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size + 5, hard))
        try:
            journal.add([Decision("f2", "reject")])
        except OutputError as error:
            print(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        journal.add([Decision("f3", "reject")])
    """
    path = tmp_path / "decisions.tsv"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "cannot be written" in done.stdout
    assert [item.figid for item in read(path)] == ["f1", "f3"]


def test_a_file_of_something_else_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("one line without an end")
    with pytest.raises(RecordError, match=r"notes\.txt:1: is no file of decisions"):
        Journal(path)
    assert path.read_text() == "one line without an end"
    path.write_text("figid\tdeci")  # a kill in the middle of the header
    Journal(path).add([Decision("f1", "reject")])
    assert [item.figid for item in read(path)] == ["f1"]
