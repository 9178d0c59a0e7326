"""Words of lists, however they are written: what is found, where, and what is left alone."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import ConfigError
from aigc.trust.moderation.entries import read_list
from aigc.trust.moderation.normalise import fold
from aigc.trust.moderation.words import MOST, WordsModeration

TESTS = Path(__file__).parents[2]
CORPUS = TESTS / "fixtures" / "moderation"
POEMS = (CORPUS / "poems.txt").read_text(encoding="utf-8").split("\n\n")


@pytest.fixture(scope="module")
def words():
    return WordsModeration()


def judged(engine, text):
    return engine.judge_texts([text])[0]


def items():
    for name in ("by_hand.csv", "generated.csv"):
        with (CORPUS / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def test_of_the_evasions_nearly_all_are_found(words):
    every = list(items())
    verdicts = words.judge_texts([one["text"] for one in every])
    found = sum(verdict.decision in ("review", "block") for verdict in verdicts)
    named = sum(
        any(f.category == one["category"] for f in verdict.findings)
        for one, verdict in zip(every, verdicts, strict=True)
    )
    assert len(every) >= 300
    assert found / len(every) >= 0.95 and named / len(every) >= 0.95


def test_articles_and_poems_are_not_blocked(words):
    articles = [*TESTS.glob("fixtures/articles/*.md"), *TESTS.parent.glob("examples/*/*.md")]
    texts = [*POEMS, *(path.read_text(encoding="utf-8") for path in articles)]
    verdicts = words.judge_texts(texts)
    assert len(POEMS) >= 10 and len(articles) >= 40
    assert not any(verdict.flagged for verdict in verdicts)
    assert sum(verdict.decision == "review" for verdict in verdicts) <= 1


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from(("网上赌场", "porn site")), st.text(max_size=20))
def test_what_is_found_lies_where_it_is_said(words, before, bad, after):
    text = f"{before}\n{bad}\n{after}"
    found = judged(words, text).findings
    assert any(one.span.of(text) == bad == one.words for one in found)
    assert all(0 <= one.span.start < one.span.end <= len(text) for one in found)


@given(st.text(max_size=80))
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    for n in range(len(folded.text)):
        assert folded.text[n] in fold(folded.span(n, n + 1).of(text)).text


@pytest.mark.parametrize(
    ("text", "words_found", "way"),
    [
        ("来：网 上 赌 场！", "网 上 赌 场", "spacing"),
        ("来：網上賭場！", "網上賭場", "folded"),
        ("a ｐｏｒｎ　ｓｉｔｅ b", "ｐｏｒｎ　ｓｉｔｅ", "folded"),
        ("网上du场", "网上du场", "pinyin"),
        ("wǎng shàng dǔ chǎng", "wǎng shàng dǔ chǎng", "pinyin"),
        ("网上堵场", "网上堵场", "sounds alike"),
        ("场赌上网", "场赌上网", "reversed"),
        ("网上贝者场", "网上贝者场", "split characters"),
        ("网x上x赌x场", "网x上x赌x场", "fillers"),
        ("you f u c k er", "f u c k", "spacing"),
        ("you fuuuuck", "fuuuuck", "repeated letters"),
        ("you f**k", "f**k", "masked"),
        ("you b1tch", "b1tch", "look-alikes"),
        ("you kcuf", "kcuf", "reversed"),
        ("fu\u200bсk", "fu\u200bсk", "folded"),
    ],
)
def test_each_way_to_hide_a_word_is_named(words, text, words_found, way):
    found = judged(words, text)
    assert found.decision in ("review", "block")
    assert (words_found, way) in [(one.words, one.way) for one in found.findings]


INNOCENT = (
    "Scunthorpe and Penistone are towns in England.",
    "The therapist analysed class assets.",
    "这台电脑性能很好，个性交流活动丰富多彩。",
    "公司在平台独立运营，一台独立的机器。",
    "这是强制措施，紫砂壶很贵。",
    "大麻烦来了，地下水下注入池中。",
    "新疆独特的风光与收藏独家。",
    "The macs cost 455 or 1055 dollars; see section A. B. C. D.",
    "我手里有枪。支持他的人走了。",
    "The essay by Dupin is long; she said hell-o to the ship at 5.15.",
    "消毒品种齐全，钱包过安检。",
    "他写道：“李永春”药铺的一棵柳树。",
    "好好的基督徒笑起来了。",
    "He lives in Middlesex; the cocktail and the peacock.",
    "她在长沙人民路，男性爱好体育。",
)


@pytest.mark.parametrize("text", INNOCENT)
def test_words_inside_of_others_are_left_alone(words, text):
    assert judged(words, text).decision == "pass"


def test_claims_of_advertising_are_for_people_to_see(words):
    found = judged(words, "本品全国第一，最佳之选")
    assert found.decision == "review"
    assert {one.category for one in found.findings} == {"claims"}
    assert judged(words, "他第一次来").decision == "pass"


def test_what_only_sounds_alike_never_blocks(words):
    assert judged(words, "网上赌场").decision == "block"
    assert judged(words, "网上堵场").decision == "review"


def test_an_installation_brings_its_own_lists(words, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("category,severity,entry,unless\nhouse,block,青龙计划,青龙计划书\n", "utf-8")
    own = WordsModeration(str(tmp_path))
    assert judged(own, "青 龙 计 划").worst.category == "house"
    assert judged(own, "青龙计划书").decision == "pass"
    assert judged(words, "青龙计划").decision == "pass"
    assert judged(own, "网上赌场").flagged
    assert not judged(WordsModeration(str(path), house=False), "网上赌场").flagged
    assert own.fingerprint != words.fingerprint
    (entry,) = read_list(path)
    assert (entry.severity, entry.unless) == ("block", ("青龙计划书",))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("entry,category", "first line"), ("", "first line"),
        ("category,severity,entry\nx,deadly,word", "deadly"),
        ("category,severity,entry\nX!,block,word", "category 'X!'"),
        ("category,severity,entry\nx,block,a", "too short"),
    ],
)  # fmt: skip
def test_a_list_that_is_none_is_told(line, told, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=told):
        judged(WordsModeration(str(path)), "x")


def test_lists_and_options_that_are_not_there_are_told(tmp_path):
    with pytest.raises(ConfigError, match=r"no word list .*absent"):
        WordsModeration(str(tmp_path / "absent.csv"))
    with pytest.raises(ConfigError, match="lsts"):
        WordsModeration(lsts="x")
    (tmp_path / "latin.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        judged(WordsModeration(str(tmp_path / "latin.csv")), "x")


@pytest.mark.parametrize("unit", ["a", "毒品", "f u ", "a1", "@", "du ", "\u200b", "f*", "1 "])
def test_no_text_takes_long(words, unit):
    text = unit * (6_000 // len(unit))
    begun = time.process_time()
    found = judged(words, text)
    assert time.process_time() - begun < 1 and len(found.findings) <= MOST
