"""What the hearing network learns from: recordings and voices with the time of every phone.

Each source is kept as one archive of numbers in a folder, made at the first call: the recordings of
`aigc voices build` with the alignments it finds, the house voices speaking and singing, and the
voices of espeak-ng, which are of many kinds of people.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aigc.audio import resample, to_mono
from aigc.errors import AigcError
from aigc.files import replacing
from aigc.hearing.classes import QUIET, classes_of
from aigc.hearing.features import SAMPLE_RATE_HZ, sound_of
from aigc.music.engine import MOODS
from aigc.music.synth import SynthBed
from aigc.progress import Progress, silent, track
from aigc.singing.house import HouseSinger
from aigc.speech.espeak_process import EspeakProcess
from aigc.speech.house import HouseSpeech
from aigc.speech.normalise import normalise
from aigc.speech.ssml import TONGUE, listen, markup
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.voice.phones import SYMBOLS
from benchmarks.voice_material import Material
from benchmarks.voice_song import melody

Sound = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

VARIANTS = ("m1", "m2", "m3", "m4", "m5", "f1", "f3", "f4", "f5", "Andy", "Annie", "benjamin",
            "linda", "Mario", "steph", "adam", "quincy", "belinda", "klatt2")  # fmt: skip
UNSEEN = ("m7", "f2", "Michael", "Alicia")
"""Voices of espeak-ng that are heard in no training."""
SPOKEN, SUNG, FORMANT, BEDS = 560, 60, 900, 12
"""Texts, songs, espeak-ng's texts and pieces of music."""
_NOTES, _BED_S, _HELD = 24, 40, 20


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Sounds at 16 kHz end to end, and the class of every stretch of them.

    Attributes
    ----------
    samples : int16, shape (samples,)
    starts : int64, shape (sounds + 1,)
        First sample of each sound.
    owner, label, begin : int64, shape (stretches,)
        Which sound a stretch is of, its class, and the sample of that sound at which it begins.
    held_out : bool, shape (sounds,)
    """

    samples: npt.NDArray[np.int16]
    starts: Ids
    owner: Ids
    label: Ids
    begin: Ids
    held_out: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.held_out)

    def sound(self, number: int) -> Sound:
        """Return the samples of one sound."""
        piece = self.samples[self.starts[number] : self.starts[number + 1]]
        return piece.astype(np.float32) / np.float32(32767)

    def labels(self, number: int) -> tuple[Ids, Ids]:
        """Return the first samples of the stretches of one sound, and their classes."""
        first, last = np.searchsorted(self.owner, (number, number + 1))
        return self.begin[first:last], self.label[first:last]


@dataclass(frozen=True, slots=True)
class One:
    """One sound; ``spans`` are phoneme, begin and end in seconds."""

    sound: Sound
    spans: list[tuple[str, float, float]]
    held_out: bool


def kept(
    folder: Path, some: Material, *, progress: Progress = silent
) -> tuple[dict[str, Labelled], Sound]:
    """Return the sources by name, and music without any voice."""
    folder.mkdir(parents=True, exist_ok=True)
    makers: Mapping[str, Callable[[], Iterable[One]]] = {
        **{name: lambda name=name: recorded(some, name) for name in some.packs},
        "speech": lambda: spoken(some, SPOKEN, progress),
        "song": lambda: sung(SUNG, progress),
        "espeak": lambda: formant(some, VARIANTS, FORMANT, progress),
        "unseen": lambda: formant(some, UNSEEN, 120, progress, seed=99),
    }
    for name, make in makers.items():
        if not (folder / f"{name}.npz").exists():
            _save(folder / f"{name}.npz", make())
    if not (folder / "music.npy").exists():
        with replacing(folder / "music.npy") as part, part.open("wb") as file:
            np.save(file, music(progress))
    return {name: _load(folder / f"{name}.npz") for name in makers}, np.load(folder / "music.npy")


def recorded(some: Material, name: str) -> Iterator[One]:
    """Yield the recordings of a speaker as they are aligned, but for those that fit worst."""
    pack, every = some.packs[name], some.alignments[name]
    worst = np.quantile([one.score for one in every.values()], 0.02)
    for i, one in every.items():
        if one.score > worst:
            audio = Audio(samples=pack.samples(i)[None], sample_rate=24_000)
            ends = zip(one.phone.tolist(), one.begin.tolist(), one.end.tolist(), strict=True)
            spans = [(SYMBOLS[p], a / 200, b / 200) for p, a, b in ends]
            yield One(sound_of(audio), spans, pack.recordings[i].held_out)


def texts(some: Material, count: int, seed: int) -> Iterator[tuple[str, Language]]:
    """Yield sentences of both languages made of words that the speakers say, none held out."""
    rng = random.Random(seed)
    english = [r.text for r in some.packs["kathleen"].recordings if not r.held_out]
    chinese = [r.text for r in some.packs["yue"].recordings if not r.held_out]
    for k in range(count):
        if k % 3 == 2:
            yield rng.choice(english), "en"
        else:
            parts = ["".join(rng.choices(chinese, k=rng.randint(1, 3))) for _ in range(2)]
            yield "，".join(parts) + "。", "zh"


def spoken(some: Material, count: int, progress: Progress) -> Iterator[One]:
    """Yield what the house voices say, each in both languages."""
    engine, rng = HouseSpeech(), random.Random(1)
    voices = [voice.id for voice in engine.voices()]
    for k, (text, language) in enumerate(track(texts(some, count, 3), progress, "speak", count)):
        try:
            said = engine.speak(
                text, voice=voices[k % len(voices)], language=language, rate=rng.uniform(0.75, 1.3),
                seed=k,
            )  # fmt: skip
        except AigcError:
            continue
        spans = [
            (p.symbol, float(p.time.start), float(p.time.end))
            for word in said.words for p in word.phonemes
        ]  # fmt: skip
        yield One(sound_of(said.audio), spans, k % _HELD == 0)


def sung(count: int, progress: Progress, seed: int = 5) -> Iterator[One]:
    """Yield what the house voices sing: long vowels, many pitches, breaths."""
    engine, rng = HouseSinger(), np.random.default_rng(seed)
    voices = [voice.id for voice in engine.voices()]
    for k in track(range(count), progress, "sing", count):
        line = melody(rng, _NOTES)
        song = engine.sing(line, voice=voices[k % len(voices)], seed=k)
        spans = [
            (one.phoneme.symbol, float(one.phoneme.time.start), float(one.phoneme.time.end))
            for one in song.phonemes
        ]
        yield One(sound_of(song.audio), spans, k % _HELD == 0)


def formant(
    some: Material, variants: tuple[str, ...], count: int, progress: Progress, seed: int = 7
) -> Iterator[One]:
    """Yield what voices of espeak-ng say."""
    process, rng = EspeakProcess(), random.Random(seed)
    for k, (text, language) in enumerate(track(texts(some, count, seed), progress, "say", count)):
        line = markup(tokens := normalise(text, language), language)
        asked = {
            "voice": f"{TONGUE[language]}+{variants[k % len(variants)]}",
            "rate": rng.randint(130, 230), "pitch": rng.randint(25, 65),
            "range": rng.randint(30, 90), "seed": k, "ssml": line.text,
        }  # fmt: skip
        try:
            reply = process.speak(asked)
            words = listen(reply.events, line, len(reply.samples))
        except AigcError:
            continue
        if len(words) == len(tokens):
            rate = reply.sample_rate
            heard = [p for word in words for p in word.phonemes]
            spans = [(s.replace("nɡ", "ŋ"), a / rate, b / rate) for s, a, b in heard]
            audio = Audio(samples=reply.samples[None], sample_rate=rate)
            yield One(sound_of(audio), spans, k % _HELD == 0)
    process.close()


def music(progress: Progress) -> Sound:
    """Return pieces of music of every mood, end to end."""
    from fractions import Fraction

    beds = [
        SynthBed().compose(duration=Fraction(_BED_S), mood=MOODS[k % len(MOODS)], seed=k)
        for k in track(range(BEDS), progress, "play", BEDS)
    ]
    return np.concatenate([resample(to_mono(b), SAMPLE_RATE_HZ).samples[0] for b in beds])


def stretches(spans: list[tuple[str, float, float]], length: int) -> tuple[list[int], list[int]]:
    """Return where classes begin, in samples, and which they are; silence fills what is free."""
    begins, labels, now = [0], [QUIET], 0
    for symbol, start, end in spans:
        first, last = (round(t * SAMPLE_RATE_HZ) for t in (start, end))
        parts = classes_of(symbol)
        if first > now and labels[-1] != QUIET:
            begins.append(now)
            labels.append(QUIET)
        for k, part in enumerate(parts):
            begins.append(first + (last - first) * k // len(parts))
            labels.append(part)
        now = last
    if now < length:
        begins.append(now)
        labels.append(QUIET)
    return begins, labels


def _save(path: Path, some: Iterable[One]) -> None:
    sounds, owner, label, begin, held = [], [], [], [], []
    for number, one in enumerate(some):
        peak = max(float(np.abs(one.sound).max()), 1e-3)
        sounds.append(np.rint(one.sound / peak * 0.9 * 32767).astype(np.int16))
        begins, labels = stretches(one.spans, len(one.sound))
        owner += [number] * len(labels)
        label += labels
        begin += begins
        held.append(one.held_out)
    starts = np.concatenate(([0], np.cumsum([len(s) for s in sounds])))
    with replacing(path) as part, part.open("wb") as file:
        np.savez(
            file, samples=np.concatenate(sounds), starts=starts, owner=owner, label=label,
            begin=begin, held_out=held,
        )  # fmt: skip


def _load(path: Path) -> Labelled:
    with np.load(path) as arrays:
        return Labelled(**{name: arrays[name] for name in Labelled.__slots__})
