"""The widget: what the page shows, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from typing import Any, Literal

import anywidget
import traitlets

from aigc.app.lyrics_widget import desk as desks
from aigc.app.lyrics_widget.desk import Desk
from aigc.app.lyrics_widget.views import candidate
from aigc.app.troubles import in_chinese
from aigc.errors import AigcError, InputError
from aigc.lyrics.forms.codec import to_json
from aigc.lyrics.forms.editing import Place
from aigc.lyrics.ranking.whole import best_first
from aigc.store import Store
from aigc.types.lyric import Lyric
from aigc.types.template import Template
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config, Songbook

TRIES = 4
"""So many lyrics are written when a line is rolled again; the best other one is taken."""
MOST_UNDONE = 200
STEP = 0.02
"""The progress bar moves by such shares at least."""


def _source(name: str) -> str:
    return files("aigc.app.lyrics_widget").joinpath(name).read_text(encoding="utf-8")


class LyricsEditor(anywidget.AnyWidget):
    """An editor of lyrics for JupyterLab and VS Code; lines and cells count from 0.

    Parameters
    ----------
    songbook : Songbook
        The lyrics to begin with; see `pipelines.lyrics.run`.
    config : Config
        What lines are written anew with.
    store : Store
        Where finished steps are kept.
    tongue : {"zh", "en"}
        What language the labels are in.

    Attributes
    ----------
    template, candidates : dict, list
        What the page draws: the form as JSON, and each lyric with its words, scores and faults.
    chosen : int
        The lyric that is looked at.
    locks : list of [int, int]
        Line and cell of what stays in it; can be set. What a line repeats stands at the first.
    problem : str
        Why the last thing asked for was not done, or empty.
    busy, step, share : bool, str, float
        Whether something is written or scored, and how far it has come.
    answered : str
        The ``id`` of the last message of the page that was dealt with.
    """

    _esm = "\n".join(map(_source, ("words.js", "drawing.js", "editor.js")))
    _css = _source("editor.css")

    template = traitlets.Dict().tag(sync=True)
    candidates: traitlets.List[Any] = traitlets.List().tag(sync=True)
    chosen = traitlets.Int(0).tag(sync=True)
    locks: traitlets.List[Any] = traitlets.List().tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    answered = traitlets.Unicode("").tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)
    step = traitlets.Enum(("write", "score"), "write").tag(sync=True)
    share = traitlets.Float(0.0).tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)
    can_redo = traitlets.Bool(False).tag(sync=True)
    tongue = traitlets.Enum(("zh", "en"), "zh").tag(sync=True)

    def __init__(
        self,
        songbook: Songbook,
        config: Config,
        *,
        store: Store,
        tongue: Literal["zh", "en"] = "zh",
    ) -> None:
        self._config, self._store, self._rolls = config, store, 0
        # Figures that were made under another form, with more locked, would say something else.
        judged = pipeline.score(songbook.template, songbook.candidates, config, store=store)
        self._desk = desks.desk_of(replace(songbook, candidates=judged))
        self._undone: list[Desk] = []
        self._past: list[Desk] = []
        super().__init__(
            template=to_json(songbook.template),
            candidates=[candidate(songbook.template, lyric) for lyric in self._desk.lyrics],
            tongue=tongue,
        )
        self.on_msg(self._heard)

    @property
    def lyric(self) -> Lyric:
        """The lyric that is looked at."""
        return self._desk.lyric

    @property
    def songbook(self) -> Songbook:
        """The form and all lyrics as they are now."""
        return Songbook(template=self._desk.template, candidates=self._desk.lyrics)

    @property
    def form(self) -> Template:
        """The form with all that is locked in the lyric."""
        return self._desk.form

    def lock(self, *places: Place) -> None:
        """Keep what stands in these cells; let it go if all of them were kept."""
        self._keep(desks.turn(self._desk, places))

    def put(self, line: int, cell: int, text: str) -> None:
        """Put characters (in English a word) into a line from a cell on, and lock them.

        Chinese stands at once, and what it breaks is marked; in English the rest of the line is
        written anew around the word.

        Raises
        ------
        InputError
            The text cannot stand there.
        """
        changed, form = desks.put(self._desk, (line, cell), text)
        if form.language == "en":
            changed = desks.with_lyric(changed, self._rolled(form, lines=(line,)))
            changed = desks.hold(changed, changed.locks | {(line, cell)})
        self._keep(desks.with_lyric(changed, *self._scored(changed.lyric)))

    def reroll(self, *lines: int) -> None:
        """Write these lines anew, all if none is named; what is locked stays.

        Raises
        ------
        InputError
            Nothing can stand there, or nothing else than what does.
        """
        wanted = lines or tuple(range(len(self._desk.template.lines)))
        self._keep(desks.with_lyric(self._desk, self._rolled(self._desk.form, lines=wanted)))

    def reroll_cell(self, line: int, cell: int) -> None:
        """Find something else for one cell; its lock is let go.

        Raises
        ------
        InputError
            Nothing else can stand there.
        """
        freed = desks.let_go(self._desk, (line, cell))
        lyric = self._rolled(freed.form, cells=((line, cell),))
        self._keep(desks.with_lyric(freed, lyric))

    def write(self) -> None:
        """Write all candidates anew around what is locked in the one that is looked at.

        Raises
        ------
        InputError
            Nothing can meet the form with these locks.
        """
        now = self._desk
        with self._at_work("write"):
            config = self._next(self._config.count)
            lyrics = pipeline.write(now.form, config, store=self._store, progress=self._progress)
            lyrics = best_first(self._scored(*lyrics))
        held = (now.locks,) * len(lyrics)
        self._keep(Desk(template=now.template, lyrics=lyrics, held=held))

    def undo(self) -> None:
        """Take back the last change."""
        if self._past:
            self._undone.append(self._desk)
            self._show(self._past.pop())

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        if self._undone:
            self._past.append(self._desk)
            self._show(self._undone.pop())

    def _rolled(
        self, form: Template, *, lines: Collection[int] = (), cells: Collection[Place] = ()
    ) -> Lyric:
        """Return the best lyric that differs from the one that is looked at there.

        What is against the form elsewhere is written anew with it, unless it is locked.
        """
        old = self._desk.lyric
        with self._at_work("write"):
            found = pipeline.reroll(
                form,
                old,
                self._next(TRIES),
                lines=lines,
                cells={*cells, *desks.loose_faults(self._desk)},
                store=self._store,
                progress=self._progress,
            )
        other = next((lyric for lyric in found if lyric.lines != old.lines), None)
        if other is None:
            raise InputError("Nothing else was found for it. Unlock a cell nearby or try again.")
        return self._scored(other)[0]

    def _scored(self, *lyrics: Lyric) -> tuple[Lyric, ...]:
        """Return lyrics with figures for the whole of each, whatever is held in it."""
        with self._at_work("score"):
            return pipeline.score(
                self._desk.template,
                lyrics,
                self._config,
                store=self._store,
                progress=self._progress,
            )

    def _next(self, count: int) -> Config:
        """Return the configuration with another seed each time."""
        self._rolls += 1
        changes = {"count": count, "seed": self._config.seed + self._rolls}
        return self._config.model_copy(update=changes)

    @contextmanager
    def _at_work(self, step: Literal["write", "score"]) -> Iterator[None]:
        """Show on the page what is done; this can be part of other work."""
        within = self.busy
        with self.hold_sync():
            self.step, self.share, self.busy = step, 0.0, True
        try:
            yield
        finally:
            self.busy = within

    def _progress(self, step: str, done: float, total: float) -> None:
        share = min(done / total, 1.0) if total else 0.0
        if share - self.share >= STEP:
            self.share = share

    def _keep(self, desk: Desk) -> None:
        """Show a changed desk, and remember the one before it."""
        if desk != self._desk:
            self._past = [*self._past, self._desk][-MOST_UNDONE:]
            self._undone = []
        self._show(desk)

    def _show(self, desk: Desk) -> None:
        before, self._desk = self._desk, desk
        drawn = {id(old): view for old, view in zip(before.lyrics, self.candidates, strict=True)}
        with self.hold_sync():
            self.candidates = [
                drawn.get(id(lyric)) or candidate(desk.template, lyric) for lyric in desk.lyrics
            ]
            self.chosen = desk.chosen
            self.locks = [list(place) for place in sorted(desk.locks)]
            self.problem = ""
            self.can_undo, self.can_redo = bool(self._past), bool(self._undone)

    @traitlets.observe("chosen")
    def _looked(self, change: Mapping[str, Any]) -> None:
        if change["new"] != self._desk.chosen:
            self._told(lambda: self._show(desks.look_at(self._desk, change["new"])))

    @traitlets.observe("locks")
    def _locked(self, change: Mapping[str, Any]) -> None:
        places = {_place(pair) for pair in change["new"]}
        if places != self._desk.locks:
            self._told(lambda: self._keep(desks.hold(self._desk, places)))

    def _told(self, act: Callable[[], None]) -> None:
        """Do what a trait was set for, and put the traits right again where it cannot be."""
        try:
            act()
        except AigcError:
            self._show(self._desk)
            raise

    def _heard(self, _: object, message: Any, buffers: object = None) -> None:
        """Do what the page asks; say on the page why it cannot be done."""
        try:
            self.problem = ""
            self._asked(message)
        except AigcError as exc:
            self.problem = in_chinese(str(exc)) if self.tongue == "zh" else str(exc)
        finally:
            self.answered = str(message.get("id", ""))

    def _asked(self, message: Mapping[str, Any]) -> None:
        actions: Mapping[str, Callable[[], None]] = {
            "lock": lambda: self.lock(*_places(message)),
            "put": lambda: self.put(*_places(message)[0], str(message["text"])[:100]),
            "reroll": lambda: self.reroll(*map(int, message["lines"])),
            "cell": lambda: self.reroll_cell(*_places(message)[0]),
            "choose": lambda: self._show(desks.look_at(self._desk, int(message["lyric"]))),
            "write": self.write,
            "undo": self.undo,
            "redo": self.redo,
        }
        act = actions.get(str(message.get("do")))
        if act is None:
            raise InputError(f"The editor does not know {message.get('do')!r}. Restart the kernel.")
        act()


def _places(message: Mapping[str, Any]) -> list[Place]:
    return [_place(pair) for pair in message["cells"]]


def _place(pair: Iterable[Any]) -> Place:
    line, cell = pair
    return int(line), int(cell)
