"""The lyrics page: what it shows and what it hands out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from aigc.app.lyrics import actions, cards, files, form_view, hand, marking
from aigc.app.lyrics import words as page_words
from aigc.app.lyrics.actions import Card
from aigc.app.troubles import in_chinese
from aigc.errors import InputError, TrustError
from aigc.lyrics.forms.codec import from_json, read_template
from aigc.store import file_sha256
from aigc.trust.labels import files as labels
from aigc.trust.provenance.log import Log
from aigc.types.lyric import Lyric
from pipelines.lyrics import Config
from tests.app.lyrics_asking import asked, quiet

SCORES = Path(__file__).parent.parent / "fixtures" / "scores"
LRC = "[ti:夜航]\n[00:12.30]云淡风轻近午天\n[01:18.05]傍花随柳过前川\n"


def test_what_comes_from_outside_is_escaped(session):
    evil = '<script>"alert(1)'
    named = replace(session.cards[0].template, name=evil)
    page = cards.cards(replace(session, cards=(replace(session.cards[0], template=named),)), "en")
    assert "<script>" not in page
    assert "<script>" not in form_view.read_back(named, "en")
    assert "<script>" not in hand.verdict(named, evil, "zh")
    assert "<script>" not in form_view.wrong(InputError(evil), "zh")


def test_a_melody_that_fights_the_words_is_marked(store):
    session = actions.write(
        store, asked(source="score", score=SCORES / "twinkle.musicxml", count=4), quiet
    )
    assert all("singability" in card.lyric.score for card in session.cards)
    misfits = [place for card in session.cards for place in marking.marked(card).misfits]
    page = cards.cards(session, "zh")
    assert misfits and page.count("misfit") >= len(misfits)
    assert "倒字" in page and "is heard like" not in page and "会听成" in page
    assert "is heard like" in cards.cards(session, "en")


def test_english_words_go_over_their_syllables():
    template = actions.read(asked("en 4,/4 aa", keyword="river")).template
    lyric = Lyric(lines=("The river runs,", "I sit in suns"), language="en", score={"total": 1.0})
    card = Card(lyric=lyric, template=template)
    session = actions.Session(config=Config(), bare=template, cards=(card,), locks=("2:2=sit",))
    page = cards.cards(session, "en")
    words = re.findall(r'class="(w[^"]*)"[^>]*data-cell="(\d)"[^>]*>([^<]+)<', page)
    assert [(cell, word) for _, cell, word in words[:3]] == [
        ("0", "The"),
        ("1", "river"),
        ("3", "runs"),
    ]
    assert words[1][0] == "w keyword" and "rhyme" in words[2][0]
    assert words[3][2] == "I" and words[4] == ("w locked", "1", "sit")


def test_english_words_have_the_capitals_of_their_lyric():
    template = read_template("en 4/5")
    lines = ("'Tis God I seek", "In England I'm free")
    card = Card(lyric=Lyric(lines=lines, language="en"), template=template)
    page = cards.cards(actions.Session(config=Config(), bare=template, cards=(card,)), "en")
    words = re.findall(r'class="w[^"]*"[^>]*>([^<]+)<', page)
    assert " ".join(map(unescape, words)) == " ".join(lines)


def test_a_stretch_of_a_training_text_is_shown():
    template = read_template("7/5/7/5")
    lines = ("云淡风轻近午天", "云淡风轻近", "春花秋月何时了", "往事知多少")
    lyric = Lyric(lines=lines, score={"novelty": 0.0, "longest_run": 12.0, "total": 50.0})
    card = Card(lyric=lyric, template=template)
    known = marking.marked(card)
    assert known.run is not None and known.run.text == "春花秋月何时了往事知多少"
    assert known.familiar == {(2, k) for k in range(7)} | {(3, k) for k in range(5)}
    page = cards.cards(actions.Session(config=Config(), bare=template, cards=(card,)), "zh")
    assert page.count("w familiar") == 12 and "春花秋月何时了往事知多少" in page


def test_words_by_hand_are_judged_cell_by_cell():
    template = read_template("5/5/5 aaa")
    good = hand.verdict(template, "床前明月光\n\n疑是地上霜\n人在水中央", "zh")
    assert "守格" in good
    bad = hand.verdict(template, "床前明月光\n疑是地上霜\n人在水中山", "zh")
    assert "3:5" in bad and "不押韵" in bad and "<u>山</u>" in bad
    kept = read_template("5/5/5 aaa +秋@2")
    missing = hand.verdict(kept, "床前明月光\n疑是地上霜\n人在水中央", "zh")
    assert "第 2 行缺少“秋”" in missing
    short = hand.verdict(template, "床前明月光\n疑是", "en")
    assert "Line 2 has 2 characters" in short
    assert "write or paste them" in hand.verdict(template, " \n", "en")


def test_words_by_hand_have_a_total():
    template = read_template("5/5/5 aaa")
    page = hand.verdict(
        template, "床前明月光\n疑是地上霜\n人在水中央", "zh", {"fluency": -1.0, "total": 61.6}
    )
    assert "<small>总分</small>62" in page


def test_what_a_score_means_is_there_without_pointing_at_it(session):
    seen = re.sub('title="[^"]*"', "", cards.cards(session, "zh"))
    for name in ("fluency", "integrity", "rhyme", "keyword", "variety", "novelty"):
        assert seen.count(page_words.MEANINGS[name][0]) == 3
    assert seen.count('<details class="meanings"><summary>') == 3


@pytest.mark.parametrize(
    "cell, other",
    [
        ("in 'river' an unstressed syllable stands on a strong beat.", "轻音节落在强拍上"),
        ("in 'river' the stressed syllable stands on a weak beat.", "重音节落在弱拍上"),
        (
            'in "river\'s" an unstressed syllable is held longer than the stressed.',
            "比重音节唱得长",
        ),
    ],
)
def test_what_fights_an_english_melody_is_said_in_chinese(cell, other):
    said = in_chinese(f"1:2 {cell}")
    assert said.startswith("1:2 “river") and other in said


@pytest.mark.parametrize(
    ("notation", "lines", "said"),
    [
        ("en 4/4 1:1=moon", "Sun and the sea\nI am alone", "1:1 的“sun”处锁定的是“moon”。"),
        ("en 4,/4", "I am alone\nI am alone", "1:4 的“alone”之后没有标点，格式要“,”。"),
        ("en 4/4", "I am alone,\nI am alone", "1:4 的“alone”之后是“,”，格式那里没有标点。"),
        ("en 4,/4", "I am alone.\nI am alone", "1:4 的“alone”之后是“.”，格式要“,”。"),
        ("en 4/4", "I am  – alone\nI am alone", "第 1 行只能有单词"),
        ("en 2/4", "Every fire\nI am alone", "第 1 行有 3 到 5 个音节，应为 2 个。"),
    ],
)
def test_faults_of_english_words_are_said_in_chinese(notation, lines, said):
    page = unescape(hand.verdict(read_template(notation), lines, "zh"))
    assert said in page and not re.search(r" (has|stands|needs|is) ", page)


def test_files(session):
    card = session.cards[0]
    assert files.text(card) == card.lyric.text + "\n" and files.lrc(card) == ""
    told = json.loads(files.songbook(card))
    assert from_json(told["template"]) == card.template
    assert tuple(told["candidates"][0]["lines"]) == card.lyric.lines
    assert files.kinds(card) == ("txt", "json")
    timed = actions.read(asked(source="like", words=LRC)).template
    sung = Card(lyric=Lyric(lines=("一二三四五六七", "二二三四五六七")), template=timed)
    assert files.lrc(sung) == "[ti:夜航]\n[00:12.30]一二三四五六七\n[01:18.05]二二三四五六七\n"
    assert files.kinds(sung) == ("txt", "lrc", "json")
    assert files.name(timed, 2) == "夜航-2"
    assert "/" not in files.name(replace(timed, name="../a b"), 1)


@pytest.mark.parametrize("kind", ["txt", "json", "lrc", "..."])
def test_a_file_has_passed_the_gate(session, store, tmp_path, kind):
    def keep(file):
        return file.rename(tmp_path / file.name)

    timed = actions.read(asked(source="like", words=LRC)).template
    sung = Card(lyric=Lyric(lines=("一二三四五六七", "二二三四五六七")), template=timed)
    session = replace(session, cards=(sung,))
    file = files.given(session, 0, kind, store=store.root, keep=keep)
    entry = Log(store.root).find("file", file_sha256(file))[0]
    assert file.suffix == (".txt" if kind == "..." else f".{kind}")
    assert entry.kind == "published" and "二二三四五六七" in file.read_text("utf-8")
    if file.suffix != ".txt":
        assert labels.read(file).produce_id == entry.told["asset"]
    assert ("本内容由人工智能生成" in file.read_text("utf-8")) == (file.suffix == ".txt")
    blocked = replace(sung, lyric=Lyric(lines=("代开发票加微信", "二二三四五六七")))
    with pytest.raises(TrustError, match="may not be published"):
        files.given(replace(session, cards=(blocked,)), 0, kind, store=store.root, keep=keep)
    with pytest.raises(InputError):
        files.given(session, 1, kind, store=store.root, keep=keep)


def test_stanzas_are_parted_in_text():
    template = read_template("verse: 3/3 | chorus: 3")
    card = Card(lyric=Lyric(lines=("一二三", "四五六", "七八九")), template=template)
    assert files.text(card) == "一二三\n四五六\n\n七八九\n"


def test_cards_keep_the_form_and_say_so(session):
    assert len(session.cards) == 3
    page = cards.cards(session, "en")
    assert page.count('class="lyric"') == 3 and page.count("Keeps the form") == 3
    assert page.count('class="w') == 3 * 28
    assert page.count("keyword") >= 3 * 2
    for name in ("Fluency", "Phrasing", "Rhyme", "Keywords", "Novelty"):
        assert page.count(f"<dt>{name}</dt>") == 2 * 3
    chinese = cards.cards(session, "zh")
    assert "守格" in chinese and "Keeps" not in chinese


def test_a_broken_lyric_is_not_said_to_keep_its_form(session):
    card = session.cards[0]
    lines = ("山" * 7, *card.lyric.lines[1:])
    broken = replace(card, lyric=replace(card.lyric, lines=lines))
    known = marking.marked(broken)
    assert not known.report.ok
    assert "badge no" in cards.badge(known, "zh") and "badge ok" not in cards.badge(known, "zh")
