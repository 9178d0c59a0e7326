"""A recording and its words become a performance of face, head, body and hands.

>>> motion = perform(timing, text="你好！", audio_level=level)             # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.catalogue import EMOTIONS
from aigc.avatar.motion import emotions
from aigc.avatar.motion.body import body
from aigc.avatar.motion.cues import cues_of
from aigc.avatar.motion.curves import Floats, frame_times, smoothed
from aigc.avatar.motion.eyes import BLINKS_A_MINUTE, Gaze, blink_times, gaze, lids, look
from aigc.avatar.motion.feeling import emotion_of
from aigc.avatar.motion.gestures import Cue, checked, fitted, spans
from aigc.avatar.motion.head import brows, head_angles
from aigc.avatar.motion.heard import Heard, heard
from aigc.avatar.motion.mouth import Mouth, mouth
from aigc.errors import InputError
from aigc.timings.articulation import CLOSE
from aigc.types.avatar import Motion
from aigc.types.timing import Timing
from aigc.types.viseme import BLENDSHAPES

LEAST_FPS, MOST_FPS = 10, 240
SPOKEN_SHARE: Final = 0.55
"""How much of a feeling is left to the mouth while it speaks."""
VESTIBULAR: Final = 0.9
"""Share of the head's turn that the eyes undo."""
_LIPS: Final = tuple(n for n, name in enumerate(BLENDSHAPES) if name.startswith(("mouth", "jaw")))
_OPENING: Final = tuple(n for n, name in enumerate(BLENDSHAPES) if name in emotions.OPENING)
_JAW, _CLOSE = BLENDSHAPES.index("jawOpen"), BLENDSHAPES.index("mouthClose")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Life:
    """What eyes, head and body do together.

    Attributes
    ----------
    face : mapping of str to float64, shape (times,)
        What is added to the face, by ARKit's names.
    head_deg : float64, shape (times, 3)
    blinks_s : float64, shape (blinks,)
    """

    face: Mapping[str, Floats]
    head_deg: Floats
    blinks_s: Floats


def perform(
    timing: Timing,
    *,
    text: str = "",
    audio_level: Sequence[float] | NDArray[np.floating] | None = None,
    fps: Fraction | int = Fraction(30),
    emotion: Mapping[str, float] | None = None,
    singing: bool = False,
    seed: int = 0,
    liveliness: float = 1.0,
    gestures: Sequence[Cue] | None = None,
) -> Motion:
    """Return the motion of a character that says or sings what is heard.

    Eyes are moved by weights of the eyeLook shapes; the bones of the eyes are left alone.

    Parameters
    ----------
    timing : Timing
        Its phonemes; a timing with notes is sung.
    text : str
        What is said, with its punctuation, where the timing's lines do not have it.
    audio_level : array of float, shape (measures,), or None
        How loud the recording is, at even times from its beginning to its end.
    fps : Fraction or int
        Frames a second, 10 to 240.
    emotion : mapping of str to float, or None
        Strengths by names of `aigc.avatar.catalogue.EMOTIONS`; None takes them from the text,
        sentence by sentence.
    singing : bool
        Sing though there are no notes.
    seed : int
        Fixes everything random.
    liveliness : float
        How much head, brows and body move: 0 hardly, 1 as usual, 2 at the most.
    gestures : sequence of Cue, or None
        What the arms do; None takes it from the text, an empty sequence leaves them at rest.

    Raises
    ------
    InputError
        The timing cannot be moved by, or a number is out of its range.
    ConfigError
        There is no such emotion or gesture.
    """
    rate = checked_rate(fps)
    check_liveliness(liveliness)
    given = None if emotion is None else emotions.checked(emotion)
    said = heard(timing, text=text, audio_level=audio_level, singing=singing)
    times_s = frame_times(timing.duration, rate)
    streams = np.random.SeedSequence(seed).spawn(4)
    rngs = [np.random.default_rng(stream) for stream in streams]
    felt = _felt(said, given, times_s)
    cues = (fitted(checked(gestures, said.duration)) if gestures is not None
            else cues_of(said, rngs[0]))  # fmt: skip
    alive = life(said, times_s, felt, (rngs[1], rngs[2]), liveliness)
    lips = mouth(said, times_s)
    face = composed(lips, emotions.mixed_faces(felt), alive.face, sung=said.sung)
    inhales = [p.start - 0.5 for p in said.phrases]
    shoulders = emotions.bearing(felt, "shoulders")
    made = body(times_s, alive.head_deg, rngs[3], cues=cues, inhale_s=inhales,
                shoulders_deg=shoulders, lively=liveliness)  # fmt: skip
    return Motion(
        fps=rate,
        blendshapes=face,
        turns={bone: q.astype(np.float32) for bone, q in made.turns.items()},
        travel=made.travel.astype(np.float32),
        marks=marked(said, cues, alive.blinks_s, felt, times_s),
    )


def checked_rate(fps: Fraction | int) -> Fraction:
    """Return the rate of frames; raises InputError where it is not 10 to 240."""
    rate = Fraction(fps)
    if not LEAST_FPS <= rate <= MOST_FPS:
        raise InputError(f"{float(rate):g} frames a second are not possible: choose 10 to 240.")
    return rate


def check_liveliness(liveliness: float) -> None:
    """Raise InputError where it is not 0 to 2."""
    if not (isfinite(liveliness) and 0 <= liveliness <= 2):
        raise InputError(f"A liveliness of {liveliness:g} is not possible: choose 0 to 2.")


def life(
    said: Heard, times_s: Floats, felt: Floats, rngs: Sequence[np.random.Generator], lively: float
) -> Life:
    """Return gaze, blinks, brows and head."""
    away = _away(said, felt, times_s, rngs[0])
    side = tuple(float(v) for v in emotions.bearing(felt, "look").mean(axis=0))
    seen = gaze(times_s, said.duration, rngs[0], away_s=away, side=(side[0], side[1]),
                lively=min(lively, 1.5))  # fmt: skip
    energy = smoothed(emotions.bearing(felt, "energy"), 3) * lively
    head_deg = head_angles(said, times_s, rngs[1], gaze_deg=seen.degrees, energy=energy,
                           bearing_deg=emotions.bearing(felt, "head"))  # fmt: skip
    blinks = _blinks(said, seen, rngs[0])
    shut = lids(times_s, blinks)
    counter = np.stack((-head_deg[:, 1], head_deg[:, 0]), axis=1) * VESTIBULAR
    sunk = 0.35 * emotions.bearing(felt, "look")
    face: dict[str, Floats] = dict(look(seen.degrees + counter + sunk))
    for side_name in ("Left", "Right"):
        face[f"eyeBlink{side_name}"] = np.maximum(face[f"eyeBlink{side_name}"], shut)
        face[f"eyeSquint{side_name}"] = 0.18 * shut
        face[f"cheekSquint{side_name}"] = 0.08 * shut
        face[f"browDown{side_name}"] = 0.06 * shut
    return Life(face=face | brows(said, times_s, rngs[1], energy), head_deg=head_deg,
                blinks_s=blinks)  # fmt: skip


def _away(said: Heard, felt: Floats, times_s: Floats, rng: np.random.Generator) -> Floats:
    """Return when the eyes glance away: as a phrase is thought of, more with some feelings."""
    often = emotions.bearing(felt, "glances")
    out, last = [], -3.0
    for phrase in said.phrases:
        at = phrase.start - 0.25 + 0.3 * float(rng.random())
        chance = 0.28 * float(np.interp(at, times_s, often)) * (0.6 if said.sung else 1.0)
        if rng.random() < chance and at - last > 2.5:
            out.append(at)
            last = at
        thoughtful = phrase.start + 0.55 * (phrase.end - phrase.start)
        if rng.random() < 0.3 * chance and thoughtful - last > 2.5:
            out.append(thoughtful)
            last = thoughtful
    return np.array(out)


def _blinks(said: Heard, seen: Gaze, rng: np.random.Generator) -> Floats:
    """Return when to blink: at ends of phrases and with glances, never on a stressed closure."""
    ends = [p.end + 0.12 for p in said.phrases]
    near = np.sort(np.concatenate((ends, seen.shifts_s + 0.02)))
    closes = np.array([phone in CLOSE for phone in said.sounds.phones])
    strong = said.accents[said.strengths > 0.5] if len(said.accents) else np.zeros(0)
    begins = said.sounds.begins[closes]
    stressed = np.array([b for b in begins if ((strong > b) & (strong < b + 0.25)).any()])
    return blink_times(said.duration, rng, near_s=near, avoid_s=stressed, rate=BLINKS_A_MINUTE)


def _felt(said: Heard, given: Mapping[str, float] | None, times_s: Floats) -> Floats:
    if given is not None:
        return emotions.constant(given, times_s)
    spans_s: list[tuple[float, float]] = []
    mixtures: list[Mapping[str, float]] = []
    fresh = True
    for phrase in said.phrases:
        if fresh:
            spans_s.append((phrase.start, phrase.end))
            mixtures.append(emotion_of(phrase.text))
        spans_s[-1] = (spans_s[-1][0], phrase.end)
        fresh = phrase.last
    return emotions.envelope(spans_s, mixtures, times_s)


def composed(
    lips: Mouth,
    feeling: Floats,
    added: Mapping[str, Floats],
    *,
    sung: bool,
    spoken_share: float = SPOKEN_SHARE,
) -> NDArray[np.float32]:
    """Return the weights of the whole face, shape ``(frames, 52)``.

    What opens the lips makes way for closures and pauses, and the jaw is undone by ``mouthClose``
    wherever lips are pressed together.
    """
    face = feeling.copy()
    spoken = lips.opened * (0.8 if sung else 1.0)
    face[:, _LIPS] *= (1 - (1 - spoken_share) * spoken)[:, None]
    face[:, _OPENING] *= (lips.opened * (1 - lips.close))[:, None]
    for name, curve in lips.curves.items():
        face[:, BLENDSHAPES.index(name)] += curve
    for name, curve in added.items():
        face[:, BLENDSHAPES.index(name)] += curve
    round_ = np.clip(lips.curves["mouthPucker"] + 0.6 * lips.curves["mouthFunnel"], 0, 1)
    for side in ("Left", "Right"):
        for name in ("mouthSmile", "mouthStretch", "mouthFrown"):
            face[:, BLENDSHAPES.index(f"{name}{side}")] *= 1 - 0.55 * round_
        blink = np.clip(face[:, BLENDSHAPES.index(f"eyeBlink{side}")], 0, 1)
        for name in ("eyeWide", "eyeSquint"):
            face[:, BLENDSHAPES.index(f"{name}{side}")] *= 1 - blink
    face = np.clip(face, 0, 1)
    face[:, _CLOSE] = np.minimum(face[:, _JAW] * np.maximum(lips.close, 1 - lips.opened), 1)
    return face.astype(np.float32)


def marked(
    said: Heard, cues: Sequence[Cue], blinks_s: Floats, felt: Floats, times_s: Floats
) -> tuple[tuple[str, Fraction, Fraction], ...]:
    """Return gestures, blinks and feelings, each with its start and length in seconds."""
    out = [(f"gesture:{c.gesture}", max(a, 0.0), b)
           for c, (a, b) in zip(cues, spans(cues), strict=True)]  # fmt: skip
    out += [("blink", b - 0.09, b + 0.21) for b in blinks_s]
    for name, row in zip(EMOTIONS, felt.T, strict=True):
        edges = np.diff(np.concatenate(([0], (row > 0.2).astype(int), [0])))
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
        if name != "neutral":
            out += [(f"emotion:{name}", times_s[a], times_s[b])
                    for a, b in zip(starts, ends, strict=True) if b > a]  # fmt: skip
    out.sort(key=lambda mark: (mark[1], mark[0]))
    return tuple((name, _ms(a), _ms(min(b, said.duration)) - _ms(a)) for name, a, b in out)


def _ms(value: float) -> Fraction:
    return Fraction(round(value * 1000), 1000)
