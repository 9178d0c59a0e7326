"""Whether speech moves as recordings do, and whether nothing of a text is dropped or repeated."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from aigc.errors import AigcError
from aigc.speech.engine import SpeechEngine
from aigc.speech.front import read
from aigc.types.article import Language
from aigc.types.narration import Utterance
from aigc.voice.frames import HOP_LENGTH, SAMPLE_RATE_HZ
from aigc.voice.phones import SYMBOLS, VOWELS
from aigc.voice.prosody.words import word_of
from aigc.voice.training.aligned import Aligned
from benchmarks import voice_measures as measures
from benchmarks.report import Report, say
from benchmarks.voice_material import FRAME_HZ, Material, Sound, drawn
from benchmarks.voice_song import levelled

F0_HZ = 80.0, 500.0
PAUSE_S, PAUSE_DB = 0.12, 30
_TOLD_WORDS = 3
Times = list[tuple[str, float, float]]


def statistics(
    sound: Sound, phones: Times, words: Sequence[tuple[float, float]]
) -> dict[str, float]:
    """Return what is measured of a sentence: pitch by pYIN, pauses by level, lengths by phone."""
    pitch = measures.heard_pitch(sound, *F0_HZ, hop=2 * HOP_LENGTH)
    there = ~np.isnan(pitch.hz)
    tones = 12 * np.log2(pitch.hz[there] / 100)
    at = np.flatnonzero(there) * pitch.step_s
    low, high = np.quantile(tones, (0.05, 0.95))
    pauses, spoken_s = quiet(sound)
    vowels = sum(name in VOWELS for name, *_ in phones)
    return {
        "F0 mean, semitones": float(tones.mean()), "F0 deviation": float(tones.std()),
        "F0 range 5-95 %": float(high - low),
        "declination, semitones/s": float(np.polyfit(at, tones, 1)[0]),
        "F0 jumps, semitones/10 ms": float(np.quantile(np.abs(np.diff(tones)), 0.95)),
        "phone, ms": 1000 * float(np.mean([b - a for _, a, b in phones])),
        "phone deviation, ms": 1000 * float(np.std([b - a for _, a, b in phones])),
        "word, ms": 1000 * float(np.mean([b - a for a, b in words])),
        "last word, ms": 1000 * (words[-1][1] - words[-1][0]),
        "vowels a second": vowels / max(0.1, spoken_s - sum(pauses)),
        "pauses": float(len(pauses)), "paused, s": float(sum(pauses)),
    }  # fmt: skip


def quiet(sound: Sound) -> tuple[list[float], float]:
    """Return the lengths of the pauses inside a sentence, and its own, in seconds."""
    hops = sound[: len(sound) // (2 * HOP_LENGTH) * 2 * HOP_LENGTH].reshape(-1, 2 * HOP_LENGTH)
    level = 10 * np.log10((hops**2).mean(1) + 1e-12)
    heard = np.flatnonzero(level > np.quantile(level, 0.95) - PAUSE_DB)
    gaps = np.diff(heard) / 100
    return [float(g) for g in gaps if g > PAUSE_S], (heard[-1] - heard[0] + 1) / 100


def speech(report: Report, some: Material, speaker: SpeechEngine, count: int) -> None:
    """Report the statistics of so many English sentences beside those of the recordings.

    Sentences that were held out come first; the others were in training.
    """
    pack, alignments = some.packs["kathleen"], some.alignments["kathleen"]
    held = some.some("kathleen", held_out=True)
    chosen = (held + drawn(some.some("kathleen", held_out=False), max(0, count - len(held))))[
        :count
    ]
    natural, made = [], []
    voice = next(v.id for v in speaker.voices() if v.languages[0] == "en")
    for i in chosen:
        natural.append(statistics(pack.samples(i), *_recorded(alignments[i])))
        said = speaker.speak(pack.recordings[i].text, voice=voice, language="en")
        phones, words = spoken_times(said)
        made.append(statistics(at_24k(said), phones, words))
    say(f"  {len(chosen)} sentences, {len(held)} of them not in training, by {voice}")
    outside = _compared(natural, made)
    report.most("statistics whose median is outside the recordings' 5-95 %", len(outside), 0)


def _compared(
    natural: Sequence[Mapping[str, float]], made: Sequence[Mapping[str, float]]
) -> list[str]:
    outside = []
    for name in natural[0]:
        low, middle, high = measures.spread([s[name] for s in natural])
        values = np.array([s[name] for s in made])
        inside = 100 * float(np.mean((values >= low) & (values <= high)))
        if not low <= np.median(values) <= high:
            outside.append(name)
        some = measures.spread(values.tolist())
        say(
            f"  {name:26} recordings {low:7.2f} {middle:7.2f} {high:7.2f}   voice {some[0]:7.2f} "
            f"{some[1]:7.2f} {some[2]:7.2f}   inside {inside:3.0f} %"
        )
    return outside


def _recorded(aligned: Aligned) -> tuple[Times, list[tuple[float, float]]]:
    said = aligned.word >= 0
    rows = zip(aligned.phone[said], aligned.begin[said], aligned.end[said], strict=True)
    phones = [(SYMBOLS[p], a / FRAME_HZ, b / FRAME_HZ) for p, a, b in rows]
    words = [np.flatnonzero(aligned.word == w) for w in range(aligned.word.max() + 1)]
    spans = [(aligned.begin[w[0]] / FRAME_HZ, aligned.end[w[-1]] / FRAME_HZ) for w in words]
    return phones, spans


def spoken_times(said: Utterance) -> tuple[Times, list[tuple[float, float]]]:
    """Return the phones and the words of an utterance with their times in seconds."""
    phones = [
        (p.symbol, float(p.time.start), float(p.time.end)) for w in said.words for p in w.phonemes
    ]
    return phones, [(float(w.time.start), float(w.time.end)) for w in said.words]


def at_24k(said: Utterance) -> Sound:
    """Return an utterance at 24 kHz, as loud as the cleaned recordings."""
    import soxr

    sound = soxr.resample(said.audio.samples[0], said.audio.sample_rate, SAMPLE_RATE_HZ)
    return levelled(sound.astype(np.float32))


def texts(some: Material, count: int, seed: int = 0) -> Iterator[tuple[str, Language]]:
    """Yield sentences: those of the recordings, then words of theirs in new sentences."""
    rng = random.Random(seed)
    english = [r.text for r in some.packs["kathleen"].recordings]
    chinese = [r.text for r in some.packs["yue"].recordings]
    words = sorted({w for t in english for w in t.split()})
    for k in range(count):
        if k % 2:
            picked = [rng.choice(chinese) for _ in range(rng.randint(2, 6))]
            yield "，".join(("".join(picked[:3]), "".join(picked[3:]))).strip("，") + "。", "zh"
        elif k // 2 < len(english):
            yield english[k // 2], "en"
        else:
            picked = [rng.choice(words).strip(".,") for _ in range(rng.randint(4, 12))]
            yield f"{' '.join(picked)}.", "en"


def in_order(report: Report, some: Material, speaker: SpeechEngine, count: int) -> None:
    """Report texts of which a phone was dropped, repeated, out of order or silent."""
    wrong: dict[str, int] = {}
    phones = silent = failed = 0
    for k, (text, language) in enumerate(texts(some, count)):
        try:
            said = speaker.speak(text, voice="", language=language)
        except AigcError as exc:
            failed += 1
            say(f"  {text!r}: {exc}")
            continue
        for fault in faults(text, language, said):
            wrong[fault] = wrong.get(fault, 0) + 1
            if sum(wrong.values()) <= _TOLD_WORDS:
                say(f"  {fault}: {text!r}")
        made, _ = spoken_times(said)
        phones, silent = phones + len(made), silent + mute(said, made)
        if k % 1000 == 999:
            say(f"  {k + 1} texts, {phones} phones, {sum(wrong.values())} faults")
    report.most(f"texts not one-to-one or out of order, of {count}", sum(wrong.values()), 0)
    report.most("texts that could not be spoken", failed, 0)
    report.most(f"vowels without sound, of {phones} phones", silent, 0)


def faults(text: str, language: Language, said: Utterance) -> list[str]:
    """Return what is not one-to-one between a text, its phones and its samples."""
    found = []
    wanted = [p for w in read(text, language).words for p in word_of(w.readings).phones]
    phones, words = spoken_times(said)
    if wanted != [name for name, *_ in phones]:
        found.append("other phones")
    times = [t for _, a, b in phones for t in (a, b)]
    if times != sorted(times) or any(b <= a for _, a, b in phones):
        found.append("phones out of order")
    if [w.span.start for w in said.words] != sorted({w.span.start for w in said.words}):
        found.append("words out of order")
    if words and words[-1][1] > float(said.audio.duration):
        found.append("beyond the sound")
    return found


def mute(said: Utterance, phones: Times) -> int:
    """Return how many vowels are 40 dB under the loudest."""
    sound, rate = said.audio.samples[0], said.audio.sample_rate
    vowels = [(a, b) for name, a, b in phones if name in VOWELS]
    power = [float((sound[int(a * rate) : int(b * rate)] ** 2).mean()) for a, b in vowels]
    return sum(p < 1e-4 * max(power) for p in power)
