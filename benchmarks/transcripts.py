"""How near the times of recognised words come to the truth when the embedded ear makes them finer.

Run ``python benchmarks/transcripts.py``: the house voice reads sentences whose times are known, and
each word is given to `pipelines.refined` late by `BIAS_S`, give or take `NOISE_S`, which is what
Whisper's own times are like. Printed are medians over all words, in milliseconds.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc import registry
from aigc.recognition.joins import Said, forward
from aigc.recognition.wording import between
from aigc.speech.house import HouseSpeech
from aigc.speech.narrate import narrate
from aigc.types.article import Language, Span
from aigc.types.narration import Narration
from aigc.types.script import Script, ScriptLine
from aigc.types.transcript import HeardWord, Segment, Transcript
from benchmarks.report import Report
from pipelines.refined import refined

BIAS_S, NOISE_S = 0.09, 0.04
NEAR_MS, FAR_MS, SHARE = 10.0, 40.0, 0.95
TEXTS: dict[Language, tuple[str, ...]] = {
    "zh": (
        "清晨的港口还很安静，渔船一条接一条地回来。",
        "今年前三个月，这座城市新种了四万两千棵树。",
        "孩子们在图书馆里读书，老师坐在窗边喝茶。",
        "新的大桥把两岸的路程缩短到二十分钟。",
        "专家认为，明年的天气会比今年更热。",
        "如果您想知道更多，请在星期五之前来信。",
    ),
    "en": (
        "The harbour was still quiet when the first boats came back this morning.",
        "More than forty thousand trees were planted in the city this spring.",
        "Children read in the library while their teacher drinks a cup of tea.",
        "A new bridge shortens the way across the river to twenty minutes.",
        "Experts believe that next summer will be warmer than this one.",
        "If you would like to know more, please write to us before Friday.",
    ),
}


def spoken(language: Language) -> Narration:
    """Return the sentences as the house voice reads them."""
    lines = tuple(ScriptLine(text=t, sources=(Span(start=0, end=1),)) for t in TEXTS[language])
    script = Script(title="", lines=lines, language=language, target=Fraction(40))
    return narrate(script, HouseSpeech(), lead_s=Fraction(1), gap_s=Fraction(1, 2))


def recognised(narration: Narration, seed: int = 0) -> Transcript:
    """Return the words of a narration with times as a model gives them."""
    rng = np.random.default_rng(seed)
    words = [word for line in narration.lines for word in line.words]
    off = BIAS_S + NOISE_S * rng.standard_normal((len(words), 2))
    said = [
        Said(text=w.text, begin_s=float(w.time.start) + a, end_s=float(w.time.end) + b,
             confidence=0.8)
        for w, (a, b) in zip(words, off.tolist(), strict=True)
    ]  # fmt: skip
    times = iter([between(one.begin_s, one.end_s) for one in forward(said)])
    segments = [
        Segment(
            text=line.text,
            words=tuple(
                HeardWord(text=w.text, span=w.span, time=next(times), confidence=0.8)
                for w in line.words
            ),
        )
        for line in narration.lines
    ]
    return Transcript(
        language=narration.language, duration=narration.duration, segments=tuple(segments),
        engine="late",
    )  # fmt: skip


def errors_ms(found: Transcript, truth: Narration) -> np.ndarray:
    """Return by how much the start of each word is off."""
    true = [float(word.time.start) for line in truth.lines for word in line.words]
    return 1000 * np.abs(np.array([float(word.time.start) for word in found.words]) - true)


def main() -> None:
    """Print the figures of both languages."""
    report = Report()
    ear = registry.get("hearing", "embedded")
    for language in TEXTS:
        report.section = language
        truth = spoken(language)
        given = recognised(truth)
        before = errors_ms(given, truth)
        after = errors_ms(refined(given, truth.audio, ear), truth)
        report.least("error of word starts as recognised, median ms", np.median(before), 70)
        report.most("error of word starts refined, median ms", np.median(after), NEAR_MS)
        report.most("the same, 90th percentile", np.percentile(after, 90), FAR_MS)
        report.least("share of words nearer than before", (after < before).mean(), SHARE)
    sys.exit(0 if all(figure.met for figure in report.figures) else 1)


if __name__ == "__main__":
    main()
