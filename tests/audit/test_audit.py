"""The audit: verdicts, counts, causes, sample, table, limits."""

from __future__ import annotations

import csv
import gc
import io
import json
import random
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from audit_samples import FIGURES, FLY, HUMAN, MOUSE, as_dict, hostile, many, result, results
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm import Normalizer
from pfocr_norm.audit import Audit, Limit, Verdict, audit, exceeded, verdict
from pfocr_norm.audit.judge import NONE, UNDECIDED, organism_pairs, pairs_of, tagged_roles
from pfocr_norm.audit.limits import LimitError
from pfocr_norm.audit.sample import Sample
from pfocr_norm.audit.table import COLUMNS, table_row
from pfocr_norm.audit.tally import Tally, TopCounter, clip
from pfocr_norm.audit.text import audit_text
from pfocr_norm.errors import RecordError

BY_ID = {r.figid.removeprefix("example-"): r for r in results()}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("breast-endocrine", Verdict.MISMATCH),
        ("glaucoma", Verdict.PARTLY),
        ("lung-clean", Verdict.AGREES),
        ("rat-ischemia", Verdict.MISSING),
        ("receptor-trafficking", Verdict.UNDECIDED),
        ("innate-two-hosts", Verdict.PARTLY),
    ],
)
def test_verdicts(figure: str, expected: Verdict) -> None:
    assert verdict(BY_ID[figure]) is expected


def test_the_worst_flag_decides() -> None:
    answer = BY_ID["breast-endocrine"]
    flags = (*BY_ID["rat-ischemia"].flags, *answer.flags)
    assert verdict(answer._replace(flags=flags)) is Verdict.MISMATCH


def test_pairs_say_what_was_tagged_instead_of_what() -> None:
    assert organism_pairs(BY_ID["breast-endocrine"]) == [(FLY, HUMAN)]
    assert organism_pairs(BY_ID["glaucoma"]) == [(HUMAN, HUMAN), (FLY, HUMAN)]
    assert organism_pairs(BY_ID["receptor-trafficking"]) == [(HUMAN, UNDECIDED), (MOUSE, UNDECIDED)]
    assert pairs_of([], [HUMAN]) == [(NONE, HUMAN)]
    assert pairs_of([HUMAN], [HUMAN, MOUSE]) == [(HUMAN, HUMAN), (NONE, MOUSE)]


def test_roles_and_clades_are_counted_apart() -> None:
    title = "Mice infected with Listeria monocytogenes"
    normalizer = Normalizer()
    infected = normalizer.normalize({"papertitle": title, "organisms_ner": ["Listeria monocytogenes", "Mus musculus"]})
    broad = normalizer.normalize({"papertitle": "Growth control in mammals", "organisms_ner": ["Mus musculus"]})
    assert tagged_roles(infected) == [("Listeria monocytogenes", "pathogen")]
    found = Audit()
    for one in (infected, infected, broad):
        found.add(one)
    sums = found.to_dict()
    assert sums["roles"] == [{"tagged": "Listeria monocytogenes", "role": "pathogen", "figures": 2}]
    assert sums["clades"] == [{"clade": "Mammalia", "figures": 1}]
    assert "        2  Listeria monocytogenes: pathogen" in audit_text(found)
    row = table_row(infected)
    assert row["others"] == "Listeria monocytogenes: pathogen" and not row["clade"]
    assert table_row(broad)["clade"] == "Mammalia"


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_every_organism_of_either_side_is_in_a_pair(tagged: list[str], decided: list[str]) -> None:
    pairs = pairs_of(tagged, decided)
    assert {a for a, _ in pairs} - {NONE} == set(tagged)
    assert len(pairs) == len(set(pairs))
    assert all((a == b) == (a in decided and b in tagged) or a != b for a, b in pairs)


def test_causes_carry_the_printed_word_the_keywords_and_the_fix() -> None:
    report = audit(results())
    first = report.causes.top(1)[0]
    assert first.name == "PI3K"
    assert first.figures == 3
    assert {k for k, _ in first.keywords} == {"Pi3K21B", "Pi3K59F", "Pi3K68D", "Pi3K92E"}
    assert first.fixes[0] == ("PI3K (fplx:PI3K)", 3)
    assert first.most == 4
    names = {group.name: group for group in report.causes.top(50)}
    assert names["ERα"].fixes[0][0] == "ESR1 (hgnc:3467)"
    assert names["Mtk"].fixes[0][0] == "ambiguous"
    assert [g.name for g in report.stop_words.top(5)] == ["and"]
    assert report.stop_words.top(1)[0].fixes[0][0] == "remove"
    assert {g.name for g in report.chemicals.top(5)} == {"Al", "Ca", "Met"}


def test_families_and_genes_before_and_after() -> None:
    report = audit([BY_ID["breast-endocrine"]])
    families = {g.name: g for g in report.families.top(10)}
    assert families["PI3K"].most == 4
    # Twelve fly genes of the tagger stand for five families and two genes.
    assert report.genes_before == {12: 1}
    assert report.genes_after == {6: 1}


def test_counts_add_up() -> None:
    answers = results()
    report = audit([*answers, RecordError("field 'keywords' should be a list", source="x.md", line=3)])
    assert report.records == len(answers)
    assert report.broken == 1
    assert report.errors == ["x.md:3: field 'keywords' should be a list"]
    assert sum(report.verdicts.values()) == len(answers)
    assert sum(report.terms.values()) == sum(len(a.terms) for a in answers)
    matched = sum(t.match is not None for a in answers for t in a.terms)
    assert sum(map(sum, report.scores.values())) == matched
    assert sum(report.genes_before.values()) == sum(report.genes_after.values()) == len(answers)


def test_the_order_of_the_records_does_not_matter() -> None:
    answers = list(many(300))
    shuffled = random.Random(1).sample(answers, len(answers))
    first, second = audit(answers, sample=40), audit(shuffled, sample=40)
    assert first.to_dict() == second.to_dict()
    assert list(first.sample.records()) == list(second.sample.records())


def test_summary_is_json_and_text() -> None:
    report = audit([*results(), hostile()])
    summary = json.loads(report.to_json())
    assert summary["verdicts"]["mismatch"] == 3
    assert {"tagged": FLY, "decided": HUMAN, "figures": 3} in summary["organisms"]
    text = str(report)
    assert "Drosophila melanogaster → Homo sapiens" in text
    assert all(c.isprintable() or c == "\n" for c in text)


def test_nothing_to_judge() -> None:
    report = audit([])
    assert report.share("mismatch") == 0
    assert "0 records" in str(report)
    assert exceeded(report, [Limit.parse("mismatch=0")]) == []


def test_table_has_one_line_a_record(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    answers = [*results(), hostile()]
    audit(answers, table=path)
    text = path.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == len(answers) == len(text.splitlines()) - 1
    assert tuple(rows[0]) == COLUMNS
    first = rows[0]
    assert (first["verdict"], first["tagged"], first["decided"]) == ("mismatch", FLY, "ncbitaxon:9606")
    assert "era<-ERα->hgnc:3467" in first["causes"].split("|")
    assert "breast cancer (paper title)" in first["evidence"]
    assert rows[-1]["figid"] == "<img src=x onerror=window.hacked=1>"


def test_table_goes_to_an_open_stream_too() -> None:
    stream = io.StringIO()
    audit(results()[:2], table=stream)
    assert len(stream.getvalue().splitlines()) == 3
    assert not stream.closed


@pytest.mark.parametrize("text", ["mismatch", "wrong=5%", "mismatch=-1", "mismatch=101%", "mismatch=1e3", "=5%", ""])
def test_limits_that_cannot_be_read(text: str) -> None:
    with pytest.raises(LimitError, match=r"limit"):
        Limit.parse(text)


def test_limits() -> None:
    report = audit([*results(), RecordError("broken")])
    share = 100 * report.share("mismatch")
    assert exceeded(report, [Limit.parse("mismatch=50%"), Limit.parse("broken=1"), Limit.parse("partly=6")]) == []
    assert len(exceeded(report, [Limit.parse(f"mismatch={share - 1:.1f}%"), Limit.parse("broken=0")])) == 2
    assert str(Limit.parse(" missing = 2.5% ")) == "missing=2.5%"


# memory


def test_sample_keeps_the_most_telling_and_some_of_all() -> None:
    answers = list(many(400))
    report = audit(answers, sample=50)
    kept = list(report.sample.records())
    assert len(kept) == 50
    assert not report.sample.complete
    kinds = Counter(r["verdict"] for r in kept)
    assert all(kinds[v.value] >= min(5, report.verdicts[v]) for v in Verdict)
    order = [v.value for v in Verdict]
    ranks = [order.index(r["verdict"]) for r in kept]
    assert ranks == sorted(ranks)
    worst = sorted((sum(f.code.value == "term_organism_mismatch" for t in a.terms for f in t.flags)
                    for a in answers if verdict(a) is Verdict.MISMATCH), reverse=True)  # fmt: skip
    found = [r["wrong"] for r in kept if r["verdict"] == "mismatch"]
    assert found == worst[: len(found)]


def test_sample_needs_room_for_every_verdict() -> None:
    with pytest.raises(ValueError, match="room for at least 5"):
        Sample(4)


def test_memory_does_not_grow_with_the_corpus() -> None:
    def size(count: int) -> int:
        tracemalloc.start()
        report = Audit(sample=100)
        for answer in many(count, variants=5):
            report.add(answer)
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(report.sample) == 100
        return held

    size(120)  # what is loaded once
    # Five times the records; the sample and the counters of a few words are all there is.
    assert size(2_000) < 1.5 * size(400)


@given(st.lists(st.text(max_size=3), max_size=200))
def test_top_counter_is_exact_below_its_capacity(words: list[str]) -> None:
    counter: TopCounter[str] = TopCounter(200)
    for word in words:
        counter.add(word)
    assert dict(counter) == Counter(words)
    assert counter.top(3) == sorted(Counter(words).items(), key=lambda kv: (-kv[1], kv[0]))[:3]


def test_counters_forget_rare_words_not_frequent_ones() -> None:
    tally = Tally(capacity=50)
    for number in range(5_000):
        tally.add("MEK", ["Dsor1", "Mtk"], "MEK (fplx:MEK)")
        tally.add(f"rare {number}", [f"gene {number}"])
    first = tally.top(1)[0]
    assert (first.name, first.figures) == ("MEK", 5_000)
    assert first.keywords == [("Dsor1", 5_000), ("Mtk", 5_000)]
    assert len(tally) <= 100
    assert len(tally._keywords) <= 200


def test_long_words_are_cut_and_say_so() -> None:
    assert clip("A" * 50_000).endswith("(50,000 characters)")
    report = audit([hostile()])
    assert max(len(r["terms"][0][0]) for r in report.sample.records()) < 300
    assert len(report.to_json()) < 20_000


# the whole chain


def test_figures_in_our_own_words_through_the_chain(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(as_dict(figure)) for figure in FIGURES)
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(lines + "\n{broken\n", encoding="utf-8")
    report = audit(corpus)
    assert report.records == len(FIGURES)
    assert report.broken == 1
    assert "corpus.jsonl:13" in report.errors[0]
    kinds = {r["figid"]: r["verdict"] for r in report.sample.records()}
    assert kinds["example-breast-endocrine"] == "mismatch"
    assert kinds["example-lung-clean"] == "agrees"
    assert kinds["example-dauer"] == "agrees"
    assert report.matrix[FLY, HUMAN] >= 2
    causes = {g.name: g.fixes[0][0] for g in report.causes.top(50)}
    assert causes["MEK"] == "MEK (fplx:MEK)"
    assert causes["PI3K"] == "PI3K (fplx:PI3K)"


def test_real_records() -> None:
    folder = Path(__file__).parents[3] / "shared" / "records" / "figures"
    if not folder.is_dir():
        pytest.skip("the shared records are not beside this checkout")
    report = audit(folder)
    assert report.records == 39
    assert report.broken == 0
    assert report.matrix[FLY, HUMAN] >= 10
    assert report.verdicts[Verdict.MISMATCH] + report.verdicts[Verdict.PARTLY] >= 25
    assert report.causes.top(1)[0].name == "PI3K"


def test_one_example_equals_its_expected_verdict() -> None:
    assert verdict(result(FIGURES[3])) is Verdict.AGREES
