"""The house speaks piece by piece, sentence by sentence, with any weights."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.g2p.user_lexicon import UserLexicon
from aigc.speech import house
from aigc.speech.house import HouseSpeech
from aigc.voice.house import in_turn
from tests.unit.voice.tiny_voice import saved

TEXT = "今天天气真好！我们去公园吧。" * 4


@pytest.fixture(scope="module")
def engine(tmp_path_factory) -> HouseSpeech:
    return HouseSpeech(saved(tmp_path_factory.mktemp("voice")))


@pytest.mark.parametrize(
    ("text", "language", "more"),
    [
        (TEXT, "zh", {}), ("Good morning. Will you come? Yes!", "en", {"rate": 2.0, "seed": 4}),
        ("好", "zh", {"emotion": "excited", "rate": 2.0}),
        ("嗯，我用 Python。", "zh", {"emotion": "sad"}),
    ],
)  # fmt: skip
def test_pieces_together_are_what_is_spoken(engine, text, language, more):
    pieces = list(engine.stream(text, voice="", language=language, **more))
    assert all(p.sample_rate == 48_000 and p.channels == 1 and p.duration > 0 for p in pieces)
    whole = engine.speak(text, voice="", language=language, **more).audio.samples
    assert np.array_equal(np.concatenate([p.samples for p in pieces], axis=1), whole)


def test_the_first_piece_needs_the_first_sentence_alone(engine, monkeypatch):
    read, planned = [], []
    sentences, plan = house.sentences, house.planned

    def reading(*arguments, **more):
        for sentence in sentences(*arguments, **more):
            read.append(sentence)
            yield sentence

    monkeypatch.setattr(house, "sentences", reading)
    monkeypatch.setattr(house, "planned", lambda *a: planned.append(a) or plan(*a))
    pieces = engine.stream(TEXT * 20, voice="", language="zh")
    first = next(pieces)
    assert first.duration < 2 and len(read) == len(planned) == 1
    list(itertools.islice(pieces, 40))
    assert 1 < len(planned) < 160


def test_a_fault_is_told_where_it_stands(engine):
    pieces = engine.stream("今天天气真好。\U000323af", voice="", language="zh")
    assert next(pieces).duration > 0
    with pytest.raises(InputError, match="reading of the character"):
        list(pieces)
    with pytest.raises(InputError, match="nothing to speak"):
        next(engine.stream("……", voice="", language="zh"))
    with pytest.raises(InputError, match="no voice"):
        engine.stream("好", voice="nobody", language="zh")


def test_every_sentence_has_its_rest_and_its_words(engine):
    said = engine.speak(TEXT, voice="", language="zh")
    ends = [w for w in said.words if said.text[w.span.end : w.span.end + 1] in ("！", "。")]
    starts = [w for w in said.words if w.span.start in {e.span.end + 1 for e in ends}]
    rests = {b.time.start - a.time.end for a, b in zip(ends, starts, strict=False)}
    assert len(ends) == 8 and len(rests) == 1 and 0.3 < float(rests.pop()) < 0.5


def test_a_lexicon_is_heard(engine):
    plain = engine.speak("艾灵。", voice="", language="zh")
    own = engine.speak("艾灵。", voice="", language="zh", lexicon=UserLexicon.parse("艾灵 ma1 mi4"))
    assert [p.symbol for w in own.words for p in w.phonemes] == ["m", "a", "m", "i"]
    assert own.words[0].span.start == plain.words[0].span.start


def tunes(engine: HouseSpeech, text: str, voice: str = "kathleen") -> tuple[np.ndarray, ...]:
    made = []
    plan = house.planned

    def planned(*arguments):
        made.append(plan(*arguments))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house, "planned", planned)
        engine.speak(text, voice=voice, language="en")
    (one,) = made
    return one.semitones, one.level_db


def test_the_sign_at_the_end_of_a_sentence_is_heard(engine):
    stated, asked, called = (tunes(engine, f"The shop is open{sign}") for sign in ".?!")
    assert asked[0][-1] > 4 > -3 > stated[0][-1]
    assert called[1].mean() > stated[1].mean() + 1
    what, period = tunes(engine, "Where is the shop?"), tunes(engine, "Where is the shop.")
    assert np.array_equal(what[0], period[0])


def test_a_high_voice_moves_less_in_english_than_the_low_one_it_learned_from(engine):
    low, high = (tunes(engine, "The shop is open.", voice)[0] for voice in ("kathleen", "yue"))
    assert high.std() < 0.9 * low.std()


def test_pieces_are_made_one_by_one_and_all_of_them():
    made = []

    def pieces():
        for n in range(3):
            made.append(n)
            yield np.full(2, n, np.float32)

    turn = in_turn(pieces())
    assert next(turn)[0] == 0 and made == [0]
    assert len(list(turn)) == 2
