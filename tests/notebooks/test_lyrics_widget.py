"""The editor of lyrics in Chromium: mouse, keyboard, both languages, and nothing from elsewhere."""

from __future__ import annotations

import re
import shutil

import pytest
from widget_page import chromium, show

from aigc.app.lyrics_widget import LyricsEditor
from aigc.store import Store
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config

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


def cell(page, line, k):
    return page.locator(f'[data-key="cell {line},{k}"]')


def act(page, do):
    """Do something that the kernel answers; wait until it has."""
    answers = page.evaluate("window.answers ?? 0")
    do()
    page.wait_for_function(f"(window.answers ?? 0) > {answers}")
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
    focused = "document.activeElement.dataset.key"
    assert page.evaluate(focused) == "cell 1,6"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "cell 2,0"
    page.keyboard.press("ArrowUp")
    before = words(page)
    act(page, lambda: page.keyboard.press("Backspace"))
    after = words(page)
    assert before[1][0] != after[1][0] and before[1][1:] == after[1][1:]
    act(page, lambda: page.keyboard.press("Control+z"))
    assert words(page) == before
    page.keyboard.press("a")
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
