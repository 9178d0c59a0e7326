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
START_S = 120


@dataclass(frozen=True)
class Seen:
    scenes: int
    first_error: str
    chinese_error: str
    moved: bool
    own: bool
    edited: str
    name: str
    video: Path
    hosts: frozenset[str]
    widest: int


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
def chromium(*flags: str) -> Iterator[Page]:
    """Open a page; ``flags`` take the place of those that leave the graphics card alone."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", shutil.which("chromium")),
            args=["--no-sandbox", "--disable-dev-shm-usage", *(flags or ("--disable-gpu",))],
        )
        yield browser.new_page(viewport={"width": 1480, "height": 1000})
        browser.close()


def drive(url: str, folder: Path, box: Path) -> Seen:
    """Press write too early, then make a clip of the article in ``folder`` by every means."""
    hosts: set[str] = set()
    files = [str(p) for p in sorted(folder.iterdir())]
    with chromium() as page:
        page.on("request", lambda r: hosts.add(urlsplit(r.url).hostname or ""))
        page.goto(url)
        english, chinese = press_write_too_early(page)
        scenes = write(page, files)
        moved = move_a_picture(page)
        own = bring_a_picture(page, files[-1])
        edited = edit_a_line(page)
        stop_a_render(page)
        name, video = download(page, box)
        page.set_viewport_size({"width": 390, "height": 844})
        widest = page.evaluate("document.documentElement.scrollWidth")
        page.screenshot(path=box / "phone.png")
    return Seen(
        scenes=scenes,
        first_error=english,
        chinese_error=chinese,
        moved=moved,
        own=own,
        edited=edited,
        name=name,
        video=video,
        hosts=frozenset(hosts),
        widest=widest,
    )


def press_write_too_early(page: Page) -> tuple[str, str]:
    said = []
    for tongue in ("en", "zh", "en"):
        page.locator(f"[data-tongue={tongue}]").click()
        expect(page.locator(f".mast[data-lang={tongue}]")).to_be_visible(timeout=WAIT_MS)
        page.locator("#write").click()
        expect(page.locator(".dock.bad")).to_be_visible(timeout=WAIT_MS)
        said.append(page.locator(".dock.bad").inner_text())
        page.locator(".dock [data-do=close]").click()
    return said[0], said[1]


def write(page: Page, files: list[str]) -> int:
    page.locator("#upload input[type=file]").set_input_files(files)
    expect(page.locator("#upload")).to_contain_text(Path(files[-1]).stem, timeout=WAIT_MS)
    page.locator("#option-seconds input").fill("20")
    page.locator("#write").click()
    expect(page.locator(".dock .track")).to_be_visible(timeout=WAIT_MS)
    expect(page.locator(".scene img").first).to_be_visible(timeout=WAIT_MS)
    return page.locator(".scene").count()


def settled(page: Page) -> None:
    expect(page.locator(".dock.on")).to_have_count(0, timeout=WAIT_MS)


def move_a_picture(page: Page) -> bool:
    """Choose a picture and drag it on before the first change is done."""
    page.locator("[data-scene='1'] .tray summary").click()
    page.locator("[data-scene='1'] [data-figure='0']").click()
    drag(page, "[data-scene='1'] .frame[draggable]", "[data-scene='2']")
    moved = page.locator("[data-scene='2'] .frame[draggable]")
    expect(moved).to_be_visible(timeout=WAIT_MS)
    settled(page)
    return moved.count() == 1


def drag(page: Page, source: str, target: str) -> None:
    """Send the events of a drag; a real gesture is lost where the page is redrawn under it."""
    carried = page.evaluate_handle("new DataTransfer()")
    for where, event in ((source, "dragstart"), (target, "dragover"), (target, "drop")):
        page.dispatch_event(where, event, {"dataTransfer": carried})


def bring_a_picture(page: Page, file: str) -> bool:
    page.locator("[data-scene='1'] input[type=file]").set_input_files(file)
    own = page.locator("[data-scene='1'] .frame[draggable]")
    expect(own).to_be_visible(timeout=WAIT_MS)
    settled(page)
    return own.count() == 1


def edit_a_line(page: Page) -> str:
    page.locator("textarea[data-line='0']").fill("今天说说咖啡。")
    page.locator("[data-do=apply]").click()
    expect(page.locator(".board.dirty")).to_have_count(0, timeout=WAIT_MS)
    settled(page)
    return page.locator("textarea[data-line='0']").input_value()


def stop_a_render(page: Page) -> None:
    page.locator("#final").click()
    page.locator(".dock [data-do=stop]").click()
    expect(page.locator(".dock.rest")).to_contain_text("Stopped", timeout=WAIT_MS)
    page.locator(".dock [data-do=close]").click()


def download(page: Page, folder: Path) -> tuple[str, Path]:
    page.locator("#preview").click()
    expect(page.locator(".screen video")).to_be_visible(timeout=WAIT_MS)
    with page.expect_download(timeout=WAIT_MS) as waiting:
        page.locator(".files a[download$='.mp4']").click()
    target = folder / "download.mp4"
    waiting.value.save_as(target)
    return waiting.value.suggested_filename, target
