"""The plan of a Chinese lyric, read back from its characters; and how likely it then is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc.errors import InputError
from aigc.lyrics.chinese.sheet import sheet
from aigc.lyrics.chinese.writer import ChineseWriter
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import Plan
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.constraints.retrace import retrace
from aigc.lyrics.engine import Options
from aigc.lyrics.forms.notation import parse
from aigc.lyrics.model.symbols import Column, prompt
from aigc.lyrics.verify import verify
from aigc.types.lyric import Lyric
from tests.unit.lyrics.fuzzing import COMMON as FAMILIAR
from tests.unit.lyrics.fuzzing_strategies import broken_cases, feasible_cases, small_cases
from tests.unit.lyrics.tiny_network import tiny_weights

COMMON = tuple("一二三四五明月光霜乡风江山水天地人心行银走路长大成城春夜思故望头床前疑是上举低生镲")


@pytest.fixture(scope="module")
def writer(tmp_path_factory) -> ChineseWriter:
    return ChineseWriter(tiny_weights(tmp_path_factory.mktemp("weights"), FAMILIAR))


def read_back(form: str, *lines: str) -> Plan:
    template = parse(form)
    text = [c for c in "".join(lines) if c.isalpha()]
    return retrace(Problem(template, alphabet(COMMON, template.book)), text)


def heard(form: str, *lines: str) -> dict[str, str]:
    return {name: way.label for name, way in read_back(form, *lines).solution.sounds.items()}


def test_a_group_sounds_as_all_its_characters_do():
    assert heard("5/5/5 aba", "床前明月光", "一二三四五", "疑是地上霜") == {"a": "ang", "b": "u"}


def test_a_heteronym_is_read_in_its_words_and_freely_where_it_was_named():
    assert heard("3/3 aa", "大银行", "三月光") == {"a": "ang"}
    assert heard("3/3 aa", "三人行", "春江城") == {"a": "eng"}
    assert heard("3/3 aa", "三人行", "三月光") == {}
    assert heard("3/3 aa 1:3=行", "三人行", "三月光") == {"a": "ang"}


def test_a_keyword_is_named_where_it_stands_first():
    assert read_back("3/3 +明月", "月明月", "明月光").given == ["", "明", "月", "", "", ""]
    assert read_back("3/3 +明月@2", "月明月", "明月光").given == ["", "", "", "明", "月", ""]
    given = read_back("3/3 +明月 2:1-2=明月", "月明月", "明月光").given
    assert given == ["", "", "", "明", "月", ""]
    assert read_back("3/3 +明月", "一二三", "一二三").given == [""] * 6


def test_a_keyword_in_a_hook_is_named_in_all_its_lines():
    plan = read_back("3/3/3 3=1 +明月", "明月光", "一二三", "明月光")
    assert plan.given == ["明", "月", "", "", "", "", "明", "月", ""]
    assert [plan.copied(k) for k in (0, 6, 8)] == [-1, 0, 2]


def test_plans_are_alike_by_words_and_rhymes():
    one = read_back("3/3 aa +明月", "明月光", "一二霜")
    assert one.like(read_back("3/3 aa +明月", "明月乡", "二一江"))
    assert not one.like(read_back("3/3 aa +明月", "光明月", "一二霜"))
    assert not one.like(read_back("3/3 aa +明月", "明月生", "一二城"))


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(case=feasible_cases(most_lines=6), seed=st.integers(0, 99))
def test_any_lyric_is_as_fluent_when_judged_as_when_it_was_written(writer, case, seed):
    lyrics = writer.write(case.template, Options(), count=2, seed=seed)
    assert all(verify(case.template, lyric.lines).ok for lyric in lyrics)
    told = [lyric.score["fluency"] for lyric in lyrics]
    assert writer.fluency(lyrics, case.template, Options()) == pytest.approx(told, abs=1e-3)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(case=st.one_of(small_cases(), broken_cases()))
def test_the_feasible_is_written_and_the_rest_refused(writer, case):
    if not case.feasible:
        with pytest.raises(InputError):
            writer.write(case.template, Options())
        return
    (lyric,) = writer.write(case.template, Options())
    assert verify(case.template, lyric.lines).faults == ()


def test_a_keyword_that_came_twice_leaves_the_fluency_as_its_words_tell_it(writer):
    template = parse("2/2/2 +明月")
    lines = tuple(
        replace(
            line,
            cells=tuple(
                replace(c, allowed=frozenset(ch)) for c, ch in zip(line.cells, "明月", strict=True)
            ),
        )
        for line in template.lines
    )
    template = replace(template, lines=lines)
    lyrics = writer.write(template, Options(), count=6)
    assert {lyric.lines for lyric in lyrics} == {("明月",) * 3}
    assert len({lyric.score["fluency"] for lyric in lyrics}) == 1
    assert writer.fluency(lyrics[:1], template, Options()) == [lyrics[0].score["fluency"]]


def test_fluency_is_the_mean_of_what_the_model_gives_the_free_cells(writer):
    template = parse("3/3 aa 1:1=明 +月光@2")
    lyric = Lyric(lines=("明天乡", "月光霜"))
    assert verify(template, lyric.lines).ok
    voice = writer.voice()
    plan = retrace(
        Problem(template, alphabet(voice.vocabulary.characters, template.book)), "明天乡月光霜"
    )
    slots = sheet(plan, voice.vocabulary, range(2)).slots
    asked = prompt(voice.vocabulary, "modern", themes=["月光"])
    speaking, nats, before = voice.start(asked, slots, 1, "modern"), [], None
    for slot, token in enumerate(voice.vocabulary.ids("明天乡月光霜")):
        nats.append(float(speaking.step(before)[0, token]))
        before = np.array([token])
        assert (slots[slot, Column.GIVEN] == token) == (slot in (0, 3, 4))
    (fluency,) = writer.fluency([lyric], template, Options())
    assert fluency == pytest.approx(np.mean([nats[k] for k in (1, 2, 5)]), abs=1e-3)


def test_characters_that_the_model_does_not_know_can_be_judged(writer):
    known = writer.voice().vocabulary
    unknown = next(c for c in map(chr, range(0x4E00, 0x9FA6)) if c not in known)
    common, rare = (Lyric(lines=(f"明月{c}",)) for c in ("江", unknown))
    figures = writer.fluency([common, rare], parse("3"), Options())
    assert all(-50 < figure < 0 for figure in figures) and figures[0] != figures[1]
