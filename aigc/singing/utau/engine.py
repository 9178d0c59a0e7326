"""The engine that sings UTAU banks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Final

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.banks import bank_root, default_folder, installed, speaker_of, state
from aigc.errors import AigcError, InputError
from aigc.progress import Progress, silent, track
from aigc.singing.phrases import (
    F0_STEP_S,
    Phrase,
    add,
    blank,
    hertz,
    phrases,
    pitch,
    singing,
    syllables,
)
from aigc.singing.utau.aliases import Placed, parts_of, placed
from aigc.singing.utau.analysis import Floats, Recording, read_recording
from aigc.singing.utau.oto import UTAU, Unit, UtauBank, load_bank
from aigc.singing.utau.psola import resung
from aigc.types.article import Language
from aigc.types.vocal import Expression, Singing, VocalLine
from aigc.types.voice import Voice

_VERSION: Final = 1
_RATE: Final = SAMPLE_RATE_HZ
_REST_S: Final = Fraction(1, 10)
_FADE_S: Final = 0.005
_RELEASE_S: Final = 0.04
_MOST_BEFORE: Final = 0.5
_LEAST_MS: Final = 30.0
_LOUDER_DB: Final = (-40.0, 12.0)


class UtauEngine:
    """Sings the UTAU banks in a folder, and any other bank by its path.

    Pitch and loudness follow an `Expression`; tension and breathiness are those of the recordings.

    Parameters
    ----------
    folder : Path or None
        Where banks are installed; None takes ``AIGC_VOICES``, or ``voices`` in the store.
    """

    name = "utau"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or default_folder()

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        return f"utau/{_VERSION} banks={state(self._folder, UTAU)}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the banks that are installed; a damaged one is left out."""
        return tuple(self._voices())

    def _voices(self) -> Iterator[Voice]:
        for name in installed(self._folder, UTAU):
            try:
                bank = load_bank(bank_root(name, self._folder, UTAU))
            except AigcError:
                continue
            languages = _languages(bank)
            yield Voice(id=name, label=bank.label, languages=languages, gender="neutral")

    def sing(
        self,
        line: VocalLine,
        *,
        voice: str,
        expression: Expression | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Singing:
        """Return the line as sung; see `SingingEngine.sing`.

        ``voice`` is one of `voices`, or the path of a bank's folder or .zip.
        """
        changes = expression or Expression()
        if speaker_of(voice)[1]:
            raise InputError(f"UTAU banks have one speaker: leave out what follows # in {voice!r}.")
        bank = load_bank(bank_root(voice, self._folder, UTAU))
        f0 = hertz(pitch(line, changes, seed))
        parts = phrases(syllables(line), rest=_REST_S, longest=Fraction(3600))
        plans = [placed(phrase, bank) for phrase in parts]
        out, rng = blank(line), np.random.default_rng(seed)
        recordings: dict[Path, Recording] = {}
        sounds: list[tuple[str, float, float, int]] = []
        for phrase, plan in track(
            list(zip(parts, plans, strict=True)), progress, "sing", len(parts)
        ):
            for spot in _spots(plan):
                file = spot.placed.unit.file
                if file not in recordings:
                    recordings[file] = read_recording(file)
                add(out, _sung(spot, recordings[file], f0, rng), round(spot.start_s * _RATE))
            sounds += _sounds(phrase, plan)
        return singing(out * _gain(changes, len(out)), sounds, f0)


def _languages(bank: UtauBank) -> tuple[Language, ...]:
    known = bank.plain_aliases()
    chinese = any(name in known or f"- {name}" in known for name in ("zhuang", "hao", "ni", "shi"))
    english = any(name in known for name in ("hh ah", "- hh", "ah l", "s t"))
    found: tuple[Language, ...] = (*(("zh",) if chinese else ()), *(("en",) if english else ()))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A unit with the time it takes; ``ratio`` is how far what is before the beat is shortened."""

    placed: Placed
    ratio: float
    start_s: float
    end_s: float
    fade_in_s: float
    fade_out_s: float


def _spots(plan: Sequence[Placed]) -> Iterator[_Spot]:
    """Yield the units of a phrase with each faded into the next."""
    spots = [
        _spot(one, _ratio(one, before)) for one, before in zip(plan, (None, *plan), strict=False)
    ]
    for spot, after in zip_longest(spots, spots[1:]):
        if after is None or not after.placed.joined:
            yield spot
            continue
        end = max(after.start_s + after.fade_in_s, spot.start_s + 2 * _FADE_S)
        yield replace(spot, end_s=end, fade_out_s=min(after.fade_in_s, end - spot.start_s))


def _spot(one: Placed, ratio: float) -> _Spot:
    """Return a unit from its preutterance to the end of its note."""
    own = 0.0 if one.bare else ratio
    start = one.beat_s - own * one.unit.preutterance_ms / 1000
    overlap = ratio * one.unit.overlap_ms / 1000 if one.joined else 0.0
    return _Spot(
        placed=one,
        ratio=own,
        start_s=start,
        end_s=max(one.end_s, start + 2 * _FADE_S),
        fade_in_s=max(overlap, _FADE_S),
        fade_out_s=min(_RELEASE_S, one.end_s - start),
    )


def _ratio(one: Placed, before: Placed | None) -> float:
    """Return how far what is before the beat is shortened so that it leaves room for the last."""
    early = one.unit.preutterance_ms / 1000
    if before is None or early <= 0:
        return 1.0
    return min(1.0, _MOST_BEFORE * max(one.beat_s - before.beat_s, 0.02) / early)


def _sung(spot: _Spot, recording: Recording, f0: Floats, rng: np.random.Generator) -> Floats:
    """Return one unit at its pitch and length, faded at both ends."""
    length = max(round((spot.end_s - spot.start_s) * _RATE), 2)
    places = _way(spot.placed.unit, recording, spot, length)
    first = spot.start_s / F0_STEP_S

    def f0_at(at: Floats) -> Floats:
        frames = first + at / (_RATE * F0_STEP_S)
        found: Floats = np.interp(frames, np.arange(len(f0)), f0)
        return found

    out = resung(recording, places, f0_at, rng)
    rise = min(round(spot.fade_in_s * _RATE), length)
    fall = min(round(spot.fade_out_s * _RATE), length)
    out[:rise] *= np.linspace(0, 1, rise)
    out[length - fall :] *= np.linspace(1, 0, fall)
    return out


def _way(unit: Unit, recording: Recording, spot: _Spot, length: int) -> tuple[Floats, Floats]:
    """Return corners of the way from the output to the recording, in samples.

    What is before the beat takes the time that is left for it, the rest of the fixed part its own,
    and what is behind fills the note.
    """
    ms = _RATE / 1000
    begin, end = _span(unit, recording.length / ms)
    fixed = min(unit.fixed_ms, end - begin - _LEAST_MS)
    early = min(unit.preutterance_ms, end - begin - _LEAST_MS)
    beat = spot.ratio * early
    held = beat + max(fixed - early, 0.0)
    to = np.array([0.0, beat, held, length / ms])
    source = begin + np.array(
        [early if spot.ratio == 0 else 0.0, early, max(fixed, early), end - begin]
    )
    to[1:3] = np.minimum(to[1:3], to[3])
    if held >= to[3]:
        source[2:] = source[1] + np.maximum(to[2:] - beat, 0)
    return to * ms, source * ms


def _span(unit: Unit, length_ms: float) -> tuple[float, float]:
    """Return begin and end of a unit in its file, in milliseconds."""
    cutoff = unit.cutoff_ms
    end = unit.offset_ms - cutoff if cutoff < 0 else length_ms - cutoff
    end = min(end, length_ms)
    if end - unit.offset_ms < 2 * _LEAST_MS:
        raise InputError(
            f"The recording {unit.file.name} is too short for {unit.alias!r}: oto.ini has it begin "
            f"at {unit.offset_ms:g} ms and end at {end:g} ms. Correct its line."
        )
    return unit.offset_ms, end


def _sounds(phrase: Phrase, plan: Sequence[Placed]) -> Iterator[tuple[str, float, float, int]]:
    """Yield the sounds of a phrase with their times: each syllable's held sound on its beat."""
    starts = {spot.placed.beat_s: spot for spot in reversed(tuple(_spots(plan)))}
    edges: list[tuple[str, float, int]] = []
    for syllable in phrase:
        parts = [part for part in parts_of(syllable) if not (part.lead and syllable.again)]
        beat = float(syllable.start)
        lead = sum(part.lead for part in parts)
        spot = starts.get(beat)
        early = beat - spot.start_s - spot.fade_in_s / 2 if spot else 0.0
        early = max(early, 0.02 * lead)
        room = float(syllable.end) - beat
        for i, part in enumerate(parts):
            late = i - lead
            tail = room * (1 - 0.3 * (len(parts) - i) / max(len(parts) - lead, 1))
            at = beat + (early * late / max(lead, 1) if late <= 0 else tail)
            edges.append((part.label, at, syllable.index))
    last = float(phrase[-1].end)
    for edge, after in zip_longest(edges, edges[1:]):
        yield edge[0], edge[1], after[1] if after else last, edge[2]


def _gain(expression: Expression, count: int) -> Floats:
    times: Floats = np.arange(count, dtype=np.float64) / _RATE
    gain: Floats = 10 ** (np.clip(expression.dynamics_db.at(times), *_LOUDER_DB) / 20)
    return gain
