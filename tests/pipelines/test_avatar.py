"""Characters made, moved and filmed, on the command line and in clips."""

from __future__ import annotations

import io
import json
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from aigc.avatar.export.reader import read_glb
from aigc.avatar.presets import preset
from aigc.errors import Cancelled, ConfigError, EngineUnavailable, InputError
from aigc.progress import silent
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.time import TimeRange
from aigc.types.timing import SILENCE, Timed, Timing
from pipelines import article_to_video as video
from pipelines import avatar, performance
from pipelines.delivery import deliver, stage
from pipelines.presenting import CORNER, WINDOW, lengthened

SMALL = {"width": 96, "height": 128, "speech": "fake"}


def egl_works():
    from aigc.avatar.render.context import open_context

    try:
        open_context().release()
    except EngineUnavailable:
        return False
    return True


EGL = egl_works()


def test_a_preset_becomes_files_that_can_be_read_again(run, tmp_path):
    code, said, told = run("avatar", "--preset", "sakura", "--out", tmp_path / "a")
    assert code == 0
    drawn = {"portrait.png"} if EGL else set()
    wanted = {"avatar.vrm", "avatar.glb", "manifest.json", "spec.json"} | drawn
    assert {p.name for p in (tmp_path / "a").iterdir()} == wanted
    assert EGL or "libegl1" in told
    assert str(tmp_path / "a" / "avatar.vrm") in said.replace("\n", "")
    model = read_glb(tmp_path / "a" / "avatar.vrm")
    assert model.meshes
    if EGL:
        shown = model.root["extensions"]["VRMC_vrm"]["meta"]["thumbnailImage"]
        with Image.open(io.BytesIO(model.images[shown])) as poster:
            assert poster.size == (avatar.POSTER_PX,) * 2 and poster.format == "JPEG"
    code, _, _ = run("avatar", "--spec", tmp_path / "a" / "spec.json", "--style", "human",
                     "--out", tmp_path / "b")  # fmt: skip
    assert code == 0
    assert json.loads((tmp_path / "b" / "spec.json").read_text())["look"] == "human"


def test_a_sentence_is_explained_and_changes_what_a_spec_leads_to(run, tmp_path):
    file = tmp_path / "base.json"
    file.write_text(preset("anchor_mei").spec.model_dump_json(), encoding="utf-8")
    code, _, told = run("avatar", "red hair，没有戴眼镜", "--spec", file, "--out", tmp_path / "a")
    assert code == 0 and "hair.colour" in told
    assert "glasses.style" in told and "没有" in told
    base, made = preset("anchor_mei").spec, avatar.known(str(tmp_path / "a" / "spec.json"))
    assert made.hair.colour != base.hair.colour
    assert made.body == base.body and made.outfit == base.outfit


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "SENTENCE"),
        (("--preset", "sakura", "--spec", "a.json"), "You gave --preset and --spec"),
        (("--preset", "sakurra"), "Did you mean sakura"),
        (("--spec", "none.json"), "no spec at"),
        (("--preset", "sakura", "--style", "anima"), "anime"),
    ],
)
def test_what_cannot_be_made_is_one_line(run, tmp_path, arguments, said):
    code, _, told = run("avatar", *arguments, "--out", tmp_path / "a")
    assert code not in (0, None)
    assert said in told
    assert "Traceback" not in told
    assert not (tmp_path / "a").exists()


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(InputError, match="is a file"):
        avatar.make(avatar.known("sakura"), tmp_path / "a")
    with pytest.raises(InputError, match="is a file"):
        performance.perform(
            avatar.known("sakura"), "好", tmp_path / "a" / "b", store=Store(tmp_path / "store")
        )
    with pytest.raises(InputError, match="nothing to say"):
        performance.perform(
            avatar.known("sakura"), " ", tmp_path / "b", store=Store(tmp_path / "store")
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_character_performs_a_text(tmp_path):
    config = performance.Config(**SMALL)
    store = Store(tmp_path / "store")
    if not EGL:
        with pytest.raises(EngineUnavailable, match="libegl1"):
            performance.perform(
                avatar.known("ren"), "你好。", tmp_path / "out", config, store=store
            )
        assert not (tmp_path / "out").exists()
        return
    film = performance.perform(avatar.known("ren"), "你好。", tmp_path / "out", config, store=store)
    assert {p.name for p in film.files} == {
        "manifest.json", "motion.csv", "motion.vrma", "performance.mp4", "spec.json",
    }  # fmt: skip
    assert film.video.stat().st_size > 1000
    assert film.motion.blendshapes.max() > 0.2


def test_a_recording_needs_a_voice(tmp_path):
    from aigc.audio import encode_wav

    path = tmp_path / "said.wav"
    path.write_bytes(encode_wav(Audio(samples=np.zeros((1, 9600), np.float32), sample_rate=48_000)))
    with pytest.raises(InputError, match="silent"):
        performance.perform(
            avatar.known("ren"), path, tmp_path / "out", store=Store(tmp_path / "s")
        )
    assert not (tmp_path / "out").exists()


def test_levels_follow_the_sound():
    samples = np.r_[np.zeros(4800), 0.5 * np.ones(4800)].astype(np.float32)[None]
    found = performance.levels(Audio(samples=samples, sample_rate=48_000), Fraction(1))
    assert len(found) == 100
    assert np.allclose(found[:10], 0)
    assert np.allclose(found[10:20], 0.5)
    assert np.allclose(found[20:], 0)


def test_a_timing_is_lengthened_by_silence():
    sound = Timed(text="a", time=TimeRange(start=Fraction(0), duration=Fraction(1)))
    timing = Timing(duration=Fraction(1), sample_rate=48_000, phonemes=(sound,))
    longer = lengthened(timing, Fraction(3, 2))
    assert longer.phonemes[-1].text == SILENCE
    assert longer.phonemes[-1].time.end == longer.duration == Fraction(3, 2)
    assert lengthened(timing, Fraction(1, 2)) is timing


def test_seats_are_on_the_canvas():
    for seats in (CORNER, WINDOW):
        for seat in seats.values():
            assert seat.left >= 0 and seat.left + seat.wide <= 1.0001
            assert seat.top >= 0 and seat.top + seat.high <= 1.0001


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("presenter"))


@pytest.fixture(scope="module")
def directed(kept, examples):
    """Return a function that gives the draft of a short clip of fakes with a presenter."""
    fakes = {"scenes": "fake", "speech": "fake", "beds": "fake", "writer": "fake"}

    def make(**choices):
        config = video.Config(seconds=8, preset="preview", aspect="1:1", **fakes, **choices)
        article = video.read(examples / "en" / "article.md", config, store=kept)
        script = video.write(article, config, store=kept)
        return video.direct(article, script, config, store=kept)

    return make


@pytest.fixture(scope="module")
def drafted(directed, kept):
    """Return a function that gives such a clip as it is encoded."""
    return lambda **choices: stage(directed(**choices), store=kept, progress=silent)


@pytest.mark.parametrize("place", ["corner", "window"])
def test_a_presenter_is_a_layer_of_a_clip(drafted, place):
    if not EGL:
        with pytest.raises(EngineUnavailable, match="libegl1"):
            drafted(presenter="sakura", presenter_place=place).overlays[0].patches(Fraction(1))
        return
    plain, staged = drafted(), drafted(presenter="sakura", presenter_place=place)
    assert len(staged.overlays) == len(plain.overlays) + 1
    (one,) = staged.overlays[0].patches(Fraction(1))
    (other,) = staged.overlays[0].patches(Fraction(2))
    assert one.rgba[..., 3].max() == 255
    assert one.rgba[..., 3].min() == 0
    assert (one.rgba[..., :3] <= one.rgba[..., 3:]).all()
    assert not np.array_equal(one.rgba, other.rgba)


def test_a_presenter_can_stand_alone(drafted):
    staged = drafted(presenter="ren", presenter_place="green")
    assert len({shot.fingerprint for shot, _ in staged.shots}) == len(staged.shots)
    if not EGL:
        with pytest.raises(EngineUnavailable, match="libegl1"):
            staged.shots[0][0].planes(Fraction(0))
        return
    shot, _ = staged.shots[0]
    first = shot.planes(Fraction(0)).copy()
    assert np.median(first[:10]) == np.median(first[:10, :10])
    assert not np.array_equal(first, shot.planes(Fraction(1)))


@pytest.mark.skipif(not EGL, reason="no EGL on this machine")
def test_what_draws_a_presenter_ends_with_a_clip_that_is_stopped(
    directed, kept, tmp_path, monkeypatch
):
    seen = []

    def stopped(shots, overlays, *_, **__):
        overlays[0].patches(Fraction(1))
        seen.append(overlays[0]._player)
        assert seen[0]._drawer is not None
        raise Cancelled("Stopped.")

    monkeypatch.setattr("aigc.video.render.render_clip", stopped)
    with pytest.raises(Cancelled):
        deliver(directed(presenter="sakura"), tmp_path / "out", store=kept, progress=silent)
    assert seen[0]._drawer is None
    assert not (tmp_path / "out").exists()


def test_an_unknown_presenter_is_named(drafted):
    with pytest.raises(ConfigError, match="no preset"):
        drafted(presenter="nobody")
