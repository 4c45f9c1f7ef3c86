"""The online fallback, against a real server that speaks like MyGene.info and PubChem."""

from __future__ import annotations

import json
import pickle
import sqlite3
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from pfocr_norm import Normalizer
from pfocr_norm.model.result import FlagCode, Status, Term, Tier
from pfocr_norm.online import OnlineLookup

GENES: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("symbol", "Zzkin1"): [
        {
            "_id": "900001",
            "entrezgene": "900001",
            "symbol": "Zzkin1",
            "name": "zz kinase 1",
            "taxid": 10090,
            "MGI": "MGI:9000001",
        }
    ],
    ("alias", "zzold7"): [
        {
            "_id": "900002",
            "entrezgene": "900002",
            "symbol": "ZZNEW7",
            "name": "zz new 7",
            "taxid": 9606,
            "HGNC": "900002",
        }
    ],
    ("alias", "zzakt"): [{"_id": "207", "entrezgene": "207", "symbol": "AKT1", "taxid": 9606, "HGNC": "391"}],
    ("symbol", "zztwo9"): [
        {"_id": "900003", "entrezgene": "900003", "symbol": "ZZTWO9A", "taxid": 9606},
        {"_id": "900004", "entrezgene": "900004", "symbol": "ZZTWO9B", "taxid": 9606},
    ],
    ("symbol", "zzfish2"): [{"_id": "900005", "entrezgene": "900005", "symbol": "zzfish2", "taxid": 7955}],
}
DRUGS = {
    "zzcillinamide": {"CID": 990001, "Synonym": ["Zzcillinamide", "123-45-6", "DB00675", "CHEBI:41774"]},
    "unheardofamine": {"CID": 990002, "Synonym": ["Unheardofamine", "UNH-17"]},
}  # fmt: skip


class Services:
    """MyGene.info's batch query and PubChem's look-up by name; `broken` makes them fail."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], float]] = []
        self.broken = ""
        self.never = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.serve(self, {name: values[0] for name, values in parse_qs(body).items()})

            def do_GET(self) -> None:
                outer.serve(self, {})

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.never.set()
        self._server.shutdown()
        self._server.server_close()

    def serve(self, handler: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        path = urlsplit(handler.path).path.rstrip("/")
        self.requests.append((path, form, time.monotonic()))
        if self.broken == "500":
            return self._send(handler, 500, b"down")
        if self.broken == "html":
            return self._send(handler, 200, b"<html>maintenance</html>")
        if self.broken == "odd":
            return self._send(
                handler, 200, b'[{"query": 1}, 2]' if path.endswith("/query") else b'{"InformationList": 3}'
            )
        if self.broken == "slow":
            self.never.wait(600)
            return None
        if path == "/v3/query":
            taxa = set(form["species"].split(","))
            out = []
            for word in form["q"].replace('"', "").split(","):
                hits = [hit for hit in GENES.get((form["scopes"], word), []) if str(hit["taxid"]) in taxa]
                out += [{"query": word, **hit} for hit in hits] or [{"query": word, "notfound": True}]
            return self._send(handler, 200, json.dumps(out).encode())
        word = unquote(path.split("/")[4]).lower()
        if word in DRUGS:
            return self._send(handler, 200, json.dumps({"InformationList": {"Information": [DRUGS[word]]}}).encode())
        return self._send(handler, 404, b'{"Fault": {"Code": "PUGREST.NotFound"}}')

    def _send(self, handler: BaseHTTPRequestHandler, code: int, body: bytes) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def services() -> Iterator[Services]:
    services = Services()
    yield services
    services.close()


@pytest.fixture
def lookup(services: Services, tmp_path: Path) -> OnlineLookup:
    return OnlineLookup(
        genes=f"{services.url}/v3",
        drugs=f"{services.url}/pug",
        cache=tmp_path / "online.sqlite",
        timeout=60.0,
        rate=1000.0,
        pause=3600.0,
    )


def terms_of(lookup: OnlineLookup | bool, *keywords: str, text: str = "in breast cancer patients") -> dict[str, Term]:
    normalizer = Normalizer(online=lookup)
    result = normalizer.normalize(
        {"figid": "f", "papertitle": text, "caption": " ".join(keywords), "keywords": keywords}
    )
    assert [term.keyword for term in result.terms] == list(keywords)
    return {term.keyword: term for term in result.terms}


def codes(term: Term) -> list[FlagCode]:
    return [flag.code for flag in term.flags]


def test_it_is_off_unless_asked(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PFOCR_NORM_MYGENE", services.url)
    assert terms_of(False, "zzold7")["zzold7"].status is Status.UNRESOLVED
    assert services.requests == []


def test_symbols_before_aliases_of_the_figures_organisms(services: Services, lookup: OnlineLookup) -> None:
    terms = terms_of(lookup, "zzold7", "AKT1", "Zzkin1", "qqqnothing8")
    term = terms["zzold7"]
    assert term.status is Status.RESOLVED and term.match is not None
    assert term.match.curie == "hgnc:900002" and term.match.tier is Tier.ONLINE and codes(term)[-1] is FlagCode.ONLINE
    assert term.match.xrefs == (("ncbigene", ("900002",)),) and "MyGene.info" in term.reason
    assert terms["AKT1"].match is not None and terms["AKT1"].match.tier is Tier.APPROVED
    assert terms["Zzkin1"].status is Status.UNRESOLVED, "a gene of the mouse is none of a human figure"
    asked = [form for path, form, _ in services.requests if path == "/v3/query"]
    assert [form["scopes"] for form in asked] == ["symbol", "alias"]
    assert asked[0]["q"].replace('"', "").split(",") == ["zzold7", "Zzkin1", "qqqnothing8"], "one batch"
    assert asked[0]["species"] == "9606"
    mouse = terms_of(lookup, "Zzkin1", text="C57BL/6 mice")["Zzkin1"]
    assert mouse.match is not None and mouse.match.curie == "mgi:9000001" and mouse.match.status == "approved"


def test_a_known_concept_keeps_its_own_identifiers(lookup: OnlineLookup) -> None:
    term = terms_of(lookup, "zzakt")["zzakt"]
    assert term.match is not None and term.match.curie == "hgnc:391" and term.match.tier is Tier.ONLINE
    assert dict(term.match.xrefs)["ncbigene"] == ("207",)


def test_several_answers_are_ambiguous(lookup: OnlineLookup) -> None:
    term = terms_of(lookup, "zztwo9")["zztwo9"]
    assert term.status is Status.AMBIGUOUS and term.match is None
    assert [candidate.curie for candidate in term.candidates] == ["ncbigene:900003", "ncbigene:900004"]


def test_drugs_go_to_the_other_service(services: Services, lookup: OnlineLookup) -> None:
    terms = terms_of(lookup, "zzcillinamide", "unheardofamine", "qqqqnothinamide")
    known = terms["zzcillinamide"].match
    assert known is not None and known.curie == "drugbank:DB00675" and known.tier is Tier.ONLINE
    new = terms["unheardofamine"].match
    assert new is not None and new.curie == "pubchem.compound:990002" and new.name == "Unheardofamine"
    assert terms["qqqqnothinamide"].status is Status.UNRESOLVED and FlagCode.ONLINE not in codes(
        terms["qqqqnothinamide"]
    )


def test_local_answers_are_never_asked_about(services: Services, lookup: OnlineLookup) -> None:
    terms = terms_of(lookup, "AKT1", "MEK", "tamoxifen", "NA")
    assert services.requests == []
    assert all(FlagCode.ONLINE not in codes(term) for term in terms.values())


def test_answers_are_kept_with_their_day(services: Services, lookup: OnlineLookup, tmp_path: Path) -> None:
    words = ("zzold7", "qqqnothing8", "unheardofamine")
    first = terms_of(lookup, *words)
    count = len(services.requests)
    assert terms_of(lookup, *words) == first
    again = OnlineLookup(genes=f"{services.url}/v3", drugs=f"{services.url}/pug", cache=tmp_path / "online.sqlite")
    assert terms_of(again, *words) == first
    assert len(services.requests) == count, "negative answers are kept too"
    with sqlite3.connect(tmp_path / "online.sqlite") as connection:
        days = {day for (day,) in connection.execute("SELECT asked FROM answers")}
        assert len(days) == 1 and len(days.pop()) == 10
        connection.execute("UPDATE answers SET asked = '2001-01-01'")
    assert terms_of(again, *words) == first
    assert len(services.requests) > count, "old answers are asked for again"


@pytest.mark.parametrize("broken", ["500", "html", "odd", "slow"])
def test_a_service_that_is_down_never_fails_the_record(services: Services, lookup: OnlineLookup, broken: str) -> None:
    services.broken = broken
    lookup.timeout = 0.5 if broken == "slow" else 60.0
    terms = terms_of(lookup, "AKT1", "zzold7", "unheardofamine")
    assert terms["AKT1"].match is not None
    assert terms["unheardofamine"].status is Status.UNRESOLVED
    assert codes(terms["unheardofamine"])[-1] is FlagCode.ONLINE_UNAVAILABLE
    if broken != "odd":
        assert codes(terms["zzold7"])[-1] is FlagCode.ONLINE_UNAVAILABLE
    count = len(services.requests)
    terms_of(lookup, "zzold7", "zzakt")
    assert len(services.requests) == count or broken == "odd", "and is left alone for a while"
    services.broken = ""
    lookup.timeout = 60.0
    lookup._down.clear()
    assert terms_of(lookup, "unheardofamine")["unheardofamine"].match is not None, "nothing wrong was kept"


def test_no_server_at_all(services: Services, lookup: OnlineLookup) -> None:
    services.close()
    term = terms_of(lookup, "zzold7")["zzold7"]
    assert term.status is Status.UNRESOLVED and codes(term) == [FlagCode.ONLINE_UNAVAILABLE]
    assert "try again later" in term.flags[-1].fix


def test_the_rate_is_kept(services: Services, tmp_path: Path) -> None:
    lookup = OnlineLookup(
        genes=f"{services.url}/v3", drugs=f"{services.url}/pug", cache=tmp_path / "c.sqlite", rate=20.0
    )
    terms_of(lookup, "unheardofamine", "qqqnothinamide", "zzzothinamide", "wwwothinamide")
    times = [at for _, _, at in services.requests]
    assert len(times) >= 5
    # Twenty a second: so many requests cannot come closer together, whatever the load of the machine.
    assert times[-1] - times[0] > 0.5 * (len(times) - 1) / 20


def test_without_a_place_for_the_cache_it_still_answers(services: Services, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    lookup = OnlineLookup(
        genes=f"{services.url}/v3", drugs=services.url, cache=tmp_path / "file" / "x.sqlite", rate=1000.0
    )
    assert terms_of(lookup, "zzold7")["zzold7"].match is not None
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database" * 100)
    lookup = OnlineLookup(genes=f"{services.url}/v3", drugs=services.url, cache=broken, rate=1000.0)
    assert terms_of(lookup, "zzold7")["zzold7"].match is not None


def test_pickling_keeps_the_settings(services: Services, lookup: OnlineLookup) -> None:
    normalizer = pickle.loads(pickle.dumps(Normalizer(online=lookup)))
    result = normalizer.normalize({"papertitle": "patients", "keywords": ["zzold7"]})
    assert result.terms[0].match is not None and result.terms[0].match.curie == "hgnc:900002"


def test_the_command_line(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from pfocr_norm.cli import app

    monkeypatch.setenv("PFOCR_NORM_MYGENE", f"{services.url}/v3")
    monkeypatch.setenv("PFOCR_NORM_PUBCHEM", f"{services.url}/pug")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    result = CliRunner().invoke(app, ["ground", "zzold7", "--organism", "human", "--online", "--format", "json"])
    assert result.exit_code == 0, result.output
    assert "hgnc:900002" in result.output
    assert (tmp_path / "pfocr-norm" / "online.sqlite").exists()
