"""What every speaking engine promises."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from aigc import registry
from aigc.errors import InputError
from aigc.g2p.user_lexicon import UserLexicon
from aigc.speech.engine import SpeechEngine
from aigc.speech.normalise import normalise
from aigc.types.article import Language
from aigc.types.narration import Utterance

LINES: tuple[tuple[Language, str], ...] = (
    ("zh", "去年全球新能源汽车的销量再创新高，其中中国市场占了一半以上。"),
    ("zh", "2024年3月，GPT-5和iPhone 16在14:30发布，增长38.6%，达到¥3.5亿元！"),
    ("zh", "英雄很穷。"),
    ("zh", "“AI”——很好……（真的）？"),
    ("en", "One of the best in the world, for the people of the U.S., and all of it for the few."),
    (
        "en",
        "In 2024, GPT-5 cost $3.5 billion; it's 38.6% off & state-of-the-art (e.g. at 2:05 pm).",
    ),
    ("en", "They were sold in China. Analysts say that the falling price is the main reason. All."),
    ("en", "The word 人工智能 means artificial intelligence."),
    ("en", 'Tom < Jerry > [[x]] <mark/> &amp; A.I. "quoted" it’s I.'),
)
ENGINES = ("espeak", "fake", "transformers", "onnx", "sherpa")
OF_OTHERS = ("transformers", "onnx", "sherpa")


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SpeechEngine]:
    if request.param == "transformers":
        yield transformers(tmp_path_factory.mktemp("voices"))
        return
    if request.param == "onnx":
        made = registry.get("speech", f"onnx:{piper(tmp_path_factory.mktemp('onnx') / 'tiny')}")
    elif request.param == "sherpa":
        made = sherpa(tmp_path_factory.mktemp("sherpa"))
    else:
        made = registry.get("speech", request.param)
    yield made
    if hasattr(made, "close"):
        made.close()


def transformers(folder: Path) -> SpeechEngine:
    """Return the engine with a tiny model of two speakers that knows the characters of `LINES`."""
    from tests.unit.speech.tiny_vits import build

    said = "".join(token.spoken for language, text in LINES for token in normalise(text, language))
    build(folder / "tiny", f"{said}{said.lower()}你好其他的话".replace(" ", ""))
    made: SpeechEngine = registry.load(registry.BUILT_IN["speech"]["transformers"])(folder)
    return made


def piper(folder: Path) -> Path:
    """Return the folder of a tiny voice of Piper's format with two speakers."""
    from tests.tiny.piper import build

    build(folder, speakers=2)
    return folder


def sherpa(folder: Path) -> SpeechEngine:
    """Return the engine with a tiny voice of the kind of Kokoro with two speakers."""
    from tests.tiny.sherpa import kokoro

    kokoro(folder / "tiny")
    made: SpeechEngine = registry.load("aigc.speech.sherpa_voice.engine:SherpaSpeech")(
        folder=folder
    )
    return made


def say(engine: SpeechEngine, text: str, language: Language = "zh", **more: object) -> Utterance:
    return engine.speak(text, voice=engine.voices()[0].id, language=language, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "text"), LINES)
def test_words_cover_the_text_and_lie_in_order_inside_the_audio(
    engine: SpeechEngine, language: Language, text: str
) -> None:
    said = say(engine, text, language)
    assert said.text == text
    covered = set()
    for word in said.words:
        assert word.span.of(text) == word.text
        assert word.time.duration > 0
        covered |= set(range(word.span.start, word.span.end))
    assert {i for i, c in enumerate(text) if c.isalnum()} <= covered
    assert said.words[0].time.start > 0
    assert said.words[-1].time.end < said.audio.duration
    for a, b in pairwise(said.words):
        assert a.span.end <= b.span.start
        assert a.time.end <= b.time.start


@pytest.mark.parametrize(("language", "text"), LINES[:6])
def test_phonemes_lie_inside_their_words(
    engine: SpeechEngine, language: Language, text: str
) -> None:
    for word in say(engine, text, language).words:
        assert word.phonemes
        for p in word.phonemes:
            assert p.symbol
            assert p.time.end <= word.time.end
        for a, b in pairwise(word.phonemes):
            assert a.time.end <= b.time.start


def level_db(said: Utterance, start: Fraction, end: Fraction) -> float:
    rate = said.audio.sample_rate
    part = said.audio.samples[0, int(start * rate) : int(end * rate)]
    return float(10 * np.log10(np.mean(part.astype(np.float64) ** 2) + 1e-12))


def test_sound_is_where_the_words_are(engine: SpeechEngine) -> None:
    said = say(engine, LINES[0][1])
    whole = level_db(said, Fraction(0), said.audio.duration)
    first, last = said.words[0], said.words[-1]
    assert level_db(said, Fraction(0), first.time.start) < whole - 30
    assert level_db(said, last.time.end + Fraction(1, 20), said.audio.duration) < whole - 15
    for word in said.words:
        assert level_db(said, word.time.start, word.time.end) > whole - 12
    comma = next(i for i, (a, b) in enumerate(pairwise(said.words)) if b.span.start > a.span.end)
    a, b = said.words[comma], said.words[comma + 1]
    assert b.time.start - a.time.end > Fraction(1, 10)
    assert level_db(said, a.time.end + Fraction(7, 100), b.time.start) < whole - 12


def test_sound_is_mono_at_48_khz_and_never_clips(engine: SpeechEngine) -> None:
    audio = say(engine, LINES[1][1]).audio
    assert (audio.channels, audio.sample_rate) == (1, 48_000)
    assert audio.samples.dtype == np.float32
    assert 0.05 < np.abs(audio.samples).max() < 1


def test_equal_arguments_give_equal_bytes(engine: SpeechEngine) -> None:
    once = say(engine, LINES[4][1], "en", seed=3).audio.samples.tobytes()
    say(engine, "其他的话", "zh")
    assert say(engine, LINES[4][1], "en", seed=3).audio.samples.tobytes() == once


def test_every_voice_sounds_different(engine: SpeechEngine) -> None:
    voices = engine.voices()
    if engine.name not in OF_OTHERS:
        assert {g.gender for g in voices} >= {"female", "male"}
    made = {engine.speak("你好", voice=v.id, language="zh").audio.samples.tobytes() for v in voices}
    assert len(made) == len(voices)


def test_rate_is_speed(engine: SpeechEngine) -> None:
    slow, fast = (say(engine, LINES[0][1], rate=r).words[-1].time.end for r in (0.8, 1.6))
    assert 1.5 < slow / fast < 2.6


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"voice": "femal"}, "emale|High|Known|high|tiny"),
        ({"emotion": "angry"}, "emotion 'angry'"),
        ({"rate": 3.0}, "0.5 to 2"),
        ({"text": "……"}, "nothing to speak"),
        ({"text": ""}, "nothing to speak"),
    ],
)
def test_impossible_arguments_are_refused(
    engine: SpeechEngine, change: dict[str, object], hint: str
) -> None:
    arguments = {"text": "你好", "voice": engine.voices()[0].id, "language": "zh", "rate": 1.0}
    with pytest.raises(InputError, match=hint):
        engine.speak(**{**arguments, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "text"), [("zh", "你好的话"), ("en", "the 你好")])
def test_words_of_a_lexicon_are_said_as_it_tells(
    engine: SpeechEngine, language: Language, text: str
) -> None:
    lexicon = UserLexicon.parse("你好 = 其他\nthe = 其他")
    plain, own = (say(engine, text, language, lexicon=one) for one in (None, lexicon))
    assert own.audio.samples.tobytes() != plain.audio.samples.tobytes()
    assert own.words[0].text == text[: len(own.words[0].text)]
    assert own.spoken.startswith("其他")
    empty = say(engine, text, language, lexicon=UserLexicon())
    assert empty.audio.samples.tobytes() == plain.audio.samples.tobytes()


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [("zh", "你好的话", "你好 ni2 hai4"), ("en", "the AI", "the B UW1")],
)
def test_sounds_of_a_lexicon_are_heard_or_refused(
    engine: SpeechEngine, language: Language, text: str, line: str
) -> None:
    lexicon = UserLexicon.parse(line)
    if engine.name == "transformers":
        with pytest.raises(InputError, match="after '='"):
            say(engine, text, language, lexicon=lexicon)
        return
    plain, own = (say(engine, text, language, lexicon=one) for one in (None, lexicon))
    assert own.audio.samples.tobytes() != plain.audio.samples.tobytes()
    assert [w.span for w in own.words] == [w.span for w in plain.words]


def test_it_says_what_it_is(engine: SpeechEngine) -> None:
    assert engine.name in ENGINES
    assert engine.fingerprint.startswith(engine.name)
