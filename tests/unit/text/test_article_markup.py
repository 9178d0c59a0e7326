from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aigc.text.article.reader import read_article, read_text
from aigc.types.article import Article
from tests.unit.text.article_samples import check_spans, outline, picture


def texts(article: Article, kind: str) -> list[str]:
    return [text for k, text in outline(article) if k == kind]


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


def test_pictures_tell_where_they_were_taken_from(tmp_path: Path) -> None:
    import base64

    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "old pier.jpg").write_bytes(picture(kind="JPEG"))
    (tmp_path / "photo").write_bytes(picture(130))
    data = base64.b64encode(picture(140)).decode()
    (tmp_path / "a.md").write_text(
        "# The pier\n\nThe pier is old and made of wood.\n\n"
        '![](img/old%20pier.jpg?w=2 "Dusk. Photo: Li Wen, CC BY 4.0.")\n\n![](./photo)\n\n'
        f'![](data:image/png;base64,{data} "码头。供图：王伟，CC0 1.0。")\n',
        encoding="utf-8",
    )
    article = read_article(tmp_path / "a.md", assets=tmp_path / "assets")
    assert [(f.asset.source, f.asset.credit) for f in article.figures] == [
        ("img/old pier.jpg", "Li Wen, CC BY 4.0"), ("photo", ""),
        ("embedded picture 3", "王伟，CC0 1.0"),
    ]  # fmt: skip
