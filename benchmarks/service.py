"""Load on the service: many clients at once on one machine, errors counted, memory watched.

``python -m benchmarks.service`` starts ``pfocr-norm serve`` on a free port of 127.0.0.1, sends 10,000 requests of 50
clients (one name, ten names, a figure, a batch of OpenRefine's), and prints answers a second, latencies, errors, and
the curve of the server's memory; with ``--write`` they go to ``benchmarks/results/service.json``. Whether memory stays
flat, ``--requests 60000 --names 40000`` shows: each request brings other names. Linux only: memory is read from
``/proc``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from pfocr_norm.vocabulary.reader import Lexicon

from . import report

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
#: Seconds to wait for the first answer of the server, and for any other.
PATIENCE = 300


def words(count: int) -> list[str]:
    """Return names of the vocabulary, the same each time, and every tenth word that is none."""
    chance = random.Random(7)
    lexicon = Lexicon.open()
    names = [lexicon.symbol(chance.randrange(len(lexicon))) for _ in range(count)]
    return [f"{name}-qq" if place % 10 == 9 else name for place, name in enumerate(names)]


def requests(names: list[str], count: int) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Yield method, address, body and headers of each request."""
    chance = random.Random(8)
    for number in range(count):
        ten = chance.sample(names, 10)
        kind = number % 4
        if kind == 0:
            yield "GET", f"/ground?term={quote(ten[0])}&organism=human", b"", {}
        elif kind == 1:
            yield "POST", "/ground", json.dumps({"terms": ten}).encode(), JSON
        elif kind == 2:
            figure = {"figid": f"f{number}", "caption": f"{', '.join(ten)} in the liver of mice", "keywords": ten}
            yield "POST", "/normalize", json.dumps(figure).encode(), JSON
        else:
            queries = {f"q{place}": {"query": name} for place, name in enumerate(ten)}
            yield "POST", "/reconcile", urlencode({"queries": json.dumps(queries)}).encode(), FORM


def memory(process: int) -> int:
    """Return the memory of a process that is its own, without the mapped vocabulary, in megabytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) // 1024
    raise OSError("the kernel does not tell RssAnon")


def run(port: int, process: int, clients: int, work: list[Any]) -> dict[str, Any]:
    """Send all requests; return what came of them."""
    todo = iter(work)
    lock = threading.Lock()
    seconds: list[float] = []
    states: Counter[str] = Counter()
    grown: list[tuple[int, int]] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        while True:
            with lock:
                asked = next(todo, None)
            if asked is None:
                connection.close()
                return
            method, path, body, headers = asked
            began = time.perf_counter()
            try:
                connection.request(method, path, body or None, headers)
                reply = connection.getresponse()
                json.loads(reply.read())
                state = str(reply.status)
            except (OSError, http.client.HTTPException, ValueError) as error:
                state = type(error).__name__
                connection.close()
            with lock:
                seconds.append(time.perf_counter() - began)
                states[state] += 1
                if len(seconds) % (len(work) // 10) == 0:
                    grown.append((len(seconds), memory(process)))

    began = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    seconds.sort()
    return {
        "clients": clients, "requests": len(seconds), "answers_a_second": round(len(seconds) / took, 1),
        "states": dict(sorted(states.items())), "errors": len(seconds) - states["200"],
        "median_ms": round(1000 * seconds[len(seconds) // 2], 1),
        "p99_ms": round(1000 * seconds[len(seconds) * 99 // 100], 1), "memory_mb": grown,
    }  # fmt: skip


def main() -> None:
    """Start a server, put the load on it, print what came of it."""
    parser = argparse.ArgumentParser(description="Put load on the service.")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--names", type=int, default=5_000, help="different names that are asked for")
    parser.add_argument("--memory", type=int, default=4_096, help="words that the service remembers")
    parser.add_argument("--write", action="store_true", help="write benchmarks/results/service.json")
    args = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pfocr_norm", "serve", "--port", str(port), "--memory", str(args.memory)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait(port)
            found = run(port, server.pid, args.clients, list(requests(words(args.names), args.requests)))
        finally:
            server.terminate()
    found["names"] = args.names
    show(found)
    if args.write:
        path = report.RESULTS / "service.json"
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"] if path.exists() else []
        runs = [run for run in runs if (run["requests"], run["names"]) != (found["requests"], found["names"])]
        text = json.dumps({"runs": [*runs, found]}, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
    if found["errors"]:
        raise SystemExit(1)


def show(found: dict[str, Any]) -> None:
    """Print what came of a run, the memory as a curve."""
    curve = found["memory_mb"]
    print(*(f"{key}: {value}" for key, value in found.items() if key != "memory_mb"), sep="\n")
    most = max((size for _, size in curve), default=1)
    print("memory of the process beside the mapped vocabulary:")
    for count, size in curve:
        print(f"{count:>8,} requests {size:>5} MB {'#' * (50 * size // most)}")


def wait(port: int) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


if __name__ == "__main__":
    main()
