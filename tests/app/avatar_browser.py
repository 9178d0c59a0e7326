"""Drive the page of avatars in a real Chromium that draws without a graphics card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import FrameLocator, Page, expect

from aigc.app.avatar.shelf import Place
from aigc.avatar.spec import AvatarSpec
from aigc.store import Store
from pipelines import avatar_shown
from tests.app.browser import WAIT_MS, chromium, settled

FACE = (
    (0.40, 0.40), (0.60, 0.40), (0.50, 0.49), (0.43, 0.57),
    (0.57, 0.57), (0.50, 0.68), (0.34, 0.60), (0.66, 0.60),
)  # fmt: skip
"""Where the points of a face are clicked, shares of a portrait of 400x500 pixels."""
DRAWS = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-compositing")


@dataclass(frozen=True)
class Seen:
    early: str
    empty: str
    chosen: str
    read: str
    style: str
    english: str
    speaks: bool
    silent: str
    spec: Path
    files: list[str]
    refused: str
    unasked: str
    marked: int
    again: int
    portrayed: str
    hosts: frozenset[str]
    widest: int


def drive(url: str, store: Store, box: Path) -> Seen:
    """Err, choose, describe, change, let speak, export and upload; see what is shown each time."""
    hosts: set[str] = set()
    seen_before(store)
    with chromium(*DRAWS) as page:
        # a character that neither breathes nor blinks is drawn when something changes, and else not
        page.emulate_media(reduced_motion="reduce")
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        page.goto(f"{url}/avatar?lang=zh")
        expect(page.locator(".mast[data-lang=zh]")).to_be_visible(timeout=WAIT_MS)
        early, empty = trouble(page, "#speak"), trouble(page, "#describe")
        chosen = choose(page)
        read = describe(page, "戴圆眼镜的双马尾女孩，穿卫衣，blorp")
        style = change(page, "波波头")
        speaks = speak(page)
        silent = follow_nothing(page)
        page.locator("[data-tongue=en]").click()
        expect(page.locator(".mast[data-lang=en]")).to_be_visible(timeout=WAIT_MS)
        loaded(page, 1)
        english = page.locator("#source").inner_text()
        files, spec = export(page, box / "spec.json")
        refused = upload(page, box)
        page.locator("[data-tongue=zh]").click()
        expect(page.locator(".mast[data-lang=zh]")).to_be_visible(timeout=WAIT_MS)
        loaded(page, 1)
        unasked, marked, again = portray(page, box)
        portrayed = page.locator("#option-look input").input_value()
        page.set_viewport_size({"width": 390, "height": 844})
        widest = int(page.evaluate("document.documentElement.scrollWidth"))
    return Seen(
        early=early,
        empty=empty,
        chosen=chosen,
        read=read,
        style=style,
        english=english,
        speaks=speaks,
        silent=silent,
        spec=spec,
        files=files,
        refused=refused,
        unasked=unasked,
        marked=marked,
        again=again,
        portrayed=portrayed,
        hosts=frozenset(hosts),
        widest=widest,
    )


def seen_before(store: Store) -> None:
    """Leave a single card to be drawn; the others have a picture, though not of the character."""

    def grey(spec: AvatarSpec, part: Path) -> None:
        Image.new("RGB", avatar_shown.THUMBNAIL_PX, "#888").save(part, "WEBP")

    with patch.object(avatar_shown, "_write_thumbnail", grey):
        for person in Place().people[1:]:
            avatar_shown.thumbnail(person.spec, store=store)


def trouble(page: Page, button: str) -> str:
    page.locator(button).click()
    return told(page)


def told(page: Page) -> str:
    expect(page.locator(".dock.bad")).to_be_visible(timeout=WAIT_MS)
    said = page.locator(".dock.bad").inner_text()
    page.locator(".dock [data-do=close]").click()
    return said


def stage(page: Page) -> FrameLocator:
    return page.frame_locator("#stage iframe")


def loaded(page: Page, times: int) -> None:
    """Wait until the stage has shown so many characters."""
    found = stage(page).locator(f".aigc-avatar[data-loaded='{times}']")
    expect(found).to_be_visible(timeout=WAIT_MS)
    settled(page)


def choose(page: Page) -> str:
    """Choose the first card once it is drawn; return the hair style that the form then has."""
    card = page.locator(".person").first
    expect(card.locator("img")).to_be_visible(timeout=WAIT_MS)
    card.click()
    loaded(page, 1)
    page.locator("#group-hair > button").click()
    return hair(page)


def hair(page: Page) -> str:
    return page.locator("[id='option-hair.style'] input").input_value()


def describe(page: Page, sentence: str) -> str:
    page.locator("#sentence textarea").fill(sentence)
    page.locator("#describe").click()
    loaded(page, 2)
    return page.locator(".slots").inner_text()


def change(page: Page, style: str) -> str:
    page.locator("[id='option-hair.style'] input").click()
    page.get_by_role("option", name=style, exact=True).click()
    loaded(page, 3)
    return hair(page)


def speak(page: Page) -> bool:
    """Let it speak in tones; tell whether the stage has something to play then."""
    page.locator("#more > button").click()
    page.locator("#act-speech label", has_text="测试音").click()
    page.locator("#say textarea").fill("你好。")
    page.locator("#speak").click()
    expect(page.locator(".dock.good")).to_be_visible(timeout=WAIT_MS)
    play = stage(page).locator("[data-group=play]").first
    expect(play).to_be_visible(timeout=WAIT_MS)
    return play.is_visible()


def follow_nothing(page: Page) -> str:
    """Ask for a recording to be followed where none is; return what is said of it."""
    page.locator("#says label").nth(1).click()
    expect(page.locator("#follow")).to_be_visible()
    expect(page.locator("#say")).to_be_hidden()
    said = trouble(page, "#speak")
    page.locator("#says label").nth(0).click()
    expect(page.locator("#say")).to_be_visible()
    return said


def export(page: Page, spec: Path) -> tuple[list[str], Path]:
    page.locator("#save").click()
    links = page.locator("#made .files a")
    expect(links.first).to_be_visible(timeout=WAIT_MS)
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator("#made .files a[download='spec.json']").click()
    waiting.value.save_as(spec)
    return links.evaluate_all("all => all.map(a => a.download)"), spec


def upload(page: Page, box: Path) -> str:
    """Upload what is no spec; return what is said of it."""
    (box / "wrong.json").write_text('{"hair": {"style": "mullet"}}', encoding="utf-8")
    page.locator("#spec input[type=file]").set_input_files(box / "wrong.json")
    return told(page)


def portray(page: Page, box: Path) -> tuple[str, int, int]:
    """Ask too early, then click the points of a face; return the complaint and how many stood."""
    Image.effect_noise((400, 500), 60).convert("RGB").save(box / "face.png")
    page.locator("#way label").nth(1).click()
    unasked = trouble(page, "#mark")
    page.locator("#photo input[type=file]").set_input_files(box / "face.png")
    expect(page.locator("#photo img")).to_be_visible(timeout=WAIT_MS)
    page.locator("#consent").locator("textarea, input").first.fill("Li Na: I agree")
    page.locator("#mark").click()
    picture = page.locator("dialog.marking[open] .ground img")
    expect(picture).to_be_visible(timeout=WAIT_MS)
    around = picture.bounding_box()
    assert around is not None
    spots = page.locator(".marking .spot")
    for k, (x, y) in enumerate(FACE, 1):
        page.mouse.click(around["x"] + x * around["width"], around["y"] + y * around["height"])
        expect(spots).to_have_count(k)
    page.locator("[data-mark=undo]").click()
    expect(spots).to_have_count(len(FACE) - 1)
    again = spots.count()
    page.locator("[data-mark=skip]").click()
    page.locator("[data-point=jaw_left]").click()
    page.mouse.click(around["x"] + x * around["width"], around["y"] + y * around["height"])
    expect(spots).to_have_count(len(FACE))
    marked = spots.count()
    page.locator("[data-mark=done]").click()
    loaded(page, 2)
    return unasked, marked, again
