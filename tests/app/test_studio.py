"""The studio's form, words, views and actions, and the page itself in a browser if there is one."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from types import SimpleNamespace
from typing import get_args

import gradio as gr
import pytest

from aigc.app import actions, form, live, options, parts, troubles, views, wiring, words
from aigc.app.cache import Cache
from aigc.avatar.presets import presets
from aigc.errors import Cancelled, ConfigError, EngineFailed, InputError, JobError
from aigc.store import Store
from aigc.types.scene import SceneKind
from aigc.types.voice import Voice
from pipelines.article_to_video import Config
from pipelines.editing import picture_of

VALUES = {"seconds": 20, "scenes": "fake", "speech": "fake", "beds": "fake", "preset": "preview"}
HAN = re.compile("[\u4e00-\u9fff]")


def quiet(step, done, total):
    pass


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("studio") / "store")


@pytest.fixture(scope="module")
def session(examples, store):
    return actions.plan(store, [str(examples / "zh" / "article.md")], "", VALUES, quiet)


def texts(session):
    return [line.text for line in session.draft.script.lines]


def test_every_option_but_paths_and_preset_has_a_field():
    asked = set(parts.ASKED)
    assert asked | set(parts.NOT_ASKED) == set(Config.model_fields)
    assert {"brand", "preset"} <= set(parts.NOT_ASKED)


def test_fields_follow_their_types():
    names = ("seconds", "aspect", "captions", "voice", "rate")
    with gr.Blocks(analytics_enabled=False):
        seconds, aspect, captions, voice, rate = form.fields(Config, names, "zh")
    assert (seconds.minimum, seconds.maximum, seconds.value) == (5, 600, 30)
    assert isinstance(aspect, gr.Radio)
    assert [c[1] for c in aspect.choices] == ["9:16", "4:5", "1:1", "16:9"]
    assert isinstance(captions, gr.Dropdown)
    assert isinstance(voice, gr.Textbox)
    assert isinstance(rate, gr.Slider)


def someone(name, label, *moods):
    return Voice(id=name, label=label, languages=("zh",), gender="female", emotions=moods)


def test_the_video_page_offers_the_voices_and_moods_of_the_engine_that_speaks():
    hands = {
        "espeak": (someone("female", "Female, soft", "neutral"),),
        "house": (someone("yue", "Yue, Mandarin", "neutral", "sad"), someone("li", "Li")),
    }
    with gr.Blocks(analytics_enabled=False):
        voice, engine = (options.component(name, hands, "en") for name in ("voice", "speech"))
    assert [value for _, value in voice.choices] == ["", "yue", "li"]
    assert (voice.value, engine.value) == ("", "house")
    assert [value for _, value in engine.choices] == ["house", "espeak"]
    moods = options.spoken("emotion", hands, "house", "en")["choices"]
    assert [value for _, value in moods] == ["neutral", "sad"]
    other = options.spoken("voice", hands, "espeak", "en")["choices"]
    assert [value for _, value in other] == ["", "female"]
    assert options.spoken("theme", hands, "espeak", "en") == form.spoken(
        "theme", Config.model_fields["theme"], "en", hints=False
    )


def test_a_presenter_is_one_of_the_library_or_nobody():
    with gr.Blocks(analytics_enabled=False):
        who, where = (
            options.component(name, {"fake": ()}, "zh") for name in ("presenter", "presenter_place")
        )
    names = [value for _, value in who.choices]
    assert names[0] == who.value == "" and names[1:] == list(presets())
    assert "小樱，早间新闻" in dict(who.choices) and HAN.search(who.info)
    assert [said for said, _ in where.choices] == ["角落", "圆窗", "全屏", "绿幕"]
    english = options.spoken("presenter", {}, "fake", "en")
    assert english["choices"][:2] == [("None", ""), ("Sakura, morning news", "sakura")]
    assert not HAN.search(english["label"] + english["info"])
    with pytest.raises(gr.Error):
        who.preprocess("/etc/spec.json")


@pytest.mark.parametrize("name", parts.ASKED)
def test_every_option_is_spoken_in_both_languages(name):
    field = Config.model_fields[name]
    chinese, english = (form.spoken(name, field, t) for t in ("zh", "en"))
    assert HAN.search(chinese["label"] + chinese["info"])
    assert not HAN.search(english["label"] + english["info"])


def test_every_word_of_the_page_is_there_twice():
    for table in (words.SAID, words.STEPS, words.KINDS, words.LABELS):
        for key, (chinese, english) in table.items():
            fields = [sorted(re.findall(r"\{\w+\}", said)) for said in (chinese, english)]
            assert fields[0] == fields[1], key
            assert not HAN.search(english), key
    assert set(words.KINDS) == set(get_args(SceneKind))


def test_the_board_shows_each_line_once_and_escapes_it(session):
    evil = "<script>alert(1)</script>"
    session = replace(session, typed=(evil, *texts(session)[1:]))
    count = len(session.draft.storyboard.scenes)
    page = views.board(session, ['x" onerror="y'] * count, ["f"], "zh")
    assert evil not in page
    assert 'x" onerror' not in page
    lines = re.findall(r'data-line="(\d+)"', page)
    assert sorted(map(int, lines)) == list(range(len(session.draft.script.lines)))
    assert page.count('class="scene"') == count
    assert "第 1 句" in page
    assert "Line 1" in views.board(session, ["x"] * count, [], "en")


def test_plan_edit_and_make(session, store, tmp_path):
    edited = actions.redirect(store, session, ["今天说咖啡。", *texts(session)[1:]])
    assert edited.draft.script.lines[0].text == "今天说咖啡。"
    assert actions.redirect(store, edited, texts(edited)) is edited
    made = actions.make(store, edited, "preview", tmp_path / "out", quiet)
    assert next(iter(made.made.files)) == "video.mp4"
    assert {"captions.srt", "manifest.json", "CREDITS.txt"} < set(made.made.files)
    assert "download" in views.clip(made, "en")
    assert actions.swap(store, made, 0, 1).made.stale


def test_a_chosen_picture_stays_while_lines_are_rewritten(session, store):
    figures = session.draft.article.figures
    swapped = actions.swap(store, session, 1, 0)
    scene = swapped.draft.storyboard.scenes[1]
    assert picture_of(scene).picture == figures[0].asset
    line = scene.lines[0]
    said = ["今天说咖啡。" if n == 0 else t for n, t in enumerate(texts(swapped))]
    again = actions.redirect(store, swapped, said).draft.storyboard.scenes
    kept = next(s for s in again if s.lines and s.lines[0] == line)
    assert picture_of(kept).picture == figures[0].asset
    shown = [picture_of(s).picture.sha256 for s in again if picture_of(s)]
    assert shown.count(figures[0].asset.sha256) == 1


def test_pins_follow_their_lines_when_others_go(session, store):
    swapped = actions.swap(store, session, len(session.draft.storyboard.scenes) - 1, 0)
    before = swapped.pins[0].line
    (moved,) = actions.moved_pins(swapped.pins, ["", *texts(session)[1:]])
    assert moved.line == (before - 1 if before > 0 else before)
    gone = ["x" if n != before else "" for n in range(len(texts(session)))]
    assert before < 0 or actions.moved_pins(swapped.pins, gone) == ()


def test_an_own_picture_and_the_way_back_to_a_design(session, store, examples):
    own = examples / "en" / "launch.jpg"
    brought = actions.bring(store, session, 1, own, "start_am-morgen.jpg")
    scene = brought.draft.storyboard.scenes[1]
    assert picture_of(scene).label == "start am morgen"
    assert brought.draft.article.figures[-1].asset == picture_of(scene).picture
    twice = actions.bring(store, brought, 2, own, "start_am-morgen.jpg")
    assert len(twice.draft.article.figures) == len(brought.draft.article.figures)
    dropped = actions.drop(store, brought, 1)
    assert picture_of(dropped.draft.storyboard.scenes[1]) is None
    moved = actions.move(store, brought, 1, 2)
    assert picture_of(moved.draft.storyboard.scenes[2]).picture == picture_of(scene).picture
    assert picture_of(moved.draft.storyboard.scenes[1]) is None
    with pytest.raises(InputError, match="Scene 2 shows no picture"):
        actions.move(store, moved, 1, 0)


def test_only_files_that_the_page_uploaded_are_opened(store, tmp_path, monkeypatch):
    monkeypatch.setattr("aigc.app.cache.folder", lambda: tmp_path / "up")
    inside, outside = tmp_path / "up" / "a.png", tmp_path / "b.png"
    inside.parent.mkdir()
    for path in (inside, outside):
        path.write_bytes(b"x")
    assert Cache().uploaded(str(inside)) == inside.resolve()
    for path in (outside, inside.parent / ".." / "b.png", inside.parent, None, "x" * 5000):
        with pytest.raises(InputError, match="not one that this page"):
            Cache().uploaded(path)


def test_pasted_text_never_opens_a_file(store, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("A secret sentence that nobody may read in the page. " * 5)
    try:
        article = actions.read(store, [], str(secret), Config())
    except InputError:
        return
    assert "secret sentence" not in article.text


def test_pasted_text_goes_with_uploaded_pictures(store, examples):
    text = "The harbour opened a bridge in 2021. Boats pass below it every day. " * 3
    article = actions.read(store, [str(examples / "en" / "launch.jpg")], text, Config())
    assert [f.caption for f in article.figures] == ["launch"]
    with pytest.raises(InputError, match="no article among"):
        actions.read(store, [str(examples / "en" / "launch.jpg")], " ", Config())
    with pytest.raises(InputError, match="no article yet"):
        actions.read(store, [], "  ", Config())


ERRORS = [
    (InputError("There is no article yet: x"), "文章用不了", "还没有文章"),
    (ConfigError("rate cannot be 9: too much."), "选项有误", "rate"),
    (EngineFailed("It broke."), "引擎没能完成", "It broke."),
    (JobError("The disk that holds /x is full. Free"), "没能做完", "磁盘满了"),
    (Cancelled("Stopped during render."), "已停止", "接着做"),
    (ZeroDivisionError("secret detail"), "出了意外", "日志"),
]


@pytest.mark.parametrize(("exc", "title", "said"), ERRORS)
def test_an_error_has_a_title_and_a_sentence_in_the_pages_language(exc, title, said):
    page = views.trouble(exc, "zh")
    assert title in page
    assert said in page
    assert 'role="alert"' in page
    english = views.trouble(exc, "en")
    assert not HAN.search(english)
    assert "secret detail" not in page + english
    assert "Warning" not in english


def test_messages_of_the_zip_are_translated():
    for message in (
        "a.zip is protected by a password. Pack it without one.",
        "a.zip holds 300 files of 9 MB; at most 200 files of 200 MB are read. Pack",
        "a.zip holds ../x, which points outside the archive; it is refused.",
    ):
        assert HAN.search(troubles.in_chinese(message))
        assert "a.zip" in troubles.in_chinese(message)


def test_the_watch_foretells_the_end_of_a_step():
    now = [0.0]
    watch = live.Watch(clock=lambda: now[0])
    watch("write", 0, 1)
    now[0] = 4
    assert watch.moment().left_s is None
    watch("render", 0, 100)
    now[0] = 6
    watch("render", 25, 100)
    moment = watch.moment()
    assert (moment.step, moment.share, moment.left_s) == ("render", 0.25, 6.0)
    assert moment.past == ("write",)
    page = views.running(moment, wiring.MAKING, "en")
    assert "about 6 s left" in page
    assert "Rendering" in page
    assert "还需约 6 秒" in views.running(moment, wiring.MAKING, "zh")


def test_following_yields_moments_then_the_result_or_the_failure():
    def work(progress):
        progress("render", 1, 2)
        return 7

    def broken(progress):
        raise InputError("no")

    *moments, last = live.follow(work, lambda: False, look_s=0.01)
    assert moments
    assert last.value == 7
    *_, last = live.follow(broken, lambda: False, look_s=0.01)
    assert str(last.error) == "no"


def test_stop_ends_what_runs_and_not_what_comes_after():
    stops = live.Stops()
    running, other = stops.since_now("a"), stops.since_now("b")
    assert not running()
    stops.press("a")
    assert running()
    assert not other()
    assert not stops.since_now("a")()

    def work(progress):
        for n in range(10_000):
            progress("render", n, 10_000)
            stops.press("c")

    *_, last = live.follow(work, stops.since_now("c"), look_s=0.01)
    assert isinstance(last.error, Cancelled)


def test_a_bug_goes_to_the_log_and_the_buttons_come_back(session, store, caplog):
    page = SimpleNamespace(**{n: n for n in ("dock", "write", "preview", "final")})
    desk = wiring.Desk(store=store, parts=page, stops=live.Stops(), cache=Cache())
    request = SimpleNamespace(session_hash="v", username=None)

    def broken(progress):
        raise ZeroDivisionError("secret detail")

    *_, last = wiring.perform(desk, request, session, broken, ("draw",), "done.apply")
    assert "unforeseen" in last["dock"]
    assert last["final"]["interactive"]
    assert "secret detail" in caplog.text


def test_work_ends_in_the_language_that_the_page_has_by_then(session, store):
    page = SimpleNamespace(**{n: n for n in ("dock", "write", "preview", "final")})
    desk = wiring.Desk(store=store, parts=page, tongues={"v": "en"})

    def refused(progress):
        desk.tongues["v"] = "zh"
        raise InputError("There is no script yet: press “Write and plan” first.")

    *_, last = wiring.perform(
        desk,
        SimpleNamespace(session_hash="v", username=None),
        session,
        refused,
        ("draw",),
        "done.apply",
    )
    assert last["final"]["value"] == words.say("final", "zh")
    assert words.say("error.input", "zh") in last["dock"]


def test_edits_in_the_page_are_kept_by_line(session):
    lines = texts(session)
    given = '{"0": "新的一句。", "99": "x"}'
    assert wiring.texts_of(session, given) == ("新的一句。", *lines[1:])
    assert wiring.texts_of(session, "not json") == tuple(lines)
    assert wiring.typed(session, tuple(lines)).typed == ()
    assert wiring.need(session) is session
    with pytest.raises(InputError, match="no script yet"):
        wiring.need(None)


def test_a_length_of_time_does_not_pretend():
    assert words.lasting(0.2, "en") == "1 s"
    assert words.lasting(63, "zh") == "1 分 5 秒"


@pytest.mark.studio
@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_from_upload_to_download_in_chromium(examples, studio, tmp_path):
    from tests.app.browser import drive

    seen = drive(studio, examples / "zh", tmp_path)
    assert seen.first_error.startswith("This article cannot be used")
    assert seen.chinese_error.startswith("文章用不了")
    assert "Traceback" not in seen.first_error
    assert seen.scenes >= 2
    assert seen.moved
    assert seen.own
    assert seen.edited == "今天说说咖啡。"
    assert seen.name == "video.mp4"
    assert seen.video.read_bytes()[4:8] == b"ftyp"
    assert seen.video.stat().st_size > 10_000
    assert seen.hosts <= {"127.0.0.1", ""}
    assert seen.widest <= 390


@pytest.mark.parametrize("name", [n for n, c in parts.ENGINES.items() if c and n != "speech"])
def test_engines_that_are_ready_are_offered_and_any_other_may_be_typed(name):
    made = options.component(name, {}, "zh")
    values = [value for _, value in made.choices]
    assert Config.model_fields[name].default in values and "fake" not in values
    assert made.allow_custom_value
