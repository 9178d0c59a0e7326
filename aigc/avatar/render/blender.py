"""Draw one picture of a GLB with Cycles; runs in an interpreter of its own, sent to it as text.

Standard input is one line of JSON: ``glb`` and ``png`` are paths, ``width`` and ``height`` pixels,
``camera``, ``target``, ``key``, ``fill`` and ``rim`` places in metres (+Y up, +Z forward),
``angle`` the lens's vertical angle in degrees, ``samples`` and ``seed`` numbers, ``skin``, ``hair``
and ``eyes`` names of materials. The ground of the picture is clear.
"""

import json
import sys
from typing import Any

Scene = dict[str, Any]


def main() -> None:
    """Read what is to be drawn, and draw it."""
    import bpy  # type: ignore[import-not-found]

    asked: Scene = json.loads(sys.stdin.readline())
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=asked["glb"])
    scene = bpy.context.scene
    scene.frame_set(1)
    soften(bpy, asked)
    smooth(bpy, asked)
    look(bpy, scene, asked)
    lights(bpy, scene, asked)
    settings(scene, asked)
    bpy.ops.render.render(write_still=True)


def upright(place: list[float]) -> Any:
    """Return a place of glTF in Blender's axes, where +Z is up."""
    from mathutils import Vector  # type: ignore[import-not-found]

    x, y, z = place
    return Vector((x, -z, y))


def facing(bpy: Any, thing: Any, place: list[float], target: list[float]) -> None:
    """Put a camera or a light somewhere and turn it towards a target."""
    thing.location = upright(place)
    way = upright(target) - upright(place)
    thing.rotation_euler = way.to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(thing)


def look(bpy: Any, scene: Any, asked: Scene) -> None:
    """Add the camera."""
    from math import radians

    lens = bpy.data.cameras.new("camera")
    lens.sensor_fit = "VERTICAL"
    lens.angle = radians(asked["angle"])
    lens.clip_start, lens.clip_end = 0.05, 100
    camera = bpy.data.objects.new("camera", lens)
    facing(bpy, camera, asked["camera"], asked["target"])
    scene.camera = camera


def lights(bpy: Any, scene: Any, asked: Scene) -> None:
    """Add three soft lights and a dim sky."""
    for name, watts, size in (("key", 12.0, 0.9), ("fill", 3.5, 1.4), ("rim", 7.0, 0.7)):
        lamp = bpy.data.lights.new(name, "AREA")
        lamp.energy, lamp.size = watts, size
        facing(bpy, bpy.data.objects.new(name, lamp), asked[name], asked["target"])
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    sky = world.node_tree.nodes["Background"].inputs
    sky["Color"].default_value, sky["Strength"].default_value = (0.95, 0.96, 1.0, 1.0), 0.4
    scene.world = world


def soften(bpy: Any, asked: Scene) -> None:
    """Let light into the skin, and make eyes wet."""
    for material in bpy.data.materials:
        node = material.node_tree and material.node_tree.nodes.get("Principled BSDF")
        if node and material.name in asked["skin"]:
            node.inputs["Subsurface Weight"].default_value = 0.25
            node.inputs["Subsurface Radius"].default_value = (0.009, 0.0035, 0.002)
            node.inputs["Subsurface Scale"].default_value = 1.0
        if node and material.name in asked["eyes"]:
            node.inputs["Coat Weight"].default_value = 0.8
            node.inputs["Coat Roughness"].default_value = 0.05


def smooth(bpy: Any, asked: Scene) -> None:
    """Let hair be shaded by its own surface, and keep edges of shadow off coarse faces.

    Normals of hair lean outwards for the renderers of games; traced light finds strips black there.
    """
    for thing in bpy.data.objects:
        if thing.type != "MESH":
            continue
        thing.cycles.shadow_terminator_offset = 0.15
        thing.cycles.shadow_terminator_geometry_offset = 0.15
        names = {slot.material.name for slot in thing.material_slots if slot.material}
        if names & set(asked["hair"]):
            thing.data.normals_split_custom_set([(0.0, 0.0, 0.0)] * len(thing.data.loops))


def settings(scene: Any, asked: Scene) -> None:
    """Say how it is drawn and where the picture goes."""
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples, scene.cycles.seed = asked["samples"], asked["seed"]
    scene.cycles.use_denoising = True
    scene.cycles.max_bounces = 6
    scene.cycles.transparent_max_bounces = 32
    scene.view_settings.view_transform = "Standard"
    scene.render.film_transparent = True
    scene.render.resolution_x, scene.render.resolution_y = asked["width"], asked["height"]
    scene.render.resolution_percentage = 100
    form = scene.render.image_settings
    form.file_format, form.color_mode, form.color_depth = "PNG", "RGBA", "8"
    scene.render.filepath = asked["png"]


if __name__ == "__main__":
    main()
