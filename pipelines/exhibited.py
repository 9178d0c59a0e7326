"""What is judged of something: its words, when they are heard, and what they were written from."""

from __future__ import annotations

from aigc.types.article import Article
from aigc.types.narration import Narration
from aigc.types.review import Exhibit, SpokenLine
from aigc.types.scene import Storyboard
from aigc.types.script import Script
from aigc.types.timing import Timing


def exhibit_of(
    article: Article,
    script: Script,
    narration: Narration | None = None,
    board: Storyboard | None = None,
) -> Exhibit:
    """Return a script beside the article that it was written from.

    Parameters
    ----------
    narration, board : Narration, Storyboard
        Tell when each line is heard and when each scene begins.
    """
    times = {one.line: float(one.time.start) for one in (narration.lines if narration else ())}
    return Exhibit(
        title=script.title,
        language=script.language,
        lines=tuple(
            SpokenLine(
                text=line.text,
                sources=tuple((span.start, span.end) for span in line.sources),
                start_s=times.get(n),
            )
            for n, line in enumerate(script.lines)
        ),
        source=article.text,
        scenes_s=tuple(float(one.time.start) for one in (board.scenes if board else ())),
    )


def lines_heard(timing: Timing, words: str = "") -> tuple[SpokenLine, ...]:
    """Return the lines of a recording with their times; where it tells none, its words as one."""
    lines = tuple(
        SpokenLine(text=one.text, start_s=float(one.time.start)) for one in timing.lines
    )  # fmt: skip
    return lines or ((SpokenLine(text=words),) if words.strip() else ())
