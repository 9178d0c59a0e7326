"""The page of batches: tables in, jobs done beside the studio, results and tables out."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
import time
import zipfile
from types import SimpleNamespace

import nbformat
import pytest
from PIL import Image

from aigc.app import words as shared
from aigc.app.batch import actions, acts, gallery, keeper, live, rooms, sheet, views, words
from aigc.app.batch.actions import Session
from aigc.app.batch.aside import aside
from aigc.app.batch.desk import is_local
from aigc.app.batch.rooms import Asked
from aigc.app.troubles import in_chinese
from aigc.app.words import TONGUES
from aigc.batch.manifest.problems import Problem
from aigc.batch.manifest.tables import read_table
from aigc.batch.running import enter
from aigc.batch.sight.export import encoded
from aigc.batch.sight.snapshot import Failure, snapshot
from aigc.batch.work import Bench, perform
from aigc.errors import Cancelled, ConfigError, InputError, JobError
from aigc.progress import silent
from aigc.store import Store

HAN = re.compile("[\u4e00-\u9fff]")
TAGS = re.compile(r"<[^>]*>")
FAKE = Asked(title="", pipeline="fake", workers=1)
ROWS = "name,source,seconds,trouble\na,one,0.01,none\nb,two,0.01,input\nc,<three>,0.01,none\n"


def plain(text):
    return TAGS.sub(" ", text)


@pytest.fixture
def own(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def upload(tmp_path):
    def written(name, text=ROWS):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return str(file)

    return written


@pytest.fixture
def keep(tmp_path):
    return lambda file: shutil.copy(file, tmp_path / file.name)


@pytest.fixture
def checked(own, upload):
    return actions.look(own, [upload("clips.csv")], FAKE, silent)


@pytest.fixture
def worked(own, checked):
    """A batch of which one job failed and two are done, by a worker of this process."""
    room = rooms.room_named(own, checked.room)
    enter(checked.draft.planned, room.out)
    bench = Bench(desk=room.ledger(), folder=room.out, store=own)
    while claim := room.ledger().claim("w:1"):
        perform(claim, bench)
    return room


def test_every_word_of_the_page_is_there_twice():
    tables = (words.SAID, words.STATES, words.CAUSES, words.PIPELINES, words.LABELS, words.CHOICES)
    for table in tables:
        for key, (chinese, english) in table.items():
            holes = [sorted(re.findall(r"\{\w+\}", said)) for said in (chinese, english)]
            assert holes[0] == holes[1], key
            assert not HAN.search(english), key
    assert "check" in shared.STEPS


def test_what_would_run_code_of_a_visitor_is_not_offered():
    assert actions.offered()[0] == "video"
    assert not {"notebook", "fake"} & set(actions.offered())
    assert set(actions.offered()) <= set(words.PIPELINES)


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_form_has_a_field_for_every_option_that_names_no_file(tongue):
    for name in actions.offered():
        page = sheet.sheet(name, tongue)
        fields = set(re.findall(r'data-option="(\w+)"', page))
        config = actions.kind_of(name).config
        assert fields == set(config.model_fields) - actions.path_options(config), name
        if tongue == "zh":
            labels = re.findall(r"<label><span>(.*?)</span>", page)
            assert all(HAN.search(label) for label in labels), (name, labels)


def test_only_what_was_changed_is_asked_of_all_rows():
    told = {"seconds": 30, "theme": "tech", "music": "auto", "seed": None, "brand": "/x", "no": 1}
    assert actions.options_of("video", told) == {"theme": "tech"}
    assert actions.options_of("copy", {"kinds": "title, hashtags", "count": 2})["kinds"] == (
        "title",
        "hashtags",
    )


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("kind", sheet.KINDS)
@pytest.mark.parametrize("pipeline", ["video", "speech", "copy"])
def test_a_template_is_a_table_that_can_be_run(own, tmp_path, pipeline, kind, tongue):
    file = tmp_path / f"template.{kind}"
    file.write_bytes(sheet.template(pipeline, kind, tongue))
    table = read_table(file)
    assert table.columns[:2] == ("name", "source") and len(table.rows) == 2
    assert bool(HAN.search(table.rows[0].cells["source"])) == (tongue == "zh")
    asked = Asked(title="", pipeline=pipeline)
    found = actions.look(own, [str(file)], asked, silent)
    assert found.draft and len(found.draft.planned.jobs) == 2, found.wrong


def test_a_table_is_checked_and_shown_before_anything_starts(own, checked):
    room = rooms.room_named(own, checked.room)
    assert len(checked.draft.planned.jobs) == 3 and not room.started
    for tongue in TONGUES:
        page = views.draft(checked.draft, tongue)
        assert "&lt;three&gt;" in page and 'data-do="start"' in page
        assert bool(HAN.search(plain(page))) == (tongue == "zh")


def test_a_zip_holds_a_table_with_its_articles(own, tmp_path):
    box = tmp_path / "box.zip"
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("batch/clips.csv", "source,seconds\narticles/a.md,1\n")
        archive.writestr("batch/articles/a.md", "# A\n\nText of it.")
        archive.writestr("__MACOSX/._clips.csv", "x")
    found = actions.look(own, [str(box)], FAKE, silent)
    (job,) = found.draft.planned.jobs
    room = rooms.room_named(own, found.room)
    assert job.source == str(room.project / "articles" / "a.md")
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("../clips.csv", ROWS)
    with pytest.raises(InputError):
        actions.look(own, [str(box)], FAKE, silent)


def test_what_is_wrong_is_told_by_rows_and_columns_and_leaves_nothing(own, upload):
    text = "source,seconds,colour\nx y,-1,\nx z,-1,\n,1,red\n"
    found = actions.look(own, [upload("bad.csv", text)], FAKE, silent)
    assert not found.draft and {one.column for one in found.wrong} == {
        "seconds", "source", "colour",
    }  # fmt: skip
    assert list(rooms.rooms(own)) == []
    page = plain(views.problems(found.wrong, "zh"))
    assert "2-3" in page and "最小是 0" in page and "没有这个选项" in page
    assert "Input should" in plain(views.problems(found.wrong, "en"))


def test_ten_thousand_problems_stay_a_short_page():
    wrong = [Problem(row=n, column=f"c{n % 90}", message="is bad.") for n in range(10_000)]
    page = views.problems(wrong, "en")
    assert page.count("<tr>") == views.MOST_KINDS + 1 and "and 50 more kinds" in page


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("source,pipeline,music\nx y z,video,/etc/passwd\n", "music"),
        ("source\n/etc/passwd\n", "source"),
        ("source\n../../../etc/passwd\n", "source"),
        ("source,pipeline,brand\nx y z,video,~/brand.json\n", "brand"),
    ],
)
def test_a_table_reaches_nothing_of_the_server(own, upload, text, column):
    found = actions.look(own, [upload("evil.csv", text)], FAKE, silent)
    assert not found.draft and column in {one.column for one in found.wrong}
    assert list(rooms.rooms(own)) == []


def test_a_notebook_of_a_visitor_is_not_run(own, upload):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1)")])
    files = [
        upload("run.csv", "source,pipeline\nrun.ipynb,notebook\n"),
        upload("run.ipynb", nbformat.writes(book)),
    ]
    (wrong,) = actions.look(own, files, FAKE, silent).wrong
    assert wrong.column == "pipeline" and "工作室不做" in in_chinese(wrong.message)
    assert list(rooms.rooms(own)) == []


def test_bad_uploads_are_one_clear_error(own, upload):
    cases = [
        ([], InputError),
        ([upload("a.md", "# no table")], InputError),
        ([upload("a.csv"), upload("b.csv")], InputError),
        ([upload("a.jsonl", "no json")], InputError),
    ]
    for uploads, kind in cases:
        with pytest.raises(kind) as raised:
            actions.look(own, uploads, FAKE, silent)
        assert HAN.search(in_chinese(str(raised.value)))
    with pytest.raises(ConfigError):
        actions.look(own, [upload("c.csv")], Asked(title="", pipeline=""), silent)
    assert list(rooms.rooms(own)) == []


def test_checking_can_be_stopped_and_leaves_nothing(own, upload):
    def stop(step, done, total):
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        actions.look(own, [upload("clips.csv")], FAKE, stop)
    assert list(rooms.rooms(own)) == []


def test_a_name_that_is_guessed_or_made_up_finds_no_batch(own, worked):
    (own.root / "asked.json").write_text("{}", encoding="utf-8")
    for name in ("", "..", "../..", worked.id[:-1] + "g", "20260101-000000-" + "0" * 16, None):
        assert rooms.room_named(own, name) is None
    assert rooms.room_named(own, worked.id) == worked


def test_what_was_checked_and_never_started_is_swept(own, checked, worked, upload):
    fresh = actions.look(own, [upload("more.csv")], FAKE, silent)
    rooms.sweep(own, older_s=-1)
    assert rooms.room_named(own, fresh.room) is None and rooms.room_named(own, worked.id)


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_batch_shows_how_it_stands(own, worked, tongue):
    seen = snapshot(worked.ledger())
    page = live.progress(seen, "ended", tongue) + live.failures(seen.failures, tongue)
    page += live.control(worked, worked.standing(), tongue)
    assert "100<small>%" in page and 'class="failed" style="width:33.333%"' in page
    assert page.count("data-reason") == 1 and 'data-do="remove"' in page
    assert bool(HAN.search(plain(page))) == (tongue == "zh")
    assert "&lt;three&gt;" not in page and worked.standing() == "ended"


def test_reasons_that_differ_in_names_alone_are_one(own, worked):
    with worked.ledger().database.write() as db:
        db.execute("UPDATE jobs SET state='failed', cause='input', message=name || '/x is no file'")
    (one,) = snapshot(worked.ledger()).failures
    assert one.jobs == ("a", "b", "c") and one.message == "a/x is no file"


def test_results_have_covers_play_and_give_their_files(worked, keep, tmp_path):
    folder = worked.out.results("a")
    Image.new("RGB", (90, 160), "navy").save(folder / "cover.png")
    page = gallery.gallery(worked, 1, keep, "en")
    assert page.count("data-open") == 1 and "Show 1 more" in page
    small = gallery.small_cover(worked, "a")
    with Image.open(small) as shown:
        assert shown.size == (90, 160)
    page = gallery.result(worked, "a", keep, "en")
    assert "result.bin" in page and "job.json" not in page and "CPU" in page
    for name in ("b", "../project", "none", "/etc"):
        with pytest.raises(InputError, match="gone"):
            gallery.result(worked, name, keep, "en")


def test_a_path_on_the_machine_is_told_to_those_who_sit_at_it(own, worked):
    def request(host, **headers):
        return SimpleNamespace(client=SimpleNamespace(host=host), headers=headers)

    assert is_local(request("127.0.0.1")) and not is_local(request("10.0.0.7"))
    assert not is_local(request("127.0.0.1", **{"x-forwarded-for": "10.0.0.7"}))
    here = aside(own, worked, [worked.id], "en", local=True)
    away = aside(own, worked, [worked.id, "x"], "en", local=False)
    assert str(own.root) in here and str(own.root) not in away
    assert away.count("data-room") == 1 and f"batch={worked.id}" in away
    assert aside(own, None, [], "en", local=True) == ""


@pytest.mark.parametrize("key", ["no_table", "no_draft", "gone", "no_result"])
def test_what_the_page_asks_for_is_there_in_chinese(key):
    chinese, english = words.SAID[key]
    assert in_chinese(english) == chinese


def test_why_nobody_works_on_a_batch_is_said_in_the_page_s_language(own, worked, monkeypatch):
    def broken(out, **asked):
        raise JobError("Workers end as soon as they start: no python")

    monkeypatch.setattr(keeper, "go_on", broken)
    assert keeper.main([str(worked.root), str(own.root)]) == 1
    assert "工作进程一启动就退出：no python" in live.control(worked, "left", "zh")
    assert "no python" in live.control(worked, "left", "en")


def until(true, limit_s=60):
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_batch_is_done_beside_the_studio_stopped_and_gone_on_with(own, upload):
    quick = "".join(f"q{n},y{n},0.01\n" for n in range(3))
    text = f"name,source,seconds\n{quick}slow,x,600\n"
    found = actions.look(own, [upload("long.csv", text)], FAKE, silent)
    session, said, _ = acts.started(own, found, {})
    room = rooms.room_named(own, session.room)
    assert said("en") == "Started" and room.standing() == "working"
    other = actions.look(own, [upload("other.csv")], FAKE, silent)
    with pytest.raises(JobError, match="at work"):
        acts.started(own, other, {})
    until(lambda: room.ledger().counts().get("done") == 3)
    acts.acted(own, session, {"do": "pause"})
    assert room.standing() == "paused"
    acts.acted(own, session, {"do": "stop"})
    assert room.standing() == "left" and room.keeper() is None
    acts.acted(own, session, {"do": "resume"})
    assert room.standing() == "working"
    acts.acted(own, session, {"do": "cancel"})
    assert room.ledger().counts() == {"done": 3, "cancelled": 1}
    after, *_ = acts.acted(own, session, {"do": "remove"})
    assert after == Session() and not room.root.exists()
    for told in ({"do": "rm -rf"}, {"do": "stop"}):
        with pytest.raises(InputError):
            acts.acted(own, session, told)


def test_what_failed_of_one_reason_is_done_again(own, worked, monkeypatch):
    monkeypatch.setattr(rooms, "start_keeper", lambda room, store: None)
    (one,) = snapshot(worked.ledger()).failures
    session = Session(room=worked.id)
    _, said, _ = acts.retried(own, session, {"reason": live.reason_of(one)})
    assert said("en") == "To be done again: 1" and worked.standing() == "left"
    _, said, _ = acts.retried(own, session, {"reason": live.reason_of(Failure(
        cause="x", message="y", jobs=()))})  # fmt: skip
    assert said("en") == "To be done again: 0"


def test_an_export_opens_in_a_spreadsheet(worked):
    text = encoded(worked.ledger().rows(), ".csv").decode("utf-8-sig")
    states = [row["state"] for row in csv.DictReader(io.StringIO(text))]
    assert states == ["done", "failed", "done"]


@pytest.mark.parametrize(
    "message",
    [
        "The host 10.0.0.1 lies in a private or reserved network; it is not loaded.",
        "a.pdf has 3 pages but no text layer; it is probably a scan. Run text recognition (OCR).",
        "https://a.cn answered 404 Not Found. Check the address, or save the page.",
        "The worker host:12 went away.",
        "It took longer than 30 s, in the step render.",
        "Input should be 'preview', 'standard' or 'quality'.",
        "is no option. Did you mean music?",
        "Workers end as soon as they start: they say nothing",
    ],
)
def test_why_a_job_or_a_row_is_wrong_is_said_in_chinese(message):
    assert HAN.search(in_chinese(message))


def test_workbooks_are_asked_of_nobody_who_cannot_read_them(own, upload, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.setattr(sheet, "find_spec", lambda name: None)
    assert 'data-template="xlsx"' not in sheet.columns("video", "en")
    with pytest.raises(InputError, match="Save it as CSV") as raised:
        actions.look(own, [upload("a.xlsx")], FAKE, silent)
    assert HAN.search(in_chinese(str(raised.value)))
