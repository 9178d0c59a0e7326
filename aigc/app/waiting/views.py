"""The dock of work that waits for a person, as HTML; everything from outside is escaped."""

from __future__ import annotations

from html import escape

from aigc.app import words
from aigc.app.review.words import category
from aigc.app.views import PAGES, told
from aigc.app.waiting.words import say
from aigc.app.words import Tongue
from aigc.trust.review.book import Entry


def waits(entry: Entry, people: str, tongue: Tongue, *, asked: bool = False) -> str:
    """Return the dock with why a case waits, the way to it, and the button that fetches it.

    ``people`` is when the policy asks for one; ``asked`` says that nobody has approved it yet.
    """
    name = escape(entry.case.id)
    title = say("not.yet" if asked else "waits", tongue)
    return (
        f'<section class="dock rest waits" role="status" data-waits="{name}"><div class="what">'
        f"<strong>{title}</strong><p>{escape(_why(entry, people, tongue))} {say('then', tongue)}"
        f" <span>{say('case', tongue)} {name}</span></p>"
        f'<a href="{PAGES["review"]}?case={name}" target="_blank">{say("look", tongue)}</a>'
        f'<button type="button" data-do="fetch">{say("fetch", tongue)}</button>'
        f'<button type="button" data-do="close">{words.say("close", tongue)}</button>'
        "</div></section>"
    )


def refused(entry: Entry, tongue: Tongue) -> str:
    """Return the dock of a case that people do not let out, with their reason."""
    return told(say(entry.case.state, tongue), entry.case.reason, tongue, kind="rest")


def gone(tongue: Tongue) -> str:
    """Return the dock where nothing is kept of what waited."""
    return told(say("none", tongue), say("gone", tongue), tongue, kind="rest")


def _why(entry: Entry, people: str, tongue: Tongue) -> str:
    if entry.categories:
        found = ("、" if tongue == "zh" else ", ").join(
            category(one, tongue) for one in entry.categories
        )
        return say("why.found", tongue, what=found)
    if people == "always":
        return say("why.policy", tongue)
    return say("why.audited" if entry.case.audited else "why.unchecked", tongue)
