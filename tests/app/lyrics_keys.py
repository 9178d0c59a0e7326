"""Drive the lyrics page in a real Chromium by the keyboard alone, and while it is at work."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.app.browser import WAIT_MS, chromium, settled

FORM = "4/5/5/6/9/9 aabbcc"
LONG = "/".join("7" * 40)
"""A form that takes the bundled model some seconds."""


@dataclass(frozen=True)
class Seen:
    calls: int
    locked: tuple[str, str]
    rolled: str
    undone: str
    refused: str
    rolls: int
    running: str
    ended: tuple[str, ...]
    kept: bool
    total: str
    copied: tuple[str, str]
    variants: tuple[str, str]


def drive(url: str) -> Seen:
    """Type, lock, rewrite and take back by keys; switch the language while it writes."""
    with chromium() as page:
        page.goto(f"{url}/lyrics?lang=zh")
        expect(page.locator(".mast[data-lang=zh]")).to_be_visible(timeout=WAIT_MS)
        calls = type_a_form(page)
        engine(page, 1)
        page.locator("#write").press("Enter")
        expect(page.locator(".lyric")).to_have_count(4, timeout=WAIT_MS)
        settled(page)
        locked, rolled, undone = lock(page), roll(page), undo(page)
        kept, total = by_hand(page)
        copied = copy_twice(page)
        engine(page, 0)
        refused, rolls, running, ended = switch_at_work(page)
        variants = variant(page)
    return Seen(
        calls=calls,
        locked=locked,
        rolled=rolled,
        undone=undone,
        refused=refused,
        rolls=rolls,
        running=running,
        ended=ended,
        kept=kept,
        total=total,
        copied=copied,
        variants=variants,
    )


def focused(page: Page) -> str:
    """Return what has the focus, as the path to it on its card."""
    return page.evaluate(
        """() => {
            const at = document.activeElement, of = (what) => at.closest(`[data-${what}]`);
            return [of('card')?.dataset.card, of('line')?.dataset.line, at.dataset.cell,
                    at.dataset.do, at.className].filter((one) => one !== undefined).join(' ');
        }"""
    )


def engine(page: Page, number: int) -> None:
    if not page.locator("#option-engine").is_visible():
        page.locator("#more > button").click()
    page.locator("#option-engine label").nth(number).click()


def type_a_form(page: Page) -> int:
    """Return how often the server was asked while a form was typed."""
    calls: list[str] = []
    page.wait_for_timeout(1500)
    page.on("request", lambda r: calls.append(r.url) if r.url.endswith("queue/join") else None)
    page.locator("#notation textarea").press_sequentially(FORM, delay=30)
    expect(page.locator("#back .read:not(.none)")).to_be_visible(timeout=WAIT_MS)
    return len(calls)


def lock(page: Page) -> tuple[str, str]:
    word = page.locator("[data-card='1'] [data-line='2'] .w").nth(1)
    word.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pop [data-choice=lock]")).to_be_focused(timeout=WAIT_MS)
    page.keyboard.press("Escape")
    before = focused(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("[data-card='1'] .w.locked")).to_have_count(1, timeout=WAIT_MS)
    return before, focused(page)


def roll(page: Page) -> str:
    page.locator("[data-card='1'] [data-line='3'] .n").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-card='1'] [data-do=undo]")).to_be_visible(timeout=WAIT_MS)
    settled(page)
    return focused(page)


def undo(page: Page) -> str:
    page.locator("[data-card='1'] [data-do=undo]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-do=undo]")).to_have_count(0, timeout=WAIT_MS)
    return focused(page)


def by_hand(page: Page) -> tuple[bool, str]:
    """Return whether typed words stood until they were given up, and the total of the others."""
    own, button = page.locator("#hand textarea"), page.locator("[data-card='1'] [data-do=hand]")
    own.fill("我自己的词")
    expect(page.locator(".verdict.no")).to_be_visible(timeout=WAIT_MS)
    button.click()
    page.locator(".pop [data-choice=spare]").click()
    expect(button).to_be_focused(timeout=WAIT_MS)
    kept = own.input_value() == "我自己的词"
    button.click()
    page.locator(".pop [data-choice=replace]").click()
    expect(page.locator(".verdict.ok .total")).to_be_visible(timeout=WAIT_MS)
    return kept, page.locator(".verdict.ok .total").inner_text()


def copy_twice(page: Page) -> tuple[str, str]:
    button = page.locator("[data-card='0'] [data-do=copy]")
    button.dblclick()
    expect(button).to_have_text("已复制", timeout=WAIT_MS)
    said = button.inner_text()
    page.wait_for_timeout(2200)
    return said, button.inner_text()


def switch_at_work(page: Page) -> tuple[str, int, str, tuple[str, ...]]:
    """Return what a key does meanwhile, and what is said in the other language."""
    page.locator("#option-lock textarea, #option-lock input").first.fill("")
    expect(page.locator(".w.locked")).to_have_count(0, timeout=WAIT_MS)
    page.locator("#notation textarea").fill(LONG)
    page.locator("#option-count input").fill("16")
    page.locator("#write").press("Enter")
    expect(page.locator(".dock.on")).to_be_visible(timeout=WAIT_MS)
    number = page.locator("[data-card='0'] [data-line='0'] .n")
    number.focus()
    page.keyboard.press("Enter")
    refused = page.locator(".pop[role=status]").inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator("[data-tongue=en]").click()
    running = page.locator(".dock.on strong", has_text="Writing lyrics")
    expect(running).to_be_visible(timeout=WAIT_MS)
    pale = running.inner_text() if page.locator("#write").is_disabled() else "not pale"
    expect(page.locator(".lyric")).to_have_count(16, timeout=WAIT_MS)
    expect(page.locator("#write")).to_be_enabled(timeout=WAIT_MS)
    seen = (".dock strong", "#write", ".lyrics .bar small", "[data-card='9'] .badge")
    texts = tuple(page.locator(one).inner_text() for one in seen)
    return refused, page.locator("[data-do=undo]").count(), pale, texts


def variant(page: Page) -> tuple[str, str]:
    page.locator("#source-kind label").nth(1).click()
    page.locator("#cipai input").click()
    page.keyboard.insert_text("水调歌头")
    page.locator("[role=option]").first.click()
    chosen = page.locator("#variant input")
    english = text_of(chosen, "cells")
    page.locator("[data-tongue=zh]").click()
    return english, text_of(chosen, "字")


def text_of(chosen: Locator, part: str) -> str:
    chosen.page.wait_for_function(
        "(part) => document.querySelector('#variant input')?.value.includes(part)",
        arg=part,
        timeout=WAIT_MS,
    )
    return chosen.input_value()
