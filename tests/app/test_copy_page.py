"""The page of copy: what its buttons do, what it shows, and the files it gives."""

from __future__ import annotations

import csv
import io
import json
import re
from types import SimpleNamespace

import gradio as gr
import pytest

from aigc.app import giving
from aigc.app import words as shared
from aigc.app.copy import actions, fields, files, views, wiring, words
from aigc.app.copy.page import lay_out
from aigc.app.copy.words import reason
from aigc.app.troubles import in_chinese
from aigc.app.words import TONGUES
from aigc.errors import Cancelled, ConfigError, InputError, TrustError
from aigc.store import file_sha256
from aigc.text.copy.platforms import PLATFORMS
from aigc.trust.labels import files as labels
from aigc.trust.provenance.log import Log
from aigc.types.copy import KINDS
from pipelines.copywriting import Config, declared

HAN = re.compile("[\u4e00-\u9fff]")
TAGS = re.compile(r"<[^>]*>")
TEXT = (
    "# 县城里的<咖啡馆>\n\n今年五月，临河县的第一千家咖啡馆开张。开业当天卖出了 486 杯咖啡。\n\n"
    "店主林晓说：“价格低不等于不赚钱。”租金只有省城的六分之一，这是第一个原因。"
)
ENGLISH = (
    "# A quiet harbour\n\nThe harbour counted 35 boats in May 2024. Rain kept the others away.\n\n"
    "“We wait for the sun,” says Anna Berg, who has fished here for 12 years."
)


def quiet(step, done, total):
    pass


def ask(store, pasted=TEXT, uploads=(), platforms=("xiaohongshu", "x"), **values):
    chosen = {"count": 2, "kinds": list(KINDS), **values}
    return actions.write(store, uploads, pasted, platforms, chosen, quiet)


@pytest.fixture(scope="module")
def session(store):
    return ask(store)


def test_every_option_of_the_pipeline_has_a_field():
    assert {*fields.OPTIONS, *fields.CHOSEN} == set(Config.model_fields)
    assert {"extractive"} <= set(fields.field_of("engine").json_schema_extra["choices"])


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_field_is_spoken_in_the_page_s_language(tongue):
    boxes = [fields.platforms_box(tongue), fields.kinds_box(tongue)]
    boxes += [fields.spoken(name, tongue) for name in fields.OPTIONS]
    for box in boxes:
        assert bool(HAN.search(box["label"])) == (tongue == "zh")
    names = {said for box in boxes[:2] for said, _ in box["choices"]}
    assert names.isdisjoint({*PLATFORMS, *KINDS} - {"x"})


def test_every_word_of_the_page_is_there_twice():
    for table in (words.SAID, words.LABELS, words.MEASURES):
        for key, (chinese, english) in table.items():
            holes = [sorted(re.findall(r"\{\w+\}", said)) for said in (chinese, english)]
            assert holes[0] == holes[1], key
            assert not HAN.search(english), key
    assert set(wiring.STEPS) <= set(shared.STEPS)


@pytest.mark.parametrize("key", ["no_platform", "no_copy"])
def test_what_the_page_asks_for_is_there_in_chinese(key):
    chinese, english = words.SAID[key]
    assert in_chinese(english) == chinese


def test_a_sheet_is_written_for_each_platform(session):
    assert [sheet.platform for sheet in session.sheets] == ["xiaohongshu", "x"]
    assert all(sheet.of(kind) for sheet in session.sheets for kind in KINDS)
    assert all(len(sheet.of("title")) <= 2 for sheet in session.sheets)


def test_progress_goes_on_from_platform_to_platform_and_can_be_stopped(store):
    seen = []

    def told(step, done, total):
        seen.append((step, done / total))

    chosen = {"count": 1, "kinds": ["title"]}
    actions.write(store, [], TEXT, ["douyin", "bilibili"], chosen, told)
    shares = [share for step, share in seen if step == "copy"]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1

    def stop(step, done, total):
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        actions.write(store, [], TEXT, ["tiktok"], chosen, stop)


def test_what_cannot_be_written_is_one_clear_error_in_both_languages(store):
    cases = [
        (lambda: ask(store, platforms=()), "请至少选一个平台"),
        (lambda: ask(store, pasted=" "), "还没有文章"),
        (lambda: ask(store, kinds=[]), "请至少选一种"),
        (lambda: ask(store, lang="en"), None),
        (lambda: ask(store, platforms=("myspace",)), "没有平台"),
        (lambda: ask(store, engine="openai:"), None),
    ]
    for run, chinese in cases:
        with pytest.raises((InputError, ConfigError, Exception)) as raised:
            run()
        told = in_chinese(str(raised.value))
        assert HAN.search(told), told
        assert chinese is None or chinese in told


def test_a_model_reads_the_article_in_its_own_language():
    assert declared(Config(lang="en")) == "en"
    assert declared(Config(lang="en", engine="openai:qwen3")) == "auto"


def test_a_script_of_a_clip_is_an_article_too(store, tmp_path):
    from fractions import Fraction

    from aigc.types.article import Span
    from aigc.types.script import Script, ScriptLine
    from pipelines.delivery import SCRIPT

    span = (Span(start=0, end=4),)
    lines = tuple(
        ScriptLine(text=text, sources=span)
        for text in ("临河县有一千家咖啡馆。", "开业当天卖出 486 杯咖啡。")
    )
    script = Script(title="咖啡", lines=lines, language="zh", target=Fraction(20))
    file = tmp_path / "script.json"
    file.write_bytes(SCRIPT.dump_json(script))
    made = ask(store, pasted="", uploads=[str(file)], platforms=("generic",))
    assert made.article.title == "咖啡" and "486" in made.article.text


@pytest.mark.parametrize("tongue", TONGUES)
def test_cards_show_every_variant_with_its_score_and_sources(session, tongue):
    page = views.cards(session, {}, tongue)
    for sheet in session.sheets:
        for one in sheet.copies:
            assert f'data-key="{actions.key_of(sheet, one)}"' in page
            assert f">{100 * one.score:.0f}</b>" in page
    assert "<咖啡馆>" not in page and "&lt;咖啡馆&gt;" in page
    assert page.count('data-do="post"') == 2 and page.count("<blockquote") >= 8
    own = re.sub(r"(?s)<(textarea|blockquote|h3)[^>]*>.*?</\1>|<output.*?</output>", "", page)
    assert bool(HAN.search(TAGS.sub("", own))) == (tongue == "zh")


def test_every_reason_is_told_in_chinese(store, session):
    made = (session, ask(store, pasted=ENGLISH, platforms=("youtube", "weixin"), count=4))
    notes = {
        note
        for each in made
        for sheet in each.sheets
        for note in (*sheet.notices, *(m.note for one in sheet.copies for m in one.measures))
    }
    assert notes and all(HAN.search(reason(note, "zh")) for note in notes)


def test_an_edit_is_compared_with_the_article_anew(session):
    sheet, one = session.sheets[0], session.sheets[0].of("title")[0]
    wrong = views.verdict(sheet, one, "卖出了 9000 杯咖啡", session.article, "zh")
    assert "tag bad" in wrong and "没有这个单位的数字 9000" in wrong
    long = views.verdict(sheet, one, "咖啡" * 40, session.article, "zh")
    assert 'class="size over"' in long and "这个平台要 1 到 20 字" in long
    fine = views.verdict(sheet, one, one.text, session.article, "en")
    assert "tag good" in fine and "edited" not in fine and "fault" not in fine


def test_an_edit_of_the_page_is_answered_by_its_name(session):
    key = actions.key_of(session.sheets[1], session.sheets[1].of("title")[0])
    said = wiring.checked(session, {"key": key, "text": "“x”", "asked": 1}, "en")
    assert f'data-of="{key}"' in said and "edited" in said
    assert wiring.checked(session, {"key": "x/title/Q"}, "en") == ""
    assert wiring.checked(None, {"key": key}, "en") == ""


def test_files_hold_the_edits_of_all_platforms(session):
    key = actions.key_of(session.sheets[0], session.sheets[0].of("title")[0])
    dropped = actions.key_of(session.sheets[1], session.sheets[1].of("hashtags")[0])
    sheets = actions.now(session, {key: "四百八十六杯咖啡", dropped: "  "})
    told = json.loads(files.written(sheets, "json"))
    told = told["sheets"]
    assert [one["platform"] for one in told] == ["xiaohongshu", "x"]
    assert told[0]["copies"][0]["text"] == "四百八十六杯咖啡"
    assert told[0]["copies"][0]["author"] == "hand"
    rows = list(csv.DictReader(io.StringIO(files.written(sheets, "csv").decode("utf-8-sig"))))
    assert len(rows) == sum(len(sheet.copies) for sheet in session.sheets) - 1
    assert {row["platform"] for row in rows} == {"xiaohongshu", "x"}
    text = files.written(sheets, "md").decode()
    assert "四百八十六杯咖啡" in text and "· 小红书" in text and "· X\n" in text


def test_the_page_offers_files_once_there_is_copy(session, tmp_path):
    assert "data-give" not in views.files(None, "zh")
    offered = views.files(session, "en")
    assert re.findall(r'data-give="(\w+)"', offered) == list(files.KINDS)
    kept = giving.kept("咖啡 1.md", b"x", lambda file: tmp_path / file.name)
    assert "data-now" in views.files(session, "en", kept) and "data-now" not in offered


@pytest.mark.parametrize("given", [None, "", "[1]", "{", 3])
def test_texts_that_make_no_sense_are_none(given):
    assert giving.texts_in(given) == {}
    assert giving.texts_in('{"a": 1}') == {"a": "1"}


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_page_is_laid_out_and_spoken(session, tongue):
    with gr.Blocks(analytics_enabled=False):
        parts = lay_out(tongue)
    page = wiring.speaking(parts)(session, tongue, {"texts": "{}"})
    assert parts.session not in page and page[parts.tongue] == tongue
    label = page[parts.write]["value"]
    assert label == words.say("rewrite", tongue)
    told = TAGS.sub("", page[parts.about])
    assert bool(HAN.search(told)) == (tongue == "zh")


def test_a_file_is_given_and_a_fault_is_told(session, store, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    with gr.Blocks(analytics_enabled=False) as blocks:
        parts = lay_out("zh")
        wiring.wire(store, blocks, parts)
    give = next(f.fn for f in blocks.fns.values() if (parts.files._id, "give") in f.targets)
    request = SimpleNamespace(session_hash="someone", username=None)
    event = SimpleNamespace(_data={"kind": "md", "texts": "{}"})
    given = give(request, event, session)
    assert "data-now" in given[parts.files] and given[parts.dock] == ""
    assert [file.suffix for file in tmp_path.rglob("*.*")] == [".md"]
    assert words.say("no_copy", "en") in give(request, event, None)[parts.dock]


@pytest.mark.parametrize("kind", files.KINDS)
def test_a_file_has_passed_the_gate(session, store, tmp_path, kind):
    def keep(file):
        return file.rename(tmp_path / file.name)

    key = actions.key_of(session.sheets[0], session.sheets[0].of("title")[0])
    file = files.given(session, {key: "四百八十六杯"}, kind, store=store.root, keep=keep)
    (entry,) = Log(store.root).find("file", file_sha256(file))
    assert entry.kind == "published" and "四百八十六杯" in file.read_text("utf-8-sig")
    if kind != "csv":
        assert labels.read(file).produce_id == entry.told["asset"]
    assert ("本内容由人工智能生成" in file.read_text("utf-8-sig")) == (kind == "md")
    with pytest.raises(TrustError, match="may not be published"):
        files.given(session, {key: "代开发票，加微信。"}, kind, store=store.root, keep=keep)


def test_an_article_is_judged_before_copy_is_written(store, monkeypatch):
    monkeypatch.setattr(actions.copywriting, "write", lambda *_, **__: pytest.fail("written"))
    with pytest.raises(TrustError, match="may not be published"):
        ask(store, "# 代开发票\n\n代开发票，加微信。今年五月开张。")
