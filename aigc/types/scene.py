"""What is shown while a line is spoken: one scene kind with the facts that it displays.

Text fields may mark one emphasised phrase as ``{like this}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.types.asset import Asset
from aigc.types.markup import clock, faint, strong, table, titled
from aigc.types.time import TimeRange

Aspect = Literal["9:16", "4:5", "1:1", "16:9"]
SceneKind = Literal[
    "picture",
    "headline",
    "statement",
    "number",
    "list",
    "quote",
    "bars",
    "line",
    "timeline",
    "chapter",
    "end",
]
Move = Literal["push", "pull", "left", "right", "up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureShot:
    """A still with its label; ``focus`` is the salient point in 0-1 of width and height."""

    picture: Asset
    label: str = ""
    credit: str = ""
    focus: tuple[float, float] = (0.5, 0.45)
    move: Move = "push"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The opening statement."""

    title: str
    kicker: str = ""
    deck: str = ""
    picture: PictureShot | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the article itself says, set large: its own words, in nobody's mouth.

    ``text`` is at most 42 Chinese or 112 Latin characters; ``note`` a short support in small type.
    """

    text: str
    kicker: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One figure that counts up; ``share`` (0-1) also draws a part of a whole."""

    label: str
    value: float
    decimals: int = 0
    prefix: str = ""
    unit: str = ""
    kicker: str = ""
    note: str = ""
    source: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """A short head and an optional explanation, with the time at which it is spoken (seconds
    from the scene's start; negative when unknown).
    """

    head: str
    detail: str = ""
    at: float = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list that builds, at most four items."""

    title: str
    items: tuple[ListItem, ...]
    kicker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody's words."""

    text: str
    who: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Values by label, drawn as bars or as a line, at most six; ``highlight`` is an index.

    ``at`` is when each row is spoken (seconds from the scene's start; negative for one that is
    not); without it all rows arrive together.
    """

    title: str
    rows: tuple[tuple[str, float], ...]
    highlight: int = 0
    decimals: int = 0
    unit: str = ""
    kicker: str = ""
    source: str = ""
    at: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineCard:
    """Dated events, at most four; ``at`` as in `Chart`."""

    title: str
    events: tuple[tuple[str, str], ...]
    kicker: str = ""
    at: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A new part begins."""

    number: int
    title: str
    kicker: str = ""
    sub: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCard:
    """The takeaway and the source."""

    takeaway: str
    handle: str = ""
    tagline: str = ""
    call: str = ""
    source: str = ""
    logo: Asset | None = None


Content = (
    PictureShot
    | Headline
    | Statement
    | Number
    | ItemList
    | Quote
    | Chart
    | TimelineCard
    | Chapter
    | EndCard
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scene on the clip's clock.

    ``lines`` are the indices of the script lines spoken over it, ``layout`` picks one of the
    kind's arrangements, ``ground`` one of the theme's three backgrounds (0 plain, 1 alternate,
    2 accent), ``seed`` fixes everything random.
    """

    kind: SceneKind
    content: Content
    time: TimeRange
    lines: tuple[int, ...] = ()
    layout: int = 0
    ground: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who publishes: name and section stand on every scene, account and logo on the end card."""

    name: str = ""
    section: str = ""
    account: str = ""
    logo: Asset | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """All scenes of a clip, gapless and in order."""

    scenes: tuple[Scene, ...]
    identity: Identity = Identity()

    def _repr_html_(self) -> str:
        rows = [
            (faint(n), faint(clock(s.time.start)), faint(s.kind), strong(_gist(s.content)))
            for n, s in enumerate(self.scenes)
        ]
        end = clock(self.scenes[-1].time.end) if self.scenes else clock(0)
        return titled(self.identity.name, f"{len(self.scenes)} scenes · {end}", table(rows))


def _gist(content: Content) -> str:
    """Return the words that stand largest in a scene, without the marks of emphasis."""
    if isinstance(content, Number):
        value = f"{content.value:.{content.decimals}f}"
        return f"{content.prefix}{value}{content.unit} {content.label}"
    names = ("title", "takeaway", "text", "label")
    said = next((getattr(content, n) for n in names if getattr(content, n, "")), "")
    return str(said).replace("{", "").replace("}", "")
