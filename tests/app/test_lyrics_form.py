"""The lyrics page: what its fields mean and what it reads back."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import gradio as gr
import pytest

from aigc import registry
from aigc.app import form, troubles
from aigc.app.lyrics import actions, files, form_view, marking, names, parts
from aigc.app.lyrics import words as page_words
from aigc.app.lyrics.actions import Card
from aigc.errors import InputError
from aigc.lyrics.forms import metres
from aigc.lyrics.forms.codec import read_template
from aigc.types.lyric import Lyric
from aigc.types.template import Cell, Template, TemplateLine
from pipelines.lyrics import Config
from tests.app.lyrics_asking import asked, quiet

SCORES = Path(__file__).parent.parent / "fixtures" / "scores"
HAN = re.compile("[\u4e00-\u9fff]")
LRC = "[ti:夜航]\n[00:12.30]云淡风轻近午天\n[01:18.05]傍花随柳过前川\n"


def test_every_option_but_sources_and_the_model_has_a_field():
    assert set(parts.OPTIONS) | set(parts.NOT_ASKED) == set(Config.model_fields)
    assert len(parts.OPTIONS) == len(set(parts.OPTIONS))
    assert not set(parts.OPTIONS) & {"template", "like", "score", "model"}


@pytest.mark.parametrize("name", parts.OPTIONS)
def test_every_option_is_spoken_in_both_languages(name):
    field = parts.field_of(name)
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


def test_pasted_words_may_begin_with_a_heading():
    read = actions.read(asked(source="like", words="[Verse 1]\n云淡风轻近午天\n傍花随柳过前川\n"))
    assert [len(line) for line in read.template.lines] == [7, 7]


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


def test_a_form_is_read_back_with_its_rhymes():
    template = actions.read(asked("7/7/7/7 aaxa", keyword="明月@2")).template
    page = form_view.read_back(template, "en")
    assert "7/7/7/7" in page and "1 2 4" in page and "must not rhyme 3" in page
    assert "明月" in page and "line 2" in page and 'title="4:7 · rhyme a"' in page
    assert "× 12" in re.sub(
        "<[^>]+>", "", form_view.read_back(read_template("/".join("5" * 12)), "zh")
    )


LINE = read_template("2/2 ax 1:1=月", book="cilin").lines[0]
TUNED = Cell(
    tone="仄", allowed=frozenset("上下"), pitches=(60,), beats=Fraction(2), rest=Fraction(1)
)


@pytest.mark.parametrize(
    ("cells", "more", "chinese", "english"),
    [
        (LINE.cells, {}, "锁定：月", "locked: 月"),
        (LINE.cells, {}, "押 a 韵", "rhyme a"),
        (LINE.cells, {"start": Fraction(3)}, "3.00 秒起", "at 3.00 s"),
        ((Cell(rhyme="x"),), {}, "不得押韵", "must not rhyme"),
        ((Cell(stress="strong"),), {}, "重音", "stressed"),
        ((TUNED,), {}, "仄声 · 可用：上下 · C4 · 2 拍 · 之后停 1 拍", "oblique tone · one of 上下"),
        (LINE.cells, {"repeats": 0}, "同第 1 行", "= line 1"),
    ],
)
def test_cells_are_read_back_in_the_pages_language(cells, more, chinese, english):
    lines = (TemplateLine(cells=cells), TemplateLine(cells=cells, **more))
    pages = [form_view.read_back(Template(lines=lines), tongue) for tongue in ("zh", "en")]
    assert chinese in pages[0] and english in pages[1]
    assert chinese not in pages[1] and english not in pages[0]


def test_the_engine_is_chosen_from_those_that_need_no_model():
    for tongue, labels in (
        ("zh", ["自带模型", "随机字，只试格式"]),
        ("en", ["Built-in model", "Random words, to try a form"]),
    ):
        said = form.spoken("engine", parts.field_of("engine"), tongue, called=page_words.CALLED)
        assert said["choices"] == list(zip(labels, ["bundled", "fake"], strict=True))
    known = set(registry.names("lyrics"))
    assert known >= parts.NEED_A_MODEL and parts.field_of("seed") is Config.model_fields["seed"]


def test_forms_are_found_by_their_other_names():
    labels = dict((name, label) for label, name in names.forms("zh"))
    assert len(labels) > 800 and "百字令" in labels["念奴娇"] and "音节" in labels["sonnet"]
    found = names.variants("水调歌头", "zh")
    assert len(found) > 3 and "常用" in found[0][0] and found[0][1].isdigit()
    assert len(names.variants("sonnet", "en")) == 1


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


@pytest.mark.parametrize("number", range(len(parts.EXAMPLES)))
def test_every_example_can_be_written(number, store):
    chosen = dict(parts.EXAMPLES[number][0])
    if chosen.get("cipai") in metres.names():
        chosen["engine"] = "bundled"
    source = "cipai" if "cipai" in chosen else "template"
    said = asked(chosen.pop("template", ""), source=source, cipai=chosen.pop("cipai", ""), **chosen)
    session = actions.write(store, said, quiet)
    assert all(marking.marked(card).report.ok for card in session.cards)
