"""The editor of lyrics in English: words go over their syllables, whole."""

from __future__ import annotations

import pytest

from aigc.app.lyrics_widget import LyricsEditor, desk
from aigc.app.lyrics_widget.views import candidate
from aigc.lyrics.engine import Options
from aigc.lyrics.fake import FakeWriter
from aigc.types.lyric import Lyric
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config, Songbook

BALLAD = Songbook(
    template=pipeline.form(Config(template="en 8/6 ab")),
    candidates=(
        Lyric(lines=("The evening carries every bell", "and i am on my way"), language="en"),
    ),
)


class Poet(FakeWriter):
    """Answers with another last word, to see what it was asked."""

    languages = ("en",)
    asked: tuple = ()

    def write(self, template, options: Options, *, count=1, seed=0, progress=None):
        Poet.asked = tuple((i, k, c.lock) for i, k, c in template.places() if c.lock)
        lines = ("The morning carries every bell", BALLAD.candidates[0].lines[1])
        return (Lyric(lines=lines, language="en", score={"fluency": -1.0}),) * count


@pytest.fixture
def editor(store, monkeypatch):
    monkeypatch.setattr("aigc.registry.get", lambda *_: Poet())
    return LyricsEditor(BALLAD, Config(template="en 8/6 ab"), store=store)


def ask(editor, **message):
    editor._heard(editor, message)
    return editor.problem


def test_english_words_are_whole(editor):
    words = editor.candidates[0]["words"]
    assert words[0] == [["the", 0, 1], ["evening", 1, 2], ["carries", 3, 2], ["every", 5, 2],
                        ["bell", 7, 1]]  # fmt: skip
    assert words[1][1] == ["I", 1, 1]
    editor.lock((0, 4))
    assert editor.locks == [[0, 3], [0, 4]]
    editor.put(0, 1, "morning")
    assert Poet.asked[:3] == ((0, 1, "morning"), (0, 3, "carries"), (1, 0, "and"))
    assert editor.lyric.lines[0].startswith("The morning")
    assert editor.locks == [[0, 1], [0, 2], [0, 3], [0, 4]]


def test_an_english_word_is_typed_over_one_that_is_held(editor):
    editor.lock((0, 1), (0, 3))
    assert ask(editor, do="put", cells=[[0, 1]], text="morning") == ""
    assert Poet.asked[:3] == ((0, 1, "morning"), (0, 3, "carries"), (1, 0, "and"))
    assert editor.locks == [[0, 1], [0, 2], [0, 3], [0, 4]]
    editor.undo()
    assert editor.lyric.lines[0].startswith("The evening")
    assert editor.locks == [[0, 1], [0, 2], [0, 3], [0, 4]]


@pytest.mark.parametrize("cell", [1, 2])
def test_an_english_word_is_let_go_whole(editor, cell):
    editor.lock((0, 1), (0, 3))
    assert ask(editor, do="cell", cells=[[0, cell]]) == ""
    assert editor.lyric.lines[0].startswith("The morning")
    assert editor.locks == [[0, 3], [0, 4]]


def test_a_word_is_let_go_in_every_copy():
    template = pipeline.form(Config(template="en 4/4/4 3=1"))
    lines = ("The river runs", "Again tonight", "The river runs")
    book = Songbook(template=template, candidates=(Lyric(lines=lines, language="en"),))
    held = desk.hold(desk.desk_of(book), [(0, 1), (0, 3), (1, 0), (2, 1)])
    freed = desk.let_go(held, (2, 2))
    assert freed.locks == {(0, 3), (1, 0), (1, 1)}
    typed, form = desk.put(held, (2, 1), "ocean")
    assert typed == freed and form.lines[2].cells[1].lock == "ocean"
    assert not form.lines[0].cells[1].lock


def test_english_words_have_the_capitals_of_their_lyric():
    template = pipeline.form(Config(template="en 4/5"))
    lines = ("My God I seek", "In England I'm free")
    words = candidate(template, Lyric(lines=lines, language="en"))["words"]
    assert [[text for text, _, _ in line] for line in words] == [
        ["my", "God", "I", "seek"], ["in", "England", "I'm", "free"],
    ]  # fmt: skip
