"""How lines end, begin and are held within bounds, whatever the networks say."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from aigc.voice.prosody.curve import bounded
from aigc.voice.prosody.english import ASKING_END, STATED_END
from aigc.voice.prosody.manner import EMOTIONS, Manner, reach
from aigc.voice.prosody.melody import FREE, MOST
from aigc.voice.prosody.plan import Planned, Prosody, planned

from .test_prosody import chinese, english
from .tiny_voice import arrays


@pytest.fixture(scope="module")
def prosody() -> Prosody:
    return Prosody.of({name: array.astype(np.float32) for name, array in arrays().items()})


class Rising:
    """A melody that goes up and down and up again, as high as it is told to."""

    def __init__(self, height: float) -> None:
        self.height = height

    def __call__(self, at, phones, noise):
        frames = np.arange(int(phones.ends[-1]))
        tune = self.height * np.sin(frames / 25) + frames / 200
        return tune.astype(np.float32), np.zeros(len(frames), np.float32)


def open_door(mark: str, *more) -> list:
    return [
        english("IH1 Z", weak=True), english("DH AH0", weak=True), english("D AO1 R"),
        english("OW1", "P AH0 N", mark="" if more else mark), *more,
    ]  # fmt: skip


def ending(made: Planned, word: int) -> np.ndarray:
    return made.semitones[made.phones.begins[np.flatnonzero(made.word == word)[0]] :]


@pytest.mark.parametrize("height", [-6.0, -1.0, 1.0, 3.0, 6.0])
@pytest.mark.parametrize("mark", [".", "!"])
def test_an_english_line_that_does_not_ask_falls_from_its_last_stress_and_stays_low(
    prosody, height, mark
):
    made = planned(open_door(mark), replace(prosody, melody=Rising(height)), Manner(), seed=0)
    tail = ending(made, 3)
    assert np.diff(tail[len(tail) // 2 + 4 :]).max() <= 1e-4
    assert tail[-1] <= STATED_END


@pytest.mark.parametrize("height", [1.0, 3.0, 6.0])
def test_an_english_question_rises_to_its_end_from_the_last_word_that_carries_meaning(
    prosody, height
):
    rising = replace(prosody, melody=Rising(height))
    after = [english("W IH1 DH", weak=True), english("HH ER1", weak=True, mark="?")]
    for words in (open_door("?"), open_door("?", *after)):
        tail = ending(planned(words, rising, Manner(), seed=0), 3)
        assert tail[-1] > ASKING_END - 1.5
        assert tail[-1] >= tail[len(tail) // 2] - 0.1
        assert len(tail) > 40


def test_a_mandarin_question_is_higher_throughout_and_most_at_its_end(prosody):
    def tune(mark: str, *last: str) -> np.ndarray:
        said = [*(chinese("ta1", "kai1") for _ in range(4)), chinese(*last, mark=mark)]
        return planned(said, prosody, Manner(), seed=0).semitones

    for last in (("che1",), ("lai2",), ("mai3",), ("qu4",), ("che1", "ma5")):
        higher = tune("?", *last) - tune(".", *last)
        assert higher.min() > 0.4
        assert higher[-20:].mean() > 2.5 > higher[:60].mean()


@pytest.mark.parametrize("said", ["zh", "en"])
def test_an_exclamation_is_louder_and_wider_than_a_statement(prosody, said):
    def made(mark: str) -> Planned:
        words = (
            open_door(mark)
            if said == "en"
            else [chinese("tai4", "hao3"), chinese("wo3", "ying2"), chinese("le5", mark=mark)]
        )
        return planned(words, replace(prosody, melody=Rising(2.0)), Manner(), seed=0)

    plain, loud = made("."), made("!")
    assert (loud.level_db - plain.level_db).min() > 1
    assert np.std(loud.semitones) > 1.05 * np.std(plain.semitones)
    assert loud.semitones.mean() > plain.semitones.mean()


def test_a_mandarin_line_begins_at_its_first_tone_and_not_above(prosody):
    made = planned([chinese("ta1", "kai1") for _ in range(4)], prosody, Manner(), seed=0)
    semitones, first = made.semitones, int(made.phones.ends[1])
    assert abs(semitones[0] - semitones[first - 1]) < 0.5
    assert semitones[0] - np.median(semitones) < 3


@settings(max_examples=25)
@given(
    st.floats(0, 12),
    st.sampled_from(sorted(EMOTIONS)),
    st.sampled_from("?.!"),
    st.floats(0.7, 1.3),
)
def test_no_mood_carries_a_voice_beyond_its_bounds(prosody, height, emotion, mark, far):
    manner = replace(EMOTIONS[emotion], reach=far)
    wild = replace(prosody, melody=Rising(height))
    for words in (open_door(mark), [chinese("ta1", "lai2", mark=mark)] * 3):
        made = planned(words, wild, manner, seed=0)
        assert np.abs(made.semitones - manner.pitch_semitones).max() <= MOST + 1


@given(
    arrays_of.arrays(np.float32, 20, elements=st.floats(-40, 40, width=32)).map(np.sort),
)
def test_bounds_leave_small_values_alone_and_keep_the_order(values):
    held = bounded(values, FREE, MOST)
    small = np.abs(values) <= FREE
    np.testing.assert_allclose(held[small], values[small], rtol=1e-5)
    assert (np.diff(held) >= 0).all() and np.abs(held).max() <= MOST
    np.testing.assert_allclose(bounded(-values, FREE, MOST), -held)


def test_what_is_learned_of_a_low_voice_is_said_with_smaller_steps_by_a_high_one(prosody):
    assert reach(157, 157) == 1 and reach(225, 157) == pytest.approx(1 / reach(157, 225))
    assert 1 > reach(200, 157) > reach(244, 157) > 0.5
    lively = replace(prosody, melody=Rising(3.0))

    def width(far: float) -> float:
        return float(np.std(planned(open_door("."), lively, Manner(reach=far), seed=0).semitones))

    assert width(0.8) == pytest.approx(0.8 * width(1.0), rel=0.08)


def test_moods_differ_in_pitch_range_pace_and_force(prosody):
    def heard(emotion: str) -> tuple[float, float, int, float]:
        made = planned(
            open_door("."), replace(prosody, melody=Rising(3.0)), EMOTIONS[emotion], seed=0
        )
        tune = made.semitones
        return float(np.median(tune)), float(tune.std()), len(tune), EMOTIONS[emotion].level_db

    order = [heard(e) for e in ("sad", "serious", "neutral", "cheerful", "excited")]
    for low, high in pairwise(order):
        assert low[0] < high[0] - 0.3 and low[1] < high[1]
        assert low[2] > high[2]
    assert order[0][3] < order[2][3] < order[3][3] < order[4][3]
