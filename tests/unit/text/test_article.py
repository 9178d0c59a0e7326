from __future__ import annotations

import io
import socket
from datetime import date
from pathlib import Path

import docx
import numpy as np
import pytest
from docx.shared import Inches
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from aigc.errors import InputError
from aigc.text.article.builder import build_article
from aigc.text.article.clean import prose
from aigc.text.article.dates import parse_date
from aigc.text.article.draft import Draft, bullets, heading, paragraph
from aigc.text.article.reader import read_article, read_text
from aigc.types.article import Article


def picture(width: int = 120, height: int = 90, kind: str = "PNG") -> bytes:
    values = np.random.default_rng(2).integers(0, 256, (height, width, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(values).save(out, kind)
    return out.getvalue()


def outline(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, b.span.of(article.text)) for b in article.blocks]


def texts(article: Article, kind: str) -> list[str]:
    return [text for k, text in outline(article) if k == kind]


def check_spans(article: Article) -> None:
    last = 0
    for block in article.blocks:
        assert last <= block.span.start <= block.span.end <= len(article.text)
        last = block.span.end
        for item in block.items:
            assert block.span.start <= item.start < item.end <= block.span.end
    assert "\n\n\n" not in article.text
    joined = "\n\n".join(text for _, text in outline(article) if text)
    assert joined == article.text


ZH = """---
title: "城市里的第二条河"
author: 林晓
date: 2026-03-14
tags: [城市, 水]
---

# 城市里的第二条河

过去十年，**地下管网**的长度从 2,300 公里增加到
6,800 公里，[详见报告](https://example.com/a_(b))。[^1]

![施工现场](photo.jpg "工人在铺设管道。图源：水务局")

## 一、为什么要挖

- 暴雨变多
- 旧管老化
  - 1980 年代的铸铁管
- [x] 资金到位

1. 先测
2. 再挖

| 年份 | 长度 |
|------|-----:|
| 2015 | 2300 |
| 2025 | 6800 |

> 水不会等我们准备好。
>
> —— 王工，总设计师

```python
print("x[1]")
```

![机密](../secret.png) ![远程](https://example.com/x.png)

![图表](chart.png)
*图2 长度变化*

面积约 3 km<sup>2</sup>，含量[2]不变。网址 https://example.com/path，请看。

## 参考文献

1. 某某

[^1]: 某某报告，https://example.com
    第二行
"""


@pytest.fixture
def zh(tmp_path: Path) -> Article:
    folder = tmp_path / "doc"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(picture())
    (folder / "photo.jpg").write_bytes(picture(kind="JPEG"))
    (folder / "chart.png").write_bytes(picture())
    (folder / "a.md").write_text(ZH, encoding="utf-8")
    return read_article(folder / "a.md", assets=tmp_path / "assets")


def test_markdown_front_matter_and_language(zh: Article) -> None:
    assert (zh.title, zh.author, zh.published) == ("城市里的第二条河", "林晓", date(2026, 3, 14))
    assert (zh.language, zh.source) == ("zh", "a.md")
    check_spans(zh)


def test_markdown_blocks_in_order(zh: Article) -> None:
    kinds = "paragraph picture heading list list table quote code picture paragraph"
    assert [b.kind for b in zh.blocks] == kinds.split()
    assert zh.blocks[0].span.of(zh.text) == (
        "过去十年，地下管网的长度从 2,300 公里增加到 6,800 公里，详见报告。"
    )
    points, steps = (b for b in zh.blocks if b.kind == "list")
    assert [i.of(zh.text) for i in points.items] == [
        "暴雨变多", "旧管老化", "1980 年代的铸铁管", "资金到位",
    ]  # fmt: skip
    assert (points.ordered, steps.ordered) == (False, True)
    table = next(b for b in zh.blocks if b.kind == "table")
    assert table.rows == (("年份", "长度"), ("2015", "2300"), ("2025", "6800"))
    quote = next(b for b in zh.blocks if b.kind == "quote")
    assert (quote.span.of(zh.text), quote.attribution) == (
        "水不会等我们准备好。", "王工，总设计师",
    )  # fmt: skip
    assert texts(zh, "code") == ['print("x[1]")']
    assert texts(zh, "paragraph")[-1] == "面积约 3 km²，含量不变。网址，请看。"


def test_markdown_pictures_stay_in_the_folder(zh: Article) -> None:
    photo, chart = zh.figures
    assert (photo.alt, photo.asset.credit) == ("施工现场", "水务局")
    assert photo.asset.source == "photo.jpg"
    assert chart.caption == "图2 长度变化"
    assert "图2 长度变化" in zh.text and "某某" not in zh.text
    notes = " ".join(zh.notes)
    assert "outside" in notes and "remote" in notes and "参考文献" in notes
    assert len(list(photo.asset.path.parent.iterdir())) == 2


def test_symlinks_and_absolute_paths_do_not_lead_out(tmp_path: Path) -> None:
    folder = tmp_path / "doc"
    folder.mkdir()
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture())
    (folder / "link.png").symlink_to(secret)
    (folder / "a.md").write_text(
        f"# Title\n\nSome words here.\n\n![a](link.png) ![b]({secret}) ![c](%2e%2e/secret.png)"
        " ![d](..\\secret.png) ![e](file:///etc/x.png)"
    )
    article = read_article(folder / "a.md", assets=tmp_path / "assets")
    assert article.figures == ()
    assert not (tmp_path / "assets").exists()


def test_data_uris_are_taken_and_trackers_refused(tmp_path: Path) -> None:
    import base64

    good = base64.b64encode(picture()).decode()
    tiny = base64.b64encode(picture(1, 1, "GIF")).decode()
    text = (
        f"# A day\n\nIt rained.\n\n![rain](data:image/png;base64,{good})\n\n"
        f"![](data:image/gif;base64,{tiny})"
    )
    article = read_text(text, assets=tmp_path)
    assert [f.alt for f in article.figures] == ["rain"]
    assert "1x1" in article.notes[0]
    assert "base64" not in article.text + "".join(article.notes)


PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Why bridges sing in the wind | Daily Harbour</title>
<meta property="og:title" content="Why bridges sing in the wind">
<script type="application/ld+json">{"author": {"name": "Anna Stone"},
 "datePublished":"2026-02-03T10:00:00Z"}</script></head><body>
<header class="site-header"><h1>Daily Harbour</h1><nav><ul><li><a href="/">Home</a></li></ul></nav>
</header><div class="ad banner">Buy our wonderful cheese today, half price until Sunday!</div>
<main><article><h1>Why bridges sing in the wind</h1>
<p class="byline">By Anna Stone, 3 February 2026</p>
<figure><img src="lazy.gif" data-src="photo.jpg" alt="At night">
<figcaption>The bridge at night. Photo: Lee Park</figcaption></figure>
<p>On windy evenings the old bridge hums a note close to 110 hertz, and people living nearby have
learned to sleep through it.<sup><a href="#r1">[1]</a></sup></p><img src="dot.gif" width=1>
<h2>What makes the sound</h2><p>When air flows past a railing, <a href="https://example.com">
vortices</a> peel off first on one side and then on the other.<br><br>The faster the wind, the
higher the note.</p><aside class="related"><ul><li><a href="/x">Ten best cheeses</a></li>
</ul></aside>
<blockquote><p>We measured it for three winters.</p><cite>Dr. Mei Chen, engineer</cite></blockquote>
<ul><li>Railings were filed round</li><li>Gaps were closed with rubber</li></ul>
<table><tr><th>Wind</th><th>Tone</th></tr><tr><td>10</td><td rowspan=2>110</td></tr>
<tr><td>12</td></tr></table><div class="share-buttons"><a href="#">Share on X</a></div>
<p>The engineers expect the repaired bridge to be quiet by the summer, although a few residents
say that they will miss its voice.</p><p style="display: none">Hidden words</p>
<section class="footnotes"><ol><li id="r1">Harbour archive.</li></ol></section>
</article></main><div id="comments"><p>First! I love the way this bridge sounds.</p></div>
<footer>Copyright 2026 Daily Harbour.</footer><script>alert(1)</script></body></html>"""


def test_html_page(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(picture(kind="JPEG"))
    (tmp_path / "dot.gif").write_bytes(picture(1, 1, "GIF"))
    (tmp_path / "p.html").write_text(PAGE, encoding="utf-8")
    article = read_article(tmp_path / "p.html", assets=tmp_path / "assets")
    assert article.title == "Why bridges sing in the wind"
    assert (article.author, article.published) == ("Anna Stone", date(2026, 2, 3))
    kinds = "picture paragraph heading paragraph paragraph quote list table paragraph"
    assert [b.kind for b in article.blocks] == kinds.split()
    assert article.figures[0].caption == "The bridge at night. Photo: Lee Park"
    assert article.figures[0].asset.credit == "Lee Park"
    quote = next(b for b in article.blocks if b.kind == "quote")
    assert quote.attribution == "Dr. Mei Chen, engineer"
    table = next(b for b in article.blocks if b.kind == "table")
    assert table.rows == (("Wind", "Tone"), ("10", "110"), ("12", "110"))
    for clutter in ("cheese", "Share", "First!", "Copyright", "Home", "alert", "archive", "Hidden"):
        assert clutter not in article.text
    assert "[1]" not in article.text and "example.com" not in article.text
    check_spans(article)


def test_html_chinese_page_in_gbk(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gbk"><title>茶馆为什么回来了_文化周刊</title></head><body>'
        '<div class="nav">首页 | 登录</div><div id="js_content"><section>'
        "<p><span>最近三年，成都新开了"
        "</span><strong>四百多家</strong>茶馆，客人里一半以上不到三十岁。</p>"
        '<p><img data-src="t.png"></p><p>▲ 午后的茶馆 摄影：李明</p><p>“这里不催你走。”</p>'
        "<p>——陈女士，茶馆常客</p><p><strong>一、便宜</strong></p>"
        "<p>一碗盖碗茶十五块钱，可以坐一个下午，这比咖啡馆便宜了差不多一半。</p></section></div>"
        '<div class="footer">版权所有</div></body></html>'
    )
    (tmp_path / "t.png").write_bytes(picture())
    (tmp_path / "p.htm").write_bytes(page.encode("gb18030"))
    article = read_article(tmp_path / "p.htm", assets=tmp_path / "assets")
    assert article.title == "茶馆为什么回来了"
    assert outline(article) == [
        ("paragraph", "最近三年，成都新开了四百多家茶馆，客人里一半以上不到三十岁。"),
        ("picture", "午后的茶馆 摄影：李明"),
        ("quote", "“这里不催你走。”"),
        ("heading", "一、便宜"),
        ("paragraph", "一碗盖碗茶十五块钱，可以坐一个下午，这比咖啡馆便宜了差不多一半。"),
    ]
    assert article.blocks[2].attribution == "陈女士，茶馆常客"
    assert article.figures[0].asset.credit == "李明"


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("今天我们发布 GPT-5 API，支持 Python 和 Rust。", "zh"),
        ("The word 你好 means hello in Chinese, as every student soon learns.", "en"),
    ],
)
def test_mixed_languages(text: str, language: str, tmp_path: Path) -> None:
    assert read_text(text, assets=tmp_path).language == language


def test_asked_language(tmp_path: Path) -> None:
    text = "The word 你好 means hello."
    assert read_text(text, assets=tmp_path, language="zh").language == "zh"
    with pytest.raises(InputError, match="no Chinese"):
        read_text("Only English here.", assets=tmp_path, language="zh")
    with pytest.raises(InputError, match="no Latin"):
        read_text("只有中文在这里。", assets=tmp_path, language="en")


def test_other_latin_languages_get_a_note(tmp_path: Path) -> None:
    text = "Le chat dort sur la chaise pendant que la pluie tombe doucement dans le jardin. " * 6
    assert "does not look like English" in read_text(text, assets=tmp_path).notes[0]


def test_titles_from_the_first_line(tmp_path: Path) -> None:
    long = "这座城市的地铁在过去的二十年里经历了三次大规模的扩建，" * 4 + "现在每天运送四百万人。"
    title = read_text(long, assets=tmp_path).title
    assert 0 < len(title) <= 40 and long.startswith(title)
    title = read_text("word " * 400, assets=tmp_path).title
    assert title.endswith("…") and len(title) <= 80
    only = read_text("# Just a title", assets=tmp_path)
    assert (only.title, only.text) == ("Just a title", "Just a title")


@pytest.mark.parametrize(
    ("quote", "words", "speaker"),
    [
        (
            '> "Bread is a meeting."\n> — J. Huber, baker',
            '"Bread is a meeting."',
            "J. Huber, baker",
        ),
        ("> 水不等人。——王工", "水不等人。", "王工"),
        ("> It rained — and then it stopped.", "It rained — and then it stopped.", ""),
    ],
)
def test_speaker_at_the_end_of_a_quote(
    quote: str, words: str, speaker: str, tmp_path: Path
) -> None:
    article = read_text(f"# News of a day\n\nSome words.\n\n{quote}", assets=tmp_path)
    block = article.blocks[-1]
    assert (block.kind, block.span.of(article.text)) == ("quote", words)
    assert block.attribution == speaker


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("见 https://example.com/a(b)c。好", "见。好"),
        ("see (https://example.com/x) now", "see now"),
        ("claim[12][3, 4] and a\u200bb\u00ad", "claim and ab"),
        ("a \u3000 b\u00a0c", "a b c"),
        ("list[0] stays", "list[0] stays"),
    ],
)
def test_prose(raw: str, clean: str) -> None:
    assert prose(raw) == clean


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("发布于 2026年1月5日 08:00", date(2026, 1, 5)),
        ("2026-02-30", None),
        ("5th January 2026", date(2026, 1, 5)),
        ("Mar. 3, 2025", date(2025, 3, 3)),
        ("20260105", date(2026, 1, 5)),
        ("no date", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text) == day


WORDS = st.text(min_size=1, max_size=40)


@given(st.lists(st.one_of(WORDS.map(paragraph), WORDS.map(lambda t: heading(t, 2)),
                          st.lists(WORDS, min_size=1, max_size=4).map(lambda i: bullets(tuple(i)))),
                max_size=8))  # fmt: skip
def test_spans_always_point_at_their_text(blocks: list[object]) -> None:
    draft = Draft(blocks=(paragraph("Some words come first."), *blocks))  # type: ignore[arg-type]
    article = build_article(draft, figure_of=lambda ref: pytest.fail("no picture"), language="en")
    check_spans(article)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        check_spans(read_text(text, assets=Path("unused")))
    except InputError as exc:
        assert str(exc)


def test_read_text_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "private.txt").write_text("the secret words")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("looked up"))
    article = read_text(str(tmp_path / "private.txt"), assets=tmp_path)
    assert "secret" not in article.text
