"""The whole path: with fakes for its wiring, once with the embedded engines for its result."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import av
import pytest

from aigc.errors import Cancelled, ConfigError, EngineUnavailable, InputError
from aigc.types.time import to_frame
from pipelines import article_to_video as video
from pipelines.delivery import load_script
from pipelines.editing import edit_line, edit_lines, swap_picture

FILES = {
    "video.mp4", "cover.png", "captions.srt", "captions.ass", "script.json", "timeline.otio",
    "manifest.json", "CREDITS.txt",
}  # fmt: skip


def probe(path):
    with av.open(str(path)) as file:
        picture, sound = file.streams.video[0], file.streams.audio[0]
        frames = sum(1 for _ in file.decode(picture))
        return picture.width, picture.height, frames / picture.average_rate, sound.codec.name


def test_with_fakes_every_file_appears_and_a_second_run_encodes_nothing(
    examples, tmp_path, store, quick
):
    source = examples / "zh" / "article.md"
    first = video.run(source, tmp_path / "out", quick, store=store)
    assert {p.name for p in (tmp_path / "out").iterdir()} == FILES
    assert probe(first.video)[:2] == (540, 960)
    second = video.run(source, tmp_path / "out", quick, store=store)
    assert first.encoded_segments > 0
    assert (second.encoded_segments, second.kept_segments) == (0, first.encoded_segments)


def test_an_edit_encodes_less_than_everything(examples, tmp_path, store):
    config = video.Config(seconds=20, preset="preview", scenes="fake")
    article = video.read(examples / "en" / "article.md", config, store=store)
    script = video.write(article, config, store=store)
    draft = video.direct(article, script, config, store=store)
    whole = video.render(draft, tmp_path / "a", store=store)
    scenes = list(draft.storyboard.scenes)
    changed = swap_picture(draft, len(scenes) - 1, 0)
    again = video.render(changed, tmp_path / "b", store=store)
    assert 0 < again.encoded_segments <= 2 < whole.encoded_segments


def test_a_stop_leaves_no_file_and_the_next_run_goes_on(examples, tmp_path, store, quick):
    seen = []

    def stop(step, done, total):
        seen.append(step)
        if step == "render" and done > total * 0.9:
            raise Cancelled("stop")

    source, config = examples / "en" / "article.md", quick.model_copy(update={"seconds": 30})
    with pytest.raises(Cancelled):
        video.run(source, tmp_path / "out", config, store=store, progress=stop)
    assert not (tmp_path / "out").exists()
    assert not list(store.root.glob("delivery-*"))
    done = video.run(source, tmp_path / "out", config, store=store)
    assert done.kept_segments > 0
    assert {"read", "write", "render"} <= set(seen)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_embedded_engines_meet_the_brief(examples, tmp_path, store, language):
    config = video.Config(seconds=20, preset="preview", theme="ink")
    source = examples / language / "article.md"
    clip = video.run(source, tmp_path / "out", config, store=store)
    width, height, length, sound = probe(clip.video)
    assert (width, height, sound) == (540, 960, "aac")
    assert abs(length - 20) <= 2
    record = json.loads(clip.manifest.read_text(encoding="utf-8"))
    assert record["options"]["seconds"] == 20
    assert set(record["files"]) == FILES - {"manifest.json"}
    script = load_script(clip.script)
    assert script.language == language


def test_the_floor_speaks_where_the_house_is_missing_and_says_so_once(
    examples, tmp_path, store, quick, monkeypatch, caplog
):
    monkeypatch.setattr("aigc.voice.package.HOUSE", tmp_path / "none.safetensors")
    monkeypatch.setattr("pipelines.speaking.FLOOR", "fake")
    asked = {name: value for name, value in quick.model_dump().items() if name != "speech"}
    source = examples / "en" / "article.md"
    clip = video.run(source, tmp_path / "out", video.Config(**asked), store=store)
    record = json.loads(clip.manifest.read_text(encoding="utf-8"))
    named = {use["role"]: use["name"] for use in record["uses"]}
    assert named["speech"] == record["options"]["speech"] == "fake"
    assert [r.message for r in caplog.records] == [note for note in record["notes"] if note]
    assert caplog.text.count("espeak-ng speaks instead") == 1
    named = video.Config(**asked | {"speech": "house"})
    with pytest.raises(EngineUnavailable, match="aigc voices build"):
        video.run(source, tmp_path / "other", named, store=store)
    assert not (tmp_path / "other").exists()


def test_caption_times_are_the_narrations_word_times(examples, store):
    config = video.Config(seconds=20)
    article = video.read(examples / "zh" / "article.md", config, store=store)
    draft = video.direct(article, video.write(article, config, store=store), config, store=store)
    spoken = {w.time for line in draft.narration.lines for w in line.words}
    frame = Fraction(1, video.FPS)
    for caption in draft.captions:
        assert {w.time for w in caption.words} <= spoken
        assert abs(caption.time.start - caption.words[0].time.start) <= frame
    cuts = [s.time for s in draft.storyboard.scenes]
    assert all(a.end == b.start for a, b in pairwise(cuts))
    assert all(to_frame(t.start, video.SCENE_FPS) == t.start * video.SCENE_FPS for t in cuts)


def test_edits_are_checked(examples, store, quick):
    quick = quick.model_copy(update={"writer": "extractive", "seconds": 30})
    article = video.read(examples / "en" / "article.md", quick, store=store)
    script = video.write(article, quick, store=store)
    longer = edit_line(script, 0, "  A new\nopening.  ")
    assert longer.lines[0].text == "A new opening."
    assert len(edit_line(script, 0, "").lines) == len(script.lines) - 1
    with pytest.raises(InputError, match="no line 100"):
        edit_line(script, 99, "x")
    with pytest.raises(InputError, match="one for each"):
        edit_lines(script, ["x"])
    one = replace(script, lines=script.lines[:1])
    with pytest.raises(InputError, match="last line"):
        edit_line(one, 0, " ")


@pytest.mark.parametrize(
    "values", [{"theme": "nope"}, {"music": "nope"}, {"seconds": -1}, {"aspect": "3:7"}, {"x": 1}]
)
def test_unknown_options_are_one_sentence(values):
    from aigc.config import build

    with pytest.raises(ConfigError):
        build(video.Config, values)


def test_own_readings_are_spoken_and_a_line_without_one_is_named(examples, store, quick, tmp_path):
    quick = quick.model_copy(update={"writer": "extractive"})
    article = video.read(examples / "zh" / "article.md", quick, store=store)
    script = video.write(article, quick, store=store)
    words = tmp_path / "words.txt"
    words.write_text("咖啡馆 cha2 fei1 guan3\n", encoding="utf-8")
    own = quick.model_copy(update={"lexicon": words})
    plain, told = (video.direct(article, script, c, store=store) for c in (quick, own))
    sounds = [d.narration.audio.samples.tobytes() for d in (plain, told)]
    assert sounds[0] != sounds[1] and "咖啡馆" in "".join(line.text for line in script.lines)
    words.write_text("咖啡馆\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        video.direct(article, script, own, store=store)


def test_an_unknown_voice_is_named(examples, store, quick):
    article = video.read(examples / "en" / "article.md", quick, store=store)
    with pytest.raises(ConfigError, match="no voice 'nobody'"):
        video.write(article, quick.model_copy(update={"voice": "nobody"}), store=store)


def test_a_narration_of_one_s_own_is_not_spoken_again(examples, store, quick):
    article = video.read(examples / "en" / "article.md", quick, store=store)
    script = video.write(article, quick, store=store)
    spoken = video.direct(article, script, quick, store=store)
    mute = quick.model_copy(update={"voice": "nobody"})
    own = video.direct(article, script, mute, store=store, narration=spoken.narration)
    assert own.storyboard == spoken.storyboard and own.captions == spoken.captions
