"""A script to one recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Unpack

from aigc.audio import SAMPLE_RATE_HZ, concatenate, normalise, silence
from aigc.errors import EngineFailed, InputError
from aigc.progress import Progress, silent, track
from aigc.speech.engine import DeliveryOptions, SpeechEngine, named_voice
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import NarratedLine, Narration, Phoneme, Utterance, Word
from aigc.types.script import Script, ScriptLine
from aigc.types.time import TimeRange, from_sample, to_sample

_AFTER_HOOK = Fraction(5, 3)
_BETWEEN_ROLES = Fraction(3, 2)
_NEW_PART = Fraction(7, 3)
_TAIL_S = Fraction(1, 2)
_SAMPLES: dict[Language, str] = {
    "zh": (
        "去年全球新能源汽车的销量再创新高，其中中国市场占了一半以上。业内专家认为，电池成本的下降是"
        "最主要的原因，而充电网络的建设也在加快。"
    ),
    "en": (
        "Global sales of electric cars reached a new record last year, and more than half of them "
        "were sold in China. Analysts say that the falling price of batteries is the main reason."
    ),
}


def narrate(
    script: Script,
    engine: SpeechEngine,
    *,
    voice: str = "",
    gap_s: Fraction = Fraction(3, 10),
    lead_s: Fraction = Fraction(2, 5),
    progress: Progress = silent,
    **how: Unpack[DeliveryOptions],
) -> Narration:
    """Return the script spoken line by line, at -16 LUFS with true peaks below -1 dBTP.

    Parameters
    ----------
    gap_s : Fraction
        Pause between two lines of one role; where the role changes, after the hook and around a
        chapter it is longer.
    lead_s : Fraction
        Silence before the first line.
    **how
        The keywords of `Delivery`, the same for every line.

    Raises
    ------
    InputError
        When the script has no lines, the voice is unknown or a line cannot be spoken.
    """
    parts: list[Audio] = []
    spoken = _spoken(script, engine, voice, how, progress)
    lines = tuple(_placed_lines(script, spoken, gap_s, lead_s, parts.append))
    parts.append(silence(_TAIL_S))
    audio = concatenate(parts)
    parts.clear()
    return Narration(
        language=script.language,
        voice=named_voice(engine, voice, script.language).id,
        audio=normalise(audio, in_place=True),
        lines=lines,
    )


def line_times(
    script: Script,
    engine: SpeechEngine,
    *,
    voice: str = "",
    gap_s: Fraction = Fraction(3, 10),
    lead_s: Fraction = Fraction(2, 5),
    **how: Unpack[DeliveryOptions],
) -> tuple[tuple[TimeRange, ...], Fraction]:
    """Return when each line is heard and how long all of it lasts, as `narrate` would speak it.

    Raises
    ------
    InputError
        When the script has no lines or the voice is unknown.
    """
    spoken = _spoken(script, engine, voice, how, silent)
    lines = _placed_lines(script, spoken, gap_s, lead_s, lambda _: None)
    times = tuple(line.time for line in lines)
    return times, times[-1].end + _TAIL_S


def _spoken(
    script: Script, engine: SpeechEngine, voice: str, how: DeliveryOptions, progress: Progress
) -> Iterator[Utterance]:
    if not script.lines:
        raise InputError("The script has no lines: write at least one before narrating it.")
    who = named_voice(engine, voice, script.language)
    for line in track(script.lines, progress, "narrate", len(script.lines)):
        said = engine.speak(line.text, voice=who.id, language=script.language, **how)
        _check(said.audio, engine)
        yield said


def _placed_lines(
    script: Script,
    spoken: Iterable[Utterance],
    gap_s: Fraction,
    lead_s: Fraction,
    keep: Callable[[Audio], None],
) -> Iterator[NarratedLine]:
    """Yield each line on the narration's clock, and hand every stretch of sound to ``keep``."""
    now = 0
    gaps = [lead_s, *_gaps(script.lines, gap_s)]
    for index, (utterance, gap) in enumerate(zip(spoken, gaps, strict=True)):
        rest = silence(gap)
        now += rest.samples.shape[1]
        keep(rest)
        keep(utterance.audio)
        yield _placed(index, utterance, from_sample(now, SAMPLE_RATE_HZ))
        now += utterance.audio.samples.shape[1]


def _gaps(lines: Sequence[ScriptLine], gap: Fraction) -> list[Fraction]:
    """Return the pause after each line but the last."""
    pauses = []
    for line, following in pairwise(lines):
        factor = Fraction(1)
        if "chapter" in (line.role, following.role):
            factor = _NEW_PART
        elif line.role == "hook":
            factor = _AFTER_HOOK
        elif line.role != following.role or line.block != following.block:
            factor = _BETWEEN_ROLES
        pauses.append(from_sample(to_sample(gap * factor, SAMPLE_RATE_HZ), SAMPLE_RATE_HZ))
    return pauses


def _check(audio: Audio, engine: SpeechEngine) -> None:
    """Refuse sound that is not what the Protocol promises."""
    if audio.sample_rate != SAMPLE_RATE_HZ or audio.channels != 1:
        raise EngineFailed(
            f"{engine.name} returned {audio.channels} channels at {audio.sample_rate} Hz: an "
            f"engine must return mono at {SAMPLE_RATE_HZ} Hz."
        )


def _placed(index: int, utterance: Utterance, start: Fraction) -> NarratedLine:
    """Return a line with its words on the narration's clock."""
    words = tuple(
        Word(
            text=w.text,
            span=w.span,
            time=w.time.shifted(start),
            phonemes=tuple(
                Phoneme(symbol=p.symbol, time=p.time.shifted(start)) for p in w.phonemes
            ),
        )
        for w in utterance.words
    )
    time = TimeRange(start=start, duration=utterance.audio.duration)
    return NarratedLine(line=index, text=utterance.text, time=time, words=words)


def pace(
    engine: SpeechEngine, voice: str, language: Language, **how: Unpack[DeliveryOptions]
) -> float:
    """Return how fast a voice speaks, measured on two sentences, their pauses included.

    Returns
    -------
    float
        Chinese characters per second, or English words per minute.
    """
    text = _SAMPLES[language]
    said = engine.speak(text, voice=voice, language=language, **how)
    words = said.words
    seconds = float(words[-1].time.end - words[0].time.start)
    if language == "en":
        return len(words) * 60 / seconds
    return sum(len(w.text) for w in words) / seconds
