"""Words to phones in time with their tune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aigc.layers import Arrays
from aigc.voice.frames import Floats
from aigc.voice.prosody.breaks import broken
from aigc.voice.prosody.context import context
from aigc.voice.prosody.lengths import Usual, ends
from aigc.voice.prosody.manner import Manner
from aigc.voice.prosody.melody import tune
from aigc.voice.prosody.network import Durations, Melody
from aigc.voice.prosody.tones import Targets
from aigc.voice.prosody.words import Word
from aigc.voice.timing import Ids, Phones


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prosody:
    """What was learned of how people speak."""

    durations: Durations
    melody: Melody
    usual: Usual
    targets: Targets

    @classmethod
    def of(cls, arrays: Arrays) -> Prosody:
        """Return it from the arrays that training exports."""
        return cls(
            durations=Durations(arrays), melody=Melody(arrays),
            usual=Usual(mean=arrays["usual.mean"], deviation=arrays["usual.deviation"]),
            targets=Targets(
                height=arrays["tones.height"].astype(np.float64),
                slope=arrays["tones.slope"].astype(np.float64),
                strength=arrays["tones.strength"].astype(np.float64),
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """A sentence ready to be voiced, from its first phone to its last.

    Attributes
    ----------
    word : int64, shape (phones,)
        Which word each phone belongs to, -1 for rests.
    semitones, level_db : float32, shape (frames,)
        From the speaker's middle, and from the usual level.
    """

    phones: Phones
    word: Ids
    semitones: Floats
    level_db: Floats


def planned(words: Sequence[Word], prosody: Prosody, manner: Manner, seed: int) -> Planned:
    """Return one sentence with its rests, lengths and tune."""
    line = broken(words)
    at = context(line)
    last = ends(line, at, prosody.durations, prosody.usual, manner)
    phones = Phones(phone=at.phone, accent=at.accent, ends=last)
    rng = np.random.default_rng((seed, 41))
    made = tune(line, at, phones, prosody.melody, prosody.targets, manner, rng)
    return Planned(phones=phones, word=at.word, semitones=made.semitones, level_db=made.level_db)
