"""A film leaves with its label, its watermark and its record; rules come before the drawing."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from aigc.audio import read_audio
from aigc.errors import ReviewNeeded, TrustError
from aigc.notices import noticing
from aigc.store import Store, file_sha256
from aigc.trust.labels import files as labels
from aigc.trust.policy import FILE, policy
from aigc.trust.provenance import beside, c2pa, keys
from aigc.trust.provenance.log import Log
from aigc.trust.review.reviews import opened
from aigc.trust.watermark.files import carries, find_id
from aigc.trust.watermark.key import PUBLIC, VARIABLE
from aigc.trust.watermark.pattern import pattern
from aigc.trust.watermark.sound import find_in_sound
from aigc.types.audio import Audio
from pipelines import article_to_video as video
from pipelines import avatar, performance
from pipelines.editing import edit_line, swap_picture
from pipelines.marking import PARTIAL, clip_id, film_mark, marked_sound

FAKES = {"writer": "fake", "speech": "fake", "beds": "fake", "scenes": "fake", "preset": "preview"}
QUICK = video.Config(seconds=6, **FAKES)
BLOCKED = "代开发票，加微信。"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A folder of policy and keys that is empty."""
    monkeypatch.setenv("AIGC_TRUST", str(tmp_path / "trust"))
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "trust").mkdir()
    return tmp_path / "trust"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The store in which the draft was made."""
    return Store(tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="module")
def made(kept, examples):
    """The article and the draft of a clip of a few seconds, by fakes."""
    article = video.read(examples / "zh" / "article.md", QUICK, store=kept)
    script = video.write(article, QUICK, store=kept)
    return article, video.direct(article, script, QUICK, store=kept)


@pytest.fixture
def draft(made):
    return made[1]


def said_otherwise(draft, text):
    return replace(draft, script=edit_line(draft.script, 0, text))


def test_a_film_carries_label_watermark_and_record(draft, kept, tmp_path):
    clip = video.render(draft, tmp_path / "out", store=kept)
    told = json.loads(clip.manifest.read_text("utf-8"))
    asset_id = clip_id(draft)
    assert told["watermark"] == asset_id == find_id(clip.video)
    assert carries(clip.cover, asset_id)
    assert find_in_sound(read_audio(clip.video), expected=asset_id) is not None
    assert labels.read(clip.video).produce_id == told["asset"]
    assert not [note for note in told["notes"] if "watermark" in note]
    assert told["people"]["voice"]["who"] == "synthetic"
    (entry,) = Log(kept.root).find("watermark", asset_id)
    assert entry.kind == "published"
    assert entry.told["asset"] == told["asset"]
    assert file_sha256(clip.video) == told["files"]["video.mp4"]


def test_a_second_film_is_equal_to_the_last_byte(draft, tmp_path):
    one, two = (
        video.render(draft, tmp_path / name, store=Store(tmp_path / f"store {name}"))
        for name in ("a", "b")
    )
    files = sorted(path.name for path in one.folder.iterdir())
    assert files == sorted(path.name for path in two.folder.iterdir())
    for name in files:
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes(), name


def test_edits_keep_the_mark_and_the_segments_that_they_do_not_touch(examples, kept, tmp_path):
    config = QUICK.model_copy(update={"writer": "extractive", "seconds": 25, "aspect": "1:1"})
    article = video.read(examples / "zh" / "article.md", config, store=kept)
    script = video.write(article, config, store=kept)
    draft = video.direct(article, script, config, store=kept)
    calm = video.direct(article, script, config.model_copy(update={"music": "calm"}), store=kept)
    last = edit_line(script, len(script.lines) - 1, "再见，明年见。")
    longer = video.direct(article, last, config, store=kept)
    pictured = swap_picture(draft, len(draft.storyboard.scenes) - 1, 0)
    assert {clip_id(one) for one in (calm, longer, pictured)} == {clip_id(draft)}
    assert set(video.Config.model_fields) > PARTIAL
    whole = video.render(draft, tmp_path / "a", store=kept)
    assert video.render(calm, tmp_path / "b", store=kept).encoded_segments == 0
    assert video.render(longer, tmp_path / "c", store=kept).encoded_segments <= 2
    assert video.render(pictured, tmp_path / "d", store=kept).encoded_segments <= 1
    assert whole.encoded_segments > 2


def test_another_clip_has_another_mark(made):
    _, draft = made
    others = [
        replace(draft, config=draft.config.model_copy(update=change))
        for change in ({"seed": 1}, {"theme": "ink"})
    ]
    words = replace(draft.article, text=draft.article.text.replace("咖啡", "红茶"))
    ids = {clip_id(one) for one in (draft, *others, replace(draft, article=words))}
    assert len(ids) == 4


def test_what_is_blocked_is_refused_before_anything_is_drawn_or_spoken(
    made, kept, tmp_path, monkeypatch
):
    article, draft = made
    drawn = []
    monkeypatch.setattr("pipelines.delivery.stage", lambda *_, **__: drawn.append(1))
    monkeypatch.setattr("pipelines.article_to_video.narrated", lambda *_, **__: drawn.append(1))
    bad = said_otherwise(draft, BLOCKED)
    with pytest.raises(TrustError, match=r"Line 1 .* is flagged as"):
        video.render(bad, tmp_path / "out", store=kept)
    with pytest.raises(TrustError, match=r"Line 1 .* is flagged as"):
        video.direct(article, bad.script, QUICK, store=kept)
    assert not drawn
    assert not (tmp_path / "out").exists()


def test_a_person_sees_the_script_and_what_they_approve_appears(draft, kept, tmp_path, home):
    (home / FILE).write_text("people: always\n")
    with pytest.raises(ReviewNeeded) as held:
        video.render(draft, tmp_path / "out", store=kept)
    assert not (tmp_path / "out").exists()
    reviews = opened(kept.root)
    shown = reviews.book.exhibit(held.value.case)
    assert [line.text for line in shown.lines] == [line.text for line in draft.script.lines]
    assert shown.source == draft.article.text
    assert shown.scenes_s == tuple(float(one.time.start) for one in draft.storyboard.scenes)
    starts = [float(line.time.start) for line in draft.narration.lines]
    assert [line.start_s for line in shown.lines] == starts
    start, end = shown.lines[0].sources[0]
    assert 0 <= start < end <= len(shown.source)
    out = reviews.approve(reviews.book.entry(held.value.case).case, "wang", policy())
    assert out == tmp_path / "out"
    assert carries(out / "video.mp4", clip_id(draft))
    entries = Log(kept.root).find("watermark", clip_id(draft))
    assert any(one.told.get("approved_by") == "wang" for one in entries)


def test_a_film_is_signed_where_there_is_a_key(draft, kept, tmp_path):
    keys.make("Morning Paper")
    clip = video.render(draft, tmp_path / "out", store=kept)
    assert c2pa.read(clip.video, keys.anchors()).state == "trusted"
    assert beside.read(clip.captions_srt, keys.anchors()).state == "trusted"
    assert carries(clip.video, clip_id(draft))


def test_a_mark_that_cannot_be_read_back_is_noted_or_refused(
    draft, kept, tmp_path, home, monkeypatch
):
    monkeypatch.setattr("pipelines.delivery.film_mark", lambda *_: None)
    clip = video.render(draft, tmp_path / "out", store=kept)
    told = json.loads(clip.manifest.read_text("utf-8"))
    assert "The watermark of video.mp4 could not be read back." in told["notes"]
    (home / FILE).write_text("watermark: required\n")
    with pytest.raises(TrustError, match=r"watermark of video.mp4 cannot be read back"):
        video.render(draft, tmp_path / "again", store=kept)
    assert not (tmp_path / "again").exists()


def test_a_mark_is_told_apart_by_all_that_decides_its_pixels(monkeypatch):
    mark = film_mark(7, 320, 200)
    assert np.array_equal(mark.levels, pattern(7, 320, 200, PUBLIC))
    assert film_mark(7, 320, 200).key == mark.key
    monkeypatch.setenv(VARIABLE, "a secret of the tests")
    others = [film_mark(7, 320, 200), film_mark(8, 320, 200), film_mark(7, 200, 320)]
    assert len({one.key for one in (mark, *others)}) == 4
    assert not np.array_equal(others[0].levels, mark.levels)


def test_a_film_too_small_for_a_mark_has_none_and_says_so(home):
    with noticing() as told:
        assert film_mark(7, 320, 198) is None
    assert told == ["A film of 320x198 px is too small for a watermark; it needs 200 px a side."]
    (home / FILE).write_text("watermark: required\n")
    with pytest.raises(TrustError, match="320x198 px is too small"):
        film_mark(7, 320, 198)


def test_the_sound_of_a_film_is_marked_without_being_heard():
    samples = np.random.default_rng(3).normal(0, 0.1, (2, 48_000 * 6)).astype(np.float32)
    plain = Audio(samples=samples, sample_rate=48_000)
    marked = marked_sound(plain, 7)
    assert marked.duration == plain.duration == Fraction(6)
    error = np.mean((marked.samples - plain.samples) ** 2) / np.mean(plain.samples**2)
    assert 0 < 10 ** (-40 / 10) < error < 10 ** (-23 / 10)
    assert find_in_sound(marked, expected=7) is not None
    assert find_in_sound(plain, expected=7) is None


def test_a_character_s_film_carries_a_mark_too(tmp_path, home, egl):
    store, out = Store(tmp_path / "store"), tmp_path / "out"
    config = performance.Config(width=256, height=256, speech="fake")
    if not egl:
        return
    film = performance.perform(avatar.known("ren"), "你好，大家好。", out, config, store=store)
    told = json.loads((out / "manifest.json").read_text("utf-8"))
    assert carries(film.video, told["watermark"])
    assert film.video in film.files
    assert all(path.is_file() for path in film.files)
    assert (told["people"]["face"]["who"], told["people"]["voice"]["who"]) == (
        "fictional", "synthetic",
    )  # fmt: skip
    (entry,) = Log(store.root).find("watermark", told["watermark"])
    assert entry.told["pipeline"] == "performance"
    (case,) = opened(store.root).book.entries()
    shown = opened(store.root).book.exhibit(case.case.id)
    assert "".join(line.text for line in shown.lines) == "你好，大家好。"
    assert all(line.start_s is not None for line in shown.lines)


def test_a_character_does_not_say_what_is_blocked(tmp_path):
    store, out = Store(tmp_path / "store"), tmp_path / "out"
    config = performance.Config(width=256, height=256, speech="fake")
    with pytest.raises(TrustError, match="is flagged as"):
        performance.perform(avatar.known("ren"), BLOCKED, out, config, store=store)
    assert not out.exists()
