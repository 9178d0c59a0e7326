"""A mark is read exactly, in pictures and films, and never where there is none."""

import math
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import AssetError, ConfigError, InputError
from aigc.planes import Marker, new_planes, split_planes
from aigc.trust.watermark import payload
from aigc.trust.watermark.film import find_in_film
from aigc.trust.watermark.finding import best_guess, find
from aigc.trust.watermark.key import PUBLIC, known_keys, own_key
from aigc.trust.watermark.pattern import pattern
from aigc.trust.watermark.picture import find_in_picture, luma_of, marked
from aigc.types.frame import Mark
from aigc.video.encode import VideoFormat, encode_frames
from aigc.video.presets import PRESETS

ASSET = 0xC0FFEE42
KEY = b"a key of the tests"
CODE = payload.code(KEY, "tests", 600, 150)


def scenery(width, height, seed=0):
    """Return soft shapes, edges and some grain, as a picture has them."""
    random = np.random.default_rng(seed)
    coarse = random.integers(40, 215, (6, 5, 3), dtype=np.uint8)
    rgb = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    cv2.circle(rgb, (width // 3, height // 2), width // 5, (230, 240, 235), -1, cv2.LINE_AA)
    cv2.putText(rgb, "Abc 123", (width // 8, height // 4), 0, width / 200, (20, 30, 60), 4)
    grain = random.normal(0, 1.5, (height, width, 1))
    return np.clip(rgb + grain, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def plain():
    return scenery(400, 640)


@pytest.fixture(scope="module")
def carrier(plain):
    return marked(plain, ASSET, KEY)


@given(st.integers(0, 2**32 - 1), st.integers(0, 5))
@settings(max_examples=15, deadline=None)
def test_any_id_comes_back_from_noise(asset_id, seed):
    noise = np.random.default_rng(seed).normal(0, 1.2, 600)
    reading = CODE.read((CODE.encode(asset_id) + noise).astype(np.float32), tries=1)
    assert reading.asset_id == asset_id
    assert reading.sure


def test_ids_beyond_32_bits_are_refused():
    for wrong in (-1, 2**32):
        with pytest.raises(InputError, match=f"asset ID {wrong} does not fit in 32 bits"):
            CODE.encode(wrong)


def test_signs_of_two_keys_media_and_ids_have_nothing_in_common():
    signs = [
        payload.Code(key, medium, 1600, 400).encode(asset_id).astype(int)
        for key, medium, asset_id in ((b"a", "x", 1), (b"b", "x", 1), (b"a", "y", 1))
    ]
    assert abs(signs[0] @ signs[1]) < 5 * 40
    assert abs(signs[0] @ signs[2]) < 5 * 40


def test_chance_keeps_to_its_bound():
    # Without a mark: how often an ID that is asked for sticks out, against exp(-z * z / 2).
    random = np.random.default_rng(1)
    rows = random.normal(0, 1, (300, 600)) * random.exponential(1, (300, 600))
    found = [CODE.read(row.astype(np.float32), tries=1, expected=7) for row in rows]
    for strength in (1.0, 2.0):
        share = np.mean([one.strength > strength for one in found])
        assert 0 < share <= payload.false_alarm(strength, 1)


def test_the_bound_of_a_whole_search_is_one_in_a_million():
    strength = math.sqrt(2 * (math.log(24 * 2.0**32) + math.log(1e6)))
    assert payload.false_alarm(strength, 24 * 2.0**32) == pytest.approx(payload.FALSE_ALARM)
    noise = np.random.default_rng(3).normal(0, 1, (60, 600)).astype(np.float32)
    nearest = [CODE.read(row, tries=24) for row in noise]
    assert max(one.strength for one in nearest) < strength
    assert not any(one.sure for one in nearest)


def test_a_mark_of_which_a_part_is_lost_is_doubted_and_not_misread():
    signs = CODE.encode(ASSET).astype(np.float32)
    signs[CODE._parts[2]] = 0.1 * np.random.default_rng(5).normal(0, 1, len(CODE._parts[2]))
    reading = CODE.read(signs, tries=1)
    assert reading.false_alarm <= payload.FALSE_ALARM
    assert not reading.sure


def test_a_mark_is_faint(plain, carrier):
    changed = carrier.astype(int) - plain
    error = np.mean((luma_of(carrier).astype(float) - luma_of(plain)) ** 2)
    assert 10 * np.log10(255**2 / error) > 40
    assert np.abs(changed).max() <= 4
    levels = pattern(ASSET, 1080, 1920, KEY)
    assert levels.shape == (1920, 1080)
    assert set(np.unique(levels)) == {-1, 0, 1}
    assert abs(levels.mean()) < 0.1


def test_the_id_is_read_from_a_picture(carrier):
    found = find_in_picture(carrier, key=KEY)
    assert found is not None
    assert found.asset_id == ASSET
    assert found.reading.false_alarm < 1e-12
    assert find_in_picture(carrier, key=b"another key of the tests") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda rgb: rgb[16:-16, 10:-10],
        lambda rgb: cv2.resize(rgb[16:-16, 10:-10], (400, 640)),
        lambda rgb: cv2.resize(rgb[:, :380], (400, 640)),
        lambda rgb: cv2.resize(rgb, (240, 384), interpolation=cv2.INTER_AREA),
        lambda rgb: cv2.resize(rgb, (700, 1120)),
        lambda rgb: np.pad(rgb, ((120, 120), (360, 360), (0, 0))),
        lambda rgb: cv2.imdecode(cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, 75])[1], 1),
        lambda rgb: np.clip(rgb * 0.8 + 30, 0, 255).astype(np.uint8),
        lambda rgb: rgb[:, ::-1],
    ],
    ids=[
        "cut",
        "cut and scaled",
        "stretched",
        "smaller",
        "larger",
        "framed",
        "JPEG",
        "paler",
        "mirrored",
    ],
)
def test_the_id_outlives(carrier, change):
    found = find_in_picture(np.ascontiguousarray(change(carrier)), key=KEY)
    assert found is not None
    assert found.asset_id == ASSET


def test_what_has_no_mark_has_none_for_many_keys():
    luma = luma_of(scenery(240, 240))
    guesses = [best_guess([luma], f"key {n}".encode()).reading for n in range(2)]
    assert not any(one.sure for one in guesses)
    assert max(one.strength for one in guesses) < 8.5


def test_nothing_is_found_in_a_flat_picture():
    flat = np.full((320, 240), 128, np.uint8)
    assert find([flat], KEY, expected=ASSET) is None


@pytest.mark.parametrize("level", [0, 255])
def test_a_mark_on_black_and_on_white_is_read(level):
    rgb = np.full((480, 320, 3), level, np.uint8)
    found = find_in_picture(marked(rgb, ASSET, KEY), key=KEY)
    assert found is not None
    assert found.asset_id == ASSET


def test_a_small_picture_is_refused():
    with pytest.raises(InputError, match="150x300 px is too small"):
        marked(np.zeros((300, 150, 3), np.uint8), ASSET, KEY)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Return a marked film: a picture in which a bar moves."""
    video = VideoFormat(width_px=360, height_px=640, fps=Fraction(15), preset=PRESETS["standard"])
    mark = Mark(levels=pattern(ASSET, 360, 640, PUBLIC), key="one")
    luma = luma_of(scenery(360, 640, 4)) // 2 + 50

    def frames():
        planes = new_planes(360, 640)
        for n in range(12):
            split_planes(planes)[0][...] = luma
            split_planes(planes)[0][300:330, 20 * (n // 2) : 20 * (n // 2) + 60] = 210
            yield planes

    folder = tmp_path_factory.mktemp("film")
    assert encode_frames(frames(), video, folder / "plain.mp4") == 12
    assert encode_frames(frames(), video, folder / "marked.mp4", mark=mark) == 12
    return folder


def test_the_id_is_read_from_a_film(film, monkeypatch):
    monkeypatch.delenv("AIGC_WATERMARK_KEY", raising=False)
    for quick in (True, False):
        found = find_in_film(film / "marked.mp4", quick=quick)
        assert found is not None
        assert found.asset_id == ASSET
    assert find_in_film(film / "marked.mp4", expected=ASSET, quick=True) is not None
    for other in (ASSET + 1, ASSET ^ 1 << 31):
        assert find_in_film(film / "marked.mp4", expected=other, quick=True) is None


def test_a_film_without_a_mark_has_none_and_tells_how_far_it_is(film):
    told = []
    found = find_in_film(film / "plain.mp4", key=PUBLIC, progress=lambda *step: told.append(step))
    assert found is None
    assert told == [("watermark", 0, 2), ("watermark", 1, 2)]


def test_the_id_outlives_a_cut_and_crf_28(film, tmp_path):
    with av.open(str(film / "marked.mp4")) as source:
        frames = [f.to_ndarray(format="gray")[16:-16, 8:-8] for f in source.decode(video=0)]
    with av.open(str(tmp_path / "again.mp4"), "w") as out:
        stream = out.add_stream("libx264", rate=15, options={"crf": "28", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = 344, 608, "yuv420p"
        for luma in frames:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(luma), format="gray")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    found = find_in_film(tmp_path / "again.mp4", key=PUBLIC)
    assert found is not None
    assert found.asset_id == ASSET
    assert found.scale[0] == pytest.approx(360 / 344, abs=0.01)


def test_what_is_no_film_is_refused(tmp_path):
    (tmp_path / "no.mp4").write_text("not a film")
    with pytest.raises(AssetError, match="not an MP4"):
        find_in_film(tmp_path / "no.mp4", key=PUBLIC)


def test_held_frames_stay_repeats_under_a_mark(film):
    sizes = {}
    for name in ("plain", "marked"):
        with av.open(str(film / f"{name}.mp4")) as source:
            sizes[name] = [packet.size for packet in source.demux(video=0) if packet.size]
    for packets in sizes.values():
        assert max(packets[1::2]) < 100


def test_a_mark_is_laid_on_luma_alone_and_stops_at_black_and_white():
    planes = new_planes(4, 2)
    planes[:2] = [[0, 1, 254, 255], [16, 100, 200, 235]]
    levels = np.array([[-1, 1, 1, 1], [1, -1, 0, 1]], np.int8)
    before = planes.copy()
    out = Marker(Mark(levels=levels, key="m")).laid_on(planes)
    assert out[:2].tolist() == [[0, 2, 255, 255], [17, 99, 200, 236]]
    assert np.array_equal(out[2:], before[2:])
    assert np.array_equal(planes, before)
    with pytest.raises(InputError, match="does not fit"):
        Marker(Mark(levels=levels, key="m")).laid_on(new_planes(8, 4))


def test_the_key_is_public_unless_there_is_a_secret():
    assert own_key({}) == PUBLIC
    assert known_keys({}) == (PUBLIC,)
    secret = {"AIGC_WATERMARK_KEY": "sixteen characters and more"}
    assert known_keys(secret) == (b"sixteen characters and more", PUBLIC)
    with pytest.raises(ConfigError, match="AIGC_WATERMARK_KEY has 5 characters"):
        own_key({"AIGC_WATERMARK_KEY": "short"})
