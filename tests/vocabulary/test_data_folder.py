"""An empty or new data folder means the embedded vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from pfocr_norm import LexiconError, Normalizer
from pfocr_norm.vocabulary.location import embedded_path


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_a_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    folder = tmp_path / "data"
    if there:
        folder.mkdir()
    monkeypatch.setenv("PFOCR_NORM_DATA", str(folder))
    assert Normalizer().lexicon.path == embedded_path()


def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PFOCR_NORM_DATA", str(tmp_path / "none.pnv"))
    with pytest.raises(LexiconError, match="no vocabulary there"):
        Normalizer()
