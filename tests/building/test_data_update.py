"""Fetching, compiling, installing and choosing vocabularies, against a real server that behaves."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from release_samples import COMPLETE, NAMES_DMP, ReleaseServer, path_of, release_files, tsv, write_base
from typer.testing import CliRunner

from pfocr_norm.building.refresh import decompile, refresh
from pfocr_norm.building.releases import DataStore, Fetcher, Report, build_from, diff, update
from pfocr_norm.building.sources.releases import KEYS
from pfocr_norm.building.writer import write_lexicon
from pfocr_norm.cli.data import app
from pfocr_norm.errors import LexiconError, SourceError
from pfocr_norm.vocabulary.location import default_path, embedded_path
from pfocr_norm.vocabulary.reader import Lexicon


@pytest.fixture
def server() -> Iterator[ReleaseServer]:
    server = ReleaseServer()
    yield server
    server.close()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataStore:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "vocabularies").mkdir()
    monkeypatch.setenv("PFOCR_NORM_DATA", str(folder))
    return DataStore()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_base(tmp_path / "base.pnv")


def fetcher(server: ReleaseServer, **options: object) -> Fetcher:
    return Fetcher(mirror=server.url, **{"timeout": 5.0, "backoff": 0.01, "retries": 2, **options})  # type: ignore[arg-type]


def run(store: DataStore, server: ReleaseServer, *sources: str, base: Path, **options: object) -> Report:
    return update(store, sources, fetcher=fetcher(server), base=base, **options)  # type: ignore[arg-type]


def names_of(lexicon: Lexicon, curie: str) -> dict[str, str]:
    number = lexicon.find(curie)
    assert number is not None, curie
    return {name.text: name.status for name in lexicon.names(number)}


def test_every_source_is_fetched_compiled_and_used(store: DataStore, server: ReleaseServer, base: Path) -> None:
    report = run(store, server, *KEYS, base=base)
    assert report.failed == {} and report.fetched == list(KEYS) and report.compiled
    assert default_path() == store.versions / str(report.version) / "vocabulary.pnv"
    lexicon = Lexicon.open()
    lexicon.verify()
    assert lexicon.version == report.version
    # HGNC: its names are replaced, the other source's stay, what it withdrew is gone.
    akt = names_of(lexicon, "hgnc:391")
    assert akt["AKT1"] == "approved" and akt["PKB"] == "alias" and akt["OLDAKT"] == "withdrawn"
    assert "stale alias" not in akt and "RAC-ALPHA" in akt and "proto-Akt" in akt and "protein kinase B alpha" in akt
    assert names_of(lexicon, "hgnc:26077")["MARCH1"] == "previous"
    assert lexicon.find("hgnc:77") is None and lexicon.find("hgnc:9999") is not None
    assert lexicon.find("ncbigene:100") is not None, "NCBI's own gene stays"
    # FlyBase: renamed by the release, bridged to NCBI Gene.
    assert lexicon.symbol(lexicon.find("flybase:FBgn0010379") or 0) == "Akt"
    assert names_of(lexicon, "flybase:FBgn0010379")["Akt1"] in ("alias", "previous")
    assert lexicon.find("ncbigene:31872") == lexicon.find("flybase:FBgn0010269")
    # Yeast and plants by NCBI Gene and SGD.
    assert "YOL086C" in names_of(lexicon, "ncbigene:854068")
    assert "HY4" in names_of(lexicon, "ncbigene:826557")
    assert lexicon.symbol(lexicon.find("ncbigene:826557") or 0) == "CRY1"
    # Orthologs across releases.
    human = lexicon.find("hgnc:391")
    assert human is not None
    found = {
        taxon: [lexicon.symbol(n) for n in lexicon.orthologs(human, taxon)]
        for taxon in (7227, 10090, 10116, 6239, 7955)
    }
    assert found == {7227: ["Akt"], 10090: ["Akt1"], 10116: ["Akt1"], 6239: ["akt-1"], 7955: ["akt1"]}
    # Families and substances.
    family = lexicon.concept(lexicon.find("fplx:NEWFAM") or 0)
    assert [lexicon.symbol(member) for member in family.members] == ["NEWKIN1"]
    drug = names_of(lexicon, "drugbank:DB00675")
    assert {"Novaldex", "Nolvadex", "Tamoxifen citrate", "trans-tamoxifen"} <= set(drug)
    assert lexicon.find("chebi:41774") == lexicon.find("mesh:D013629") == lexicon.find("drugbank:DB00675")
    assert names_of(lexicon, "mesh:C500001")["ND-77"] == "alias"
    assert lexicon.find("mesh:D000090") is not None
    # The manifest tells where everything is from.
    manifest = json.loads((default_path().parent / "manifest.json").read_text())
    about = {item["key"]: item for item in manifest["sources"]}
    assert about["flybase"]["version"] == "2025_04" and about["hgnc"]["files"]["complete"]["sha256"]
    assert about["hgnc"]["files"]["complete"]["url"].startswith("https://storage.googleapis.com/")
    assert manifest["base"]["version"] == "base"
    # Each answer names the releases it came from by their dates: as the server dates the files, else the name.
    assert about["flybase"]["released"] == "2025-07-01"
    assert dict(lexicon.sources)["hgnc"] == "2025-07-01"
    assert (default_path().parent / "organism_names.tsv").read_text().splitlines()[2:] == [
        "6239\tRhabditis elegans", "7227\tSophophora melanogaster",
    ]  # fmt: skip


def test_a_second_call_is_cheap(store: DataStore, server: ReleaseServer, base: Path) -> None:
    first = run(store, server, "hgnc", "rgd", base=base)
    sent = dict(server.sent)
    second = run(store, server, "hgnc", "rgd", base=base)
    assert second.current == ["hgnc", "rgd"] and not second.compiled and second.version == first.version
    assert server.sent == sent, "the server sends nothing again"
    assert any("If-None-Match" in headers for _, headers in server.requests)


def test_one_changed_file_is_enough(store: DataStore, server: ReleaseServer, base: Path) -> None:
    first = run(store, server, "hgnc", base=base)
    server.files[path_of("hgnc", "complete")] = COMPLETE.replace("NK-ONE", "NK-UNO").encode()
    second = run(store, server, "hgnc", base=base)
    assert second.compiled and second.version != first.version
    assert "NK-UNO" in names_of(Lexicon.open(), "hgnc:9999")
    assert len(list((store.releases / "hgnc").iterdir())) == 3, "two tables and their state: the old one is gone"
    changes = diff(Lexicon.open(store.find(first.version).path), Lexicon.open(), keywords=["NK-ONE", "NK-UNO", "AKT1"])
    assert [change.keyword for change in changes.keywords] == ["NK-ONE", "NK-UNO"]
    assert changes.keywords[1].gained[0].curie == "hgnc:9999"


def test_sources_of_earlier_calls_stay(store: DataStore, server: ReleaseServer, base: Path) -> None:
    run(store, server, "hgnc", base=base)
    run(store, server, "wormbase", base=base)
    lexicon = Lexicon.open()
    assert lexicon.find("hgnc:9999") is not None and lexicon.find("wormbase:WBGene00000102") is not None


def test_an_older_release_has_an_address_of_its_own(store: DataStore, server: ReleaseServer, base: Path) -> None:
    old = path_of("hgnc", "complete").rpartition("/tsv/tsv/")[0] + "/archive/archive/monthly/tsv/"
    server.files[f"{old}hgnc_complete_set_2025-01-01.txt"] = server.files[path_of("hgnc", "complete")]
    server.files[f"{old}withdrawn_2025-01-01.txt"] = server.files[path_of("hgnc", "withdrawn")]
    report = run(store, server, "hgnc", base=base, release={"hgnc": "2025-01-01"})
    assert report.fetched == ["hgnc"]
    stored = store.stored("hgnc")
    assert stored is not None and stored.release == "2025-01-01"
    report = run(store, server, "rgd", base=base, release={"rgd": "2025-01-01"})
    assert "keeps no older releases" in report.failed["rgd"]
    report = run(store, server, "flybase", base=base, release={"flybase": "../../etc"})
    assert "not a release of flybase" in report.failed["flybase"]


def test_an_older_release_is_looked_for_where_it_may_be(store: DataStore, server: ReleaseServer, base: Path) -> None:
    old = path_of("hgnc", "complete").rpartition("/tsv/tsv/")[0] + "/archive/archive/"
    # The quarterly file has stayed, and the list of withdrawn symbols bears the date of the day after.
    server.files[f"{old}quarterly/tsv/hgnc_complete_set_2024-01-01.txt"] = server.files[path_of("hgnc", "complete")]
    server.files[f"{old}monthly/tsv/withdrawn_2024-01-02.txt"] = server.files[path_of("hgnc", "withdrawn")]
    report = run(store, server, "hgnc", base=base, release={"hgnc": "2024-01-01"})
    assert report.fetched == ["hgnc"] and report.failed == {}
    stored = store.stored("hgnc")
    assert stored is not None and stored.files["withdrawn"].url.endswith("withdrawn_2024-01-02.txt")
    report = run(store, server, "hgnc", base=base, release={"hgnc": "2019-01-01"})
    assert "not there" in report.failed["hgnc"]


def test_a_server_that_wants_proof_or_has_closed_is_told_with_the_way_out(
    store: DataStore, server: ReleaseServer, base: Path
) -> None:
    server.misbehave(path_of("flybase", "synonyms"), "202+")
    server.misbehave(path_of("drugbank", "vocabulary"), "403+")
    said: list[str] = []
    report = run(store, server, "flybase", "drugbank", "hgnc", base=base, say=said.append)
    assert report.fetched == ["hgnc"]
    assert "a challenge" in report.failed["flybase"] and "data build --from" in report.failed["flybase"]
    assert any("DrugBank closes its downloads at times" in line for line in said)


def test_files_that_only_look_like_a_release_are_passed_over(store: DataStore, base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "descriptions.csv").write_text("FPLX,AKT,a text\n")
    (folder / "names.dmp").write_text(NAMES_DMP)
    report = build_from(store, folder, base=base)
    assert report.fetched == ["taxonomy"] and report.failed == {}


def test_a_release_that_shrinks_needs_force(store: DataStore, server: ReleaseServer, base: Path) -> None:
    first = run(store, server, "hgnc", base=base)
    path = path_of("hgnc", "complete")
    server.files[path] = "".join(COMPLETE.splitlines(keepends=True)[:3]).encode()
    report = run(store, server, "hgnc", base=base)
    assert "2 entries, 4 before" in report.failed["hgnc"] and "--force" in report.failed["hgnc"]
    assert report.version == first.version
    assert run(store, server, "hgnc", base=base, force=True).fetched == ["hgnc"]


def test_the_first_release_is_compared_with_the_vocabulary(store: DataStore, server: ReleaseServer, base: Path) -> None:
    server.files[path_of("hgnc", "complete")] = "".join(COMPLETE.splitlines(keepends=True)[:2]).encode()
    report = run(store, server, "hgnc", base=base)
    assert "1 entries, 4 before" in report.failed["hgnc"] and report.version is None


def test_build_from_files_that_are_there(store: DataStore, base: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "flybase").mkdir(parents=True)
    for path, content in release_files().items():
        name = path.rpartition("/")[2]
        if "flybase" in path and name:
            (folder / "flybase" / name).write_bytes(content)
        elif "hgnc" in path:
            (folder / name).write_bytes(content)
        elif name == "Arabidopsis_thaliana.gene_info.gz":
            import gzip

            (folder / name.removesuffix(".gz")).write_bytes(gzip.decompress(content))
        elif name == "all-drugbank-vocabulary":
            (folder / "drugbank_all_drugbank_vocabulary.csv.zip").write_bytes(content)
    report = build_from(store, folder, base=base)
    assert report.fetched == ["hgnc", "flybase", "ncbi_gene", "drugbank"]
    assert Lexicon.open().symbol(Lexicon.open().find("flybase:FBgn0010379") or 0) == "Akt"
    # A source that lacks a file is told, and the others go on.
    (folder / "withdrawn.txt").unlink()
    report = build_from(store, folder, base=base)
    assert "hgnc needs withdrawn_*.txt too" in report.failed["hgnc"]
    assert report.fetched == ["flybase", "ncbi_gene", "drugbank"] and report.version is not None
    (folder / "drugbank_all_drugbank_vocabulary.csv.zip").write_bytes(b"PK\x03\x04 cut")
    report = build_from(store, folder, sources=["flybase", "drugbank"], base=base)
    assert report.fetched == ["flybase"] and "damaged zip" in report.failed["drugbank"]
    with pytest.raises(SourceError, match=r"hgnc needs withdrawn_\*\.txt too"):
        build_from(store, folder, sources=["hgnc"], base=base)
    with pytest.raises(SourceError, match="no release file there"):
        build_from(store, store.folder, base=base)
    with pytest.raises(SourceError, match="no such folder"):
        build_from(store, folder / "nowhere", base=base)


def test_use_remove_and_verify(store: DataStore, server: ReleaseServer, base: Path) -> None:
    version = str(run(store, server, "rgd", base=base).version)
    with pytest.raises(LexiconError, match="is in use"):
        store.remove(version)
    assert store.verify().version == version
    store.use("embedded")
    assert default_path() == embedded_path()
    other = run(store, server, "zfin", base=base, use=False)
    assert default_path() == embedded_path() and other.compiled
    store.use(version)
    store.use("embedded")
    for bad in ("nothing", "../data", "", str(base)):
        with pytest.raises(LexiconError):
            store.use(bad)
    for bad in ("embedded", str(base)):
        with pytest.raises(LexiconError, match="it stays"):
            store.remove(bad)
    found = store.find(version).path
    data = bytearray(found.read_bytes())
    data[-100] ^= 255
    found.write_bytes(data)
    with pytest.raises(LexiconError, match="SHA-256 is"):
        store.verify(version)
    store.remove(version)
    assert [item.version for item in store.installed()] == ["embedded", other.version]
    assert store.verify_releases()
    victim = next(path for path in (store.releases / "zfin").iterdir() if "aliases" in path.name)
    victim.write_bytes(b"x")
    with pytest.raises(SourceError, match="zfin --force"):
        store.verify_releases()


def test_the_variable_may_name_a_vocabulary_or_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: Path
) -> None:
    monkeypatch.setenv("PFOCR_NORM_DATA", str(base))
    assert Lexicon.open().version == "base"
    folder = tmp_path / "one"
    folder.mkdir()
    monkeypatch.setenv("PFOCR_NORM_DATA", str(folder))
    assert default_path() == embedded_path(), "an empty folder is a place for vocabularies, and holds none yet"
    monkeypatch.setenv("PFOCR_NORM_DATA", str(tmp_path / "gone.pnv"))
    with pytest.raises(LexiconError, match="no vocabulary there"):
        Lexicon.open()
    monkeypatch.setenv("PFOCR_NORM_DATA", str(folder))
    os.rename(base, folder / "vocabulary.pnv")
    assert Lexicon.open().version == "base"
    monkeypatch.delenv("PFOCR_NORM_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert default_path() == embedded_path()
    assert DataStore().folder == tmp_path / "cache" / "pfocr-norm"


def test_a_vocabulary_read_back_is_the_same(base: Path, tmp_path: Path) -> None:
    lexicon = Lexicon.open(base)
    again = tmp_path / "again.pnv"
    write_lexicon(refresh(decompile(lexicon), {}), again, version="base")
    second = Lexicon.open(again)
    changes = diff(lexicon, second)
    assert not (changes.added or changes.removed or changes.renamed)
    assert list(lexicon.iter_names()) == list(second.iter_names())
    assert [lexicon.read_concept(n)[:7] for n in range(len(lexicon))] == [
        second.read_concept(n)[:7] for n in range(len(second))
    ]


def test_the_command_line(store: DataStore, server: ReleaseServer, base: Path, tmp_path: Path) -> None:
    runner = CliRunner()

    def call(*args: str, code: int = 0) -> str:
        result = runner.invoke(app, args)
        assert result.exit_code == code, (result.output, result.exception)
        return result.output

    common = ("--mirror", server.url, "--base", str(base), "--retries", "0", "--timeout", "5")
    output = call("update", "hgnc", *common)
    assert "hgnc: 4 entries" in output and "in use" in output
    assert "nothing new" in call("update", "hgnc", *common)
    version = str([item.version for item in store.installed()][-1])
    assert f"* {version}" in call("list")
    assert json.loads(call("list", "--json"))[-1]["in_use"] is True
    assert "CC0-1.0" in call("info") and "hgnc" in call("info")
    assert "HGNC; CC0-1.0" in call("info", "--sources")
    assert json.loads(call("info", "--json", version))["version"] == version
    assert "whole" in call("verify")
    words = tmp_path / "words.txt"
    words.write_text("MARCHF1\nAKT1\n\nnonsense\n", encoding="utf-8")
    told = call("diff", str(base), version, "--keywords", str(words))
    assert "1 of 3 keywords" in told and "+ hgnc:26077 MARCHF1 (approved of taxon 9606)" in told
    told = call("diff", str(base), version)
    assert "+ hgnc:9999 NEWKIN1" in told and "- hgnc:77 GONE1" in told and "hgnc:26077 MARCH1 -> MARCHF1" in told
    assert json.loads(call("diff", str(base), version, "--json"))["removed"] == [{"curie": "hgnc:77", "name": "GONE1"}]
    record = tmp_path / "records.jsonl"
    record.write_text(json.dumps({"figid": "f", "keywords": ["MARCHF1"]}) + "\n")
    assert "1 of 1" in call("diff", str(base), version, "--records", str(record))
    assert "in use: embedded" in call("use", "embedded")
    assert "removed" in call("remove", version)
    assert "no vocabulary 'x'" in call("use", "x", code=2)
    assert "no source 'hgcn'" in call("update", "hgcn", *common, code=2)
    assert "of which source" in call("update", "--release", "2025", *common, code=2)
    server.misbehave(path_of("rgd", "genes"), "404+")
    output = call("update", "rgd", "zfin", *common, code=1)
    assert "not there (status 404)" in output and "keeps what it has of it" in output and "failed: rgd" in output
    (tmp_path / "from").mkdir()
    assert "no release file there" in call("build", "--from", str(tmp_path / "from"), code=2)
    for name in ("gene.txt", "aliases.txt", "ensembl_1_to_1.txt", "human_orthos.txt"):
        (tmp_path / "from" / name).write_bytes(server.files[f"/zfin.org/downloads/{name}"])
    assert "zfin: 2 entries" in call("build", "--from", str(tmp_path / "from"), "--base", str(base))


def test_more_names_of_organisms(store: DataStore, server: ReleaseServer, base: Path) -> None:
    from pfocr_norm.organisms import normalize_organism
    from pfocr_norm.organisms.tables import tables

    run(store, server, "taxonomy", base=base)
    tables.cache_clear()
    normalize_organism.cache_clear()
    try:
        found = normalize_organism("Rhabditis elegans")
        assert found is not None and found.taxon == 6239
    finally:
        tables.cache_clear()
        normalize_organism.cache_clear()


def test_the_tables_of_the_test_server_are_tables() -> None:
    assert tsv("a|b¦c") == "a\tb|c\n"
