from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc import registry
from aigc.errors import EngineFailed, EngineUnavailable, InputError
from aigc.loudness import loudness_lufs, true_peak_dbtp
from aigc.music.accompaniment import fluidsynth
from aigc.music.accompaniment.arrange import accompany
from aigc.music.accompaniment.arrangement import Arrangement, Stroke
from aigc.music.accompaniment.cells import cells_of
from aigc.music.accompaniment.midi import encode_midi
from aigc.music.accompaniment.styles import STYLES
from aigc.music.chords.key import find_key
from aigc.music.writer.write import write_melody
from aigc.types.chord import PlacedChord, parse_chord
from aigc.types.clock import Clock
from aigc.types.score import Bar, Note, Score, Tempo
from tests.unit.music.tunes import GRACE, JIG, MANDARIN, ODE, SLEEVES, TWINKLE

DRUMS = {"kick", "snap", "hat", "shaker", "crash", "swell"}
METRES = [
    (2, 4), (3, 4), (4, 4), (6, 8), (5, 4), (7, 8), (5, 8), (9, 8), (12, 8), (2, 2), (3, 2), (3, 8),
    (1, 4), (4, 8), (6, 16), (7, 4),
]  # fmt: skip


def pitched(arrangement: Arrangement) -> Iterator[Stroke]:
    return (s for s in arrangement.strokes if s.instrument not in DRUMS)


def clashes(arrangement: Arrangement) -> tuple[int, int]:
    """Return at how many strong notes of the melody a semitone sounds, and of how many."""
    score = arrangement.score
    strong = [n for n in score.notes if score.weight(n.start) >= 2]
    against = [
        n
        for n in strong
        if any(
            s.start <= n.start < s.start + s.duration and (s.pitch - n.pitch) % 12 in (1, 11)
            for s in pitched(arrangement)
        )
    ]
    return len(against), len(strong)


def test_patterns_are_as_long_as_their_metres() -> None:
    for style in STYLES.values():
        for part in style.parts:
            assert {len(r) for r in part.four} <= {16}
            assert {len(r) for r in (*part.three, *part.six)} <= {12}
            assert part.role == "pad" or (part.four and part.three and part.six)


@pytest.mark.parametrize(("beats", "beat_type"), METRES)
@pytest.mark.parametrize("bpm", [40, 100, 240])
def test_cells_fill_every_metre(beats: int, beat_type: int, bpm: int) -> None:
    bar = Bar(start=Fraction(0), beats=beats, beat_type=beat_type)
    cells = cells_of(bar, 60 / bpm)
    at = Fraction(0)
    for cell in cells:
        assert cell.start == at
        at += cell.steps * cell.step
        assert float(cell.step) * cell.stride * 60 / bpm > 0.06
    assert at == bar.length


@pytest.mark.parametrize("style", sorted(STYLES))
def test_nothing_grates_on_strong_beats_and_all_is_in_key(style: str) -> None:
    for score in (TWINKLE, ODE, SLEEVES, GRACE, JIG, write_melody(MANDARIN, seed=2)):
        made = accompany(score, style=style)
        against, strong = clashes(made)
        assert strong >= 8
        assert against == 0
        key = find_key(made.score)
        allowed = {*key.scale, (key.tonic + 11) % 12}
        assert all(s.pitch % 12 in allowed for s in pitched(made))


def test_a_foreign_chord_leaves_out_what_grates() -> None:
    given_row = (PlacedChord(start=Fraction(0), chord=parse_chord("Dbmaj7")),)
    made = accompany(TWINKLE, given_row, style="ballad", intro=0, outro=0)
    against = [
        s
        for s in pitched(made)
        if s.instrument != "bass" and s.instrument == "pad" and (s.pitch - 60) % 12 in (1, 11)
    ]
    assert against == [] or min(s.start for s in against) >= 2


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize(("beats", "beat_type"), METRES)
@pytest.mark.parametrize("bpm", [40, 240])
def test_every_style_plays_every_metre_at_every_tempo(
    style: str, beats: int, beat_type: int, bpm: int
) -> None:
    bar = Bar(start=Fraction(0), beats=beats, beat_type=beat_type)
    notes = tuple(
        Note(pitch=60 + n % 5, start=n * bar.length, duration=bar.length) for n in range(6)
    )
    bars = tuple(replace(bar, start=n * bar.length) for n in range(6))
    score = Score(notes=notes, bars=bars, tempos=(Tempo(start=Fraction(0), bpm=Fraction(bpm)),))
    made = accompany(score, style=style, intro=1, outro=1)
    for number in range(7):
        low, high = number * bar.length, (number + 1) * bar.length
        assert any(low <= s.start < high for s in made.strokes)
    assert all(s.duration > 0 and 0 < s.velocity <= 1 and s.start >= 0 for s in made.strokes)


def test_song_and_band_share_one_clock() -> None:
    tempos = (
        Tempo(start=Fraction(0), bpm=Fraction(90)),
        Tempo(start=Fraction(16), bpm=Fraction(133)),
    )
    score = replace(ODE, tempos=tempos)
    made = accompany(score, intro=2, count=True, shift=3)
    assert [n.start - 12 for n in made.score.notes] == [n.start for n in score.notes]
    assert [n.pitch - 3 for n in made.score.notes] == [n.pitch for n in score.notes]
    assert [t.start for t in made.score.tempos] == [0, 28]
    clock = Clock(made.score)
    for position in (Fraction(0), Fraction(29, 3), Fraction(28), Fraction(40)):
        assert clock.seconds(position) == made.score.seconds(position)
    assert made.duration == clock.seconds(Fraction(12 + 32 + 8)) + Fraction(5, 2)


def test_a_pickup_joins_the_introduction() -> None:
    made = accompany(SLEEVES, style="waltz", intro=2)
    assert made.score.notes[0].start == 5
    assert [b.start for b in made.score.bars[:4]] == [0, 3, 6, 9]
    assert all(b.offset == 0 for b in made.score.bars)
    alone = accompany(SLEEVES, style="waltz", intro=0)
    assert alone.score.notes[0].start == 0
    assert min(s.start for s in alone.strokes) == 1


def test_a_count_is_clicks_alone() -> None:
    made = accompany(TWINKLE, intro=0, count=True)
    counted = [s for s in made.strokes if s.start < 4]
    assert [s.start for s in counted] == [0, 1, 2, 3]
    assert {s.instrument for s in counted} == {"snap"}
    assert made.score.notes[0].start == 4


def test_metre_changes_are_followed() -> None:
    bars = (
        Bar(start=Fraction(0)),
        Bar(start=Fraction(4), beats=3),
        Bar(start=Fraction(7), beats=6, beat_type=8),
    )
    notes = tuple(Note(pitch=60, start=Fraction(n), duration=Fraction(1)) for n in range(10))
    made = accompany(Score(notes=notes, bars=bars), style="pop", intro=0, outro=0)
    bass = {s.start for s in made.strokes if s.instrument == "bass"}
    assert {0, 4, 7} <= bass


def test_a_full_section_is_louder_and_the_last_chord_rings() -> None:
    made = accompany(write_melody(MANDARIN, seed=3), style="pop", intro=4)
    start = made.score.notes[0].start
    quiet = [s.velocity for s in made.strokes if s.start < start]
    busy = [s for s in made.strokes if s.start >= start + 32 and s.start < start + 48]
    assert len(busy) / 16 > 1.5 * len(quiet) / float(start)
    last = made.score.bars[-1].start
    assert {s.start for s in made.strokes if s.start >= last and s.instrument == "bass"} == {last}


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"style": "balad"}, "ballad"),
        ({"intro": 5}, "5 bars"),
        ({"outro": -1}, "-1 bars"),
        ({"shift": 90}, r"\+90"),
    ],
)
def test_impossible_wishes_are_refused(change: dict[str, object], hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        accompany(ODE, **change)  # type: ignore[arg-type]
    slow = replace(ODE, tempos=(Tempo(start=Fraction(0), bpm=Fraction(2)),))
    with pytest.raises(InputError, match="tempo of 2"):
        accompany(slow)


@pytest.fixture(scope="module")
def short() -> Arrangement:
    return accompany(replace(ODE, notes=ODE.notes[:8]), style="pop", intro=1, outro=1, count=True)


@pytest.mark.parametrize("name", ["synth", "fake"])
def test_an_engine_is_exact_and_deterministic(name: str, short: Arrangement) -> None:
    engine = registry.get("accompaniment", name)
    made = engine.play(short)
    assert made.samples.shape == (2, round(short.duration * 48_000))
    assert made.sample_rate == 48_000
    assert np.isfinite(made.samples).all()
    assert np.abs(made.samples[:, -1]).max() < 1e-4
    assert np.abs(np.diff(made.samples, axis=1)).max() < 0.3
    assert np.array_equal(made.samples, engine.play(short).samples)
    other = replace(short, style="lofi", strokes=short.strokes[:-4])
    assert not np.array_equal(made.samples, engine.play(other).samples)
    beat = 60 / 110 * 48_000
    loud = np.abs(made.samples).max(axis=0)
    for number in range(4):
        first = round(number * beat)
        before = loud[max(first - 2_000, 0) : first].max(initial=0.0)
        assert loud[first : first + 200].max() > 3 * before


def test_the_synthesiser_keeps_its_level(short: Arrangement) -> None:
    made = registry.get("accompaniment", "synth").play(short)
    assert loudness_lufs(made) == pytest.approx(-20, abs=0.1)
    assert true_peak_dbtp(made) <= -2


def test_midi_holds_every_stroke_on_its_tick(short: Arrangement) -> None:
    file = mido.MidiFile(file=io.BytesIO(encode_midi(short)))
    assert [t.name for t in file.tracks[1:]] == [
        "melody",
        "piano",
        "guitar",
        "bass",
        "strings",
        "drums",
    ]
    onsets: dict[int, set[int]] = {}
    for track in file.tracks:
        now = 0
        sounding: set[int] = set()
        for message in track:
            now += message.time
            if message.type == "note_on":
                assert message.note not in sounding
                sounding.add(message.note)
                onsets.setdefault(message.channel, set()).add(now)
            elif message.type == "note_off":
                sounding.remove(message.note)
        assert sounding == set()
    melody = {round(n.start * 960) for n in short.score.notes}
    assert onsets[0] == melody
    assert onsets[6] == {round(s.start * 960) for s in short.strokes if s.instrument == "bass"}
    assert file.length == pytest.approx(float(short.duration) - 2.5, abs=3)


@given(st.floats(40, 240), st.integers(0, 5))
@settings(max_examples=10)
def test_seeds_change_touches_and_not_time(bpm: float, seed: int) -> None:
    score = replace(ODE, tempos=(Tempo(start=Fraction(0), bpm=Fraction(bpm)),))
    made, again = accompany(score, seed=seed), accompany(score, seed=seed)
    assert made == again
    other = accompany(score, seed=seed + 1)
    assert other.duration == made.duration
    assert other.strokes != made.strokes


def test_without_fluidsynth_the_embedded_band_plays_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("AIGC_SOUNDFONT", raising=False)
    band, note = fluidsynth.choose_band()
    assert band.name == "synth"
    assert "fluidsynth is not installed" in note
    with pytest.raises(EngineUnavailable):
        fluidsynth.choose_band(tmp_path / "none.sf2")


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    program = folder / "fluidsynth"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    font = folder / "small.sf2"
    font.write_bytes(b"RIFF\0\0\0\0sfbk")
    return font


def test_fluidsynth_is_given_the_file_and_its_sound_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, short: Arrangement
) -> None:
    from aigc.audio import encode_wav
    from aigc.types.audio import Audio

    tone = np.sin(np.arange(48_000) / 20).astype(np.float32)[None] * 0.5
    (tmp_path / "given.wav").write_bytes(encode_wav(Audio(samples=tone, sample_rate=48_000)))
    script = (
        f'for a in "$@"; do [ "$last" = -F ] && cp "{tmp_path}/given.wav" "$a"; last="$a"; done\n'
        f'[ "$1" = --version ] && echo "FluidSynth runtime version 9.9.9"\n'
        f'cp "$a" "{tmp_path}/got.mid"; exit 0'
    )
    font = _program(tmp_path, monkeypatch, script)
    band, note = fluidsynth.choose_band(font)
    assert "small.sf2" in note
    assert "9.9.9" in band.fingerprint
    made = band.play(short)
    assert made.samples.shape == (2, round(short.duration * 48_000))
    file = mido.MidiFile(tmp_path / "got.mid")
    assert file.ticks_per_beat == 1_000
    drums, now = [], 0
    for message in file.tracks[-1]:
        now += message.time
        if message.type == "note_on":
            drums.append(now)
    clock = Clock(short.score)
    wanted = sorted(
        {round(clock.seconds(s.start) * 1000) for s in short.strokes if s.instrument in DRUMS}
    )
    assert sorted(set(drums)) == wanted


def test_a_broken_fluidsynth_is_one_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, short: Arrangement
) -> None:
    font = _program(tmp_path, monkeypatch, "echo boom >&2; exit 3")
    with pytest.raises(EngineFailed, match="boom"):
        fluidsynth.FluidSynthBand(font).play(short)
    with pytest.raises(EngineUnavailable, match="no soundfont"):
        fluidsynth.find_soundfont(tmp_path / "fluidsynth")
