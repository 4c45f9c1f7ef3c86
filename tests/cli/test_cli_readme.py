"""What README and guide show is what happens."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_example() -> None:
    shown = README.split("$ pfocr-norm normalize examples/breast-cancer.md\n")[1].split("```")[0].splitlines()
    code = "from pfocr_norm.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "normalize", "examples/breast-cancer.md"],
        capture_output=True, check=True, cwd=ROOT,
    )  # fmt: skip
    real = done.stdout.decode().splitlines()

    def words(line: str) -> list[str]:
        # Scores move a little with the vocabulary.
        return [word for word in line.split() if not re.fullmatch(r"[+(]?\d\.\d+\)?", word)]

    lines = [words(line) for line in real]
    for line in shown:
        if "…" not in line and "“" not in line:
            assert words(line) in lines


def test_the_python_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = README.split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {}
    for line in code.splitlines():
        statement, _, comment = line.partition("#")
        if statement.strip().startswith(("from", "print")) or "=" in statement.split("(")[0]:
            exec(statement, names)
        elif statement.strip():
            value = eval(statement, names)
            if comment.strip().startswith(("'", "('")):
                assert value == eval(comment)


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_links_and_examples_of_a_page(page: str) -> None:
    path = ROOT / "docs" / page
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target
    found = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert found.failed == 0


def test_links_of_the_readme() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_commands_of_the_readme_exist() -> None:
    from typer.main import get_command

    from pfocr_norm.cli import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert set(re.findall(r"`pfocr-norm (\w+)", README)) <= set(commands)
