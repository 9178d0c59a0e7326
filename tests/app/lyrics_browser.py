"""Drive the lyrics page in a real Chromium, from an empty form to a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.app.browser import WAIT_MS, chromium, settled


@dataclass(frozen=True)
class Seen:
    wrong_form: str
    clash: str
    name: str
    read_back: int
    cards: int
    badges: list[str]
    lock: str
    before: list[str]
    after: list[str]
    fault: str
    file: str
    english: str
    hosts: frozenset[str]
    widest: int


def drive(url: str, box: Path) -> Seen:
    """Ask for what cannot be, then write, lock, rewrite, edit by hand and download."""
    hosts: set[str] = set()
    with chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        page.goto(f"{url}/?lang=zh")
        page.locator(".mast .pages a", has_text="歌词").click()
        page.locator("#notation textarea").wait_for(timeout=WAIT_MS)
        page.locator("[data-tongue=zh]").click()
        expect(page.locator(".mast[data-lang=zh]")).to_be_visible(timeout=WAIT_MS)
        wrong_form, clash = ask_for_the_impossible(page)
        name = search(page)
        read_back = choose(page)
        badges = write(page)
        before = lines(page)
        lock = lock_a_word(page)
        after = rewrite_a_line(page)
        fault = edit_by_hand(page)
        file = download(page, box)
        page.locator("[data-tongue=en]").click()
        expect(page.locator(".mast[data-lang=en]")).to_be_visible(timeout=WAIT_MS)
        english = page.locator(".badge").first.inner_text()
        page.set_viewport_size({"width": 390, "height": 844})
        widest = page.evaluate("document.documentElement.scrollWidth")
        page.screenshot(path=box / "lyrics_phone.png")
    return Seen(
        wrong_form=wrong_form,
        clash=clash,
        name=name,
        read_back=read_back,
        cards=len(badges),
        badges=badges,
        lock=lock,
        before=before,
        after=after,
        fault=fault,
        file=file,
        english=english,
        hosts=frozenset(hosts),
        widest=widest,
    )


def field(page: Page, name: str):
    return page.locator(f"#option-{name} textarea, #option-{name} input").first


def ask_for_the_impossible(page: Page) -> tuple[str, str]:
    page.locator("#notation textarea").fill("7/7/7/ aab?")
    expect(page.locator("#back .wrong")).to_be_visible(timeout=WAIT_MS)
    wrong_form = page.locator("#back .wrong").inner_text()
    page.locator("#more > button").click()
    page.locator("#option-engine label", has_text="随机字").click()
    page.locator("#notation textarea").fill("5/5 aa")
    field(page, "lock").fill("1:5=月, 2:5=山")
    expect(page.locator("#back .read:not(.none)")).to_be_visible(timeout=WAIT_MS)
    page.locator("#write").click()
    expect(page.locator(".dock.bad")).to_be_visible(timeout=WAIT_MS)
    clash = page.locator("#clash .wrong").inner_text(timeout=WAIT_MS)
    page.locator(".dock [data-do=close]").click()
    return wrong_form, clash


def search(page: Page) -> str:
    """Look a form up by another of its names, as an input method writes it."""
    page.locator("#source-kind label", has_text="词牌诗体").click()
    page.locator("#cipai input").click()
    page.keyboard.insert_text("百字令")
    expect(page.locator("[role=option]")).to_have_count(1, timeout=WAIT_MS)
    page.locator("[role=option]").click()
    expect(page.locator("#back h3")).to_be_visible(timeout=WAIT_MS)
    return page.locator("#back h3").inner_text()


def choose(page: Page) -> int:
    page.locator("[data-example='1']").click()
    expect(page.locator("#notation textarea")).to_have_value("7/7/7/7 aaxa", timeout=WAIT_MS)
    expect(page.locator("#back .tied")).to_contain_text("明月", timeout=WAIT_MS)
    return page.locator("#back .grid td span[title]").count()


def write(page: Page) -> list[str]:
    page.locator("#write").click()
    expect(page.locator(".lyric")).to_have_count(4, timeout=WAIT_MS)
    settled(page)
    return page.locator(".badge").all_inner_texts()


def lines(page: Page) -> list[str]:
    rows = page.locator("[data-card='0'] .line > span").all_inner_texts()
    return ["".join(row.split()) for row in rows]


def lock_a_word(page: Page) -> str:
    page.locator("[data-card='0'] [data-line='1'] .w").first.click()
    page.locator(".pop [data-choice=lock]").click()
    expect(page.locator("[data-card='0'] .w.locked")).to_have_count(1, timeout=WAIT_MS)
    return field(page, "lock").input_value()


def rewrite_a_line(page: Page) -> list[str]:
    page.locator("[data-card='0'] [data-line='1'] .n").click()
    expect(page.locator("[data-card='0'] [data-do=undo]")).to_be_visible(timeout=WAIT_MS)
    settled(page)
    return lines(page)


def edit_by_hand(page: Page) -> str:
    page.locator("[data-card='0'] [data-do=hand]").click()
    box = page.locator("#hand textarea")
    expect(box).not_to_have_value("", timeout=WAIT_MS)
    expect(page.locator(".verdict.ok")).to_be_visible(timeout=WAIT_MS)
    words = box.input_value()
    a_rhyme, other = words.splitlines()[0][-1], words.splitlines()[2][-1]
    assert a_rhyme != other
    box.fill(words[:-1] + other)
    expect(page.locator(".verdict.no")).to_be_visible(timeout=WAIT_MS)
    return page.locator(".verdict.no ol").inner_text()


def download(page: Page, box: Path) -> str:
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator("[data-card='0'] [data-file=txt]").click()
    target = box / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_text(encoding="utf-8")
