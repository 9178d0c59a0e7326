"""How truly, and how nearly to length, the forty fixture articles are told.

Run ``python benchmarks/bench_scripts.py [NAME ...]``: each article of ``tests/fixtures/articles``
(or those whose names contain a NAME) is read, written and spoken for 20, 30 and 60 s. The limits
are a clip within 10 % of its target, no line that the guard refuses, and captions within one
frame of the spoken words. The exit status is 1 when a limit is missed.

A clip may be shorter than its target only when its article is exhausted: when everything that the
writer offers of it, each passage in its longest form, would not fill nine tenths of the target at
the speed measured on the lines that were spoken.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aigc.store import Store
from aigc.text.engine import Options, Pace
from aigc.text.script.guard import check
from aigc.text.script.passages import passages
from aigc.types.caption import Caption
from aigc.types.narration import Narration
from pipelines.article_to_video import FPS, TAIL_S, Config, Draft, direct, read, write
from pipelines.speaking import LEAD_S

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures" / "articles"
TARGETS_S = (20, 30, 60)
NEAR = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was measured of one article at one target."""

    name: str
    target_s: int
    length_s: float
    exhausted: bool
    violations: int
    error_frames: float

    @property
    def deviation(self) -> float:
        """The clip's length against its target, as a share of the target."""
        return self.length_s / self.target_s - 1

    @property
    def near(self) -> bool:
        """Whether the clip is within the limit; an exhausted article may fall short."""
        return abs(self.deviation) <= NEAR or (self.exhausted and self.deviation < 0)

    def row(self) -> str:
        """Return the case as one line of the printed table."""
        note = "  article exhausted" if self.exhausted else "" if self.near else "  OFF"
        return (
            f"{self.name:16}{self.target_s:4d} s{self.length_s:7.1f} s{self.deviation:+8.1%}"
            f"{self.violations:4d}{self.error_frames:7.2f}{note}"
        )


def measure(path: Path, target_s: int, store: Store) -> Case:
    """Read, write, speak and direct one article."""
    config = Config.model_validate({"seconds": target_s})
    article = read(path, config, store=store)
    draft = direct(article, write(article, config, store=store), config, store=store)
    return Case(
        name=path.stem,
        target_s=target_s,
        length_s=float(draft.storyboard.scenes[-1].time.end),
        exhausted=everything_s(draft) < target_s * (1 - NEAR),
        violations=sum(len(check(line, article)) for line in draft.script.lines),
        error_frames=max(caption_errors(draft.captions, draft.narration), default=0.0),
    )


def everything_s(draft: Draft) -> float:
    """Return about how long a clip of everything that the article offers would be."""
    pace, language = Pace(), draft.script.language
    guess = sum(float(pace.duration(x.text, language)) for x in draft.script.lines)
    lines = draft.narration.lines
    spoken = sum(float(x.time.duration) for x in lines)
    pauses = float(lines[-1].time.end - lines[0].time.start) - spoken
    pause = pauses / (len(lines) - 1) if len(lines) > 1 else pace.pause_s
    forms = [p.forms[0] for p in passages(draft.article, Options())]
    every = sum(float(pace.duration(x.text, language)) for form in forms for x in form)
    count = sum(len(form) for form in forms)
    return every * spoken / guess + pause * (count - 1) + float(LEAD_S + TAIL_S)


def caption_errors(captions: Sequence[Caption], narration: Narration) -> Iterator[float]:
    """Yield how many frames each caption, and each word in it, is from its word in the audio."""
    for line in narration.lines:
        spoken = [w for w in line.words for c in w.text if c.isalnum()]
        own = [c for c in captions if c.line == line.line]
        at = 0
        for caption in own:
            yield abs(float(caption.time.start - spoken[at].time.start)) * FPS
            for word in caption.words:
                letters = sum(c.isalnum() for c in word.text)
                if letters:
                    yield abs(float(word.time.start - spoken[at].time.start)) * FPS
                at += letters
        if at != len(spoken):
            raise AssertionError(
                f"The captions of “{line.text}” hold {at} of {len(spoken)} letters."
            )


def summary(cases: Sequence[Case]) -> str:
    """Return the figures that the limits are about."""
    full = [c for c in cases if not c.exhausted]
    near = [c for c in full if abs(c.deviation) <= NEAR]
    worst = max(full, key=lambda c: abs(c.deviation), default=None)
    shown = f"{worst.deviation:+.1%} ({worst.name}, {worst.target_s} s)" if worst else "none"
    mean = sum(abs(c.deviation) for c in full) / len(full) if full else 0.0
    return "\n".join(
        (
            f"within {NEAR:.0%} of the target: {len(near)} of {len(full)}, worst {shown}, "
            f"mean {mean:.1%}",
            f"article exhausted, clip kept shorter: {len(cases) - len(full)} of {len(cases)}",
            f"violations: {sum(c.violations for c in cases)}",
            f"caption against word: at most {max(c.error_frames for c in cases):.2f} frames",
        )
    )


def main(names: Sequence[str]) -> int:
    """Print a line for each case and the summary; return the exit status."""
    paths = [
        p
        for p in sorted(FIXTURES.glob("*.md"))
        if not names or any(name in p.stem for name in names)
    ]
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        print(f"{'article':16}{'target':>6}{'clip':>9}{'off':>8}{'bad':>4}{'frames':>7}")
        for path in paths:
            for target_s in TARGETS_S:
                cases.append(measure(path, target_s, store))
                print(cases[-1].row(), flush=True)
    print(summary(cases))
    good = all(c.near and not c.violations and c.error_frames <= 1 for c in cases)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
