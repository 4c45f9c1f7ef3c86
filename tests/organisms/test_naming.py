"""Names of NCBI Taxonomy in sentences as papers write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pfocr_norm import FigureRecord, Normalizer
from pfocr_norm.errors import LexiconError
from pfocr_norm.organisms import scan
from pfocr_norm.organisms.naming import names_in
from pfocr_norm.organisms.taxonomy import Taxonomy, write_file
from pfocr_norm.vocabulary.location import data_folder

pytestmark = pytest.mark.skipif(
    not (data_folder() / "taxonomy.pnt").exists(), reason="data/taxonomy.pnt is not built (docs/data.md)"
)


def found(text: str) -> list[tuple[str, str | None, str]]:
    taxonomy = Taxonomy.open()
    return [(n.text, taxonomy.name_of(n.taxon), n.kind) for n in names_in(text)]


@pytest.mark.parametrize(
    ("text", "name", "species", "kind"),
    [
        ("Withanolides of Withania somnifera", "Withania somnifera", "Withania somnifera", "scientific"),
        ("WITHANOLIDES OF WITHANIA SOMNIFERA", "WITHANIA SOMNIFERA", "Withania somnifera", "scientific"),
        ("Silk of Trichonephila\nclavipes", "Trichonephila\nclavipes", "Trichonephila clavipes", "scientific"),
        ("Pigments of Eurotium amstelodami", "Eurotium amstelodami", "Aspergillus amstelodami", "synonym"),
        ("Wing colour and the bark of European white birch", "European white birch", "Betula pendula", "common"),
        ("Ripening in Actinidia fruits", "Actinidia", "Actinidia", "genus"),
        ("Venom glands of Scolopendromorpha", "Scolopendromorpha", "Scolopendromorpha", "clade"),
        ("Regeneration in Schmidtea mediteranea", "Schmidtea mediteranea", "Schmidtea mediterranea", "misspelt"),
        ("Regeneration in Schmitea mediterranea", "Schmitea mediterranea", "Schmidtea mediterranea", "misspelt"),
        ("A lectin from V. vinifera", "V. vinifera", "Vitis vinifera", "abbreviated"),
    ],
)
def test_names(text: str, name: str, species: str, kind: str) -> None:
    assert (name, species, kind) in found(text)


def test_abbreviation_follows_the_full_name() -> None:
    assert [n for n, _, _ in found("T. gratilla spicules")] == []
    both = found("Spicules of Tripneustes gratilla. T. gratilla was kept at 22 degrees.")
    assert {species for _, species, _ in both} == {"Tripneustes gratilla"}
    assert len(both) == 2
    title = names_in("Spicules of Tripneustes gratilla")
    assert [n.text for n in names_in("T. gratilla larvae", also=title)] == ["T. gratilla"]


def test_abbreviation_of_a_second_species_of_the_genus() -> None:
    species = [species for _, species, _ in found("Toxins of Conus geographus, C. striatus and C. textile")]
    assert species == ["Conus geographus", "Conus striatus", "Conus textile"]


@pytest.mark.parametrize(
    "text",
    [
        "The cancer cells of Victoria and Paris were seeded on a sponge under iris light",
        "Notch, Delta, Argos, Cactus and Dorsal in the signal of the Hedgehog family",
        "As shown by Wolf, Bird et al., A. J. Fox and Lamb, this species of data is of major interest",
        "Alexa Fluor 488 was seen with a Leica microscope in Florida",
        "Acute lymphoblastic leukemia and lupus nephritis",
        "Total RNA was isolated. In vitro kinase assays, in vivo imaging, et cetera",
    ],
)
def test_words_of_another_sense_are_no_organisms(text: str) -> None:
    assert found(text) == []


def test_a_word_that_is_a_genus_speaks_with_its_species() -> None:
    assert [s for _, s, _ in found("Iris germanica rhizomes: the Iris genome")] == ["Iris germanica", "Iris"]
    assert found("the Iris diaphragm") == []


def test_offsets_are_those_of_the_text() -> None:
    text = "β-Glucan of Pleurotus ostreatus; İstanbul strain of Pleurotus eryngii"
    names = names_in(text)
    assert [n.text for n in names] == ["Pleurotus ostreatus", "Pleurotus eryngii"]
    assert [text[n.start : n.end] for n in names] == [n.text for n in names]


def test_tree() -> None:
    taxonomy = Taxonomy.open()
    assert taxonomy.rank(4751) == "kingdom"
    assert taxonomy.rank(4932) == "species"
    lineage = [taxonomy.name_of(t) for t in taxonomy.lineage(29760)]
    assert lineage[0] == "Vitis"
    assert {"Vitaceae", "Viridiplantae", "Eukaryota"} <= set(lineage)
    assert [taxonomy.species_of(t) for t in (284812, 511145, 36329, 83332, 39947)] == [4896, 562, 5833, 1773, 4530]
    assert taxonomy.name_of(10**6 * 4) is None
    assert taxonomy.lineage(10**6 * 4) == ()
    assert taxonomy.nearest(29760, (9606, 7227, 3702, 4932)) == 3702


def test_missing_and_damaged_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="names of organisms are missing"):
        Taxonomy(tmp_path / "taxonomy.pnt")
    other = tmp_path / "other.pnt"
    other.write_bytes(b"something else, but long enough to be read")
    with pytest.raises(LexiconError, match="not a taxonomy"):
        Taxonomy(other)
    write_file(other, {}, {"keys": b"12345678"})
    other.write_bytes(other.read_bytes()[:-8])
    with pytest.raises(LexiconError, match="damaged"):
        Taxonomy(other)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mammalian target of rapamycin in cucumber", ["cucumber"]),
        ("Digested with calf thymus DNA from rabbit liver", ["rabbit"]),
        ("v-maf avian musculoaponeurotic fibrosarcoma oncogene homolog B is lost. Maize was sown", ["Maize"]),
    ],
)
def test_an_organism_in_the_name_of_another_thing_is_not_spoken_of(text: str, kept: list[str]) -> None:
    kinds = {"name", "distant", "clade", "group", "animals", "human"}
    assert [e.text for e in scan(text, "caption") if e.kind in kinds] == kept


def test_a_lone_surrogate_names_nothing() -> None:
    assert Taxonomy.open().lookup("\ud800 mouse") is None
    assert Normalizer().normalize(FigureRecord(organisms_ner=("\ud800",), keywords=("MEK",))).terms
