"""The settings and words of the page of avatars."""

from __future__ import annotations

import re

import gradio as gr
import pytest

from aigc.app import form
from aigc.app import words as shared
from aigc.app.avatar import settings, words
from aigc.avatar import sliders
from aigc.avatar.presets import preset
from aigc.avatar.spec import AvatarSpec, changed

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def controls():
    with gr.Blocks(analytics_enabled=False):
        return {path: settings.component(path, "en") for path in settings.PATHS}


@pytest.mark.parametrize("path", settings.PATHS)
def test_every_setting_has_a_control_in_both_languages(path, controls):
    chinese, english = (settings.spoken(path, tongue) for tongue in ("zh", "en"))
    assert HAN.search(chinese["label"]) and not HAN.search(english["label"])
    for said, value in chinese.get("choices", ()):
        assert HAN.search(said), value
    if path.endswith(settings.SWITCH):
        assert isinstance(controls[path], gr.Checkbox)
    else:
        assert isinstance(controls[path], gr.ColorPicker) == settings.is_colour(path)


def test_every_setting_that_may_be_left_alone_has_a_switch():
    rooms = {n: f.annotation for n, f in AvatarSpec.model_fields.items()}
    open_ = {f"{room}.{name}" for room, model in rooms.items()
             for name, field in getattr(model, "model_fields", {}).items()
             if field.default is None}  # fmt: skip
    assert open_ == {*settings.OWN, "hair.fringe"}
    assert all(path + settings.SWITCH in settings.PATHS for path in settings.OWN)


@pytest.mark.parametrize("path", settings.OWN)
def test_a_setting_is_left_alone_until_its_switch_is_set(path):
    had = settings.changed(preset("rin").spec, told(preset("rin").spec, {path + "?": False}))
    room, name = path.split(".")
    assert getattr(getattr(had, room), name) is None
    value = "#123456" if settings.is_colour(path) else 0.25
    same = settings.changed(had, told(had, {path: value}))
    assert same == had
    begun = settings.changed(had, told(had, {path + "?": True}))
    assert getattr(getattr(begun, room), name) == settings._at(had, path)
    now = settings.changed(had, told(had, {path + "?": True, path: value}))
    assert getattr(getattr(now, room), name) == value
    assert settings.changed(now, told(now, {path + "?": False})) == had


def saved(spec, path):
    """Return what a character has of a setting, and not what it follows from."""
    return settings._found(spec, path.removesuffix(settings.SWITCH))


def told(spec, values):
    """Return what the controls say of a character, but for some."""
    return (dict(zip(settings.PATHS, settings.values_of(spec), strict=True)) | values).values()


def test_every_word_of_the_page_is_there_twice():
    for table in (words.SAID, words.LABELS, words.FRAMINGS, words.MARKS):
        for key, (chinese, english) in table.items():
            fields = [sorted(re.findall(r"\{\w+\}", said)) for said in (chinese, english)]
            assert fields[0] == fields[1], key
            assert not HAN.search(english), key
            assert HAN.search(chinese) or key == "shelf", key
    assert {f"group.{name}" for name in settings.GROUPS} <= set(words.SAID)
    assert "build" in shared.STEPS


@pytest.mark.parametrize("name", ["sakura", "grandpa", "sol", "broker_hana"])
def test_controls_that_nobody_touched_change_nothing(name):
    whole = preset(name).spec
    assert settings.changed(whole, settings.values_of(whole)) == whole


@pytest.mark.parametrize("path", [p for p in settings.PATHS if p.rstrip("?") not in settings.OWN])
def test_each_control_changes_its_own_setting(path):
    had = preset("rin").spec
    field = settings.field_of(path)
    if settings.is_colour(path):
        value, expected = "rgba(18.4, 52, 86, 1)", "#123456"
    elif names := form.choices_of(field):
        value = expected = next(n for n in names if n not in ("", settings._at(had, path)))
    else:
        low, high = form.bounds(field)
        value = expected = low if settings._at(had, path) == high else high
    now = settings.changed(had, told(had, {path: value}))
    differs = [p for p in settings.PATHS if saved(had, p) != saved(now, p)]
    assert differs == [path] and settings._at(now, path) == expected


def test_what_the_form_does_not_show_stays_and_a_style_can_be_left_to_itself():
    had = changed(preset("rin").spec, sliders={"ear-wing": 0.5}, asymmetry={})
    values = dict(zip(settings.PATHS, settings.values_of(had), strict=True))
    now = settings.changed(had, (values | {"hair.fringe": "full", "smile": 0}).values())
    assert now.sliders["ear-wing"] == 0.5 and now.hair.tips == had.hair.tips
    assert (now.hair.fringe, now.smile) == ("full", 0)
    again = settings.changed(now, (values | {"hair.fringe": ""}).values())
    assert again.hair.fringe is None
    assert {p.partition(".")[2] for p in settings.PATHS if p.startswith("sliders.")} <= set(
        sliders.symmetric()
    )
