"""Control characters of strangers reach no terminal: neither in messages nor in tables."""

from __future__ import annotations

import io
import logging
import unicodedata

import pytest
from rich.table import Table

from aigc import cli
from aigc.console import Console, signs
from aigc.errors import InputError

NAME = "a\x1b[2J\x1b]0;pwned\x07b\x9b31m\u202etxt\u2028.md"
COMMANDS = ("\x1b", "\x07", "\x9b", "\u202e", "\u2028")


def printed(*told, **how):
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=200, color_system=None).print(*told, **how)
    return out.getvalue()


def test_signs_are_written_out_and_text_stays():
    assert signs(NAME) == r"a\x1b[2J\x1b]0;pwned\x07b\x9b31m\u202etxt\u2028.md"
    plain = "《咖啡》\u3000café\u00a01️⃣ 👩\u200d🚀 \u0915\u094d\u200c\u0937\nb"
    assert signs(plain) == plain
    assert signs("\udcff\ufeff\r") == r"\udcff\ufeff\r"


@pytest.mark.parametrize("told", [InputError(f"There is no file {NAME}."), KeyError(NAME)])
def test_a_message_shows_them_escaped_on_one_line(monkeypatch, capsys, told):
    monkeypatch.setattr(cli, "console", Console(stderr=True, force_terminal=True))
    with pytest.raises(SystemExit):
        cli.fail(f"{told}\nand more", 2)
    said = capsys.readouterr().err.removesuffix("\n")
    assert r"]0;pwned\x07b" in said and r"\nand more" in said
    assert "\x1b[2J" not in said and "\x1b]" not in said
    assert not any(sign in said for sign in COMMANDS[1:]) and "\n" not in said


def test_a_note_shows_them_escaped(monkeypatch, capsys):
    monkeypatch.setattr(cli, "console", Console(stderr=True))
    record = logging.LogRecord("aigc", logging.WARNING, "", 1, "Left out %s", (NAME,), None)
    cli._Notes().emit(record)
    said = capsys.readouterr().err
    assert "\\x1b[2J" in said and not any(sign in said for sign in COMMANDS)


def test_tables_show_them_escaped():
    table = Table("name", NAME)
    table.add_row(NAME, "[bold]plain[/] 咖啡")
    table.caption = NAME
    shown = printed(table)
    assert "\\x1b[2J" in shown and "plain 咖啡" in shown
    assert not any(sign in shown for sign in COMMANDS)


def test_colours_of_our_own_stay():
    out = io.StringIO()
    Console(file=out, force_terminal=True, color_system="standard").print(f"[red]{'x'}[/]")
    assert out.getvalue() == "\x1b[31mx\x1b[0m\n"


def test_the_listings_of_strangers_names_are_shown_by_it():
    from aigc.commands import batch, models, review, schedule, trust_log, voices

    assert {one.Console for one in (batch, models, review, schedule, trust_log, voices)} == {
        Console
    }  # fmt: skip
    assert isinstance(cli.console, Console)


def test_every_command_of_the_terminal_is_known():
    left = [chr(n) for n in (*range(32), *range(127, 160)) if n != 10]
    assert all(unicodedata.category(char) == "Cc" and char not in signs(char) for char in left)
