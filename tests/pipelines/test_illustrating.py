"""Painted pictures and films in a clip, by the fakes: where, made once, recorded, checked."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from math import ceil

import av
import numpy as np
import pytest
from PIL import Image

from aigc.errors import Cancelled, TrustError
from aigc.footage.intake import import_footage
from aigc.image.painting.fake import FakePictures
from aigc.progress import silent
from aigc.trust.moderation.fake import FakeModeration
from aigc.types.asset import Asset
from aigc.types.scene import EndCard, Headline, Number, PictureShot, Scene, Statement
from aigc.types.time import TimeRange
from aigc.video.filming.engine import Film
from aigc.video.filming.file import write_film
from pipelines import article_to_video as video
from pipelines.editing import add_picture, drop_picture, edit_line, picture_of, swap_picture
from pipelines.filming import still_of
from pipelines.illustrating import chosen, prompter
from pipelines.moderating import check_scenes
from pipelines.sources import read_pasted
from pipelines.stills import stills

WORDS = (
    "# A quiet harbour\n\nThe harbour wakes before the city does. Boats leave the old pier in the "
    "dark.\n\nThe lighthouse keeper climbs the stairs every evening.\n\nNobody counts the waves. "
    "Gulls rest on the roof of the market hall.\n\nThe nets dry on the wall until the wind turns."
)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr("pipelines.illustrating.SCALE", Fraction(1, 12))
    monkeypatch.setattr("pipelines.filming.LONGEST_SIDE_PX", 96)


@pytest.fixture
def config(quick) -> video.Config:
    update = {"writer": "extractive", "seconds": 20.0, "images": "fake"}
    return quick.model_copy(update=update)


def drafted(config, store, **more):
    article = read_pasted(WORDS, config, store=store)
    script = video.write(article, config, store=store)
    return video.direct(article, script, config, store=store, **more)


def shots(draft):
    found = {n: still_of(scene) for n, scene in enumerate(draft.storyboard.scenes)}
    return {n: shot for n, shot in found.items() if shot}


def scene(kind, at, content) -> Scene:
    return Scene(kind=kind, content=content, time=TimeRange(start=Fraction(4 * at), duration=4))


def row(kinds: str) -> list[Scene]:
    given = Asset(path=None, sha256="0", media_type="image/png")
    made = {
        "s": ("statement", Statement(text="x")),
        "h": ("headline", Headline(title="x")),
        "p": ("picture", PictureShot(picture=given)),
        "H": ("headline", Headline(title="x", picture=PictureShot(picture=given))),
        "n": ("number", Number(label="x", value=1)),
        "e": ("end", EndCard(takeaway="x")),
    }
    return [scene(made[kind][0], n, made[kind][1]) for n, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "painted"),
    [
        ("hsnse", (0, 1, 3)),
        ("sssssse", (0, 1, 3, 4)),
        ("Hspse", (3,)),
        ("HpspHe", ()),
        ("nnnne", ()),
        ("sse", (0, 1)),
        ("sss", (0, 1, 2)),
    ],
)
def test_statements_come_first_and_designs_between(kinds, painted):
    assert chosen(row(kinds)) == painted


def test_painted_pictures_take_the_place_of_words_alone(config, store):
    plain = drafted(config.model_copy(update={"images": ""}), store)
    draft = drafted(config, store)
    assert plain.made == () and len(shots(draft)) >= 2
    for n, shot in shots(draft).items():
        assert plain.storyboard.scenes[n].kind in ("statement", "headline")
        assert (shot.label, shot.credit) == ("", "AI-generated picture")
        assert shot.picture.source == "fake" and shot.picture.media_type == "image/png"
        with Image.open(shot.picture.path) as picture:
            assert picture.size == (shot.picture.width_px, shot.picture.height_px) == (90, 160)
            assert picture.text["Comment"] == "AI-generated"
            assert picture.text["Description"] in [one.prompt.text for one in draft.made]
    assert [one.asset.sha256 for one in draft.made] == [
        shot.picture.sha256 for shot in shots(draft).values()
    ]
    dropped = drop_picture(draft, max(shots(draft)))
    assert len(shots(dropped)) == len(shots(draft)) - 1
    assert all(np.asarray(s.picture).std() > 1 for s in stills(draft, store=store))


def test_nothing_is_painted_twice(config, store, monkeypatch):
    asked = []
    own = FakePictures.paint

    def counted(self, prompts, **how):
        asked.append(len(prompts))
        return own(self, prompts, **how)

    monkeypatch.setattr(FakePictures, "paint", counted)
    draft = drafted(config, store)
    assert asked == [len(draft.made)]
    assert drafted(config, store).storyboard == draft.storyboard
    assert len(asked) == 1
    last = draft.script.lines[-2].text
    changed = edit_line(draft.script, len(draft.script.lines) - 2, f"{last} Ropes lie on the quay.")
    again = video.direct(draft.article, changed, config, store=store)
    assert sum(asked[1:]) <= 2 < len(again.made) + 1
    kept = {one.asset.sha256 for one in draft.made} & {one.asset.sha256 for one in again.made}
    assert kept


def test_seed_look_and_reference_change_the_pictures(config, store, examples):
    first = {one.asset.sha256 for one in drafted(config, store).made}
    photo = examples / "zh" / "coffee.jpg"
    for update in ({"seed": 4}, {"look": "ink"}, {"theme": "poster"}, {"reference": photo}):
        other = drafted(config.model_copy(update=update), store)
        assert not first & {one.asset.sha256 for one in other.made}, update


def test_films_last_as_long_as_their_scenes(config, store, examples):
    config = config.model_copy(update={"clips": "fake"})
    article = video.read(examples / "en" / "article.md", config, store=store)
    script = video.write(article, config, store=store)
    draft = video.direct(article, script, config, store=store)
    films = [one for one in draft.made if one.asset.media_type == "video/mp4"]
    by_digest = {one.asset.sha256: one for one in films}
    seen = 0
    for one in draft.storyboard.scenes:
        shot = getattr(one.content, "picture", None)
        shot = one.content if isinstance(one.content, PictureShot) else shot
        if not isinstance(shot, PictureShot):
            continue
        film, seen = by_digest[shot.picture.sha256], seen + 1
        with av.open(str(shot.picture.path)) as file:
            frames = sum(1 for _ in file.decode(video=0))
        assert frames == one.time.duration * video.FPS
        own = film.of in {f.asset.sha256 for f in article.figures}
        assert shot.credit.endswith("animated by AI" if own else "AI-generated picture")
        assert bool(shot.label) == (own and one.kind == "picture") or one.kind == "headline"
    assert seen == len(films) >= 2
    assert video.direct(article, script, config, store=store).storyboard == draft.storyboard


def test_the_record_tells_what_was_made_and_of_what(config, store, tmp_path):
    config = config.model_copy(update={"clips": "fake", "moderator": "fake", "matcher": "fake"})
    clip = video.render(drafted(config, store), tmp_path / "out", store=store)
    record = json.loads(clip.manifest.read_text(encoding="utf-8"))
    named = {use["role"]: use["name"] for use in record["uses"]}
    assert {"pictures", "clips", "matching", "moderation"} <= set(named)
    painted = [one for one in record["made"] if one["media_type"] == "image/png"]
    filmed = [one for one in record["made"] if one["media_type"] == "video/mp4"]
    assert painted and {one["sha256"] for one in painted} <= {one["of"] for one in filmed}
    assert all(one["prompt"] and one["seed"] == 0 for one in record["made"])
    assert record["author"] == "extractive" and record["usage"]["calls"] == 0


@pytest.mark.parametrize(("engine", "at"), [("images", "paint"), ("clips", "film")])
def test_a_stop_while_it_is_made_leaves_nothing(config, store, engine, at):
    config = config.model_copy(update={"images": "", engine: "fake"})

    def stop(step, done, total):
        if step == at:
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        drafted(config, store, progress=stop)
    left = [path.suffix for path in (store.root / "objects").rglob("*.*")]
    assert set(left) <= {".npz"}
    assert not list((store.root / "parts").iterdir())


def test_the_page_tells_what_is_flagged_in_chinese():
    from aigc.app.troubles import in_chinese

    told = "Line 2 (“This is bad.”) is flagged as toxic (0.93) and may not be published."
    assert in_chinese(told) == "第 2 句“This is bad.” 被审核判为“toxic”（0.93），不能发布，请改写。"
    told = "The picture made for scene 4 is flagged as nsfw (0.99) and may not be published."
    assert in_chinese(told).startswith("为镜头 4 生成的画面被审核判为“nsfw”")
    told = (
        "The video of scene 3 at 2.5 s is flagged as hate speech (0.71) and may not be published."
    )
    assert in_chinese(told).startswith("镜头 3 的视频在 2.5 秒处被审核判为“hate speech”（0.71）")


def test_behind_a_presenter_nothing_is_painted(config, store):
    alone = config.model_copy(update={"presenter": "a", "presenter_place": "full"})
    draft = drafted(alone, store)
    assert draft.made == () and any("presenter alone" in note for note in draft.article.notes)


def test_what_a_moderator_flags_does_not_leave(config, store, monkeypatch):
    config = config.model_copy(update={"moderator": "fake", "fallback": "embedded"})
    draft = drafted(config, store)
    bad = edit_line(draft.script, 1, "This is forbidden.")
    with pytest.raises(TrustError, match=r"Line 2 .*forbidden"):
        video.direct(draft.article, bad, config, store=store)

    titled = replace(draft.script, title="Forbidden harbour")
    with pytest.raises(TrustError, match=r"The title .*forbidden"):
        video.direct(draft.article, titled, config, store=store)

    def plain(self, prompts, *, width_px, height_px, **how):
        return tuple(np.full((height_px, width_px, 3), 90, np.uint8) for _ in prompts)

    monkeypatch.setattr(FakePictures, "paint", plain)
    with pytest.raises(TrustError, match=r"scene \d+ is flagged as plain"):
        drafted(config.model_copy(update={"seed": 9}), store)


def test_films_are_judged_by_frames_from_all_over(config, store, monkeypatch):
    config = config.model_copy(update={"images": "", "clips": "fake", "moderator": "fake"})
    judged = []
    own = FakeModeration.judge_pictures

    def counted(self, pictures, **how):
        judged.append(len(pictures))
        return own(self, pictures, **how)

    monkeypatch.setattr(FakeModeration, "judge_pictures", counted)
    draft = drafted(config, store)
    lengths = [s.time.duration for s in draft.storyboard.scenes if picture_of(s)]
    assert sorted(judged) == sorted(max(3, ceil(length)) for length in lengths) != []
    judged.clear()
    assert drafted(config, store).storyboard == draft.storyboard
    assert judged == []


def test_a_flagged_second_of_a_given_video_stops_the_clip(store, tmp_path):
    frames = np.random.default_rng(0).integers(0, 255, (5, 64, 64, 3)).astype(np.uint8)
    frames[3] = 90
    film = Film(frames=frames, fps=Fraction(1))
    write_film(film, tmp_path / "given.mp4", duration=Fraction(5), fps=Fraction(10))
    asset = import_footage(tmp_path / "given.mp4", into=tmp_path / "assets")
    shot = PictureShot(picture=asset)
    scenes = [row("s")[0], scene("picture", 1, shot), scene("picture", 2, shot)]
    for _ in range(2):
        with pytest.raises(TrustError, match=r"^The video of scene 2 at 3.5 s is flagged as plain"):
            check_scenes(scenes, "fake", store=store, progress=silent)
    with pytest.raises(TrustError, match=r"^The video made for scene 2 at 3.5 s"):
        check_scenes(scenes, "fake", made={asset.sha256}, store=store, progress=silent)
    check_scenes(scenes, "", store=store, progress=silent)


def test_a_picture_that_a_person_chooses_later_is_judged_too(config, store, tmp_path):
    config = config.model_copy(update={"images": "", "moderator": "fake"})
    draft = drafted(config, store)
    Image.new("RGB", (80, 80), "grey").save(tmp_path / "plain.png")
    article = add_picture(draft.article, tmp_path / "plain.png", store=store)
    changed = swap_picture(replace(draft, article=article), 1, len(article.figures) - 1)
    with pytest.raises(TrustError, match=r"^The picture of scene 2 is flagged as plain .*Take it"):
        video.render(changed, tmp_path / "out", store=store)
    assert not (tmp_path / "out").exists()


def test_a_matcher_decides_where_words_do_not(examples, store, quick, monkeypatch):
    config = quick.model_copy(update={"writer": "extractive", "seconds": 30.0, "matcher": "fake"})
    article = video.read(examples / "en" / "article.md", config, store=store)
    bare = [
        replace(b, figure=replace(b.figure, caption="", alt="")) if b.figure else b
        for b in article.blocks
    ]
    article = replace(article, blocks=tuple(bare))
    script = video.write(article, config, store=store)

    def likeness(self, pictures, lines, *, progress):
        seen = np.zeros((len(pictures), len(lines)), np.float32)
        seen[len(pictures) - 1, len(lines) - 2] = 1.0
        return seen

    monkeypatch.setattr("aigc.image.matching.fake.FakeMatcher.likeness", likeness)
    scenes = video.direct(article, script, config, store=store).storyboard.scenes
    assert scenes[-2].content.picture == article.figures[-1].asset


def test_prompts_are_the_writer_s_own(config, store):
    draft = drafted(config, store)
    by = config.model_copy(update={"writer": "openai:m?temperature=0"})
    assert prompter(config, draft.script) == "extractive"
    assert prompter(by, replace(draft.script, author="openai:m")) == by.writer
    assert prompter(by, replace(draft.script, author="extractive")) == "extractive"
    assert prompter(by.model_copy(update={"prompts": "fake"}), draft.script) == "fake"
