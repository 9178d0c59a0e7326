from __future__ import annotations

import tracemalloc
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.loudness import loudness_lufs, measure
from aigc.music import render as rendering
from aigc.music.arrange import compose_notes
from aigc.music.form import chords, sections
from aigc.music.harmony import MAJOR, MINOR, frequency_hz, lead, nearest_of, pitch, spell
from aigc.music.instruments import (
    bass,
    bell,
    crash,
    guitar,
    hat,
    key,
    kick,
    pad,
    pluck,
    ring,
    shaker,
    snap,
    swell,
    tine,
)
from aigc.music.render import render
from aigc.music.style import FIGURES, STYLES
from aigc.music.synth import SynthBed, fit

MOODS = sorted(STYLES)


def test_scale_degrees_climb_over_the_octave() -> None:
    assert [pitch(MAJOR, 60, d) for d in (0, 2, 7, 9)] == [60, 64, 72, 76]
    assert frequency_hz(69) == 440
    assert nearest_of((0, 4), 61.4) == 60


@pytest.mark.parametrize(
    ("symbol", "scale", "classes", "low"),
    [
        ("1", MAJOR, (0, 4, 7, 2), 0),
        ("3", MAJOR, (4, 7, 11, 2), 4),  # a ninth would lie a semitone over the root
        ("5s", MAJOR, (7, 0, 2, 9), 7),
        ("5M", MINOR, (7, 11, 2, 5), 7),
        ("1/3", MAJOR, (0, 4, 7, 2), 4),
    ],
)
def test_a_symbol_spells_its_chord(
    symbol: str, scale: tuple[int, ...], classes: tuple[int, ...], low: int
) -> None:
    chord = spell(symbol, scale, 0)
    assert (chord.classes, chord.bass) == (classes, low)


@given(st.integers(0, 11), st.lists(st.sampled_from("123456"), min_size=2, max_size=12))
def test_voices_move_little_and_spell_the_chord(tonic: int, row: list[str]) -> None:
    voices = lead((57, 62, 65, 69), spell(row[0], MAJOR, tonic).classes)
    for symbol in row[1:]:
        classes = spell(symbol, MAJOR, tonic).classes
        following = lead(voices, classes)
        assert sorted(p % 12 for p in following) == sorted(classes)
        assert all(53 <= p <= 78 for p in following)
        assert np.mean([abs(a - b) for a, b in zip(voices, following, strict=True)]) <= 5
        voices = following


@given(st.integers(0, 400))
def test_a_piece_has_all_its_bars_and_is_one_arch(bars: int) -> None:
    plan = sections(bars)
    assert sum(s.bars for s in plan) == bars
    assert all(s.bars > 0 for s in plan)
    if bars >= 9:
        assert (plan[0].part, plan[-1].part) == ("intro", "outro")
    if bars >= 14:
        assert max(s.energy for s in plan) >= 4 > plan[0].energy


@pytest.mark.parametrize("mood", MOODS)
def test_no_chord_of_a_mood_is_diminished_or_grates(mood: str) -> None:
    style = STYLES[mood]
    rows = (*style.first, *style.second, *style.bridge)
    for symbol in {s for row in rows for s in row.split()} | {*style.cadence, "1"}:
        root, _, fifth, colour = spell(symbol, style.scale, 0, seventh=style.seventh).classes
        assert (fifth - root) % 12 == 7, symbol
        assert (colour - root) % 12 in (2, 9, 10, 11), symbol
    assert all(len(row.split()) == 4 for row in rows)
    patterns = (*style.kick, *style.snap, *style.hat, *style.shaker, *style.bass_lines)
    assert {len(p) for p in (*patterns, *(p for f in FIGURES.values() for p in f))} <= {0, 16}


@pytest.mark.parametrize("mood", MOODS)
def test_a_piece_ends_on_its_tonic_after_a_cadence(mood: str) -> None:
    style = STYLES[mood]
    for seed in range(8):
        *_, before, last = chords(style, 24, seed)
        assert last.part == "end"
        assert last.harmony.bass == last.tonic
        assert last.root < 48
        assert before.harmony == spell(
            style.cadence[1], style.scale, last.tonic, seventh=style.seventh
        )


@given(st.floats(3.5, 600), st.floats(50, 160))
def test_bars_and_ending_fill_the_time_near_the_tempo(duration_s: float, bpm: float) -> None:
    bars, bar_s = fit(duration_s, bpm)
    if bars >= 6:
        assert (bars + 1.5) * bar_s == pytest.approx(duration_s)
        assert abs(240 / bar_s / bpm - 1) < 0.09


def test_no_instrument_clicks() -> None:
    sounds = [
        *(make(60, touch) for make in (key, pluck, guitar, tine, bell) for touch in (0, 2)),
        bass(36, 1), kick(), shaker(1), snap(2), hat(3), *crash(), *swell(),
    ]  # fmt: skip
    for sound in sounds:
        assert np.abs(sound[[0, -1]]).max() < 0.02
        assert 0.5 < np.abs(sound).max() < 1.01


def test_a_pad_is_a_loop_without_a_seam() -> None:
    loop = pad(60)
    steps = np.abs(np.diff(loop, axis=1))
    assert np.abs(loop[:, 0] - loop[:, -1]).max() <= steps.max()
    assert 0.2 < np.corrcoef(loop)[0, 1] < 0.99


def test_partials_ring_as_damped_sines() -> None:
    t = np.arange(4_800) / 48_000
    wanted = 0.5 * np.exp(-3 * t) * np.sin(2 * np.pi * 440 * t)
    found = ring(np.array([440.0]), np.array([0.5]), np.array([3.0]), 0.1)
    assert np.abs(found - wanted).max() < 1e-4


@pytest.mark.parametrize("mood", MOODS)
def test_a_minute_goes_through_sections_and_never_repeats_a_phrase(mood: str) -> None:
    bars, _ = fit(60, STYLES[mood].tempo_bpm)
    notes = compose_notes(STYLES[mood], bars, 0)
    phrases = [
        {(n.instrument, n.pitch, round(n.start - 64 * i)) for n in notes if n.start // 64 == i}
        for i in range(bars // 4)
    ]
    assert all(len(a & b) < 0.8 * len(a | b) for a, b in pairwise(phrases))
    counts = [len({n.instrument for n in notes if n.start // 64 == i}) for i in range(bars // 4)]
    assert max(counts) >= counts[0] + 2


@pytest.mark.parametrize("mood", MOODS)
def test_notes_depend_on_the_seed_and_nothing_else(mood: str) -> None:
    style = STYLES[mood]
    assert compose_notes(style, 12, 1) == compose_notes(style, 12, 1)

    def tune(seed: int) -> tuple[tuple[int, float], ...]:
        notes = compose_notes(style, 12, seed)
        return tuple((n.pitch % 12, round(n.start)) for n in notes if n.instrument == style.lead)

    assert len({tune(seed) for seed in range(6)}) == 6


@pytest.mark.parametrize("mood", MOODS)
def test_every_note_starts_inside_the_piece_and_is_audible(mood: str) -> None:
    for note in compose_notes(STYLES[mood], 30, 4):
        assert 0 <= note.start < 31 * 16
        assert note.length > 0
        assert 0 < note.level < 0.4
        assert abs(note.place) <= 1.2


def test_blocks_join_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = compose_notes(STYLES["upbeat"], 4, 1)
    made = []
    for block in (1 << 17, 30_000):
        monkeypatch.setattr(rendering, "_BLOCK", block)
        out = np.zeros((2, 200_000), np.float32)
        render(notes, 0.12, STYLES["upbeat"].cutoff_hz, out)
        made.append(out)
    assert np.abs(made[0]).max() > 0.1
    assert np.abs(made[0] - made[1]).max() < 1e-3


def test_a_longer_bed_needs_no_more_than_its_samples() -> None:
    engine = SynthBed()
    peaks = []
    engine.compose(duration=Fraction(4), mood="calm")
    for seconds in (60, 100):
        tracemalloc.start()
        engine.compose(duration=Fraction(seconds), mood="calm")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 1.5 * 40 * 48_000 * 8


@pytest.mark.parametrize("mood", MOODS)
def test_a_bed_is_even_wide_and_leaves_room(mood: str) -> None:
    bed = SynthBed().compose(duration=Fraction(30), mood=mood, seed=3)
    assert loudness_lufs(bed) == pytest.approx(-20, abs=0.1)
    profile = measure(bed)
    thirds = 10 * np.log10(profile.power[3_000:27_000].reshape(8, -1).mean(axis=1))
    assert np.ptp(thirds) < 9
    middle, side = bed.samples.sum(axis=0) / 2, (bed.samples[0] - bed.samples[1]) / 2
    width_db = 10 * np.log10(np.mean(side**2) / np.mean(middle**2))
    assert -18 < width_db < -3
    power = np.abs(np.fft.rfft(middle)) ** 2
    hz = np.fft.rfftfreq(middle.size, 1 / 48_000)
    share_db = 10 * np.log10(power / power.sum() + 1e-15)
    mud, air = (hz >= 200) & (hz < 400), (hz >= 4_000) & (hz < 12_000)
    assert 10 * np.log10(np.sum(10 ** (share_db[mud] / 10))) < -2.5
    assert 10 * np.log10(np.sum(10 ** (share_db[air] / 10))) > -36
