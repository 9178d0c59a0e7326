"""A studio is ended, kindly and not, while a batch that was started on its page runs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from aigc.app.batch.rooms import rooms
from aigc.store import Store
from tests.app.browser import WAIT_MS, chromium, free_port, wait_for
from tests.batch_jobs import until

JOBS = 40


@contextmanager
def studio(store: Store, port: int) -> Iterator[subprocess.Popen[bytes]]:
    own = {"AIGC_STORE": str(store.root), "GRADIO_TEMP_DIR": str(store.root.parent / "gradio")}
    command = ["-c", "from aigc.cli import main; main()", "studio", "--port", str(port)]
    with (store.root.parent / "studio.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, *command], env=os.environ | own, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(port, server)
        yield server
    finally:
        server.kill()
        server.wait()


def start(page: Page, table: Path) -> None:
    page.locator("#upload input[type=file]").set_input_files(table)
    expect(page.locator(".came")).to_contain_text(f"{JOBS} rows", timeout=WAIT_MS)
    page.locator("[data-do=check]").click()
    page.locator("#planned [data-do=start]").click(timeout=WAIT_MS)
    expect(page.locator(".control[data-standing=working]")).to_be_visible(timeout=WAIT_MS)


def end(page: Page, server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send a signal to all that the studio has started and not set apart."""
    # A port whose connections the server had to close could not be taken again at once.
    page.goto("about:blank")
    os.killpg(server.pid, how)
    server.wait(60)


@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_a_batch_outlives_the_studios_that_show_it(tmp_path: Path) -> None:
    store, port, table = Store(tmp_path / "store"), free_port(), tmp_path / "clips.csv"
    # One that is still at work when the second studio has started, however slowly.
    rows = "long,text,fake,100\n" + "".join(f"j{n:02},text {n},fake,1.5\n" for n in range(1, JOBS))
    table.write_text(f"name,source,pipeline,seconds\n{rows}", encoding="utf-8")
    with chromium() as page:
        with studio(store, port) as first:
            page.goto(f"http://127.0.0.1:{port}/batch?lang=en")
            start(page, table)
            (room,) = rooms(store)
            end(page, first, signal.SIGTERM)
        before = room.ledger().counts().get("done", 0)
        until(lambda: room.ledger().counts().get("done", 0) >= before + 2, 60)
        with studio(store, port) as second:
            page.goto(f"http://127.0.0.1:{port}/batch?lang=en")
            expect(page.locator(".control[data-standing=working]")).to_be_visible(timeout=WAIT_MS)
            assert room.ledger().open_jobs()
            end(page, second, signal.SIGKILL)
        until(lambda: not room.ledger().open_jobs(), 120)
        with studio(store, port):
            page.goto(f"http://127.0.0.1:{port}/batch?lang=en")
            shown = page.locator(".control[data-standing=ended]")
            expect(shown).to_be_visible(timeout=WAIT_MS)
            expect(page.locator(".legend")).to_have_text(f"{JOBS} done")
    assert room.ledger().counts() == {"done": JOBS}
    attempts = room.ledger().database.read("SELECT COUNT(*) AS n FROM attempts")[0]["n"]
    assert attempts == JOBS, "a job was begun anew, though nobody who did jobs was ended"
