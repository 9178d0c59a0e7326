"""The editor of lyrics without a browser: what it shows, and what its buttons do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import traitlets

from aigc.app.lyrics_widget import LyricsEditor, desk
from aigc.errors import InputError
from aigc.lyrics.fake import FakeWriter
from aigc.lyrics.forms.codec import from_json
from aigc.lyrics.verify import verify
from aigc.types.lyric import Lyric
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config, Songbook

CONFIG = Config(
    engine="fake",
    template="verse: 7/7/5,5 aax | chorus: 5/5 bb | chorus",
    lock=("1:1=风",),
    count=3,
)


@pytest.fixture(scope="module")
def songbook(tmp_path_factory):
    from aigc.store import Store

    return pipeline.run(CONFIG, store=Store(tmp_path_factory.mktemp("songs")))


@pytest.fixture
def editor(songbook, store):
    return LyricsEditor(songbook, CONFIG, store=store, tongue="en")


def ask(editor, **message):
    editor._heard(editor, message)
    return editor.problem


def changed(before, after):
    return [i for i, (a, b) in enumerate(zip(before.lines, after.lines, strict=True)) if a != b]


def test_it_begins_with_the_songbook(editor, songbook):
    assert from_json(editor.template) == songbook.template
    assert editor.songbook == songbook
    assert [c["lines"] for c in editor.candidates] == [list(c.lines) for c in songbook.candidates]
    assert (editor.chosen, editor.locks, editor.can_undo, editor.problem) == (0, [], False, "")
    words = editor.candidates[0]["words"]
    assert "".join(text for text, _, _ in words[2]) == editor.lyric.lines[2].replace("，", "")
    assert words[0][0] == ["风", 0, 1] and editor.candidates[0]["faults"] == []


def test_all_that_is_sent_to_the_page_is_json(editor):
    for name in editor.traits(sync=True):
        if not name.startswith("_") and name not in ("layout", "comm", "tabbable", "tooltip"):
            json.dumps(getattr(editor, name))


def test_a_line_is_rolled_again_around_its_locks(editor, songbook):
    before = editor.lyric
    editor.lock((1, 2), (1, 3))
    editor.reroll(1)
    assert changed(before, editor.lyric) == [1]
    assert editor.lyric.lines[1][2:4] == before.lines[1][2:4]
    assert editor.locks == [[1, 2], [1, 3]]
    assert verify(songbook.template, editor.lyric.lines).ok
    assert "total" in editor.lyric.score and not editor.busy


def test_rolled_twice_gives_two_others(editor):
    first = editor.lyric
    editor.reroll(1)
    second = editor.lyric
    editor.reroll(1)
    assert len({first.lines[1], second.lines[1], editor.lyric.lines[1]}) == 3


def test_a_repeated_line_changes_with_its_first(editor):
    before = editor.lyric
    editor.reroll(3)
    assert changed(before, editor.lyric) == [3, 5]
    assert editor.lyric.lines[3] == editor.lyric.lines[5]


def test_one_cell_is_rolled_again_and_let_go(editor):
    before = editor.lyric
    editor.lock((0, 3), (0, 4))
    editor.reroll_cell(0, 3)
    differ = [a != b for a, b in zip(before.text, editor.lyric.text, strict=True)]
    assert sum(differ) == 1 and differ[3]
    assert editor.locks == [[0, 4]]


def test_what_is_typed_stands_and_is_locked_in_every_copy(editor):
    before = editor.lyric
    editor.put(3, 1, "明月")
    assert editor.lyric.lines[3][1:3] == editor.lyric.lines[5][1:3] == "明月"
    assert changed(before, editor.lyric) == [3, 5]
    assert editor.locks == [[3, 1], [3, 2]]
    assert_whole(editor)


def test_what_is_written_anew_is_scored_as_a_whole(editor):
    editor.lock((1, 2), (1, 3))
    editor.reroll(1)
    assert_whole(editor)
    editor.reroll_cell(0, 3)
    assert_whole(editor)
    editor.write()
    assert_whole(editor)
    totals = [lyric["score"]["total"] for lyric in editor.candidates]
    assert totals == sorted(totals, reverse=True)


def assert_whole(editor):
    """Every lyric that keeps the form has the figures of the bare form, whatever is locked."""
    template = editor.songbook.template
    asked = pipeline.options(template, CONFIG)
    for lyric in editor.songbook.candidates:
        if verify(template, lyric.lines).ok:
            (fluency,) = FakeWriter().fluency([lyric], template, asked)
            assert lyric.score["fluency"] == pytest.approx(fluency, abs=1e-4)


def test_what_breaks_the_form_has_no_fluency_until_it_is_mended(editor, songbook):
    end = next(c for c in "月山江" if not verify_with(songbook, editor.lyric, c))
    editor.put(1, 6, end)
    assert "fluency" not in editor.lyric.score and "total" in editor.lyric.score
    editor.lock((1, 6))
    editor.reroll(2)
    assert "fluency" in editor.lyric.score


def test_lyrics_that_come_without_scores_get_them(songbook, store):
    bare = replace(songbook, candidates=tuple(replace(c, score={}) for c in songbook.candidates))
    assert LyricsEditor(bare, CONFIG, store=store).songbook == songbook


def test_lyrics_with_the_scores_of_another_form_get_those_of_this_one(songbook, store):
    told = tuple(replace(c, score={"novelty": 1.0, "total": 1.0}) for c in songbook.candidates)
    editor = LyricsEditor(replace(songbook, candidates=told), CONFIG, store=store)
    assert editor.songbook == songbook
    assert [c["score"] for c in editor.candidates] == [c.score for c in songbook.candidates]


def test_figures_are_those_of_the_words_that_stand_there(editor):
    editor.put(2, 0, "大江东去浪淘尽千古风")
    assert editor.lyric.score["longest_run"] == 10 and editor.lyric.score["novelty"] < 50
    editor.lock(*((2, k) for k in range(10)))
    editor.reroll(2)
    assert editor.lyric.score["longest_run"] == 0 and editor.lyric.score["novelty"] == 100


def test_what_is_typed_against_the_form_is_marked(editor, songbook):
    end = next(c for c in "月山江" if not verify_with(songbook, editor.lyric, c))
    editor.put(1, 6, end)
    (fault, *_) = editor.candidates[0]["faults"]
    assert (fault["line"], fault["cell"]) == (1, 6) and "rhyme" in fault["en"]


def test_what_breaks_the_form_is_mended_unless_it_is_locked(editor, songbook):
    end = next(c for c in "月山江" if not verify_with(songbook, editor.lyric, c))
    editor.put(1, 6, end)
    assert "1:7" in ask(editor, do="reroll", lines=[2])
    editor.lock((1, 6))
    assert ask(editor, do="reroll", lines=[2]) == ""
    assert verify(songbook.template, editor.lyric.lines).ok
    assert editor.lyric.lines[1][6] != end


def verify_with(songbook, lyric, end):
    lines = (lyric.lines[0], lyric.lines[1][:6] + end, *lyric.lines[2:])
    return verify(songbook.template, lines).ok


def test_every_change_can_be_taken_back_and_made_again(editor, songbook):
    editor.lock((0, 1))
    editor.put(1, 0, "月")
    editor.reroll(2)
    last = editor.songbook
    for _ in range(5):
        editor.undo()
    assert editor.songbook == songbook and editor.locks == [] and not editor.can_undo
    for _ in range(5):
        editor.redo()
    assert editor.songbook == last and editor.locks == [[0, 1], [1, 0]] and not editor.can_redo
    editor.undo()
    editor.lock((0, 2))
    assert not editor.can_redo


def test_every_candidate_has_locks_of_its_own(editor):
    editor.lock((1, 1))
    editor.chosen = 2
    assert editor.locks == [] and editor.lyric.lines == tuple(editor.candidates[2]["lines"])
    editor.locks = [[0, 2], [2, 9]]
    editor.chosen = 0
    assert editor.locks == [[1, 1]]
    editor.chosen = 2
    assert editor.locks == [[0, 2], [2, 9]]


def test_all_are_written_anew_around_the_locks(editor):
    kept = editor.lyric.lines[1][:2]
    editor.lock((1, 0), (1, 1))
    editor.write()
    assert len(editor.candidates) == CONFIG.count
    assert all(c["lines"][1].startswith(kept) for c in editor.candidates)
    editor.chosen = 1
    assert editor.locks == [[1, 0], [1, 1]]


def test_a_line_that_comes_again_shares_its_locks(editor):
    editor.lock((5, 1))
    assert editor.locks == [[3, 1]]
    editor.lock((3, 1), (6, 0))
    assert editor.locks == [[3, 1], [4, 0]]
    editor.locks = [[6, 0]]
    assert editor.locks == [[4, 0]]
    kept = editor.lyric.lines[4][0]
    editor.reroll(6)
    assert editor.lyric.lines[4] == editor.lyric.lines[6] and editor.lyric.lines[6][0] == kept
    editor.reroll_cell(6, 0)
    assert editor.locks == [] and editor.lyric.lines[4][0] != kept


def test_locks_turn_on_and_off(editor):
    editor.lock((0, 1))
    editor.lock((0, 1), (0, 2))
    assert editor.locks == [[0, 1], [0, 2]]
    editor.lock((0, 1), (0, 2))
    assert editor.locks == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"do": "lock", "cells": [[9, 9]]}, "10:10"),
        ({"do": "put", "cells": [[0, 0]], "text": "月"}, "clashes with 风 at 1:1"),
        ({"do": "put", "cells": [[1, 0]], "text": "moon"}, "2:1"),
        ({"do": "put", "cells": [[1, 6]], "text": "明月"}, "2:8"),
        ({"do": "cell", "cells": [[9, 9]]}, "10:10"),
        ({"do": "choose", "lyric": 3}, "no lyric 3"),
        ({"do": "fly"}, "fly"),
    ],
)
def test_what_cannot_be_is_said_on_the_page(editor, songbook, message, said):
    assert said in ask(editor, **message)
    assert editor.songbook == songbook
    assert ask(editor, do="lock", cells=[[1, 1]]) == ""


def test_a_line_that_is_all_locked_has_nothing_else(editor):
    editor.lock(*((1, k) for k in range(7)))
    assert "Nothing else was found" in ask(editor, do="reroll", lines=[1])
    assert not editor.busy
    with pytest.raises(InputError):
        editor.reroll(1)


def test_a_trait_set_wrong_is_put_right(editor):
    with pytest.raises(InputError):
        editor.chosen = 7
    assert editor.chosen == 0
    with pytest.raises(InputError):
        editor.locks = [[0, 70]]
    assert editor.locks == []
    with pytest.raises(traitlets.TraitError):
        editor.tongue = "fr"


def test_progress_and_the_end_of_work_reach_the_page(editor, monkeypatch):
    seen = []
    editor.observe(lambda change: seen.append((change["name"], change["new"])), ["busy", "share"])
    editor.reroll(1)
    assert seen[0] == ("busy", True) and seen[-1] == ("busy", False)
    assert any(name == "share" and 0 < value <= 1 for name, value in seen)

    def broken(*args, **kwargs):
        raise InputError("no")

    monkeypatch.setattr(FakeWriter, "write", broken)
    assert ask(editor, do="reroll", lines=[0]) == "no" and not editor.busy


def test_what_is_typed_is_seen_to_be_scored(editor, monkeypatch):
    seen = []
    fluency = FakeWriter.fluency

    def watched(*args):
        seen.append((editor.busy, editor.step))
        return fluency(*args)

    monkeypatch.setattr(FakeWriter, "fluency", watched)
    assert ask(editor, do="put", cells=[[2, 1]], text="明月") == ""
    assert seen == [(True, "score")] and not editor.busy
    editor.write()
    assert seen[1:] and set(seen[1:]) == {(True, "score")} and not editor.busy


def test_the_page_learns_what_was_dealt_with(editor):
    ask(editor, do="lock", cells=[[1, 1]], id="a 1")
    assert editor.answered == "a 1"
    assert ask(editor, do="fly", id="a 2") and editor.answered == "a 2"


def test_an_empty_songbook_is_refused(songbook, store):
    with pytest.raises(InputError, match="no lyrics"):
        LyricsEditor(replace(songbook, candidates=()), CONFIG, store=store)


def test_cells_that_the_melody_makes_hard_to_understand_are_marked(store):
    config = Config(engine="fake", template="2", count=1)
    form = pipeline.form(config)
    cells = zip(form.lines[0].cells, ((60, 64), (67,)), strict=True)
    line = replace(form.lines[0], cells=tuple(replace(c, pitches=p) for c, p in cells))
    book = Songbook(template=replace(form, lines=(line,)), candidates=(Lyric(lines=("大天",)),))
    (marked,) = LyricsEditor(book, config, store=store).candidates[0]["misfits"]
    assert (marked["line"], marked["cell"]) == (0, 0) and "da2" in marked["en"]


def test_words_fill_their_cells(songbook):
    words = desk.desk_of(songbook).words
    assert [sum(w.cells for w in line) for line in words] == [7, 7, 10, 5, 5, 5, 5]
