"""The pages of copy and of transcripts in a real Chromium, one after the other."""

from __future__ import annotations

import re
import shutil
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from aigc.audio import encode_wav
from aigc.types.audio import Audio
from tests.app.browser import WAIT_MS, chromium, settled

HAN = re.compile("[\u4e00-\u9fff]")
TEXT = (
    "# 县城里的咖啡馆\n\n今年五月，临河县的第一千家咖啡馆开张。开业当天卖出了 486 杯咖啡。\n\n"
    "店主林晓说：“价格低不等于不赚钱。”租金只有省城的六分之一，这是第一个原因。"
)
COPIED = "() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }"


@pytest.fixture
def recording(tmp_path):
    """Six seconds in which something sounds twice."""
    time = np.arange(6 * 16_000) / 16_000
    loud = (time % 3 > 0.4) & (time % 3 < 2.6)
    samples = (0.3 * loud * np.sin(1400 * time)).astype(np.float32)[None]
    file = tmp_path / "talk.wav"
    file.write_bytes(encode_wav(Audio(samples=samples, sample_rate=16_000)))
    return file


def spoken(page: Page, tongue: str) -> None:
    expect(page.locator(f".mast[data-lang={tongue}]")).to_be_visible(timeout=WAIT_MS)


def refused(page: Page, said: str) -> None:
    page.locator("#write").click()
    expect(page.locator(".dock.bad")).to_contain_text(said, timeout=WAIT_MS)
    page.locator(".dock [data-do=close]").click()


def downloaded(page: Page, kind: str) -> str:
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator(f"[data-give={kind}]").click()
    assert waiting.value.suggested_filename.endswith(f".{kind}")
    return waiting.value.path().read_text(encoding="utf-8")


def narrow(page: Page) -> int:
    page.set_viewport_size({"width": 390, "height": 844})
    wide = int(page.evaluate("document.documentElement.scrollWidth"))
    page.set_viewport_size({"width": 1480, "height": 1000})
    return wide


def write_copy(page: Page, url: str) -> None:
    page.goto(f"{url}/copy?lang=zh")
    spoken(page, "zh")
    refused(page, "还没有文章")
    page.locator("#paste textarea").fill(TEXT)
    page.locator("#platforms label", has_text="小红书").click()
    page.locator("#write").click()
    expect(page.locator(".post")).to_have_count(2, timeout=WAIT_MS)
    settled(page)
    first = page.locator(".post").nth(1).locator(".variant").first
    first.locator("textarea").fill("卖出了 9000 杯咖啡")
    expect(first.locator(".tag.bad")).to_be_visible(timeout=WAIT_MS)
    assert first.locator(".size").inner_text() == "9 / 20 字"
    page.evaluate(COPIED)
    page.locator(".post").nth(1).locator("[data-do=post]").click()
    assert page.evaluate("window.copied").startswith("卖出了 9000 杯咖啡\n\n")
    assert "卖出了 9000 杯咖啡" in downloaded(page, "json")
    page.locator("[data-tongue=en]").click()
    spoken(page, "en")
    assert first.locator("textarea").input_value() == "卖出了 9000 杯咖啡"
    first.locator("[data-do=restore]").click()
    expect(first.locator(".tag.good")).to_be_visible(timeout=WAIT_MS)
    assert narrow(page) <= 390


def transcribe(page: Page, url: str, recording) -> None:
    page.goto(f"{url}/transcript?lang=en")
    spoken(page, "en")
    page.locator("#score input[type=file]").set_input_files(recording)
    expect(page.locator("#score")).to_contain_text("talk", timeout=WAIT_MS)
    refused(page, "paste what is read out")
    page.locator("#option-engine input").fill("fake")
    page.locator("#option-engine input").press("Enter")
    page.locator("#option-language label", has_text="English").click()
    page.locator("#more > button").click()
    page.locator("#option-refine input").uncheck()
    page.locator("#write").click()
    expect(page.locator(".spoken li").first).to_be_visible(timeout=WAIT_MS)
    settled(page)
    rows = page.locator(".spoken li")
    rows.nth(1).locator(".at").click()
    expect(page.locator(".spoken li.now")).to_have_count(1, timeout=WAIT_MS)
    page.locator(".player audio").evaluate("player => player.pause()")
    assert "now" in rows.nth(1).get_attribute("class")
    rows.first.locator("textarea").fill("rain on the quay")
    rows.first.locator("textarea").press("Enter")
    expect(rows.nth(1).locator("textarea")).to_be_focused()
    assert "rain on the quay" in downloaded(page, "srt")
    page.locator("[data-tongue=zh]").click()
    spoken(page, "zh")
    assert rows.first.locator("textarea").input_value() == "rain on the quay"
    assert HAN.search(page.locator("#about").inner_text())
    assert narrow(page) <= 390


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_copy_and_transcripts_in_chromium(studio, recording):
    hosts: set[str] = set()
    with chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        write_copy(page, studio)
        transcribe(page, studio, recording)
    assert hosts <= {"127.0.0.1", ""}
