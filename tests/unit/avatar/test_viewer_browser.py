"""The viewer in Chromium: it draws, moves, speaks, answers, and says when it cannot."""

from __future__ import annotations

import base64
import io
import json
import math
import os
import re
import shutil
import struct
import wave
from contextlib import contextmanager

import dummy
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from aigc.avatar.export.vrm import vrm_bytes
from aigc.avatar.viewer.page import frame, page
from aigc.avatar.viewer.tracks import Slider, packed
from aigc.avatar.viewer.widget import AvatarViewer
from tests.unit.trust.label_pixels import light, seen

pytestmark = [
    pytest.mark.studio,
    pytest.mark.enable_socket,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine"),
]
DRAWS = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
WAIT_MS = 60_000
SLIDER = Slider(name="eyes", label="Eyes", value=0.25)
HEARD = """
window.heard = [];
addEventListener("message", (event) => heard.push(event.data));
"""


WATCH = """
window.told = [];
new MutationObserver(() => {
  const chip = document.querySelector(".aa-label:not([hidden])");
  const words = chip?.textContent;
  if (chip && words !== told.at(-1)?.[0]) told.push([words, performance.now()]);
}).observe(document, {attributes: true, childList: true, subtree: true});
"""


@pytest.fixture(scope="module")
def play():
    with sync_playwright() as play:
        yield play


@contextmanager
def chromium(play, *flags):
    speaks = "--autoplay-policy=no-user-gesture-required"
    browser = play.chromium.launch(
        executable_path=os.environ.get("CHROMIUM", shutil.which("chromium")),
        args=["--no-sandbox", "--disable-dev-shm-usage", speaks, *flags],
    )
    made = browser.new_page(viewport={"width": 640, "height": 480})
    made.set_default_timeout(WAIT_MS)
    yield made
    browser.close()


@pytest.fixture(scope="module")
def vrm():
    return vrm_bytes(dummy.avatar())


@pytest.fixture(scope="module")
def shown(play, vrm):
    """A page with a character in a frame; the frame, and what went wrong or outside."""
    with chromium(play, *DRAWS) as outer:
        wrong: list[str] = []
        outer.on("pageerror", lambda error: wrong.append(str(error)))
        outer.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        outer.on(
            "request",
            lambda r: None if r.url.startswith(("blob:", "data:")) else wrong.append(r.url),
        )
        outer.add_init_script(WATCH)
        document = page(vrm, sliders=[SLIDER], tongue="en", idle=False)
        outer.set_content(f"<script>{HEARD}</script>{frame(document, height_px=440)}")
        inner = outer.frames[1]
        inner.wait_for_selector("[data-loaded='1']", state="attached")
        yield inner
        assert wrong == []


def picture(inner):
    address = inner.evaluate("viewer.screenshot()")
    data = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"), np.int16)


def settled(inner, face):
    inner.evaluate("(face) => { viewer.setExpressions(face); viewer.step(0); }", face)
    return picture(inner)


def test_the_canvas_is_not_empty(shown):
    inner = shown
    seen = picture(inner)
    share = (seen[..., 3] > 128).mean()
    assert 0.05 < share < 0.95
    colours = seen[seen[..., 3] > 128][:, :3]
    assert colours.std(0).min() > 5
    assert inner.locator(".aa-say").inner_text() == ""


def test_it_begins_with_words_of_its_making_and_keeps_a_mark(shown):
    inner = shown
    inner.locator(".aa-label", has_text=re.compile("^AI$")).wait_for()
    told = inner.evaluate("told")
    assert [words for words, _ in told] == ["AI-generated", "AI"]
    assert told[1][1] - told[0][1] >= 2000
    assert inner.locator(".aa-label").get_attribute("aria-label") == "AI-generated"
    inner.evaluate("document.querySelector('.aigc-avatar').style.background = '#777'")
    box = inner.locator(".aa-picture").bounding_box()
    plain = on_screen(inner, box, "hidden", "AI")
    for words in ("AI-generated", "AI生成", "AI"):
        found = seen(on_screen(inner, box, "visible", words), plain)
        assert found is not None
        assert found.letter_px >= 0.05 * min(box["width"], box["height"])
        assert found.strength > 150
        assert found.bottom < box["height"] / 3 and found.right > 0.9 * box["width"]
    assert found.left > 0.7 * box["width"]


def on_screen(inner, box, visibility, words):
    """Return the light of what is on the screen, with the label or without it."""
    chip = inner.locator(".aa-label")
    chip.evaluate(
        """(chip, [visibility, words]) => {
             chip.textContent = words;
             chip.style.visibility = visibility;
           }""",
        [visibility, words],
    )
    taken = inner.page.screenshot(clip=box)
    return light(np.asarray(Image.open(io.BytesIO(taken)).convert("RGB")))


def test_a_picture_that_is_saved_tells_it_too(shown):
    inner = shown
    inner.evaluate("viewer.pause()")
    marked = picture(inner)
    inner.evaluate("viewer.label.on = (canvas) => canvas")
    plain = picture(inner)
    inner.evaluate("() => { delete viewer.label.on; viewer.start(); }")
    grey = np.array([119.0])

    def over(rgba):
        clear = 1 - rgba[..., 3:] / 255
        return light(np.clip(rgba[..., :3] * (1 - clear) + grey * clear, 0, 255).astype(np.uint8))

    found = seen(over(marked), over(plain))
    high, wide = plain.shape[:2]
    assert found is not None
    assert found.letter_px >= 0.05 * min(high, wide)
    assert found.top > 0.6 * high and found.right > 0.9 * wide


def test_faces_move_the_picture_and_go_back(shown):
    inner = shown
    inner.evaluate("viewer.look('close')")
    still = settled(inner, {})
    happy = settled(inner, {"happy": 1})
    jaw = settled(inner, {"jawOpen": 1, "viseme_aa": 0.5})
    assert np.abs(happy - still).max() > 40
    assert np.abs(jaw - happy).max() > 40
    assert np.array_equal(settled(inner, {}), still)


def test_views_and_buttons(shown):
    inner = shown
    sizes = []
    for view in ("Face", "Bust", "Full"):
        inner.get_by_role("button", name=view).click()
        sizes.append((picture(inner)[..., 3] > 128).mean())
    assert sizes[0] > sizes[1] > sizes[2] > 0
    inner.get_by_role("button", name="Surprised").click()
    pressed = inner.locator("[aria-pressed=true][data-group=face]").all_inner_texts()
    assert pressed == ["Surprised"]


def test_nothing_is_drawn_while_nothing_moves(shown):
    inner = shown
    rests, draws = inner.evaluate(
        """async () => {
             const drawn = () => viewer.stage.renderer.info.render.frame;
             const pause = () => new Promise((done) => setTimeout(done, 500));
             const still = async () => {
               const before = drawn();
               await pause();
               return drawn() === before;
             };
             let rests = false;
             for (let k = 0; k < 40 && !rests; k += 1) rests = await still();
             viewer.setExpressions({happy: 1});
             let draws = false;
             for (let k = 0; k < 40 && !draws; k += 1) draws = !(await still());
             return [rests, draws];
           }"""
    )
    assert rests and draws


def test_a_slider_tells_the_page_around(shown):
    inner = shown
    inner.locator("input[name=eyes]").fill("0.75")
    outer = inner.parent_frame
    outer.wait_for_function("heard.some((said) => said.values)")
    assert outer.evaluate("heard.at(-1)") == {"kind": "aigc-avatar", "values": {"eyes": 0.75}}
    assert outer.evaluate("heard[0]") == {"kind": "aigc-avatar", "ready": True}


def test_the_page_around_sends_another_character(shown):
    inner = shown
    inner.evaluate("viewer.look('close')")
    before = settled(inner, {})
    loads = int(inner.locator(".aigc-avatar").get_attribute("data-loaded"))
    vrm = base64.b64encode(vrm_bytes(dummy.avatar("flat"))).decode()
    inner.parent_frame.evaluate(
        "(vrm) => frames[0].postMessage({kind: 'aigc-avatar', vrm}, '*')", vrm
    )
    inner.wait_for_selector(f"[data-loaded='{loads + 1}']", state="attached")
    assert np.abs(picture(inner) - before).max() > 20


def test_a_motion_plays_to_its_end(shown):
    inner = shown
    head, block = packed(dummy.motion(frames=60))
    inner.evaluate(
        """async ([head, block]) => {
             const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0));
             viewer.pause();
             await viewer.play(aigcAvatar.unpack(head, bytes));
             viewer.step(0.5);
           }""",
        [head, base64.b64encode(block).decode()],
    )
    weight = inner.evaluate("viewer.stage.vrm.expressionManager.getValue('jawOpen')")
    assert weight == pytest.approx(0.5 - 0.5 * math.cos(3), abs=0.01)
    turn = inner.evaluate(
        "viewer.stage.vrm.humanoid.getNormalizedBoneNode('head').quaternion.toArray()"
    )
    assert turn == pytest.approx(list(dummy.motion(60).turns["head"][15]), abs=1e-3)
    inner.evaluate("() => { for (let k = 0; k < 20; k += 1) viewer.step(0.1); }")
    assert inner.evaluate("viewer.acting.playing") is False
    inner.evaluate("() => { viewer.step(0); viewer.start(); }")
    assert inner.evaluate("viewer.stage.vrm.expressionManager.getValue('jawOpen')") == 0


def sound(seconds, rate=8000):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        tone = (int(8000 * math.sin(k / 5)) for k in range(int(rate * seconds)))
        file.writeframes(b"".join(struct.pack("<h", value) for value in tone))
    return out.getvalue()


def test_the_mouth_follows_the_sound(shown):
    inner = shown
    head, block = packed(dummy.motion(frames=45))
    address = "data:audio/wav;base64," + base64.b64encode(sound(1.5)).decode()
    rows = inner.evaluate(
        """async ([head, block, address]) => {
             const bytes = Uint8Array.from(atob(block), (c) => c.charCodeAt(0));
             if (!(await viewer.play(aigcAvatar.unpack(head, bytes), address))) return null;
             const rows = [];
             while (viewer.acting.playing && rows.length < 2000) {
               viewer.step(0);
               const time = viewer.acting.sound?.currentTime;
               rows.push([time, viewer.stage.vrm.expressionManager.getValue("jawOpen")]);
               await new Promise((done) => setTimeout(done, 10));
             }
             return rows;
           }""",
        [head, base64.b64encode(block).decode(), address],
    )
    rows = np.array([row for row in rows if row[0] is not None])
    assert len(rows) > 5 and rows[-1, 0] > 1.0
    late = np.abs(rows[:, 1] - (0.5 - 0.5 * np.cos(6 * np.minimum(rows[:, 0], 44 / 30))))
    assert np.median(late) < 0.05


def test_a_broken_character_is_told_and_the_old_one_stays(shown):
    inner = shown
    done = inner.evaluate("viewer.load(new Uint8Array([1, 2, 3]))")
    assert done is False
    assert "cannot be opened" in inner.locator(".aa-say").inner_text()
    assert (picture(inner)[..., 3] > 128).any()


@pytest.mark.parametrize(("tongue", "words"), [("en", "no WebGL 2"), ("zh", "没有 WebGL 2")])
def test_a_browser_without_webgl_is_told(tongue, words, vrm, play):
    with chromium(play, "--disable-gpu", "--disable-3d-apis") as outer:
        broken: list[str] = []
        outer.on("pageerror", lambda error: broken.append(str(error)))
        document = page(vrm, sliders=[SLIDER], motion=dummy.motion(), tongue=tongue)
        outer.set_content(frame(document))
        inner = outer.frames[1]
        inner.wait_for_selector(".aa-say:not(:empty)")
        assert words in inner.locator(".aa-say").inner_text()
        assert broken == []


MODEL = """
const heard = {};
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const traits = JSON.parse(document.getElementById("traits").textContent);
for (const name of ["vrm", "tracks", "audio"]) traits[name] = bytes(traits[name]);
const code = document.getElementById("code").textContent;
const file = new Blob([code], {type: "text/javascript"});
const {default: widget} = await import(URL.createObjectURL(file));
window.model = {
  get: (name) => traits[name],
  set: (name, value) => { traits[name] = value; },
  save_changes: () => { window.saved = traits.values; },
  on: (name, act) => { heard[name] = act; },
  off: (name) => { delete heard[name]; },
  tell: (name, value) => { traits[name] = value; return heard[`change:${name}`]?.(); },
  heard,
};
window.here = document.getElementById("here");
window.close_it = widget.render({model: window.model, el: window.here});
"""


def test_the_widget_shows_tells_and_goes(play):
    viewer = AvatarViewer(
        dummy.avatar(), sliders=[SLIDER], rebuild=lambda _: dummy.avatar(), tongue="en"
    )
    viewer.speak(dummy.motion())
    traits = {name: getattr(viewer, name) for name in viewer.trait_names(sync=True)}
    known = {n: v for n, v in traits.items() if isinstance(v, bytes | str | int | dict | list)}
    texts = {n: base64.b64encode(v).decode() if isinstance(v, bytes) else v
             for n, v in known.items() if not n.startswith("_")}  # fmt: skip
    with chromium(play, *DRAWS) as outer:
        broken: list[str] = []
        outer.on("pageerror", lambda error: broken.append(str(error)))
        data = json.dumps(texts).replace("<", "\\u003c")
        outer.set_content(
            f'<div id="here"></div><script type="application/json" id="traits">{data}</script>'
            f'<script type="text/plain" id="code">{viewer._esm}</script>'
            f'<script type="module">{MODEL}</script>'
        )
        outer.wait_for_selector("[data-loaded='1']", state="attached")
        outer.locator("input[name=eyes]").fill("-0.5")
        outer.wait_for_function("window.saved?.eyes === -0.5")
        outer.evaluate("model.tell('expressions', {happy: 1})")
        assert outer.evaluate("here.viewer.acting.face") == {"happy": 1}
        outer.evaluate("model.tell('played', 1)")
        assert outer.evaluate("here.viewer.acting.playing") is True
        outer.evaluate("close_it()")
        assert outer.evaluate("[here.children.length, Object.keys(model.heard).length]") == [0, 0]
        assert broken == []
