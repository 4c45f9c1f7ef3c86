"""The vocabulary file: what is written is read back, and what is damaged is refused with the way out."""

from __future__ import annotations

import json
import pickle
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pfocr_norm import Lexicon, LexiconError, Normalizer
from pfocr_norm.building.writer import write_lexicon
from pfocr_norm.text import names as nm
from pfocr_norm.vocabulary.codes import (
    FORMAT,
    MAGIC,
    RENDERINGS,
    decoder,
    encode_identifier,
    get_varints,
    put_varint,
    rendering_of,
)
from pfocr_norm.vocabulary.entry import Entry, Name


def gene(curie: str, symbol: str, taxon: int, *names: Name, **more: list[str]) -> Entry:
    return Entry(curie, symbol, "gene", taxon, [Name(symbol, "approved", "test"), *names], **more)


def small_vocabulary() -> list[Entry]:
    return [
        gene("hgnc:6840", "MAP2K1", 9606, Name("MEK1", "alias", "test"), Name("PRKMK1", "previous", "test"),
             Name("mitogen-activated protein kinase kinase 1", "full_name", "test"),
             xrefs=["ncbigene:5604", "uniprot:Q02750", "ensembl:ENSG00000169032"], orthologs=["homologene:2063"]),
        gene("hgnc:6842", "MAP2K2", 9606, Name("MEK2", "alias", "test"), xrefs=["ncbigene:5605"]),
        gene("flybase:FBgn0010269", "Dsor1", 7227, Name("MEK", "alias", "test"), Name("DMEK", "alias", "test"),
             xrefs=["ncbigene:31872"], orthologs=["homologene:2063"]),
        gene("zfin:ZDB-GENE-040426-2759", "map2k1", 7955, orthologs=["hgnc:6840"]),
        gene("wormbase:WBGene00003186", "mek-2", 6239),
        gene("ncbigene:851803", "STE7", 4932),
        Entry("fplx:MEK", "MEK", "family", 9606, [Name("MEK", "approved", "test"), Name("MKK", "alias", "test")],
              members=["hgnc:6840", "hgnc:6842"]),
        Entry("drugbank:DB08911", "Trametinib", "drug", None,
              [Name("Trametinib", "approved", "test"), Name("Mekinist", "brand", "test"),
               Name("GSK-1120212", "alias", "test")],
              xrefs=["chebi:75998", "mesh:C560077", "chembl.compound:CHEMBL2103875"]),
        Entry("chebi:39867", "valproic acid", "chemical", None,
              [Name("valproic acid", "approved", "test"), Name("valproate", "alias", "test")],
              forms=[("chebi:39867", "valproic acid"), ("chebi:60654", "valproate"), ("chebi:9925", "Valproate-x")]),
        Entry("mesh:D047072", "Aromatase Inhibitors", "role", None, [Name("Aromatase Inhibitors", "approved", "test")]),
    ]  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "small.pnv"
    write_lexicon(small_vocabulary(), target, version="test-1", sources=[{"key": "test", "licence": "CC0"}])
    return target


def test_everything_is_read_back(path: Path) -> None:
    lexicon = Lexicon.open(path)
    lexicon.verify()
    entries = small_vocabulary()
    assert len(lexicon) == len(entries)
    assert lexicon.version == "test-1"
    for entry in entries:
        number = lexicon.find(entry.curie)
        assert number is not None, entry.curie
        concept = lexicon.concept(number)
        assert (concept.reference.curie, concept.name) == (entry.curie, entry.name)
        assert (concept.entity_type, concept.taxon) == (entry.entity_type, entry.taxon)
        names = [(name.text, name.status) for name in lexicon.names(number)]
        assert names[0] == (entry.name, "approved")
        assert sorted(names) == sorted((name.text, name.status) for name in entry.names)
        for name in entry.names:
            assert number in {hit.concept for hit in lexicon.hits(nm.fold(name.text))}
        given = {f"{prefix}:{identifier}" for prefix, ids in concept.xrefs for identifier in ids}
        assert set(entry.xrefs) <= given
        assert [lexicon.reference(member).curie for member in concept.members] == entry.members


def test_cross_references_find_the_concept(path: Path) -> None:
    lexicon = Lexicon.open(path)
    homes = {"ncbigene:5604": "hgnc:6840", "chebi:75998": "drugbank:DB08911", "mesh:C560077": "drugbank:DB08911"}
    for curie, home in homes.items():
        number = lexicon.find(curie)
        assert number is not None, curie
        assert lexicon.reference(number).curie == home
    for curie in ("hgnc:1", "nothing:here", "", ":", "hgnc:", "hgnc:x", "ncbigene:99999999999999999999999"):
        assert lexicon.find(curie) is None


def test_orthologs(path: Path) -> None:
    lexicon = Lexicon.open(path)
    human, fly = lexicon.find("hgnc:6840"), lexicon.find("flybase:FBgn0010269")
    assert human is not None
    assert fly is not None
    assert lexicon.orthologs(fly, 9606) == [human]
    assert lexicon.orthologs(human, 7227) == [fly]
    assert [lexicon.reference(n).curie for n in lexicon.orthologs(human, 7955)] == ["zfin:ZDB-GENE-040426-2759"]
    assert lexicon.orthologs(human, 6239) == []


def test_one_name_of_several_things(path: Path) -> None:
    lexicon = Lexicon.open(path)
    assert {lexicon.reference(hit.concept).curie for hit in lexicon.hits("mek")} == {"fplx:MEK", "flybase:FBgn0010269"}
    assert lexicon.hits("no such key") == ()
    assert "mek1" in lexicon
    assert "MEK1" not in lexicon


def test_the_same_entries_give_the_same_bytes(tmp_path: Path) -> None:
    entries = small_vocabulary()
    write_lexicon(entries, tmp_path / "one", version="1")
    write_lexicon(reversed(entries), tmp_path / "two", version="1")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_two_entries_of_one_thing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="same CURIE"):
        write_lexicon([*small_vocabulary(), gene("hgnc:6840", "OTHER", 9606)], tmp_path / "x", version="1")


def test_an_empty_vocabulary_opens(tmp_path: Path) -> None:
    write_lexicon([], tmp_path / "empty.pnv", version="0")
    lexicon = Lexicon.open(tmp_path / "empty.pnv")
    lexicon.verify()
    assert len(lexicon) == 0
    assert lexicon.hits("mek") == ()
    assert lexicon.find("hgnc:6840") is None


# -- what is no vocabulary ---------------------------------------------------------------------------------


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"no vocabulary there.*pfocr-norm data"):
        Lexicon.open(tmp_path / "none.pnv")


@pytest.mark.parametrize(
    "content", [b"", b"P", MAGIC, b"PK\x03\x04 a zip, perhaps", b"<html>Sign in</html>" * 100, bytes(4096)]
)
def test_foreign(tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "foreign.pnv"
    target.write_bytes(content)
    with pytest.raises(LexiconError, match=r"foreign\.pnv"):
        Lexicon.open(target)


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(LexiconError):
        Lexicon.open(tmp_path)


def test_other_format(path: Path) -> None:
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, len(MAGIC), FORMAT + 1)
    path.write_bytes(data)
    with pytest.raises(LexiconError, match=f"format {FORMAT + 1}.*reads format {FORMAT}"):
        Lexicon.open(path)


def test_truncated_anywhere(path: Path) -> None:
    data = path.read_bytes()
    for length in {*range(0, 200, 7), *range(200, len(data), 997), len(data) - 1}:
        path.write_bytes(data[:length])
        with pytest.raises(LexiconError):
            Lexicon.open(path)


def test_longer_than_it_says(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\x00")
    with pytest.raises(LexiconError, match="damaged"):
        Lexicon.open(path)


def decoded(template: str, number: int) -> tuple[str, str]:
    prefix, write = decoder(template)
    return prefix, write(number)


@given(st.data())
def test_a_flipped_byte_is_found(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Opening checks the header; verify() checks all; padding between sections carries nothing."""
    target = tmp_path_factory.getbasetemp() / "flip.pnv"
    write_lexicon(small_vocabulary(), target, version="1")
    content = bytearray(target.read_bytes())
    head = len(MAGIC) + 16
    length = struct.unpack_from("<I", content, len(MAGIC) + 4)[0]
    header = json.loads(bytes(content[head : head + length]))
    carried = set(range(head + length))
    for start, count, _ in header["sections"].values():
        carried.update(range(head + length + start, head + length + start + count))
    place = data.draw(st.sampled_from(sorted(carried)))
    content[place] ^= data.draw(st.integers(1, 255))
    broken = target.with_name("flipped.pnv")
    broken.write_bytes(content)
    with pytest.raises(LexiconError):
        Lexicon.open(broken).verify()


def test_the_embedded_vocabulary_is_whole(lexicon: Lexicon) -> None:
    lexicon.verify()


# -- what opening costs ------------------------------------------------------------------------------------


def test_it_pickles_to_its_path(lexicon: Lexicon, normalizer: Normalizer, path: Path) -> None:
    assert len(pickle.dumps(lexicon)) < 2000
    assert len(pickle.dumps(normalizer)) < 2000
    small = Normalizer(path, organism="human")
    again = pickle.loads(pickle.dumps(small))
    assert again.lexicon.path == path
    assert again.organism == 9606
    assert again.normalize({"keywords": ["MEK1"]}) == small.normalize({"keywords": ["MEK1"]})


# -- codes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "curie",
    [
        "hgnc:6840", "flybase:FBgn0010269", "ncbigene:5604", "zfin:ZDB-GENE-030131-5", "zfin:ZDB-LINCRNAG-050522-1",
        "wormbase:WBGene00003186", "uniprot:P31749", "uniprot:A0A024R1V6", "ensembl:ENSG00000169032", "mesh:D047072",
        "mesh:C000721373", "drugbank:DB00675", "chebi:41774", "chembl.compound:CHEMBL83", "tair:AT1G01010",
    ],
)  # fmt: skip
def test_identifiers_of_databases(curie: str) -> None:
    prefix, _, identifier = curie.partition(":")
    coded = encode_identifier(prefix, identifier)
    assert coded is not None
    assert decoded(*coded) == (prefix, identifier)


@given(
    st.sampled_from(["uniprot", "hgnc", "zfin", "mesh", "x"]),
    st.one_of(
        st.text(max_size=20),
        st.from_regex(r"ZDB-[A-Z]{2,6}-[0-9]{6}-[0-9]{1,9}", fullmatch=True),
        st.from_regex(r"[A-Z][A-Z0-9]{1,20}", fullmatch=True),
        st.from_regex(r"[A-Za-z{}:~]{0,4}[0-9]{1,24}", fullmatch=True),
    ),
)
@example("uniprot", "É1")
@example("uniprot", "Z" * 20)
@example("zfin", "ZDB-GENE-030131-1234567")
@example("hgnc", "007")
@example("x", "{}1")
@example("x", "1~zdb2")
def test_identifiers_survive(prefix: str, identifier: str) -> None:
    coded = encode_identifier(prefix, identifier)
    if coded is not None:
        assert decoded(*coded) == (prefix, identifier)
        assert 0 <= coded[1] < 1 << 64


@given(st.lists(st.integers(0, 1 << 64), max_size=20))
def test_varints(numbers: list[int]) -> None:
    data = bytearray()
    for number in numbers:
        put_varint(data, number)
    assert get_varints(data) == numbers


@given(st.text(st.sampled_from("ABcd1-αβ (/."), max_size=12))
def test_renderings(text: str) -> None:
    key = nm.fold(text)
    code = rendering_of(key, text)
    if code < len(RENDERINGS):
        assert RENDERINGS[code](key) == text


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=3)), min_size=1, max_size=6))
def test_any_names_are_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, list[str]]]) -> None:
    entries = [
        Entry(f"x:{i}", label, "gene", 9606, [Name(label, "approved", "t"), *(Name(n, "alias", "t") for n in names)])
        for i, (label, names) in enumerate(rows)
    ]
    target = tmp_path_factory.getbasetemp() / "any.pnv"
    write_lexicon(entries, target, version="1")
    lexicon = Lexicon.open(target)
    for entry in entries:
        number = lexicon.find(entry.curie)
        assert number is not None
        texts = {name.text for name in lexicon.names(number)}
        for name in entry.names:
            key = nm.fold(nm.clean(name.text))
            if key:
                assert number in {hit.concept for hit in lexicon.hits(key)}
                assert key in {nm.fold(text) for text in texts}


def test_forms_of_a_substance_come_back_the_printed_one_first(path: Path) -> None:
    lexicon = Lexicon.open(path)
    (acid,), (anion,) = lexicon.hits("valproicacid"), lexicon.hits("valproate")
    assert lexicon.forms(acid.concept, acid.name) == ("chebi:39867", "chebi:60654", "chebi:9925")
    assert lexicon.forms(anion.concept, anion.name) == ("chebi:60654", "chebi:39867", "chebi:9925")
    assert lexicon.forms(acid.concept, -1, "chebi:9925")[0] == "chebi:9925"
    assert lexicon.forms(lexicon.find("hgnc:6840") or 0, 0) == ()


def test_a_file_without_forms_is_read_as_one_whose_substances_have_none(tmp_path: Path) -> None:
    data = small_file(tmp_path)
    length, _, size = struct.unpack("<III", data[len(MAGIC) + 4 : len(MAGIC) + 16])
    start = len(MAGIC) + 16
    header = json.loads(data[start : start + length])
    for section in ("forms", "fconcepts", "fplaces"):
        del header["sections"][section]
    text = json.dumps(header).encode()
    old = tmp_path / "old.pnv"
    head = MAGIC + struct.pack("<IIII", FORMAT, len(text), zlib.crc32(text), size) + text
    old.write_bytes(head + data[start + length :])
    lexicon = Lexicon.open(old)
    (acid,) = lexicon.hits("valproicacid")
    assert lexicon.forms(acid.concept, acid.name) == ()
    assert lexicon.symbol(acid.concept) == "valproic acid"


def small_file(folder: Path) -> bytes:
    target = folder / "small.pnv"
    write_lexicon(small_vocabulary(), target, version="test-1")
    return target.read_bytes()


def gene_of(curie: str, symbol: str, *xrefs: str) -> Entry:
    return Entry(curie, symbol, "gene", 9606, [Name(symbol, "approved", "hgnc")], list(xrefs))


IDENTIFIERS = [
    gene_of("hgnc:4776", "H3C1", "ncbigene:8350", "ensembl:ENSG00000275714", "uniprot:P68431"),
    gene_of("hgnc:4768", "H3C4", "ncbigene:8351", "uniprot:P68431", "uniprot:A0A087WVZ3"),
    gene_of("flybase:FBgn0010269", "Dsor1", "ensembl:FBgn0010269", "ncbigene:31872"),
    gene_of("zfin:ZDB-GENE-030805-2", "akt1", "ensembl:ENSDARG00000053656"),
    gene_of("ensembl:YOL086C", "ADH1", "sgd:S000005446"),
    gene_of("fplx:MEK", "MEK"),
    gene_of("uniprot:P0DTC2", "S"),
    gene_of("uniprot:A0A663DJA2", "ORF10", "ensembl:ENSSASG00005000013"),
]


@pytest.mark.parametrize(
    ("curie", "symbols"),
    [
        ("hgnc:4776", ["H3C1"]), ("HGNC:4776", ["H3C1"]), ("ncbigene:8351", ["H3C4"]), ("ncbigene:835", []),
        ("uniprot:P68431", ["H3C4", "H3C1"]), ("uniprot:p68431", ["H3C4", "H3C1"]), ("uniprot:A0A087WVZ3", ["H3C4"]),
        ("flybase:fbgn0010269", ["Dsor1"]), ("ensembl:FBgn0010269", ["Dsor1"]), ("zfin:zdb-gene-030805-2", ["akt1"]),
        ("ensembl:yol086c", ["ADH1"]), ("fplx:mek", ["MEK"]), ("uniprot:P0DTC2", ["S"]), ("uniprot:P0DTC3", []),
        ("uniprot:A0A663DJA2", ["ORF10"]), ("ensembl:ENSG00000275715", []), ("nothing", []), ("", []), ("hgnc:", []),
    ],
)  # fmt: skip
def test_every_identifier_is_found(tmp_path: Path, curie: str, symbols: list[str]) -> None:
    write_lexicon(IDENTIFIERS, tmp_path / "a.pnv", version="t")
    lexicon = Lexicon.open(tmp_path / "a.pnv")
    assert [lexicon.symbol(number) for number in lexicon.find_all(curie)] == symbols
    assert (lexicon.find(curie) is None) == (not symbols)


def test_identifiers_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    write_lexicon(IDENTIFIERS, tmp_path / "a.pnv", version="t")
    lexicon = Lexicon.open(tmp_path / "a.pnv")
    found = {lexicon.reference(n).curie: lexicon.concept(n) for n in range(len(lexicon))}
    assert set(found) == {entry.curie for entry in IDENTIFIERS}
    for entry in IDENTIFIERS:
        xrefs = {f"{prefix}:{i}" for prefix, ids in found[entry.curie].xrefs for i in ids}
        assert xrefs == set(entry.xrefs)
