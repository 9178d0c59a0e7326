from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.shared import Inches

from aigc.errors import InputError
from aigc.text.article.reader import read_article, read_text
from tests.unit.text.article_samples import check_spans, outline, picture

PLAIN = """夜里的图书馆

文：赵一

　　晚上十点，图书馆的灯还亮着。保安老周说，最多的一天来了三百人。
　　他们多半在准备考试。

一、灯光

　　灯光是去年换的，比原来亮了百分之四十。

1. 先换阅览室
2. 再换走廊
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_plain_text_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PLAIN.encode(encoding))
    article = read_article(tmp_path / "a.txt", assets=tmp_path)
    assert (article.title, article.author) == ("夜里的图书馆", "赵一")
    assert outline(article) == [
        ("paragraph", "晚上十点，图书馆的灯还亮着。保安老周说，最多的一天来了三百人。"),
        ("paragraph", "他们多半在准备考试。"),
        ("heading", "一、灯光"),
        ("paragraph", "灯光是去年换的，比原来亮了百分之四十。"),
        ("list", "先换阅览室\n再换走廊"),
    ]
    check_spans(article)


def test_wrapped_plain_text_is_joined(tmp_path: Path) -> None:
    text = """THE QUIET CLOCK

By John Smith

The clock in the square stopped at four minutes past nine on a Tuesday, and for
eleven days nobody repaired it. Shopkeepers began to close whenever they liked,
and the bus drivers followed the sun.

On the twelfth day a watchmaker arrived from the coast with a small leather bag.
She asked for a ladder and a cup of tea.
"""
    article = read_text(text, assets=tmp_path)
    assert (article.title, article.author, article.language) == (
        "THE QUIET CLOCK", "John Smith", "en",
    )  # fmt: skip
    assert [b.kind for b in article.blocks] == ["paragraph", "paragraph"]
    assert article.text.endswith("leather bag. She asked for a ladder and a cup of tea.")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "He said “hello” to the café owner and left quickly."),
        ("big5", "這是一個繁體中文的文章，說明圖書館的燈還亮著。"),
    ],
)
def test_other_encodings(encoding: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert read_article(tmp_path / "a.txt", assets=tmp_path).text == text


def word_file(folder: Path) -> Path:
    document = docx.Document()
    document.core_properties.author = "Wang Fang"
    document.add_paragraph("稻田里的机器人", style="Title")
    document.add_paragraph("文：王芳 | 2026年5月6日")
    document.add_heading("凌晨四点", 1)
    p = document.add_paragraph("五常的稻田里，")
    p.add_run("十二台").bold = True
    p.add_run("插秧机同时启动，面积 3 km")
    p.add_run("2").font.superscript = True
    document.add_picture(io.BytesIO(picture()), width=Inches(2))
    document.add_paragraph("图1 插秧机", style="Caption")
    for text, style in (
        ("省人工", "List Bullet"),
        ("省水", "List Bullet"),
        ("先试", "List Number"),
    ):
        document.add_paragraph(text, style=style)
    table = document.add_table(rows=2, cols=2)
    for n, value in enumerate(("项目", "数量", "机器", "12")):
        table.cell(n // 2, n % 2).text = value
    document.add_paragraph("机器不怕冷。", style="Quote")
    document.add_paragraph("——李队长")
    document.add_paragraph().add_run("一年以后").bold = True
    document.add_paragraph("合作社打算再买二十台，面积扩大到 10,000 亩。")
    document.save(folder / "a.docx")
    return folder / "a.docx"


def test_docx(tmp_path: Path) -> None:
    article = read_article(word_file(tmp_path), assets=tmp_path / "assets")
    assert (article.title, article.author) == ("稻田里的机器人", "Wang Fang")
    assert article.published == date(2026, 5, 6)
    assert outline(article) == [
        ("heading", "凌晨四点"),
        ("paragraph", "五常的稻田里，十二台插秧机同时启动，面积 3 km²"),
        ("picture", "图1 插秧机"),
        ("list", "省人工\n省水"),
        ("list", "先试"),
        ("table", "项目\t数量\n机器\t12"),
        ("quote", "机器不怕冷。"),
        ("heading", "一年以后"),
        ("paragraph", "合作社打算再买二十台，面积扩大到 10,000 亩。"),
    ]
    assert [b.ordered for b in article.blocks if b.kind == "list"] == [False, True]
    assert article.blocks[6].attribution == "李队长"
    assert [figure.asset.source for figure in article.figures] == ["image1.png"]
    check_spans(article)


def pdf_file(pages: list[list[tuple[float, float, float, str]]], image: bytes = b"") -> bytes:
    """Return a PDF with Helvetica lines ``(x, y, size, text)`` and a JPEG on the first page."""
    objects: list[bytes] = [b"", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    objects.append(
        b"<</Type/XObject/Subtype/Image/Width 120/Height 90/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Filter/DCTDecode/Length %d>>stream\n%s\nendstream" % (len(image), image)
    )
    kids = []
    for n, lines in enumerate(pages):
        parts = [f"BT /F1 {s} Tf {x} {y} Td ({t}) Tj ET".encode() for x, y, s, t in lines]
        shown = b"/XObject<</Im0 4 0 R>>" if image and n == 0 else b""
        if shown:
            parts.insert(5, b"q 300 0 0 200 60 400 cm /Im0 Do Q")
        body = b"\n".join(parts)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(body), body))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>%s>>>>" % (len(objects), shown)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


def tide() -> bytes:
    first = [
        (60, 810, 9, "Tide Quarterly"),
        (60, 760, 24, "The Books in the Cellar"),
        (60, 700, 11, "The harbour has kept a tide record since 1864, and nobody thought of"),
        (60, 685, 11, "it until a student found the books. She read them all in one sum-"),
        (60, 670, 11, "mer, and she noticed that the water came earlier every decade."),
        (60, 380, 11, "Her professor did not believe the numbers at first. They checked the"),
        (280, 20, 9, "Page 1 of 2"),
    ]
    second = [
        (60, 810, 9, "Tide Quarterly"),
        (60, 780, 11, "clock and the gauge, and at last they checked each other."),
        (60, 740, 15, "What the numbers say"),
        (60, 710, 11, "- measure first"),
        (60, 695, 11, "- argue later"),
        (60, 660, 11, "The sea is patient, and the people who write it down are patient too."),
        (280, 20, 9, "Page 2 of 2"),
    ]
    return pdf_file([first, second], picture(kind="JPEG"))


def test_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(tide())
    article = read_article(tmp_path / "a.pdf", assets=tmp_path / "assets")
    assert article.title == "The Books in the Cellar"
    assert outline(article) == [
        (
            "paragraph",
            "The harbour has kept a tide record since 1864, and nobody thought of it until a "
            "student found the books. She read them all in one summer, and she "
            "noticed that the water came "
            "earlier every decade.",
        ),
        ("picture", ""),
        (
            "paragraph",
            "Her professor did not believe the numbers at first. They checked the clock and the "
            "gauge, and at last they checked each other.",
        ),
        ("heading", "What the numbers say"),
        ("list", "measure first\nargue later"),
        ("paragraph", "The sea is patient, and the people who write it down are patient too."),
    ]
    check_spans(article)


def test_pdf_with_a_password_and_without_text(tmp_path: Path) -> None:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(tide()))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(InputError, match="password"):
        read_article(tmp_path / "locked.pdf", assets=tmp_path)
    (tmp_path / "scan.pdf").write_bytes(pdf_file([[]]))
    with pytest.raises(InputError, match="no text layer"):
        read_article(tmp_path / "scan.pdf", assets=tmp_path)
