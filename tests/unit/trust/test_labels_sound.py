from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sounds import talk

from aigc.audio import to_stereo
from aigc.errors import InputError
from aigc.loudness import loudness_lufs
from aigc.trust.labels import sound
from aigc.trust.labels.sound import RHYTHM_BELOW_LU, find_rhythm, labelled, notice, rhythm
from aigc.types.audio import Audio
from benchmarks.codecs import coded


@pytest.fixture(scope="module")
def plain() -> Audio:
    return talk(8, 44_100, channels=2)


def test_the_words_are_in_the_language_of_the_sound() -> None:
    assert "人工智能" in notice("zh") and "生成" in notice("zh")
    assert "AI" in notice("en") and "generated" in notice("en")


def test_the_rhythm_is_ai_in_morse() -> None:
    tone = rhythm()
    level = np.abs(tone.samples[0]).reshape(11, -1).max(axis=1)
    assert "".join("#" if one > 0.1 else "." for one in level) == "#.###...#.#"
    assert tone.duration == 11 * sound.UNIT_S
    assert np.abs(tone.samples[0, [0, -1]]).max() < 1e-3


@pytest.mark.parametrize("place", ["start", "end", Fraction(2)])
def test_it_is_read_again_after_codecs_where_it_was_put(plain: Audio, place: sound.Place) -> None:
    told = labelled(plain, rhythm(), place, below_lu=RHYTHM_BELOW_LU)
    at = {"start": 0.0, "end": 8.4}.get(place if isinstance(place, str) else "")
    for heard in (told, coded(told, "aac", 48_000), coded(told, "libmp3lame", 64_000)):
        (found,) = find_rhythm(heard)
        if at is None:
            assert 2.4 <= found <= 7.4
        else:
            assert found == pytest.approx(at, abs=0.06)
    gaps = 2 if at is None else 1
    assert float(told.duration) == pytest.approx(8 + 1.1 + 0.4 * gaps, abs=1e-3)


@pytest.mark.parametrize("gain", [0.03, 3.0])
def test_how_loud_it_is_does_not_matter(plain: Audio, gain: float) -> None:
    told = labelled(plain, rhythm(), "end", below_lu=12)
    samples = np.clip(told.samples * np.float32(gain), -1, 1)
    assert len(find_rhythm(replace(told, samples=samples))) == 1


def test_a_label_comes_in_a_pause_and_nothing_else_changes(plain: Audio) -> None:
    told = labelled(plain, rhythm(), Fraction(2), below_lu=RHYTHM_BELOW_LU)
    (at,) = find_rhythm(told)
    cut = at - 0.4
    assert 2.2 <= cut <= 2.5 or 4.7 <= cut <= 5.0, "the pauses of the sound"
    fade, length = 441, told.samples.shape[1] - plain.samples.shape[1]
    same = told.samples == np.pad(plain.samples, ((0, 0), (0, length)))
    assert same[:, : round(cut * 44_100) - 2 * fade].all()
    later = round(cut * 44_100) + 2 * fade
    assert np.array_equal(told.samples[:, later + length :], plain.samples[:, later:])


def test_a_voice_is_as_loud_as_the_sound_and_the_rhythm_softer(plain: Audio) -> None:
    voice = talk(2)
    for label, below in ((voice, 0.0), (rhythm(), RHYTHM_BELOW_LU)):
        told = labelled(plain, label, "start", below_lu=below)
        alone = replace(told, samples=told.samples[:, : round(label.duration * 44_100)])
        assert loudness_lufs(alone) == pytest.approx(loudness_lufs(plain) - below, abs=0.5)


def test_silence_and_mono_are_labelled_too() -> None:
    empty = Audio(samples=np.zeros((1, 24_000), np.float32), sample_rate=24_000)
    told = labelled(empty, to_stereo(rhythm()), "end")
    assert told.channels == 1 and told.sample_rate == 24_000
    assert find_rhythm(told) == (1.4,)


def test_what_is_no_label_is_not_taken_for_one(
    plain: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_rhythm(plain) == ()
    assert find_rhythm(replace(plain, samples=plain.samples[:, :100])) == ()
    steady = np.sin(2 * np.pi * 784 * np.arange(96_000) / 24_000).astype(np.float32)[None] / 2
    assert find_rhythm(Audio(samples=steady, sample_rate=24_000)) == ()
    monkeypatch.setattr(sound, "SIGNS", "-. ..")
    other = labelled(plain, rhythm(), "end")
    monkeypatch.undo()
    assert find_rhythm(other) == ()


@pytest.mark.parametrize("place", [Fraction(-1), Fraction(8)])
def test_a_place_that_is_not_there_is_refused(plain: Audio, place: Fraction) -> None:
    with pytest.raises(InputError, match="8 s"):
        labelled(plain, rhythm(), place)
