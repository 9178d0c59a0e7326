"""Drive the studio in a real Chromium, from upload to download."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from aigc.app import studio
from aigc.store import Store

WAIT_MS = 180_000


@dataclass(frozen=True)
class Seen:
    rows: int
    video_bytes: int
    screenshots: tuple[Path, ...]


def drive(store: Store, article: Path, folder: Path) -> Seen:
    """Upload ``article``, write the script, render a preview and download the video."""
    app, url, _ = studio.launch(host="127.0.0.1", port=0 or free_port(), store=store, block=False)
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", shutil.which("chromium")),
                args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
            )
            page = browser.new_page(viewport={"width": 1480, "height": 1000})
            seen = walk(page, url, article, folder)
            browser.close()
            return seen
    finally:
        app.close() if hasattr(app, "close") else None


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def walk(page: Page, url: str, article: Path, folder: Path) -> Seen:
    page.goto(url)
    page.locator("#upload input[type=file]").set_input_files(str(article))
    expect(page.locator("#upload")).to_contain_text(article.name, timeout=20_000)
    page.screenshot(path=folder / "1-upload.png")
    page.locator("#write").click()
    expect(page.locator("#board img").first).to_be_visible(timeout=WAIT_MS)
    rows = page.locator("#script tbody tr").count()
    page.screenshot(path=folder / "2-script.png")
    page.locator("#preview").click()
    expect(page.locator("#clip video")).to_be_visible(timeout=WAIT_MS)
    page.screenshot(path=folder / "3-clip.png")
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator("#files a[download]", has_text="").last.click()
    target = folder / "download.mp4"
    waiting.value.save_as(target)
    pictures = tuple(sorted(folder.glob("*.png")))
    return Seen(rows=rows, video_bytes=target.stat().st_size, screenshots=pictures)
