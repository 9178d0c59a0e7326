"""The page of transcripts as HTML; everything that came from outside is escaped."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from aigc.app import giving
from aigc.app import views as shared
from aigc.app.engines.views import copied
from aigc.app.transcript.actions import KINDS, Session, texts_of
from aigc.app.transcript.words import say
from aigc.app.words import Tongue, lasting
from aigc.models.engines import Engine
from aigc.types.markup import clock
from aigc.types.transcript import HeardWord, Segment
from pipelines.aligned import EAR
from pipelines.bundle import VIDEOS

UNSURE = 0.5
"""Words of less confidence are shown as in doubt."""
MOST_UNSURE = 8
SMALL_MODEL = "aigc models fetch openai/whisper-small"
BARS = (5, 9, 4, 12, 7, 15, 6, 10, 3)


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above a part of the page."""
    return shared.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def ways(engines: Sequence[Engine], tongue: Tongue) -> str:
    """Return what works here, and what brings the rest; ``engines`` write down what is said."""
    ready = any(one.ready for one in engines)
    how = "" if ready else _missing(engines, tongue)
    return (
        f'<section class="ways"><h4>{say("ways", tongue)}</h4><ul>'
        f"<li>{_state(True, tongue)}{say('way.text', tongue)}</li>"
        f"<li>{_state(ready, tongue)}{say('way.model', tongue)}{how}</li></ul></section>"
    )


def _state(ready: bool, tongue: Tongue) -> str:
    kind, key = ("good", "ready") if ready else ("warn", "needs")
    return f'<span class="tag {kind}">{say(key, tongue)}</span>'


def _missing(engines: Sequence[Engine], tongue: Tongue) -> str:
    install = next((one.remedy for one in engines if one.remedy.startswith("pip ")), "")
    steps = [("install", install)] if install else []
    steps.append(("fetch", SMALL_MODEL))
    return "".join(f"<p>{say(key, tongue)}</p>{copied(line, tongue)}" for key, line in steps)


def nothing(tongue: Tongue) -> str:
    """Return the place of the lines before there are any."""
    bars = "".join(f'<i style="height:{4 * n}px"></i>' for n in BARS)
    return (
        f'<section class="empty"><div class="wave lined" aria-hidden="true">{bars}<u></u></div>'
        f"<h3>{say('empty', tongue)}</h3><p>{say('empty.how', tongue)}</p></section>"
    )


def lines(session: Session, typed: Mapping[str, str], tongue: Tongue) -> str:
    """Return the player over every line with its time, as the lines stand in the page."""
    heard = session.heard.transcript
    count = say(
        "count", tongue, lines=len(heard.segments), words=len(heard.words),
        time=lasting(float(heard.duration), tongue),
    )  # fmt: skip
    by = say("by.embedded" if heard.engine == EAR else "by", tongue, engine=heard.engine)
    texts = texts_of(session, typed)
    rows = "".join(
        _row(n, one, text, tongue)
        for n, (one, text) in enumerate(zip(heard.segments, texts, strict=True))
    )
    return (
        f'<section class="spoken" lang="{heard.language}"><div class="bar"><h3>'
        f"{escape(session.recording.name)}</h3><small>{count} · {escape(by)}</small></div>"
        f"{_player(session.recording, tongue)}<ol>{rows}</ol>"
        f"<p class='mute keys'>{say('keys', tongue)}</p></section>"
    )


def _player(file: Path, tongue: Tongue) -> str:
    kind = "video" if file.suffix.lower() in VIDEOS else "audio"
    return (
        f'<div class="player {kind}"><{kind} controls preload="metadata" playsinline '
        f'src="{shared.served(file)}"></{kind}><p hidden>{say("unplayable", tongue)}</p></div>'
    )


def _row(n: int, one: Segment, text: str, tongue: Tongue) -> str:
    start = clock(one.time.start)
    hint = say("hear", tongue, time=start)
    unsure = [word for word in one.words if word.confidence < UNSURE][:MOST_UNSURE]
    name = say("line", tongue, n=n + 1)
    return (
        f'<li data-line="{n}" {_marked(one)} data-original="{escape(one.text)}">'
        f'<button type="button" class="at" title="{hint}">{start}</button>'
        f'<div><textarea rows="1" aria-label="{name}" placeholder="{say("drop", tongue)}">'
        f"{escape(text)}</textarea>{_unsure(unsure, tongue)}</div>"
        f'<button type="button" class="undo">{say("restore", tongue)}</button></li>'
    )


def _marked(one: Segment | HeardWord) -> str:
    return f'data-start="{float(one.time.start):.3f}" data-end="{float(one.time.end):.3f}"'


def _unsure(some: Sequence[HeardWord], tongue: Tongue) -> str:
    if not some:
        return ""
    each = "".join(
        f'<button type="button" class="unsure" data-from="{float(word.time.start):.3f}">'
        f"{escape(word.text.strip())}<i>{word.confidence:.0%}</i></button>"
        for word in some
    )
    return f"<p>{say('unsure', tongue)}{each}</p>"


def files(session: Session | None, tongue: Tongue, given: Path | None = None) -> str:
    """Return the files that can be taken along, or the place where they will be."""
    if session is None:
        return f'<section class="read none"><p>{say("empty.files", tongue)}</p></section>'
    return giving.offer([(kind, say(f"give.{kind}", tongue)) for kind in KINDS], tongue, given)


def clip(session: Session | None, tongue: Tongue) -> str:
    """Return how a clip is made of the recording, and of recordings that are too large for here."""
    name = session.recording.name if session else "talk.wav"
    text = f"{session.recording.stem if session else 'talk'}.txt"
    command = shlex.join(["aigc", "video", text, "--script", text, "--recording", name])
    large = "aigc transcribe talk.mp4 --engine whisper:FOLDER"
    return (
        f'<section class="aside"><h4>{say("clip", tongue)}</h4><p>{say("clip.how", tongue)}</p>'
        f"{copied(command, tongue)}<p>{say('clip.article', tongue)}</p>"
        f"<p>{say('limit', tongue)}</p>{copied(large, tongue)}</section>"
    )
