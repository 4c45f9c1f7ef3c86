"""Nothing speaks to the network without being asked: the main jobs run with every socket blocked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from release_samples import release_files, write_base

#: Put before any job: sockets and name look-ups fail and leave a mark, in this process and in those it starts.
BLOCK = """
import os, socket

def blocked(*args, **kwargs):
    with open(os.environ["NETWORK_MARK"], "a") as out:
        out.write(f"{args[:2]}\\n")
    raise OSError("the network is blocked")

for name in ("connect", "connect_ex", "sendto", "bind"):
    setattr(socket.socket, name, blocked)
for name in ("create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
    setattr(socket, name, blocked)
"""


@pytest.fixture
def blocked(tmp_path: Path) -> dict[str, str]:
    """Environment whose Pythons have no network: a sitecustomize comes before everything."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(BLOCK)
    root = str(Path(__file__).resolve().parents[2])
    return {
        **os.environ, "PYTHONPATH": os.pathsep.join([str(site), root]), "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path), "NETWORK_MARK": str(tmp_path / "mark"),
    }  # fmt: skip


def python(env: dict[str, str], *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, *args], env=env, capture_output=True, text=True, timeout=600, check=False)
    assert not check or done.returncode == 0, done.stderr
    assert not check or not marked(env), marked(env)
    return done


def marked(env: dict[str, str]) -> str:
    """What was asked of the network."""
    mark = Path(env["NETWORK_MARK"])
    return mark.read_text() if mark.exists() else ""


CLI = "from pfocr_norm.cli import main; main()"


def command(env: dict[str, str], *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return python(env, "-c", f"import sys; sys.argv[0] = 'pfocr-norm'; {CLI}", *args, check=check)


def test_the_block_blocks(blocked: dict[str, str]) -> None:
    for code in (
        "import socket; socket.create_connection(('ours', 9))",
        "import requests; requests.get('http://ours:9/')",
    ):
        done = python(blocked, "-c", code, check=False)
        assert "the network is blocked" in done.stderr
        assert "ours" in marked(blocked)
        Path(blocked["NETWORK_MARK"]).unlink()


def test_normalizing_explaining_and_grounding(blocked: dict[str, str], examples: Path) -> None:
    files = sorted(map(str, examples.glob("*.md")))
    assert files
    assert json.loads(command(blocked, "normalize", files[0], "--format", "json").stdout)
    assert command(blocked, "normalize", *files).stdout
    assert "MAP2K1" in command(blocked, "ground", "MEK1", "--organism", "human").stdout
    assert command(blocked, "--version").stdout


def test_batch_with_processes_and_audit(blocked: dict[str, str], examples: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command(blocked, "annotate", str(examples), "--out", str(out), "--workers", "2")
    assert out.stat().st_size
    assert command(blocked, "audit", str(examples)).stdout


def test_own_names_and_vocabularies(blocked: dict[str, str], tmp_path: Path) -> None:
    lab = tmp_path / "lab.tsv"
    lab.write_text("text\tcurie\nlabkin\thgnc:391\n")
    assert "AKT1" in command(blocked, "ground", "labkin", "--extra", str(lab), "--organism", "human").stdout
    base = write_base(tmp_path / "base.pnv")
    folder = tmp_path / "files"
    folder.mkdir()
    for path, content in release_files().items():
        if "hgnc" in path:
            (folder / path.rpartition("/")[2]).write_bytes(content)
    command(blocked, "data", "build", "--from", str(folder), "--base", str(base))
    version = json.loads(command(blocked, "data", "list", "--json").stdout)[-1]["version"]
    command(blocked, "data", "info")
    command(blocked, "data", "verify")
    command(blocked, "data", "diff", str(base), version)
    command(blocked, "data", "use", "embedded")
    command(blocked, "data", "remove", version)


def test_the_python_interface(blocked: dict[str, str]) -> None:
    code = """
from pfocr_norm import Normalizer, normalize_record, Lexicon
record = {"papertitle": "AKT in breast cancer patients", "caption": "AKT1 and qqqnothing8",
          "keywords": ["AKT1", "qqqnothing8"]}
result = normalize_record(record)
assert result.terms[0].match.curie == "hgnc:391"
assert Normalizer(organism="human").normalize(record).to_json()
import sys
assert not {"requests", "httpx", "mygene", "urllib3"} & set(sys.modules), sorted(sys.modules)
"""
    python(blocked, "-c", code)


def test_being_asked_is_the_one_way(blocked: dict[str, str]) -> None:
    """With --online the look-up is tried, fails, and the record still comes back."""
    ask = ("ground", "qqqnothing8", "--organism", "human", "--online", "--format", "json")
    done = command(blocked, *ask, check=False)
    assert done.returncode == 0 and "online_unavailable" in done.stdout
    assert "mygene.info" in marked(blocked)
    done = command(blocked, "data", "update", "hgnc", "--retries", "0", check=False)
    assert done.returncode == 2 and "cannot be reached" in done.stderr
    assert "storage.googleapis.com" in marked(blocked)
