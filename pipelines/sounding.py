"""A sound that leaves says that a machine made it: in a label that is heard, in a mark that is not.

>>> ready = sounding(speech, origin, root=store.root)                         # doctest: +SKIP
>>> with leaving(out, lambda: ready.origin, watermark=ready.asset_id) as box:  # doctest: +SKIP
...     (box / "speech.wav").write_bytes(encode_wav(ready.audio))

What other pipelines take over in memory stays as it was made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import TrustError
from aigc.store import Store, default_root
from aigc.trust.gate.passing import ask
from aigc.trust.policy import Policy, policy
from aigc.trust.provenance.manifest import FILES, number, watermark_id
from aigc.trust.watermark.files import heard_in
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.provenance import Provenance, Use
from aigc.types.review import Exhibit

WHOLE: Final = "The sound"
GRID: Final = 50
"""A label before a sound lasts a whole number of parts of a second, these in each."""
NOTHING: Final[Mapping[str, Audio]] = MappingProxyType({})

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sounding:
    """Sounds as they leave.

    Attributes
    ----------
    audio : Audio
        The whole, with its label and its mark.
    parts : mapping of str to Audio
        What the whole is the sum of, as long as it, each with its share of the label and the mark.
    origin : Provenance
        With the voice of the notice, and what there is to tell of the mark.
    asset_id : int
        What the mark carries.
    lead_s : Fraction
        How much later everything is heard than before.
    """

    audio: Audio
    parts: Mapping[str, Audio]
    origin: Provenance
    asset_id: int
    lead_s: Fraction

    def shown(self, exhibit: Exhibit) -> Exhibit:
        """Return an exhibit whose lines are told when they are heard now."""
        if not self.lead_s:
            return exhibit
        lines = (
            one if one.start_s is None else replace(one, start_s=one.start_s + float(self.lead_s))
            for one in exhibit.lines
        )
        return replace(exhibit, lines=tuple(lines))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Label:
    """What is heard before or behind a sound; each of shape ``(channels, samples)``."""

    before: Samples
    after: Samples

    def on(self, audio: Audio, share: int = 1) -> Audio:
        """Return a sound with the label, or with one of ``share`` equal parts of it."""
        pieces = (self.before / np.float32(share), audio.samples, self.after / np.float32(share))
        return Audio(samples=np.concatenate(pieces, axis=1), sample_rate=audio.sample_rate)


def sounding(
    audio: Audio,
    origin: Provenance,
    *,
    parts: Mapping[str, Audio] = NOTHING,
    root: Path | None = None,
    rules: Policy | None = None,
) -> Sounding:
    """Return a sound, and the parts that it is the sum of, as they leave.

    Parameters
    ----------
    parts : mapping of str to Audio
        Of the rate, the channels and the length of ``audio``.
    root : Path, optional
        Of the store that keeps what the house voice has said; the usual one if left out.
    rules : Policy, optional
        The installation's if left out.

    Raises
    ------
    ConfigError
        The policy or the key of the watermark cannot be used.
    EngineError
        The policy asks for a spoken notice, and no voice of the house can say it.
    TrustError
        The policy asks for a watermark, and it cannot be read back.
    """
    from aigc.trust.watermark.key import own_key
    from aigc.trust.watermark.sound import marked

    rules = rules or policy()
    language: Language = "zh" if origin.language == "zh" else "en"
    said, voices = heard_label(language, rules, root)
    label = laid(audio, said, rules)
    made = replace(origin, uses=tuple(dict.fromkeys((*origin.uses, *voices))))
    asset_id = watermark_id(number(made))
    share = max(len(parts), 1)
    whole = marked(label.on(audio), asset_id, own_key())
    pieces = {n: marked(label.on(one, share), asset_id, own_key()) for n, one in parts.items()}
    named = {WHOLE: whole, **{f"The stem {name}": one for name, one in pieces.items()}}
    notes = tuple(
        _unread(name, rules) for name, one in named.items() if not heard_in(one, asset_id)
    )
    return Sounding(
        audio=whole, parts=pieces, asset_id=asset_id,
        origin=replace(made, notes=tuple(dict.fromkeys((*made.notes, *notes)))),
        lead_s=Fraction(label.before.shape[1], audio.sample_rate),
    )  # fmt: skip


def lead_of(audio: Audio, language: str, root: Path | None = None) -> Fraction:
    """Return how much later, in seconds, everything in a sound is heard once it has left."""
    rules = policy()
    if rules.audio_label_at == "end":
        return Fraction(0)
    said, _ = heard_label("zh" if language == "zh" else "en", rules, root)
    return Fraction(laid(audio, said, rules).before.shape[1], audio.sample_rate)


def judge(exhibit: Exhibit, root: Path) -> None:
    """Refuse what is to be said and may not leave, before anybody says it.

    Raises
    ------
    TrustError
        A text of it may not leave.
    """
    ask(exhibit, policy(), root)


def written(folder: Path, names: tuple[str, ...], manifest: str) -> tuple[Path, ...]:
    """Return what left to a folder: files by name, those that the gate added, the manifest."""
    told = json.loads((folder / manifest).read_bytes())
    added = (name for name in told[FILES] if name not in names)
    return tuple(folder / name for name in (*names, *added, manifest))


def heard_label(
    language: Language, rules: Policy, root: Path | None = None
) -> tuple[Audio, tuple[Use, ...]]:
    """Return the label that the policy asks for, and the voice that says it where one does.

    The notice is said by the voice of the house, whoever speaks or sings in the sound.

    Raises
    ------
    EngineError
        No voice of the house is here.
    """
    from aigc.trust.labels.sound import notice, rhythm

    if rules.audio_label == "rhythm":
        return rhythm(), ()
    from pipelines import origin, speech
    from pipelines.speaking import settled, speaker, voice_for

    config = settled(speech.Config())
    engine = speaker(config, Store(root or default_root()))
    voice = voice_for(engine, config, language)
    said = engine.speak(notice(language), voice=voice, language=language)
    return said.audio, (origin.voice("speech", config.speech, voice),)


def laid(audio: Audio, said: Audio, rules: Policy) -> Label:
    """Return what is heard before and behind a sound, as loud as its label is beside it."""
    from aigc.trust.labels.sound import RHYTHM_BELOW_LU, labelled

    below_lu = RHYTHM_BELOW_LU if rules.audio_label == "rhythm" else 0.0
    told = labelled(audio, said, rules.audio_label_at, below_lu=below_lu).samples
    length, nothing = audio.samples.shape[1], audio.samples[:, :0]
    if rules.audio_label_at == "end":
        return Label(before=nothing, after=told[:, length:])
    before = told[:, : told.shape[1] - length]
    whole = ceil(Fraction(before.shape[1] * GRID, audio.sample_rate)) * audio.sample_rate // GRID
    return Label(before=np.pad(before, ((0, 0), (0, whole - before.shape[1]))), after=nothing)


def _unread(name: str, rules: Policy) -> str:
    """Return what is told of a mark that cannot be read, or refuse it where the policy asks so."""
    told = f"{name} is too short, too soft or too plain for its watermark to be read back."
    if rules.watermark == "required":
        raise TrustError(
            f"{told} The policy lets nothing leave without one: make it longer, or change the "
            "policy."
        )
    return told
