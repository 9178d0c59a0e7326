"""moviepy in and out of a draft: what is seen is what is rendered."""

from __future__ import annotations

from dataclasses import replace

import av
import numpy as np
import pytest
from moviepy import ColorClip, VideoClip, vfx

from aigc.errors import InputError
from aigc.planes import to_rgb
from aigc.progress import silent
from aigc.store import Store
from aigc.types.time import to_frame
from aigc.video.presets import PRESETS
from pipelines import article_to_video as video
from pipelines.delivery import stage
from pipelines.guests import SceneClip, with_layer, with_scene_clip
from pipelines.marking import clip_id, film_mark

RED = (200, 30, 40)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """One store for all, so that the draft itself is drawn once."""
    return Store(tmp_path_factory.mktemp("guests"))


@pytest.fixture(scope="module")
def draft(examples, store):
    """Four scenes of 17 seconds, drawn and spoken by fakes."""
    fakes = {"scenes": "fake", "speech": "fake", "beds": "fake", "writer": "fake"}
    config = video.Config(seconds=25, rate=1.6, preset="preview", aspect="1:1", **fakes)
    article = video.read(examples / "en" / "article.md", config, store=store)
    script = video.write(article, config, store=store)
    return video.direct(article, script, config, store=store)


@pytest.fixture(autouse=True)
def lossless(monkeypatch):
    """Leave the codec out of what is compared."""
    monkeypatch.setitem(PRESETS, "preview", replace(PRESETS["preview"], crf=0))


def decoded(path):
    with av.open(str(path)) as file:
        return [f.to_ndarray() for f in file.decode(video=0)]


def seen(planes):
    return to_rgb(planes).astype(int)


def test_the_clip_in_moviepy_is_the_clip_in_the_file_before_it_is_marked(draft, store, tmp_path):
    done = video.render(draft, tmp_path / "out", store=store)
    levels = film_mark(clip_id(draft), 540, 540).levels
    frames, clip = decoded(done.video), draft.to_moviepy(store=store)
    assert (clip.size, clip.fps, clip.duration) == ((540, 540), 15, len(frames) / 15)
    for number in [*range(0, len(frames), 9), len(frames) - 1]:
        plain = frames[number].copy()
        plain[:540] -= levels.view(np.uint8)
        assert (clip.get_frame(number / 15) == seen(plain)).all(), number


def test_its_sound_is_the_mix_and_as_long_as_the_picture(draft, store):
    clip = draft.to_moviepy(store=store)
    mixed = stage(draft, store=store, progress=silent).audio
    sound = clip.audio.to_soundarray(fps=mixed.sample_rate)
    assert clip.audio.duration == pytest.approx(clip.duration, abs=1 / mixed.sample_rate)
    count = min(len(sound), mixed.samples.shape[1])
    assert count >= mixed.samples.shape[1] - mixed.sample_rate // 10
    assert np.abs(sound[:count] - mixed.samples[:, :count].T).max() < 1e-4


def test_a_scene_becomes_a_moviepy_clip(draft, store, tmp_path):
    frames = decoded(video.render(draft, tmp_path / "out", store=store).video)
    scenes = draft.storyboard.scenes
    edited = with_scene_clip(draft, 1, ColorClip((300, 200), RED, duration=1), key="plain red")
    done = video.render(edited, tmp_path / "red", store=store)
    red = decoded(done.video)
    middle = [to_frame(s.time.start + s.time.duration / 2, 15) for s in scenes]
    top = slice(0, 240)
    assert np.abs(seen(red[middle[1]])[top] - RED).mean() < 8
    assert (red[middle[0]] == frames[middle[0]]).all()
    assert (red[middle[-1]] == frames[middle[-1]]).all()
    first = seen(red[to_frame(scenes[2].time.start, 15)])
    assert np.abs(first[top] - RED).mean() > 20, "the replaced scene is not seen in the next"
    assert edited.timeline.track("video").placed()[1][1].media == "moviepy:plain red"
    assert '"key": "plain red"' in done.manifest.read_text()


def test_a_key_is_kept_and_without_one_the_scene_is_drawn_again(draft, store, tmp_path):
    clip = ColorClip((300, 200), RED, duration=1)
    keyed, free = with_scene_clip(draft, 1, clip, key="red"), with_scene_clip(draft, 1, clip)
    video.render(keyed, tmp_path / "a", store=store)
    assert video.render(keyed, tmp_path / "a", store=store).encoded_segments == 0
    assert video.render(free, tmp_path / "b", store=store).encoded_segments == 1
    assert video.render(free, tmp_path / "b", store=store).encoded_segments == 1
    assert len(with_scene_clip(keyed, 1, clip).guests) == 1


def test_a_layer_lies_where_and_while_it_is_asked(draft, store, tmp_path):
    square = ColorClip((200, 120), RED, duration=2)
    edited = with_layer(draft, square, start=2, position=("right", 100), key="square")
    plain, over = draft.to_moviepy(store=store), edited.to_moviepy(store=store)
    for time, there in ((1.8, False), (2.2, True), (3.8, True), (4.2, False)):
        changed = np.abs(plain.get_frame(time).astype(int) - over.get_frame(time)).sum(axis=2) > 6
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        assert changed.any() == there
        if there:
            edges = np.array((rows[0], rows[-1], columns[0], columns[-1]))
            assert np.abs(edges - (50, 109, 440, 539)).max() <= 1
    video.render(draft, tmp_path / "a", store=store)
    first = draft.storyboard.scenes[0].time.end
    under = 1 if first > 4 else 2
    assert video.render(edited, tmp_path / "b", store=store).encoded_segments == under


def test_an_effect_on_a_scene_of_our_own(draft, store):
    grey = draft.to_moviepy(store=store, scene=0).with_effects([vfx.BlackAndWhite()])
    frame = with_scene_clip(draft, 0, grey).to_moviepy(store=store, scene=0).get_frame(0.4)
    assert np.abs(frame.astype(int) - frame.mean(axis=2, keepdims=True)).max() <= 4
    own = draft.to_moviepy(store=store, scene=0)
    length = float(draft.storyboard.scenes[0].time.duration)
    assert own.duration == pytest.approx(length, abs=1 / 15)
    assert own.audio is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: with_scene_clip(d, 99, ColorClip((8, 8), RED, duration=1)), "no scene 99"),
        (lambda d: with_scene_clip(d, 0, VideoClip(lambda t: np.zeros((8, 8, 3)))), "no duration"),
        (lambda d: with_layer(d, ColorClip((8, 8), RED, duration=1), start=500), "never seen"),
        (lambda d: with_layer(d, ColorClip((8, 8), RED, duration=1), duration=-1), "never seen"),
        (lambda d: d.to_moviepy(store=None, scene=-1), "no scene -1"),
    ],
)
def test_guests_without_a_place_are_refused(draft, change, says):
    with pytest.raises(InputError, match=says):
        change(draft)


def test_a_guest_of_a_scene_that_is_gone_is_left_out(draft, store):
    lost = SceneClip(scene=99, clip=ColorClip((8, 8), RED, duration=1))
    shots = stage(replace(draft, guests=(lost,)), store=store, progress=silent).shots
    assert len(shots) == len(draft.storyboard.scenes)
