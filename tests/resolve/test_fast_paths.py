"""What is done in a short way for speed, beside the long way."""

from __future__ import annotations

import gc
import json
import random
import re
from pathlib import Path

import pytest
from batch_samples import write_jsonl
from hypothesis import given
from hypothesis import strategies as st

from pfocr_norm import FigureRecord, FlagCode, Lexicon, NormalizedRecord, Normalizer, Status, Term, Tier
from pfocr_norm.corpus import annotate
from pfocr_norm.formats import read_records
from pfocr_norm.model.jsonsafe import escape_controls
from pfocr_norm.model.result import (
    Candidate,
    Evidence,
    Flag,
    NamedOrganism,
    OrganismCall,
    OrganismScore,
    Reference,
    Sense,
    Severity,
    TextMention,
)
from pfocr_norm.text.index import TextIndex

CAPTION = (
    "In HeLa cells, RAS/RAF/MEK/ERK signalling and TGF-β1 act on the androgen receptor (AR); anastrozole and "
    'letrozole, "AI", inhibit aromatase. Mouse Akt1 was knocked out.\nDrosophila Dsor1 is MEK.'
)
RECORD = {
    "figid": "f1", "papertitle": "Breast cancer patients", "caption": CAPTION,
    "keywords": ["Dsor1", "AKT1", "Al", "anastrozole", "letrozole", "TGFβ1", "PI3K", "1-Mar", "AKT1/2", "AKT1", "zzz"],
    "organisms_ner": ["Drosophila melanogaster", "Middle-earth orc"],
}  # fmt: skip

texts = st.text(max_size=8)
numbers = st.floats(-1e6, 1e6)
candidates = st.builds(
    Candidate, st.builds(Reference, texts, texts), texts, texts, st.none() | st.integers(1, 10**7),
    st.sampled_from(Tier), numbers, texts, texts, texts,
    st.lists(st.tuples(texts, st.lists(texts, max_size=2).map(tuple)), max_size=2).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip
flags = st.builds(
    Flag, st.sampled_from(FlagCode), st.sampled_from(Severity), texts, st.lists(texts, max_size=2).map(tuple), texts
)
references = st.builds(Reference, texts, texts)
senses = st.builds(
    Sense, kind=texts, name=texts, reference=st.none() | references, matched=texts,
    xrefs=st.lists(st.tuples(texts, st.lists(texts, max_size=2).map(tuple)), max_size=1).map(tuple),
)  # fmt: skip
terms = st.builds(
    Term, texts, st.sampled_from(Status), texts, st.none() | candidates, st.lists(candidates, max_size=2).map(tuple),
    st.lists(flags, max_size=2).map(tuple), texts, sense=st.none() | senses, account=st.none(),
)  # fmt: skip
organisms = st.builds(OrganismScore, st.integers(1, 10**7), texts, numbers)
pieces = st.builds(Evidence, texts, texts, st.integers(-1, 9), st.integers(-1, 9), st.integers(1, 9), numbers, texts)
named = st.builds(NamedOrganism, st.integers(1, 10**7), texts, texts, st.lists(pieces, max_size=2).map(tuple))
calls = st.builds(
    OrganismCall, st.none() | organisms, st.lists(organisms, max_size=2).map(tuple),
    st.lists(organisms, max_size=2).map(tuple), st.lists(pieces, max_size=2).map(tuple),
    others=st.lists(named, max_size=2).map(tuple), clade=st.none() | organisms, assumed=st.none() | organisms,
)  # fmt: skip
mentions = st.builds(TextMention, texts, texts, st.integers(0, 9), st.integers(0, 9), st.none() | candidates)
results = st.builds(
    NormalizedRecord, st.builds(FigureRecord, texts), calls, st.lists(terms, max_size=2).map(tuple),
    st.lists(mentions, max_size=2).map(tuple), st.lists(flags, max_size=2).map(tuple),
    st.lists(texts, max_size=2).map(tuple), texts,
)  # fmt: skip


def same_json(result: NormalizedRecord) -> bool:
    def plain(indent: int | None) -> str:
        return escape_controls(json.dumps(result.to_dict(), ensure_ascii=False, indent=indent))

    return all(result.to_json(indent=indent) == plain(indent) for indent in (None, 1, 2))


@given(results)
def test_json_text_is_that_of_the_dictionary(result: NormalizedRecord) -> None:
    assert same_json(result)


def test_json_text_of_figures(normalizer: Normalizer) -> None:
    result = normalizer.normalize(RECORD)
    assert same_json(result)
    assert json.loads(result.to_json()) == result.to_dict()


def test_json_text_of_real_figures(normalizer: Normalizer, shared: Path) -> None:
    for record in read_records(shared / "records"):
        assert isinstance(record, FigureRecord)
        assert same_json(normalizer.normalize(record))


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_json_has_no_place_for_what_is_no_number(normalizer: Normalizer, score: float) -> None:
    result = normalizer.normalize({"caption": "MEK in HeLa cells", "keywords": ["MEK"]})
    term = result.terms[0]._replace(match=result.terms[0].candidates[0]._replace(score=score))
    with pytest.raises(ValueError, match="JSON"):
        result._replace(terms=(term,)).to_json()


def test_terms_do_not_depend_on_the_mentions(normalizer: Normalizer) -> None:
    whole, without = normalizer.normalize(RECORD), normalizer.normalize(RECORD, mentions=False)
    assert whole.mentions
    assert without == whole._replace(mentions=())


def test_what_is_read_of_a_concept_without_making_it(lexicon: Lexicon) -> None:
    for number in random.Random(3).sample(range(len(lexicon)), 2000):
        groups = lexicon.concept(number).groups
        assert tuple(lexicon.groups_of(number)) == groups
        for other in lexicon.orthologs(number, 9606):
            assert set(groups) & set(lexicon.concept(other).groups)


def test_names_that_a_foreign_gene_shares(normalizer: Normalizer, lexicon: Lexicon) -> None:
    matcher, human = normalizer.matcher, frozenset((9606,))
    for symbol in ("Dsor1", "Ras85D", "Pi3K21B", "bsk", "ras"):
        (gene,) = {m.hit.concept for m in matcher.exact(symbol) if m.hit.taxon == 7227 and not m.hit.status}
        found = {name.key: name for name in matcher.namesakes(gene, human)}
        orthologs = set(lexicon.orthologs(gene, 9606))
        for key, status in lexicon.concept_keys(gene):
            meanings = [hit for hit in lexicon.hits(key) if hit.taxon == 9606]
            assert (key in found) == bool(meanings and len(key) > 1)
            if key in found:
                own = {m.concept for m in meanings} | {o for m in meanings for o in lexicon.concept(m.concept).members}
                assert found[key].approved == any(not m.status for m in meanings)
                assert found[key].ortholog == bool(own & orthologs)
                assert found[key].status in {s for k, s in lexicon.concept_keys(gene) if k == key}, status


def test_a_batch_gives_the_garbage_collector_back(tmp_path: Path, normalizer: Normalizer) -> None:
    before = gc.get_threshold()
    annotate(write_jsonl(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl", workers=1, normalizer=normalizer)
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
    assert gc.isenabled()


def test_memories_that_overflow_change_no_answer(normalizer: Normalizer) -> None:
    records = [
        RECORD,
        {"figid": "f2", "caption": "The mouse Akt1 and Mapk1", "keywords": ["Akt1", "ERK", "p53", "TNF", "MEK1/2"]},
        {"figid": "f3", "keywords": ["daf-16", "sir-2.1", "insulin receptor", "EGFR", "estradiol", "glucose"]},
    ]
    small = Normalizer(memory=8)
    expected = [normalizer.normalize(record).to_json() for record in records]
    for _ in range(2):  # the second time round some is remembered and some is not
        assert [small.normalize(record).to_json() for record in records] == expected
    assert [small.normalize(record).to_json() for record in reversed(records)] == expected[::-1]


@given(st.text("aAβ1-_ /,;:()[].'\n", max_size=60), st.text("bB2 ,-", max_size=30))
def test_printed_words_stand_where_the_text_has_them(caption: str, title: str) -> None:
    record = FigureRecord(papertitle=title, caption=caption)
    index = TextIndex(record)
    assert len(index.places) == len(index.words)
    ends: dict[str, int] = {}
    for word, (field, start, end) in zip(index.words, index.places, strict=True):
        text = getattr(record, field)
        assert text[start:end] == word and start >= ends.get(field, 0)
        # Nothing that a word is made of is left out before it.
        assert not re.sub(r"[\s/,;:()\[\]{}\"“”|=→<>•·]", "", text[ends.get(field, 0) : start])
        ends[field] = end
