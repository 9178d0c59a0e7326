"""What the frozen listeners read of speech and song, beside what they read of recordings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from aigc.g2p.word import SpokenWord
from aigc.singing.engine import SingingEngine
from aigc.speech.engine import SpeechEngine
from aigc.speech.front import read
from aigc.types.article import Language
from aigc.types.narration import Phoneme, Utterance
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.vocal import Singing, SungNote, VocalLine
from aigc.voice.frames import SAMPLE_RATE_HZ
from aigc.voice.phones import BREATH, SILENCE
from aigc.voice.prosody.words import word_of
from benchmarks.report import Report, say
from benchmarks.voice_clips import clips
from benchmarks.voice_listeners import MARGIN, Clip, Trained, clip, load, paced, spectra
from benchmarks.voice_material import FRAME_HZ, Material, drawn
from benchmarks.voice_song import HIGH, LOW, levelled

SPEECH, SONG = 0.95, 0.85
TAKES = 3
"""Melodies over the same words: which syllables fall on high notes decides much of what is read."""
_QUIET = SILENCE, BREATH
Labelled = tuple[str, float, float]


def listeners(
    report: Report, some: Material, folder: Path, speaker: SpeechEngine, singer: SingingEngine,
    count: int,
) -> None:  # fmt: skip
    """Report what is read of held-out recordings, of the same words spoken, and of songs.

    What is read where WORLD sings the recordings shows how far the listener itself is fair to
    song; the voices whose language it is not are heard with a quarter of the words.
    """
    for language, names in (("zh", ("yue", "chen")), ("en", ("kathleen",))):
        trained = load(folder / f"listener_{language}.safetensors")
        nature = [c for n in names for c in clips(some, n, held_out=True, sung=0)]
        whole = _share(trained, nature)
        say(f"  {language}, recordings: {_told(trained.read(nature))}, all {100 * whole:.1f} %")
        kept = ", ".join(f"{g} {100 * a:.1f} %" for g, a in trained.accuracy.items())
        say(f"  {language}, as it was frozen: {kept}")
        texts = [some.packs[names[0]].recordings[i].text for i in _held(some, names[0], count)]
        for voice in speaker.voices():
            own = language in voice.languages[:1]
            words = texts if own else texts[::4]
            spoken = [c for t in words for c in _spoken(speaker, voice.id, language, t)]
            sung = [c for k in range(TAKES) for c in _sung(singer, voice.id, language, words, k)]
            for name, heard, target in (("speech", spoken, SPEECH), ("song", sung, SONG)):
                share = _share(trained, heard) / whole
                title = f"{language} {name} by {voice.id}, of what is read in recordings"
                say(f"  {_told(trained.read(heard))}")
                if own:
                    report.least(title, share, target)
                    say(f"  mistaken: {_mistaken(trained, heard)}")
                else:
                    say(f"  {title}: {share:.3f}")
            if own:
                _said_pace(trained, nature, spoken, speaker, voice.id, language, words[::2])


def _said_pace(
    trained: Trained, nature: Sequence[Clip], spoken: Sequence[Clip], speaker: SpeechEngine,
    voice: str, language: Language, words: Sequence[str],
) -> None:  # fmt: skip
    """Tell what is read of recordings made as fast as speech, and of speech as slow as those."""
    pace = _length(spoken) / _length(nature)
    fast = _share(trained, [paced(c, pace) for c in nature])
    rate = min(2.0, max(0.5, pace))
    slow = _share(trained, [c for t in words for c in _spoken(speaker, voice, language, t, rate)])
    say(
        f"  this speech takes {pace:.2f} times as long as the recordings; those made as fast: "
        f"{100 * fast:.1f} %; the speech at a rate of {rate:.2f}: {100 * slow:.1f} %"
    )


def _length(heard: Sequence[Clip]) -> float:
    return float(np.median([c.end - c.begin for c in heard]))


def _mistaken(trained: Trained, heard: Sequence[Clip], most: int = 12) -> str:
    """Return the labels that are most often read as others, and of how many."""
    pairs = zip(heard, trained.named(heard), strict=True)
    wrong = Counter((c.label, name) for c, name in pairs if name != c.label)
    every = Counter(c.label for c in heard)
    told = (f"{a} as {b} {n} of {every[a]}" for (a, b), n in wrong.most_common(most))
    return ", ".join(told)


def _held(some: Material, name: str, count: int) -> list[int]:
    return drawn(some.some(name, held_out=True), count)


def _share(trained: Trained, heard: Sequence[Clip]) -> float:
    names = trained.named(heard)
    return float(np.mean([n == c.label for n, c in zip(names, heard, strict=True)]))


def _told(groups: dict[str, tuple[float, int]]) -> str:
    return ", ".join(f"{g} {100 * share:.1f} % of {n}" for g, (share, n) in groups.items())


def syllables(
    words: Sequence[SpokenWord], phonemes: Sequence[Phoneme]
) -> Iterator[tuple[Reading, list[Phoneme]]]:
    """Yield the phonemes of each syllable, which are those of the words in order."""
    at = 0
    for word in words:
        owner = word_of(word.readings).syllables
        for k, reading in enumerate(word.readings):
            size = owner.count(k)
            yield reading, list(phonemes[at : at + size])
            at += size


def _spoken(
    engine: SpeechEngine, voice: str, language: Language, text: str, rate: float = 1.0
) -> Iterator[Clip]:
    utterance = engine.speak(text, voice=voice, language=language, rate=rate)
    sounds = [p for word in utterance.words for p in word.phonemes]
    if language == "en":
        labels = [(p.symbol, float(p.time.start), float(p.time.end)) for p in sounds]
    else:
        words = read(text, language).words
        labels = [_syllable(r, some) for r, some in syllables(words, sounds) if some]
    yield from _clips(utterance, labels, language, f"{voice} spoken")


def _syllable(reading: Reading, sounds: Sequence[Phoneme]) -> Labelled:
    name = reading.sounds.rstrip("12345")
    return name, float(sounds[0].time.start), float(sounds[-1].time.end)


def _clips(
    said: Utterance | Singing, labels: Sequence[Labelled], language: Language, group: str
) -> Iterator[Clip]:
    import soxr

    rate = said.audio.sample_rate
    sound = soxr.resample(said.audio.samples[0], rate, SAMPLE_RATE_HZ).astype(np.float32)
    rows = spectra(levelled(sound))
    for label, begin, end in labels:
        a, b = round(begin * FRAME_HZ), round(end * FRAME_HZ)
        yield clip(rows, a, max(a + 2, b), MARGIN[language], label, group)


def _sung(
    engine: SingingEngine, voice: str, language: Language, texts: Sequence[str], take: int = 0
) -> Iterator[Clip]:
    """Yield what is sung of texts, a note of 0.3 to 2 s from G3 to D5 for every syllable."""
    rng = np.random.default_rng(4 + take)
    readings = [r for t in texts for w in read(t, language).words for r in w.readings]
    for first in range(0, len(readings), 40):
        line = _line(readings[first : first + 40], rng)
        singing = engine.sing(line, voice=voice)
        for low, high in ((LOW, 62), (62, 69), (69, HIGH + 1)):
            wanted = [i for i, n in enumerate(line.notes) if low <= n.pitch < high]
            labels = list(_labels(line, singing, set(wanted), language))
            yield from _clips(singing, labels, language, f"{voice} sung {_NAMES[low]}")


_NAMES = {LOW: "G3-D4", 62: "D4-A4", 69: "A4-D5"}


def _line(readings: Sequence[Reading], rng: np.random.Generator) -> VocalLine:
    time, notes = Fraction(1, 2), []
    for k, reading in enumerate(readings):
        size = Fraction(round(1000 * 2 ** rng.uniform(np.log2(0.3), 1)), 1000)
        pitch = int(rng.integers(LOW, HIGH + 1))
        span = TimeRange(start=time, duration=size)
        notes.append(SungNote(pitch=pitch, time=span, reading=reading, text=reading.sounds))
        time += size + (Fraction(1, 2) if k % 8 == 7 else 0)
    return VocalLine(notes=tuple(notes), duration=time + Fraction(1, 2))


def _labels(
    line: VocalLine, singing: Singing, wanted: set[int], language: Language
) -> Iterator[Labelled]:
    for note in sorted(wanted):
        some = [p.phoneme for p in singing.phonemes if p.note == note]
        some = [p for p in some if p.symbol not in _QUIET]
        reading = line.notes[note].reading
        if language == "en":
            yield from ((p.symbol, float(p.time.start), float(p.time.end)) for p in some)
        elif some and reading is not None:
            yield _syllable(reading, some)
