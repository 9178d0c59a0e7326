"""The page of avatars: its form, actions and views."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from aigc.app.avatar import acting, actions, marking, page, settings, shelf, views
from aigc.app.avatar.actions import Said
from aigc.app.avatar.wiring import beginning
from aigc.app.troubles import in_chinese
from aigc.app.voice.kinds import SPEAK, TONES, at_hand
from aigc.audio import encode_wav
from aigc.avatar import render, spec
from aigc.avatar.photo.given import NEEDED
from aigc.avatar.photo.landmarks import NAMED
from aigc.avatar.photo.mediapipe import VARIABLE
from aigc.avatar.presets import preset, presets
from aigc.avatar.spec import AvatarSpec, changed
from aigc.errors import AigcError, Cancelled, EngineUnavailable, InputError, TrustError
from aigc.store import Store
from aigc.trust.provenance.log import Log
from aigc.types.audio import Audio
from pipelines import avatar_photo, avatar_shown
from pipelines.performance import Config
from tests.pipelines.test_avatar_mirror import film

HAN = re.compile("[\u4e00-\u9fff]")
ACT = {"speech": TONES, "width": 96, "height": 128, "emotion": "happy"}


def quiet(step, done, total):
    pass


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("avatar") / "store")


@pytest.fixture(scope="module")
def hands():
    return {TONES: at_hand(SPEAK)[TONES]}


@pytest.fixture(scope="module")
def keep(tmp_path_factory):
    def kept(file):
        return shutil.copy(file, tmp_path_factory.mktemp("served") / file.name)

    return kept


@pytest.fixture(scope="module")
def rin(store, keep):
    return actions.chosen(store, "rin", keep, quiet)


@pytest.fixture
def unbuilt(monkeypatch):
    """Characters are files of four bytes; that real ones are built is tested with others."""
    monkeypatch.setattr(avatar_shown, "_write_vrm", lambda _, part: part.write_bytes(b"glTF"))


@pytest.fixture
def no_egl(monkeypatch):
    def lacking(*_, **__):
        raise EngineUnavailable("Characters are drawn with OpenGL through EGL, and there is none.")

    monkeypatch.setattr(render, "still", lacking)


@pytest.mark.parametrize("name", acting.OPTIONS)
def test_every_option_of_a_performance_is_spoken_in_both_languages(name, hands):
    chinese, english = (acting.spoken(name, hands, TONES, tongue) for tongue in ("zh", "en"))
    assert HAN.search(chinese["label"]) and not HAN.search(english["label"])
    assert all(HAN.search(said) for said, _ in chinese.get("choices", ()))
    assert {*acting.OPTIONS, *acting.LEFT_OUT} == set(Config.model_fields)


def test_a_sentence_becomes_a_character_and_is_explained(store, keep):
    made = actions.described(store, "没有戴眼镜的老爷爷，blorp<b>", 0, keep, quiet)
    assert made.spec.glasses.style == "none" and made.spec.body.age > 60
    assert made.vrm.read_bytes()[:4] == b"glTF"
    page = views.slots(made, "zh")
    assert "没有戴眼镜" in page and "没看懂" in page and "blorp" in page and "<b>" not in page
    assert "Not understood" in views.slots(made, "en")
    assert views.slots(replace(made, described=None), "en") == ""


def test_a_character_is_built_once(store, rin, keep, monkeypatch):
    monkeypatch.setattr(avatar_shown, "_write_vrm", lambda *_: pytest.fail("built anew"))
    again = actions.chosen(store, "rin", keep, quiet)
    assert again.vrm.read_bytes() == rin.vrm.read_bytes()
    same = actions.changed(store, rin, settings.values_of(rin.spec), keep, quiet)
    assert same is rin


def test_the_stage_is_told_whom_to_show(rin):
    assert views.told(None) == ""
    told = views.told(rin)
    assert str(rin.vrm) in told and "data-act" not in told
    assert "iframe" in views.stage("zh") and "srcdoc" in views.stage("zh")


def test_a_character_speaks(store, rin, hands, keep):
    made = actions.speak(store, rin, Said(text="你好。"), ACT, hands, keep, quiet)
    act = json.loads(made.act.read_text(encoding="utf-8"))
    assert {"motion", "tracks", "audio"} == set(act)
    assert "jawOpen" in act["motion"]["names"] and act["audio"].startswith("data:audio/wav")
    assert "data-act" in views.told(made)


def test_a_character_is_filmed_exported_and_grows_stale(store, rin, hands, keep):
    filmed = actions.film(store, rin, Said(text="你好。"), ACT, hands, keep, quiet)
    assert next(iter(filmed.files)) == "performance.mp4" and "motion.vrma" in filmed.files
    saved = actions.save(store, filmed, keep, quiet)
    assert {"avatar.vrm", "avatar.glb", "spec.json", "performance.mp4"} <= set(saved.files)
    assert spec.loads(saved.files["spec.json"].read_bytes()) == rin.spec
    asset = json.loads(saved.files["manifest.json"].read_text(encoding="utf-8"))["asset"]
    assert Log(store.root).find("asset", asset)[0].kind == "published"
    page = views.files(saved, "zh")
    assert "<video" in page and 'download="avatar.glb"' in page and "重新导出" not in page
    values = (preset("ren").spec.look, *settings.values_of(preset("ren").spec)[1:])
    other = actions.changed(store, saved, values, keep, quiet)
    assert other.stale and "重新导出" in views.files(other, "zh")
    fresh = actions.save(store, other, keep, quiet)
    assert not fresh.stale and "performance.mp4" not in fresh.files


def test_a_sentence_is_judged_before_its_character_leaves(store, keep):
    made = actions.described(store, "代开发票的年轻女主播", 0, keep, quiet)
    with pytest.raises(TrustError, match="may not be published"):
        actions.save(store, made, keep, quiet)


def test_a_film_is_stopped_on_its_way(store, rin, hands, keep):
    steps = []

    def stop(step, done, total):
        steps.append(step)
        if step == "render":
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        actions.film(store, rin, Said(text="别的话。"), ACT, hands, keep, stop)
    assert steps[-1] == "render"


def test_files_are_made_where_nothing_can_be_drawn(store, rin, keep, no_egl):
    made = actions.save(store, rin, keep, quiet)
    assert set(made.files) == {"avatar.vrm", "avatar.glb", "manifest.json", "spec.json"}
    assert "没有画肖像" in views.files(made, "zh")
    first = next(iter(shelf.draw(store, keep, shelf.Place(page=4), "en")))
    assert "Pictures cannot be drawn here" in first and first.count("swatch") == shelf.A_PAGE


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """A tone, with a file beside it that tells its sounds."""
    file = tmp_path_factory.mktemp("given") / "hello.wav"
    tone = 0.2 * np.sin(np.arange(24_000) / 9)[None].astype(np.float32)
    file.write_bytes(encode_wav(Audio(samples=tone, sample_rate=24_000)))
    file.with_suffix(".lab").write_text("0 2000000 n\n2000000 10000000 a\n", encoding="utf-8")
    return file


def test_a_character_follows_a_recording(store, rin, hands, keep, recording):
    said = Said(text="Not this.", follows=True, file=recording)
    assert beginning(said) == ("listen",)
    made = actions.speak(store, rin, said, ACT, hands, keep, quiet)
    act = json.loads(made.act.read_text(encoding="utf-8"))
    assert "jawOpen" in act["motion"]["names"] and made.act != rin.act


def test_a_character_follows_a_film_of_a_face(store, rin, hands, keep, tmp_path):
    file = film(tmp_path / "me.mp4", frames=24, blank=range(9, 18))
    said, act = Said(follows=True, file=file), {**ACT, "landmarks": "fake"}
    assert beginning(said) == ("face",)
    made = actions.speak(store, rin, said, act, hands, keep, quiet)
    motion = json.loads(made.act.read_text(encoding="utf-8"))["motion"]
    first, end = motion["weights"]
    assert end - first == 24 * len(motion["names"])
    assert "没看到脸" in views.files(made, "zh") and "No face was seen" in views.files(made, "en")
    shot = actions.film(store, rin, said, act, hands, keep, quiet)
    assert "performance.mp4" in shot.files and "没看到脸" in views.files(shot, "zh")


def test_without_mediapipe_a_film_is_refused_and_the_page_says_so(
    store, rin, hands, keep, tmp_path, monkeypatch
):
    monkeypatch.delenv(VARIABLE, raising=False)
    said = Said(follows=True, file=film(tmp_path / "me.mp4", frames=4))
    with pytest.raises(EngineUnavailable) as caught:
        actions.speak(store, rin, said, ACT, hands, keep, quiet)
    assert "recording of the voice" in str(caught.value)
    assert "跟踪视频里的脸要用 mediapipe" in in_chinese(str(caught.value))
    for tongue, told in (("zh", "没有装 mediapipe"), ("en", "Without mediapipe")):
        assert told in views.follow_hint(False, tongue)
        assert told not in views.follow_hint(True, tongue)


def test_what_is_too_long_for_the_stage_is_made_a_video_of(store, rin, hands, keep, recording,
                                                           monkeypatch):  # fmt: skip
    monkeypatch.setattr(actions, "LONGEST_ON_STAGE_S", 0)
    with pytest.raises(InputError) as caught:
        actions.speak(store, rin, Said(follows=True, file=recording), ACT, hands, keep, quiet)
    assert "hello.wav 有 1 秒" in in_chinese(str(caught.value))


def test_words_of_a_recording_never_name_a_file(store, rin, hands, keep, recording, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"\xff\xfe\xff")
    said = Said(follows=True, file=recording, words=str(secret))
    made = actions.speak(store, rin, said, ACT, hands, keep, quiet)
    assert made.act.stat().st_size > 1000


def test_what_is_typed_never_names_a_file(store, rin, hands, keep, tmp_path):
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    made = actions.speak(
        store, rin, Said(text=str(tmp_path / "secret.wav")), ACT, hands, keep, quiet
    )
    assert made.act.stat().st_size > 1000


def test_the_library_is_drawn_once_and_turned(store, keep):
    place = shelf.place_of({"family": "human", "page": 4})
    before = shelf.shelf(store, keep, place, "zh")
    assert before.count('class="person"') == len(place.people) and "data-wanting" in before
    assert "<img" not in before
    avatar_shown.thumbnail(place.people[0].spec, store=store)
    after = shelf.shelf(store, keep, place, "en")
    assert after.count("<img") == 1 and after.count("swatch") == len(place.people) - 1
    assert shelf.place_of({"family": "nobody", "page": "x"}) == shelf.Place()
    assert shelf.place_of({"page": 7}).page == 7 % shelf.Place().pages
    shown = [p for f in shelf.FAMILIES for n in range(shelf.Place(family=f).pages)
             for p in shelf.Place(family=f, page=n).people]  # fmt: skip
    assert [p.id for p in shown] == list(presets())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "不是 JSON"),
        ("[1]", "不是角色设定"),
        ('{"hair": {"style": "mullet"}}', "hair.style 的值不对"),
        ('{"hat": 1}', "没有 hat 这项设定"),
        ('{"smile": NaN}', "不是 JSON"),
        (" " * (spec.LARGEST_BYTES + 1), "不是角色设定"),
    ],
)
def test_a_wrong_file_is_refused_in_chinese(text, told, store, keep, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        actions.opened(store, file, keep, quiet)
    said = in_chinese(str(caught.value))
    assert told in said and "mine.json" in said and str(tmp_path) not in said


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (lambda s, c, h, k: actions.described(s, " ", 0, k, quiet), "描述是空的"),
        (lambda s, c, h, k: actions.described(s, "啊" * 3000, 0, k, quiet), "最多 2,000"),
        (lambda s, c, h, k: actions.described(s, "？！", 0, k, quiet), "没有文字"),
        (
            lambda s, c, h, k: actions.speak(s, c, Said(text="\n"), ACT, h, k, quiet),
            "还没有要说的话",
        ),
        (
            lambda s, c, h, k: actions.speak(
                s, c, Said(text="好"), {**ACT, "voice": "/etc"}, h, k, quiet
            ),
            "没有这个音色",
        ),
        (
            lambda s, c, h, k: actions.film(s, c, Said(follows=True), ACT, h, k, quiet),
            "还没有录音或视频",
        ),
        (lambda s, c, h, k: actions.chosen(s, "nobody", k, quiet), "没有 'nobody'"),
        (
            lambda s, c, h, k: actions.changed(
                s, c, ("nice", *settings.values_of(c.spec)[1:]), k, quiet
            ),
            "look 的值不对",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(run, told, store, rin, hands, keep):
    with pytest.raises(AigcError) as caught:
        run(store, rin, hands, keep)
    assert told in in_chinese(str(caught.value))


def test_a_photo_needs_a_consent_and_becomes_a_character(store, keep, tmp_path, monkeypatch):
    photo = tmp_path / "li_na.png"
    Image.new("RGB", (400, 500), "#caa890").save(photo)
    with pytest.raises(InputError) as caught:
        actions.portrayed(store, None, "Li Na, I agree", 0, keep, quiet)
    assert in_chinese(str(caught.value)).startswith("还没有照片")
    with pytest.raises(TrustError) as unasked:
        actions.portrayed(store, photo, " ", 0, keep, quiet)
    assert "本人同意" in in_chinese(str(unasked.value))
    asked = []

    def resembling(path, **given):
        asked.append((path, given))
        return preset("rin").spec

    monkeypatch.setattr(avatar_photo, "from_photo", resembling)
    made = actions.portrayed(store, photo, "Li Na, I agree", 3, keep, quiet)
    told = {"seed": 3, "consent": "Li Na, I agree", "landmarks": None, "store": store.root}
    assert asked == [(photo, told)]
    assert made.spec == preset("rin").spec and made.vrm.is_file()


CLICKED = {"right_eye": [160, 200], "left_eye": [240, 200], "mouth_right": [172, 286],
           "mouth_left": [228, 286], "chin": [200, 335]}  # fmt: skip


def test_points_are_asked_for_on_a_portrait_after_the_consent(keep, tmp_path):
    photo = tmp_path / "li_na.png"
    Image.new("RGB", (400, 500), "#caa890").save(photo)
    with pytest.raises(InputError):
        actions.upright(None, "Li Na, I agree", keep)
    with pytest.raises(TrustError):
        actions.upright(photo, " ", keep)
    shown = actions.upright(photo, "Li Na, I agree", keep)
    with Image.open(shown) as picture:
        assert picture.size == (400, 500)
    for tongue in ("zh", "en"):
        page = marking.dialog(shown, tongue)
        assert page.count("<li ") == len(marking.POINTS) == len(NAMED)
        assert page.count("data-needed") == len(NEEDED)
        assert (HAN.search(re.sub("<[^>]*>", "", page)) is not None) == (tongue == "zh")
    assert marking.dialog(shown, "zh") != marking.dialog(shown, "zh")


def test_clicked_points_become_a_character(store, keep, tmp_path, unbuilt):
    photo = tmp_path / "li_na.png"
    Image.effect_noise((400, 500), 60).convert("RGB").save(photo)
    points = marking.points_of({"points": CLICKED | {"nose": [1], "hat": [1, 2], "chin ": "x"}})
    assert points == {name: tuple(place) for name, place in CLICKED.items()}
    made = actions.portrayed(store, photo, "Li Na: I agree", 3, keep, quiet, points)
    assert made.spec.provenance["subject"] == "Li Na" and made.vrm.is_file()
    del points["chin"]
    with pytest.raises(InputError) as caught:
        actions.portrayed(store, photo, "Li Na: I agree", 3, keep, quiet, points)
    assert "还差这些点：chin" in in_chinese(str(caught.value))
    assert marking.points_of({}) == marking.points_of({"points": "no"}) == {}


def test_without_mediapipe_the_page_offers_points_alone(hands, monkeypatch):
    for named, seen in (("", False), (sys.executable, True)):
        monkeypatch.setenv(VARIABLE, named)
        with gr.Blocks(analytics_enabled=False):
            parts = page.lay_out(hands, "en")
        assert (parts.portray.visible, parts.mark.variant) == (
            seen, "secondary" if seen else "primary",
        )  # fmt: skip


def test_a_character_of_ones_own_file_is_opened(store, keep, tmp_path, unbuilt):
    file = tmp_path / "mine.json"
    mine = changed(AvatarSpec(), look="clay", smile=0.9)
    file.write_text(spec.dumps(mine), encoding="utf-8")
    assert actions.opened(store, file, keep, quiet).spec == mine
