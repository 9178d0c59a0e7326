"""A photo becomes a film that speaks: whole, labelled, with its consent beside it."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from aigc.audio import encode_wav, read_audio
from aigc.errors import (
    Cancelled,
    ConfigError,
    EngineFailed,
    EngineUnavailable,
    InputError,
    TrustError,
)
from aigc.footage.reader import FrameReader
from aigc.portrait.fake import FakePortrait
from aigc.store import file_sha256
from aigc.trust.labels import files as labels
from aigc.trust.provenance.log import Log
from aigc.trust.watermark.files import find_id
from aigc.trust.watermark.sound import find_in_sound
from aigc.types.audio import Audio
from aigc.video.probe import probe
from pipelines import portrait as pipeline
from pipelines.portrait import Config
from pipelines.portrait_shot import PortraitShot
from tests.tiny.portrait import drawn_face, voice, wav2lip

AGREED = "Li Na: this drawing is mine, and I agree."
FACE = "80,68,240,344"
FAST = {"fps": 10, "preset": "preview"}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Return a photo of odd sides and a recording."""
    folder = tmp_path_factory.mktemp("given")
    Image.fromarray(drawn_face(401, 481)).save(folder / "photo.png")
    (folder / "said.wav").write_bytes(encode_wav(voice(2.6, level=0.4)))
    return folder / "photo.png", folder / "said.wav"


@pytest.fixture(scope="module")
def film(given, tmp_path_factory):
    from aigc.store import Store

    photo, said = given
    folder = tmp_path_factory.mktemp("film")
    lips = wav2lip(folder / "lips.onnx")
    config = Config(driver=f"onnx:{lips}?device=cpu", face=FACE, **FAST)
    store = Store(folder / "store")
    return pipeline.run(
        photo, folder / "out", config, audio=said, consent=AGREED, date="2026-05-01", store=store
    )


def pictures(path, *times):
    from aigc.footage.reader import cover, upright_size
    from aigc.planes import new_planes, to_rgb

    reader = FrameReader(path)
    found = []
    for time in times:
        frame = reader.at(Fraction(time), reader.duration)
        planes = new_planes(*upright_size(frame))
        cover(frame, planes)
        found.append(to_rgb(planes).astype(int))
    reader.close()
    return found


def test_the_film_has_the_portraits_size_and_the_sound(film):
    info = probe(film.video)
    assert (info.width_px, info.height_px, info.fps, info.frames) == (400, 480, 10, 26)
    assert info.audio_codec == "aac" and abs(float(info.audio_duration) - 2.6) < 0.1
    assert dict(info.metadata)["comment"] == "AI-generated"
    assert film.duration == Fraction(26, 10)
    assert sorted(p.name for p in film.folder.iterdir()) == [p.name for p in film.files]
    assert "<video" in film._repr_html_()


def test_the_mouth_moves_and_the_label_stands_for_two_seconds(film, given):
    opened, late = pictures(film.video, "0", "12/5")
    portrait = np.asarray(Image.open(given[0]))[:480, :400].astype(int)
    mouth, corner = np.s_[310:340, 180:220], np.s_[20:90, 220:380]
    assert np.abs(opened[mouth] - portrait[mouth]).mean() > 20
    assert np.abs(opened[corner] - portrait[corner]).mean() > 20
    assert np.abs(late[corner] - portrait[corner]).mean() < 10


def test_consent_and_origin_lie_beside_it(film, given):
    consent = json.loads((film.folder / "consent.json").read_text(encoding="utf-8"))
    assert (consent["subject"], consent["date"]) == ("Li Na", "2026-05-01")
    assert consent["photo_sha256"] == file_sha256(given[0])
    record = json.loads((film.folder / "manifest.json").read_text(encoding="utf-8"))
    assert record["consent"]["statement"] == "this drawing is mine, and I agree."
    assert record["uses"][0]["name"] == "onnx" and record["label"]["text"] == "AI-generated"
    assert record["files"]["film.mp4"] == file_sha256(film.video)
    assert record["face"] == [80, 68, 240, 344]


def fake_run(given, out, store, **changed):
    photo, said = given
    options = FAST | {"driver": "fake", "face": FACE} | changed.pop("config", {})
    asked = {"audio": said, "consent": AGREED} | changed
    return pipeline.run(photo, out, Config(**options), store=store, **asked)


def test_picture_and_sound_bear_the_watermark_and_the_log_knows_it(given, tmp_path, store):
    noise = np.random.default_rng(0).normal(0, 0.1, (1, 4 * 48_000)).astype(np.float32)
    (tmp_path / "long.wav").write_bytes(encode_wav(Audio(samples=noise, sample_rate=48_000)))
    made = fake_run((given[0], tmp_path / "long.wav"), tmp_path / "out", store)
    told = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["watermark"] == find_id(made.video)
    assert find_in_sound(read_audio(made.video), expected=told["watermark"]) is not None
    assert labels.read(made.video).produce_id == told["asset"]
    (entry,) = Log(store.root).find("watermark", told["watermark"])
    assert (entry.kind, entry.told["files"]["film.mp4"]) == ("published", file_sha256(made.video))


def test_a_text_is_spoken_and_labelled_in_its_language(given, tmp_path, store):
    (tmp_path / "said.md").write_text("你好，今天天气真好。", encoding="utf-8")
    made = fake_run(given, tmp_path / "out", store, audio=None, text=str(tmp_path / "said.md"),
                    config={"speech": "fake"})  # fmt: skip
    record = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert record["label"]["text"] == "AI生成" and record["sound"]["seconds"] > 0.2
    assert record["options"]["speech"] == "fake"


def test_the_face_is_found_by_its_landmarks(given, tmp_path, store):
    made = fake_run(given, tmp_path / "out", store, config={"landmarks": "fake", "face": ""})
    record = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    x, _, width, height = record["face"]
    assert 50 < width < 300 and 50 < height < 350 and abs(x + width / 2 - 200) < 60
    assert made.notes == ()


def test_without_an_engine_for_faces_the_place_is_assumed(given, tmp_path, store, monkeypatch):
    monkeypatch.delenv("AIGC_MEDIAPIPE_PYTHON", raising=False)
    lips = wav2lip(tmp_path / "lips.onnx")
    made = fake_run(given, tmp_path / "out", store,
                    config={"driver": f"onnx:{lips}?device=cpu", "face": ""})  # fmt: skip
    assert len(made.notes) == 1 and "--face" in made.notes[0]
    with pytest.raises(EngineUnavailable, match="mediapipe"):
        fake_run(given, tmp_path / "no", store, config={"landmarks": "mediapipe", "face": ""})


def test_one_colour_has_no_face(tmp_path, store, given):
    Image.new("RGB", (300, 300), "grey").save(tmp_path / "grey.png")
    with pytest.raises(InputError, match="No face"):
        fake_run((tmp_path / "grey.png", given[1]), tmp_path / "out", store,
                 config={"landmarks": "fake", "face": ""})  # fmt: skip


def test_a_large_photos_face_is_measured_in_its_own_pixels(tmp_path, store, given):
    Image.fromarray(drawn_face()).resize((1600, 1920)).save(tmp_path / "large.png")
    (tmp_path / "said.wav").write_bytes(encode_wav(voice(0.3)))
    made = fake_run((tmp_path / "large.png", tmp_path / "said.wav"), tmp_path / "out", store,
                    config={"face": "320,272,960,1376", "fps": 10})  # fmt: skip
    record = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert record["face"] == pytest.approx([320 * 2 / 3, 272 * 2 / 3, 640, 1376 * 2 / 3])
    assert probe(made.video).height_px == 1280


BAD = {
    "no consent": (TrustError, {"consent": " "}),
    "no driver": (ConfigError, {"config": {"driver": ""}}),
    "nothing said": (InputError, {"audio": None}),
    "both": (InputError, {"text": "Hello."}),
    "face outside": (InputError, {"config": {"face": "900,900,50,50"}}),
    "no face": (InputError, {"config": {"face": "here"}}),
    "no network": (EngineUnavailable, {"config": {"driver": "onnx:gone.onnx"}}),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_done_is_told_and_leaves_nothing(given, tmp_path, store, name):
    error, changed = BAD[name]
    with pytest.raises(error):
        fake_run(given, tmp_path / "out", store, **changed)
    assert not (tmp_path / "out").exists()


def test_without_a_driver_the_ways_are_named(given, tmp_path, store):
    with pytest.raises(ConfigError, match=r"onnx:.*subprocess:.*aigc avatar"):
        fake_run(given, tmp_path / "out", store, config={"driver": ""})


@pytest.mark.parametrize("asked", [
    {"audio": None, "text": "代开发票，加微信。", "config": {"speech": "fake"}},
    {"consent": "代开发票: I agree."},
])  # fmt: skip
def test_what_is_said_and_the_name_are_judged_before_the_face_moves(
    given, tmp_path, store, monkeypatch, asked
):
    def never(self, *given, **named):
        raise AssertionError("drawn")

    monkeypatch.setattr(FakePortrait, "drive", never)
    with pytest.raises(TrustError, match="may not be published"):
        fake_run(given, tmp_path / "out", store, **asked)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("error", [Cancelled, EngineFailed])
def test_what_stops_half_way_leaves_what_was_there(given, tmp_path, store, error, monkeypatch):
    out = tmp_path / "out"
    out.mkdir()
    (out / "film.mp4").write_bytes(b"earlier")

    def broken(self, portrait, *given, **named):
        yield portrait.copy()
        raise error("Stopped.")

    monkeypatch.setattr(FakePortrait, "drive", broken)
    with pytest.raises(error):
        fake_run(given, out, store)
    assert [p.name for p in out.iterdir()] == ["film.mp4"]
    assert (out / "film.mp4").read_bytes() == b"earlier"


def test_a_film_that_was_made_is_not_made_again(given, tmp_path, store, monkeypatch):
    first = fake_run(given, tmp_path / "a", store)

    def never(self, *given, **named):
        raise AssertionError("drawn again")

    monkeypatch.setattr(FakePortrait, "drive", never)
    again = fake_run(given, tmp_path / "b", store)
    assert again.video.read_bytes() == first.video.read_bytes()
    with pytest.raises(AssertionError):
        fake_run(given, tmp_path / "c", store, config={"seed": 5})


def test_a_shot_begins_anew_for_an_earlier_frame():
    begun = []

    def frames():
        begun.append(1)
        for n in range(5):
            yield np.full((64, 64, 3), 40 * n, np.uint8)

    shot = PortraitShot(frames, "key", 5, Fraction(10))
    luma = [int(shot.planes(Fraction(n, 10))[0, 0]) for n in (0, 1, 1, 4, 9, 2)]
    assert luma[1] == luma[2] and luma[3] == luma[4] and luma[0] < luma[1] < luma[5] < luma[3]
    assert len(begun) == 2 and shot.duration == Fraction(1, 2)
    shot.close()


def test_the_command_prints_what_it_wrote(run, given, tmp_path):
    photo, said = given
    asked = [
        "portrait",
        photo,
        "--audio",
        said,
        "--driver",
        "fake",
        "--face",
        FACE,
        "--consent",
        AGREED,
        "--fps",
        10,
        "--preset",
        "preview",
        "--out",
        tmp_path / "out",
    ]
    code, out, _ = run(*asked)
    assert code == 0
    names = ("CREDITS.txt", "consent.json", "film.mp4", "manifest.json")
    assert out.split() == [str(tmp_path / "out" / name) for name in names]
    code, out, err = run("portrait", photo, "--audio", said, "--driver", "fake")
    assert (code, out) == (1, "") and "--consent" in err and "Traceback" not in err
