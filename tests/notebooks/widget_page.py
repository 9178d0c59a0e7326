"""The editor of lyrics on a page in Chromium, its kernel in this process."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from aigc.app.lyrics_widget import LyricsEditor

TRAITS = (
    "template",
    "candidates",
    "chosen",
    "locks",
    "problem",
    "answered",
    "busy",
    "step",
    "share",
    "can_undo",
    "can_redo",
    "tongue",
)
MODEL = """
const traits = JSON.parse(document.getElementById("traits").textContent);
const heard = {};
const take = (fresh) => {
  const names = Object.keys(fresh).filter((name) =>
    JSON.stringify(fresh[name]) !== JSON.stringify(traits[name]));
  Object.assign(traits, fresh);
  names.forEach((name) => (heard[`change:${name}`] ?? []).forEach((act) => act()));
};
window.model = {
  get: (name) => traits[name],
  set: (name, value) => take({[name]: value}),
  save_changes: () => {},
  on: (name, act) => (heard[name] ??= []).push(act),
  off: (name, act) => { heard[name] = heard[name].filter((other) => other !== act); },
  send: async (message) => {
    await window.gate;
    take(await window.kernel(message));
    window.answers = (window.answers ?? 0) + 1;
  },
};
window.close_editor = editor.render({model: window.model, el: document.getElementById("here")});
"""


def state(editor: LyricsEditor) -> dict[str, object]:
    return {name: getattr(editor, name) for name in TRAITS}


@contextmanager
def chromium(*, width: int = 1080, height: int = 720, dark: bool = False) -> Iterator[Page]:
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", shutil.which("chromium")),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        scheme = "dark" if dark else "light"
        yield browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        browser.close()


def show(page: Page, editor: LyricsEditor, *, ground: str = "#fff") -> list[dict[str, object]]:
    """Draw an editor; return the list to which all that the page asks for is added."""
    asked: list[dict[str, object]] = []

    def kernel(message: dict[str, object]) -> dict[str, object]:
        asked.append(message)
        editor._heard(editor, message)
        return state(editor)

    script = editor._esm.replace("export default", "const editor =")
    traits = json.dumps(state(editor), ensure_ascii=False).replace("<", "\\u003c")
    page.expose_function("kernel", kernel)
    page.set_content(
        f'<meta charset="utf-8"><style>body {{background: {ground}}} {editor._css}</style>'
        f'<div id="here"></div><script type="application/json" id="traits">{traits}</script>'
        f'<script type="module">{script}{MODEL}</script>'
    )
    page.wait_for_selector(".aigc-lyrics .line")
    return asked
