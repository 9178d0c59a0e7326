"""Drive the pages of speech and song in a real Chromium."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.app.browser import WAIT_MS, chromium, settled


@dataclass(frozen=True)
class Seen:
    early: str
    apart: bool
    lacks: str
    words: list[str]
    heard: str
    reasons: str
    english: str
    sound: Path
    notes: int
    keyed: list[int]
    remarks: str
    files: list[str]
    hosts: frozenset[str]
    widest: tuple[int, int]


def drive(url: str, score: Path, box: Path) -> Seen:
    """Press too early, speak a text, hear a word, then sing a score with too few words."""
    hosts: set[str] = set()
    with chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        opened(page, f"{url}/speak?lang=zh", "zh")
        (early, apart), lacks = press_too_early(page), page.locator("#lacks").inner_text()
        words = speak(page)
        heard, reasons = hear(page), read_why(page)
        page.locator("[data-tongue=en]").click()
        expect(page.locator(".mast[data-lang=en]")).to_be_visible(timeout=WAIT_MS)
        english = page.locator(".heard .bar").inner_text()
        sound, speech_px = download(page, box), narrow(page)
        opened(page, f"{url}/sing?lang=zh", "zh")
        notes, remarks = sing(page, score)
        keyed = step_by_key(page)
        files = page.locator(".made .files a").evaluate_all("all => all.map(a => a.download)")
        song_px = narrow(page)
    return Seen(
        early=early,
        apart=apart,
        lacks=lacks,
        words=words,
        heard=heard,
        reasons=reasons,
        english=english,
        sound=sound,
        notes=notes,
        keyed=keyed,
        remarks=remarks,
        files=files,
        hosts=frozenset(hosts),
        widest=(speech_px, song_px),
    )


def opened(page: Page, url: str, tongue: str) -> None:
    page.set_viewport_size({"width": 1480, "height": 1000})
    page.goto(url)
    expect(page.locator(f".mast[data-lang={tongue}]")).to_be_visible(timeout=WAIT_MS)


def press_too_early(page: Page) -> tuple[str, bool]:
    """Return what is said, and whether it stands beside the sheet and not over its buttons."""
    page.locator("#write").click()
    expect(page.locator(".dock.bad")).to_be_visible(timeout=WAIT_MS)
    said = page.locator(".dock.bad").inner_text()
    sheet, dock = (page.locator(name).bounding_box() for name in ("#source", ".dock.bad"))
    page.locator(".dock [data-do=close]").click()
    return said, bool(sheet and dock and dock["x"] >= sheet["x"] + sheet["width"])


def choose_tones(page: Page, option: str) -> None:
    page.locator("#more > button").click()
    page.locator(f"#option-{option} label", has_text="测试音").click()
    expect(page.locator("#option-voice label")).to_have_count(3, timeout=WAIT_MS)


def speak(page: Page) -> list[str]:
    choose_tones(page, "speech")
    page.locator("#say textarea").fill("银行行长觉得，\n不错。")
    page.locator("#write").click()
    expect(page.locator(".heard audio")).to_be_visible(timeout=WAIT_MS)
    settled(page)
    return page.locator(".said button").all_inner_texts()


def hear(page: Page) -> str:
    """Click the second word; return the one that is marked while it sounds."""
    page.locator(".said button").nth(1).click()
    expect(page.locator(".said .now")).to_have_count(1, timeout=WAIT_MS)
    page.locator(".heard audio").evaluate("player => player.pause()")
    return page.locator(".said .now").inner_text()


def read_why(page: Page) -> str:
    page.locator(".why summary").click()
    return page.locator(".why tbody").inner_text()


def download(page: Page, box: Path) -> Path:
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator(".made .files a").first.click()
    target = box / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def sing(page: Page, score: Path) -> tuple[int, str]:
    page.locator("#score input[type=file]").set_input_files(score)
    expect(page.locator("#score")).to_contain_text(score.stem, timeout=WAIT_MS)
    page.locator("#say textarea").fill("明月")
    choose_tones(page, "singer")
    page.locator("#write").click()
    expect(page.locator(".roll .note").first).to_be_visible(timeout=WAIT_MS)
    settled(page)
    return page.locator(".roll .note").count(), page.locator(".remarks").inner_text()


def step_by_key(page: Page) -> list[int]:
    """Go two notes on and one back with the arrow keys; return which note is marked each time."""
    page.locator(".roll .scroll").focus()
    player, seen = page.locator(".heard audio.main"), []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        player.evaluate("player => player.pause()")
        expect(page.locator(".roll .note.now")).to_have_count(1, timeout=WAIT_MS)
        marked = "all => all.findIndex(note => note.classList.contains('now'))"
        seen.append(int(page.locator(".roll .note").evaluate_all(marked)))
    return seen


def narrow(page: Page) -> int:
    page.set_viewport_size({"width": 390, "height": 844})
    return int(page.evaluate("document.documentElement.scrollWidth"))
