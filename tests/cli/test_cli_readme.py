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

    number = re.compile(r"[+(]?\d\.\d+\)?")

    def words(line: str) -> list[str]:
        return [word for word in line.split() if not number.fullmatch(word)]

    def scores(line: str) -> list[float]:
        return [float(word.strip("+()")) for word in line.split() if number.fullmatch(word)]

    lines = {" ".join(words(line)): scores(line) for line in real}
    for line in shown:
        if "…" not in line:
            # Scores move a little with the vocabulary.
            assert scores(line) == pytest.approx(lines[" ".join(words(line))], abs=0.02)


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


@pytest.mark.parametrize(
    "page", sorted(str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md"))
)
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


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def printed_commands(text: str) -> list[str]:
    """Lines of blocks, and code in the text, that begin with the command."""
    lines = [line.strip().removeprefix("$ ") for line in re.sub(r"\\\n\s*", " ", text).splitlines()]
    inline = re.findall(r"`(pfocr-norm [^`]+)`", text)
    piped = (part.strip() for line in [*lines, *inline] for part in re.split(r"\s\|\s", line.partition("  #")[0]))
    return [part.partition(" > ")[0] for part in piped if part.startswith("pfocr-norm ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_printed_command_has_its_options(page: Path) -> None:
    """No page names a command or an option that there is not, also where it is not run."""
    import shlex

    from typer.main import get_command

    from pfocr_norm.cli import app

    for line in printed_commands(page.read_text(encoding="utf-8")):
        command = get_command(app)
        for word in shlex.split(line)[1:]:
            inner = getattr(command, "commands", None)
            if inner is not None and not word.startswith("-"):
                assert word in inner, line
                command = inner[word]
            elif re.fullmatch(r"--?[A-Za-z][\w-]*", word):
                known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"-h", "--help"}
                assert word in known, line


def test_every_extra_is_named_where_one_installs() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text.partition("[project.optional-dependencies]")[2].partition("\n[")[0]
    extras = re.findall(r"^(\w+) = \[", section, re.MULTILINE)
    assert "frames" in extras
    for page in (README, (ROOT / "docs" / "index.md").read_text(encoding="utf-8")):
        for extra in set(extras) - {"all", "docs", "bench", "dev"}:
            assert re.search(rf"`{extra}`|\[{extra}\]", page), extra


def test_roles_of_docstrings_are_shown_as_code() -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("site_hooks", ROOT / "docs" / "hooks.py")
    assert spec is not None and spec.loader is not None
    hooks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hooks)
    html = "One :class:<code>~pfocr_norm.Term</code> a name; :data:<code>NAME_COLUMNS</code>."
    assert hooks.on_page_content(html) == "One <code>Term</code> a name; <code>NAME_COLUMNS</code>."
