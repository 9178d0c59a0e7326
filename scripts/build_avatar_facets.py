"""The low-poly skin: few facets of the base mesh, chosen once for all faces and all movements.

``python scripts/build_avatar_facets.py`` writes ``aigc/avatar/data/facets.npz``. Vertices are given
up, none is moved, so that every slider, movement and bone applies to those that stay. Only the
left half is thinned; the right one is its mirror image.

What it costs to give a vertex up is summed over faces of many kinds, over all movements and bent
limbs. Lines along which parts meet (lips, lids, the mouth's lining) and the middle of the body
stay lines; pairs of vertices along lids and lips are held, so that both close.

Source: M. Garland and P. Heckbert, Surface simplification using quadric error metrics, 1997.
"""

from __future__ import annotations

import hashlib
import heapq
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from aigc.avatar.base import PACK, Indices, Points, bones, faces, mirror, vertices, weights  # noqa: E402
from aigc.avatar.face.facets import FACETS, REGIONS  # noqa: E402
from aigc.avatar.face.masks import of_vertices  # noqa: E402
from aigc.avatar.shape import Shape, movement, shaped  # noqa: E402
from aigc.avatar.sliders import symmetric  # noqa: E402
from aigc.avatar.spec import AvatarSpec  # noqa: E402
from aigc.types.viseme import BLENDSHAPES  # noqa: E402

RIM = (7769, 7768, 7772, 7767, 7766, 7765, 7748, 7747, 7749, 7750, 7751, 7752, 7753, 7754, 7755,
       7756, 11716, 7757, 7758, 7759, 7760, 7761, 7762, 7763, 11717, 7764, 7771, 7770)  # fmt: skip
"""The edge of the left lids, from the inner corner over the upper to the lower."""
HELD = (7769, 7767, 7765, 7748, 7749, 7752, 7754, 7757, 7759, 7761, 7763,
        474, 493, 11964, 7237, 7181, 7231, 7180, 7197,
        5171, 5162, 491, 11831, 10365, 7691, 312, 5054, 220, 135, 7057, 11682,
        12349, 12030, 12018, 12012, 12047)  # fmt: skip
"""Vertices that stay: along the lids in pairs, where the lips touch, the corners of chin and jaw,
the nose's tip, root and wing, the cheekbone, and around the ear."""
ZONES = {"face": 264, "ear": 60, "skull": 120, "lining": 40, "socket": 30, "hand": 200, "body": 420}
"""Triangles of the left half that are left in each zone."""
FEATURES = ((0.0, 7.02, 1.62, 0.16, 12.0), (0.0, 7.25, 1.50, 0.10, 8.0),
            (0.0, 6.62, 1.53, 0.18, 3.0), (0.31, 7.30, 1.38, 0.17, 4.0),
            (0.0, 6.36, 1.50, 0.15, 3.0), (0.80, 7.10, 0.10, 0.35, 5.0),
            (0.33, 7.45, 1.40, 0.14, 3.0))  # fmt: skip
"""Nose and its bridge, mouth, eye, chin, ear and brow: where, how far, and how much they count."""
HIDDEN = ("lining", "socket")
"""Zones whose triangles may be slim and turn over."""
EVEN = 7e-3
"""How much long edges cost beside what the surface loses."""
LINE = 8.0
"""How much leaving a line costs beside leaving a surface."""
TURN = 0.1
"""Least cosine between a triangle before and after a vertex is given up, at rest."""
SLIMMEST = 0.24
"""Least height of a triangle as a share of its longest edge."""
PASSES = 12
"""How often edges are looked at, whether they lie better across."""
SLIM = 0.35
"""How much a slim triangle counts beside a distance from the surface, by its length."""
INNER = np.array([[0.5, 0.5, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [1 / 3, 1 / 3, 1 / 3]])
"""Places on a triangle at which its distance from the surface is taken."""
MANY = 10
"""How many faces drawn at random are looked at."""
MIDDLE = np.abs(vertices()[:, 0]) < 1e-9
"""Vertices that both halves share; no edge but their line may join two of them."""
LIMBS = ("LeftArm", "LeftForeArm", "LeftHand", "LeftUpLeg", "LeftLeg", "LeftFoot", "Head")
BEND = 0.9
"""Radians by which limbs and fingers are bent."""


def main() -> None:
    quads, region = regions()
    triangles, kind = halves(quads, region, vertices())
    left = Thinning(triangles, kind, np.stack(list(poses())), zones(triangles, kind))
    found, kind = left.run()
    whole = np.concatenate([found, mirror()[found][:, ::-1]])
    digest = hashlib.sha256(PACK.read_bytes()).hexdigest()
    np.savez_compressed(
        FACETS,
        triangles=whole.astype(np.uint16),
        region=np.r_[kind, kind].astype(np.uint8),
        source=np.array(f"hm08.npz, SHA-256 {digest}"),
    )
    sys.stdout.write(f"{2 * len(triangles)} -> {len(whole)} triangles\n")


def regions() -> tuple[Indices, Indices]:
    """Return the quads of the left half of the body and of the tongue, and the region of each."""
    quads, _ = faces("body")
    quads = quads[vertices()[quads][:, :, 0].min(1) > -1e-9]
    region = np.zeros(len(quads), int)
    for name, mask in (("ears", "ears"), ("lids", "eyelids"), ("lips", "lips"),
                       ("lining", "inside_mouth")):  # fmt: skip
        region[of_vertices(mask)[quads].mean(1) > 0.5] = REGIONS.index(name)
    region[_sockets(quads)] = REGIONS.index("socket")
    return quads, region


def _sockets(quads: Indices) -> NDArray[np.bool_]:
    """Return which quads lie behind the rim of the lids."""
    rim = {frozenset(pair) for pair in zip(RIM, (*RIM[1:], RIM[0]), strict=True)}
    owner: dict[frozenset[int], list[int]] = {}
    for k, quad in enumerate(quads.tolist()):
        for pair in zip(quad, quad[1:] + quad[:1], strict=True):
            owner.setdefault(frozenset(pair), []).append(k)
    assert rim <= set(owner), "the rim of the lids is not a line of the mesh"
    links = [two for pair, two in owner.items() if len(two) == 2 and pair not in rim]
    a, b = np.array(links).T
    _, part = connected_components(coo_matrix((np.ones(len(a)), (a, b)), shape=[len(quads)] * 2))
    sizes = np.bincount(part)
    found: NDArray[np.bool_] = part != sizes.argmax()
    return found


def halves(quads: Indices, region: Indices, places: Points) -> tuple[Indices, Indices]:
    """Return two triangles for each quad, split along the shorter diagonal."""
    a, b, c, d = (places[quads[:, k]] for k in range(4))
    turned = np.linalg.norm(a - c, axis=1) > np.linalg.norm(b - d, axis=1) + 1e-9
    quads = np.where(turned[:, None], np.roll(quads, -1, axis=1), quads)
    both = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return both, np.r_[region, region]


def zones(triangles: Indices, region: Indices) -> list[str]:
    """Return the zone of each triangle."""
    middle = vertices()[triangles].mean(1)
    joints, share = weights()
    hands = [k for k, (name, *_) in enumerate(bones()) if name.startswith("LeftHand")]
    hand = (share * np.isin(joints, hands)).sum(1)[triangles].min(1) > 0.5
    zone = np.where(middle[:, 1] > 5.9, "skull", "body").astype(object)
    front = (middle[:, 2] > 0.62) & (middle[:, 1] > 6.15) & (middle[:, 1] < 8.0)
    zone[front] = "face"
    zone[hand] = "hand"
    for name, its in (("ears", "ear"), ("lining", "lining"), ("socket", "socket")):
        zone[region == REGIONS.index(name)] = its
    return list(zone)


def importance(places: Points) -> Points:
    """Return how much the surface's error counts at places of the base mesh."""
    found = np.ones(len(places))
    for *middle, radius, much in FEATURES:
        away = np.linalg.norm((places - middle) * [1, 1, 0.6], axis=1)
        found = np.maximum(found, 1 + (much - 1) * np.exp(-((away / radius) ** 2)))
    return found


def poses() -> Iterator[Points]:
    """Yield the vertices of faces and bodies that the facets have to fit; the first is at rest."""
    woman, man = (shaped(AvatarSpec.model_validate(
        {"look": "lowpoly", "body": {"masculine": m}})) for m in (0.0, 1.0))  # fmt: skip
    yield woman.places
    yield man.places
    for name in BLENDSHAPES:
        if not name.endswith("Right"):
            yield _moved(woman, name)
    rng = np.random.default_rng(0)
    for _ in range(MANY):
        chosen = rng.choice(symmetric(), 30, replace=False)
        body = {"masculine": rng.uniform(), "age": rng.uniform(8, 80), "weight": rng.uniform(-1, 1),
                "asian": rng.uniform(), "african": rng.uniform()}  # fmt: skip
        spec = {"look": "lowpoly", "body": body,
                "sliders": {str(s): rng.uniform(-1, 1) for s in chosen}}  # fmt: skip
        yield shaped(AvatarSpec.model_validate(spec)).places
    yield from _bent(woman.places)


def _moved(shape: Shape, name: str) -> Points:
    index, delta = movement(shape, name)
    places = shape.places.copy()
    places[index] += delta
    return places


def _bent(places: Points) -> Iterator[Points]:
    """Yield bodies with one joint bent, then one with all fingers bent."""
    parents = {name: parent for name, parent, *_ in bones()}
    heads = {name: places[head].mean(0) for name, _, head, _ in bones()}
    fingers = [name for name in sorted(heads) if re.fullmatch(r"LeftHand\w+\d", name)]
    forward = Rotation.from_euler("x", BEND).as_matrix()
    inward = Rotation.from_euler("z", -BEND).as_matrix()
    for chosen, turn in (*(([name], forward) for name in LIMBS), (fingers, inward)):
        out = places.copy()
        for name in chosen:
            away = places - heads[name]
            out += _carried(name, parents)[:, None] * (away @ turn.T - away)
        yield out


def _carried(name: str, parents: dict[str, str]) -> Points:
    """Return how much each vertex goes along with a bone and those that it carries."""
    joints, share = weights()
    below = [k for k, bone in enumerate(parents) if name in _above(bone, parents)]
    found: Points = (share * np.isin(joints, below)).sum(1)
    return found


def _above(name: str, parents: dict[str, str]) -> list[str]:
    """Return a bone and those that carry it."""
    found = []
    while name in parents:
        found.append(name)
        name = parents[name]
    return found


class Thinning:
    """Half a body that loses vertex after vertex, the cheapest first."""

    def __init__(self, triangles: Indices, region: Indices, poses: Points, zone: list[str]) -> None:
        """Prepare.

        Parameters
        ----------
        triangles, region : shape (n, 3) and (n,)
        poses : shape (poses, vertices, 3)
            The first is at rest.
        zone : list of n names of `ZONES`
        """
        count = poses.shape[1]
        self.triangles, self.region, self.zone = triangles.copy(), region, zone
        self.poses = np.ascontiguousarray(poses.transpose(1, 0, 2))
        self.left = {name: zone.count(name) for name in ZONES}
        self.alive = np.ones(len(triangles), bool)
        self.stamp = np.zeros(count, int)
        self.area = np.zeros(count)
        self.quadric = np.zeros((count, len(poses), 4, 4))
        self.around: list[set[int]] = [set() for _ in range(count)]
        for k, corners in enumerate(triangles.tolist()):
            for v in corners:
                self.around[v].add(k)
        self.lines: dict[int, set[int]] = {}
        edges = self._feature_edges()
        for a, b, _ in edges:
            self.lines.setdefault(a, set()).add(b)
            self.lines.setdefault(b, set()).add(a)
        self._surface_quadrics()
        self._line_quadrics(edges)

    def run(self) -> tuple[Indices, Indices]:
        """Return the triangles that are left, and their regions."""
        heap: list[tuple[float, int, int, int]] = []
        used, rest = np.unique(self.triangles), self.poses[:, 0]
        dense = cKDTree(np.concatenate([rest[used], rest[self.triangles].mean(1)]))
        for u in used.tolist():
            self._push(heap, u)
        while heap:
            _, u, v, stamp = heapq.heappop(heap)
            if stamp != self.stamp[u] or not self._allowed(u, v):
                continue
            for w in self._collapse(u, v):
                self._push(heap, w)
        triangles, region = self.triangles[self.alive], self.region[self.alive]
        return flipped(triangles, region, rest, dense), region

    def _feature_edges(self) -> list[tuple[int, int, int]]:
        """Return edges at which two regions or the two halves meet, with one of their triangles."""
        owner: dict[tuple[int, int], list[int]] = {}
        for k, (a, b, c) in enumerate(self.triangles.tolist()):
            for pair in ((a, b), (b, c), (c, a)):
                owner.setdefault((min(pair), max(pair)), []).append(k)
        drawn = self.region * ~np.isin(self.region, [REGIONS.index(n) for n in ("ears", "lids")])
        return [(*pair, own[0]) for pair, own in owner.items()
                if len(own) == 1 or drawn[own[0]] != drawn[own[1]]]  # fmt: skip

    def _planes(self) -> tuple[Points, Points]:
        """Return unit normals and areas of all triangles in all poses."""
        a, b, c = (self.poses[self.triangles[:, k]] for k in range(3))
        normal = np.cross(b - a, c - a)
        size = np.linalg.norm(normal, axis=2)
        return normal / np.maximum(size, 1e-12)[..., None], size / 2

    def _surface_quadrics(self) -> None:
        normal, area = self._planes()
        at = self.poses[self.triangles[:, 0]]
        plane = np.concatenate([normal, -(normal * at).sum(2, keepdims=True)], axis=2)
        weight = importance(vertices()[self.triangles].mean(1))
        for k, corners in enumerate(self.triangles.tolist()):
            share = np.einsum("pi,pj,p->pij", plane[k], plane[k], weight[k] * area[k] / 3)
            for v in corners:
                self.quadric[v] += share
                self.area[v] += area[k, 0] / 3

    def _line_quadrics(self, edges: list[tuple[int, int, int]]) -> None:
        normal, _ = self._planes()
        for a, b, k in edges:
            along = self.poses[b] - self.poses[a]
            out = np.cross(along, normal[k])
            out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
            plane = np.c_[out, -(out * self.poses[a]).sum(1)]
            share = LINE * (along**2).sum(1)
            both = np.einsum("pi,pj,p->pij", plane, plane, share)
            self.quadric[a] += both
            self.quadric[b] += both

    def _neighbours(self, u: int) -> set[int]:
        found = {v for k in self.around[u] for v in self.triangles[k].tolist()}
        found.discard(u)
        return found

    def _push(self, heap: list[tuple[float, int, int, int]], u: int) -> None:
        """Offer to give up ``u`` for each neighbour that it may become."""
        if u in HELD or len(self.lines.get(u, ())) not in (0, 2):
            return
        targets = sorted(self.lines[u] if u in self.lines else self._neighbours(u))
        place = np.pad(self.poses[targets], ((0, 0), (0, 0), (0, 1)), constant_values=1.0)
        lost = np.einsum("npi,pij,npj->n", place, self.quadric[u], place) / self.poses.shape[1]
        long = ((self.poses[targets][:, 0] - self.poses[u][0]) ** 2).sum(1)
        for v, cost in zip(targets, lost + EVEN * self.area[u] * long, strict=True):
            heapq.heappush(heap, (round(float(cost), 12), u, v, int(self.stamp[u])))

    def _allowed(self, u: int, v: int) -> bool:
        """Tell whether ``u`` may become ``v``: zones, lines and the surface stay whole."""
        gone = self.around[u] & self.around[v]
        if not gone or any(self.left[self.zone[k]] <= ZONES[self.zone[k]] for k in gone):
            return False
        near, far = self._neighbours(u), self._neighbours(v)
        opposite = {w for k in gone for w in self.triangles[k].tolist()} - {u, v}
        if near & far != opposite:
            return False
        if u in self.lines:
            if any(w in self.lines[u] and w in self.lines.get(v, ()) for w in opposite):
                return False
        elif MIDDLE[v] and MIDDLE[sorted(near - far - {v})].any():
            return False
        shown = [k for k in sorted(self.around[u] - gone) if self.zone[k] not in HIDDEN]
        stay = self.triangles[shown]
        return self._sound(stay, np.where(stay == u, v, stay))

    def _sound(self, before: Indices, after: Indices) -> bool:
        """Tell whether no triangle turns over or becomes a sliver at rest."""
        a, b = self.poses[before, 0], self.poses[after, 0]
        n, m = (np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]) for t in (a, b))
        size = np.linalg.norm(n, axis=1) * np.linalg.norm(m, axis=1)
        if ((n * m).sum(1) < TURN * size).any():
            return False
        longest = np.linalg.norm(b - np.roll(b, 1, axis=1), axis=2).max(1)
        return bool((np.linalg.norm(m, axis=1) > SLIMMEST * longest**2).all())

    def _collapse(self, u: int, v: int) -> list[int]:
        """Let ``u`` become ``v``; return whose costs have changed."""
        for k in self.around[u] & self.around[v]:
            self.alive[k] = False
            self.left[self.zone[k]] -= 1
            for w in self.triangles[k].tolist():
                self.around[w].discard(k)
        for k in self.around[u]:
            self.triangles[k][self.triangles[k] == u] = v
        self.around[v] |= self.around[u]
        self.around[u] = set()
        self.quadric[v] += self.quadric[u]
        self.area[v] += self.area[u]
        self.stamp[u] += 1
        if u in self.lines:
            (other,) = self.lines.pop(u) - {v}
            self.lines[other].discard(u)
            self.lines[other].add(v)
            self.lines[v].discard(u)
            self.lines[v].add(other)
        changed = sorted({v} | self._neighbours(v))
        self.stamp[changed] += 1
        return changed


def flipped(triangles: Indices, region: Indices, places: Points, dense: cKDTree) -> Indices:
    """Return the triangles with edges laid across where that fits better and is less slim."""
    triangles = triangles.copy()
    for _ in range(PASSES):
        changed = 0
        owner: dict[tuple[int, int], list[int]] = {}
        for k, (a, b, c) in enumerate(triangles.tolist()):
            for pair in ((a, b), (b, c), (c, a)):
                owner.setdefault((min(pair), max(pair)), []).append(k)
        busy: set[int] = set()
        for (a, b), own in sorted(owner.items()):
            if len(own) != 2 or busy & set(own) or region[own[0]] != region[own[1]]:
                continue
            new = _across(triangles[own[0]].tolist(), triangles[own[1]].tolist(), a, b, owner)
            if new is None or not _better(triangles[own], np.array(new), places, dense):
                continue
            triangles[own] = new
            busy |= set(own)
            laid = {w for t in new for w in t} - {a, b}
            owner[min(laid), max(laid)] = own
            changed += 1
        if not changed:
            break
    return triangles


def _across(
    one: list[int], other: list[int], a: int, b: int, owner: dict[tuple[int, int], list[int]]
) -> list[list[int]] | None:
    """Return the two triangles with their shared edge laid across, or None if it is there."""
    k = next(i for i in range(3) if {one[i], one[(i + 1) % 3]} == {a, b})
    p, q, c = one[k], one[(k + 1) % 3], one[(k + 2) % 3]
    (d,) = set(other) - {a, b}
    there = (min(c, d), max(c, d)) in owner or (MIDDLE[c] and MIDDLE[d])
    return None if there else [[p, d, c], [d, q, c]]


def _better(old: Indices, new: Indices, places: Points, dense: cKDTree) -> bool:
    """Tell whether new triangles fit the surface better, slim ones counted as misfits."""
    a, b = places[old], places[new]
    n, m = (np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]) for t in (a, b))
    mean = n.sum(0) / np.linalg.norm(n.sum(0))
    if ((m @ mean) < 0.35 * np.linalg.norm(m, axis=1)).any():
        return False
    cost = []
    for t, normal in ((a, n), (b, m)):
        longest = np.linalg.norm(t - np.roll(t, 1, axis=1), axis=2).max(1)
        slim = (1 - np.linalg.norm(normal, axis=1) / longest**2).max()
        inner = np.einsum("kc,ncd->nkd", INNER, t).reshape(-1, 3)
        cost.append(dense.query(inner)[0].mean() + SLIM * slim * longest.max())
    return bool(cost[1] < cost[0] - 1e-6)


if __name__ == "__main__":
    main()
