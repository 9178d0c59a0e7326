"""A score and its words become a song: lay the words, arrange, sing, mix.

>>> song = run("moon.musicxml", Config(accompaniment="folk"), store=store)    # doctest: +SKIP
>>> song.save(Path("out"))                                                    # doctest: +SKIP

Without a score the melody is written for the words. `save` writes ``song.wav``, ``stems/``,
``song.lab``, ``song.TextGrid``, ``song.lrc``, ``song.srt``, ``visemes.json`` and, with a band,
``song.mid``; the sounds with the label that is heard and the mark that is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import TypeAdapter

from aigc import registry
from aigc.config import Settings, option
from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit
from aigc.types.score import Score, Tempo
from aigc.types.timing import Timing
from aigc.types.vocal import Expression, Singing, SungPhoneme, VocalLine
from pipelines.exhibited import lines_heard
from pipelines.song_words import (
    composed,
    exhibit_of,
    lines_of,
    reader,
    text_of,
    with_words,
)
from pipelines.voice_file import engine_for, in_file, name_in, named, state_of

if TYPE_CHECKING:
    from aigc.music.accompaniment.arrangement import Arrangement
    from aigc.music.mix import Mix
    from aigc.singing.engine import SingingEngine

ALONE_LEAD_S = Fraction(1, 2)
"""Silence before a voice without a band, in which the first consonants find room."""
BANDS = ("none", "ballad", "pop", "folk", "electronic", "lofi", "waltz")
_PHONEMES = TypeAdapter(tuple[SungPhoneme, ...])


class Config(Settings):
    """Everything that can be chosen; the CLI's flags and the studio's form are made from it."""

    voice: str = option(
        "", "Voice, or ENGINE:VOICE; empty takes the engine's first.",
        "音色，或“引擎:音色”；留空用第一个。",
    )  # fmt: skip
    lyrics: Path | None = option(
        None, "Words to sing instead of the score's: text or LRC.", "代替乐谱歌词的文本或 LRC。"
    )
    lexicon: Path | None = option(
        None, "How words are said: a word and its reading a line.", "读音词典，一行一词及其读音。"
    )
    language: Literal["auto", "zh", "en"] = option("auto", "Language of the words.", "歌词语言。")
    part: str = option("", "Which part of the score, by name or number.", "乐谱的哪个声部。")
    verse: int = option(1, "Which verse of the score's words.", "唱乐谱的第几段歌词。", ge=1)
    key: int = option(0, "Semitones up or down.", "升降几个半音。", ge=-24, le=24)
    tempo: float = option(1.0, "Speed, 1 is as written.", "速度，1 为原速。", ge=0.25, le=4)
    accompaniment: str = option(
        "none", "Style of the band, or none.", "伴奏风格，或不要伴奏。", choices=BANDS
    )
    chords: str = option(
        "", "Chords by bars, C | Am | F G; empty finds them.", "按小节的和弦；留空自动配。"
    )
    mood: Literal["bright", "tender", "solemn", "playful", "driving"] = option(
        "bright", "Mood of a melody that is written for words.", "为歌词谱曲时的情绪。"
    )
    balance: float = option(
        0.0, "Voice louder or softer beside the band, in dB.", "人声相对伴奏的响度。", ge=-12, le=12
    )
    reverb: float = option(
        -17.0, "Level of the hall in dB; -60 is none.", "混响电平，-60 为无。", ge=-60, le=0
    )
    loudness: float = option(-14.0, "Loudness in LUFS.", "响度，LUFS。", ge=-30, le=-8)
    soundfont: Path | None = option(
        None, "Soundfont for the band, played by FluidSynth.", "伴奏音色库（SoundFont）。"
    )
    seed: int = option(0, "Fixes everything random.", "固定一切随机因素。", ge=0)
    singer: str = option("house", "Engine that sings.", "演唱的引擎。")
    band: Literal["auto", "synth", "fluidsynth", "fake"] = option(
        "auto", "Engine of the band; auto takes FluidSynth where it is.", "伴奏引擎。"
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Song:
    """A finished song with all that it was made of.

    Attributes
    ----------
    score : Score
        On the clock of the whole piece.
    mix : Mix
        Without a label yet; `save` lays it on.
    remarks : tuple of str
        What the user should know, such as how the words fit the notes.
    exhibit : Exhibit
        What people see of it where they have to approve it.
    root : Path or None
        Of the store whose log tells what left; the usual one if None.
    """

    score: Score
    line: VocalLine
    singing: Singing
    mix: Mix
    timing: Timing
    origin: Provenance
    arrangement: Arrangement | None = None
    remarks: tuple[str, ...] = ()
    exhibit: Exhibit = field(default_factory=Exhibit)
    root: Path | None = None

    def save(self, folder: Path) -> tuple[Path, ...]:
        """Write every file into a folder; nothing appears there before all is made.

        Raises
        ------
        InputError
            When ``folder`` is a file.
        ReviewNeeded
            A person has to approve it; nothing appears before.
        TrustError
            A rule of the policy forbids it.
        """
        from pipelines.leaving import MANIFEST, leaving
        from pipelines.song_files import files
        from pipelines.sounding import sounding, written

        ready = sounding(self.mix.audio, self.origin, parts=self.mix.stems, root=self.root)
        names = []
        with leaving(
            folder, lambda: ready.origin, store=self.root, exhibit=ready.shown(self.exhibit),
            watermark=ready.asset_id,
        ) as box:  # fmt: skip
            for name, data in files(self, ready):
                (box / name).parent.mkdir(exist_ok=True)
                (box / name).write_bytes(data)
                names.append(name)
        return written(folder, tuple(names), MANIFEST)

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{escape(remark)}</p>" for remark in self.remarks)
        return self.mix.audio._repr_html_() + told


def run(
    source: Path | str | Score | None,
    config: Config,
    *,
    store: Store,
    expression: Expression | None = None,
    progress: Progress = silent,
) -> Song:
    """Return a score as sung; without one, a melody is written for ``config.lyrics``.

    ``expression`` is added to the dynamics that the score writes.

    Raises
    ------
    InputError
        When the score or the words cannot be read, a voice or a style is unknown, or there is
        neither a score nor words.
    TrustError
        What the words say may not leave, or whose voice it is does not agree; told before they are
        sung.
    """
    from aigc.singing.expression import added
    from pipelines import origin
    from pipelines.song_origin import origin_of
    from pipelines.sounding import judge

    score, remarks = words_and_notes(source, config)
    arrangement = arranged(score, config)
    line, own = vocal_line(arrangement.score if arrangement else score, config, bool(arrangement))
    own = added(own, expression) if expression else own
    starts = _line_starts(score, line, config.verse)
    judge(exhibit_of(lines_of(line, starts), score, config.lyrics), store.root)
    asked, voice = named("singing", config.singer, config.voice)[0], voice_of(line, config)
    behind = origin.behind("singing", asked, voice, store=store.root)
    sung = sing(line, config, store=store, expression=own, progress=progress)
    stems = {"voice": sung.audio}
    if arrangement:
        stems["band"] = played(arrangement, config, progress)
    timing = _timing(sung, line, starts)
    return Song(
        score=arrangement.score if arrangement else score, line=line, singing=sung,
        mix=_mixed(stems, config, progress), timing=timing, arrangement=arrangement,
        remarks=remarks,
        origin=origin_of(source, line, config, voice, behind, store=store, expression=expression),
        exhibit=exhibit_of(lines_heard(timing), score, config.lyrics), root=store.root,
    )  # fmt: skip


def words_and_notes(
    source: Path | str | Score | None, config: Config
) -> tuple[Score, tuple[str, ...]]:
    """Return the score as it is played, at its tempo, and what is to be told of its words."""
    from aigc.scores.holds import with_holds
    from aigc.scores.reader import read_score

    if source is None:
        if config.lyrics is None:
            raise InputError("There is nothing to sing. Give a score, or words with --lyrics.")
        return _at_tempo(composed(text_of(config.lyrics), config), config.tempo), ()
    score = source if isinstance(source, Score) else read_score(source, part=config.part or None)
    remarks: tuple[str, ...] = ()
    if config.lyrics is not None:
        score, report = with_words(score, text_of(config.lyrics), config)
        remarks = () if report.exact else (str(report),)
    return _at_tempo(with_holds(score), config.tempo), remarks


def _at_tempo(score: Score, factor: float) -> Score:
    if factor == 1:
        return score
    exact = Fraction(factor).limit_denominator(1000)
    tempos = tuple(Tempo(start=t.start, bpm=t.bpm * exact) for t in score.tempos)
    return replace(score, tempos=tempos)


def arranged(score: Score, config: Config) -> Arrangement | None:
    """Return what the band plays, nothing where none was asked for."""
    if config.accompaniment == "none":
        return None
    from aigc.music.accompaniment.arrange import accompany
    from aigc.music.chords.sheet import parse_progression

    chords = parse_progression(config.chords, _bar_starts(score)) if config.chords else ()
    return accompany(score, chords, style=config.accompaniment, shift=config.key, seed=config.seed)


def _bar_starts(score: Score) -> list[Fraction]:
    end = score.notes[-1].end
    return [*(bar.start for bar in score.bars if bar.start < end), end]


def vocal_line(score: Score, config: Config, with_band: bool) -> tuple[VocalLine, Expression]:
    """Return the notes of the voice in seconds, and the dynamics that the score writes."""
    from aigc.singing.plan import to_expression, to_vocal

    lead = Fraction(0) if with_band else ALONE_LEAD_S
    line = to_vocal(
        score, verse=config.verse, language=None if config.language == "auto" else config.language,
        key=0 if with_band else config.key, lead_s=lead, read=reader(config),
    )  # fmt: skip
    return line, to_expression(score, lead_s=lead)


def sing(
    line: VocalLine,
    config: Config,
    *,
    store: Store,
    expression: Expression | None = None,
    progress: Progress = silent,
) -> Singing:
    """Return the line as sung, from the store where it was sung before."""
    engine, voice = singer_of(line, config)
    key = store.key(
        "sing", 1, engine=engine.fingerprint, line=line, voice=voice,
        expression=expression or Expression(), seed=config.seed, **state_of(voice),
    )  # fmt: skip

    def make(path: Path) -> None:
        sung = engine.sing(
            line, voice=voice, expression=expression, seed=config.seed, progress=progress
        )
        with path.open("wb") as file:
            np.savez(
                file, samples=sung.audio.samples, sample_rate=sung.audio.sample_rate,
                phonemes=_PHONEMES.dump_json(sung.phonemes).decode(), f0_hz=sung.f0_hz,
            )  # fmt: skip

    with np.load(store.get_or_make(key, ".npz", make), allow_pickle=False) as data:
        return Singing(
            audio=Audio(samples=data["samples"], sample_rate=int(data["sample_rate"])),
            phonemes=_PHONEMES.validate_json(str(data["phonemes"])),
            f0_hz=data["f0_hz"],
        )


def singer_of(line: VocalLine, config: Config) -> tuple[SingingEngine, str]:
    """Return the engine that sings a line, and the name of its voice."""
    singer, voice = named("singing", config.singer, config.voice)
    engine: SingingEngine = engine_for("singing", singer, voice)
    return engine, name_in(singer, voice) or _first_voice(engine, line)


def voice_of(line: VocalLine, config: Config) -> str:
    """Return the voice that sings a line as it is asked for: one in a file by its path."""
    singer, voice = named("singing", config.singer, config.voice)
    return voice if in_file(singer, voice) else singer_of(line, config)[1]


def _first_voice(engine: SingingEngine, line: VocalLine) -> str:
    """Return the first voice whose own language most of the words are in, or else the first.

    The name is empty where an engine has no voice; it says itself how to get one.
    """
    tongues = [note.reading.language for note in line.notes if note.reading]
    voices = engine.voices()
    own = [v.id for v in voices if tongues and v.languages[0] == max(tongues, key=tongues.count)]
    return next(iter(own or [v.id for v in voices]), "")


def played(arrangement: Arrangement, config: Config, progress: Progress) -> Audio:
    """Return the sound of the band."""
    from aigc.music.accompaniment.fluidsynth import choose_band

    if config.band == "auto":
        band, _ = choose_band(config.soundfont)
    else:
        band = registry.get("accompaniment", config.band)
    return band.play(arrangement, progress=progress)


def _mixed(stems: dict[str, Audio], config: Config, progress: Progress) -> Mix:
    from aigc.music.mix import mix

    return mix(
        stems, balance_db=config.balance, reverb_db=config.reverb, lufs=config.loudness,
        progress=progress,
    )  # fmt: skip


def _timing(sung: Singing, line: VocalLine, starts: Sequence[int]) -> Timing:
    from aigc.timings.sung import timing_of_singing

    return timing_of_singing(sung, line, line_starts=starts)


def _line_starts(score: Score, line: VocalLine, verse: int) -> Sequence[int]:
    """Return the notes on which lines of the lyric begin, where the score tells lines apart."""
    if len(score.notes) != len(line.notes):
        return ()
    starts, fresh = [], True
    for i, (note, sung) in enumerate(zip(score.notes, line.notes, strict=True)):
        if sung.reading is not None and fresh:
            starts.append(i)
            fresh = False
        said = score.syllable(note, verse)
        fresh = fresh or bool(said and (said.line_end or said.stanza_end))
    return starts if len(starts) > 1 else ()
