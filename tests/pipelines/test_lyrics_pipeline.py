"""Lyrics from every kind of form, with the fake engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigc.errors import Cancelled, EngineUnavailable, InputError
from aigc.lyrics.fake import FakeWriter
from aigc.lyrics.verify import verify
from aigc.store import Store
from aigc.types.lyric import Lyric
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config, Songbook

SCORES = Path(__file__).parent.parent / "fixtures" / "scores"
SONG = "云淡风轻近午天\n傍花随柳过前川\n\n时人不识余心乐\n将谓偷闲学少年\n"


def made(store: Store, **options) -> Songbook:
    return pipeline.run(Config(engine="fake", **options), store=store)


def kept(songbook: Songbook) -> bool:
    return all(verify(songbook.template, c.lines).ok for c in songbook.candidates)


def test_a_notation_with_keywords_and_locks(store):
    book = made(
        store,
        template="4/5/5/6/9/9 aabbcc",
        keyword=("明月", "秋@3"),
        lock=("2:1-2=江水",),
        count=3,
    )
    assert len(book.candidates) == 3 and kept(book)
    for lyric in book.candidates:
        assert lyric.lines[1].startswith("江水") and "秋" in lyric.lines[2]
        assert lyric.score["keyword"] > 0 and 0 <= lyric.score["total"] <= 100
    totals = [lyric.score["total"] for lyric in book.candidates]
    assert totals == sorted(totals, reverse=True)


def test_the_form_of_a_lyric_and_never_its_words(store, tmp_path):
    (tmp_path / "song.txt").write_text(SONG, encoding="utf-8")
    book = made(store, like=tmp_path / "song.txt")
    assert [len(line) for line in book.template.lines] == [7, 7, 7, 7]
    assert [line.stanza for line in book.template.lines] == [0, 0, 1, 1]
    assert kept(book) and "云淡" not in book.candidates[0].text


def test_a_cipai_keeps_its_tones_unless_told_not_to(store):
    strict, free = (made(store, cipai="西江月", tones=t, count=1) for t in (None, False))
    assert kept(strict) and kept(free)
    assert any(c.tone == "平" and not c.rhyme for _, _, c in strict.template.places())
    assert not any(c.tone and not c.rhyme for _, _, c in free.template.places())


def test_a_form_by_name_keeps_its_tones_unless_told_not_to():
    for name in ("七律", "如梦令"):
        toned = [
            sum(bool(cell.tone) for _, _, cell in pipeline.form(config).places())
            for config in (Config(template=name), Config(template=name, tones=False))
        ]
        assert toned[0] > 2 * toned[1]


def test_a_melody_has_a_character_a_note(store):
    path = next(iter(sorted(SCORES.glob("*.musicxml"))))
    book = made(store, score=path, count=1)
    assert kept(book) and len(book.template) == sum(map(len, book.template.lines))
    assert all(cell.pitches for _, _, cell in book.template.places())


def test_what_was_written_is_read_back(store, monkeypatch):
    first = made(store, template="5/5 aa")

    def never(*args, **kwargs):
        raise AssertionError("written twice")

    monkeypatch.setattr(FakeWriter, "write", never)
    assert made(store, template="5/5 aa") == first
    with pytest.raises(AssertionError):
        made(store, template="5/5 aa", seed=1)


def test_one_line_rolled_again_leaves_the_others(store):
    config = Config(engine="fake", template="7/7/7/7 aaxa", count=3)
    book = pipeline.run(config, store=store)
    before = book.candidates[0]
    again = pipeline.reroll(book.template, before, config, lines=(1,), store=store)
    for lyric in again:
        assert [a == b for a, b in zip(lyric.lines, before.lines, strict=True)] == [
            True, False, True, True,
        ]  # fmt: skip
        assert verify(book.template, lyric.lines).ok
    (cell,) = pipeline.reroll(
        book.template, before, config.model_copy(update={"count": 1}), cells=((0, 2),), store=store
    )
    assert sum(a != b for a, b in zip(cell.text, before.text, strict=True)) <= 1


def test_what_was_rolled_again_has_the_scores_of_the_whole(store):
    config = Config(engine="fake", template="7/7/7/7 aaxa", keyword=("明月@1",), count=3)
    book = pipeline.run(config, store=store)
    again = pipeline.reroll(book.template, book.candidates[0], config, lines=(2,), store=store)
    asked = pipeline.options(book.template, config)
    for lyric in again:
        (fluency,) = FakeWriter().fluency([lyric], book.template, asked)
        assert lyric.score["fluency"] == pytest.approx(fluency, abs=1e-4)
        assert lyric.score.keys() == book.candidates[0].score.keys()
    totals = [lyric.score["total"] for lyric in again]
    assert totals == sorted(totals, reverse=True)


def test_judging_tells_how_far_it_is_and_can_be_stopped(store):
    config = Config(engine="fake", template="4/5 aa", count=20)
    template, lyrics = pipeline.form(config), []
    for seed in range(20):
        asked = config.model_copy(update={"count": 1, "seed": seed})
        lyrics += pipeline.write(template, asked, store=store)
    told: list[tuple[str, float, float]] = []

    def stopping(step: str, done: float, total: float) -> None:
        told.append((step, done, total))
        if done:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        pipeline.score(template, lyrics, config, store=store, progress=stopping)
    assert [(step, done) for step, done, _ in told] == [("rank", 0), ("rank", 8)]
    seen: list[tuple[float, float]] = []
    report = lambda step, done, total: seen.append((done, total))  # noqa: E731
    whole = pipeline.score(template, lyrics, config, store=store, progress=report)
    assert len(whole) == 20
    assert seen[-1][0] == seen[-1][1] == len({lyric.lines for lyric in lyrics}) > 8
    pipeline.score(template, lyrics, config, store=store, progress=lambda *report: pytest.fail())


def test_scores_are_those_that_were_told_when_it_was_written(store):
    config = Config(engine="fake", template="7/7/7/7 aaxa", keyword=("明月",), count=3)
    book = pipeline.run(config, store=store)
    bare = [Lyric(lines=lyric.lines) for lyric in book.candidates[::-1]]
    assert pipeline.score(book.template, bare, config, store=store) == book.candidates[::-1]


def test_what_was_judged_is_read_back(store, monkeypatch):
    config = Config(engine="fake", template="3/3 aa")
    template, lyric = pipeline.form(config), Lyric(lines=("明月光", "三月霜"))
    first = pipeline.score(template, [lyric], config, store=store)

    def never(*args, **kwargs):
        raise AssertionError("judged twice")

    monkeypatch.setattr(FakeWriter, "fluency", never)
    assert pipeline.score(template, [lyric, lyric], config, store=store) == first * 2
    with pytest.raises(AssertionError):
        pipeline.score(template, [Lyric(lines=("明月光", "三月江"))], config, store=store)


def test_a_lyric_that_breaks_the_form_has_no_fluency(store):
    config = Config(engine="fake", template="3/3 aa")
    some = [Lyric(lines=lines) for lines in (("明月光", "三月山"), ("明月光", "三月霜"))]
    broken, kept = pipeline.score(pipeline.form(config), some, config, store=store)
    assert "fluency" not in broken.score and "total" in broken.score
    assert "fluency" in kept.score
    assert (broken.lines, kept.lines) == tuple(lyric.lines for lyric in some)


def test_without_weights_there_is_no_fluency_and_nothing_is_kept(store, monkeypatch):
    config = Config(engine="fake", template="3/3 aa")
    template, lyric = pipeline.form(config), Lyric(lines=("明月光", "三月霜"))

    def missing(*args):
        raise EngineUnavailable("The weights are missing.")

    with monkeypatch.context() as patch:
        patch.setattr(FakeWriter, "fluency", missing)
        (bare,) = pipeline.score(template, [lyric], config, store=store)
    assert "fluency" not in bare.score and "total" in bare.score
    (whole,) = pipeline.score(template, [lyric], config, store=store)
    assert "fluency" in whole.score


def test_words_that_the_engine_cannot_spell_leave_the_others_their_fluency(store, monkeypatch):
    config = Config(engine="fake", template="3/3 aa")
    some = [Lyric(lines=("明月光", last)) for last in ("三月霜", "三月江", "三月乡")]
    judge = FakeWriter.fluency

    def choosy(self, lyrics, template, options):
        if any(lyric.lines[1] == "三月江" for lyric in lyrics):
            raise InputError("It cannot spell 江.")
        return judge(self, lyrics, template, options)

    monkeypatch.setattr(FakeWriter, "fluency", choosy)
    found = pipeline.score(pipeline.form(config), some, config, store=store)
    assert ["fluency" in lyric.score for lyric in found] == [True, False, True]


@pytest.mark.parametrize(
    "sources", [{}, {"template": "5/5", "cipai": "西江月"}], ids=("none", "two")
)
def test_exactly_one_form_must_be_named(store, sources):
    with pytest.raises(InputError, match="Name one form"):
        made(store, **sources)


def test_a_songbook_shows_itself(store):
    book = made(store, template="5/5 aa", count=1)
    assert book.candidates[0].lines[0] in book._repr_html_()


@pytest.mark.parametrize(
    ("form", "style"),
    [
        ({"cipai": "水调歌头"}, "ci"),
        ({"cipai": "五言绝句"}, "classic"),
        ({"template": "7/7 aa"}, "modern"),
        ({"cipai": "sonnet"}, "sonnet"),
        ({"cipai": "common metre"}, "modern"),
        ({"cipai": "common metre", "style": "sonnet"}, "sonnet"),
    ],
)
def test_the_style_follows_the_form(form, style):
    config = Config(**form)
    assert pipeline.options(pipeline.form(config), config).style == style
