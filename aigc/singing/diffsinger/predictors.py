"""What a bank predicts for itself: lengths, pitch, and the colours of the voice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import EngineFailed
from aigc.singing.diffsinger.bank import Bank, Part
from aigc.singing.diffsinger.dictionary import BankPhone
from aigc.singing.diffsinger.models import Arrays, Model
from aigc.singing.diffsinger.timing import Floats, Ints, Timeline, Word, frames
from aigc.singing.phrases import Phrase

COLOURS: Final = ("energy", "breathiness", "voicing", "tension")
"""What an acoustic model may ask for frame by frame."""

_LEAST_S: Final = 0.01
_OLD_STEPS: Final = 1000
_MIDDLE_PITCH: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictor:
    """One part of a bank with its models opened; ``speaker`` has shape ``(hidden,)``."""

    part: Part
    linguistic: Model | None
    model: Model
    speaker: NDArray[np.float32] | None
    steps: int

    def __call__(self, encoder: Arrays, given: Arrays, count: int) -> dict[str, Any]:
        """Run the model on what is given and what every such model may ask for."""
        return self.model.run(
            {**encoder, **accelerated(self.steps), **spread(self.speaker, count), **given}
        )

    def encoded(self, words: Sequence[Word], durations: Arrays) -> dict[str, Any]:
        """Return what the linguistic model makes of the phonemes; nothing without one."""
        if self.linguistic is None:
            return {}
        phones = [phone for word in words for phone, _ in word.phones]
        return self.linguistic.run({**tokens_of(self.part, phones), **durations})


def accelerated(steps: int) -> dict[str, Any]:
    """Return how many steps a diffusion takes, in the new and the old way of asking for it."""
    speedup = max(1, _OLD_STEPS // steps)
    while _OLD_STEPS % speedup:
        speedup -= 1
    return {"steps": np.array([steps]), "speedup": np.array([speedup])}


def spread(speaker: NDArray[np.float32] | None, count: int) -> dict[str, Any]:
    """Return a speaker's embedding for each of ``count`` frames or phonemes."""
    if speaker is None:
        return {}
    return {"spk_embed": np.broadcast_to(speaker, (1, count, len(speaker)))}


def tokens_of(part: Part, phones: Sequence[BankPhone]) -> dict[str, Any]:
    """Return the numbers of phonemes and of their languages, as this part of the bank has them.

    Raises
    ------
    EngineFailed
        When this part does not know a phoneme that the main one has.
    """
    unknown = sorted({p.symbol for p in phones} - set(part.tokens))
    if unknown:
        raise EngineFailed(
            f"The phonemes {', '.join(unknown)} are missing in {part.folder.name} of the bank "
            f"{part.root.name}: its parts do not fit. Get it again."
        )
    languages = [part.languages.get(p.language, 0) for p in phones]
    return {
        "tokens": np.array([[part.tokens[p.symbol] for p in phones]]),
        "languages": np.array([languages]),
    }


def open_predictors(bank: Bank, speaker: str, seed: int, steps: int) -> dict[str, Predictor]:
    """Return the predictors of a bank, opened."""
    found = {}
    for number, (name, part) in enumerate(bank.parts.items(), 1):
        linguistic = part.config.linguistic
        found[name] = Predictor(
            part=part,
            linguistic=Model(part.model(linguistic, "linguistic"), seed) if linguistic else None,
            model=Model(part.model(getattr(part.config, name), name), seed + 7919 * number),
            speaker=part.speaker(speaker),
            steps=steps,
        )
    return found


def predicted_lengths(predictor: Predictor, words: Sequence[Word]) -> Floats:
    """Return the natural lengths of the phonemes in seconds; the pause at the end is left out."""
    inner = words[:-1]
    bounds = np.array([*(word.start_s for word in inner), inner[-1].end_s])
    frame_s = predictor.part.config.frame_s
    given = _words_of(inner, frames(bounds, frame_s))
    midi = [word.midi for word in inner for _ in word.phones]
    encoder = predictor.encoded(inner, given)
    out = predictor(encoder, {**given, "ph_midi": np.array([midi])}, len(midi))
    lengths = np.maximum(_first(out).reshape(-1).astype(np.float64) * frame_s, _LEAST_S)
    if len(lengths) != len(midi):
        raise EngineFailed(
            f"The bank gave {len(lengths)} lengths for {len(midi)} phonemes: it is damaged."
        )
    last = words[-1]
    return np.append(lengths, last.end_s - last.start_s)


def predicted_pitch(predictor: Predictor, sung: Timeline, phrase: Phrase) -> tuple[Floats, Floats]:
    """Return the bank's own pitch in MIDI pitch, and the times of its values in seconds."""
    frame_s = predictor.part.config.frame_s
    given, count = _timed(predictor, sung, frame_s)
    midi, rest, ends = _notes(sung, phrase)
    lengths = frames(np.concatenate(([sung.bounds_s[0]], ends)), frame_s)
    # the notes fill exactly the frames that the phonemes do
    lengths[-1] = max(1, count - int(lengths[:-1].sum()))
    encoder = predictor.encoded(sung.words, given)
    notes = {
        "note_midi": np.array([midi]),
        "note_rest": np.array([rest]),
        "note_dur": lengths[None],
        "note_glide": np.zeros((1, len(midi))),
        "pitch": np.full((1, count), _MIDDLE_PITCH),
        "expr": np.ones((1, count)),
        "retake": np.ones((1, count), bool),
    }
    values = _first(predictor(encoder, {**given, **notes}, count)).reshape(-1)
    return values.astype(np.float64), sung.bounds_s[0] + np.arange(len(values)) * frame_s


def predicted_colours(
    predictor: Predictor, sung: Timeline, midi_at: Callable[[Floats], Floats], count: int
) -> dict[str, Floats]:
    """Return what the bank predicts of `COLOURS`, each resampled to ``count`` frames."""
    frame_s = predictor.part.config.frame_s
    given, own = _timed(predictor, sung, frame_s)
    times = sung.bounds_s[0] + np.arange(own) * frame_s
    asked = [name for name in COLOURS if name in predictor.model.inputs]
    colours = {name: np.zeros((1, own)) for name in asked}
    more = {"pitch": midi_at(times)[None], "retake": np.ones((1, own, len(asked)), bool)}
    encoder = predictor.encoded(sung.words, given)
    out = predictor(encoder, {**given, **colours, **more}, own)
    found = {name: out[f"{name}_pred"] for name in COLOURS if f"{name}_pred" in out}
    at = np.linspace(0, 1, count)
    return {
        name: np.interp(at, np.linspace(0, 1, value.size), value.reshape(-1))
        for name, value in found.items()
    }


def _timed(predictor: Predictor, sung: Timeline, frame_s: float) -> tuple[dict[str, Any], int]:
    durations = sung.durations(frame_s)
    words = _words_of(sung.words, sung.word_durations(frame_s))
    return {"ph_dur": durations[None], **words}, int(durations.sum())


def _words_of(words: Sequence[Word], durations: Ints) -> dict[str, Any]:
    sizes = np.array([[len(word.phones) for word in words]])
    return {"word_div": sizes, "word_dur": durations[None]}


def _notes(sung: Timeline, phrase: Phrase) -> tuple[list[float], list[bool], Floats]:
    """Return pitch, whether it rests, and the end of each note, with rests as notes."""
    found: list[tuple[float, bool, float]] = []
    now = float(sung.bounds_s[0])
    for note in (note for syllable in phrase for note in syllable.notes):
        start, end = float(note.time.start), float(note.time.end)
        if start - now > _LEAST_S:
            found.append((float(note.pitch), True, start))
        found.append((float(note.pitch), False, end))
        now = end
    found.append((found[-1][0], True, float(sung.bounds_s[-1])))
    midi, rest, ends = zip(*found, strict=True)
    return list(midi), list(rest), np.array(ends)


def _first(out: Mapping[str, Any]) -> NDArray[Any]:
    values: Iterator[Any] = iter(out.values())
    return np.asarray(next(values))
