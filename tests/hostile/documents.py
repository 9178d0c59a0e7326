"""Hostile documents: Markdown, HTML, text, DOCX and PDF."""

from __future__ import annotations

import io
import os
import zlib
from pathlib import Path
from typing import Final

from tests.hostile import packing
from tests.hostile.case import SECRET, Case, Made

WORDS: Final = "The old ferry crosses the river twice a day, and the town waits for it. "
_TYPES: Final = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELS: Final = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships">{}</Relationships>'
)
_MAIN: Final = (
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="{}"{}/>'
)
_BODY: Final = (
    '<?xml version="1.0"?>{}<w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<w:body>{}</w:body></w:document>"
)
_LAUGHS: Final = "<!DOCTYPE l [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)
_STOLEN: Final = f"<!DOCTYPE s [<!ENTITY x SYSTEM '../{SECRET}'>]>"


def enter(source: Path, out: Path) -> object:
    """Read an article, with its pictures, as every pipeline does."""
    from aigc.text.article.reader import read_article

    article = read_article(source, assets=out)
    return article.title, article.text, article.figures, article.notes


def docx(
    body: str, *, prologue: str = "", relations: str = "", main: str = "word/document.xml",
    mode: str = "", **more: bytes,
) -> bytes:  # fmt: skip
    """Return a Word document of this XML."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS.format(_MAIN.format(main, mode)),
        "word/document.xml": _BODY.format(prologue, body),
        "word/_rels/document.xml.rels": _RELS.format(relations),
    }
    return packing.zipped(parts | more)


def paragraph(text: str = WORDS) -> str:
    """Return a paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _picture(target: str, mode: str = "External") -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="{target}" TargetMode="{mode}"/>'
    drawn = '<w:p><w:r><w:drawing><a:blip r:embed="rId9" r:link="rId9"/></w:drawing></w:r></w:p>'
    return docx(paragraph() * 3 + drawn, relations=relation)


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """Return a PDF file of these objects, numbered from 1."""
    out = io.BytesIO(b"%PDF-1.5\n")
    out.seek(0, os.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root %d 0 R>>\n" % (len(objects) + 1, root))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def _stream(content: bytes, entries: bytes = b"/Filter/FlateDecode", times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def _page(content: bytes, *more: bytes, extra: bytes = b"") -> bytes:
    font = b"/Resources<</Font<</F 5 0 R>>>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % extra,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]%s/Contents 4 0 R>>" % font,
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


_TEXT: Final = b"BT /F 12 Tf 72 700 Td (" + WORDS.encode() + b") Tj ET\n"
_PAGE_OF_ITSELF: Final = pdf(
    b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>"
)


def _sparse(size: int) -> Made:
    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _html(body: str) -> bytes:
    return f"<!doctype html><html><head><title>t</title></head><body>{body}</body></html>".encode()


_LINES: Final = f"<p>{WORDS * 3}</p>"


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="document", name=name, made=made, why=why, harmless=harmless)


_FILES: Final = (
    _case("a.txt", b"", "empty"),
    _case("a.txt", bytes(100_000), "only zeros"),
    _case("a.txt", _sparse(3_000_000_000), "three sparse gigabytes"),
    _case("a.txt", _pipe, "a named pipe that nobody writes to"),
    _case("a.md", _folder, "a folder called like a file"),
    _case("a.md", _loop, "a link to itself"),
    _case("a.txt", b"\x7fELF" + bytes(range(256)) * 9, "a program"),
    _case("a.md", b"MZ" + bytes(range(256)) * 9, "a program for Windows"),
    _case("a.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a picture called a page"),
    _case("a.pdf", b"PK\3\4" + bytes(200), "an archive called a PDF"),
    _case("a.docx", b"%PDF-1.7\n" + bytes(200), "a PDF called a Word document"),
    _case("a.txt", b"\x80\4\x95" + b"cos\nsystem\n(S'id'\ntR." * 9, "a pickle called a text"),
    _case("a.txt", b"#EXTM3U\nfile:///etc/passwd\n", "a playlist called a text"),
    _case("a.txt", zlib.compress(bytes(9_000_000)), "packed bytes called a text"),
    _case("a.md", ("a" * 3_000_000).encode(), "one word of three million letters"),
    _case("a.txt", ("中" * 1_000_000).encode(), "a million signs without a stop"),
    _case("a\x1b[2J.txt", b"\0\1\2\3" * 99, "a name that clears the terminal"),
)
_MARKUP: Final = (
    _case("a.md", f"{WORDS * 4}\n\n![x](../{SECRET})\n".encode(), "a picture outside",
          harmless=True),
    _case("a.md", f"{WORDS * 4}\n\n![x](/etc/passwd)\n".encode(), "a picture by whole path",
          harmless=True),
    _case("a.md", f"{WORDS * 4}\n\n![x](file:///etc/passwd)\n".encode(), "a picture by file:",
          harmless=True),
    _case("a.md", f"{WORDS * 4}\n\n![x](http://169.254.169.254/a.png)\n".encode(),
          "a picture from the network", harmless=True),
    _case("a.md", f"{WORDS * 4}\n\n![x](\\\\evil\\share\\a.png)\n".encode(),
          "a picture from a share", harmless=True),
    _case("a.md", f"{WORDS * 4}\n{{% include '../{SECRET}' %}}\n".encode(), "a template",
          harmless=True),
    _case("a.md", f"---\ntitle: !!python/object/apply:os.system [id]\n---\n{WORDS * 4}".encode(),
          "Python in the front matter", harmless=True),
    _case("a.md", b"[" * 50_000 + WORDS.encode() * 4, "50,000 open brackets", harmless=True),
    _case("a.md", b"> " * 20_000 + WORDS.encode() * 4, "20,000 quotations", harmless=True),
    _case("a.md", b"*a **b " * 30_000, "stars that never close", harmless=True),
    _case("a.md", b"`" * 100_000 + WORDS.encode() * 4, "100,000 backticks", harmless=True),
    _case("a.html", _html("<div>" * 1_000_000 + WORDS * 4), "a million nested tags", harmless=True),
    _case("a.html", _html("<b><i>" * 200_000 + WORDS * 4), "misnested marks", harmless=True),
    _case("a.html", _html(f"<p {'a=1 ' * 500_000}>" + _LINES), "half a million attributes",
          harmless=True),
    _case("a.html", _html("<table>" * 5000 + "<tr><td>" + _LINES), "5,000 nested tables",
          harmless=True),
    _case("a.html", _html(f"<table><tr><td colspan=999999999 rowspan=999999999>x</table>{_LINES}"),
          "a cell a billion wide", harmless=True),
    _case("a.html", _html(f"{_LINES}<iframe src='file:///etc/passwd'></iframe><object data="
                          f"'../{SECRET}'></object><script src='../{SECRET}'></script>"),
          "frames, objects and scripts", harmless=True),
    _case("a.html", _html(f"{_LINES}<base href='http://10.0.0.1/'><img src='x.png'>"),
          "a base in the private network", harmless=True),
    _case("a.html", (_LAUGHS + "<html><body><p>&a9;</p>" + _LINES).encode(), "laughing entities",
          harmless=True),
    _case("a.xhtml", (f'<?xml version="1.0"?>{_STOLEN}<html><body><p>&x;</p>{_LINES}</body></html>'
                      ).encode(), "an entity from a file", harmless=True),
    _case("a.html", _html(f"<img src='data:image/png;base64,{'A' * 8_000_000}'>{_LINES}"),
          "eight megabytes in an address", harmless=True),
    _case("a.html", "<html><body>".encode("utf-16") + os.urandom(0) + b"\xd8\x00" * 9000,
          "half characters of UTF-16"),
)  # fmt: skip
_WORD: Final = (
    _case("a.docx", docx(paragraph("&a9;"), prologue=_LAUGHS), "laughing entities"),
    _case("a.docx", docx(paragraph("&x;"), prologue=_STOLEN), "an entity from a file"),
    _case("a.docx", docx(paragraph(), prologue="<!DOCTYPE a SYSTEM 'http://10.0.0.1/a.dtd'>"),
          "a document type from the network"),
    _case("a.docx", docx(" " * 50_000_000), "a bomb of spaces"),
    _case("a.docx", docx("<w:sdt><w:sdtContent>" * 100_000 + paragraph()), "unclosed depth"),
    _case("a.docx", docx("<w:sdt><w:sdtContent>" * 3000 + paragraph() * 3
                         + "</w:sdtContent></w:sdt>" * 3000), "a depth of 6,000", harmless=True),
    _case("a.docx", docx("<w:tbl><w:tr><w:tc>" * 2000 + paragraph()
                         + "</w:tc></w:tr></w:tbl>" * 2000), "2,000 nested tables", harmless=True),
    _case("a.docx", _picture(f"../../{SECRET}"), "a linked picture outside", harmless=True),
    _case("a.docx", _picture("http://10.0.0.1/a.png"), "a linked picture from the network",
          harmless=True),
    _case("a.docx", _picture("\\\\10.0.0.1\\share\\a.png"), "a linked picture from a share",
          harmless=True),
    _case("a.docx", _picture(f"../../../{SECRET}", "Internal"), "an inner picture outside",
          harmless=True),
    _case("a.docx", docx(paragraph(), main="http://10.0.0.1/d.xml", mode=' TargetMode="External"'),
          "a body from the network"),
    _case("a.docx", docx(paragraph(), main="../../../etc/passwd"), "a body outside"),
    _case("a.docx", packing.locked({"word/document.xml": b"x"}), "a password"),
    _case("a.docx", packing.sharing({f"word/{n}.xml": bytes(99) for n in range(99)}
                                    | {"word/document.xml": bytes(99)}), "parts that overlap"),
    _case("a.docx", packing.wide_directory(900_000), "a directory of 900,000 parts"),
    _case("a.docx", docx(paragraph())[:700], "cut off"),
    _case("a.docx", docx(paragraph() * 3, **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99}),
          "macros", harmless=True),
)  # fmt: skip
_PDF: Final = (
    _case("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 99, "noise"),
    _case("a.pdf", _page(_stream(_TEXT))[:300], "cut off"),
    _case("a.pdf", _PAGE_OF_ITSELF, "pages that hold themselves"),
    _case("a.pdf", _page(_stream(bytes(150_000_000))), "a stream of 150 MB"),
    _case("a.pdf", _page(_stream(bytes(100_000_000), b"/Filter[/FlateDecode/FlateDecode]", 2)),
          "a stream packed twice"),
    _case("a.pdf", _page(_stream(_TEXT, b"/Filter[" + b"/FlateDecode" * 2000 + b"]")),
          "2,000 filters", harmless=True),
    _case("a.pdf", _page(_stream(b"q " * 2_000_000 + _TEXT)), "a million saved states",
          harmless=True),
    _case("a.pdf", _page(_stream(b"BT /F 12 Tf (a) Tj ET " * 15_000)), "15,000 pieces of text",
          harmless=True),
    _case("a.pdf", _page(b"[" * 100_000 + b"]" * 100_000), "100,000 nested lists"),
    _case("a.pdf", _page(_stream(_TEXT), extra=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
          "a script at opening", harmless=True),
    _case("a.pdf", _page(_stream(_TEXT), extra=b"/OpenAction<</S/Launch/F(/bin/sh)>>"),
          "a program at opening", harmless=True),
    _case("a.pdf", _page(b"<</Length 9999999999/F(../%s)>>stream\nx\nendstream" % SECRET.encode()),
          "a stream in another file"),
    _case("a.pdf", _page(b"<</Length 4 0 R>>stream\nx\nendstream"), "a length that is itself"),
    _case("a.pdf", pdf(b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count -1>>"), "a root of itself"),
    _case("a.pdf", b"%PDF-1.7\nxref\n0 99999999\ntrailer<</Root 1 0 R/Size 99999999/Prev 9>>\n"
          b"startxref\n9\n%%EOF", "a table that repeats itself"),
    _case("a.pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>",
                       b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>",
                       b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 1]>>"), "100,000 pages"),
)  # fmt: skip
CASES: Final = (*_FILES, *_MARKUP, *_WORD, *_PDF)
