"""English lyrics judged anew are as fluent as when they were written."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aigc.errors import EngineUnavailable, InputError
from aigc.g2p.english.lexicon import lexicon
from aigc.lyrics.engine import Options
from aigc.lyrics.english.retrace import Retraced, retrace
from aigc.lyrics.english.sheet import prompt_of, slots_of
from aigc.lyrics.english.symbols import JOINED
from aigc.lyrics.english.writer import EnglishWriter
from aigc.lyrics.forms.metres import metre
from aigc.lyrics.forms.notation import parse
from aigc.types.lyric import Lyric
from aigc.types.template import Keyword, Template
from tests.unit.lyrics.tiny_english import tiny_english

TOLD = Options(style="sonnet", title="the silver river", themes=("night",))
FORMS = [
    metre("quatrain"),
    metre("limerick"),
    metre("haiku"),
    parse("en 8/6/8/6 abab 1:1=love 3:2=heaven"),
    parse("en verse: 7/5 ab | chorus: 6,4/6 cc | verse: ... | chorus +silver@2"),
    parse("en 6/6/6/6/6/6/6/6 ABaAabAB"),
    parse("en 5/5/5 aaa 1:3=bazooka"),
    parse("en u-u-u-/u-u-u- aa 1:2=night"),
    parse("en 5/5/5/5 abxa 2:5=sea"),
]


@pytest.fixture(scope="module")
def writer(tmp_path_factory) -> EnglishWriter:
    return EnglishWriter(tiny_english(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


def said(*lines: str) -> Lyric:
    return Lyric(lines=lines, language="en")


def traced(writer: EnglishWriter, template: Template, *lines: str) -> Retraced:
    (found,) = retrace(template, [said(*lines)], writer._usual, lexicon())
    return found


def shown(found: Retraced) -> dict[tuple[int, int], str]:
    words = found.plan.words
    return {place: words.names[words.word[row]] for place, row in found.ends.items()}


def spoken_one_way(lyric: Lyric) -> bool:
    words = " ".join(lyric.lines).lower().replace(",", "").split()
    return all(len({r.syllables for r in lexicon().readings(word)}) == 1 for word in words)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name or str(len(form)))
def test_a_lyric_is_as_fluent_when_judged_as_when_it_was_written(writer, form):
    lyrics = [one for one in writer.write(form, TOLD, count=9, seed=2) if spoken_one_way(one)]
    assert len(lyrics) > 1
    told = [lyric.score["fluency"] for lyric in lyrics]
    assert writer.fluency(lyrics, form, TOLD) == pytest.approx(told, abs=1e-3)
    assert writer.fluency(lyrics[-1:], form, TOLD) == pytest.approx(told[-1:], abs=1e-3)


def test_a_keyword_that_stands_once_is_known_to_be_named(writer):
    form = replace(metre("quatrain"), keywords=(Keyword(text="silver"), Keyword(text="the sea")))
    lyrics = [
        lyric
        for lyric in writer.write(form, TOLD, count=9)
        if spoken_one_way(lyric) and all(lyric.text.count(k.text) == 1 for k in form.keywords)
    ]
    told = [lyric.score["fluency"] for lyric in lyrics]
    assert told and writer.fluency(lyrics, form, TOLD) == pytest.approx(told, abs=1e-3)


def test_a_keyword_that_stands_twice_is_judged_as_its_words_tell(writer):
    form = replace(parse("en 4/4/4"), keywords=(Keyword(text="River"),))
    some = frozenset({"river", "silver"})
    lines = (
        replace(line, cells=(replace(line.cells[0], allowed=some), *line.cells[1:]))
        for line in form.lines
    )
    form = replace(form, lines=tuple(lines))
    lyrics = [one for one in writer.write(form, TOLD, count=16) if spoken_one_way(one)]
    assert any(lyric.text.lower().count("river") > 1 for lyric in lyrics)
    told = [lyric.score["fluency"] for lyric in lyrics]
    assert writer.fluency(lyrics, form, TOLD) == pytest.approx(told, abs=1e-3)


def test_words_are_laid_as_stress_and_pauses_ask(writer):
    ends = shown(traced(writer, parse("en 4,3"), "The silver fire, ever he"))
    assert ends == {(0, 0): "the", (0, 2): "silver", (0, 3): "fire", (0, 5): "ever", (0, 6): "he"}
    ends = shown(traced(writer, parse("en 5,3"), "The silver fire, ever he"))
    assert ends[0, 4] == "fire" and ends[0, 7] == "he"


def test_a_keyword_is_placed_where_it_stands_first(writer):
    form = parse("en 4/4/4 +river")
    found = traced(writer, form, "the sea is long", "the river is", "the river is")
    assert found.plan.form.lines[1].only == {1: frozenset({"river"})}
    assert not found.plan.form.lines[0].only and not found.plan.form.lines[2].only
    cut = replace(parse("en 2,2/4"), keywords=(Keyword(text="by the"),))
    found = traced(writer, cut, "sea by, the sea", "by the long sea")
    assert found.plan.form.lines[1].only.keys() == {0, 1} and not found.plan.form.lines[0].only


def test_a_rhyme_settled_beforehand_is_the_one_that_is_heard(writer):
    form = parse("en 4/4/4/4 abab 1:4=sea 2:4=night")
    found = traced(
        writer, form, "i love the sea", "a summer night", "and i am free",
        "a silver light",
    )  # fmt: skip
    for rhyme in found.plan.rhymes:
        heard = {int(found.plan.words.key[found.ends[cell]]) for cell in rhyme.cells}
        assert rhyme.key < 0 or rhyme.key in heard


def test_fluency_is_the_mean_of_what_the_model_gives_the_free_words(writer):
    form = parse("en 5 1:2=river")
    lyric = said("The river is long")
    voice, found = writer._voice, traced(writer, form, *lyric.lines)
    slots = slots_of(form, found.plan, voice.network.vocabulary)
    speaking = voice.start(prompt_of(voice.network.vocabulary, ()), slots, 1)
    names = dict(zip(found.plan.words.names, found.plan.words.tokens.tolist(), strict=True))
    nats = {}
    for word in ("long", "is", "river", "_", "the"):
        token = JOINED if word == "_" else names[word]
        nats[word] = float(speaking.scores(np.array([0]))[0, token])
        speaking.tell(np.array([token]))
    (fluency,) = writer.fluency([lyric], form, Options(style="sonnet"))
    assert fluency == pytest.approx(np.mean([nats[w] for w in ("long", "is", "the")]), abs=1e-3)


def test_words_beyond_the_vocabulary_are_judged(writer):
    assert "telephone" not in writer._usual.index
    usual, rare = said("The river is long"), said("The telephone is")
    figures = writer.fluency([usual, rare], parse("en 5"), TOLD)
    assert all(-30 < figure < 0 for figure in figures)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("The river is", "The sea"), "Line 1 of the lyric, 'the river is', does not fill its 5"),
        (("The river is so long", "The sea"), "Line 1"),
        (("The river is long", "The qwrtz"), "Line 2"),
        (("The river is long",), "has 1 lines"),
    ],
)
def test_words_that_do_not_fill_the_form_are_not_judged(writer, lines, says):
    with pytest.raises(InputError, match=says):
        writer.fluency([said(*lines)], parse("en 5/2"), TOLD)


def test_without_weights_nothing_is_judged(tmp_path):
    writer = EnglishWriter(tmp_path / "none.safetensors")
    with pytest.raises(EngineUnavailable, match="missing"):
        writer.fluency([said("The river is long")], parse("en 5"), TOLD)
