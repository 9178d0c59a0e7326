"""Hostile archives: an article with its pictures, or the voicebank of another program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.hostile import packing
from tests.hostile.case import SECRET, Case, Made
from tests.hostile.documents import WORDS

_ARTICLE: Final = {"article.md": WORDS * 4}


def enter(source: Path, out: Path) -> object:
    """Read a packed article, as the studio and every pipeline do."""
    from aigc.store import Store
    from pipelines.bundle import read_bundle

    article = read_bundle([source], language="auto", store=Store(out))
    return article.title, article.text, article.figures, article.notes


def _case(made: Made, why: str, *, harmless: bool = False, name: str = "a.zip") -> Case:
    return Case(kind="archive", name=name, made=made, why=why, harmless=harmless)


def _with(name: str, content: bytes | str = "x") -> bytes:
    return packing.zipped(_ARTICLE | {name: content})


def _nested(depth: int) -> bytes:
    inner: bytes = packing.zipped({"a.txt": "x"})
    for _ in range(depth):
        inner = packing.zipped({"a.zip": inner})
    return inner


CASES: Final = (
    _case(b"", "empty"),
    _case(packing.zipped({}), "no member"),
    _case(b"PK\3\4" + bytes(900), "only zeros"),
    _case(b"Rar!\x1a\7\0" + bytes(900), "RAR called ZIP"),
    _case(b"\x1f\x8b\x08" + bytes(900), "gzip called ZIP"),
    _case(_with("../evil.md"), "a place above"),
    _case(_with("a/../../../evil.md"), "a place above, hidden"),
    _case(_with("/tmp/evil.md"), "a whole path"),
    _case(_with("C:\\evil.md"), "a drive"),
    _case(_with("..\\..\\evil.md"), "a place above, written for Windows"),
    _case(_with("\\\\10.0.0.1\\share\\evil.md"), "a share"),
    _case(packing.linked("b.md", f"../{SECRET}", _ARTICLE), "a link to a file outside"),
    _case(packing.linked("pictures", "/etc", _ARTICLE), "a link to a folder outside"),
    _case(packing.renamed(_with("bXX.md"), "bXX.md", b"b\0x.md"), "a zero in a name",
          harmless=True),
    _case(_with("b\x1b[2J.md"), "a name that clears the terminal"),
    _case(_with("b\u202edm.exe.md"), "a name that reads backwards"),
    _case(_with("con.md"), "the name of a device"),
    _case(_with("b" * 300 + ".md"), "a name of 300 letters"),
    _case(_with("d/" * 2000 + "b.md"), "2,000 folders in each other"),
    _case(packing.renamed(packing.zipped({"article.md": WORDS, "brticle.md": WORDS}), "brticle",
                          b"article"), "the same name twice"),
    _case(_with("b.md", bytes(100_000_000)), "a bomb of 100 MB"),
    _case(packing.zipped(_ARTICLE | {f"{n}.md": bytes(900_000) for n in range(190)}),
          "many members, each below the ratio"),
    _case(packing.zipped(_ARTICLE | {f"{n}.jpg": b"x" for n in range(2000)}), "2,000 members"),
    _case(packing.sharing(_ARTICLE | {f"{n}.md": bytes(99) for n in range(99)}),
          "members that overlap"),
    _case(packing.wide_directory(800_000), "a directory of 800,000 members"),
    _case(packing.understated(_ARTICLE, 7), "a size that is too small"),
    _case(packing.understated(_ARTICLE, 0xFFFFFFF0), "a size of four gigabytes"),
    _case(packing.locked(_ARTICLE), "a password"),
    _case(packing.zipped(_ARTICLE)[:-30], "no directory"),
    _case(_with("inner.zip", _nested(30)), "archives in archives", harmless=True),
    _case(packing.zipped({"article.md": b"MZ" + bytes(999)}), "a program called an article"),
    _case(packing.zipped({"article.docx": packing.zipped({"word/document.xml": bytes(9_000_000)})}),
          "a bomb inside a document"),
    _case(packing.zipped({"article.md": f"{WORDS * 4}\n\n![x](../{SECRET})\n"}),
          "a picture outside the archive", harmless=True),
)  # fmt: skip
