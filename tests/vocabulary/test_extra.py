"""Own names, stop words and overrides, layered over the vocabulary at run time."""

from __future__ import annotations

import pickle
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm import Lexicon, Normalizer
from pfocr_norm.errors import LexiconError
from pfocr_norm.formats.own_tables import read_own
from pfocr_norm.model.result import FlagCode, Status
from pfocr_norm.vocabulary.own import Own, OwnNames

RECORD = {
    "figid": "own",
    "papertitle": "Signalling in breast cancer patients",
    "caption": "labkin, XYZ-17 and PKBfoo act on AKT; labamine blocks MEK.",
    "keywords": ["labkin", "XYZ-17", "PKBfoo", "labamine", "MEK", "AKT"],
}
NAMES = """text\tcurie\tname\tpredicate\ttype\tprovenance\ttaxon\tentity_type
# a comment
PKBfoo\thgnc:391\t\toboInOwl:hasExactSynonym\t\tpubmed:1\tNCBITaxon:9606\t
labkin\tlab:1\tLABKIN1\toboInOwl:hasRelatedSynonym\t\t\thuman\t
XYZ-17\tlab:17\tXYZ-17\trdfs:label\t\t\t9606\tgene
old XYZ\tlab:17\tXYZ-17\toboInOwl:hasExactSynonym\tOMO:0003008\t\t9606\tgene
labamine\tlab:99\t\trdfs:label\tdrug\t\t\t
"""


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    path = tmp_path / "lab.tsv"
    path.write_text(NAMES, encoding="utf-8")
    return path


def answers(normalizer: Normalizer, record: object = None) -> dict[str, str | None]:
    result = normalizer.normalize(record or RECORD)  # type: ignore[arg-type]
    return {term.keyword: term.match.curie if term.match else None for term in result.terms}


def test_own_names_are_found_without_a_rebuild(lab: Path) -> None:
    assert answers(Normalizer())["labkin"] is None
    normalizer = Normalizer(extra=[lab])
    assert answers(normalizer) == {
        "labkin": "lab:1", "XYZ-17": "lab:17", "PKBfoo": "hgnc:391", "labamine": "lab:99", "MEK": "fplx:MEK",
        "AKT": "fplx:AKT",
    }  # fmt: skip
    result = normalizer.normalize(RECORD)
    match = next(term.match for term in result.terms if term.keyword == "labkin")
    assert match is not None and match.name == "LABKIN1" and match.taxon == 9606 and match.entity_type == "gene"
    assert {mention.text: mention.match.curie for mention in result.mentions if mention.match}["XYZ-17"] == "lab:17"
    assert "+own." in result.data_version


def test_words_that_are_not_own_mean_what_they_meant(lab: Path, examples: Path) -> None:
    plain, own = Normalizer(), Normalizer(extra=lab)
    for path in sorted(examples.glob("*.md")):
        assert answers(plain, path) == answers(own, path)


def test_two_columns_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "two.tsv"
    path.write_text("# ours\nPKBfoo\tHGNC:391\nbar kinase\tMGI:MGI:87986\n")
    own = read_own(path)
    assert [(name.text, name.curie, name.status) for name in own.names] == [
        ("PKBfoo", "hgnc:391", "alias"), ("bar kinase", "mgi:87986", "alias"),
    ]  # fmt: skip
    assert answers(Normalizer(extra=path))["PKBfoo"] == "hgnc:391"


def test_files_of_ssslm_are_read(tmp_path: Path) -> None:
    ssslm = pytest.importorskip("ssslm")
    from curies import NamedReference

    path = tmp_path / "ssslm.tsv"
    rows = [
        ssslm.LiteralMapping(
            reference=NamedReference(prefix="hgnc", identifier="391", name="AKT1"), text="PKBfoo",
            taxon=NamedReference(prefix="NCBITaxon", identifier="9606", name="Homo sapiens"),
        )
    ]  # fmt: skip
    ssslm.write_literal_mappings(rows, path)
    assert answers(Normalizer(extra=str(path)))["PKBfoo"] == "hgnc:391"


def test_overrides_hold_in_their_organism(tmp_path: Path) -> None:
    path = tmp_path / "decided.tsv"
    path.write_text("word\tcurie\torganism\nAKT\thgnc:391\tHomo sapiens\nAKT\tmgi:87986\tmouse\nMEK\thgnc:6840\t\n")
    normalizer = Normalizer(extra=[path])
    human = normalizer.normalize(RECORD)
    term = next(term for term in human.terms if term.keyword == "AKT")
    assert term.match is not None and term.match.curie == "hgnc:391"
    assert [flag.code for flag in term.flags] == [FlagCode.OVERRIDDEN]
    mouse = normalizer.normalize(
        {"caption": "Akt and Mek in C57BL/6 mice", "papertitle": "Mice", "keywords": ["AKT", "MEK"]}
    )
    assert [t.match.curie for t in mouse.terms if t.match] == ["mgi:87986", "hgnc:6840"]
    fly = normalizer.normalize(
        {"caption": "Akt in Drosophila melanogaster", "papertitle": "Drosophila", "keywords": ["AKT"]}
    )
    assert FlagCode.OVERRIDDEN not in [flag.code for flag in fly.terms[0].flags]
    assert {m.text: m.match.curie for m in human.mentions if m.match}["AKT"] == "hgnc:391"


def test_an_override_reaches_the_printed_word_behind_a_keyword() -> None:
    record = {
        "papertitle": "Resistance in breast cancer patients", "caption": "MEK and AKT1.", "keywords": ["Dsor1", "AKT1"],
        "organisms_ner": ["Drosophila melanogaster"],
    }  # fmt: skip
    assert answers(Normalizer(), record)["Dsor1"] == "fplx:MEK"
    assert answers(Normalizer(overrides={"MEK": "hgnc:6840"}), record)["Dsor1"] == "hgnc:6840"


def test_stop_words_are_stopped(tmp_path: Path) -> None:
    path = tmp_path / "stop.txt"
    path.write_text("stop\nMEK\nProtein kinase B\n")
    for normalizer in (Normalizer(extra=[path]), Normalizer(stop=path)):
        result = normalizer.normalize(RECORD)
        term = next(term for term in result.terms if term.keyword == "MEK")
        assert term.status is Status.STOPPED and term.match is None and term.flags[0].code is FlagCode.STOP_LISTED
        assert "MEK" not in [mention.text for mention in result.mentions]
        assert len(result.terms) == len(RECORD["keywords"])
    path.write_text("MEK\nsecond\tcolumn\n")
    with pytest.raises(LexiconError, match=r"stop\.txt:2: 'second column' is not one word"):
        Normalizer(stop=path)


def test_all_bad_lines_are_told_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(
        "text\tcurie\ttaxon\tentity_type\n"
        "good\thgnc:391\t\t\n"
        "\thgnc:391\t\t\n"
        "no curie\t391\t\t\n"
        "orc\tlab:1\tMiddle-earth orc\t\n"
        "thing\tlab:2\t9606\tthingy\n"
    )
    with pytest.raises(LexiconError) as caught:
        read_own(path)
    assert str(caught.value).splitlines() == [
        f"{path}:3: no text; write the name in the first column",
        f"{path}:4: '391' is no CURIE; write prefix:identifier, as in hgnc:6840",
        f"{path}:5: organism 'Middle-earth orc' is not known; write NCBITaxon:9606 or a scientific name",
        f"{path}:6: entity type 'thingy' is not one of gene, family, complex, chemical, drug, role, disease, protein, "
            "cell, tissue, structure, process, method, measure, organism",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("text\tcurie\nx\tnowhere:1\n", ":2: nowhere:1 is not in the vocabulary; give its entity_type"),
        ("text\tcurie\tentity_type\nx\tnowhere:1\tgene\n", ":2: nowhere:1 is not in the vocabulary; give its taxon"),
        ("word\tcurie\nAKT\tnowhere:1\n", ":2: nowhere:1 is not in the vocabulary; add it to a table of names"),
        ("word\tcurie\torganism\nAKT\thgnc:391\tQuux quux\n", ":2: organism 'Quux quux' is not known"),
        ("word\tcurie\n\thgnc:391\n", ":2: no word"),
        ("word\tcurie\nAKT\tAKT1\n", ":2: 'AKT1' is no CURIE"),
        ("alpha\tbeta\n", ":1: neither a header nor a name with its CURIE"),
        ("lonely\n", ":1: neither a header"),
    ],
)
def test_a_line_that_cannot_be_used(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(text)
    with pytest.raises(LexiconError) as caught:
        Normalizer(extra=[path])
    assert str(caught.value).startswith(f"{path}{told}")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"gone\.tsv: cannot be read: No such file"):
        read_own(tmp_path / "gone.tsv")
    path = tmp_path / "latin.tsv"
    path.write_bytes("text\tcurie\nIFN\u00e9\thgnc:391\n".encode("latin-1"))
    with pytest.raises(LexiconError, match=r"latin\.tsv:2: not UTF-8"):
        read_own(path)
    path.write_bytes(b"")
    assert not read_own(path)
    names = tmp_path / "names.tsv"
    names.write_text("text\tcurie\nx\thgnc:391\n")
    with pytest.raises(LexiconError, match="a table of names, expected one of stop"):
        read_own(stop=names)


def test_pickling_keeps_the_settings(lab: Path) -> None:
    normalizer = Normalizer(extra=[lab], overrides={"AKT": "hgnc:391"})
    data = pickle.dumps(normalizer)
    assert len(data) < 4000, "paths, not the vocabulary"
    again = pickle.loads(data)
    assert again.normalize(RECORD).to_json() == normalizer.normalize(RECORD).to_json()
    lexicon = pickle.loads(pickle.dumps(normalizer.lexicon))
    assert lexicon.version == normalizer.lexicon.version and lexicon.find("lab:17") is not None


def test_an_own_identifier_is_a_name_too(lab: Path) -> None:
    from pfocr_norm import ground

    found = ground(["lab:17", "hgnc:391"], normalizer=Normalizer(extra=[lab]))
    assert [term.match.name if term.match else None for term in found] == ["XYZ-17", "AKT1"]


def test_the_version_changes_with_the_content_alone(lab: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.tsv"
    twin.write_text(NAMES)
    assert Normalizer(extra=[lab]).data_version == Normalizer(extra=[twin]).data_version
    twin.write_text(NAMES + "more\thgnc:391\n")
    assert Normalizer(extra=[lab]).data_version != Normalizer(extra=[twin]).data_version


def test_the_layer_answers_like_a_vocabulary(lab: Path, lexicon: Lexicon) -> None:
    layered = OwnNames(lexicon, read_own(lab))
    size = len(lexicon)
    assert len(layered) == size + 3
    number = layered.find("lab:17")
    assert number is not None and number >= size
    assert [name.text for name in layered.names(number)] == ["XYZ-17", "old XYZ"]
    assert layered.names(number)[1].status == "previous" and layered.names(number)[0].source == "own"
    assert layered.symbol(number) == "XYZ-17" and layered.name_count(number) == 2 and layered.has_xrefs(number)
    assert layered.concept_keys(number) == [("xyz17", 0), ("oldxyz", 2)]
    assert layered.concept(number).members == () and layered.orthologs(number, 10090) == []
    assert "xyz17" in layered and "xyz17" not in lexicon
    assert layered.find_all("lab:17") == [number]
    assert layered.find_all("uniprot:P31749") == lexicon.find_all("uniprot:P31749")
    assert layered.has_prefix("xyz1") and "xyz17" in layered.keys_with_prefix("xyz")
    akt = layered.find("hgnc:391")
    assert akt == lexicon.find("hgnc:391") and akt is not None
    assert layered.name_count(akt) == lexicon.name_count(akt) + 1
    assert [name.text for name in layered.names(akt)][-1] == "PKBfoo"
    for hit in layered.hits("pkbfoo"):
        assert (
            layered.name_text(hit.name) == "PKBfoo"
            and layered.name_key(hit.name) == "pkbfoo"
            and layered.is_usual(hit.name)
        )
    with pytest.raises(IndexError):
        layered.reference(size + 3)
    assert OwnNames(lexicon, Own()).hits("akt1") == lexicon.hits("akt1")


KEYS = st.lists(
    st.tuples(st.text(string.ascii_letters + "αβ-/ 123", min_size=1, max_size=12), st.integers(0, 6)),
    min_size=1,
    max_size=12,
)


@given(KEYS)
def test_hits_agree_with_a_naive_layer(rows: list[tuple[str, int]]) -> None:
    from pfocr_norm.text import names as nm
    from pfocr_norm.vocabulary.own import OwnName

    lexicon = Lexicon.open()
    own = Own(
        tuple(OwnName(text, f"lab:{n}", f"LAB{n}", "alias", "gene", 9606, "x:1") for text, n in rows if nm.fold(text))
    )
    layered = OwnNames(lexicon, own)
    expected: dict[str, set[str]] = {}
    for name in own.names:
        for text in (name.text, name.name):
            expected.setdefault(nm.fold(text), set()).add(name.curie)
    for key, curies in expected.items():
        found = {layered.reference(hit.concept).curie for hit in layered.hits(key)}
        assert found == curies | {lexicon.reference(hit.concept).curie for hit in lexicon.hits(key)}


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "own.tsv"
    path.write_bytes(data)
    for kind in ({"extra": path}, {"stop": path}, {"overrides": path}):
        try:
            read_own(**kind)
        except LexiconError as error:
            assert "own.tsv" in str(error)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device")
@pytest.mark.parametrize("option", ["extra", "overrides", "stop"])
def test_a_device_is_no_table(option: str) -> None:
    with pytest.raises(LexiconError, match="/dev/zero: cannot be read: is a device, not a file"):
        read_own(**{option: "/dev/zero"})
