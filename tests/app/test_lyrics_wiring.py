"""The lyrics page: which event runs what, and in which language it is answered."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace

import gradio as gr
import pytest

from aigc.app.lyrics import actions, desk, page, runs, wiring
from aigc.app.lyrics.actions import Card, Session
from aigc.app.words import TONGUES
from aigc.errors import InputError
from aigc.lyrics.forms.codec import read_template
from aigc.types.lyric import Lyric
from pipelines.lyrics import Config

VISITOR = SimpleNamespace(session_hash="someone", username=None)


@pytest.fixture(scope="module")
def blocks(store):
    with gr.Blocks(analytics_enabled=False) as blocks:
        blocks.parts = page.lay_out("en")
        wiring.wire(store, blocks, blocks.parts)
    return blocks


@pytest.fixture
def shared(store, blocks):
    return desk.Desk(store=store, parts=blocks.parts)


@pytest.fixture
def one():
    template = read_template("3/3")
    card = Card(lyric=Lyric(lines=("一二三", "四五六")), template=template)
    return Session(config=Config(template="3/3"), bare=template, cards=(card,))


def test_no_letter_is_answered_by_itself(blocks):
    parts = blocks.parts
    typed = {part._id for part in (parts.notation, parts.words, parts.hand, *parts.options)}
    letters = [
        fn
        for fn in blocks.fns.values()
        if any(target in typed and event in ("change", "input") for target, event in fn.targets)
    ]
    assert letters and all(fn.fn is None and "lyrics-changed" in fn.js for fn in letters)
    pauses = [fn for fn in blocks.fns.values() if fn.targets == [(parts.examples._id, "pause")]]
    assert {fn.trigger_mode for fn in pauses} == {"always_last"} and len(pauses) == 2


def test_a_file_is_given_and_a_fault_is_told(shared, blocks, one, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    parts = blocks.parts
    give = next(f.fn for f in blocks.fns.values() if f.targets == [(parts.cards._id, "give")])
    given = give(VISITOR, SimpleNamespace(_data={"card": 0, "kind": "json"}), one)
    assert "data-now" in given[parts.cards] and given[parts.dock] == ""
    assert [file.suffix for file in tmp_path.rglob("*.*")] == [".json"]
    wrong = give(VISITOR, SimpleNamespace(_data={"card": 7, "kind": "txt"}), one)
    assert "There are no lyrics yet" in wrong[parts.dock] and parts.cards not in wrong


def test_a_run_ends_in_the_language_that_the_page_has_by_then(shared, one):
    def work(progress):
        progress("lyrics", 1, 2)
        shared.tongues["someone"] = "zh"
        return one

    pages = list(runs.perform(shared, VISITOR, work, "done.write"))
    last = pages[-1]
    assert "Lyrics: 1" not in last[shared.parts.cards] and "共 1 首" in last[shared.parts.cards]
    assert "词写好了" in last[shared.parts.dock] and last[shared.parts.write]["value"] == "重新写"
    assert last[shared.parts.write]["interactive"] and not shared.runs


def test_the_strip_of_a_run_follows_the_language(shared, one):
    go = Event()

    def work(progress):
        assert go.wait(60)
        return one

    pages = runs.perform(shared, VISITOR, work, "done.write")
    assert next(pages)[shared.parts.write]["interactive"] is False
    assert "Writing lyrics" in next(pages)[shared.parts.dock]
    shared.tongues["someone"] = "zh"
    assert "写词" in next(pages)[shared.parts.dock]
    shared.tongues["someone"] = "en"
    go.set()
    assert "The lyrics are ready" in list(pages)[-1][shared.parts.dock]


def test_what_went_wrong_is_told_in_the_language_that_the_page_has_by_then(shared):
    def work(progress):
        shared.tongues["someone"] = "zh"
        raise InputError("There are no lyrics yet: press “Write” first.")

    last = list(runs.perform(shared, VISITOR, work, "done.write"))[-1]
    assert "还没有歌词" in last[shared.parts.dock] and not shared.runs


def test_a_visitor_has_one_run_at_a_time(shared, one):
    first = runs.perform(shared, VISITOR, lambda progress: one, "done.write")
    next(first)
    done = []
    second = runs.perform(shared, VISITOR, lambda progress: done.append(1), "done.roll")
    assert list(second) == [desk.unchanged(shared.parts)] and done == []
    assert list(first)[-1][shared.parts.session] is one
    assert desk.unchanged(shared.parts)[shared.parts.dock] == gr.skip()


@pytest.mark.parametrize("tongue", TONGUES)
def test_variants_are_named_in_the_pages_language(shared, tongue):
    values = ["cipai", "", "水调歌头", "2", "", None, None]
    said = wiring.speaking(shared)(
        None, tongue, {}, "", *values, *[None] * len(shared.parts.options)
    )
    labels = [label for label, _ in said[shared.parts.variant]["choices"]]
    assert all(("cells" in label) == (tongue == "en") for label in labels) and len(labels) > 3
    assert "interactive" not in said[shared.parts.write] and shared.parts.session not in said


def test_locks_that_stand_in_their_field_are_not_lost_by_an_act_on_a_card(shared, one):
    told = {"do": "lock", "card": 0, "line": 1, "cell": 2}
    changed = wiring.acted(shared, "en", one, "1:1=一", told)
    assert changed[shared.parts.option("lock")] == "1:1=一, 2:3=六"
    assert wiring.acted(shared, "zh", one, "1:", told).keys() == {shared.parts.dock}
    text = wiring.acted(shared, "en", one, "1:", {"do": "hand", "card": 0})
    assert text == {shared.parts.hand: "一二三\n四五六"}
    show = runs.on_locks(shared)
    assert show(VISITOR, one, "en", "1:1=一")[shared.parts.session].locks == ("1:1=一",)
    shared.runs.add("someone")
    assert show(VISITOR, one, "en", "1:1=一") == desk.unchanged(shared.parts)
    with pytest.raises(InputError):
        actions.relocked(shared.store, one, ("1:",))
