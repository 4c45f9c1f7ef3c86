"""The command line: formats, order, exit statuses, what goes where."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from pfocr_norm.model.result import TERM_COLUMNS
from pfocr_norm.output.schema import load

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = "examples/breast-cancer.md"


def run(*arguments: str, stdin: str | bytes = "", status: int = 0, **environment: str) -> tuple[str, str]:
    """Run the command as a person does; return what it printed and what it complained about."""
    done = subprocess.run(
        [sys.executable, "-c", "from pfocr_norm.cli import main; main()", *arguments],
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "", **environment},
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == status, err + out
    assert "Traceback" not in err
    return out, err


def lines(*records: dict[str, object] | str) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records)


FLY = {"figid": "a", "papertitle": "Wing discs of Drosophila", "keywords": ["Dsor1", "rl"]}
HUMAN = {"figid": "b", "papertitle": "Patients with melanoma", "keywords": ["MEK", "vemurafenib"]}


# -- normalize ---------------------------------------------------------------------------------------------


def test_table_for_people() -> None:
    out, err = run("normalize", EXAMPLE)
    assert err == ""
    assert "\x1b" not in out
    assert "organism_mismatch" in out
    (row,) = [line for line in out.splitlines() if line.startswith("Dsor1")]
    assert row.split()[1:5] == ["MEK", "resolved", "MEK", "fplx:MEK"]


def test_colour_when_asked() -> None:
    coloured, _ = run("normalize", EXAMPLE, FORCE_COLOR="1")
    assert "\x1b[" in coloured
    plain, _ = run("normalize", EXAMPLE, FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b" not in plain


def test_json_of_one_file_is_an_object() -> None:
    out, _ = run("normalize", EXAMPLE, "--format", "json")
    result = json.loads(out)
    jsonschema.Draft202012Validator(load("result")).validate(result)
    assert result["organism"]["best"]["curie"] == "ncbitaxon:9606"


def test_json_of_several_files_is_an_array() -> None:
    out, _ = run("normalize", EXAMPLE, "examples/fly-wing.md", "--format", "json")
    assert [r["figid"] for r in json.loads(out)] == ["EXAMPLE__breast-cancer", "EXAMPLE__fly-wing"]
    out, _ = run("normalize", "examples", "--format", "json")
    assert len(json.loads(out)) == 3
    out, _ = run("normalize", "-", "--format", "json")
    assert json.loads(out) == []


def test_json_lines_keep_the_order() -> None:
    records = [{**(FLY if i % 2 else HUMAN), "figid": f"f{i}"} for i in range(20)]
    out, err = run("normalize", "-", "--format", "jsonl", stdin=lines(*records))
    assert err == ""
    results = [json.loads(line) for line in out.splitlines()]
    assert [r["figid"] for r in results] == [r["figid"] for r in records]
    assert all(len(r["terms"]) == 2 for r in results)


def test_tsv() -> None:
    out, _ = run("normalize", "-", "--format", "tsv", stdin=lines(FLY, {**HUMAN, "keywords": ["ME\tK", "a\nb", 'q"']}))
    rows = list(csv.DictReader(io.StringIO(out), delimiter="\t"))
    assert tuple(rows[0]) == TERM_COLUMNS
    assert [row["keyword"] for row in rows] == ["Dsor1", "rl", "ME\tK", "a\nb", 'q"']


def test_broken_records_are_reported_and_passed() -> None:
    stdin = lines(FLY, "{broken", {"keywords": {}}, "", HUMAN)
    for format in ("json", "jsonl", "tsv", "table"):
        out, err = run("normalize", "-", "--format", format, stdin=stdin, status=1)
        assert "<stdin>:2:" in err
        assert "<stdin>:3:" in err
        assert "vemurafenib" in out
    out, _ = run("normalize", "-", "--format", "jsonl", stdin=stdin, status=1)
    results = [json.loads(line) for line in out.splitlines()]
    assert [r["figid"] for r in results] == ["a", "", "", "b"]
    assert [f["code"] for f in results[1]["flags"]] == ["broken_record"]
    for result in results:
        jsonschema.Draft202012Validator(load("result")).validate(result)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\nfigid: [\n---\n")
    (tmp_path / "latin.jsonl").write_bytes(b'{"figid": "\xe9"}\n')
    out, err = run("normalize", str(tmp_path / "bad.md"), str(tmp_path / "none.md"), EXAMPLE, status=2)
    assert "bad.md:" in err
    assert "none.md: no such file" in err
    assert "Dsor1" in out
    _, err = run("normalize", str(tmp_path / "latin.jsonl"), status=1)
    assert "latin.jsonl:1:" in err
    assert "UTF-8" in err


def test_a_known_organism() -> None:
    out, _ = run("normalize", "-", "-f", "jsonl", "--organism", "mouse", stdin=lines({"keywords": ["AKT1"]}))
    assert json.loads(out)["terms"][0]["match"]["curie"] == "mgi:87986"
    _, err = run("normalize", "-", "--organism", "unicorn", status=2)
    assert "unicorn" in err


def test_own_names(tmp_path: Path) -> None:
    (tmp_path / "lab.tsv").write_text("MyFavouriteMEK\thgnc:6840\n")
    out, _ = run("ground", "MyFavouriteMEK", "-f", "json", "--extra", str(tmp_path / "lab.tsv"), "--organism", "human")
    assert json.loads(out)["terms"][0]["match"]["name"] == "MAP2K1"
    _, err = run("ground", "MEK", "--extra", str(tmp_path / "none.tsv"), status=2)
    assert "none.tsv" in err


def test_nothing_is_written_to_a_closed_pipe() -> None:
    main = f'"{sys.executable}" -c "from pfocr_norm.cli import main; main()"'
    command = f"set -o pipefail; {main} normalize examples examples -f json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == b""
    assert done.returncode in (0, 141)


def test_a_terminal_that_knows_only_ascii() -> None:
    out, _ = run("ground", "ERα", "--organism", "human", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "ESR1" in out


# -- explain, ground ---------------------------------------------------------------------------------------


def test_explain() -> None:
    out, _ = run("explain", EXAMPLE, "Dsor1")
    assert "label      MEK" in out
    assert "* 0." in out
    assert "fplx:MEK" in out
    assert "because" in out
    assert run("explain", EXAMPLE, "dsor1")[0] == out


def test_explain_what_is_not_there() -> None:
    _, err = run("explain", EXAMPLE, "nonsense", status=2)
    assert "Dsor1" in err
    _, err = run("explain", "examples/none.md", "Dsor1", status=2)
    assert "none.md" in err


def test_ground() -> None:
    out, _ = run("ground", "MEK1", "tamoxifen", "--organism", "human", "--format", "tsv")
    rows = list(csv.DictReader(io.StringIO(out), delimiter="\t"))
    assert [row["curie"] for row in rows] == ["hgnc:6840", "drugbank:DB00675"]
    out, _ = run("ground", "Akt1", "--context", "in the liver of C57BL/6 mice", "-f", "json")
    assert json.loads(out)["terms"][0]["match"]["curie"] == "mgi:87986"
    out, _ = run("ground", "MEK1")
    assert "MEK1" in out


# -- wrong use ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["normalize"], ["ground"], ["explain"], ["explain", EXAMPLE], ["nonsense"],
        ["normalize", EXAMPLE, "--format", "xml"], ["normalize", "--nonsense"],
        ["normalize", EXAMPLE, "--data", "none.pnv"], ["ground", "MEK", "--data", EXAMPLE],
    ],
)  # fmt: skip
def test_wrong_use_ends_with_two(arguments: list[str]) -> None:
    _, err = run(*arguments, status=2)
    assert err


def test_help_and_version() -> None:
    out, _ = run("--help")
    for name in ("normalize", "explain", "ground", "annotate", "audit", "data"):
        assert name in out
        assert run(name, "--help")[0]
    assert "vocabulary" in run("--version")[0]
    assert "vocabulary" in run("--version", PFOCR_NORM_DATA="")[0]


def test_the_start_loads_nothing_heavy() -> None:
    heavy = ["numpy", "pandas", "polars", "pyarrow", "requests", "mygene", "matplotlib", "jinja2", "marisa_trie"]
    code = f"import sys, pfocr_norm.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", "<&-", ">&- <&-"])
def test_closed_streams(closed: str) -> None:
    command = f'"$0" -m pfocr_norm ground - {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 2)
