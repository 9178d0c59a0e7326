"""The editor of lyrics in Chromium: mouse, keyboard, both languages, and nothing from elsewhere."""

from __future__ import annotations

import re
import shutil

import pytest
from widget_page import chromium, show, state

from aigc.app.lyrics_widget import LyricsEditor
from aigc.lyrics.fake import FakeWriter
from aigc.store import Store
from aigc.types.lyric import Lyric
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config, Songbook

HAN = re.compile("[\u4e00-\u9fff]")
CONFIG = Config(engine="fake", template="7/7/5,5 aax 1:1=风", keyword=("明月",), count=3)

pytestmark = [
    pytest.mark.studio,
    pytest.mark.enable_socket,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def songbook(tmp_path_factory):
    return pipeline.run(CONFIG, store=Store(tmp_path_factory.mktemp("songs")))


@pytest.fixture
def editor(songbook, store):
    return LyricsEditor(songbook, CONFIG, store=store)


@pytest.fixture
def page():
    with chromium() as page:
        page.set_default_timeout(20_000)
        page.broken = []
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        yield page
        assert page.broken == []


@pytest.fixture
def song(store):
    """A verse and a chorus that comes twice; its last words are set where they come again."""
    config = Config(
        engine="fake", template="7/7 aa | chorus: 5 b | chorus", lock=("4:5=月",), count=2
    )
    return LyricsEditor(pipeline.run(config, store=store), config, store=store)


def cell(page, line, k):
    return page.locator(f'[data-key="cell {line},{k}"]')


def act(page, do):
    """Do something that the kernel answers; wait until it has."""
    answers = page.evaluate("window.answers ?? 0")
    do()
    page.wait_for_function(f"(window.answers ?? 0) > {answers}")
    page.evaluate("new Promise((done) => setTimeout(done))")


class Poet(FakeWriter):
    """Knows one line of eight syllables, with words that begin where those of `ballad` do not."""

    languages = ("en",)

    def write(self, template, options, *, count=1, seed=0, progress=None):
        return (Lyric(lines=("The melancholy of the bell",), language="en"),) * count


@pytest.fixture
def ballad(store, monkeypatch):
    monkeypatch.setattr("aigc.registry.get", lambda *_: Poet())
    config = Config(template="en 8 a")
    first = Lyric(lines=("The evening carries every bell",), language="en")
    book = Songbook(template=pipeline.form(config), candidates=(first,))
    return LyricsEditor(book, config, store=store)


FOCUS = "document.activeElement.dataset.key"
KEYS = "(all) => all.map((one) => one.dataset.key)"


def close_gate(page):
    page.evaluate("() => { window.gate = new Promise((open) => { window.open_gate = open; }); }")


def open_gate(page, answers):
    page.evaluate("window.open_gate()")
    page.wait_for_function(f"window.answers >= {answers}")
    page.evaluate("new Promise((done) => setTimeout(done))")


def tell(page, **traits):
    """Change traits as the kernel does by itself; wait until the page has drawn them."""
    page.evaluate(
        "(fresh) => Object.entries(fresh).forEach((pair) => window.model.set(...pair))", traits
    )
    page.evaluate("new Promise((done) => setTimeout(done))")


def words(page):
    return [
        "".join(box.input_value() for box in row.locator("input").all())
        for row in page.locator(".line").all()
    ]


def test_the_mouse_locks_rolls_and_takes_back(page, editor):
    hosts = []
    page.on("request", lambda request: hosts.append(request.url))
    asked = show(page, editor)
    first = words(page)
    assert first == [line.replace("，", "") for line in editor.lyric.lines]
    act(page, cell(page, 1, 2).click)
    assert page.locator(".cell.locked").count() == 1
    act(page, page.locator('[data-key="reroll 1"]').click)
    second = words(page)
    assert second[1] != first[1] and second[1][2] == first[1][2] and second[0] == first[0]
    act(page, page.locator('[data-key="undo"]').click)
    assert words(page) == first
    act(page, page.locator('[data-key="choose 2"]').first.click)
    assert words(page) != first and page.locator(".cell.locked").count() == 0
    act(page, page.locator('[data-key="hold 2"]').click)
    assert page.locator('[data-line="2"]').count() == page.locator(".cell.locked").count() == 10
    assert [message["do"] for message in asked] == ["lock", "reroll", "undo", "choose", "lock"]
    assert hosts == []


def test_the_keyboard_reaches_everything(page, editor):
    asked = show(page, editor)
    cell(page, 1, 5).focus()
    page.keyboard.press("ArrowRight")
    act(page, lambda: page.keyboard.press("Enter"))
    assert editor.locks == [[1, 6]]
    assert page.evaluate(FOCUS) == "cell 1,6"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUS) == "cell 2,0"
    page.keyboard.press("ArrowUp")
    before = words(page)
    act(page, lambda: page.keyboard.press("Backspace"))
    after = words(page)
    assert before[1][0] != after[1][0] and before[1][1:] == after[1][1:]
    act(page, lambda: page.keyboard.press("Control+z"))
    assert words(page) == before
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert words(page) == before and len(asked) == 3
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_the_pager_goes_on_and_undo_works_from_its_buttons(page, editor):
    show(page, editor)
    page.locator('[data-key="later 1"]').focus()
    act(page, lambda: page.keyboard.press("Enter"))
    before = words(page)
    act(page, page.locator('[data-key="reroll 1"]').click)
    assert words(page) != before
    act(page, lambda: page.keyboard.press("Control+z"))
    assert words(page) == before


def test_what_is_typed_stands_and_its_fault_is_told(page, editor):
    show(page, editor)
    cell(page, 2, 1).focus()
    act(page, lambda: page.keyboard.insert_text("明月"))
    assert words(page)[2][1:3] == "明月" and editor.locks == [[2, 1], [2, 2]]
    cell(page, 2, 1).focus()
    act(page, lambda: page.keyboard.insert_text("明光"))
    assert words(page)[2][1:3] == "明光"
    end = next(c for c in "月山江" if not editor_rhymes(editor, c))
    cell(page, 1, 6).focus()
    act(page, lambda: page.keyboard.insert_text(end))
    assert page.locator("aside .verdict.bad").count() == 1
    assert cell(page, 1, 6).get_attribute("aria-invalid") == "true"
    assert "不押韵" in cell(page, 1, 6).get_attribute("title")


def editor_rhymes(editor, end):
    from aigc.lyrics.verify import verify

    lines = editor.lyric.lines
    return verify(editor.songbook.template, (lines[0], lines[1][:6] + end, lines[2])).ok


def test_what_an_input_method_composes_is_taken_once(page, editor):
    asked = show(page, editor)
    cell(page, 1, 1).focus()
    session = page.context.new_cdp_session(page)
    for text in ("m", "mi", "ming"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": 0,
                                                 "selectionEnd": len(text)})  # fmt: skip
    assert asked == []
    act(page, lambda: session.send("Input.insertText", {"text": "明"}))
    assert [message["text"] for message in asked] == ["明"] and words(page)[1][1] == "明"


def test_what_the_form_fixes_cannot_be_changed_and_trouble_is_told(page, editor):
    asked = show(page, editor)
    cell(page, 0, 0).click()
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    assert asked == [] and cell(page, 0, 0).get_attribute("readonly") is not None
    assert page.locator("[role=alert]").is_hidden()
    act(page, page.locator('[data-key="hold 1"]').click)
    act(page, page.locator('[data-key="reroll 1"]').click)
    assert "别的写法" in page.locator("[role=alert]").inner_text()


def test_both_languages_and_a_narrow_page(page, editor):
    page.set_viewport_size({"width": 380, "height": 900})
    show(page, editor)
    assert HAN.search(page.locator("footer").inner_text())
    page.locator('[data-key="tongue"]').click()
    page.wait_for_selector(".aigc-lyrics[lang=en]")
    assert not HAN.search(page.locator("footer").inner_text())
    assert "Keeps its form" in page.locator("aside").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    names = [b.get_attribute("aria-label") for b in page.locator("button").all()]
    assert all(names)


def test_what_is_typed_while_the_kernel_works_is_shown_and_taken_in_its_turn(page, editor):
    asked = show(page, editor)
    close_gate(page)
    cell(page, 1, 1).focus()
    for text in "明月光":
        page.keyboard.insert_text(text)
    page.keyboard.press("Control+z")
    assert words(page)[1][1:4] == "明月光" and asked == []
    assert page.locator(".cell.waits").count() == 3 and page.evaluate(FOCUS) == "cell 1,4"
    assert page.locator(".unscored aside").count() == 1
    open_gate(page, 3)
    assert [message["do"] for message in asked] == ["put", "put", "undo"]
    assert [message.get("text") for message in asked] == ["明", "月光", None]
    assert words(page)[1][1:3] == "明" + editor.lyric.lines[1][2] != "明月"
    assert page.locator(".cell.waits, .unscored").count() == 0


def test_what_is_typed_waits_for_work_that_the_page_did_not_ask_for(page, editor):
    asked = show(page, editor)
    tell(page, busy=True)
    cell(page, 2, 3).focus()
    page.keyboard.insert_text("明月")
    assert words(page)[2][3:5] == "明月" and asked == []
    act(page, lambda: tell(page, busy=False))
    assert [message["text"] for message in asked] == ["明月"] and editor.locks == [[2, 3], [2, 4]]


def test_a_line_is_not_rolled_twice_at_once(page, editor):
    asked = show(page, editor)
    close_gate(page)
    page.locator('[data-key="reroll 1"]').dblclick()
    assert page.locator(".line.writing").count() == 1
    open_gate(page, 1)
    assert len(asked) == 1 and page.locator(".line.writing").count() == 0


def test_what_is_refused_stays_in_its_field_beside_the_reason(page, editor):
    asked = show(page, editor)
    before = words(page)
    cell(page, 1, 5).focus()
    act(page, lambda: page.keyboard.insert_text("明月光"))
    assert cell(page, 1, 5).input_value() == "明月光" and page.locator(".cell.refused").count() == 1
    row = page.locator(".line").nth(1)
    assert "2:8" in row.locator("[role=alert]").inner_text()
    act(page, cell(page, 2, 2).click)
    assert cell(page, 1, 5).input_value() == "明月光" and len(asked) == 2
    cell(page, 1, 5).focus()
    page.keyboard.press("Escape")
    assert words(page) == before and page.locator(".cell.refused").count() == 0
    page.keyboard.type("ming")
    assert cell(page, 1, 5).input_value() == "ming" and len(asked) == 2
    act(page, lambda: page.keyboard.press("Enter"))
    assert cell(page, 1, 5).input_value() == "ming" and "汉字" in row.inner_text()


def test_only_the_progress_changes_while_work_is_on(page, editor):
    show(page, editor)
    cell(page, 1, 1).focus()
    tell(page, busy=True, step="write")
    page.evaluate(
        """() => { window.touched = []; new MutationObserver((all) => window.touched.push(
          ...all.filter(({target}) => !target.parentElement.closest(".progress")))).observe(
          document.querySelector(".aigc-lyrics"),
          {subtree: true, childList: true, attributes: true, characterData: true}); }"""
    )
    for share in (0.2, 0.4):
        tell(page, share=share)
        assert page.locator("progress").evaluate("(bar) => bar.value") == share
    assert page.locator("[role=status]").inner_text() == "正在写…"
    tell(page, step="score", share=0)
    assert page.locator("[role=status]").inner_text() == "正在评分…"
    assert page.locator("progress").get_attribute("value") is None
    assert page.evaluate("window.touched.length") == 0 and page.evaluate(FOCUS) == "cell 1,1"
    tell(page, busy=False)
    assert page.locator("progress").count() == 0


@pytest.mark.parametrize(
    "key", ["reroll 1", "hold 1", "all", "later 1", "undo", "choose 1", "cell 1,3"]
)
def test_the_focus_and_the_place_on_the_page_stay(page, editor, key):
    page.set_viewport_size({"width": 1000, "height": 200})
    editor.lock((2, 1))
    show(page, editor)
    pushed = page.locator(f'[data-key="{key}"]').first
    pushed.focus()
    page.evaluate("window.before = [document.activeElement, scrollY]")
    act(page, lambda: page.keyboard.press("Enter"))
    assert page.evaluate(
        "document.activeElement === window.before[0] && scrollY === window.before[1]"
    )
    if key == "later 1":
        act(page, lambda: page.keyboard.press("Enter"))
        assert editor.chosen == 2 and page.evaluate("document.activeElement === window.before[0]")
    if key == "undo":
        assert page.evaluate("document.activeElement.ariaDisabled") == "true"
        act(page, lambda: page.keyboard.press("Control+Shift+z"))
        assert editor.locks == [[2, 1]]


def test_a_word_half_typed_and_its_selection_outlast_what_the_kernel_changes(page, editor):
    show(page, editor)
    cell(page, 1, 3).focus()
    page.keyboard.type("hao")
    page.evaluate("document.activeElement.setSelectionRange(1, 2)")
    editor.reroll(1)
    tell(page, **state(editor))
    now = page.evaluate("(({value, selectionStart, selectionEnd}) => [value, selectionStart, "
                        "selectionEnd])(document.activeElement)")  # fmt: skip
    assert now == ["hao", 1, 2] and page.evaluate(FOCUS) == "cell 1,3"
    assert words(page)[1][:3] == editor.lyric.lines[1][:3]


def test_english_words_that_move_keep_the_focus_and_what_is_typed(page, ballad):
    asked = show(page, ballad)
    cell(page, 0, 3).focus()
    page.keyboard.type("sing")
    ballad.reroll(0)
    tell(page, **state(ballad))
    assert page.evaluate(FOCUS) == "cell 0,3" and cell(page, 0, 3).input_value() == "sing"
    assert cell(page, 0, 1).input_value() == "evening"
    page.keyboard.press("Escape")
    page.wait_for_function(f"{FOCUS} === 'cell 0,1'")
    assert cell(page, 0, 1).input_value() == "melancholy" and asked == []
    ballad.undo()
    tell(page, **state(ballad))
    assert page.evaluate(FOCUS) == "cell 0,1" and cell(page, 0, 3).input_value() == "carries"


def test_what_is_locked_shows_wherever_the_line_comes_again(page, song):
    show(page, song)
    assert page.locator(".cell.fixed input").evaluate_all(KEYS) == [
        "cell 2,4", "cell 3,4",
    ]  # fmt: skip
    assert cell(page, 2, 4).get_attribute("readonly") is not None
    act(page, cell(page, 3, 1).click)
    assert page.locator(".cell.locked input").evaluate_all(KEYS) == [
        "cell 2,1", "cell 3,1",
    ]  # fmt: skip
    act(page, page.locator('[data-key="hold 2"]').click)
    assert page.locator(".cell.locked").count() == 8
    assert page.locator('[data-key="hold 2"]').get_attribute("aria-pressed") == "true"
    cell(page, 3, 0).focus()
    close_gate(page)
    page.keyboard.insert_text("明")
    assert words(page)[2][0] == words(page)[3][0] == "明"


def test_a_page_that_is_closed_hears_nothing_more(page, editor):
    show(page, editor)
    page.evaluate("window.close_editor()")
    before = words(page)
    editor.reroll(1)
    tell(page, **state(editor))
    assert words(page) == before
