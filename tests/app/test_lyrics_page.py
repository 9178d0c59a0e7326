"""The lyrics page: what its fields mean, what its buttons do, what it shows, and a real browser."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import gradio as gr
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.app import form, troubles
from aigc.app.lyrics import actions, cards, files, form_view, hand, locks, marking, names, parts
from aigc.app.lyrics import words as page_words
from aigc.app.lyrics.actions import Asked, Card
from aigc.errors import Cancelled, InputError
from aigc.lyrics.fake import FakeWriter
from aigc.lyrics.forms import metres
from aigc.lyrics.forms.codec import from_json, read_template
from aigc.lyrics.verify.verifier import verify
from aigc.store import Store
from aigc.types.lyric import Lyric
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config

SCORES = Path(__file__).parent.parent / "fixtures" / "scores"
HAN = re.compile("[\u4e00-\u9fff]")
LRC = "[ti:夜航]\n[00:12.30]云淡风轻近午天\n[01:18.05]傍花随柳过前川\n"


def quiet(step, done, total):
    pass


def asked(notation="", *, source="template", **more):
    own = {
        key: more.pop(key) for key in ("cipai", "variant", "words", "file", "score") if key in more
    }
    values = {"engine": "fake", "count": 2} | more
    return Asked(source=source, notation=notation, values=values, **own)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("lyrics") / "store")


@pytest.fixture(scope="module")
def session(store):
    return actions.write(store, asked("7/7/7/7 aaxa", keyword="明月", count=3), quiet)


def test_every_option_but_sources_and_the_model_has_a_field():
    assert set(parts.OPTIONS) | set(parts.NOT_ASKED) == set(Config.model_fields)
    assert len(parts.OPTIONS) == len(set(parts.OPTIONS))
    assert not set(parts.OPTIONS) & {"template", "like", "score", "model"}


@pytest.mark.parametrize("name", parts.OPTIONS)
def test_every_option_is_spoken_in_both_languages(name):
    field = Config.model_fields[name]
    chinese, english = (form.spoken(name, field, t, called=page_words.CALLED) for t in ("zh", "en"))
    assert HAN.search(chinese["label"]) and HAN.search(chinese["info"])
    assert not HAN.search(english["label"])
    for label, _ in english.get("choices", ()):
        assert not HAN.search(label)


def test_fields_follow_their_types():
    with gr.Blocks(analytics_enabled=False):
        tones, keyword, boldness, rhyme = form.fields(
            Config, ("tones", "keyword", "temperature", "rhyme"), "en", called=page_words.CALLED
        )
    assert isinstance(tones, gr.Radio) and tones.value == "auto"
    assert isinstance(keyword, gr.Textbox) and keyword.value == ""
    assert (boldness.minimum, boldness.maximum) == (0.05, 2)
    assert [value for _, value in rhyme.choices][:2] == ["auto", "thirteen"]


def test_what_fields_say_becomes_values():
    said = form.given(Config, {"keyword": "明月， 秋@3\n风", "tones": "auto", "count": 4})
    assert said == {"keyword": ("明月", "秋@3", "风"), "count": 4}
    assert form.given(Config, {"tones": "false"}) == {"tones": "false"}
    assert Config(**form.given(Config, {"tones": "false"})).tones is False


def test_every_word_of_the_page_is_there_twice():
    tables = (page_words.SAID, page_words.LABELS, page_words.ASPECTS, page_words.MEANINGS)
    for table in tables:
        for key, (chinese, english) in table.items():
            fields = [sorted(re.findall(r"\{\w+\}", said)) for said in (chinese, english)]
            assert fields[0] == fields[1], key
            assert not HAN.search(english), key
            assert chinese and english, key
    assert set(page_words.ASPECTS) == set(page_words.MEANINGS)


def test_each_source_gives_its_form(tmp_path):
    assert [len(x) for x in actions.read(asked("4/5 aa")).template.lines] == [4, 5]
    named = actions.read(asked(source="cipai", cipai="水调歌头", variant="2")).template
    assert named.name == "水调歌头·其二"
    pasted = actions.read(asked(source="like", words="云淡风轻\n近午天")).template
    assert [len(line) for line in pasted.lines] == [4, 3]
    timed = actions.read(asked(source="like", words=LRC)).template
    assert timed.lines[1].start == Fraction("78.05") and timed.name == "夜航"
    sung = actions.read(asked(source="score", score=SCORES / "moon.musicxml")).template
    assert all(cell.pitches for _, _, cell in sung.places())
    saved = tmp_path / "form.json"
    saved.write_text(files.songbook(Card(lyric=Lyric(lines=("", "")), template=timed)), "utf-8")
    assert actions.read(asked(source="like", file=saved)).template == timed


def test_text_never_opens_a_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("5/5 aa", encoding="utf-8")
    with pytest.raises(InputError, match="not opened by its name"):
        actions.read(asked(str(secret)))
    with pytest.raises(InputError, match="no form yet"):
        actions.read(asked("  "))
    with pytest.raises(InputError, match="no form yet"):
        actions.read(asked("5/5", source="score"))


def test_a_demand_that_cannot_be_met_leaves_the_form_readable(store):
    read = actions.read(asked("5/5 aa", lock="9:1=月"))
    assert read.template == read.bare and "9:1" in str(read.clash)
    with pytest.raises(InputError, match="9:1"):
        actions.write(store, asked("5/5 aa", lock="9:1=月"), quiet)
    with pytest.raises(InputError, match=r"1:5.*2:5"):
        actions.write(store, asked("5/5 aa", lock="1:5=月, 2:5=山"), quiet)


def test_cards_keep_the_form_and_say_so(session):
    assert len(session.cards) == 3
    page = cards.cards(session, "en")
    assert page.count('class="lyric"') == 3 and page.count("Keeps the form") == 3
    assert page.count('class="w') == 3 * 28
    assert page.count("keyword") >= 3 * 2
    for name in ("Fluency", "Phrasing", "Rhyme", "Keywords", "Novelty"):
        assert page.count(f"<dt>{name}</dt>") == 3
    chinese = cards.cards(session, "zh")
    assert "守格" in chinese and "Keeps" not in chinese


def test_a_broken_lyric_is_not_said_to_keep_its_form(session):
    card = session.cards[0]
    lines = ("山" * 7, *card.lyric.lines[1:])
    broken = replace(card, lyric=replace(card.lyric, lines=lines))
    known = marking.marked(broken)
    assert not known.report.ok
    assert "badge no" in cards.badge(known, "zh") and "badge ok" not in cards.badge(known, "zh")


def test_what_comes_from_outside_is_escaped(session):
    evil = '<script>"alert(1)'
    named = replace(session.cards[0].template, name=evil)
    page = cards.cards(replace(session, cards=(replace(session.cards[0], template=named),)), "en")
    assert "<script>" not in page
    assert "<script>" not in form_view.read_back(named, "en")
    assert "<script>" not in hand.verdict(named, evil, "zh")
    assert "<script>" not in form_view.wrong(InputError(evil), "zh")


def test_a_line_is_written_anew_and_taken_back(session, store):
    again = actions.reroll(store, session, 1, quiet, lines=(2,))
    before, after = session.cards[1].lyric.lines, again.cards[1].lyric.lines
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False, True]
    assert verify(again.cards[1].template, after).ok
    asked = pipeline.options(again.cards[1].template, again.config)
    (fluency,) = FakeWriter().fluency([again.cards[1].lyric], again.cards[1].template, asked)
    assert again.cards[1].lyric.score["fluency"] == pytest.approx(fluency, abs=1e-4)
    assert again.cards[0] is session.cards[0]
    assert "–" not in re.sub("<[^>]+>", "", cards.cards(again, "en"))
    assert actions.undo(again, 1).cards == session.cards
    twice = actions.reroll(store, again, 1, quiet, lines=(2,))
    assert twice.cards[1].lyric.lines[2] not in (before[2], after[2])


def test_a_card_without_fluency_says_why(session):
    card = session.cards[0]
    bare = {name: value for name, value in card.lyric.score.items() if name != "fluency"}
    unknown = replace(card, lyric=replace(card.lyric, score=bare))
    page = cards.cards(replace(session, cards=(unknown,)), "en")
    assert page.count("The engine cannot measure it") == 2 and page.count("–") == 2
    lines = ("山" * 7, *card.lyric.lines[1:])
    broken = replace(card, lyric=replace(card.lyric, lines=lines, score=bare))
    page = cards.cards(replace(session, cards=(broken,)), "zh")
    assert page.count("守格之后才有评分") == 2 and page.count("–") == 2


def test_locks_set_since_do_not_change_what_a_card_is_measured_by(session, store):
    kept = actions.lock(session, 0, [(2, 0), (2, 1)], on=True)
    again = actions.reroll(store, kept, 0, quiet, lines=(2,))
    lyric, form = again.cards[0].lyric, session.cards[0].template
    (expected,) = pipeline.score(form, [lyric], session.config, store=store)
    assert lyric == expected


def test_words_by_hand_are_scored_once_they_keep_the_form(store, monkeypatch):
    read = actions.read(asked("5/5/5 aaa"))
    good, bad = (
        ("床前明月光", "疑是地上霜", "人在水中央"),
        ("床前明月光", "疑是地上霜", "人在水中山"),
    )
    score = actions.judged(store, read, good)
    (expected,) = pipeline.score(read.template, [Lyric(lines=good)], read.config, store=store)
    assert score == expected.score and "fluency" in score
    page = hand.verdict(read.template, "\n".join(good), "en", score)
    assert "<dt>Fluency</dt>" in page and "–" not in page
    assert actions.judged(store, read, bad) == {} == actions.judged(store, read, ())
    assert "once it keeps the form" in hand.verdict(read.template, "\n".join(bad), "en")


def test_an_engine_that_cannot_judge_leaves_words_by_hand_unscored(store):
    good = ("床前明月光", "疑是地上霜", "人在水中央")
    read = actions.read(asked("5/5/5 aaa", engine="causal"))
    score = actions.judged(store, read, good)
    assert "fluency" not in score and "integrity" in score
    assert "The engine cannot measure it" in hand.verdict(
        read.template, "\n".join(good), "en", score
    )
    assert actions.judged(store, actions.read(asked("5/5/5 aaa", engine="none")), good) == {}


def test_a_cell_is_written_anew(session, store):
    again = actions.reroll(store, session, 0, quiet, cells=((0, 0),))
    pairs = zip(session.cards[0].lyric.text, again.cards[0].lyric.text, strict=True)
    assert [k for k, (a, b) in enumerate(pairs) if a != b] == [0]


def test_locks_set_on_a_card_hold_when_its_line_is_written_anew(session, store):
    first = session.cards[0].lyric.lines[2][:2]
    kept = actions.lock(actions.lock(session, 0, [(2, 0)], on=True), 0, [(2, 1)], on=True)
    assert kept.locks == (f"3:1-2={first}",) and kept.stale and not session.stale
    again = actions.reroll(store, kept, 0, quiet, lines=(2,))
    assert again.cards[0].lyric.lines[2][:2] == first
    assert again.cards[0].lyric.lines[2] != session.cards[0].lyric.lines[2]
    assert 'aria-pressed="true"' in cards.cards(kept, "en")
    freed = actions.lock(kept, 0, [(2, 0)], on=False)
    assert freed.locks == (f"3:2={first[1]}",)


def test_when_all_is_locked_nothing_else_is_found(session, store):
    kept = actions.lock(session, 0, [(0, k) for k in range(7)], on=True)
    with pytest.raises(InputError, match="Nothing else was found"):
        actions.reroll(store, kept, 0, quiet, lines=(0,))


def test_what_the_form_fixes_is_not_released(store):
    session = actions.write(store, asked("5/5 aa 1:1=山"), quiet)
    with pytest.raises(InputError, match="form itself fixes 山 at 1:1"):
        actions.lock(session, 0, [(0, 0)], on=False)
    assert actions.lock(session, 0, [(0, 0)], on=True).locks == ()


def test_a_card_that_is_not_there_is_named(session, store):
    with pytest.raises(InputError, match="no lyrics yet"):
        actions.reroll(store, session, 9, quiet, lines=(0,))


@settings(deadline=None, max_examples=40)
@given(st.sets(st.tuples(st.integers(0, 1), st.integers(0, 4)), max_size=10))
def test_locks_read_back_as_they_were_set(places):
    template, lyric = read_template("5/5"), Lyric(lines=("一二三四五", "六七八九十"))
    text = locks.toggled(template, lyric, (), places, on=True)
    assert locks.locked(text, template) == {(i, k): lyric.lines[i][k] for i, k in places}
    assert locks.toggled(template, lyric, text, places, on=False) == ()


def test_an_english_word_is_locked_whole():
    template = read_template("en 4/4")
    lyric = Lyric(lines=("The river runs", "Again tonight"), language="en")
    assert locks.toggled(template, lyric, (), [(0, 2)], on=True) == ("1:2=river",)


def test_files(session):
    card = session.cards[0]
    assert files.text(card) == card.lyric.text + "\n" and files.lrc(card) == ""
    told = json.loads(files.songbook(card))
    assert from_json(told["template"]) == card.template
    assert tuple(told["candidates"][0]["lines"]) == card.lyric.lines
    assert set(json.loads(files.all_of(card))) == {"txt", "json"}
    timed = actions.read(asked(source="like", words=LRC)).template
    sung = Card(lyric=Lyric(lines=("一二三四五六七", "二二三四五六七")), template=timed)
    assert files.lrc(sung) == "[ti:夜航]\n[00:12.30]一二三四五六七\n[01:18.05]二二三四五六七\n"
    assert files.name(timed, 2) == "夜航-2"
    assert "/" not in files.name(replace(timed, name="../a b"), 1)


def test_stanzas_are_parted_in_text():
    template = read_template("verse: 3/3 | chorus: 3")
    card = Card(lyric=Lyric(lines=("一二三", "四五六", "七八九")), template=template)
    assert files.text(card) == "一二三\n四五六\n\n七八九\n"


def test_a_melody_that_fights_the_words_is_marked(store):
    session = actions.write(
        store, asked(source="score", score=SCORES / "twinkle.musicxml", count=4), quiet
    )
    assert all("singability" in card.lyric.score for card in session.cards)
    misfits = [place for card in session.cards for place in marking.marked(card).misfits]
    page = cards.cards(session, "zh")
    assert misfits and page.count("misfit") >= len(misfits)
    assert "倒字" in page and "is heard like" not in page.split("<details>")[1].split("</ul>")[0]


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
    short = hand.verdict(template, "床前明月光\n疑是", "en")
    assert "Line 2 has 2 characters" in short
    assert "no words yet" in hand.verdict(template, " \n", "en")


def test_a_form_is_read_back_with_its_rhymes():
    template = actions.read(asked("7/7/7/7 aaxa", keyword="明月@2")).template
    page = form_view.read_back(template, "en")
    assert "7/7/7/7" in page and "1 2 4" in page and "must not rhyme 3" in page
    assert "明月" in page and "line 2" in page and 'title="4:7 · rhyme a"' in page
    assert "× 12" in re.sub(
        "<[^>]+>", "", form_view.read_back(read_template("/".join("5" * 12)), "zh")
    )


def test_forms_are_found_by_their_other_names():
    labels = dict((name, label) for label, name in names.forms("zh"))
    assert len(labels) > 800 and "百字令" in labels["念奴娇"] and "音节" in labels["sonnet"]
    found = names.variants("水调歌头", "zh")
    assert len(found) > 3 and "常用" in found[0][0] and found[0][1].isdigit()
    assert len(names.variants("sonnet", "en")) == 1


@pytest.mark.parametrize("number", range(len(parts.EXAMPLES)))
def test_every_example_can_be_written(number, store):
    chosen = dict(parts.EXAMPLES[number][0])
    if chosen.get("cipai") in metres.names():
        chosen["engine"] = "bundled"
    source = "cipai" if "cipai" in chosen else "template"
    said = asked(chosen.pop("template", ""), source=source, cipai=chosen.pop("cipai", ""), **chosen)
    session = actions.write(store, said, quiet)
    assert all(marking.marked(card).report.ok for card in session.cards)


@pytest.mark.parametrize(
    ("notation", "demands", "said"),
    [
        ("", {}, "还没有格式"),
        ("7/7/7/ aab?", {}, "看不懂"),
        ("5/5 aa", {"lock": "9:1=月"}, "9:1"),
        ("5/5 aa", {"lock": "月"}, "看不懂锁定"),
        ("3/3", {"keyword": "春江花月夜"}, "春江花月夜"),
        ("5/5 aa", {"lock": "1:5=月, 2:5=山"}, "不能押韵"),
        ("5/5", {"lock": "1:1=月, 1:1=山"}, "冲突"),
        ("999", {}, "每行"),
    ],
)
def test_bad_input_is_said_in_the_pages_language(store, notation, demands, said):
    with pytest.raises(InputError) as caught:
        actions.write(store, asked(notation, **demands), quiet)
    chinese = troubles.sentence_of(caught.value, "zh")
    assert said in chinese and not re.search("[a-z]{4,}", chinese)


def test_stopping_ends_the_work(store):
    def stop(step, done, total):
        raise Cancelled("Stopped during lyrics.")

    with pytest.raises(Cancelled):
        actions.write(store, asked("7/7/7/7 aaxa", seed=77, count=2), stop)


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_from_an_empty_page_to_a_download_in_chromium(store, tmp_path):
    from tests.app.lyrics_browser import drive

    seen = drive(store, tmp_path)
    assert seen.wrong_form.startswith("从第") and "看不懂" in seen.wrong_form
    assert "不能押韵" in seen.clash and "1:5" in seen.clash
    assert seen.name == "念奴娇"
    assert seen.read_back == 28
    assert seen.cards == 4 and seen.badges == ["守格"] * 4
    assert seen.lock.startswith("2:1=") and seen.lock[-1] == seen.before[1][0]
    assert seen.after[1] != seen.before[1] and seen.after[1][0] == seen.before[1][0]
    assert [seen.after[k] for k in (0, 2, 3)] == [seen.before[k] for k in (0, 2, 3)]
    assert "4:7" in seen.fault
    assert seen.file == "\n".join(seen.after) + "\n"
    assert seen.hosts <= {"127.0.0.1", ""}
    assert seen.widest <= 390
    assert seen.english == "Keeps the form"
