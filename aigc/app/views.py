"""The parts of the page that are drawn as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from aigc.app.actions import Session, origin
from aigc.app.live import Moment
from aigc.app.troubles import sentence_of, title_of
from aigc.app.walls import told as walls_told
from aigc.app.words import FILES, KINDS, STEPS, TONGUES, Tongue, lasting, named, say
from aigc.types.scene import Scene
from pipelines.editing import picture_of

NARROW_PX = 1240
SOURCE_CHARS = 60
"""How much of a line's source is shown before it is pointed at."""
PAGES = {
    "video": "./",
    "copy": "./copy",
    "transcript": "./transcript",
    "lyrics": "./lyrics",
    "speak": "./speak",
    "sing": "./sing",
    "avatar": "./avatar",
    "batch": "./batch",
    "review": "./review",
    "trust": "./trust",
    "engines": "./engines",
}
"""The address of every page, as seen from any of them."""
TONGUE_NAMES = {"zh": "中文", "en": "EN"}


def masthead(tongue: Tongue, page: str = "video") -> str:
    """Return the top of a page with the way to the others and the switch of languages."""
    buttons = "".join(
        f'<button type="button" data-tongue="{t}" aria-pressed="{str(t == tongue).lower()}">'
        f"{TONGUE_NAMES[t]}</button>"
        for t in TONGUES
    )
    links = "".join(
        f'<a href="{address}"{_current(name, page)}>{say(f"page.{name}", tongue)}</a>'
        for name, address in PAGES.items()
    )
    return (
        f'<header class="mast" data-lang="{tongue}"><h1><i>AIGC</i> Studio</h1>'
        f'<nav class="pages">{links}</nav><p>{say(f"tagline.{page}", tongue)}</p>'
        f"<nav>{buttons}</nav></header>"
    )


def _current(name: str, page: str) -> str:
    return ' aria-current="page"' if name == page else ""


def step(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above one of the page's columns."""
    return heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def heading(number: int, title: str, hint: str) -> str:
    """Return a numbered heading with small print beside it."""
    return f'<div class="step"><b>{number}</b><h2>{title}</h2><small>{hint}</small></div>'


def nothing(tongue: Tongue) -> str:
    """Return the storyboard before there is a script."""
    ghosts = "".join(
        f'<div class="ghost g{n}"><i></i><b></b><u></u><u></u></div>' for n in range(3)
    )
    return (
        f'<section class="empty"><div class="ghosts" aria-hidden="true">{ghosts}</div>'
        f"<h3>{say('empty.board', tongue)}</h3><p>{say('empty.board.how', tongue)}</p></section>"
    )


def board(session: Session, urls: Sequence[str], figures: Sequence[str], tongue: Tongue) -> str:
    """Return the storyboard: a frame of every scene beside the lines that it shows.

    ``urls`` are the frames, ``figures`` the article's pictures, as the page serves them.
    """
    draft, seen, cards = session.draft, set[int](), []
    for n, scene in enumerate(draft.storyboard.scenes):
        fresh = [line for line in scene.lines if line not in seen]
        seen |= set(fresh)
        cards.append(_card(session, n, scene, fresh, urls[n], figures, tongue))
    length = lasting(float(draft.storyboard.scenes[-1].time.end), tongue)
    count = say("count", tongue, lines=len(draft.script.lines), scenes=len(cards), length=length)
    shape = f"shape-{session.config.aspect.replace(':', '-')}"
    dirty = " dirty" if session.typed else ""
    return (
        f'<section class="board {shape}{dirty}"><div class="bar"><h3>{escape(draft.script.title)}'
        f"</h3><small>{count}</small><span>{say('dirty', tongue)}</span>"
        f'<button type="button" data-do="apply">{say("apply", tongue)}</button></div>'
        f"<ol>{''.join(cards)}</ol></section>"
    )


def _card(
    session: Session,
    n: int,
    scene: Scene,
    fresh: Sequence[int],
    url: str,
    figures: Sequence[str],
    tongue: Tongue,
) -> str:
    kind = named(KINDS, scene.kind, tongue)
    has = picture_of(scene) is not None
    drag = f' draggable="true" title="{say("drag", tongue)}"' if has else ""
    lines = "".join(_line(session, line, tongue, first=line == fresh[0]) for line in fresh)
    if not fresh:
        text = (
            say("goes_on", tongue, n=scene.lines[0] + 1) if scene.lines else say("silent", tongue)
        )
        lines = f'<p class="mute">{text}</p>'
    name = say("scene", tongue, n=n + 1)
    return (
        f'<li class="scene" data-scene="{n}"><div class="frame"{drag}>'
        f'<img src="{escape(url)}" alt="{name}: {kind}" draggable="false"><b>{n + 1}</b></div>'
        f'<div class="side"><header><strong>{kind}</strong>'
        f"<time>{float(scene.time.duration):.1f} s</time></header>{lines}"
        f"{_tray(n, len(session.draft.storyboard.scenes), has, figures, tongue)}</div></li>"
    )


def _line(session: Session, line: int, tongue: Tongue, *, first: bool) -> str:
    said = session.draft.script.lines[line]
    text = session.typed[line] if session.typed else said.text
    source = origin(said, session.draft.article.text)
    before = session.draft.script.lines[line - 1].sources if line and not first else ()
    note = "" if before == said.sources else _origin(said.text, source, tongue)
    rows = 1 + len(text) // (18 if tongue == "zh" else 30)
    name = say("line", tongue, n=line + 1)
    return (
        f'<label><textarea data-line="{line}" rows="{min(rows, 6)}" aria-label="{name}" '
        f'placeholder="{say("removed", tongue)}">{escape(text)}</textarea>'
        f"{note}</label>"
    )


def _origin(text: str, source: str, tongue: Tongue) -> str:
    if _bare(text) == _bare(source):
        return f"<small>{say('verbatim', tongue)}</small>"
    short = source if len(source) <= SOURCE_CHARS else source[: SOURCE_CHARS - 1] + "…"
    return f'<small title="{escape(source)}">{say("origin", tongue)} · {escape(short)}</small>'


def _bare(text: str) -> str:
    return "".join(text.split()).rstrip("。.！!？?；;")


def _tray(n: int, scenes: int, has: bool, figures: Sequence[str], tongue: Tongue) -> str:
    """Return the drawer in which a scene's picture is chosen, brought, moved or dropped."""
    picks = "".join(
        f'<button type="button" data-do="swap" data-figure="{k}"><img src="{escape(url)}" '
        f'alt="{say("picture", tongue)} {k + 1}" loading="lazy"></button>'
        for k, url in enumerate(figures)
    )
    picks = picks or f'<p class="mute">{say("no_pictures", tongue)}</p>'
    own = f'<label class="own"><input type="file" accept="image/*">{say("own", tongue)}</label>'
    rest = ""
    if has:
        spots = "".join(
            f'<option value="{k}">{say("scene", tongue, n=k + 1)}</option>'
            for k in range(scenes)
            if k != n
        )
        label = say("move", tongue)
        rest = (
            f'<select data-do="move" aria-label="{label}"><option value="">{label}</option>{spots}'
            f'</select><button type="button" data-do="drop">{say("plain", tongue)}</button>'
        )
    title = say("picture" if has else "add", tongue)
    return (
        f'<details class="tray"><summary>{title}</summary><div class="picks">{picks}</div>'
        f'<div class="acts">{own}{rest}</div></details>'
    )


def clip(session: Session | None, tongue: Tongue) -> str:
    """Return the finished clip with its files, or the place where it will be."""
    if session is None or session.made is None:
        how = "ready.clip.how" if session else "empty.clip.how"
        shape = (session.config.aspect if session else "9:16").replace(":", " / ")
        return (
            f'<section class="screen blank"><div style="aspect-ratio: {shape}"><span></span>'
            f"<h3>{say('empty.clip', tongue)}</h3><p>{say(how, tongue)}</p></div></section>"
        )
    made = session.made
    key = "is.preview" if made.preset == "preview" else "is.final"
    stale = f'<p class="stale">{say("stale", tongue)}</p>' if made.stale else ""
    cover = made.files.get("cover.png")
    poster = f' poster="{served(cover)}"' if cover else ""
    return (
        f'<section class="screen{" old" if made.stale else ""}"><em>{say(key, tongue)}</em>'
        f'<video src="{served(made.files["video.mp4"])}"{poster} controls playsinline></video>'
        f"{stale}{downloads(made.files, tongue)}</section>"
    )


def downloads(made: Mapping[str, Path], tongue: Tongue) -> str:
    """Return files by name as a row, the first of them at large."""
    links = "".join(
        f'<a href="{served(path)}" download="{escape(name)}">'
        f"<b>{named(FILES, name, tongue)}</b><small>{_kind(name)} · {_size(path)}</small></a>"
        for name, path in made.items()
    )
    return f'<div class="files"><h4>{say("downloads", tongue)}</h4><div>{links}</div></div>'


def _kind(name: str) -> str:
    return escape(name.rpartition(".")[2].upper())


def _size(path: Path) -> str:
    size = path.stat().st_size if path.exists() else 0
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def served(path: Path) -> str:
    """Return the page's address of a file in its cache, which its user may fetch from now on."""
    walls_told.tell(str(path))
    return f"gradio_api/file={quote(str(path))}"


def running(moment: Moment, steps: Sequence[str], tongue: Tongue) -> str:
    """Return the dock while something runs: the step, how far it is, how long it will take."""
    now = moment.step or steps[0]
    chips = "".join(f'<li class="{_when(s, now, moment)}">{_step(s, tongue)}</li>' for s in steps)
    title = say("working", tongue, step=_step(now, tongue))
    if moment.left_s is not None:
        time = say("left", tongue, time=lasting(moment.left_s, tongue))
    else:
        time = say("since", tongue, time=lasting(moment.elapsed_s, tongue))
    wide = f'style="width:{100 * moment.share:.1f}%"' if moment.share else 'class="unknown"'
    return (
        f'<section class="dock on" role="status"><div class="what"><strong>{title}</strong>'
        f"<time>{time}</time><ol>{chips}</ol>"
        f'<button type="button" data-do="stop">{say("stop", tongue)}</button></div>'
        f'<div class="track"><i {wide}></i></div></section>'
    )


def _step(name: str, tongue: Tongue) -> str:
    return named(STEPS, name, tongue) if name in STEPS else escape(name.capitalize())


def _when(step: str, now: str, moment: Moment) -> str:
    return "now" if step == now else "past" if step in moment.past else "next"


def told(title: str, text: str, tongue: Tongue, *, kind: str = "good") -> str:
    """Return the dock after something ended well."""
    role = "alert" if kind == "bad" else "status"
    return (
        f'<section class="dock {kind}" role="{role}"><div class="what"><strong>{escape(title)}'
        f"</strong><p>{escape(text)}</p>"
        f'<button type="button" data-do="close">{say("close", tongue)}</button></div></section>'
    )


def trouble(
    exc: BaseException, tongue: Tongue, *, kind: str = "bad", about: str = "error.input"
) -> str:
    """Return the dock after something went wrong; ``about`` heads a fault in what was given."""
    return told(title_of(exc, tongue, about), sentence_of(exc, tongue), tongue, kind=kind)


def shown_when_narrow(target: str, there: str) -> str:
    """Return JavaScript that scrolls to ``target`` on a narrow page once ``there`` exists."""
    return (
        f"() => {{ if (innerWidth < {NARROW_PX} && document.querySelector('{there}')) "
        f"document.querySelector('{target}').scrollIntoView({{behavior: 'smooth'}}); }}"
    )
