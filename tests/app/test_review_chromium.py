"""The review desk in a real Chromium, worked by keys alone."""

from __future__ import annotations

import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from aigc.trust.review.reviews import Reviews, opened
from tests.app.browser import WAIT_MS, chromium
from tests.app.review_cases import waiting


def open_desk(page: Page, url: str) -> None:
    page.goto(f"{url}/review?lang=zh")
    expect(page.locator(".mast[data-lang=zh]")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("[data-case]")).to_have_count(3, timeout=WAIT_MS)


def look_at_the_first(page: Page) -> None:
    page.keyboard.press("j")
    expect(page.locator("#work audio")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator(".against mark[data-finding='1']")).to_have_text("全国第一")
    page.wait_for_function("document.querySelector('#work audio').readyState > 0")
    page.keyboard.press("1")
    page.wait_for_function("document.querySelector('.loud .head')?.getAttribute('x') > 480")
    expect(page.locator(".found button")).to_have_class("now")
    page.locator("[data-tongue=en]").click()
    expect(page.locator(".mast[data-lang=en]")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator("#work h3")).to_have_text("first")
    page.keyboard.press("?")
    expect(page.locator(".keys dl")).to_be_visible()


def answer_by_keys(page: Page) -> None:
    page.keyboard.press("a")
    expect(page.locator("#work h3")).to_have_text("second one", timeout=WAIT_MS)
    page.keyboard.press("r")
    page.keyboard.type("a false claim")
    page.keyboard.press("Enter")
    expect(page.locator("#work h3")).to_have_text("the third one", timeout=WAIT_MS)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("c")
    page.keyboard.type("name a source")
    page.locator("[data-do=send]").click()
    expect(page.locator("#queue")).to_contain_text("Nothing waits", timeout=WAIT_MS)


def states(reviews: Reviews, names: tuple[str, ...]) -> dict[str, str]:
    return {one.title: one.case.state for one in reviews.book.entries() if one.title in names}


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_the_review_desk_in_chromium(studio, studio_store, tmp_path):
    reviews, hosts = opened(studio_store.root), set[str]()
    names = ("first", "second one", "the third one")
    for name in names:
        waiting(reviews, tmp_path, name)
    with chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        open_desk(page, studio)
        look_at_the_first(page)
        answer_by_keys(page)
    assert states(reviews, names) == {
        "first": "published", "second one": "rejected", "the third one": "changes_requested",
    }  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["first"]
    assert hosts <= {"127.0.0.1", ""}
