"""The mouth while it speaks or sings, as weights of ARKit's movements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from aigc.avatar.motion.curves import Floats, ease
from aigc.avatar.motion.heard import Heard, Sounds
from aigc.timings.articulation import CLOSE, NUCLEI, POSTURES, TONGUE, TUCK, Gesture
from aigc.timings.curves import CLOSING_S, OPENING_S, hump, met

JAW_S: Final = (0.08, 0.08)
SPREAD_S: Final = (0.085, 0.085)
ROUND_S: Final = (0.16, 0.09)
"""How long jaw and lips look ahead and linger; lips round about 100 ms before a round vowel."""
CROWDED: Final = 0.65
ROUND_CROWDED: Final = 0.75
"""Of its reach a sound keeps this share though it goes beyond the middle of its neighbour."""
LEAST_HOLD: Final = 0.3
SHORT_S: Final = 0.06
"""A sound shorter than this holds on the more firmly, up to twice."""
GATE_S: Final = 0.06
"""How long the mouth takes to shut at the end of what is said."""
QUICKEST: Final = 0.5
"""Lips close after the middle of the sound before and part before that of the next, if they can in
this share of their time."""
SONG: Final = 1.2
"""How much wider vowels are sung than said."""
NEIGHBOURS: Final = 7
REST: Final = 0.2
"""How firmly the face at rest pulls, so that a shape is reached at its sound and not before."""
_TRIM, _LONGEST_TRIM_S = 0.3, 0.04
_VIBRATO_HZ, _VIBRATO, _HELD_S = 5.5, 0.025, 0.4
_SIDES: Final = ("Left", "Right")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mouth:
    """What a mouth does; shape ``(times,)`` each, 0 to 1.

    Attributes
    ----------
    curves : mapping of str to float64
        By ARKit's names.
    close : float64
        How far the lips are pressed together on purpose.
    opened : float64
        0 in pauses, in which nothing may open the mouth.
    """

    curves: Mapping[str, Floats]
    close: Floats
    opened: Floats


def mouth(heard: Heard, times_s: Floats) -> Mouth:
    """Return the mouth for what is heard.

    Jaw and lips move towards sounds to come and linger on those before (dominance blending); the
    sound nearest to a frame is reached in that frame, so that sampling loses no peak; lips meet
    for each b, p and m and are shut in every pause.

    Source: M. Cohen and D. Massaro, Modeling coarticulation in synthetic visual speech, 1993.
    """
    sounds = heard.sounds
    wide = SONG if heard.sung else 1.0
    jaw, teeth, pucker, funnel, spread = _posture(sounds, times_s, wide).T
    close = gesture(sounds, CLOSE, times_s)
    tuck = gesture(sounds, TUCK, times_s) * (1 - close)
    tongue = gesture(sounds, TONGUE, times_s)
    opened = gate(heard, times_s)
    if heard.sung:
        jaw = jaw * (1 + _vibrato(sounds, times_s))
    jaw, funnel, tuck = jaw * opened, funnel * (0.25 + 0.75 * opened), tuck * opened
    free = (1 - close) * opened
    lower = (0.35 * jaw + 0.5 * teeth) * free * (1 - tuck)
    upper = (0.15 * jaw + 0.45 * teeth) * free + 0.2 * tuck
    curves = {
        "jawOpen": np.clip(jaw, 0, 1),
        "mouthClose": met(jaw, close),
        "mouthPucker": pucker * (0.3 + 0.7 * opened),
        "mouthFunnel": funnel * (1 - close) * opened,
        "mouthRollLower": 0.3 * close + 0.62 * tuck,
        "mouthRollUpper": 0.26 * close,
        "tongueOut": tongue * free,
    }
    both = {
        "mouthSmile": 0.4 * spread, "mouthStretch": 0.35 * spread, "mouthDimple": 0.15 * spread,
        "mouthPress": 0.08 * close, "mouthLowerDown": lower, "mouthUpperUp": upper,
    }  # fmt: skip
    sided = {f"{name}{side}": curve for name, curve in both.items() for side in _SIDES}
    return Mouth(curves=curves | sided, close=close, opened=opened)


def gate(heard: Heard, times_s: Floats) -> Floats:
    """Return 0 in pauses and 1 where something is said, eased on the side of what is said."""
    out = np.ones_like(times_s)
    for begin, end in _talks(heard):
        near = slice(*np.searchsorted(times_s, (begin, end), side="left"))
        side = min(GATE_S, 0.4 * (end - begin))
        time = times_s[near]
        before = ease((time - begin) / side) if begin > 0 else 1.0
        after = ease((end - time) / side) if end < heard.duration else 1.0
        out[near] = np.minimum(before, after)
    for begin, end in heard.pauses:
        out[slice(*np.searchsorted(times_s, (begin, end), side="left"))] = 0
    return out


def _talks(heard: Heard) -> list[tuple[float, float]]:
    """Return what lies between the pauses."""
    begins = [0.0, *heard.pauses[:, 1]]
    ends = [*heard.pauses[:, 0], heard.duration]
    return [(a, b) for a, b in zip(begins, ends, strict=True) if b > a]


def gesture(sounds: Sounds, kind: Mapping[str, Gesture], times_s: Floats) -> Floats:
    """Return how far a movement is made that is made in whole or not at all.

    It is whole in the frame nearest to the middle of its span, however short that is.
    """
    made = [(n, kind[phone]) for n, phone in enumerate(sounds.phones) if phone in kind]
    out = np.zeros_like(times_s)
    if not made:
        return out
    at = np.array([n for n, _ in made])
    size = sounds.ends[at] - sounds.begins[at]
    begins = sounds.begins[at] + size * [g.begin for _, g in made]
    ends = sounds.begins[at] + size * [g.end for _, g in made]
    begins, ends = held(begins, ends, times_s)
    middles = (sounds.begins + sounds.ends) / 2
    before, after = middles[np.maximum(at - 1, 0)], middles[np.minimum(at + 1, len(middles) - 1)]
    closings = np.clip(begins - before, QUICKEST * CLOSING_S, CLOSING_S)
    openings = np.clip(after - ends, QUICKEST * OPENING_S, OPENING_S)
    for n, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        closing, opening = closings[n], openings[n]
        near = slice(*np.searchsorted(times_s, (begin - closing, end + opening)))
        time = times_s[near]
        far = hump(np.maximum((begin - time) / closing, (time - end) / opening))
        out[near] = np.maximum(out[near], made[n][1].reach * far)
    return out


def held(begins: Floats, ends: Floats, times_s: Floats) -> tuple[Floats, Floats]:
    """Return spans widened to the frame nearest to the middle of each."""
    step = times_s[1] - times_s[0] if len(times_s) > 1 else 1.0
    nearest = np.clip(np.rint((begins + ends) / 2 / step), 0, len(times_s) - 1) * step
    return np.minimum(begins, nearest), np.maximum(ends, nearest + 1e-6)


def _posture(sounds: Sounds, times_s: Floats, wide: float) -> Floats:
    """Return jaw, teeth, pucker, funnel and spread in each frame, shape ``(frames, 5)``."""
    rows = [POSTURES[phone] for phone in sounds.phones]
    vowel = np.array([phone in NUCLEI for phone in sounds.phones])
    jaw = np.array([[r.jaw, r.teeth] for r in rows])
    jaw[:, 0] *= np.where(vowel, sounds.gains * wide, 1.0)
    spread = np.array([[r.spread] for r in rows])
    round_ = np.array([[r.pucker, r.funnel] for r in rows])
    brief = np.clip(SHORT_S / np.maximum(sounds.ends - sounds.begins, 1e-3), 1, 2)
    lips_hold = np.array([r.lips_hold for r in rows])
    parts = (
        (jaw, brief * [r.jaw_hold for r in rows], JAW_S, CROWDED),
        (round_, lips_hold, ROUND_S, ROUND_CROWDED),
        (spread, np.maximum(brief * lips_hold, LEAST_HOLD), SPREAD_S, CROWDED),
    )
    made = [
        _blended(sounds, targets, hold, times_s, reach, crowded)
        for targets, hold, reach, crowded in parts
    ]
    return np.concatenate(made, axis=1)


def _blended(
    sounds: Sounds,
    targets: Floats,
    hold: Floats,
    times_s: Floats,
    reach_s: tuple[float, float],
    crowded: float,
) -> Floats:
    """Return the mean of what the sounds about each frame ask for, by how much each is felt."""
    trim = np.minimum(_TRIM * (sounds.ends - sounds.begins), _LONGEST_TRIM_S)
    begins, ends = held(sounds.begins + trim, sounds.ends - trim, times_s)
    now = np.minimum(np.searchsorted(sounds.ends, times_s, side="right"), len(hold) - 1)
    near = now[:, None] + np.arange(-NEIGHBOURS, NEIGHBOURS + 1)
    inside = (near >= 0) & (near < len(hold))
    near = np.clip(near, 0, len(hold) - 1)
    time = times_s[:, None]
    lead, carry = _reaches(sounds, begins, ends, reach_s, crowded)
    ahead = (begins[near] - time) / lead[near]
    behind = (time - ends[near]) / carry[near]
    felt = np.where(inside, hold[near] * hump(np.maximum(ahead, behind)), 0.0)
    asked = targets * ((hold + REST) / hold)[:, None]
    blended: Floats = np.einsum("ts,tsc->tc", felt, asked[near])
    return np.asarray(blended / (felt.sum(axis=1) + REST)[:, None], float)


def _reaches(
    sounds: Sounds, begins: Floats, ends: Floats, reach_s: tuple[float, float], crowded: float
) -> tuple[Floats, Floats]:
    """Return how long each sound is felt before and after its core, less beside short ones."""
    middles = (sounds.begins + sounds.ends) / 2
    before = np.concatenate(([np.inf], begins[1:] - middles[:-1]))
    after = np.concatenate((middles[1:] - ends[:-1], [np.inf]))
    lead = np.clip(before, crowded * reach_s[0], reach_s[0])
    return lead, np.clip(after, crowded * reach_s[1], reach_s[1])


def _vibrato(sounds: Sounds, times_s: Floats) -> Floats:
    """Return how a held vowel trembles, as a share of how far it is open."""
    out = np.zeros_like(times_s)
    for phone, begin, end in zip(sounds.phones, sounds.begins, sounds.ends, strict=True):
        if phone in NUCLEI and end - begin > _HELD_S:
            near = slice(*np.searchsorted(times_s, (begin, end)))
            time = times_s[near] - begin
            grown = ease((time - 0.25) / 0.4) * ease((end - begin - time) / 0.1)
            out[near] = _VIBRATO * grown * np.sin(2 * np.pi * _VIBRATO_HZ * time)
    return out
