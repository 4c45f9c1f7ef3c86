"""Where the vocabulary lies: what is set wrongly is told with the way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm import Lexicon, LexiconError
from pfocr_norm.building.releases import DataStore
from pfocr_norm.cli.data import app
from pfocr_norm.vocabulary.location import embedded_path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "vocabularies").mkdir()
    monkeypatch.setenv("PFOCR_NORM_DATA", str(tmp_path))
    return tmp_path


def call(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_home_folder_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PFOCR_NORM_DATA", "~nobody-at-all/x")
    with pytest.raises(LexiconError, match="no such home folder"):
        Lexicon.open()
    result = CliRunner().invoke(app, ["list"])
    assert result.exit_code == 2
    assert "no such home folder" in result.output


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"2026.11\xff"])
def test_a_pointer_that_is_no_text(folder: Path, content: bytes) -> None:
    (folder / "in_use").write_bytes(content)
    with pytest.raises(LexiconError, match=r"in_use: damaged.*data use embedded"):
        Lexicon.open()
    assert "embedded" in call("list")
    call("use", "embedded")
    assert Lexicon.open().path == embedded_path()


@pytest.mark.parametrize(
    "manifest",
    [
        {"names": "many", "concepts": None, "version": 3, "sources": "hgnc"},
        {"sources": [{"key": "hgnc", "entries": "many"}, "mgi", {}]},
        {"sources": [{"key": 5, "entries": None, "version": None, "licence": []}]},
        [], "text", None, 5,
    ],
)  # fmt: skip
def test_a_manifest_of_other_things(folder: Path, manifest: object) -> None:
    place = folder / "vocabularies" / "1.0"
    place.mkdir()
    place.joinpath("vocabulary.pnv").write_bytes(embedded_path().read_bytes())
    place.joinpath("manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert DataStore().use("1.0").in_use
    for arguments in (["list"], ["list", "--json"], ["info"], ["info", "1.0", "--json"], ["verify"]):
        call(*arguments)
