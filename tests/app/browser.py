"""Drive the studio in a real Chromium, with its server in a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect, sync_playwright

from aigc.store import Store

WAIT_MS = 60_000
START_S = 60


@dataclass(frozen=True)
class Seen:
    rows: int
    first_error: str
    name: str
    video: Path
    hosts: frozenset[str]


@contextmanager
def serving(store: Store, folder: Path) -> Iterator[str]:
    """Run ``aigc studio`` and yield its address once it answers."""
    port = free_port()
    command = ["-c", "from aigc.cli import main; main()", "studio", "--port", str(port)]
    temp = {"AIGC_STORE": str(store.root), "GRADIO_TEMP_DIR": str(folder / "gradio")}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, *command], env=os.environ | temp, stdout=log, stderr=log
        )
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError(f"The studio did not start on port {port}.")


@contextmanager
def chromium() -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", shutil.which("chromium")),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield browser.new_page(viewport={"width": 1480, "height": 1000})
        browser.close()


def drive(store: Store, article: Path, folder: Path) -> Seen:
    """Press Final too early, then upload ``article``, write, preview and download."""
    hosts: set[str] = set()
    with serving(store, folder) as url, chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        page.goto(url)
        error = press_final_too_early(page)
        rows = write(page, article, folder)
        stop_a_render(page)
        name, video = download(page, folder)
    return Seen(rows=rows, first_error=error, name=name, video=video, hosts=frozenset(hosts))


def press_final_too_early(page: Page) -> str:
    page.locator("#final").click()
    toast = page.locator(".toast-body").first
    expect(toast).to_be_visible(timeout=WAIT_MS)
    said = toast.inner_text()
    page.locator(".toast-close").first.click()
    return said


def write(page: Page, article: Path, folder: Path) -> int:
    page.locator("#upload input[type=file]").set_input_files(str(article))
    expect(page.locator("#upload")).to_contain_text(article.stem, timeout=WAIT_MS)
    page.locator("input[aria-label*='number input']").first.fill("8")
    page.locator("#write").click()
    expect(page.locator("#board .thumbnail-item img").first).to_be_visible(timeout=WAIT_MS)
    page.screenshot(path=folder / "2-script.png")
    return page.locator("#script .virtual-row").count()


def stop_a_render(page: Page) -> None:
    page.locator("#final").click()
    expect(page.locator("#clip .progress-text, #clip .progress-level").first).to_be_visible(
        timeout=WAIT_MS
    )
    page.locator("#stop").click()
    expect(page.locator(".toast-body").first).to_contain_text("Stopped", timeout=WAIT_MS)
    page.locator(".toast-close").first.click()


def download(page: Page, folder: Path) -> tuple[str, Path]:
    page.locator("#preview").click()
    expect(page.locator("#clip video")).to_be_visible(timeout=WAIT_MS)
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator("#files a[download$='.mp4']").click()
    target = folder / "download.mp4"
    waiting.value.save_as(target)
    return waiting.value.suggested_filename, target
