"""A recording becomes text: what is said in it and when, as subtitles and as a narration.

>>> heard = run(Path("talk.mp4"), Config(engine="whisper:FOLDER"), store=store)  # doctest: +SKIP
>>> heard.save(Path("out"))                                                      # doctest: +SKIP
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal

from aigc import registry
from aigc.config import Settings, option
from aigc.errors import InputError
from aigc.files import publishing
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.label import unlabelled
from aigc.types.narration import NarratedLine, Narration, Phoneme, Word
from aigc.types.script import Script
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.timing import Timed
from aigc.types.transcript import HeardWord, Segment, Transcript
from pipelines.aligned import EAR, by_ear, by_words
from pipelines.cues import cues

FILES: Final = (
    "transcript.json", "transcript.srt", "transcript.vtt", "transcript.txt", "transcript.TextGrid",
)  # fmt: skip
LEAD_S, TAIL_S = Fraction(3, 10), Fraction(1, 2)
"""Of a narration, what is kept before its first word and after its last."""


class Config(Settings):
    """Everything that can be chosen; the CLI's flags and the studio's form are made from it."""

    engine: str = option(
        EAR,
        "Who listens: embedded, which needs the text, or a model, such as whisper:FOLDER.",
        "听写引擎：embedded 需要文本，或用模型，如 whisper:文件夹。",
    )
    text: Path | None = option(None, "File with the text that is read out.", "录音所读文本的文件。")
    language: Literal["auto", "zh", "en"] = option(
        "auto", "Language that is spoken.", "录音的语言。"
    )
    refine: bool = option(
        True,
        "Find when the words that a model hears begin and end by their sounds.",
        "按语音把模型听写出的词对准起止时间。",
    )
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transcribed:
    """A recording in words, and as a narration."""

    transcript: Transcript
    narration: Narration

    def save(self, folder: Path) -> tuple[Path, ...]:
        """Write `FILES` into a folder, all or none, and return their paths.

        Raises
        ------
        InputError
            It cannot be a folder.
        JobError
            The disk is full.
        """
        with publishing(folder) as box:
            for name in FILES:
                (box / name).write_text(self._written(name), encoding="utf-8")
        return tuple(folder / name for name in FILES)

    def _written(self, name: str) -> str:
        from aigc.timings.srt import write_srt
        from aigc.timings.textgrid import write_textgrid
        from aigc.timings.vtt import write_vtt

        match Path(name).suffix:
            case ".json":
                return json.dumps(_record(self.transcript), ensure_ascii=False, indent=1) + "\n"
            case ".srt":
                return write_srt(cues(self.narration))
            case ".vtt":
                return write_vtt(cues(self.narration))
            case ".txt":
                return self.transcript.text + "\n"
            case _:
                return write_textgrid(_tiers(self.narration), self.narration.duration)

    def _repr_html_(self) -> str:
        return self.transcript._repr_html_()


def run(
    recording: Path, config: Config, *, store: Store, progress: Progress = silent
) -> Transcribed:
    """Return what is said in a sound file or a video.

    What a model has heard is kept in ``store``, so that a run that was stopped goes on from there.

    Raises
    ------
    AssetError
        The file is missing, damaged, without sound or too long.
    InputError
        Nobody speaks in it, the text is of something else, or the embedded engine is given none.
    EngineError
        The model is missing, not whole, or of another kind, or it broke.
    """
    lines = _lines(config.text) if config.text else ()
    if config.engine == EAR and not lines:
        raise InputError(
            "The embedded engine tells when a text is said, not what: give --text FILE with what "
            "is read out, or a model that writes it down: --engine whisper:FOLDER."
        )
    if config.engine != EAR:
        registry.get("recognition", config.engine)  # a name that is wrong is told at once
    audio = _read(recording, progress)
    language = _spoken(lines, config)
    if config.engine == EAR:
        narration = by_ear(lines, audio, language or "en", progress=progress)
        return Transcribed(transcript=_transcript(narration, EAR), narration=narration)
    heard = _recognised(audio, config.engine, language, config.seed, store, progress)
    if config.refine:
        heard = _refined(heard, audio, progress)
    if lines:
        narration = by_words(lines, audio, heard)
        return Transcribed(transcript=_transcript(narration, heard.engine), narration=narration)
    from aigc.recognition.narrated import narrated

    return Transcribed(transcript=heard, narration=narrated(heard, audio))


def own_narration(
    script: Script,
    recording: Path,
    *,
    engine: str = EAR,
    seed: int = 0,
    store: Store,
    progress: Progress = silent,
) -> Narration:
    """Return a recording of one's own as the narration of a script, at -16 LUFS.

    Silence at its beginning and end is cut to `LEAD_S` and `TAIL_S`.

    Parameters
    ----------
    recording : Path
        A sound file or a video in which the lines of the script are read out, one after the other.
    engine : str
        As of `Config`.

    Raises
    ------
    AssetError, InputError, EngineError
        As of `run`.
    """
    from aigc.audio import normalise

    lines = [line.text for line in script.lines]
    audio = _read(recording, progress)
    if engine == EAR:
        found = by_ear(lines, audio, script.language, progress=progress)
    else:
        heard = _recognised(audio, engine, script.language, seed, store, progress)
        heard = _refined(heard, audio, progress)
        found = by_words(lines, audio, heard)
    cut = _cut(found)
    return replace(cut, audio=normalise(cut.audio))


def _read(recording: Path, progress: Progress) -> Audio:
    from aigc.audio import SAMPLE_RATE_HZ, read_audio, resample

    progress("read", 0, 1)
    audio = resample(read_audio(recording, mono=True, progress=progress), SAMPLE_RATE_HZ)
    progress("read", 1, 1)
    return audio


def _recognised(
    audio: Audio, engine: str, language: Language | None, seed: int, store: Store,
    progress: Progress,
) -> Transcript:  # fmt: skip
    found: Transcript = registry.get("recognition", engine).transcribe(
        audio, language=language, seed=seed, progress=progress, store=store
    )
    return found


def _refined(heard: Transcript, audio: Audio, progress: Progress) -> Transcript:
    from pipelines.refined import refined

    return refined(heard, audio, registry.get("hearing", EAR), progress=progress)


def _lines(path: Path) -> tuple[str, ...]:
    """Return the sentences of a text file, those of each paragraph for themselves."""
    from aigc.encodings import text_of
    from pipelines.hearing import lines_of

    if not path.is_file():
        raise InputError(f"There is no file {str(path)!r} that tells what is read out.")
    rows = unlabelled(text_of(path.read_bytes(), path.name)).splitlines()
    found = [line.text for row in rows if any(map(str.isalnum, row)) for line in lines_of(row)]
    if not found:
        raise InputError(f"There is nothing to read out in {path.name}: write the words.")
    return tuple(found)


def _spoken(lines: Sequence[str], config: Config) -> Language | None:
    """Return the language that is spoken; None where only the recording tells."""
    from aigc.timings.syllables import HAN

    if config.language != "auto":
        return config.language
    if not lines:
        return None
    return "zh" if HAN.search("".join(lines)) else "en"


def _transcript(narration: Narration, engine: str) -> Transcript:
    """Return the words of a narration whose text was given."""
    segments = [
        Segment(
            text=line.text,
            words=tuple(HeardWord(text=w.text, span=w.span, time=w.time) for w in line.words),
        )
        for line in narration.lines
        if line.words
    ]
    return Transcript(
        language=narration.language, duration=narration.duration, segments=tuple(segments),
        engine=engine,
    )  # fmt: skip


def _record(transcript: Transcript) -> dict[str, Any]:
    """Return what is written to ``transcript.json``; times are seconds."""

    def timed(time: TimeRange) -> dict[str, float]:
        return {"start_s": round(float(time.start), 3), "end_s": round(float(time.end), 3)}

    return {
        "language": transcript.language,
        "duration_s": round(float(transcript.duration), 3),
        "engine": transcript.engine,
        "segments": [
            {
                **timed(one.time), "text": one.text, "confidence": round(one.confidence, 3),
                "words": [
                    {**timed(w.time), "text": w.text, "confidence": w.confidence}
                    for w in one.words
                ],
            }
            for one in transcript.segments
        ],
    }  # fmt: skip


def _tiers(narration: Narration) -> dict[str, Sequence[Timed]]:
    lines = [line for line in narration.lines if line.words]
    words = [word for line in lines for word in line.words]
    tiers: dict[str, Sequence[Timed]] = {
        "lines": [Timed(text=line.text, time=line.time) for line in lines],
        "words": [Timed(text=word.text, time=word.time) for word in words],
    }
    sounds = [Timed(text=p.symbol, time=p.time) for word in words for p in word.phonemes]
    return tiers | ({"phonemes": sounds} if sounds else {})


def _cut(narration: Narration) -> Narration:
    """Return a narration without the silence before its first word and after its last."""
    audio = narration.audio
    words = [word for line in narration.lines for word in line.words]
    begin = max(0, to_sample(words[0].time.start - LEAD_S, audio.sample_rate))
    end = min(audio.samples.shape[1], to_sample(words[-1].time.end + TAIL_S, audio.sample_rate))
    by = -from_sample(begin, audio.sample_rate)
    return replace(
        narration,
        audio=Audio(samples=audio.samples[:, begin:end].copy(), sample_rate=audio.sample_rate),
        lines=tuple(shifted(line, by) for line in narration.lines),
    )


def shifted(line: NarratedLine, by: Fraction) -> NarratedLine:
    """Return a line with its words and their sounds moved by ``by`` seconds."""
    words = tuple(
        Word(
            text=w.text,
            span=w.span,
            time=w.time.shifted(by),
            phonemes=tuple(Phoneme(symbol=p.symbol, time=p.time.shifted(by)) for p in w.phonemes),
        )
        for w in line.words
    )
    return replace(line, time=line.time.shifted(by), words=words)
