"""Hostile briefs: options, brand kits and the specs of avatars."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.hostile.case import SECRET, Case, Made


def enter(source: Path, out: Path) -> object:
    """Read a brief as the command line and the studio do; its name tells which of them it is."""
    if source.name.startswith("spec"):
        from aigc.avatar.spec import read

        return read(source)
    if source.name.startswith("brand"):
        from aigc.image.theme.brand import load_brand, logo_of

        kit = load_brand(source)
        return kit, logo_of(kit)
    from aigc.config import load
    from pipelines.article_to_video import Config

    return load(Config, file=source, environ={})


def laughing() -> bytes:
    """Return YAML of a few lines that stands for a billion values."""
    lines = [b"a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for n in range(9):
        name, last = bytes([98 + n]), bytes([97 + n])
        lines.append(b"%s: &%s [%s]" % (name, name, b", ".join([b"*" + last] * 10)))
    return b"\n".join(lines)


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="brief", name=name, made=made, why=why, harmless=harmless)


CASES: Final = (
    _case("a.yaml", b"!!python/object/apply:os.system [id]", "Python in YAML"),
    _case("a.yaml", b"seed: !!python/name:os.system", "a name of Python in YAML"),
    _case("a.yaml", b"a: !!python/object/new:subprocess.Popen [[id]]", "a program in YAML"),
    _case("a.yaml", laughing(), "anchors that multiply"),
    _case("a.yaml", b"a: &a [*a]", "an anchor inside itself"),
    _case("a.yaml", b"a: " + b"[" * 900_000, "900,000 nested lists"),
    _case("a.yaml", b"? " * 100_000 + b"a", "100,000 nested keys"),
    _case("a.yaml", b"a: !include ../" + SECRET.encode(), "an included file"),
    _case("a.yaml", b"- 1\n- 2\n", "a list for a table"),
    _case("a.yaml", b"seed: 99999-99-99\n", "a day that is none"),
    _case("a.yaml", b"seed: " + b"9" * 100_000, "a number of 100,000 figures"),
    _case("a.yaml", b"a: b\0c", "a zero in the text"),
    _case("a.yaml", b"\xff\xfe\xfd" * 999, "no text"),
    _case("a.yaml", b"x" * 3_000_000, "three megabytes"),
    _case("a.yaml", b"b: \"" + b"\\" * 900_001, "a text that never ends"),
    _case("a.json", b"[" * 900_000, "900,000 nested lists"),
    _case("a.json", b'{"a":' * 200_000, "200,000 nested tables"),
    _case("a.json", b'{"seed": ' + b"9" * 100_000 + b"}", "a number of 100,000 figures"),
    _case("a.json", b'{"seed": 1e999}', "an infinite seed"),
    _case("a.json", b"{" + b",".join(b'"k%d": 1' % n for n in range(120_000)) + b"}",
          "120,000 options"),
    _case("a.json", b'{"__class__": "os.system"}', "a class in JSON"),
    _case("a.toml", b"a = " + b"[" * 100_000, "100,000 nested lists"),
    _case("a.toml", b"a." * 100_000 + b"b = 1", "100,000 dotted names"),
    _case("a.toml", b"[a]\n" * 50_000, "a table 50,000 times"),
    _case("a.exe", b"MZ" + bytes(99), "a program"),
    _case("brand.yaml", f"name: x\nlogo: ../{SECRET}\n".encode(), "a logo that is no picture"),
    _case("brand.yaml", b"name: x\nlogo: /dev/zero\n", "a logo that never ends"),
    _case("brand.yaml", b"name: x\nlogo: http://10.0.0.1/a.png\n", "a logo from the network"),
    _case("brand.toml", b"primary = 'url(file:///etc/passwd)'", "a colour that is none"),
    _case("spec.json", b"[" * 400_000, "900,000 nested lists in a spec"),
    _case("spec.json", b'{"body": {"age": NaN}}', "an age that is no number"),
    _case("spec.json", b'{"version": 1, "__proto__": {"a": 1}}', "a prototype"),
    _case("spec.json", b'{"hair": {"style": "../../%s"}}' % SECRET.encode(), "hair from outside"),
    _case("spec.json", b" " * 2_000_000, "two megabytes of spaces"),
    _case("spec.json", b'{"body": {"age": ' + b"9" * 100_000 + b"}}", "an age of 100,000 figures"),
    _case("spec.json", b'{"body": {"age": 1e999}}', "an endless age"),
    _case("spec.json", b"{" + b",".join(b'"k%d": {}' % n for n in range(60_000)) + b"}",
          "60,000 settings"),
    _case("spec.json", b'{"a":' * 100_000, "100,000 nested tables in a spec"),
    _case("spec.json", b"\xff\xfe\xfd" * 999, "a spec that is no text"),
    _case("spec.json", b"a: &a [*a]", "YAML called a spec"),
)  # fmt: skip
