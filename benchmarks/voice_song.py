"""How exactly a singer sings: pitch, octaves, onsets, drift and joins of generated melodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from aigc.singing.engine import SingingEngine
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import Singing, SungNote, VocalLine
from aigc.voice.frames import HOP_LENGTH, SAMPLE_RATE_HZ
from aigc.voice.phones import BREATH, SILENCE, SONORANT
from benchmarks import voice_measures as measures
from benchmarks.report import Report, say
from benchmarks.voice_material import Material, Sound

LOW, HIGH = 55, 74
"""G3 to D5."""
SYLLABLES = [
    "wo", "zai", "qing", "chen", "ting", "jian", "feng", "chui", "guo", "shan", "gang", "hua",
    "zheng", "hong", "ni", "ba", "yue", "guang", "cang", "meng", "ming", "tian", "he", "yi",
    "qi", "fei", "dong", "shi", "ta", "lai", "shuo", "zhong", "de", "sheng", "huo", "nian",
    "xin", "kan", "dao", "liu", "xia", "pao", "ping", "tai", "kuai", "man", "bian", "lv",
    "quan", "jie", "suo", "cui", "zhu", "re", "nuan", "kong", "si", "zi", "ge", "er", "an", "e",
]  # fmt: skip
CHUNK = 150
TEMPI = 66, 132
COARSE = 0.25
"""Semitones between the pitches that pYIN tells apart where only octaves count."""
MOST_TOLD = 12
_REACH = 120.0, 1400.0


def melody(
    rng: np.random.Generator, count: int, syllables: Sequence[str] = SYLLABLES,
    *, low: int = LOW, high: int = HIGH, tempo: int | None = None,
) -> VocalLine:  # fmt: skip
    """Return a line of so many notes, each a syllable: steps and leaps, rests after phrases."""
    beat = Fraction(60, tempo or int(rng.integers(*TEMPI)))
    time, notes, pitch = Fraction(1, 2), [], int(rng.integers(low, high + 1))
    for k in range(count):
        size = Fraction(int(rng.choice((1, 1, 2, 2, 2, 3, 4, 6))), 2) * beat
        step = int(rng.choice((-7, -5, -4, -3, -2, -2, -1, 0, 1, 2, 2, 3, 4, 5, 7)))
        pitch = pitch + step if low <= pitch + step <= high else pitch - step
        pitch = min(high, max(low, pitch))
        said = f"{rng.choice(syllables)}{rng.integers(1, 5)}"
        notes.append(
            SungNote(
                pitch=pitch, time=TimeRange(start=time, duration=size), text=said,
                reading=Reading(language="zh", sounds=said),
            )
        )  # fmt: skip
        time += size + (beat if k % 9 == 8 else 0)
    return VocalLine(notes=tuple(notes), duration=time + Fraction(1, 2))


def at_24k(singing: Singing) -> Sound:
    """Return a song at 24 kHz, as loud as the cleaned recordings."""
    import soxr

    rate = singing.audio.sample_rate
    sound = soxr.resample(singing.audio.samples[0], rate, SAMPLE_RATE_HZ).astype(np.float32)
    return levelled(sound)


def levelled(sound: Sound) -> Sound:
    """Return a sound whose loud frames have a root mean square of 0.1."""
    hops = sound[: len(sound) // HOP_LENGTH * HOP_LENGTH].reshape(-1, HOP_LENGTH)
    power = (hops**2).mean(1)
    loud = power[power > power.max() / 10**2.5]
    made: Sound = (sound * (0.1 / np.sqrt(loud.mean() + 1e-12))).astype(np.float32)
    return made


@dataclass(frozen=True, slots=True)
class Onset:
    """Where a final begins, ``late_ms`` after its note; ``before`` is the phone before it."""

    time_s: float
    late_ms: float
    pitch: int
    before: str


def onsets(line: VocalLine, singing: Singing) -> list[Onset]:
    """Return where the engine says that the final of each note begins.

    That is its vowel, or the glide or the medial before the vowel: all but the initial.
    """
    found: list[Onset] = []
    seen: set[int] = set()
    before = SILENCE
    for one in singing.phonemes:
        symbol, note = one.phoneme.symbol, one.note
        final = symbol in SONORANT and symbol not in _INITIALS
        if note >= 0 and note not in seen and final:
            wanted = line.notes[note].time.start
            late = 1000 * float(one.phoneme.time.start - wanted)
            found.append(Onset(float(wanted), late, line.notes[note].pitch, before))
            seen.add(note)
        before = symbol
    return found


_INITIALS = frozenset(["m", "n", "l", "ɻ"])


def joins_s(singing: Singing) -> list[float]:
    """Return where a syllable follows another without silence or breath."""
    quiet = SILENCE, BREATH
    pairs = zip(singing.phonemes, singing.phonemes[1:], strict=False)
    return [
        float(b.phoneme.time.start)
        for a, b in pairs
        if a.note != b.note and not {a.phoneme.symbol, b.phoneme.symbol} & set(quiet)
    ]


def syllables_of(some: Material, speaker: str = "yue") -> list[str]:
    """Return the syllables that follow another in a speaker's recordings, as often as there."""
    spelled = (s for r in some.packs[speaker].recordings for s in r.pinyin.split()[1:])
    return [s.rstrip("12345").replace("ü", "v") for s in spelled]


def song(
    report: Report, some: Material, engine: SingingEngine, voice: str, exact: int, count: int,
    *, seed: int = 0,
) -> None:  # fmt: skip
    """Report so many ``exact`` notes by pYIN at 5 ms, and octaves of ``count`` notes at 20 ms.

    Syllables come as often as they follow others in the recordings, with whose joins those of the
    song are compared.
    """
    rng, syllables = np.random.default_rng(seed), syllables_of(some)
    errors, late, drawn, jumps = [], [], [], []
    while sum(map(len, errors)) < exact:
        line = melody(rng, min(CHUNK, exact), syllables)
        singing = engine.sing(line, voice=voice, seed=seed)
        sound = at_24k(singing)
        pitch = measures.heard_pitch(sound, *_REACH)
        errors.append(measures.note_errors(pitch, _notes(line)))
        where = onsets(line, singing)
        late += where
        drawn.append(_heard_late(measures.heard_voice(sound, *_REACH), where))
        jumps += measures.at_joins(measures.mel_jumps(sound), joins_s(singing))
    _said_pitch(report, np.concatenate(errors))
    _said_onsets(report, late, np.concatenate(drawn))
    for name, share, most in (("median", 0.5, 11.5), ("p95", 0.95, 23)):
        report.most(f"mel-LSD at joins, {name} dB", float(np.quantile(jumps, share)), most)
    _octaves(report, engine, voice, count, rng, syllables)


def _notes(line: VocalLine) -> list[tuple[float, float, int]]:
    return [(float(n.time.start), float(n.time.end), n.pitch) for n in line.notes]


def _said_pitch(report: Report, errors: npt.NDArray[np.float64]) -> None:
    off = np.abs(errors)
    report.most("pitch, median cents", float(np.nanmedian(off)), 3)
    report.most("pitch, p95 cents", float(np.nanquantile(off, 0.95)), 10)
    report.least("notes within 20 cents, %", 100 * float(np.mean(off <= 20)), 99.5)
    say(f"  {len(off)} notes, unheard {int(np.isnan(off).sum())}, mean {np.nanmean(errors):+.1f}")
    known = measures.known_errors(*_REACH)
    low, middle, high = (float(np.quantile(np.abs(known), q)) for q in (0.05, 0.5, 0.95))
    say(f"  pYIN itself, {len(known)} known vowels: {low:.1f} {middle:.1f} {high:.1f} cents off")


def _heard_late(pitch: measures.Pitch, where: Sequence[Onset]) -> npt.NDArray[np.float64]:
    """Return how late each vowel after a voiceless sound is heard, less pYIN's own habit."""
    late = measures.onsets_ms(pitch, [o.time_s for o in where])
    clear = np.array([o.before not in SONORANT for o in where])
    bias = np.array([_bias(o.pitch) for o in where])
    made: npt.NDArray[np.float64] = np.where(clear, late - bias, np.nan)
    return made


_KNOWN: dict[int, float] = {}


def _bias(pitch: int) -> float:
    near = round(pitch / 4) * 4
    if near not in _KNOWN:
        _KNOWN[near] = measures.onset_bias_ms(measures.note_hz(near), *_REACH)
    return _KNOWN[near]


def _said_onsets(report: Report, where: Sequence[Onset], heard: npt.NDArray[np.float64]) -> None:
    late = np.array([o.late_ms for o in where])
    report.most("vowel onset by construction, |mean| ms", abs(float(late.mean())), 2)
    report.most("vowel onset by construction, p95 ms", float(np.quantile(np.abs(late), 0.95)), 10)
    report.most("vowel onset as heard, p95 ms", float(np.nanquantile(np.abs(heard), 0.95)), 15)
    some = heard[~np.isnan(heard)]
    say(
        f"  heard: {len(some)} onsets after voiceless sounds, median {np.median(some):+.1f} ms, "
        f"quartiles {np.quantile(some, 0.25):+.1f} {np.quantile(some, 0.75):+.1f}; pYIN's habit "
        f"{ {k: round(v) for k, v in sorted(_KNOWN.items())} } ms by pitch"
    )


def _octaves(
    report: Report, engine: SingingEngine, voice: str, count: int, rng: np.random.Generator,
    syllables: Sequence[str],
) -> None:  # fmt: skip
    """Report notes that are heard an octave away, or not at all, pieces of song after pieces."""
    wrong = unheard = done = told = 0
    while done < count:
        line = melody(rng, min(CHUNK, count - done), syllables, low=48, high=84)
        sound = at_24k(engine.sing(line, voice=voice, seed=done))
        pitch = measures.heard_pitch(sound, *_REACH, hop=4 * HOP_LENGTH, resolution=COARSE)
        errors = measures.note_errors(pitch, _notes(line))
        for i in np.flatnonzero(~(np.abs(errors) <= 600)):
            told += 1
            if told <= MOST_TOLD:
                note = line.notes[i]
                long = float(note.time.duration)
                say(f"  {note.text} at {note.pitch}, {long:.2f} s: {errors[i]:.0f} cents")
        wrong += int((np.abs(errors) > 600).sum())
        unheard += int(np.isnan(errors).sum())
        done += len(line.notes)
    report.most(f"octave errors in {done} notes, C3 to C6", wrong, 0)
    say(f"  without a pitch in their middle: {unheard}")


def drift(report: Report, engine: SingingEngine, voice: str, minutes: float = 4) -> None:
    """Report how much later vowels begin at the end of a long song than at its beginning."""
    rng = np.random.default_rng(9)
    line = melody(rng, int(minutes * 60 / 0.75), tempo=97)
    singing = engine.sing(line, voice=voice)
    where = onsets(line, singing)
    fifth = len(where) // 5
    late = np.array([o.late_ms for o in where])
    report.most(
        f"drift over {float(line.duration) / 60:.1f} min by construction, ms",
        abs(float(late[-fifth:].mean() - late[:fifth].mean())), 1,
    )  # fmt: skip
    sound = at_24k(singing)
    first, last = (_heard_part(sound, some) for some in (where[:fifth], where[-fifth:]))
    report.most("drift as heard, ms", abs(float(np.nanmedian(last) - np.nanmedian(first))), 5)
    say(f"  medians {np.nanmedian(first):+.1f} and {np.nanmedian(last):+.1f} ms")


def _heard_part(sound: Sound, where: Sequence[Onset]) -> npt.NDArray[np.float64]:
    """Return how late each vowel of a part of a song is heard, in ms."""
    begin = max(0, int((where[0].time_s - 1) * SAMPLE_RATE_HZ))
    end = int((where[-1].time_s + 1) * SAMPLE_RATE_HZ)
    pitch = measures.heard_voice(sound[begin:end], *_REACH)
    moved = [replace(o, time_s=o.time_s - begin / SAMPLE_RATE_HZ) for o in where]
    return _heard_late(pitch, moved)
