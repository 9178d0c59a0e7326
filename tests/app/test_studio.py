"""The studio's form and actions, and the page itself in a browser where there is one."""

from __future__ import annotations

import shutil

import gradio as gr
import pytest

from aigc.app import actions, form, studio
from aigc.errors import Cancelled, InputError
from pipelines.article_to_video import Config

VALUES = {"seconds": 6, "scenes": "fake", "speech": "fake", "beds": "fake", "preset": "preview"}


def quiet(step, done, total):
    pass


def test_every_option_but_files_and_preset_has_a_field():
    assert set(studio.BASIC) | set(studio.MORE) | {"preset", "brand"} == set(Config.model_fields)


def test_fields_follow_their_types():
    with gr.Blocks(analytics_enabled=False):
        seconds, aspect, theme, voice = form.fields(Config, ("seconds", "aspect", "theme", "voice"))
    assert (seconds.minimum, seconds.maximum, seconds.value) == (5, 600, 30)
    assert [c[0] for c in aspect.choices] == ["9:16", "4:5", "1:1", "16:9"]
    assert isinstance(theme, gr.Dropdown)
    assert isinstance(voice, gr.Textbox)


def test_plan_edit_swap_and_make(examples, store, tmp_path):
    source = str(examples / "zh" / "article.md")
    made = actions.plan(store, source, "", VALUES, quiet)
    rows = actions.script_rows(made.draft.script, made.draft.article.text)
    assert len(rows) == len(made.draft.script.lines)
    texts = [r[1] for r in rows]
    edited = actions.redirect(store, made, ["今天说咖啡。", *texts[1:]])
    assert edited.draft.script.lines[0].text == "今天说咖啡。"
    swapped = actions.swap(edited, 1, 1)
    assert swapped.draft.storyboard.scenes[0].kind == "picture"
    path, files = actions.make(store, swapped, "preview", tmp_path / "out", quiet)
    assert path in files
    assert len(files) == 7


def test_pasted_text_never_opens_a_file(store, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret sentence that nobody may read in the page. " * 5)
    try:
        article = actions.read(store, None, str(secret), Config())
    except InputError:
        return
    assert "secret sentence" not in article.text


def test_no_article_is_a_sentence_in_the_page(store):
    with pytest.raises(InputError, match="no article yet"):
        actions.read(store, None, "  ", Config())

    def fail():
        raise InputError("what to do")

    with pytest.warns(UserWarning, match="what to do"):
        actions.friendly(fail)()


def test_a_bug_is_a_sentence_in_the_page_and_a_traceback_in_the_log(caplog):
    def broken():
        raise ZeroDivisionError("secret detail")

    with pytest.warns(UserWarning, match="Something unforeseen") as caught:
        actions.friendly(broken)()
    assert "secret detail" not in str(caught[0].message)
    assert "secret detail" in caplog.text


def test_stop_ends_what_runs_and_not_what_comes_after():
    stops = actions.Stops()
    running, other = stops.heed("a", quiet), stops.heed("b", quiet)
    running("render", 0, 10)
    stops.press("a")
    with pytest.raises(Cancelled):
        running("render", 1, 10)
    other("render", 1, 10)
    stops.heed("a", quiet)("render", 0, 10)


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_from_upload_to_download_in_chromium(examples, store, tmp_path):
    from tests.app.browser import drive

    seen = drive(store, examples / "zh" / "article.md", tmp_path)
    assert "no script yet" in seen.first_error
    assert "Traceback" not in seen.first_error
    assert seen.rows >= 1
    assert seen.name == "video.mp4"
    assert seen.video.read_bytes()[4:8] == b"ftyp"
    assert seen.video.stat().st_size > 10_000
    assert seen.hosts <= {"127.0.0.1", ""}
