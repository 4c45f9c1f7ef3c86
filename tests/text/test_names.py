"""Functions on strings: examples from the field, and properties that hold for any text."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from pfocr_norm.text import forms, series, wording
from pfocr_norm.text import names as nm
from pfocr_norm.text import readings as rd
from pfocr_norm.text.spreadsheets import excel_symbols

#: Any code point, lone surrogates and unassigned ones included.
ANY = st.text(st.characters(exclude_categories=()), max_size=40)
#: Text like the words of figures: letters, digits, dashes, Greek, brackets, list signs.
LABELS = st.text(st.sampled_from("ABCdefgIl1O05SrnmαβκΔ-–/,. ()'+²"), max_size=24)
KEYS = st.text(st.sampled_from("abcdefgilmnorsvwz0125"), max_size=14)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ERα", "ER-alpha"), ("ERα", "ERa"), ("NF-κB", "NFkB"), ("NF-κB", "nf-kappa b"), ("TGF-β1", "TGFB1"),
        ("IL‑6", "IL-6"), ("IL–1β", "IL1B"), ("p38 MAPK", "P38MAPK"), ("PPARγ", "PPAR gamma"), ("μ-opioid", "m opioid"),
        ("TNFα", "TNF-alpha"), ("5‐HT", "5-HT"), ("Ca2+", "ca2+"), ("Interferon-γ", "interferon gamma"),
        ("ＡＫＴ１", "AKT1"), ("АКТ1", "AKT1"), ("Müller", "Muller"), ("l(2)gl", "l2gl"), ("GSK3β", "GSK-3 beta"),
    ],
)  # fmt: skip
def test_one_key(one: str, other: str) -> None:
    assert nm.fold(one) == nm.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AKT1", "AKT2"),
        ("MEK", "MEKK"),
        ("Ca2+", "CA2"),
        ("AKT1/2", "AKT12"),
        ("PI3K", "PIK3"),
        ("delta", "d"),
        ("betaine", "bine"),
    ],
)
def test_two_keys(one: str, other: str) -> None:
    assert nm.fold(one) != nm.fold(other)


@given(ANY)
@example("\ud800\udfff")
@example("İ")
@example("ﬃ")
def test_nothing_raises(text: str) -> None:
    cleaned = nm.clean(text)
    assert isinstance(nm.fold(text), str)
    assert isinstance(nm.bag(text), str)
    nm.words(text)
    nm.case_of(text)
    nm.has_greek(text)
    nm.has_lookalikes(text)
    nm.latinize(text)
    rd.expand(text)
    rd.readings(text)
    excel_symbols(text)
    list(forms.strip_forms(text))
    forms.yeast_form(text)
    rd.apposition(text)
    rd.described(text)
    series.micro_rnas(text)
    series.collagens(text)
    list(wording.near(wording.respelled(text)))
    wording.lacks_only(text, text)
    list(nm.ocr_variants(nm.fold(text), most=1))
    cleaned.encode("utf-8")  # nothing that cannot be written is left


@given(st.one_of(ANY, LABELS))
@example("K.")
@example("ἀ")
@example("a+-")
@example("ⅷ")
@example("Ꞵ alphaalpha")
@example("Ѐ")
def test_clean_and_fold_are_idempotent(text: str) -> None:
    assert nm.clean(nm.clean(text)) == nm.clean(text)
    assert nm.fold(nm.fold(text)) == nm.fold(text)


@given(LABELS)
def test_fold_ignores_case_and_dashes(text: str) -> None:
    assert nm.fold(text.replace("-", "–")) == nm.fold(text)
    assert nm.fold(text.replace(" ", "-")) == nm.fold(text)
    assert nm.fold(text.upper()) == nm.fold(text.lower())


@given(
    st.lists(
        st.sampled_from(["insulin", "like", "growth", "factor", "2", "receptor", "kinase"]), min_size=2, max_size=5
    )
)
def test_bag_ignores_the_order(words: list[str]) -> None:
    bags = {nm.bag(" ".join(order)) for order in permutations(words)}
    assert len(bags) == 1


def test_bag_of_numbers_tells_them_apart() -> None:
    assert nm.bag("growth factor receptor 1") != nm.bag("growth factor receptor 2")


@given(KEYS.filter(lambda key: len(key) > 1))
def test_ocr_variants_are_mutual(key: str) -> None:
    """What OCR made of a key leads back to the key, one confusion at a time."""
    for variant, count in nm.ocr_variants(key, most=1):
        assert count == 1
        assert variant != key
        if "vv" in key or "cl" in key:
            continue  # w and d are hardly ever read as two letters, so these go one way
        assert key in {back for back, _ in nm.ocr_variants(variant, most=1)}


@given(KEYS)
def test_ocr_variants_share_a_class(key: str) -> None:
    for variant, count in nm.ocr_variants(key):
        assert 1 <= count <= 2
        if "cl" not in key and "vvv" not in key:
            assert nm.ocr_class(variant) == nm.ocr_class(key)


@given(KEYS)
def test_fewest_confusions_come_first(key: str) -> None:
    counts = [count for _, count in nm.ocr_variants(key)]
    assert counts == sorted(counts)


def naive_osa(one: str, other: str) -> int:
    """Optimal string alignment by the book."""
    rows = [[i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


SHORT = st.text(st.sampled_from("akt1m"), max_size=7)


@given(SHORT, SHORT)
@example("11a", "1a1")
@example("atk1", "akt1")
def test_one_edit_is_the_neighbourhood_of_distance_one(key: str, other: str) -> None:
    assert naive_osa(key, other) == OSA.distance(key, other)
    near = set(nm.one_edit(key)) - {key}
    if naive_osa(key, other) == 1:
        assert other in near
    for variant in list(near)[:50]:
        assert naive_osa(key, variant) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("AKT1/2", ["AKT1", "AKT2"]), ("Akt1/2/3", ["Akt1", "Akt2", "Akt3"]), ("SMAD2,3", ["SMAD2", "SMAD3"]),
        ("ERK1-3", ["ERK1", "ERK2", "ERK3"]), ("MEK/ERK", ["MEK", "ERK"]), ("HIF-1", []), ("IL-6", []), ("p53", []),
        ("CDK4/6", ["CDK4", "CDK6"]), ("H2O2", []), ("", []), ("/", []), ("Irs1/2", ["Irs1", "Irs2"]),
    ],
)  # fmt: skip
def test_expand(text: str, parts: list[str]) -> None:
    assert rd.expand(text) == parts


@given(
    st.sampled_from(["AKT", "SMAD", "ERK", "Tgfbr", "CDK"]),
    st.lists(st.integers(1, 9), min_size=2, max_size=4, unique=True),
)
def test_expand_gives_what_was_joined(stem: str, numbers: list[int]) -> None:
    text = stem + "/".join(map(str, numbers))
    assert rd.expand(text) == [f"{stem}{number}" for number in numbers]


@given(st.integers(1, 9), st.integers(1, 9))
def test_expand_ranges(low: int, high: int) -> None:
    found = rd.expand(f"ERK{low}-{high}")
    assert found == ([f"ERK{n}" for n in range(low, high + 1)] if low < high else [])


@given(st.one_of(ANY, LABELS))
def test_stripped_readings_are_shorter(text: str) -> None:
    for reading, affix in forms.strip_forms(text):
        assert affix
        assert 2 <= len(reading) < len(text)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("1-Mar", "MARCHF1"),
        ("Mar-01", "MARCHF1"),
        ("2-Sep", "SEPTIN2"),
        ("Sep-02", "SEPTIN2"),
        ("1-Dec", "DELEC1"),
        ("2026-03-01", "MARCHF1"),
    ],
)
def test_excel_dates(text: str, symbol: str) -> None:
    assert excel_symbols(text)[0] == symbol


@pytest.mark.parametrize("text", ["par-1", "egl-1", "32-Mar", "0-Sep", "MAR1", "Jan-01", "2026-13-01", "9-Sep-2020x"])
def test_no_excel_dates(text: str) -> None:
    assert excel_symbols(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "AKT1/" * 20_000,
        "(" * 50_000,
        "-" * 50_000 + "x",
        "1" * 60_000,
        "p-" * 30_000 + "AKT",
        "il" * 20_000,
    ],
)
def test_long_words_do_not_hang(text: str) -> None:
    nm.fold(text)
    nm.clean(text)
    rd.expand(text)
    rd.readings(text)
    nm.bag(text)
    excel_symbols(text)
    list(forms.strip_forms(text))
    rd.apposition(text)
    rd.described(text)
    wording.respelled(text)
    series.micro_rnas(text)
    series.collagens(text)


@pytest.mark.parametrize(
    ("label", "symbol"),
    [
        ("p-AKT1(S473)", "AKT1"), ("pSTAT3(Tyr705)", "STAT3"), ("P-STAT3", "STAT3"), ("AKT1-pS473", "AKT1"),
        ("phosphorylated STAT3", "STAT3"), ("acetylated p53", "p53"), ("BRAFV600E", "BRAF"), ("KRAS-G12D", "KRAS"),
        ("cleaved-PARP1", "PARP1"), ("procaspase-9", "caspase-9"), ("GFP::SQSTM1", "SQSTM1"), ("sgTP53", "TP53"),
        ("Flag-tagged SQSTM1", "SQSTM1"), ("DN-AKT1", "AKT1"), ("Stat3KO", "Stat3"), ("Stat3 knock-out", "Stat3"),
        ("Stat3fl/fl", "Stat3"), ("Apoe-deficient", "Apoe"), ("daf-2 RNAi", "daf-2"), ("SQSTM1ΔN", "SQSTM1"),
        ("MOG35-55", "MOG"), ("Aβ42", "Aβ"), ("LC3-II", "LC3"), ("siRNA SQSTM1", "SQSTM1"),
    ],
)  # fmt: skip
def test_forms_lead_to_the_gene(label: str, symbol: str) -> None:
    assert symbol in [reading for reading, _ in forms.strip_forms(label)]


@pytest.mark.parametrize("name", ["AKT1", "MAPK14", "IL-6", "S100A9", "KRT18", "Nkx2-5", "PRK540-281", "atg-13"])
def test_names_are_no_forms(name: str) -> None:
    assert not list(forms.strip_forms(name))


# -- descriptive names in other words ----------------------------------------------------------------------

#: Words of gene names, those that may lack and those that never do.
NAME_WORDS = st.lists(
    st.sampled_from("serotonin transporter receptor kinase adenylyl muscle subunit 1 2 b inhibitor like".split()),
    min_size=1, max_size=6,
).map(" ".join)  # fmt: skip


@given(NAME_WORDS, NAME_WORDS)
def test_only_qualifiers_and_one_number_may_lack(label: str, name: str) -> None:
    lacking = wording.lacks_only(label, name)
    if lacking is None:
        return
    assert sorted([*wording.tokens(label), *lacking]) == sorted(wording.tokens(name))
    assert not {"receptor", "kinase", "inhibitor", "transporter", "factor"}.intersection(lacking)
    assert sum(word not in wording.QUALIFIERS for word in lacking) <= 1


@given(NAME_WORDS)
def test_near_keys_differ_in_one_word(label: str) -> None:
    own = sorted(w for w in wording.tokens(label) if w != "a")
    for key, note, _ in wording.near(label):
        other = key[1:].split(" ")
        assert key == "\x01" + " ".join(sorted(other))
        common = sum(min(own.count(w), other.count(w)) for w in set(own))
        assert max(len(own), len(other)) - common == 1, note


@given(NAME_WORDS, st.integers(1, 9), st.integers(1, 9))
def test_another_number_is_another_gene(label: str, one: int, other: int) -> None:
    found = wording.lacks_only(f"{label} {one}", f"{label} {other}")
    assert (found == []) == (one == other)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("insulin receptor", "insulin receptor substrate 1"),
        ("beclin 1", "beclin 2"), ("TGF-beta", "TGF-beta receptor"), ("protein kinase C", "protein kinase C inhibitor"),
        ("casein kinase 2 alpha", "casein kinase 2 beta"), ("cytokine", "cytokine like 1"),
    ],
)  # fmt: skip
def test_what_makes_another_thing_of_a_name(label: str, name: str) -> None:
    assert wording.lacks_only(label, name) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("uncoupling proteins 2 and 3", ["uncoupling protein 2", "uncoupling protein 3"]),
        ("5-HT 2A/2C receptor", ["5-HT 2A receptor", "5-HT 2C receptor"]),
        ("freac-1 to freac-3", ["freac-1", "freac-2", "freac-3"]),
        ("MHC class I and II", ["MHC class I", "MHC class II"]),
        ("MMP-1, -2, and -9", ["MMP-1", "MMP-2", "MMP-9"]), ("SERCA1, 2, and 3", ["SERCA1", "SERCA2", "SERCA3"]),
        ("indoleamine 2,3 dioxygenase", []), ("1,25-dihydroxyvitamin D3", []), ("fructose 1,6-bisphosphatase 1", []),
        ("signal transducer and activator of transcription 3", []),
    ],
)  # fmt: skip
def test_lists_in_descriptions(text: str, parts: list[str]) -> None:
    assert rd.expand(text) == parts
