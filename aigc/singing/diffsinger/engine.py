"""The engine that sings DiffSinger and OpenUtau banks of ONNX models."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from aigc.banks import bank_root, default_folder, installed, speaker_of, state, voice_id
from aigc.errors import AigcError, ConfigError
from aigc.progress import Progress, silent, track
from aigc.singing.diffsinger.bank import (
    DIFFSINGER,
    Bank,
    languages_of,
    load_bank,
    read_label,
    speaker_name,
)
from aigc.singing.diffsinger.config import BankConfig, read_config
from aigc.singing.diffsinger.models import check_runtime
from aigc.singing.diffsinger.render import open_bank, render
from aigc.singing.diffsinger.timing import Floats
from aigc.singing.phrases import F0_STEP_S, add, blank, hertz, phrases, pitch, singing, syllables
from aigc.types.vocal import Expression, Singing, VocalLine
from aigc.types.voice import Voice

_VERSION: Final = 1
_REST_S: Final = Fraction(7, 10)
_LONGEST_S: Final = Fraction(20)


class DiffSingerEngine:
    """Sings the banks in a folder, and any other bank by its path, on a GPU where there is one.

    A bank predicts lengths and pitch where it has the models for it; else consonants have lengths
    by rule and the pitch is the house's.

    Parameters
    ----------
    folder : Path or None
        Where banks are installed; None takes ``AIGC_VOICES``, or ``voices`` in the store.
    steps : int
        Of the diffusion, 1 to 1000: more are slower and finer.
    depth : float
        Above 0 to 1: how much of its work a shallow diffusion does anew.
    """

    name = "diffsinger"

    def __init__(self, folder: Path | None = None, *, steps: int = 20, depth: float = 1.0) -> None:
        if not 1 <= steps <= 1000 or not 0 < depth <= 1:
            raise ConfigError(
                f"{steps} steps and a depth of {depth:g} are not possible: choose 1 to 1000 "
                "steps, and a depth above 0 and at most 1."
            )
        self._folder = folder or default_folder()
        self._steps, self._depth = steps, depth
        self._loaded: tuple[Path, int, Bank] | None = None

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        made = f"diffsinger/{_VERSION} steps={self._steps} depth={self._depth:g}"
        return f"{made} banks={state(self._folder, DIFFSINGER)}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the singers of the banks that are installed; a damaged bank is left out."""
        return tuple(self._voices())

    def _voices(self) -> Iterator[Voice]:
        for bank in installed(self._folder, DIFFSINGER):
            try:
                root = bank_root(bank, self._folder, DIFFSINGER)
                config = read_config(root / "dsconfig.yaml", BankConfig)
                languages, label = languages_of(root), read_label(root)
            except AigcError:
                continue
            speakers = [speaker_name(entry) for entry in config.speakers or ()]
            for speaker in speakers or [""]:
                yield Voice(
                    id=voice_id(bank, speaker),
                    label=f"{label}, {speaker}" if speaker else label,
                    languages=languages,
                    gender="neutral",
                )

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

        ``voice`` is one of `voices`, or the path of a bank's folder or .zip, with ``#speaker``
        behind it for another than its first.
        """
        check_runtime()
        changes = expression or Expression()
        bank = self._bank(bank_root(voice, self._folder, DIFFSINGER))
        house = pitch(line, changes, seed)
        clock: Floats = np.arange(len(house), dtype=np.float64) * F0_STEP_S
        parts = phrases(syllables(line), rest=_REST_S, longest=_LONGEST_S)
        speaker = speaker_of(voice)[1]
        opened = open_bank(bank, speaker, seed=seed, steps=self._steps, depth=self._depth)
        out, midi = blank(line), house
        sounds: list[tuple[str, float, float, int]] = []
        for phrase in track(parts, progress, "sing", len(parts)):
            sung = render(opened, phrase, lambda t: np.interp(t, clock, house), changes)
            add(out, sung.samples, sung.start)
            sounds += sung.sounds
            within = (clock >= sung.sounds[0][1]) & (clock < sung.sounds[-1][2])
            midi = np.where(within, sung.pitch_at(clock), midi)
        return singing(out, sounds, hertz(midi))

    def _bank(self, root: Path) -> Bank:
        """Return the bank, read anew only when it has changed."""
        file = root / "dsconfig.yaml"
        changed = file.stat().st_mtime_ns if file.is_file() else 0
        if self._loaded is None or self._loaded[:2] != (root, changed):
            self._loaded = (root, changed, load_bank(root, self._folder))
        return self._loaded[2]
