"""Lists of names: one answer a name, in order, from Python, frames and the command line."""

from __future__ import annotations

import csv
import io
import json
import pickle
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pfocr_norm import GroundingError, Normalizer, Status, ground, ground_frame, normalize_record, normalize_records
from pfocr_norm.cli import app
from pfocr_norm.corpus.grounding import NAME_COLUMNS
from pfocr_norm.errors import InputError, RecordError, UnknownOrganismError
from pfocr_norm.formats.names import read_names


def run(*arguments: str, stdin: str = "", status: int = 0) -> str:
    done = CliRunner().invoke(app, ["ground", *arguments], input=stdin)
    assert done.exit_code == status, done.output
    return done.stdout if not status else done.stderr


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_one_answer_a_name_in_order(normalizer: Normalizer) -> None:
    names = ["MEK1", "", "no such gene", "tamoxifen", "MEK1", "NA", 7.0]
    found = ground(names, organism="human", normalizer=normalizer)
    assert [term.keyword for term in found] == ["MEK1", "", "no such gene", "tamoxifen", "MEK1", "NA", "7"]
    assert [term.status.value for term in found][:5] == ["resolved", "stopped", "unresolved", "resolved", "resolved"]
    assert ground("AKT1", organism="mouse")[0].match.curie == "mgi:87986"  # type: ignore[union-attr]
    assert pickle.loads(pickle.dumps(found)).to_dict() == found.to_dict()


@pytest.mark.parametrize(
    "name",
    [
        "ENSG00000141510", "ENSG00000141510.18", "ensembl:ENSG00000141510", "uniprot:P04637", "P04637", "P04637-2",
        "HGNC:11998", "hgnc:11998", "ncbigene:7157", "entrez:7157", "NCBIGene:7157", "UniProtKB:P04637",
        "https://identifiers.org/uniprot/P04637", "https://bioregistry.io/hgnc:11998",
    ],
)  # fmt: skip
def test_identifiers_are_names(name: str, normalizer: Normalizer) -> None:
    (term,) = ground([name], normalizer=normalizer)
    assert term.match is not None
    assert (term.match.name, term.match.tier.value) == ("TP53", "identifier")


def test_other_identifiers(normalizer: Normalizer) -> None:
    names = ["FBgn0010269", "MGI:MGI:98834", "CHEBI:41774", "DB00675", "mesh:D013629", "ENSG99999999999"]
    found = ground(names, normalizer=normalizer)
    symbols = [term.match.name if term.match else None for term in found]
    assert symbols[:4] == ["Dsor1", "Trp53", "Tamoxifen", "Tamoxifen"]
    assert found[5].status is Status.UNRESOLVED
    assert "no concept of the vocabulary has the identifier" in found[5].reason


def test_bare_numbers_when_they_are_told(normalizer: Normalizer) -> None:
    assert ground("7157", normalizer=normalizer)[0].match is None
    for number in ("7157", 7157, 7157.0):
        term = ground([number], identifiers="ncbigene", normalizer=normalizer)[0]
        assert term.match is not None and term.match.name == "TP53"


def test_a_symbol_that_looks_like_an_accession_is_a_symbol(normalizer: Normalizer) -> None:
    term = ground("B3GAT1", organism="human", normalizer=normalizer)[0]
    assert term.match is not None and (term.match.name, term.match.tier.value) == ("B3GAT1", "approved_symbol")


def test_an_organism_for_each(normalizer: Normalizer) -> None:
    found = ground(["Akt1", "Akt1", "Akt1"], organism=["mouse", "rat", 9606], normalizer=normalizer)
    assert [term.match.curie for term in found if term.match] == ["mgi:87986", "rgd:2081", "hgnc:391"]
    with pytest.raises(ValueError, match="2 values of organism for 1 names"):
        ground(["Akt1"], organism=["mouse", "rat"], normalizer=normalizer)
    with pytest.raises(UnknownOrganismError, match="unicorn"):
        ground(["Akt1"], organism="unicorn", normalizer=normalizer)


def test_the_context_tells_the_organism(normalizer: Normalizer) -> None:
    fly = ground(["hpo", "wts"], context=["in wing discs of Drosophila", "fly eye clones"], normalizer=normalizer)
    assert {term.match.taxon for term in fly if term.match} == {7227}
    mouse = ground(["AKT1"], context="in the liver of C57BL/6 mice", normalizer=normalizer)
    assert mouse[0].match is not None and mouse[0].match.curie == "mgi:87986"


def test_a_name_does_not_depend_on_its_neighbours(normalizer: Normalizer) -> None:
    alone = {name: ground(name, organism="human", normalizer=normalizer)[0] for name in ("TAZ", "MST1", "PAR1")}
    together = ground(["TAZ", "MST1", "PAR1", "TEAD1", "LATS1"], organism="human", normalizer=normalizer)
    assert [term.to_dict() for term in together[:3]] == [term.to_dict() for term in alone.values()]


def test_an_ambiguous_name_has_a_row_for_each_possibility(normalizer: Normalizer) -> None:
    rows = ground(["MEK1", "MST1"], organism="human", normalizer=normalizer).rows()
    assert [row["input"] for row in rows][:2] == ["MEK1", "MST1"]
    left = [row for row in rows if row["input"] == "MST1"]
    if left[0]["status"] == "ambiguous":
        assert {"MST1", "STK4"} <= {row["symbol"] for row in left}
        assert all(row["reason"] for row in left)
    with pytest.raises(GroundingError):
        ground(["no such gene"], strict=True, normalizer=normalizer)


def test_the_table_has_full_names(normalizer: Normalizer) -> None:
    (row,) = ground("TP53", organism="human", normalizer=normalizer).rows()
    assert tuple(row) == NAME_COLUMNS
    assert row["name"] == "tumor protein p53"
    assert row["organism"] == "Homo sapiens"
    assert "ncbigene:7157" in row["xrefs"].split("|")


# -- frames ------------------------------------------------------------------------------------------------


def test_series_and_frames(normalizer: Normalizer) -> None:
    pd = pytest.importorskip("pandas")
    pl = pytest.importorskip("polars")
    names = ["Akt1", "MEK1", None]
    pandas = ground_frame(pd.Series(names, index=[5, 6, 7]), organism="human", normalizer=normalizer)
    assert list(pandas.columns) == list(NAME_COLUMNS)
    assert list(pandas.index) == [5, 6, 7]
    polars = ground_frame(pl.Series(names), organism="human", normalizer=normalizer)
    assert isinstance(polars, pl.DataFrame)
    assert polars["curie"].to_list() == ["hgnc:391", "hgnc:6840", None]
    frame = pl.LazyFrame({"gene": ["Akt1", "Akt1", "Akt1"], "species": ["mouse", "Rattus norvegicus", None]})
    lazy = ground_frame(frame, column="gene", organism="human", organism_column="species", normalizer=normalizer)
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect()["curie"].to_list() == ["mgi:87986", "rgd:2081", "hgnc:391"]
    assert [term.keyword for term in ground(pd.Series(names[:2]), normalizer=normalizer)] == names[:2]


# -- files and the command line ----------------------------------------------------------------------------


def test_lines_of_standard_input() -> None:
    rows = table(run("-", "--organism", "human", "--format", "tsv", stdin="MEK1\n\n tamoxifen \nP04637\n"))
    assert [(row["input"], row["curie"]) for row in rows] == [
        ("MEK1", "hgnc:6840"), ("tamoxifen", "drugbank:DB00675"), ("P04637", "hgnc:11998"),
    ]  # fmt: skip
    found = json.loads(run("-", "--format", "json", stdin="MEK1\n"))
    assert set(found) == {"terms", "data_version", "data_sources"}
    lines = run("-", "--format", "jsonl", stdin="MEK1\nAKT1\n").splitlines()
    assert [json.loads(line)["keyword"] for line in lines] == ["MEK1", "AKT1"]


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx"])
def test_tables(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"genes.{ending}"
    rows = [["id", "Symbol", "Species"], [1, "Akt1", "mouse"], [2, "", "rat"], [3, "Akt1", ""], [4, "1-Mar", "human"]]
    if ending == "xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", newline="") as stream:
            csv.writer(stream, delimiter="," if ending == "csv" else "\t").writerows(rows)
    options = ("--column", "symbol", "--organism-column", "Species", "--organism", "human", "-f", "tsv")
    found = table(run(str(path), *options))
    assert [(row["input"], row["curie"]) for row in found] == [
        ("Akt1", "mgi:87986"), ("Akt1", "hgnc:391"), ("1-Mar", "hgnc:26077"),
    ]  # fmt: skip
    assert [row.place for row in read_names(str(path), column="2")] == [f"{path}:{n}" for n in (2, 4, 5)]


def test_a_column_is_found_or_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sample,gene\nx,MEK1\n")
    assert [row.name for row in read_names(str(tmp_path / "a.csv"))] == ["MEK1"]
    (tmp_path / "b.csv").write_text("MEK1\nAKT1\n")
    assert [row.name for row in read_names(str(tmp_path / "b.csv"))] == ["MEK1", "AKT1"]
    (tmp_path / "c.csv").write_text("one,two\nx,MEK1\n")
    with pytest.raises(InputError, match="Give --column; there are 'one', 'two'"):
        list(read_names(str(tmp_path / "c.csv")))
    with pytest.raises(InputError, match="no column 'three'"):
        list(read_names(str(tmp_path / "c.csv"), column="three"))


def test_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="context of name 2 should be text, not list"):
        ground(["MEK1", "AKT1"], context=["HeLa", []])  # type: ignore[list-item]
    assert "no such file" in run(str(tmp_path / "none.csv"), status=2)
    assert "there are no names" in run("-", status=2)
    assert "is no file with columns" in run("MEK1", "--column", "x", status=2)
    (tmp_path / "a.csv").write_text("gene,species\nMEK1,unicorn\n")
    assert "a.csv:2: organism 'unicorn'" in run(str(tmp_path / "a.csv"), "--organism-column", "species", status=2)
    (tmp_path / "b.csv").write_bytes(b"gene\n\xe9\n")
    assert "is not UTF-8" in run(str(tmp_path / "b.csv"), status=2)


def test_a_call_takes_the_options_of_the_constructor(tmp_path: Path) -> None:
    (tmp_path / "lab.tsv").write_text("MyMEK\tmgi:1346866\n")
    result = normalize_record(
        {"keywords": ["MyMEK", "Akt1"]}, organism="mouse", extra=[tmp_path / "lab.tsv"], mentions=False
    )
    assert [term.match.curie for term in result.terms if term.match] == ["mgi:1346866", "mgi:87986"]
    record = {"caption": "MEK and AKT in HeLa cells", "keywords": ["AKT"]}
    (found,) = normalize_records([record], organism="human", mentions=False, stop=None, overrides={"AKT": "hgnc:391"})
    assert found.mentions == () and found.terms[0].match.name == "AKT1"  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="belong to the normalizer"):
        list(normalize_records([record], normalizer=Normalizer(), overrides={"AKT": "hgnc:391"}))


@pytest.mark.parametrize(
    ("names", "organism"),
    [
        (["hpo", "wts", "yki", "sd"], "Drosophila melanogaster"),
        (["daf-2", "age-1", "daf-16", "tamoxifen"], "Caenorhabditis elegans"),
        (["STE7", "FUS3", "KSS1", "STE11"], "Saccharomyces cerevisiae"),
        (["EIN2", "ETR1", "CTR1", "EIN3"], "Arabidopsis thaliana"),
        (["Akt1", "Kras", "Egfr"], ""),  # of mouse and rat alike
        (["TP53", "EGFR", "KRAS"], ""),  # human, as is assumed
        (["hpo", "wts", "yki", "TP53", "EGFR"], ""),
        (["hpo", "yki"], ""),
        ([], ""),
    ],
)
def test_a_list_tells_its_organism(names: list[str], organism: str, normalizer: Normalizer) -> None:
    found = ground(names, normalizer=normalizer)
    assert found.organism == organism
    assert pickle.loads(pickle.dumps(found)).organism == organism
    apart = ground(names, normalizer=normalizer, together=False)
    assert apart.organism == ""
    if organism:
        told = ground(names, organism=organism, normalizer=normalizer)
        assert tuple(found) == tuple(told) != tuple(apart) and told.organism == ""
        assert ground(list(reversed(names)), normalizer=normalizer)[::-1] == tuple(found)
    else:
        assert tuple(found) == tuple(apart)


def test_a_list_gives_way_to_what_is_told(normalizer: Normalizer) -> None:
    names = ["hpo", "wts", "yki", "sd"]
    assert ground(names, context="Hippo signalling in human HeLa cells", normalizer=normalizer).organism == ""
    mixed = ground([*names, "Akt1"], organism=[None] * 4 + ["mouse"], normalizer=normalizer)
    assert mixed.organism == "Drosophila melanogaster" and mixed[4].match.curie == "mgi:87986"
    assert ground(names, normalizer=Normalizer(organism="human")).organism == ""


def test_the_command_says_what_a_list_is_read_as() -> None:
    done = CliRunner().invoke(app, ["ground", "hpo", "wts", "yki", "sd", "-f", "tsv"])
    assert "flybase:FBgn0034970" in done.stdout
    assert "read as Drosophila melanogaster" in done.stderr and "read as" not in done.stdout


def test_a_bare_number_says_what_is_missing(normalizer: Normalizer) -> None:
    (term,) = ground("7157", normalizer=normalizer)
    assert term.status.value == "unresolved" and "--identifiers ncbigene" in term.reason


def test_a_frame_without_its_column_says_which_there_are(normalizer: Normalizer) -> None:
    frame = pytest.importorskip("pandas").DataFrame({"gene": ["MEK1"], "species": ["human"]})
    with pytest.raises(RecordError, match="Give column=; there are 'gene', 'species'"):
        ground_frame(frame, normalizer=normalizer)


def test_a_table_with_semicolons_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("gene;species\nAkt1;mouse\n", encoding="utf-8")
    with pytest.raises(InputError, match="its cells are separated by ';'"):
        list(read_names(str(tmp_path / "a.csv"), column="gene"))
