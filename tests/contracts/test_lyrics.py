"""What every lyrics engine promises; the networks are tiny and their weights random."""

from __future__ import annotations

import pytest

from aigc.errors import Cancelled, EngineUnavailable, InputError
from aigc.lyrics.bundled import BundledWriter
from aigc.lyrics.chinese.writer import ChineseWriter
from aigc.lyrics.engine import LyricsEngine, Options
from aigc.lyrics.fake import FakeWriter
from aigc.lyrics.forms.cipai import cipai
from aigc.lyrics.forms.notation import parse
from aigc.lyrics.verify import verify
from aigc.types.lyric import Lyric
from tests.unit.lyrics.tiny_network import tiny_weights

FORMS = [
    parse("4/5/5/6/9/9 aabbcc"),
    parse("7,7/7,7 aa +明月 +故乡@2"),
    parse("verse: 7/5/7/5 aaba | chorus: 4/4/6 bbb | verse | chorus 1:1-2=春风"),
    parse("平平仄仄平平仄/仄仄平平仄仄平 xa"),
    cipai("西江月"),
    cipai("水调歌头"),
    parse("5/5/5/5 aaxa", book="pingshui"),
    parse("5/5/5/5 aaxa", book="xinyun"),
    parse("30/1/30/1 abab"),
]


@pytest.fixture(scope="module", params=("fake", "chinese"))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> LyricsEngine:
    if request.param == "fake":
        return FakeWriter()
    return ChineseWriter(tiny_weights(tmp_path_factory.mktemp("weights")))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name or str(len(form)))
def test_every_lyric_keeps_its_form(engine, form):
    lyrics = engine.write(form, Options(), count=5, seed=3)
    assert len(lyrics) == 5
    for lyric in lyrics:
        assert verify(form, lyric.lines).faults == ()
        assert -50 < lyric.score["fluency"] <= 0


ASKED = Options(style="ci", title="思乡", themes=("江水",))
DEMANDING = [
    *FORMS,
    parse("7/7/7/7 aaxa +明月 +春风@1 2:3-4=故乡"),
    parse("verse: 5,5/7 aa | chorus: 7/7 cc 3:1-2=春江 | verse: ... | chorus +明月"),
    parse(" | ".join(["9/9/9/9 aabb"] * 14) + " +明月"),
    parse("5/5/5/5 aaxa 1:5=乡 2:1=春"),
]


@pytest.mark.parametrize("style", ("ci", "modern"))
@pytest.mark.parametrize("form", DEMANDING, ids=lambda form: form.name or str(len(form)))
def test_a_lyric_is_as_fluent_when_judged_as_when_it_was_written(engine, form, style):
    asked = ASKED.model_copy(update={"style": style})
    lyrics = engine.write(form, asked, count=6, seed=2)
    told = [lyric.score["fluency"] for lyric in lyrics]
    assert engine.fluency(lyrics, form, asked) == pytest.approx(told, abs=1e-3)
    assert len(set(told)) > 1


def test_judging_takes_one_lyric_or_many_or_none(engine):
    lyrics = engine.write(FORMS[2], ASKED, count=4)
    alone = [engine.fluency([lyric], FORMS[2], ASKED)[0] for lyric in lyrics]
    assert engine.fluency(lyrics, FORMS[2], ASKED) == pytest.approx(alone, abs=1e-3)
    assert engine.fluency([], FORMS[2], ASKED) == []


def test_fluency_depends_on_words_form_and_options(engine):
    lyric, other = engine.write(parse("7/7"), ASKED, count=2)

    def judged(words, form, options=ASKED):
        return engine.fluency([words], form, options)[0]

    base = judged(lyric, parse("7/7"))
    assert base == judged(Lyric(lines=lyric.lines), parse("7/7"))
    assert base != judged(other, parse("7/7"))
    locked = parse(f"7/7 1:1-2={lyric.lines[0][:2]}")
    assert base != judged(lyric, locked)
    assert base != judged(lyric, parse("7/7"), Options(style="modern"))


@pytest.mark.parametrize("lines", [("一二三四", "一二三"), ("一二三",), ("一二，三", "一二三")])
def test_words_that_do_not_fill_the_form_are_not_judged(engine, lines):
    with pytest.raises(InputError, match="template"):
        engine.fluency([Lyric(lines=lines)], parse("3/3"), ASKED)


def test_a_form_longer_than_the_network_sees_at_once(engine):
    long = parse(" | ".join(["9/9/9/9 aabb"] * 30))
    (lyric,) = engine.write(long, Options(), seed=1)
    assert verify(long, lyric.lines).ok


def test_equal_arguments_give_equal_lyrics_and_others_others(engine):
    def lines(**changed):
        given = {"template": FORMS[1], "options": Options(), "count": 2, "seed": 0} | changed
        return tuple(lyric.lines for lyric in engine.write(**given))

    base = lines()
    assert base == lines()
    changes: list[dict] = [{"seed": 1}, {"template": FORMS[0]}]
    changes += [{"options": Options(**o)} for o in OPTIONS]
    assert all(lines(**change) != base for change in changes)


OPTIONS = (
    {"style": "ci"}, {"title": "思乡"}, {"themes": ("江水",)}, {"temperature": 0.3}, {"top": 2},
)  # fmt: skip


def test_candidates_differ(engine):
    lyrics = engine.write(FORMS[0], Options(), count=8, seed=5)
    assert len({lyric.lines for lyric in lyrics}) == 8


def test_it_reports_and_can_be_stopped(engine):
    reports = []
    engine.write(FORMS[0], Options(), progress=lambda *report: reports.append(report))
    assert reports[-1][1] == reports[-1][2] and len({step for step, _, _ in reports}) == 1

    def stop(step: str, done: float, total: float) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        engine.write(FORMS[0], Options(), progress=stop)


IMPOSSIBLE: list[tuple[str, str]] = [
    ("5/5 aa 1:5=山 2:5=月", "1:5"),
    ("3/3 +春江花月夜", "春江花月夜"),
    ("平平/仄仄 1:1=月", "1:1"),
]


@pytest.mark.parametrize(("form", "named"), IMPOSSIBLE)
def test_the_impossible_is_refused_with_its_cells(engine, form, named):
    with pytest.raises(InputError, match=named):
        engine.write(parse(form), Options())


def test_missing_weights_are_one_clear_error(tmp_path):
    writer = ChineseWriter(tmp_path / "none.safetensors")
    with pytest.raises(EngineUnavailable, match=r"none\.safetensors"):
        writer.write(FORMS[0], Options())
    with pytest.raises(EngineUnavailable, match=r"none\.safetensors"):
        writer.fluency([Lyric(lines=("一二三",))], parse("3"), Options())


def test_a_style_of_the_other_language_is_refused():
    with pytest.raises(InputError, match=r"'sonnet'.*modern or ci or qu or classic"):
        BundledWriter().write(parse("5/5"), Options(style="sonnet"))
    with pytest.raises(InputError, match=r"'ci'.*modern or sonnet"):
        BundledWriter().write(parse("en 5/5"), Options(style="ci"))
