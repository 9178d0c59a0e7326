"""The page of avatars, drawn as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from html import escape

from aigc.app import views
from aigc.app.avatar.actions import Character
from aigc.app.avatar.words import EXAMPLES, say
from aigc.app.troubles import in_chinese
from aigc.app.words import Tongue
from aigc.avatar.viewer.page import frame, page

STAGE_PX = 560


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above one of the page's columns."""
    return views.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def examples(tongue: Tongue) -> str:
    """Return sentences to begin with, each a button."""
    buttons = "".join(
        f'<button type="button" data-example="{n}">{escape(label)}</button>'
        for n, (label, _) in enumerate(EXAMPLES[tongue])
    )
    return f'<div class="tries"><span>{say("examples", tongue)}</span>{buttons}</div>'


def fine(tongue: Tongue) -> str:
    """Return the line between ways to begin and the settings."""
    return f'<div class="fine"><h3>{say("fine", tongue)}</h3><small>{say("fine.hint", tongue)}</small></div>'  # noqa: E501


def hint(key: str, tongue: Tongue) -> str:
    """Return small print below a control."""
    return f'<p class="mute">{say(key, tongue)}</p>'


def follow_hint(films: bool, tongue: Tongue) -> str:
    """Return what recordings and films bring; ``films`` tells whether faces can be found here."""
    return hint("follow.hint", tongue) + ("" if films else hint("follow.without", tongue))


def nobody(tongue: Tongue) -> str:
    """Return the stage before there is a character."""
    ghosts = "".join(f'<div class="bust b{n}"><i></i><b></b></div>' for n in range(3))
    return (
        f'<section class="empty"><div class="busts" aria-hidden="true">{ghosts}</div>'
        f"<h3>{say('empty.stage', tongue)}</h3><p>{say('empty.stage.how', tongue)}</p></section>"
    )


def stage(tongue: Tongue) -> str:
    """Return the stage, on which `told` puts a character; camera and face stay when it changes."""
    return frame(page(b"", tongue=tongue), height_px=STAGE_PX, name=say("frame", tongue))


def told(made: Character | None) -> str:
    """Return what the stage is told: whom to show, and what to play."""
    if made is None:
        return ""
    act = f' data-act="{views.served(made.act)}"' if made.act else ""
    return f'<i class="told" hidden data-vrm="{views.served(made.vrm)}"{act}></i>'


def slots(made: Character | None, tongue: Tongue) -> str:
    """Return how the sentence was read, where one began the character."""
    if made is None or made.described is None:
        return ""
    found = made.described
    lines = [escape(slot.explanation) for slot in found.slots]
    lines = lines or [say("nothing", tongue)]
    odd = [escape(conflict.explanation) for conflict in found.conflicts]
    if found.unknown:
        between = "、" if tongue == "zh" else ", "
        odd.append(escape(say("unknown", tongue, words=between.join(found.unknown))))
    items = "".join(f"<li>{line}</li>" for line in lines)
    items += "".join(f'<li class="odd">{line}</li>' for line in odd)
    return (
        f'<details class="slots" open><summary>{say("slots", tongue)}</summary>'
        f"<ul>{items}</ul></details>"
    )


def files(made: Character | None, tongue: Tongue) -> str:
    """Return the video and links to all files, or their place."""
    notes = _notes(made, tongue)
    if made is None or not made.files:
        return f'<section class="read none"><p>{say("empty.files", tongue)}</p>{notes}</section>'
    video = made.files.get("performance.mp4")
    seen = f'<video src="{views.served(video)}" controls playsinline></video>' if video else ""
    stale = f'<p class="stale">{say("stale", tongue)}</p>' if made.stale else ""
    old = " old" if made.stale else ""
    return (
        f'<section class="screen made{old}">{seen}{stale}{notes}'
        f"{views.downloads(made.files, tongue)}</section>"
    )


def _notes(made: Character | None, tongue: Tongue) -> str:
    said = (in_chinese(note) if tongue == "zh" else note for note in (made.notes if made else ()))
    return "".join(f"<p class='mute'>{escape(note)}</p>" for note in said)
