"""Make ten samples of the house voices beside espeak-ng: sounds, pictures and their table.

``python scripts/voice_samples.py [--out FOLDER] [--page PAGE]`` speaks and sings each, writes
``01-house.opus``, ``01-espeak.opus``, ``01.webp`` and so on, and puts the table between marks of
the page. Each is the first that is made, with seed 0; espeak-ng says the words of the songs.
"""

from __future__ import annotations

import argparse
import io
import re
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
from PIL import Image

from aigc.audio import concatenate, silence
from aigc.files import publish
from aigc.listening.drawing import Drawing, Words
from aigc.listening.look import LABEL_PX, LEFT_PX, TEXT
from aigc.listening.piano_roll import piano_roll
from aigc.listening.pitch import pitch_track
from aigc.listening.players import side_by_side
from aigc.listening.spectrogram import spectrogram
from aigc.scores.abc.reader import score_of_abc
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.timing import Timing
from aigc.types.voice import Emotion
from pipelines import song, speech

ROOT = Path(__file__).parents[1]
BEGIN = "<!-- samples: scripts/voice_samples.py writes this table -->"
END = "<!-- end of samples -->"
BIT_RATES = {"mono": 32_000, "stereo": 48_000}
SHARPNESS = 1.25
"""Pixels of a picture for each of a drawing's own."""
JASMINE = """M:4/4
L:1/8
Q:1/4=92
K:C
E2 E G A c c A | G2 G A G4 | E2 E G A c c A | G2 G A G4 |
w: 好 一 朵 美 _ 丽 的 茉 莉 _ 花 好 一 朵 美 _ 丽 的 茉 莉 _ 花
G2 G2 G2 E G | A2 A2 G4 | E2 D E G2 E D | C2 C D C4 |]
w: 芬 芳 美 丽 _ 满 枝 桠 又 香 _ 又 白 _ 人 人 _ 夸"""
"""茉莉花, a folk song of Jiangsu of the 18th century or before."""
GRACE = """M:3/4
L:1/4
Q:1/4=96
K:F
C | F2 A/F/ | A2 G | F2 D | C2 C | F2 A/F/ | A2 G | c3 |
w: A- ma- zing _ grace how sweet the sound that saved a _ wretch like me
z2 A | c2 A/F/ | A2 G | F2 D | C2 C | F2 A/F/ | A2 G | F3 |]
w: I once was _ lost but now am found was blind but _ now I see"""
"""Amazing Grace: words by J. Newton, 1779; New Britain, 1829."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What is said and by whom; a tune is sung, with a band in its style."""

    text: str
    voice: str
    language: Literal["zh", "en"]
    emotion: Emotion = "neutral"
    tune: str = ""
    style: str = ""

    @property
    def manner(self) -> str:
        """How it is said, for the table."""
        return f"{self.voice}, sung, {self.style}" if self.tune else f"{self.voice}, {self.emotion}"


SAMPLES = (
    Sample(
        text="今年五月，临河县的第一千家咖啡馆，在老电影院旁边开张了。", voice="yue", language="zh"
    ),
    Sample(
        text="The camera looked at one small patch of sky, and found three thousand galaxies.",
        voice="kathleen",
        language="en",
    ),
    Sample(
        text="截至2026年5月3日，全市共有1,024,768人参加，比去年增长12.5%，人均花费￥309.80。",
        voice="chen",
        language="zh",
    ),
    Sample(
        text="On 3 May 2026 the fund paid $1,250,000 to 48 schools, 12.5% more than in 1999.",
        voice="kathleen",
        language="en",
        emotion="serious",
    ),
    Sample(
        text="周末我用 Python 写了个 app，放到 GitHub 上，同事都说 very nice。",
        voice="yue",
        language="zh",
    ),
    Sample(
        text="太好了！我们终于赢了！你听见外面的欢呼声了吗？",
        voice="yue",
        language="zh",
        emotion="excited",
    ),
    Sample(
        text="She waited by the window until the last train had gone. Nobody came.",
        voice="kathleen",
        language="en",
        emotion="sad",
    ),
    Sample(
        text="Good morning! Would you like some tea, or shall we go for a walk first?",
        voice="chen",
        language="en",
        emotion="cheerful",
    ),
    Sample(
        text="好一朵美丽的茉莉花，好一朵美丽的茉莉花，芬芳美丽满枝桠，又香又白人人夸。",
        voice="yue",
        language="zh",
        tune=JASMINE,
        style="folk",
    ),
    Sample(
        text="Amazing grace, how sweet the sound, that saved a wretch like me. "
        "I once was lost, but now am found, was blind, but now I see.",
        voice="kathleen",
        language="en",
        tune=GRACE,
        style="ballad",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """A sound, the voice in it alone, and when its words are heard."""

    audio: Audio
    voice: Audio
    timing: Timing
    notes: Drawing | None = None


def spoken(sample: Sample, engine: str, store: Store) -> Heard:
    own = {"voice": sample.voice} if engine == "house" else {}
    config = speech.Config(speech=engine, emotion=sample.emotion, language=sample.language, **own)
    said = speech.run(sample.text, config, store=store)
    audio = said.narration.audio
    return Heard(audio=audio, voice=audio, timing=said.timing)


def sung(sample: Sample, store: Store) -> Heard:
    config = song.Config(
        voice=sample.voice, language=sample.language, accompaniment=sample.style, band="synth"
    )
    made = song.run(score_of_abc(sample.tune), config, store=store)
    voice = made.singing.audio
    notes = piano_roll(
        made.line, singing=made.singing, heard_hz=pitch_track(voice), score=made.score
    )
    return Heard(audio=made.mix.audio, voice=voice, timing=made.timing, notes=notes)


def pictures(sample: Sample, house: Heard, espeak: Heard) -> list[Drawing]:
    """Return the drawings of a sample from the top down; two of speech are on one clock."""
    length = max(house.voice.duration, espeak.voice.duration)
    drawn = [
        titled(_drawn(house, length, bool(sample.tune)), f"house, {sample.manner}"),
        titled(_drawn(espeak, length, bool(sample.tune)), "espeak-ng"),
    ]
    if house.notes:
        drawn.insert(1, house.notes)
    return drawn


def _drawn(heard: Heard, length: Fraction, in_rows: bool) -> Drawing:
    if in_rows:
        return spectrogram(
            heard.voice, timing=heard.timing, f0_hz=pitch_track(heard.voice), row_s=10
        )
    rest = silence(length - heard.voice.duration, sample_rate=heard.voice.sample_rate)
    whole = concatenate([heard.voice, rest])
    return spectrogram(
        whole, timing=heard.timing, f0_hz=pitch_track(whole), row_s=float(length) + 1
    )


def titled(drawing: Drawing, text: str) -> Drawing:
    """Return a drawing with a word in its upper margin."""
    mark = Words(x=LEFT_PX, y=13, text=text, size_px=LABEL_PX, colour=TEXT, bold=True)
    return Drawing(
        width_px=drawing.width_px,
        height_px=drawing.height_px,
        title=drawing.title,
        marks=(*drawing.marks, mark),
    )


def webp(drawings: list[Drawing]) -> bytes:
    """Return drawings one above the other as one picture."""
    sheets = [Image.open(io.BytesIO(d.png(SHARPNESS))).convert("RGB") for d in drawings]
    whole = Image.new("RGB", (max(s.width for s in sheets), sum(s.height for s in sheets)))
    top = 0
    for sheet in sheets:
        whole.paste(sheet, (0, top))
        top += sheet.height
    out = io.BytesIO()
    whole.save(out, "WEBP", quality=70, method=6)
    return out.getvalue()


def opus(audio: Audio) -> bytes:
    """Return a sound as Opus in Ogg; equal sounds give equal bytes."""
    layout = "mono" if audio.channels == 1 else "stereo"
    out = io.BytesIO()
    with av.open(out, "w", "ogg", options={"fflags": "+bitexact"}) as file:
        stream: Any = file.add_stream("libopus", rate=audio.sample_rate, layout=layout)
        stream.bit_rate = BIT_RATES[layout]
        samples = np.clip(audio.samples, -1, 1).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T.reshape(1, -1)), format="flt", layout=layout
        )
        frame.sample_rate, frame.pts = audio.sample_rate, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def row(number: int, sample: Sample, house: Heard, espeak: Heard, where: str) -> str:
    """Return a row of the table; pitch is what an independent tracker hears in the voice."""
    ends = {"house": house.voice, "espeak": espeak.voice}
    heard = {r.name: r for r in side_by_side(ends, pitch=True).recordings}
    cells = [
        f"[{float(r.audio.duration):.1f} s]({where}/{number:02d}-{name}.opus), "
        f"{r.pitch_hz:.0f} Hz, {r.range_semitones:.0f} st"
        for name, r in heard.items()
    ]
    seen = f"[look]({where}/{number:02d}.webp)"
    return "| " + " | ".join([str(number), sample.text, sample.manner, *cells, seen]) + " |"


def table(rows: list[str]) -> str:
    head = "| | said | by | house | espeak-ng | picture |\n| --- | --- | --- | --- | --- | --- |\n"
    return head + "\n".join(rows) + "\n"


def put(page: Path, text: str) -> None:
    """Write the table between the marks of a page."""
    old = page.read_text(encoding="utf-8")
    marked = re.compile(f"({re.escape(BEGIN)}\n).*?({re.escape(END)})", re.S)
    if not marked.search(old):
        raise SystemExit(f"{page} has no place for the table: add {BEGIN!r} and {END!r}.")
    new = marked.sub(lambda found: found[1] + "\n" + text + "\n" + found[2], old)
    page.write_text(new, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/voices/samples")
    parser.add_argument("--page", type=Path, default=ROOT / "docs/models/voice.md")
    parser.add_argument("--where", default="../voices/samples", help="the folder in links")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        box, store = Path(folder), Store(Path(folder) / "store")
        for number, sample in enumerate(SAMPLES, 1):
            house = sung(sample, store) if sample.tune else spoken(sample, "house", store)
            espeak = spoken(sample, "espeak", store)
            made = {
                f"{number:02d}-house.opus": opus(house.audio),
                f"{number:02d}-espeak.opus": opus(espeak.audio),
                f"{number:02d}.webp": webp(pictures(sample, house, espeak)),
            }
            for name, data in made.items():
                (box / name).write_bytes(data)
                publish(box / name, options.out / name)
            rows.append(row(number, sample, house, espeak, options.where))
    put(options.page, table(rows))


if __name__ == "__main__":
    main()
