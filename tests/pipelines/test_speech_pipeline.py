from __future__ import annotations

import json
import wave
from itertools import pairwise

import pytest

from aigc.errors import EngineUnavailable, InputError
from aigc.progress import cancellable, silent
from aigc.store import Store
from aigc.timings.lab import read_lab
from pipelines.speech import TIMINGS, Config, run

TEXT = "第一段话。今天去公园。\n\n第二段只有一句。"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_a_text_is_spoken_sentence_by_sentence_with_a_longer_rest_between_paragraphs(store):
    spoken = run(TEXT, Config(speech="fake"), store=store)
    lines = spoken.narration.lines
    assert [line.text for line in lines] == ["第一段话。", "今天去公园。", "第二段只有一句。"]
    rests = [b.time.start - a.time.end for a, b in pairwise(lines)]
    assert rests[1] > rests[0] > 0
    assert "".join(w.text for w in spoken.timing.words) == "第一段话今天去公园第二段只有一句"


def test_files_are_written_beside_the_sound_and_agree_with_it(store, tmp_path):
    spoken = run("Good morning. How are you?", Config(speech="fake"), store=store)
    files = spoken.save(tmp_path / "out" / "hello.wav", timings=True)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(p.name for p in files)
    timings = {f"hello.{kind}" for kind in TIMINGS}
    assert {p.name for p in files} == {"hello.wav", "hello.manifest.json", *timings}
    samples = spoken.narration.audio.samples.shape[1]
    with wave.open(str(tmp_path / "out" / "hello.wav")) as sound:
        assert sound.getnframes() == samples + 48_000 * 3 // 2
    labels = read_lab((tmp_path / "out" / "hello.lab").read_bytes())
    assert labels == spoken.timing.phonemes
    mouth = json.loads((tmp_path / "out" / "hello.visemes.json").read_text())
    assert mouth["samples"] == samples


def test_emotion_and_rate_reach_the_engine_and_unknown_ones_are_refused(store):
    plain = run("你好。", Config(speech="fake"), store=store).narration.audio.samples
    sad = run("你好。", Config(speech="fake", emotion="sad"), store=store).narration.audio.samples
    fast = run("你好。", Config(speech="fake", rate=1.5), store=store).narration.audio.samples
    assert sad.tobytes() != plain.tobytes()
    assert fast.shape[1] < plain.shape[1]
    with pytest.raises(InputError, match="excited"):
        run("你好。", Config(speech="fake", emotion="excited"), store=store)
    with pytest.raises(InputError, match="voice"):
        run("你好。", Config(speech="fake", voice="nobody"), store=store)
    with pytest.raises(InputError):
        run("😀😀", Config(speech="fake"), store=store)


@pytest.mark.parametrize(
    ("text", "language", "spoken"),
    [("好", "auto", "好"), ("a", "auto", "a"), ("42", "en", "42"), ("５。", "zh", "５")],
)
def test_a_character_and_a_figure_alone_are_spoken(store, tmp_path, text, language, spoken):
    config = Config(speech="fake", language=language)
    assert [w.text for w in run(text, config, store=store).timing.words] == [spoken]
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8-sig")
    assert [w.text for w in run(file, config, store=store).timing.words] == [spoken]


def test_words_are_said_as_a_lexicon_tells_and_the_store_keeps_them_apart(store, tmp_path):
    lexicon = tmp_path / "own.txt"
    lexicon.write_text("艾灵 ai4 ling2\nC++ = C plus plus\n", encoding="utf-8")
    plain = Config(speech="fake")
    own = plain.model_copy(update={"lexicon": lexicon})
    heard = [run("艾灵写C++。", c, store=store).narration for c in (plain, own, plain)]
    sounds = [n.audio.samples.tobytes() for n in heard]
    assert sounds[0] == sounds[2] != sounds[1]
    lexicon.write_text("艾灵 ai4 ling4\n", encoding="utf-8")
    again = run("艾灵写C++。", own, store=store).narration.audio.samples.tobytes()
    assert again not in sounds
    lexicon.write_text("艾灵 ai4 ling2\n艾 lign4\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"own.txt, line 2: 'lign4' is no syllable"):
        run("艾灵。", own, store=store)
    with pytest.raises(InputError, match=r"none.txt.*cannot be read"):
        run("艾灵。", own.model_copy(update={"lexicon": tmp_path / "none.txt"}), store=store)


def test_a_cancelled_text_goes_on_from_the_lines_that_were_spoken(store):
    done: list[float] = []

    def stop() -> bool:
        return len(done) > 2

    def count(step: str, now: float, total: float) -> None:
        done.append(now)

    with pytest.raises(Exception, match="Stopped"):
        run(TEXT, Config(speech="fake"), store=store, progress=cancellable(count, stop))
    assert run(TEXT, Config(speech="fake"), store=store, progress=silent).narration.lines


def test_the_floor_speaks_where_the_house_is_missing_and_none_was_named(
    store, tmp_path, monkeypatch
):
    monkeypatch.setattr("aigc.voice.package.HOUSE", tmp_path / "none.safetensors")
    monkeypatch.setattr("pipelines.speaking.FLOOR", "fake")
    assert run("你好世界。", Config(), store=store).narration.voice in ("high", "low")
    with pytest.raises(EngineUnavailable, match="aigc voices build"):
        run("你好世界。", Config(speech="house"), store=store)
