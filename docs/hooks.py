"""What the documentation site works out when it is built: outputs of commands, the list of flags.

A fenced block ``console run`` has commands (``$ …``) that are run one after the other in a copy of the repository's
examples; what they print is shown below each. A block ``python run`` is run in the same folder, one session a page;
the value of its last expression is shown. A command that fails ends the build. ``<!-- flags -->`` becomes the help of
all commands.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"^```(console|python) run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FLAGS = "<!-- flags -->"
_ROLE = re.compile(r":(?:class|func|meth|data|mod|exc|attr):<code>~?([\w.]+)</code>")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Run the blocks of a page."""
    if _FLAGS in markdown:
        markdown = markdown.replace(_FLAGS, flags())
    if not _BLOCK.search(markdown):
        return markdown
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        scripts = _commands(Path(folder) / "bin")
        names: dict[str, Any] = {"__name__": "__page__"}

        def run(block: re.Match[str]) -> str:
            work = _console if block[1] == "console" else _python
            try:
                return f"```{block[1]}\n{work(block[2], folder, scripts, names)}```"
            except Exception as error:
                raise RuntimeError(f"{page.file.src_path}: {error}") from error

        return _BLOCK.sub(run, markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Show roles of reStructuredText in docstrings, ``:class:`~pfocr_norm.Term```, as code."""
    return _ROLE.sub(lambda role: f"<code>{role[1].rpartition('.')[2] if role[0].count('~') else role[1]}</code>", html)


def _commands(folder: Path) -> Path:
    """Make the command of this checkout one that a shell finds."""
    folder.mkdir()
    script = folder / "pfocr-norm"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pfocr_norm "$@"\n')
    script.chmod(0o755)
    return folder


def _console(text: str, folder: str, scripts: Path, names: dict[str, Any]) -> str:
    environment = {
        **os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "NO_COLOR": "1",
        "COLUMNS": "100",
    }  # fmt: skip
    out = []
    for line in text.splitlines():
        out.append(line)
        if not line.startswith("$ "):
            continue
        command, _, told = line[2:].partition("  # status ")
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode != int(told or 0):
            raise RuntimeError(f"{command}: status {done.returncode}: {done.stderr}")
        out += [shown.rstrip() for shown in (done.stdout + done.stderr).splitlines()]
    return "\n".join(out) + "\n"


def _python(text: str, folder: str, scripts: Path, names: dict[str, Any]) -> str:
    tree = ast.parse(text)
    before = os.getcwd()
    printed = io.StringIO()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(printed):
            last = tree.body[-1]
            if isinstance(last, ast.Expr):
                exec(compile(ast.Module(tree.body[:-1], []), "page", "exec"), names)
                value = eval(compile(ast.Expression(last.value), "page", "eval"), names)
                if value is not None:
                    print(value if isinstance(value, str) else repr(value))
            else:
                exec(compile(tree, "page", "exec"), names)
    finally:
        os.chdir(before)
    shown = printed.getvalue().rstrip("\n")
    return text + (f"```\n\n```text\n{shown}\n" if shown else "")


def flags() -> str:
    """Return the help of every command, as it is printed."""
    from typer.main import get_command

    sys.path.insert(0, str(ROOT))
    from pfocr_norm.cli import app

    out = []

    def walk(command: Any, path: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "pfocr_norm", *path.split()[1:], "--help"], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "COLUMNS": "88", "PYTHONPATH": str(ROOT)}, check=True,
        )  # fmt: skip
        shown = done.stdout.strip().replace("Usage: python -m pfocr_norm", "Usage: pfocr-norm", 1)
        out.append(f"## `{path}`\n\n```text\n{shown}\n```\n")
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, f"{path} {name}")

    walk(get_command(app), "pfocr-norm")
    return "\n".join(out)


