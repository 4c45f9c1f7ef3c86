"""FDA's register: which names drugs get from it, and which of its substances are new ones."""

from __future__ import annotations

import io

from pfocr_norm.building.merge_chemicals import Substances
from pfocr_norm.building.merge_unii import add_register
from pfocr_norm.building.sources import unii
from pfocr_norm.vocabulary.entry import Entry, Name

TABLE = "\n".join(
    "\t".join(row)
    for row in (
        ("Name", "TYPE", "UNII", "Display Name"),
        ("FARNOSTAT", "of", "AAAAAAAAA1", "FARNOSTAT"),
        ("FARNOSTAT [INN]", "cn", "AAAAAAAAA1", "FARNOSTAT"),
        ("2-(4-FARNOPHENYL)-3-OXOBUTANOIC ACID", "sys", "AAAAAAAAA1", "FARNOSTAT"),
        ("FARNOVEX", "bn", "AAAAAAAAA1", "FARNOSTAT"),
        ("PF-123456", "cd", "AAAAAAAAA1", "FARNOSTAT"),
        ("NSC-4711", "cd", "AAAAAAAAA1", "FARNOSTAT"),
        ("FARNOSTAT HYDROCHLORIDE", "cn", "AAAAAAAAA2", "FARNOSTAT HYDROCHLORIDE"),
        ("OTHERSTAT", "cn", "AAAAAAAAA2", "FARNOSTAT HYDROCHLORIDE"),
        ("ZELUTIMAB", "of", "AAAAAAAAA3", "ZELUTIMAB"),
        ("ZEL-01", "cd", "AAAAAAAAA3", "ZELUTIMAB"),
        ("CORYDALIS ROOT", "of", "AAAAAAAAA4", "CORYDALIS ROOT"),
    )
)


def register() -> list[Entry]:
    return list(unii.parse(lambda key: io.BytesIO(TABLE.encode())))


def test_the_register_is_read_without_systematic_names_remarks_and_collection_numbers() -> None:
    entries = {entry.curie: entry for entry in register()}
    assert set(entries) == {"unii:AAAAAAAAA1", "unii:AAAAAAAAA2", "unii:AAAAAAAAA3"}
    assert {(n.text, n.status) for n in entries["unii:AAAAAAAAA1"].names} == {
        ("farnostat", "approved"), ("farnovex", "brand"), ("PF-123456", "alias"),
    }  # fmt: skip


def test_drugs_get_names_that_nobody_bears_and_new_antibodies_are_added() -> None:
    pool = Substances()
    drug = pool.add(Entry("drugbank:DB1", "Farnostat", "drug", names=[Name("Farnostat", "approved", "drugbank")]))
    other = pool.add(Entry("drugbank:DB2", "Otherstat", "drug", names=[Name("Otherstat", "approved", "drugbank")]))
    assert add_register(pool, register()) == 3
    assert {(n.text, n.status) for n in drug.names[1:]} == {
        ("farnovex", "brand"), ("PF-123456", "alias"), ("farnostat hydrochloride", "salt"),
    }  # fmt: skip
    assert [n.text for n in other.names] == ["Otherstat"]
    antibody = pool.concepts["unii:AAAAAAAAA3"]
    assert (antibody.name, antibody.entity_type, [n.text for n in antibody.names]) == (
        "zelutimab", "drug", ["zelutimab", "ZEL-01"],
    )  # fmt: skip
