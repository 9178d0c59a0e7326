"""The review desk as HTML: what waits, and the work; everything from outside is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Final

from aigc.app import views as shared
from aigc.app import words
from aigc.app.review.published import Published
from aigc.app.review.seeing import Sheet, kind_of
from aigc.app.review.words import category, pipeline, say
from aigc.app.words import FILES, Tongue, named
from aigc.trust.review.book import Entry
from aigc.trust.review.steps import claimed_by, same
from aigc.types.review import Exhibit
from aigc.types.verdict import Finding

MOST_TEXT: Final = 20_000
_DAY_S: Final = 86_400
_WIDE, _HIGH = 1000, 100


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above a part of the page."""
    return shared.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def nothing(tongue: Tongue) -> str:
    """Return the queue where nothing waits."""
    return (
        f'<section class="read none"><h4>{say("empty", tongue)}</h4>'
        f"<p>{say('empty.how', tongue)}</p></section>"
    )


def unopened(tongue: Tongue) -> str:
    """Return the place of the work before one is open."""
    return (
        '<section class="empty"><div class="stamp" aria-hidden="true"><i></i><b></b></div>'
        f"<h3>{say('none.open', tongue)}</h3><p>{say('empty.how', tongue)}</p></section>"
    )


def unproved(tongue: Tongue) -> str:
    """Return the place of what speaks for a work before one is open."""
    return f'<section class="read none"><p>{say("none.proof", tongue)}</p></section>'


def queue(entries: Sequence[Entry], current: str, actor: str, now: float, tongue: Tongue) -> str:
    """Return what waits, the oldest first; ``current`` is open."""
    if not entries:
        return nothing(tongue)
    rows = "".join(_row(one, one.case.id == current, actor, now, tongue) for one in entries)
    who = escape(say("who", tongue, who=actor))
    return (
        f'<section class="queue"><ol>{rows}</ol><p class="mute">{who}</p>{_keys(tongue)}</section>'
    )


def _row(one: Entry, current: bool, actor: str, now: float, tongue: Tongue) -> str:
    on = ' aria-current="true"' if current else ""
    title = escape(one.title or say("untitled", tongue))
    kind = escape(pipeline(one.pipeline, tongue))
    tags = "".join(f'<span class="tag bad">{escape(category(c, tongue))}</span>'
                   for c in one.categories[:3])  # fmt: skip
    if one.case.audited:
        tags += f'<span class="tag">{say("drawn", tongue)}</span>'
    if one.case.decision == "not_checked":
        tags += f'<span class="tag">{say("unchecked", tongue)}</span>'
    if holder := claimed_by(one.case, now):
        mine = same(holder, actor)
        said = say("mine", tongue) if mine else say("theirs", tongue, who=holder)
        tags += f'<span class="tag {"good" if mine else ""}">{escape(said)}</span>'
    creator = escape(say("for", tongue, who=one.case.creator))
    return (
        f'<li><button type="button" data-case="{one.case.id}"{on}><b>{title}</b>'
        f"<small>{kind} · {creator}</small><span>{tags}"
        f"<time>{_ago(now - one.asked_at, tongue)}</time></span></button></li>"
    )


def _ago(seconds: float, tongue: Tongue) -> str:
    """Return how long ago something was.

    >>> _ago(30, "en"), _ago(200, "en"), _ago(9000, "zh"), _ago(200_000, "en")
    ('just now', '3 min ago', '2 小时前', '2 d ago')
    """
    for unit, length in (("d", _DAY_S), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return say(f"ago.{unit}", tongue, n=int(seconds // length))
    return say("ago.now", tongue)


def _keys(tongue: Tongue) -> str:
    pairs = (
        ("J K", "key.next"), ("A", "approve"), ("C", "request_changes"), ("R", "reject"),
        ("␣", "key.play"), ("1–9", "key.find"), ("?", "key.keys"),
    )  # fmt: skip
    rows = "".join(
        f"<div><dt>{''.join(f'<kbd>{k}</kbd>' for k in keys.split())}</dt>"
        f"<dd>{say(name, tongue)}</dd></div>"
        for keys, name in pairs
    )
    return (
        f'<details class="keys"><summary>{say("keys", tongue)}</summary><dl>{rows}</dl></details>'
    )


def work(entry: Entry, files: Sequence[Path], held_by: str, tongue: Tongue) -> str:
    """Return a work with what can be answered.

    Parameters
    ----------
    files : sequence of Path
        Where the page may serve them, the work itself first.
    held_by : str
        Why it cannot be answered here; empty where it can.
    """
    title = escape(entry.title or say("untitled", tongue))
    acts = f'<p class="held" role="status">{escape(held_by)}</p>' if held_by else _acts(tongue)
    shown = _media(files, tongue) if files else f'<p class="held">{say("gone.files", tongue)}</p>'
    links = ""
    if files:
        rows = shared.downloads({p.name: p for p in files}, tongue)
        links = f"<details><summary>{say('files', tongue)}</summary>{rows}</details>"
    return (
        f'<section class="work" data-open="{entry.case.id}"><header><h3>{title}</h3></header>'
        f"{shown}{acts}{links}</section>"
    )


def approved(entry: Entry, made: Published, tongue: Tongue) -> str:
    """Return the dock after a work was let out: where it is, and its files."""
    where = say("done.studio", tongue) if made.place is None else str(made.place)
    title = entry.title or say("untitled", tongue)
    links = "".join(
        f'<a href="{shared.served(file)}" download="{escape(file.name)}">{escape(name)}</a>'
        for file, name in (
            (made.work, named(FILES, made.work.name, tongue) if made.work else ""),
            (made.whole, say("files", tongue)),
        )
        if file
    )
    return (
        '<section class="dock good stays" role="status"><div class="what">'
        f"<strong>{say('done.approve', tongue)}</strong><p>{escape(title)} · {escape(where)}</p>"
        f'{links}<button type="button" data-do="close">{words.say("close", tongue)}</button>'
        "</div></section>"
    )


def glance(sheet: Sheet | None, exhibit: Exhibit, tongue: Tongue) -> str:
    """Return a work's sound and frames side by side; ``None`` while they are drawn."""
    if sheet is None:
        return f'<section class="glance"><p class="mute">{say("drawing", tongue)}</p></section>'
    shown = _wave(sheet, exhibit.findings, tongue) + _frames(sheet, exhibit, tongue)
    return f'<section class="glance">{shown}</section>' if shown else ""


def _acts(tongue: Tongue) -> str:
    buttons = "".join(
        f'<button type="button" data-do="{do}" aria-keyshortcuts="{key}">{say(do, tongue)}'
        f"<kbd>{key}</kbd></button>"
        for do, key in (("approve", "A"), ("request_changes", "C"), ("reject", "R"))
    )
    return (
        f'<div class="answers">{buttons}</div>'
        f'<form hidden data-reject="{say("why.reject", tongue)}" '
        f'data-changes="{say("why.request_changes", tongue)}"><textarea rows="2"></textarea>'
        f'<button type="button" data-do="send">{say("send", tongue)}<kbd>↵</kbd></button>'
        f'<button type="button" data-do="back">{say("back", tongue)}</button></form>'
    )


def _media(files: Sequence[Path], tongue: Tongue) -> str:
    first, kind = files[0], kind_of(files[0])
    url, name = shared.served(first), escape(first.name)
    covers = [p for p in files if kind_of(p) == "picture"]
    poster = f' poster="{shared.served(covers[0])}"' if covers else ""
    if kind == "video":
        return f'<video src="{url}"{poster} controls playsinline preload="metadata"></video>'
    if kind == "audio":
        cover = f'<img src="{shared.served(covers[0])}" alt="">' if covers else ""
        return f'{cover}<audio src="{url}" controls preload="metadata"></audio>'
    if kind == "picture":
        return f'<img src="{url}" alt="{name}">'
    if kind == "text":
        text = first.read_text(encoding="utf-8", errors="replace")[:MOST_TEXT]
        return f"<pre>{escape(text)}</pre>"
    return f'<p class="held">{escape(named(FILES, first.name, tongue))}</p>'


def _wave(sheet: Sheet, findings: Sequence[Finding], tongue: Tongue) -> str:
    if not sheet.peaks:
        return ""
    step = _WIDE / len(sheet.peaks)
    bars = "".join(
        f'<rect x="{n * step:.1f}" y="{(_HIGH - h) / 2:.1f}" width="{step * 0.62:.1f}" '
        f'height="{h:.1f}"/>'
        for n, h in ((n, max(2.0, p * _HIGH)) for n, p in enumerate(sheet.peaks))
    )
    marks = "".join(
        f'<rect class="mark" data-at="{one.at_s:.2f}" y="0" width="7" height="{_HIGH}" '
        f'x="{_WIDE * one.at_s / sheet.duration_s:.1f}">'
        f"<title>{escape(category(one.category, tongue))}</title></rect>"
        for one in findings
        if one.at_s is not None and one.at_s <= sheet.duration_s
    )
    return (
        f'<div class="loud"><h4>{say("wave", tongue)}</h4><svg viewBox="0 0 {_WIDE} {_HIGH}" '
        f'preserveAspectRatio="none" aria-hidden="true">{bars}{marks}'
        f'<rect class="head" data-length="{sheet.duration_s:.2f}" x="0" y="0" width="4" '
        f'height="{_HIGH}"/></svg></div>'
    )


def _frames(sheet: Sheet, exhibit: Exhibit, tongue: Tongue) -> str:
    if not sheet.frames:
        return ""
    begins = [0.0, *(s for s in sorted(exhibit.scenes_s) if s > 0)]
    found = [f.at_s for f in exhibit.findings if f.at_s is not None and f.decision != "pass"]
    times = [time for time, _ in sheet.frames]
    each = ""
    for n, (time, path) in enumerate(sheet.frames):
        begin = (
            max((b for b in begins if b <= time), default=0.0) if exhibit.scenes_s else time - 1.0
        )
        end = times[n + 1] if n + 1 < len(times) else float("inf")
        bad = " bad" if any(begin <= at < end for at in found) else ""
        begin = max(0.0, begin)
        label = f"{int(begin // 60)}:{int(begin % 60):02d}"
        each += (
            f'<button type="button" class="shot{bad}" data-at="{begin:.2f}" aria-label="{label}">'
            f'<img src="{shared.served(path)}" alt="" loading="lazy"><b>{label}</b></button>'
        )
    return f'<div class="frames"><h4>{say("sheet", tongue)}</h4><div>{each}</div></div>'
