"""Columns and cells as people write them: in Chinese, in any case and width, misspelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigc.app.batch import words
from aigc.app.form import choices_of
from aigc.batch.kinds import BUILT_IN, kind_of
from aigc.batch.manifest.chinese import CHOICES, COLUMNS
from aigc.batch.manifest.columns import chosen, meant, value_of
from aigc.batch.manifest.order import SHARED
from aigc.batch.manifest.planning import plan
from aigc.errors import ConfigError, InputError

VIDEO = kind_of("video").config.model_fields
PIPELINES = sorted(set(BUILT_IN) - {"fake", "notebook"})


@pytest.fixture
def planned(tmp_path):
    (tmp_path / "a.md").write_text("# A\n\nText.")

    def made(text: str, name: str = "jobs.csv", **given):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return plan(tmp_path / name, root=tmp_path, **given).jobs

    return made


def test_a_table_in_chinese_asks_for_what_one_in_english_does(planned):
    (english,) = planned(
        "source,name,seconds,aspect,theme,seed,deadline,limit\n"
        "a.md,x,30,9:16,ink,1,2026-12-01 18:00,90\n",
        pipeline="video",
    )
    (chinese,) = planned(
        "文章，名称，时长（秒），比例，主题，种子，截止时间，时限，备注\n"
        "a.md，x，３０秒，竖屏，水墨，１，2026年12月1日 18:00，1分30秒，给客户\n",
        pipeline="视频",
    )
    assert chinese == english
    assert chinese.options == {"theme": "ink", "seed": 1}


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_what_the_studio_says_in_chinese_is_understood(pipeline):
    """Labels name columns, and the words for choices are values."""
    fields, names = kind_of(pipeline).config.model_fields, words.called(pipeline)
    known = (*fields, *SHARED)
    for name, field in fields.items():
        if name in names.labels:
            assert meant(names.labels[name][0], known) == name
        else:
            assert name in COLUMNS, name
        for choice in choices_of(field):
            if choice in names.choices:
                said = value_of(name, field, names.choices[choice][0])
                assert str(said).lower() in (choice, "none"), (name, choice)
    assert chosen(words.PIPELINES[pipeline][0], BUILT_IN) == pipeline


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_a_word_means_one_choice_of_an_option(pipeline):
    for name, field in kind_of(pipeline).config.model_fields.items():
        said = [word for choice in choices_of(field) for word in CHOICES.get(choice, ())]
        assert len(said) == len(set(said)), name


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("aspect", "16:09", "16:9"), ("aspect", "9：16", "9:16"), ("aspect", 556, "9:16"),
        ("aspect", "9:16:00", "9:16"), ("aspect", "竖屏（9:16）", "9:16"), ("aspect", "2:3", "2:3"),
        ("theme", " Ink ", "ink"), ("preset", "高画质", "quality"), ("music", "a.mp3", "a.mp3"),
        ("seconds", "1,5", "1.5"), ("seconds", "1,200", "1200"), ("seconds", "2分钟", "120"),
        ("seconds", "30 s", "30"), ("seconds", "x", "x"), ("rate", "１．２", "1.2"),
        ("seed", "１２", "12"), ("presenter", "小樱", "sakura"), ("presenter", "x.json", "x.json"),
        ("voice", "琛", "琛"), ("seconds", 30, 30),
    ],
)  # fmt: skip
def test_values_as_people_and_spreadsheets_write_them(name, given, found):
    assert value_of(name, VIDEO[name], given) == found


def test_switches_and_lists_in_chinese(planned):
    (speech,) = planned("正文,时间文件\n你好。,是\n", pipeline="朗读")
    assert speech.options == {"timings": True}
    (copy,) = planned("文章,写什么,平台\na.md,标题、看点,小红书\n", pipeline="文案")
    assert copy.options == {"kinds": ["title", "selling_point"], "platform": "xiaohongshu"}
    (lyrics,) = planned("词牌,平仄\n水调歌头,自动\n", pipeline="歌词")
    assert lyrics.options == {"cipai": "水调歌头"}


def test_rows_may_ask_for_different_pipelines_in_chinese(planned):
    one, two = planned("任务,文章,语言\n视频,a.md,中文\n朗读,你好。,中文\n")
    assert (one.pipeline, one.options) == ("video", {"lang": "zh"})
    assert (two.pipeline, two.options) == ("speech", {"language": "zh"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sorce\na.md\n", "column sorce: is no option. Did you mean source?"),
        ("文章,时常\na.md,30\n", "column 时常: is no option. Did you mean 时长"),
        ("文章,备忘录\na.md,x\n", "Known: 时长, 画幅"),
        ("文章,时长\na.md,abc\n", r"column 时长: Input should be a valid number. \('abc'\)"),
        ("文章,比例\na.md,9:15\n", r"column 比例: Input should be '9:16'.*'9:15'"),
        ("Source,SOURCE\na.md,a.md\n", "column SOURCE: says the same as the column Source"),
        ("文章,source\na.md,a.md\n", "column source: says the same as the column 文章"),
        ("source,deadline\na.md,46000\n", "column deadline: must be a day, or a day with a time"),
        ("source,deadline\na.md,5/1/2026\n", "such as 2026-05-01 18:00"),
    ],
)
def test_what_is_not_understood_is_told_in_its_own_words(planned, text, told):
    with pytest.raises(InputError, match=told):
        planned(text, pipeline="video")


def test_a_day_is_meant_to_its_end(planned):
    one, two = planned(
        "source,deadline\na.md,2026/12/1\nb。,2026-12-01 23:59:59\n", pipeline="fake"
    )
    assert one.deadline == two.deadline


def test_the_manner_of_all_rows_may_be_set_at_once(planned):
    given = {"attempts": "1", "时限": "2分", "seconds": "0.5"}
    one, two = planned("source,limit\nx,\ny,9\n", pipeline="fake", options=given)
    assert (one.attempts, one.limit_s, two.limit_s) == (1, 120.0, 9.0)
    assert one.options == {"seconds": 0.5}


def test_a_pipeline_that_is_none_is_told_once(planned):
    with pytest.raises(ConfigError, match=r"'vido'.*Did you mean video"):
        planned("source\na.md\n", pipeline="vido")
    with pytest.raises(ConfigError, match="in a column: avatar, copy"):
        planned("source\na.md\n")


BRIEF = """
name: "{编号}"
pipeline: 视频
source: "# {品名}\\n\\n只要{价格}元。"
options: {theme: "{主题}", 时长: "{seconds}"}
"""


def test_a_brief_takes_columns_in_either_language(planned, tmp_path):
    brief = tmp_path / "brief.yaml"
    brief.write_text(BRIEF, encoding="utf-8")
    one, two = planned(
        "编号,品名,价格（元）,主题,时长,优先级\na,茶,29,报刊,20,5\nb,杯,9,,,\n", template=brief
    )
    assert one.source == "# 茶\n\n只要29元。" and one.priority == 5
    assert (one.options, two.options) == ({"theme": "ink", "seconds": 20.0}, {})
    with pytest.raises(InputError, match="column 价格: is empty, and the brief needs it"):
        planned("编号,品名,价格,主题,时长\na,茶,,x,\n", template=brief)
    with pytest.raises(InputError, match="column 价钱: is used by nothing in the brief"):
        planned("编号,品名,价钱,主题,时长\na,茶,29,报刊,20\n", template=brief)
    with pytest.raises(ConfigError, match="The brief names its pipeline"):
        planned("编号\na\n", template=brief, pipeline="video")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("新品：夏？", ""),
        ("9:16", "take out :"),
        ("a//b", "is no name"),
        ("a/", "is no name"),
        (".aigc/x", "is no name"),
        ("nul.txt", "is no name"),
        ("end.", "is no name"),
        ("春" * 70, "is too long"),
    ],
)
def test_names_are_folders_on_every_system(planned, name, told):
    text = f'source,name\nx,"{name}"\n'
    if not told:
        assert planned(text, pipeline="fake")[0].name == name
        return
    with pytest.raises(InputError, match=told):
        planned(text, pipeline="fake")


def test_no_job_lies_in_anothers_folder(planned):
    with pytest.raises(InputError, match=r"row 3: .*lies in the folder of another job.*'A/b'"):
        planned("source,name\nx,a\ny,A/b\n", pipeline="fake")
    with pytest.raises(InputError, match="is taken twice"):
        planned("source,name\nx,e\u0301\ny,\u00e9\n", pipeline="fake")


@pytest.mark.parametrize(
    ("source", "told"),
    [("新品 介绍.docx", "is no file"), ("spring launch.md", "is no file"),
     ("a\\b.md", "is no file"), ("x" * 300 + ".md", "cannot be the name of a file")],
)  # fmt: skip
def test_a_file_that_is_not_there_is_never_read_out(planned, source, told):
    with pytest.raises(InputError, match=told):
        planned(f"source\n{source}\n", pipeline="speech")


def test_files_are_found_whatever_their_names_look_like(planned, tmp_path, monkeypatch):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "新品 介绍.md").write_text("x")
    (tmp_path / "plain").write_text("y")
    one, two, three = planned(
        "source\narticles\\新品 介绍.md\nplain\n全天二十四小时/七天服务，随叫随到。\n",
        pipeline="fake",
    )
    assert one.source == str(tmp_path / "articles" / "新品 介绍.md")
    assert two.source == str(tmp_path / "plain") and three.source.endswith("随到。")
    (tmp_path / "a b").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="lies outside the project"):
        planned(f"source\na b/../../{Path(tmp_path).name}/../x y\na b/../..\n", pipeline="fake")
