"""The page of batches fills a text with the columns of a table: a brief, dropped or written."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape

import pytest

from aigc.app.batch import actions, examples, sheet, views
from aigc.app.batch.editor import editor
from aigc.app.batch.rooms import rooms
from aigc.app.batch.uploads import Peek, peek
from aigc.app.troubles import in_chinese
from aigc.app.words import TONGUES
from aigc.errors import AigcError, ConfigError, InputError
from aigc.progress import silent
from aigc.store import Store
from tests.app.batch_rooms import FAKE, written

HAN = re.compile("[\u4e00-\u9fff]")
PRODUCTS = "sku,product,price,voice,stock\ntea,Tea,29,,4\ncup,Cup & saucer,89,kathleen,7\n"
TABLE = "- {slug: moon, n: 1}\n- {slug: sun, n: 2}\n"
CHAIN = """
name: "{slug}"
steps:
  words: {pipeline: fake, source: "About {slug}"}
  song: {pipeline: fake, source: "@words/result.bin", options: {seed: "{n}"}}
"""
SPEECH = replace(FAKE, pipeline="speech", text="{product}: {price} yuan.", naming="{sku}")


@pytest.fixture
def own(tmp_path):
    return Store(tmp_path / "store")


def look(own, uploads, asked=FAKE):
    return actions.look(own, uploads, asked, silent)


def test_a_brief_is_told_from_a_table_whatever_they_are_called(own, tmp_path):
    uploads = [written(tmp_path, "a.yaml", CHAIN), written(tmp_path, "b.yaml", TABLE)]
    uploads.append(written(tmp_path, "brand.yaml", "name: House\ncolours: [red]\n"))
    seen = peek(uploads)
    assert (seen.table, seen.brief, seen.rows) == ("b.yaml", "a.yaml", 2)
    assert seen.pipelines == ("fake", "fake") and seen.columns == ("slug", "n")
    draft = look(own, uploads).draft
    assert [job.name for job in draft.planned.jobs] == [
        "moon/words", "moon/song", "sun/words", "sun/song",
    ]  # fmt: skip
    assert draft.brief == "a.yaml" and draft.planned.jobs[1].needs == ("moon/words",)
    for tongue in TONGUES:
        page = views.draft(draft, tongue)
        assert "a.yaml" in page and "b.yaml" in page
        assert ("2 行" if tongue == "zh" else "4 · 2 rows") in page


def test_what_a_brief_makes_goes_before_the_form(own, tmp_path):
    uploads = [written(tmp_path, "a.yaml", CHAIN), written(tmp_path, "b.yaml", TABLE)]
    asked = replace(FAKE, pipeline="speech", options={"voice": "kathleen"})
    draft = look(own, uploads, asked).draft
    assert {job.pipeline for job in draft.planned.jobs} == {"fake"}
    assert not any("voice" in job.options for job in draft.planned.jobs)
    assert "data-ruled" in editor(peek(uploads), "en")


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_example_is_taken_as_it_is(own, tmp_path, tongue):
    box = tmp_path / "products.zip"
    box.write_bytes(examples.example(tongue))
    assert "data-example" in sheet.columns("video", tongue)
    draft = look(own, [str(box)]).draft
    assert len(draft.planned.jobs) == 3
    first = draft.planned.jobs[0]
    assert first.name == "tea-01" and "29" in first.source and first.pipeline == "video"
    assert bool(HAN.search(first.source)) == (tongue == "zh")


def test_no_example_is_offered_where_there_is_none(monkeypatch):
    examples.place.cache_clear()
    monkeypatch.setattr("aigc.app.batch.sheet.place", lambda: None)
    assert "data-example" not in sheet.columns("video", "en")


def test_a_text_of_the_page_is_filled_in_by_every_row(own, tmp_path):
    draft = look(own, [written(tmp_path, "products.csv", PRODUCTS)], SPEECH).draft
    tea, cup = draft.planned.jobs
    assert (tea.name, tea.source) == ("tea", "Tea: 29 yuan.")
    assert (cup.name, cup.source) == ("cup", "Cup & saucer: 89 yuan.")
    assert "voice" not in tea.options and cup.options["voice"] == "kathleen"
    for tongue in TONGUES:
        assert "products.csv" in views.draft(draft, tongue)
    (room,) = rooms(own)
    assert room.asked().text == SPEECH.text


def test_a_file_named_by_a_text_is_that_of_the_row(own, tmp_path):
    table = written(tmp_path, "t.csv", "file,name\na.txt,a\n")
    asked = replace(SPEECH, text="{file}", naming="")
    draft = look(own, [table, written(tmp_path, "a.txt", "Hello there.")], asked).draft
    (job,) = draft.planned.jobs
    assert job.source.endswith("/project/a.txt")


@pytest.mark.parametrize(
    ("text", "naming", "column", "chinese"),
    [
        ("{prise} yuan", "", "prise", "没有这一列"),
        ("{product}", "{stock}", "stock", "是空的"),
        ("The same for all", "", "", "完全一样"),
    ],
)
def test_a_text_that_does_not_fit_the_table_is_told_by_column(
    own, tmp_path, text, naming, column, chinese
):
    table = written(tmp_path, "p.csv", "product,stock\nTea,\nCup,\n")
    wrong = look(
        own, [table], replace(SPEECH, text=text + " {stock}" * bool(naming), naming=naming)
    )
    assert column in {one.column for one in wrong.wrong}
    assert chinese in views.problems(wrong.wrong, "zh") and list(rooms(own)) == []


def test_bad_briefs_are_one_clear_error_in_both_languages(own, tmp_path):
    table, brief = written(tmp_path, "t.csv", "slug,n\na,1\n"), written(tmp_path, "b.yaml", CHAIN)
    cases = [
        ([brief], InputError),
        ([table, brief, written(tmp_path, "c.yaml", CHAIN)], InputError),
        ([written(tmp_path, "odd.yaml", "colour: red")], InputError),
        ([table, written(tmp_path, "bad.yaml", "name: [x")], InputError),
        ([table, written(tmp_path, "none.yaml", "source: '{slug}'")], ConfigError),
        ([table, written(tmp_path, "more.yaml", "pipeline: fake\nsteps2: 1\n")], ConfigError),
        ([table, written(tmp_path, "ring.yaml", CHAIN.replace("About {slug}", "@song/x"))],
         ConfigError),
    ]  # fmt: skip
    for uploads, kind in cases:
        with pytest.raises(kind) as raised:
            look(own, uploads)
        assert str(tmp_path) not in str(raised.value)
        assert HAN.search(in_chinese(str(raised.value))), raised.value
        if uploads != [brief]:
            assert peek(uploads).trouble == str(raised.value)
    with pytest.raises(AigcError, match="takes no text"):
        look(own, [table], replace(FAKE, text="{slug}"))
    assert list(rooms(own)) == []


def test_a_brief_reaches_no_file_of_the_server_and_runs_no_notebook(own, tmp_path):
    table = written(tmp_path, "t.csv", "slug\n/etc/passwd\n")
    for brief in (
        'pipeline: fake\nsource: "{slug}"\n',
        'pipeline: video\nsource: "A text {slug} of it."\noptions: {music: "{slug}"}\n',
        'pipeline: video\nsource: "Of {slug}."\noptions: {brand: ../../../etc/passwd}\n',
    ):
        wrong = look(own, [table, written(tmp_path, "b.yaml", brief)]).wrong
        assert wrong and str(own.root) not in views.problems(wrong, "en")
    assert list(rooms(own)) == []


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_editor_offers_columns_and_tells_what_came(tmp_path, tongue):
    page = editor(peek([written(tmp_path, "p.csv", PRODUCTS + "x<y,z\n")]), tongue)
    assert re.findall(r'data-column="(\w+)"', page) == ["sku", "product", "price", "voice", "stock"]
    told = json.loads(unescape(re.search(r'data-table="([^"]*)"', page)[1]))
    assert told["first"] == {"sku": "tea", "product": "Tea", "price": "29", "stock": "4"}
    assert bool(HAN.search(re.sub("<[^>]*>", "", page))) == (tongue == "zh")
    alone = editor(peek([written(tmp_path, "b.yaml", CHAIN)]), tongue)
    assert "b.yaml" in alone and "<textarea" not in alone
    assert "<textarea" in editor(Peek(), tongue)


def test_a_large_table_is_not_read_before_the_check(tmp_path, monkeypatch):
    monkeypatch.setattr("aigc.app.batch.uploads.MOST_BYTES", 10)
    seen = peek([written(tmp_path, "p.csv", PRODUCTS)])
    assert seen.large and not seen.columns and "by hand" in editor(seen, "en")


def test_an_archive_is_looked_into(tmp_path):
    box = tmp_path / "box.zip"
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("in/p.csv", PRODUCTS)
    assert peek([str(box), written(tmp_path, "a.md", "# A")]).rows == 2
    box.write_bytes(io.BytesIO(b"no archive").getvalue())
    assert HAN.search(editor(peek([str(box)]), "zh"))
