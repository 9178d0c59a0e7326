"""A body as a tailor measures it: landmarks, sections, and the shell that clothes are cut from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from aigc.avatar.base import Indices, Points, bones, faces, vertices, weights
from aigc.avatar.piece import split, surface_normals, unit
from aigc.avatar.refine import Refined, refined
from aigc.avatar.shape import Shape

TIGHTS = slice(15328, 18002)
SHELL = Path(__file__).parent.parent / "data" / "shell.npz"
NOTCH, NAPE = 1522, 1491
DIRECTIONS = np.linspace(-np.pi, np.pi, 72, endpoint=False)
"""Bearings of a section: 0 in front, a quarter turn at the person's left."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Site:
    """Places with what part of the body they belong to.

    Attributes
    ----------
    points : float64, shape (n, 3)
    arm, leg, foot : float64, shape (n,)
        Shares of the bones of arms (hands with them), of legs, of feet.
    """

    points: Points
    arm: Points
    leg: Points
    foot: Points


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """Measures of one body, decimetres.

    Attributes
    ----------
    shell, skin : Site
        The tights of the base mesh, and all its vertices.
    triangles : int64, shape (n, 3)
        Of the shell.
    notch, nape, throat : float64, shape (3,)
        The pit of the neck in front, the bone behind, and the middle between.
    lean : float64, shape (3,)
        Unit vector from there up the neck.
    neck : float
        Half width of the neck's root.
    arm, leg : float64, shape (3, 3)
        The left limb's joints from above: shoulder, elbow, wrist; hip, knee, ankle.
    waist, hip, crotch, armpit, bust, floor : float
        Heights.
    axis : float
        Depth of the middle of the chest.
    levels : float64, shape (k,)
        Heights of the sections, falling.
    hull : float64, shape (k, 72)
        Radius about the axis of each section's convex outline.
    """

    shape: Shape
    shell: Site
    skin: Site
    triangles: Indices
    normals: Points
    notch: Points
    nape: Points
    throat: Points
    lean: Points
    neck: float
    arm: Points
    leg: Points
    waist: float
    hip: float
    crotch: float
    armpit: float
    bust: float
    floor: float
    axis: float
    levels: Points
    hull: Points


@lru_cache(maxsize=1)
def topology() -> tuple[Indices, Indices, csr_matrix]:
    """Return the shell's triangles, its edges, and the matrix that averages neighbours."""
    quads = faces("helper-tights")[0] - TIGHTS.start
    triangles = split(quads)
    pairs = np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)])
    edges = np.unique(np.sort(pairs, axis=1), axis=0)
    count = TIGHTS.stop - TIGHTS.start
    rows = np.r_[edges[:, 0], edges[:, 1]]
    columns = np.r_[edges[:, 1], edges[:, 0]]
    links = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count)).tocsr()
    degree = np.asarray(links.sum(1)).ravel()
    return triangles, edges, links.multiply(1 / degree[:, None]).tocsr()


@lru_cache(maxsize=1)
def _neck_rim() -> Indices:
    """Return the shell's topmost vertices, around the neck."""
    quads = faces("helper-tights")[0] - TIGHTS.start
    pairs = np.sort(np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)]), axis=1)
    edges, count = np.unique(pairs, axis=0, return_counts=True)
    free = edges[count == 1]
    found: Indices = free[np.abs(vertices()[TIGHTS][free[:, 0], 0]) < 1.0]
    return found


@lru_cache(maxsize=1)
def refinement() -> Refined:
    """Return the shell with finer quads at shoulders and neck, where portraits look."""
    quads = faces("helper-tights")[0]
    middle = vertices()[quads].mean(1)
    chosen = (middle[:, 1] > 4.75) & (np.abs(middle[:, 0]) < 2.15) & (middle[:, 1] < 6.3)
    return refined(quads - TIGHTS.start, chosen, TIGHTS.stop - TIGHTS.start)


@lru_cache(maxsize=2)
def thinned(coarse: bool = False) -> Indices:
    """Return triangles of the vertices of `refinement`, few where cloth is flat.

    Coarse ones are for cloth that shows its facets.
    """
    with np.load(SHELL) as pack:
        found: Indices = pack["coarse" if coarse else "triangles"].astype(np.int64)
    return found


def resting() -> Points:
    """Return the shell's vertices on the base mesh as it was packed."""
    return vertices()[TIGHTS]


@lru_cache(maxsize=1)
def _shares() -> tuple[Points, Points, Points]:
    joints, share = weights()
    names = [name for name, *_ in bones()]

    def of(*words: str) -> Points:
        chosen = np.array([any(w in n for w in words) for n in names])
        found: Points = (share * chosen[joints]).sum(1)
        return found

    return of("Arm", "Hand"), of("Leg", "Foot", "Toe"), of("Foot", "Toe")


def site(places: Points, where: slice) -> Site:
    """Return some of the base mesh's vertices as a site."""
    arm, leg, foot = (s[where] for s in _shares())
    return Site(points=places[where], arm=arm, leg=leg, foot=foot)


def measured(shape: Shape) -> Figure:
    """Return the measures of a body."""
    places = shape.places
    shell = site(places, TIGHTS)
    joint = {name: places[head].mean(0) for name, _, head, _ in bones()}
    notch, nape = places[NOTCH] * [0, 1, 1], places[NAPE] * [0, 1, 1]
    throat = (notch + nape) / 2
    arm = np.stack([joint[n] for n in ("LeftArm", "LeftForeArm", "LeftHand")])
    leg = np.stack([joint[n] for n in ("LeftUpLeg", "LeftLeg", "LeftFoot")])
    p = shell.points
    rim = np.unique(_neck_rim())
    lean = unit(p[rim].mean(0) * [0, 1, 1] - throat)
    ring = (p[:, 1] > throat[1] + 0.4) & (p[:, 1] < throat[1] + 0.6)
    spine = [joint[n][1] for n in ("Hips", "Spine", "Spine1", "Spine2")]
    armpit = spine[3] + 0.12 * (arm[0, 1] - spine[3])
    chest = (np.abs(p[:, 1] - armpit) < 0.5) & (shell.arm < 0.3)
    axis = float(p[chest, 2].min() + p[chest, 2].max()) / 2
    middle = np.abs(p[:, 0]) < 0.06
    crotch = float(p[middle, 1].min())
    floor = float(p[:, 1].min())
    levels = np.linspace(arm[0, 1], leg[2, 1] + 0.1, 64)
    return Figure(
        shape=shape,
        shell=shell,
        skin=site(places, slice(None)),
        triangles=topology()[0],
        normals=surface_normals(p, topology()[0]),
        notch=notch,
        nape=nape,
        throat=throat,
        lean=lean,
        neck=float(np.abs(p[ring, 0]).max()),
        arm=arm,
        leg=leg,
        waist=float(spine[1] + 0.4 * (spine[2] - spine[1])),
        hip=float(spine[0]),
        crotch=crotch,
        armpit=float(armpit),
        bust=float(spine[3] - 0.25 * (spine[3] - spine[2])),
        floor=floor,
        axis=axis,
        levels=levels,
        hull=_hull(shell, levels, axis),
    )


def _hull(shell: Site, levels: Points, axis: float) -> Points:
    """Return the radius of each level's convex outline without the arms."""
    edges = topology()[1]
    edges = edges[shell.arm[edges].max(1) < 0.45]
    a, b = shell.points[edges[:, 0]], shell.points[edges[:, 1]]
    facing = np.stack([np.sin(DIRECTIONS), np.cos(DIRECTIONS)])
    turn = DIRECTIONS[:, None] - DIRECTIONS[None]
    cosine = np.where(np.cos(turn) > 0.2, np.cos(turn), np.nan)
    found = np.zeros((len(levels), len(DIRECTIONS)))
    for k, level in enumerate(levels):
        crosses = (a[:, 1] - level) * (b[:, 1] - level) <= 0
        p, q = a[crosses], b[crosses]
        t = ((level - p[:, 1]) / np.where(p[:, 1] == q[:, 1], 1, q[:, 1] - p[:, 1]))[:, None]
        section = (p + t * (q - p))[:, [0, 2]] - [0, axis]
        reach = (section @ facing).max(0)
        found[k] = np.nanmin(reach / cosine, axis=1)
    return found


def hanging(figure: Figure, decay: float, top: float | None = None) -> Points:
    """Return the radius of cloth that hangs from a height, the armpits' if none.

    It follows the body inwards by ``decay`` a decimetre at most.
    """
    out = figure.hull.copy()
    start = int(np.searchsorted(-figure.levels, -(figure.armpit if top is None else top)))
    step = figure.levels[0] - figure.levels[1]
    for k in range(start + 1, len(out)):
        out[k] = np.maximum(out[k], out[k - 1] - decay * step)
    return out


def radius_at(figure: Figure, table: Points, points: Points) -> Points:
    """Return a table's radius at the bearing and height of each point."""
    step = figure.levels[0] - figure.levels[1]
    row = np.clip((figure.levels[0] - points[:, 1]) / step, 0, len(table) - 1.001)
    bearing = np.arctan2(points[:, 0], points[:, 2] - figure.axis)
    column = (bearing + np.pi) / (2 * np.pi) * table.shape[1]
    i, j = row.astype(int), np.floor(column).astype(int)
    s, t = row - i, column - j
    j, after = j % table.shape[1], (j + 1) % table.shape[1]
    low = table[i, j] * (1 - t) + table[i, after] * t
    high = table[i + 1, j] * (1 - t) + table[i + 1, after] * t
    found: Points = low * (1 - s) + high * s
    return found


def ring(figure: Figure, table: Points, height: float | Points, ease: float | Points) -> Points:
    """Return a horizontal ring of a table, shape (72, 3), from the back around the left."""
    level = np.broadcast_to(height, len(DIRECTIONS))
    probe = np.c_[np.sin(DIRECTIONS), level, figure.axis + np.cos(DIRECTIONS)]
    radius = radius_at(figure, table, probe) + ease
    result: Points = np.c_[
        np.sin(DIRECTIONS) * radius, level, figure.axis + np.cos(DIRECTIONS) * radius
    ]
    return result
