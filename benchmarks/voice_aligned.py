"""Whether forced alignment finds every word of speech where the engine says that it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aigc.speech.engine import SpeechEngine
from aigc.speech.front import read
from aigc.types.article import Language
from aigc.voice.frames import SAMPLE_RATE_HZ, Floats
from aigc.voice.phones import INDEX, SILENCE, SYMBOLS
from aigc.voice.prosody.words import word_of
from aigc.voice.training.align import Graph, Model, best_path, fitted, graph
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.pronounce import Sentence, Spoken
from benchmarks.report import Report, say
from benchmarks.voice_listeners import spectra
from benchmarks.voice_material import FRAME_HZ, Material, Sound, drawn
from benchmarks.voice_speech import Times, at_24k, spoken_times, texts

CEPSTRA = 16
RECORDINGS = 2000
FAR_S = 0.08
LEAST_SHARE = 0.4
"""A word may be lost when less of the time that it is said to take is found to be it."""
SURE = 2.0
"""Weighted log-likelihood by which the sound must fit better without a lost word."""
NATURAL, CONTROLS, MOST_TOLD = 200, 100, 8
NAMES: dict[Language, str] = {"en": "kathleen", "zh": "yue"}
Span = tuple[float, float]
_LOUD_SHARE = 95


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words are, and where each phone begins, in seconds, and how well all of it fits."""

    words: list[tuple[float, float]]
    begins: list[float]
    score: float


def aligned_again(report: Report, some: Material, speaker: SpeechEngine, count: int) -> None:
    """Report words that forced alignment does not find where the engine says that they are.

    Such a word is lost when the sound fits the sentence without it better, by `SURE`: a vowel of
    40 ms that is found 30 ms away is there. The models of the phones are those of the recordings,
    heard through log-mel spectra alone. That they would notice is shown by sounds in which a word
    is silenced on purpose, and how often they err by recordings, in which every word was said.
    """
    models = {language: _model(some, name) for language, name in NAMES.items()}
    for language, name in NAMES.items():
        _said_natural(some, name, models[language])
    total, rng = _Total(), np.random.default_rng(7)
    for k, (text, language) in enumerate(texts(some, count, seed=1)):
        said = speaker.speak(text, voice=NAMES[language], language=language)
        sound, sentence = at_24k(said), tuple(_said(text, language))
        made, _ = spoken_times(said)
        spans = list(_spans(text, language, made))
        there = _found(sound, sentence, models[language])
        total.astray += int(_astray(spans, there.words).sum())
        for i in _lost(sound, sentence, models[language], spans, there):
            total.lost += 1
            if total.lost <= MOST_TOLD:
                say(f"  word {i + 1} of {text!r}")
        total.words += len(spans)
        total.phones += len(made)
        starts = zip(made, there.begins, strict=True)
        total.off += sum(abs(x - a) > FAR_S for (_, a, _), x in starts)
        if k < CONTROLS and len(spans) > 1:
            total.tried += 1
            which = int(rng.integers(len(spans)))
            total.silenced += _noticed(sound, sentence, models[language], spans, which)
    _told(report, total)


@dataclass(slots=True)
class _Total:
    """What was counted of all texts."""

    words: int = 0
    phones: int = 0
    astray: int = 0
    lost: int = 0
    off: int = 0
    tried: int = 0
    silenced: int = 0


def _told(report: Report, total: _Total) -> None:
    report.most(f"words not found by forced alignment, of {total.words}", total.lost, 0)
    say(f"  words found mostly elsewhere, but heard: {total.astray - total.lost}")
    off = 100 * total.off / total.phones
    say(f"  phones that begin more than 80 ms away: {off:.1f} % of {total.phones}")
    noticed = 100 * total.silenced / max(1, total.tried)
    say(f"  control: of {total.tried} words silenced on purpose {noticed:.0f} % are found missing")


def _astray(spans: Sequence[Span], there: Sequence[Span]) -> npt.NDArray[np.bool_]:
    """Return which words alignment has for less than a share of the time they are said to take."""
    shared = [max(0.0, min(b, d) - max(a, c)) for (a, b), (c, d) in zip(spans, there, strict=True)]
    whole = np.array([b - a for a, b in spans])
    astray: npt.NDArray[np.bool_] = np.array(shared) < LEAST_SHARE * whole
    return astray


def _lost(
    sound: Sound, sentence: Sentence, model: Model, spans: Sequence[Span], there: Found
) -> list[int]:
    """Return the words that are not where they should be and that the sound fits better without."""
    suspects = np.flatnonzero(_astray(spans, there.words)).tolist()
    return [
        i
        for i in suspects
        if _found(sound, (*sentence[:i], *sentence[i + 1 :]), model).score > there.score + SURE
    ]


def _said_natural(some: Material, name: str, model: Model) -> None:
    """Tell how many words of recordings are taken for lost."""
    lost = words = 0
    pack = some.packs[name]
    for i in drawn(some.some(name, held_out=False), NATURAL):
        aligned, sound = some.alignments[name][i], pack.samples(i)
        sentence = _sentence(aligned)
        rows = [np.flatnonzero(aligned.word == w) for w in range(len(sentence))]
        spans = [(aligned.begin[r[0]] / FRAME_HZ, aligned.end[r[-1]] / FRAME_HZ) for r in rows]
        lost += len(_lost(sound, sentence, model, spans, _found(sound, sentence, model)))
        words += len(spans)
    say(f"  of {words} words of {name}'s recordings {lost} are taken for lost")


def _noticed(
    sound: Sound, sentence: Sentence, model: Model, spans: Sequence[Span], which: int
) -> bool:
    """Return whether a word that is not in the sound is found to be missing."""
    a, b = (int(t * SAMPLE_RATE_HZ) for t in spans[which])
    without = sound.copy()
    without[a:b] = 1e-3 * np.random.default_rng(0).standard_normal(b - a)
    return which in _lost(without, sentence, model, spans, _found(without, sentence, model))


def rows_of(sound: Sound) -> Floats:
    """Return what the models hear: cepstra of log-mel spectra and their changes, every 10 ms."""
    mel = spectra(sound).astype(np.float64)
    bands = mel.shape[1]
    basis = np.cos(np.pi * np.outer(np.arange(CEPSTRA), np.arange(bands) + 0.5) / bands)
    now = mel @ basis.T / bands
    now[:, 0] -= np.percentile(now[:, 0], _LOUD_SHARE)
    now[:, 1:] -= now[now[:, 0] > -4, 1:].mean(0)
    both: Floats = np.concatenate((now, 3 * np.gradient(now, axis=0)), 1).astype(np.float32)
    return both


def _model(some: Material, name: str) -> Model:
    """Return the models of phones that fit a speaker's recordings as they are aligned."""
    pack, every, graphs, paths = some.packs[name], [], [], []
    for i in drawn(some.some(name, held_out=False), RECORDINGS):
        aligned, rows = some.alignments[name][i], rows_of(pack.samples(i))
        one = graph(_sentence(aligned))
        every.append(rows)
        graphs.append(one)
        paths.append(_path(aligned, one, len(rows)))
    return fitted(every, graphs, paths)


def _sentence(aligned: Aligned) -> Sentence:
    words = range(int(aligned.word.max()) + 1)
    rows = [np.flatnonzero(aligned.word == w) for w in words]
    return tuple(
        (Spoken(tuple(SYMBOLS[p] for p in aligned.phone[r]), (0,) * len(r)),) for r in rows
    )


def _path(aligned: Aligned, one: Graph, count: int) -> npt.NDArray[np.int64]:
    """Return the state of every row of 10 ms: those of a phone share its time evenly."""
    path, unit = np.zeros(count, np.int64), 0
    quiet = INDEX[SILENCE]
    for phone, begin, end in zip(aligned.phone, aligned.begin, aligned.end, strict=True):
        while phone != quiet and one.phone[one.unit == unit][0] == quiet:
            unit += 1
        states = np.flatnonzero(one.unit == unit)
        a, b = min(int(begin) // 2, count), min(-(-int(end) // 2), count)
        share = np.arange(b - a) * len(states) // max(1, b - a)
        path[a:b] = states[share]
        unit += 1
    return path


def _found(sound: Sound, sentence: Sentence, model: Model) -> Found:
    one = graph(sentence)
    rows = rows_of(sound)
    distinct, place = np.unique(one.state, return_inverse=True)
    path, score = best_path(model.scores(rows, distinct)[:, place], one, model.stay)
    word = one.word[path]
    at = [np.flatnonzero(word == w) for w in range(len(sentence))]
    units = [u for u in np.unique(one.unit[path]) if one.word[one.unit == u][0] >= 0]
    begins = [float(np.flatnonzero(one.unit[path] == u)[0]) / 100 for u in units]
    spans = [(w[0] / 100, (w[-1] + 1) / 100) for w in at]
    return Found(spans, begins, score * len(rows))


def _said(text: str, language: Language) -> Iterator[tuple[Spoken, ...]]:
    """Yield the words of a text, each with the ways in which what is said may have been labelled.

    Lists of English readings have no line between the vowels of "the" and of "cut" in weak words.
    """
    for word in read(text, language).words:
        phones = word_of(word.readings).phones
        full = tuple("ʌ" if phone == "ə" else phone for phone in phones)
        yield tuple(Spoken(way, (0,) * len(way)) for way in dict.fromkeys((phones, full)))


def _spans(text: str, language: Language, made: Times) -> Iterator[tuple[float, float]]:
    """Yield when the engine says each word as spoken, of which a written one may have several."""
    at = 0
    for ways in _said(text, language):
        size = len(ways[0].phones)
        yield made[at][1], made[at + size - 1][2]
        at += size
