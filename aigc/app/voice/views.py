"""What is heard, drawn as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from aigc.app import views
from aigc.app.troubles import in_chinese
from aigc.app.voice.actions import Song, Speech
from aigc.app.voice.kinds import HOUSE, TONES, Hands, Kind
from aigc.app.voice.reasons import reason
from aigc.app.voice.roll import roll
from aigc.app.voice.words import VOICES, say
from aigc.app.words import Tongue
from aigc.speech.front import Spoken, SpokenToken
from aigc.types.narration import NarratedLine, Word

BARS = (3, 7, 12, 9, 15, 6, 11, 17, 8, 13, 5, 10, 4, 8, 3)
"""Heights of the bars of a page without sound."""


def head(number: int, name: str, tongue: Tongue) -> str:
    """Return the heading above one of the page's columns."""
    return views.heading(number, say(name, tongue), say(f"{name}.hint", tongue))


def examples(kind: Kind, tongue: Tongue) -> str:
    """Return texts to begin with, each a button."""
    buttons = "".join(
        f'<button type="button" data-example="{n}">{escape(label)}</button>'
        for n, (label, _) in enumerate(kind.examples)
    )
    return f'<div class="tries"><span>{say("examples", tongue)}</span>{buttons}</div>'


def lacking(kind: Kind, hands: Hands, tongue: Tongue) -> str:
    """Return what is missing here and what stands in for it; nothing where nothing is."""
    if HOUSE in hands:
        return ""
    real = any(name != TONES for name in hands)
    key = {
        ("speak", True): "lacks.speak", ("speak", False): "lacks.speak.all",
        ("sing", True): "lacks.sing.bank", ("sing", False): "lacks.sing",
    }[kind.name, real]  # fmt: skip
    return f'<p class="lacks{"" if real else " none"}" role="note">{say(key, tongue)}</p>'


def nothing(kind: Kind, tongue: Tongue) -> str:
    """Return the place of the sound before there is one."""
    bars = "".join(f'<i style="height:{4 * n}px"></i>' for n in BARS)
    return (
        f'<section class="empty"><div class="wave" aria-hidden="true">{bars}</div>'
        f"<h3>{say(f'empty.{kind.name}', tongue)}</h3>"
        f"<p>{say(f'empty.{kind.name}.how', tongue)}</p></section>"
    )


def no_files(tongue: Tongue) -> str:
    """Return the place of the files before there are any."""
    return f'<section class="read none"><p>{say("empty.files", tongue)}</p></section>'


def heard(made: Speech, tongue: Tongue) -> str:
    """Return a text as it is heard, with its times, and how it is read."""
    if not made.files:
        return f'<section class="heard">{decisions(made.reading, tongue, opened=True)}</section>'
    words = sum(len(line.words) for line in made.lines)
    length = say("length.speak", tongue, words=words, time=f"{made.duration_s:.1f}")
    lines = "".join(f"<p>{_line(line)}</p>" for line in made.lines)
    return (
        f'<section class="heard"><div class="bar"><b>{length}</b>{_by(made, tongue)}</div>'
        f"{_player(next(iter(made.files.values())))}<div class='said'>{lines}</div>"
        f"{_times(made, tongue)}{decisions(made.reading, tongue)}</section>"
    )


def _by(made: Speech | Song, tongue: Tongue) -> str:
    voice = VOICES.get(made.voice, made.voice) if tongue == "zh" else made.voice
    return f"<small>{escape(say('by', tongue, voice=voice))}</small>"


def _player(file: Path) -> str:
    return f'<audio class="main" controls preload="auto" src="{views.served(file)}"></audio>'


def _line(line: NarratedLine) -> str:
    """Return a line as it is written, its words to be clicked."""
    shown, end = [], 0
    for word in line.words:
        between = escape(line.text[end : word.span.start])
        shown.append(f'{between}<button type="button" {_marked(word)}>{escape(word.text)}</button>')
        end = word.span.end
    return "".join((*shown, escape(line.text[end:])))


def _marked(word: Word) -> str:
    start, end = float(word.time.start), float(word.time.end)
    return f'data-start="{start:.3f}" data-end="{end:.3f}"'


def _times(made: Speech, tongue: Tongue) -> str:
    rows = "".join(_row(word) for line in made.lines for word in line.words)
    names = _names(("word", "start", "end", "sounds"), tongue)
    return (
        f"<h4>{say('times', tongue)}</h4><div class='listed times' tabindex='0'><table>{names}"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(word: Word) -> str:
    sounds = " ".join(phoneme.symbol for phoneme in word.phonemes)
    times = f"<td>{float(word.time.start):.2f}</td><td>{float(word.time.end):.2f}</td>"
    return f"<tr {_marked(word)}><td>{escape(word.text)}</td>{times}<td>{escape(sounds)}</td></tr>"


def _names(columns: tuple[str, ...], tongue: Tongue) -> str:
    cells = "".join(f"<th>{say(f'column.{name}', tongue)}</th>" for name in columns)
    return f"<thead><tr>{cells}</tr></thead>"


def decisions(reading: Spoken, tongue: Tongue, *, opened: bool = False) -> str:
    """Return every word as it is read, with the reasons."""
    rows = "".join(_decided(token, tongue) for token in reading.tokens)
    unsaid = "".join(span.of(reading.text) for span in reading.unspoken)
    note = f"<p class='mute'>{escape(say('unspoken', tongue, signs=unsaid))}</p>" if unsaid else ""
    names = _names(("written", "said", "sounds", "why"), tongue)
    return (
        f"<details class='why'{' open' if opened else ''}><summary>{say('decisions', tongue)}"
        f"</summary>{note}<div class='listed' tabindex='0'><table>{names}<tbody>{rows}</tbody>"
        "</table></div></details>"
    )


def _decided(token: SpokenToken, tongue: Tongue) -> str:
    rows = []
    for n, word in enumerate(token.words):
        why = ((token.why,) if not n and token.why else ()) + word.why
        said = ("；" if tongue == "zh" else "; ").join(reason(one, tongue) for one in why)
        sounds = " · ".join(reading.sounds for reading in word.readings)
        rows.append(
            f"<tr><td>{escape(token.text) if not n else ''}</td>"
            f"<td>{escape(word.text)}<i>{escape(word.pause)}</i></td>"
            f"<td>{escape(sounds)}</td><td>{escape(said)}</td></tr>"
        )
    return "".join(rows)


def song(made: Song, tongue: Tongue) -> str:
    """Return a song: its player, the roll of its notes, and what is to be told of it."""
    notes = sum(note.reading is not None for note in made.line.notes)
    drawn = say("roll", tongue)
    length = say("length.sing", tongue, notes=notes, time=f"{made.duration_s:.1f}")
    return (
        f'<section class="heard sung"><div class="bar"><b>{length}</b>'
        f"{_by(made, tongue)}</div>{_player(next(iter(made.files.values())))}"
        f"{roll(made.line, made.f0_hz, drawn)}<p class='mute'>{drawn}</p>"
        f"{remarks(made.remarks, tongue)}</section>"
    )


def remarks(told: tuple[str, ...], tongue: Tongue) -> str:
    """Return what the user should know of a song; nothing where there is nothing to tell."""
    if not told:
        return ""
    lines = (line for one in told for line in one.splitlines())
    said = (in_chinese(line) if tongue == "zh" else line for line in lines)
    items = "".join(f"<li>{escape(one)}</li>" for one in said)
    return f"<div class='remarks'><h4>{say('remarks', tongue)}</h4><ul>{items}</ul></div>"


def files(made: Speech | Song, tongue: Tongue) -> str:
    """Return players of the stems and links to all files."""
    if not made.files:
        return no_files(tongue)
    stems = made.stems if isinstance(made, Song) else {}
    players, links = _stems(stems, tongue), views.downloads(made.files, tongue)
    return f'<section class="made">{players}{links}</section>'


def _stems(stems: Mapping[str, Path], tongue: Tongue) -> str:
    return "".join(
        f"<figure><figcaption>{say(f'stem.{name}', tongue)}</figcaption>"
        f'<audio controls preload="metadata" src="{views.served(path)}"></audio></figure>'
        for name, path in stems.items()
    )
