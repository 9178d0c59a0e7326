"""The pitch and the force of a voice over time, as a singer takes them from the notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np
import numpy.typing as npt

from aigc.singing.timing import FRAMES_PER_SECOND, Sung, spans_of
from aigc.types.vocal import Expression, SungNote, Vibrato, VocalLine
from aigc.voice.phones import BREATH, INDEX, SILENCE

Curved = npt.NDArray[np.float64]

OVERSHOT, MOST_OVERSHOT = 0.015, 8.0
"""How far a glide goes beyond its goal: a share of the step, and at most so many cents."""
GLIDE_S = 0.11
"""How long the pitch glides over a whole tone; wider steps take a little longer."""
GLIDE_BEFORE = 0.55
"""The share of a glide that lies before the beat."""
_SETTLED = 4.2
PREPARED = 0.05
"""The share of a step by which the pitch first moves the other way."""
_MOST_PREPARED, _PREPARATION, _PREPARED_NOTE = 14.0, 10, 90
SCOOP_CENTS, SCOOP_S = 55.0, 0.035
FALL_CENTS, FALL_S = 30.0, 0.07
REST_S = 0.15
VIBRATO_NOTE_S = 0.6
_VIBRATO_GROWS_S, _VIBRATO_ENDS_S = 0.45, 0.09
JITTER_CENTS, DRIFT_CENTS = 2.0, 1.2
"""Deviations of the quick and the slow unsteadiness of a held pitch."""
PHRASE_REST = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """What the voice does in each frame of 5 ms; all of shape ``(frames,)``.

    Attributes
    ----------
    f0_hz : float64
        Without gaps.
    gain_db : float64
        Beside the natural loudness of the sounds.
    tension, breathiness : float64
        -1 to 1.
    held : float64
        0 to 1: how far a note has been held, for what changes slowly then.
    """

    f0_hz: Curved
    gain_db: Curved
    tension: Curved
    breathiness: Curved
    held: Curved


def curves(line: VocalLine, sung: Sung, expression: Expression, seed: int) -> Curves:
    """Return how a line is sung: a singer's own way, and what an editor changes of it."""
    spans, total = spans_of(line)
    rng = np.random.default_rng((seed, 11))
    times = np.arange(total) / FRAMES_PER_SECOND
    pitch = pitch_cents(line.notes, spans, total, rng)
    own = dynamics_db(line.notes, spans, sung, rng)
    gain = own + expression.dynamics_db.at(times)
    high = (pitch - 100 * _middle(line.notes)) / 1200
    # a singer leans on loud and high notes, and lets air through on soft ones
    tension = np.clip(0.06 * own + 0.25 * high, -0.5, 0.5) + expression.tension.at(times)
    breathiness = np.clip(-0.05 * own - 0.05, 0, 0.4) + expression.breathiness.at(times)
    cents = np.clip(pitch + expression.pitch_cents.at(times), 0, 13_000)
    f0 = 440 * 2 ** ((cents - 6900) / 1200)
    return Curves(
        f0_hz=np.clip(f0, 45, 2400),
        gain_db=np.clip(gain, -40, 12),
        tension=np.clip(tension, -1, 1),
        breathiness=np.clip(breathiness, -1, 1),
        held=_held(spans, total),
    )


def _middle(notes: Sequence[SungNote]) -> float:
    return float(np.median([note.pitch for note in notes]))


def pitch_cents(
    notes: Sequence[SungNote],
    spans: Sequence[tuple[int, int]],
    total: int,
    rng: np.random.Generator,
) -> Curved:
    """Return the pitch in cents above MIDI pitch 0, without gaps, shape ``(total,)``.

    Steps glide as a damped oscillator does, begun before the beat; a first note after a rest is
    scooped into and a last one let go.

    Source: T. Saitou, M. Unoki and M. Akagi, Development of an F0 control model based on F0
    dynamic characteristics for singing-voice synthesis, 2005 (overshoot, preparation, vibrato,
    fine fluctuation; the figures are our own).
    """
    cents = np.full(total, 100.0 * notes[0].pitch)
    for i, (note, (begin, _)) in enumerate(zip(notes, spans, strict=True)):
        gap = begin - spans[i - 1][1] if i else begin
        fresh = i == 0 or gap > REST_S * FRAMES_PER_SECOND
        if note.drawn_cents.times_s:
            _draw(cents, note, begin, spans[i - 1][0] if i else 0)
            continue
        if i:
            _step(cents, notes[i - 1], note, (*spans[i - 1], *spans[i]), fresh)
        if fresh and note.portamento_s is None:
            _bend(cents, begin, -SCOOP_CENTS, SCOOP_S)
        if i + 1 == len(notes) or spans[i + 1][0] - spans[i][1] > REST_S * FRAMES_PER_SECOND:
            _release(cents, spans[i])
    for note, span in zip(notes, spans, strict=True):
        _wave(cents, note, span, rng)
    shaky = JITTER_CENTS * _noise(rng, total, 9) + DRIFT_CENTS * _noise(rng, total, 81)
    return cents + shaky


def _draw(cents: Curved, note: SungNote, begin: int, earliest: int) -> None:
    """Write the pitch of ``note`` as it is drawn, from its first point on."""
    line = note.drawn_cents
    first = max(earliest, begin + int(np.ceil(line.times_s[0] * FRAMES_PER_SECOND)))
    at = np.arange(first - begin, len(cents) - begin) / FRAMES_PER_SECOND
    cents[first:] = 100.0 * note.pitch + line.at(at)


def _last_cents(note: SungNote) -> float:
    """Return the pitch that a note ends on."""
    return 100.0 * note.pitch + (note.drawn_cents.values or (0.0,))[-1]


def glide_s(before: SungNote, note: SungNote, room_s: float) -> float:
    """Return how long the pitch glides into a note; it never takes most of a short one."""
    if note.portamento_s is not None:
        return max(0.0, note.portamento_s)
    wide = abs(note.pitch - before.pitch)
    return min(GLIDE_S * (0.88 + 0.06 * min(wide, 10)), 0.4 * room_s)


def _step(
    cents: Curved,
    before: SungNote,
    note: SungNote,
    edges: tuple[int, int, int, int],
    fresh: bool,
) -> None:
    """Write the pitch of ``note`` from where the glide to it begins."""
    last_begin, last_end, begin, end = edges
    size = 100.0 * note.pitch - _last_cents(before)
    room_s = min(end - begin, max(begin - last_begin, 1)) / FRAMES_PER_SECOND
    glide = glide_s(before, note, room_s)
    start = begin - GLIDE_BEFORE * glide * FRAMES_PER_SECOND
    if fresh and note.portamento_s is None:
        start, glide = float(max(last_end + 8, begin - 60)), GLIDE_S
    first = max(0, int(np.ceil(start)))
    cents[first:] = 100.0 * note.pitch
    if glide * FRAMES_PER_SECOND < 1 or not size:
        return
    span = min(len(cents), first + round(2.5 * glide * FRAMES_PER_SECOND) + 2) - first
    late = (first - start + np.arange(span)) / FRAMES_PER_SECOND
    cents[first : first + span] -= size * _undone(late, glide, _damping(size, room_s))
    if not fresh and begin - last_begin >= _PREPARED_NOTE:
        other = np.clip(PREPARED * size, -_MOST_PREPARED, _MOST_PREPARED)
        low = max(0, first - _PREPARATION)
        hump = 0.5 - 0.5 * np.cos(np.linspace(0, 2 * pi, first - low, endpoint=False))
        cents[low:first] -= other * hump


def _damping(size: float, room_s: float) -> float:
    """Return the damping with which a step overshoots as far as it may; less in a short note."""
    most = MOST_OVERSHOT * min(1.0, room_s / 0.5)
    decay = -log(min(OVERSHOT, most / abs(size)))
    return decay / sqrt(pi**2 + decay**2)


def _undone(late_s: Curved, glide_s: float, damping: float) -> Curved:
    """Return the share of a step that is still to go, by an oscillator that is nearly critical."""
    speed = _SETTLED / glide_s
    free = sqrt(1 - damping**2)
    wave = speed * free * late_s
    turn: Curved = np.cos(wave) + damping / free * np.sin(wave)
    return np.exp(-damping * speed * late_s) * turn


def _bend(cents: Curved, begin: int, by: float, constant_s: float) -> None:
    """Bend the pitch before and after a frame, dying away after it."""
    low = max(0, begin - 30)
    at = (np.arange(low, min(len(cents), begin + 60)) - begin) / FRAMES_PER_SECOND
    cents[low : low + len(at)] += by * np.exp(-np.maximum(at + 0.03, 0) / constant_s)


def _release(cents: Curved, span: tuple[int, int]) -> None:
    begin, end = span
    size = min(round(FALL_S * FRAMES_PER_SECOND), (end - begin) // 5)
    share = np.linspace(0, 1, size + 8)[: len(cents) - (end - size)]
    cents[end - size : end - size + len(share)] -= FALL_CENTS * share**2


def default_vibrato(length_s: float) -> Vibrato | None:
    """Return the vibrato of a note that names none: long notes have it, wider as they last."""
    if length_s < VIBRATO_NOTE_S:
        return None
    onset = min(0.3 + 0.1 * length_s, 0.6 * length_s, 0.7)
    return Vibrato(onset_s=onset, rate_hz=5.5, depth_cents=24 + 16 * min(1.0, length_s / 2))


def _wave(cents: Curved, note: SungNote, span: tuple[int, int], rng: np.random.Generator) -> None:
    begin, end = span
    length = (end - begin) / FRAMES_PER_SECOND
    lean, slow = rng.uniform(-0.25, 0.25), rng.uniform(0, 2 * pi)
    vibrato = note.vibrato or default_vibrato(length)
    if vibrato is None or not vibrato.depth_cents or length <= vibrato.onset_s:
        return
    first = begin + round(max(0.0, vibrato.onset_s) * FRAMES_PER_SECOND)
    at = np.arange(end - first) / FRAMES_PER_SECOND
    free = note.vibrato is None
    rate = vibrato.rate_hz + (lean + 0.2 * np.sin(2 * pi * 0.3 * at + slow) if free else 0 * at)
    grown = np.minimum(at / _VIBRATO_GROWS_S, 1) * np.minimum(at[::-1] / _VIBRATO_ENDS_S, 1)
    turns = np.cumsum(rate) / FRAMES_PER_SECOND
    cents[first:end] += vibrato.depth_cents * grown * np.sin(2 * pi * turns)


def dynamics_db(
    notes: Sequence[SungNote],
    spans: Sequence[tuple[int, int]],
    sung: Sung,
    rng: np.random.Generator,
) -> Curved:
    """Return how much louder or softer a singer is, shape ``(frames,)``.

    Phrases swell and sink, high and accented notes stand out, a long note grows and fades, a
    phrase ends softly.
    """
    total = int(sung.phones.ends[-1])
    gain = np.zeros(total)
    middle = _middle(notes)
    for note, (begin, _) in zip(notes, spans, strict=True):
        lift = np.clip(0.18 * (note.pitch - middle), -2, 2) + 1.2 * note.accent
        gain[begin:] = lift
    gain = _smooth(gain, 21)
    for begin, end in spans:
        _swell(gain, begin, end)
    for begin, end in phrases(sung):
        share = np.linspace(0, 1, end - begin)
        arc = 1.5 * np.sin(pi * share**0.8) - 1.0 * share
        fade = -7 * np.clip((share - 1) * (end - begin) / 24 + 1, 0, 1) ** 2
        gain[begin:end] += arc * min(1.0, (end - begin) / 400) + fade
    return gain + 0.35 * _noise(rng, total, 121)


def _swell(gain: Curved, begin: int, end: int) -> None:
    length = end - begin
    if length < 120:
        return
    share = np.arange(length) / length
    most = 2.2 * min(1.0, length / 400)
    gain[begin:end] += most * (np.sin(pi * share**0.9) - 0.35) * np.minimum(1, share / 0.15)


def phrases(sung: Sung) -> list[tuple[int, int]]:
    """Return first and last-but-one frame of what is sung in one breath."""
    quiet = np.isin(sung.phones.phone, (INDEX[SILENCE], INDEX[BREATH]))
    sizes = sung.phones.ends - sung.phones.begins
    found: list[tuple[int, int]] = []
    rest = PHRASE_REST
    for still, size, end in zip(quiet, sizes, sung.phones.ends, strict=True):
        if still:
            rest += int(size)
            continue
        fresh = rest >= PHRASE_REST
        found.append((int(end - size), int(end)) if fresh else (found.pop()[0], int(end)))
        rest = 0
    return found


def _held(spans: Sequence[tuple[int, int]], total: int) -> Curved:
    """Return how far each note has been held: 0 for 0.2 s, 1 from 1 s on."""
    held = np.zeros(total)
    for begin, end in spans:
        at = np.arange(end - begin) / FRAMES_PER_SECOND
        held[begin:end] = np.clip((at - 0.2) / 0.8, 0, 1) * np.minimum(at[::-1] / 0.1, 1)
    return held


def _smooth(values: Curved, width: int) -> Curved:
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(values, width // 2, "edge")
    return np.convolve(padded, window / window.sum(), "valid")[: len(values)]


def _noise(rng: np.random.Generator, count: int, width: int) -> Curved:
    """Return noise of deviation 1 without what is quicker than ``width`` frames."""
    window = np.hanning(width + 2)[1:-1]
    drawn = rng.standard_normal(count + width - 1)
    return np.convolve(drawn, window / sqrt(float(np.sum(window**2))), "valid")
