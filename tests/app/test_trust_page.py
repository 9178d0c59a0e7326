"""The page of verification: what is drawn of reports, and files that are uploaded."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aigc.app.trust import actions, views
from aigc.app.trust.words import say
from aigc.progress import silent
from aigc.store import Store
from aigc.trust.labels.files import write
from aigc.trust.verify.report import Known, Label, Marked, Reason, Report, Seen, Signed
from aigc.trust.verify.words import word
from aigc.types.label import AigcRecord
from tests.app.browser import WAIT_MS, chromium

REPORT = Report(
    name="film.mp4", sha256="ab" * 32, verdict="authentic",
    label=Label(state="present", place="inside", certainty="1", producer="studio", number="2f9c"),
    seen=Seen(state="found", at_s=(1.25,)),
    signatures=(Signed(state="trusted", place="inside", signer="My Studio"),),
    watermark=Marked(state="found", asset_id=0xC0FFEE), chain=Known(
        by=("file",), number="2f9c", title="Bread", at="2026-01-02T03:04:05Z"),
    reasons=(Reason(code="changed-log", values=("2f9c",)),
             Reason(code="watermark-missing", values=("00c0ffee",), weight="note")),
)  # fmt: skip


@pytest.mark.parametrize("tongue", ["en", "zh"])
@pytest.mark.parametrize("verdict", views.VERDICTS)
def test_every_verdict_has_its_word_colour_and_sentence(verdict, tongue):
    drawn = views.reports([replace(REPORT, verdict=verdict)], tongue)
    assert f'<b class="verdict {verdict}">{word(verdict, tongue)}</b>' in drawn
    assert say(verdict, tongue) in drawn
    assert f'class="verdict {verdict}"' in views.means(tongue)
    assert ("2026-01-02 03:04" in drawn) is (verdict != "unreadable")


def test_every_part_of_a_report_is_said_in_plain_words():
    drawn = views.reports([REPORT], "en")
    for told in (
        "Made by AI, by studio: 2f9c", "Yes, at 1.2 s", "Trusted, by My Studio", "00c0ffee",
        "Knows this content", "Bread, published",
    ):  # fmt: skip
        assert told in drawn
    assert '<li class="against">The log knows its number 2f9c' in drawn
    assert '<li class="note">Its watermark 00c0ffee was not found.' in drawn
    odd = replace(
        REPORT,
        label=replace(REPORT.label, certainty="3", place="beside"),
        seen=Seen(state="not checked"),
        signatures=(),
        watermark=Marked(state="other", asset_id=1),
        chain=Known(by=("label",), number="2f9c", intact=False),
    )
    drawn = views.reports([odd], "en")
    for told in (
        "Suspected AI, studio: 2f9c, in the file beside it", "Left to your eyes", "Not signed",
        "00000001, of another asset", "Knows its number, but was changed", "2f9c, published",
    ):  # fmt: skip
        assert told in drawn


def test_members_follow_their_archive_and_a_few_stand_for_thousands():
    members = tuple(replace(REPORT, name=f"a.zip/{n}") for n in range(100))
    drawn = views.reports([replace(REPORT, name="a.zip", members=members)], "en")
    assert drawn.count("<article") == views.MOST
    assert "41 more files" in drawn
    assert "<h3>a.zip/0</h3>" in drawn


def test_nothing_from_outside_is_drawn_as_html():
    bad = "<script>"
    evil = replace(
        REPORT, name=bad,
        label=Label(state="present", producer=bad, number=bad),
        signatures=(Signed(state="valid", place=bad, signer=bad),),
        chain=Known(by=("file",), title=bad, at=bad),
        reasons=(Reason(code="withdrawn", values=(bad,)),),
    )  # fmt: skip
    for tongue in ("en", "zh"):
        assert bad not in views.reports([evil], tongue)


def test_uploads_are_read_side_by_side_and_called_as_they_came(tmp_path):
    plain, other = tmp_path / "b" / "plain.txt", tmp_path / "a" / "plain.txt"
    for n, file in enumerate((plain, other)):
        file.parent.mkdir()
        file.write_text(f"Bread {n}.\n")
    labelled = tmp_path / "talk.vtt"
    labelled.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nBread rises.\n")
    write(labelled, labelled, AigcRecord.first(producer="somebody", produce_id="2f9c1e07"))
    given = [str(file) for file in (plain, labelled, other)]
    found = actions.verified(Store(tmp_path / "store"), given, silent)
    assert [(one.name, one.verdict) for one in found] == [
        ("plain.txt", "unlabelled"), ("talk.vtt", "labelled"), ("3/plain.txt", "unlabelled"),
    ]  # fmt: skip
    assert plain.read_text() == "Bread 0.\n"


def test_what_is_said_of_a_damaged_archive_names_no_folder_of_the_server(tmp_path):
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 not an archive")
    (found,) = actions.verified(Store(tmp_path / "store"), [str(bad)], silent)
    assert found.verdict == "unreadable"
    assert "bad.zip" in views.reports([found], "en")
    assert not re.search("/tmp|aigc-studio", views.reports([found], "en"))


def wait_for_approval(page: Page, url: str) -> None:
    page.goto(f"{url}/speak?lang=en")
    expect(page.locator(".mast[data-lang=en]")).to_be_visible(timeout=WAIT_MS)
    page.locator("#text textarea, textarea").first.fill("这里的面包全国第一。")
    page.locator("#write").click()
    expect(page.locator(".dock.waits")).to_contain_text("Machines found", timeout=WAIT_MS)
    page.locator("[data-do=fetch]").click()
    expect(page.locator(".dock.waits")).to_contain_text("Nobody has approved", timeout=WAIT_MS)
    page.locator("[data-tongue=zh]").click()
    expect(page.locator(".dock.waits")).to_contain_text("取回", timeout=WAIT_MS)


def approve(page: Page) -> None:
    with page.context.expect_page() as opening:
        page.locator(".dock.waits a").click()
    desk = opening.value
    expect(desk.locator("#work [data-do=approve]")).to_be_visible(timeout=WAIT_MS)
    desk.keyboard.press("a")
    expect(desk.locator(".dock.stays")).to_contain_text("已发布", timeout=WAIT_MS)
    assert desk.locator(".dock.stays a[download$='.zip']").count() == 1
    desk.close()


def fetch(page: Page, folder: Path) -> Path:
    page.locator("[data-do=fetch]").click()
    link = page.locator(".files a[download='speech.wav']")
    expect(link).to_be_visible(timeout=WAIT_MS)
    expect(page.locator(".files a[download='speech.manifest.json']")).to_be_visible()
    with page.expect_download(timeout=WAIT_MS) as waiting:
        link.click()
    waiting.value.save_as(folder / "speech.wav")
    return folder / "speech.wav"


def verify(page: Page, url: str, files: list[Path]) -> None:
    page.goto(f"{url}/trust?lang=zh")
    expect(page.locator(".mast[data-lang=zh]")).to_be_visible(timeout=WAIT_MS)
    page.locator("#score input[type=file]").set_input_files(files)
    expect(page.locator(".report")).to_have_count(len(files), timeout=WAIT_MS)


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_work_waits_is_approved_fetched_and_verified_in_chromium(studio, tmp_path):
    with chromium() as page:
        wait_for_approval(page, studio)
        approve(page)
        sound = fetch(page, tmp_path)
        changed = tmp_path / "changed.wav"
        data = bytearray(sound.read_bytes())
        data[len(data) // 2] ^= 1
        changed.write_bytes(data)
        verify(page, studio, [sound, changed])
        verdicts = page.locator(".report header .verdict").all_inner_texts()
        assert verdicts == ["属实", "被改动"]
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
