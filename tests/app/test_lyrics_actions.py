"""The lyrics page: what its buttons do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.app.lyrics import actions, cards, hand, locks
from aigc.errors import Cancelled, InputError
from aigc.lyrics.fake import FakeWriter
from aigc.lyrics.forms.codec import read_template
from aigc.lyrics.forms.editing import with_locks
from aigc.lyrics.verify.verifier import verify
from aigc.types.lyric import Lyric
from pipelines import lyrics as pipeline
from tests.app.lyrics_asking import asked, quiet


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
    assert actions.undo(store, again, 1).cards == session.cards
    twice = actions.reroll(store, again, 1, quiet, lines=(2,))
    assert twice.cards[1].lyric.lines[2] not in (before[2], after[2])


def test_a_card_without_fluency_says_why(session):
    card = session.cards[0]
    bare = {name: value for name, value in card.lyric.score.items() if name != "fluency"}
    unknown = replace(card, lyric=replace(card.lyric, score=bare))
    page = cards.cards(replace(session, cards=(unknown,)), "en")
    assert page.count("The engine cannot measure it") == 3 and page.count("–") == 2
    lines = ("山" * 7, *card.lyric.lines[1:])
    broken = replace(card, lyric=replace(card.lyric, lines=lines, score=bare))
    page = cards.cards(replace(session, cards=(broken,)), "zh")
    assert page.count("守格之后才有评分") == 3 and page.count("–") == 2


def test_locks_set_since_do_not_change_what_a_card_is_measured_by(session, store):
    kept = actions.lock(store, session, 0, [(2, 0), (2, 1)], on=True)
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
    kept = actions.lock(
        store, actions.lock(store, session, 0, [(2, 0)], on=True), 0, [(2, 1)], on=True
    )
    assert kept.locks == (f"3:1-2={first}",) and kept.stale and not session.stale
    again = actions.reroll(store, kept, 0, quiet, lines=(2,))
    assert again.cards[0].lyric.lines[2][:2] == first
    assert again.cards[0].lyric.lines[2] != session.cards[0].lyric.lines[2]
    assert 'aria-pressed="true"' in cards.cards(kept, "en")
    freed = actions.lock(store, kept, 0, [(2, 0)], on=False)
    assert freed.locks == (f"3:2={first[1]}",)


def test_a_lock_holds_when_a_line_with_the_same_words_is_written_anew(store):
    session = actions.write(store, asked("5/5/5 3=1"), quiet)
    first, second = (card.lyric.lines[0] for card in session.cards)
    kept = actions.lock(store, session, 0, [(0, 0), (0, 1)], on=True)
    for number, line in ((0, 2), (1, 2), (1, 0)):
        again = actions.reroll(store, kept, number, quiet, lines=(line,)).cards[number].lyric.lines
        assert again[0] == again[2] and again[0] not in (first, second)
        assert again[0][:2] == first[:2]
    cell = actions.reroll(store, kept, 1, quiet, cells=((2, 0),)).cards[1].lyric.lines
    assert cell[0] == cell[2] == first[0] + second[1:] != second
    with pytest.raises(InputError, match="Release a lock"):
        actions.reroll(store, kept, 0, quiet, cells=((2, 0),))


def test_a_lock_that_the_lyrics_were_written_around_can_be_released(store):
    session = actions.write(store, asked("5/5", lock="1:1-2=明月"), quiet)
    freed = actions.lock(store, session, 0, [(0, 0)], on=False)
    assert freed.locks == ("1:2=月",) and freed.stale
    page = cards.cards(freed, "en")
    assert page.count('class="w locked"') == page.count('aria-pressed="true"') == 2
    for number in (0, 1):
        again = actions.reroll(store, freed, number, quiet, cells=((0, 0),))
        changed, old = again.cards[number].lyric.text, session.cards[number].lyric.text
        assert changed[0] != "明" and changed[1:] == old[1:]
        back = actions.undo(store, again, number)
        assert back.cards[number].lyric == freed.cards[number].lyric
        assert actions.reroll(store, back, number, quiet, cells=((0, 0),)).cards != back.cards
    kept = actions.lock(store, freed, 1, [(0, 0)], on=True)
    assert kept.locks == session.locks and not kept.stale


def test_scores_are_those_of_the_words_and_the_locks_that_are_shown(store):
    known = "3:1-7=春花秋月何时了, 4:1-5=往事知多少"
    session = actions.write(store, asked("7/5/7/5", lock=known), quiet)
    freed = actions.relocked(store, session, ())
    rolled = actions.reroll(store, freed, 0, quiet, lines=(0,))
    undone = actions.undo(store, rolled, 0)
    assert [card.lyric.score["novelty"] for card in session.cards] == [100, 100]
    for now in (freed, rolled, undone):
        for card in now.cards:
            (expected,) = pipeline.score(card.template, [card.lyric], now.config, store=store)
            assert card.lyric == expected and card.lyric.score["novelty"] == 0
    before = actions.reroll(store, session, 0, quiet, lines=(0,))
    assert actions.undo(store, actions.relocked(store, before, ()), 0).cards == undone.cards


def test_a_line_that_repeats_another_shows_and_releases_its_lock(store):
    session = actions.write(store, asked("3/3/3 3=1", lock="1:1=明"), quiet)
    page = cards.cards(session, "en")
    assert page.count("w locked") == page.count('aria-pressed="true"') == 2 * len(session.cards)
    kept = actions.lock(store, session, 0, [(2, 2)], on=True)
    last = session.cards[0].lyric.lines[2][2]
    assert kept.locks == ("1:1=明", f"1:3={last}")
    assert cards.cards(replace(kept, cards=kept.cards[:1]), "en").count("w locked") == 4
    freed = actions.lock(store, kept, 0, [(2, 0), (2, 2)], on=False)
    assert freed.locks == () and "w locked" not in cards.cards(freed, "en")
    typed = actions.relocked(store, session, ("3:1=明", "9:1=月"))
    assert cards.cards(typed, "en").count("w locked") == 2 * len(session.cards)
    with pytest.raises(InputError, match="form itself fixes 山 at 3:1"):
        fixed = actions.write(store, asked("3/3/3 3=1 1:1=山"), quiet)
        actions.lock(store, fixed, 0, [(2, 0)], on=False)


def test_when_all_is_locked_nothing_else_is_found(session, store):
    kept = actions.lock(store, session, 0, [(0, k) for k in range(7)], on=True)
    with pytest.raises(InputError, match="Nothing else was found"):
        actions.reroll(store, kept, 0, quiet, lines=(0,))


def test_locks_typed_by_hand_stay_when_another_is_set(session, store):
    text = session.cards[0].lyric.lines
    typed = actions.relocked(store, session, (f"2:1={text[1][0]}",))
    both = actions.lock(store, typed, 0, [(0, 0)], on=True).locks
    assert set(both) == {f"1:1={text[0][0]}", f"2:1={text[1][0]}"}
    with pytest.raises(InputError):
        actions.relocked(store, session, ("2:",))


def test_what_the_form_fixes_is_not_released(store):
    session = actions.write(store, asked("5/5 aa 1:1=山"), quiet)
    with pytest.raises(InputError, match="form itself fixes 山 at 1:1"):
        actions.lock(store, session, 0, [(0, 0)], on=False)
    assert actions.lock(store, session, 0, [(0, 0)], on=True).locks == ()


def test_a_card_that_is_not_there_is_named(session, store):
    with pytest.raises(InputError, match="no lyrics yet"):
        actions.reroll(store, session, 9, quiet, lines=(0,))


@settings(max_examples=40)
@given(st.sets(st.tuples(st.integers(0, 1), st.integers(0, 4)), max_size=10))
def test_locks_read_back_as_they_were_set(places):
    template, lyric = read_template("5/5"), Lyric(lines=("一二三四五", "六七八九十"))
    text = locks.toggled(template, lyric, (), places, on=True)
    assert locks.locked(text, template) == {(i, k): lyric.lines[i][k] for i, k in places}
    assert locks.toggled(template, lyric, text, places, on=False) == ()


@settings(max_examples=40)
@given(st.data())
def test_what_is_released_leaves_the_form_with_the_other_locks(data):
    bare = read_template("5/5/5 3=1 2:5=山")
    cells = [(i, k) for i in (0, 1) for k in range(4)]
    text = [f"{i + 1}:{k + 1}=明" for i, k in data.draw(st.sets(st.sampled_from(cells)))]
    rest = [one for one in text if data.draw(st.booleans())]
    assert locks.released(with_locks(bare, text), bare, rest) == with_locks(bare, rest)


def test_a_lock_holds_in_the_rest_of_a_word_that_is_written_anew():
    template = read_template("en 4/4 2=1")
    lyric = Lyric(lines=("Evening again", "Evening again"), language="en")
    set_since = ("1:2=sun", "1:4=stars")
    form = locks.held(template, lyric, set_since, cells=((1, 0),))
    assert [(i, k, c.lock) for i, k, c in form.places() if c.lock] == [(0, 1, "sun")]
    assert locks.held(template, lyric, set_since, lines=(1,)) == with_locks(template, set_since)


def test_an_english_word_is_locked_whole():
    template = read_template("en 4/4")
    lyric = Lyric(lines=("The river runs", "Again tonight"), language="en")
    assert locks.toggled(template, lyric, (), [(0, 2)], on=True) == ("1:2=river",)


def test_stopping_ends_the_work(store):
    def stop(step, done, total):
        raise Cancelled("Stopped during lyrics.")

    with pytest.raises(Cancelled):
        actions.write(store, asked("7/7/7/7 aaxa", seed=77, count=2), stop)
