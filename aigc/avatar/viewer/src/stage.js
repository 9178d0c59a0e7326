// The scene: light, camera, and the character that stands in it.
import * as three from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { VRMLoaderPlugin, VRMUtils } from "@pixiv/three-vrm";

// How far below the eyes a picture ends, in heights of the head above them; null for the feet.
export const VIEWS = { close: 1.0, bust: 2.1, full: null };
const HAT_M = 0.26;
const BAR = 0.08;
const LENS_DEG = 24;
const SHARPEST = 2;
// Drawn brows show through a fringe that is no further before them.
const THROUGH_M = 0.05;
const DEPTH_STEPS = 2 ** 24;

export function hasWebGL() {
  try {
    return document.createElement("canvas").getContext("webgl2") !== null;
  } catch {
    return false;
  }
}

export class Stage {
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new three.WebGLRenderer({ canvas, alpha: true, antialias: true });
    this.renderer.setClearColor(0x000000, 0);
    this.scene = new three.Scene();
    this.camera = new three.PerspectiveCamera(LENS_DEG, 1, 0.05, 50);
    this.controls = new OrbitControls(this.camera, canvas);
    this.controls.enableDamping = true;
    this.controls.minDistance = 0.25;
    this.controls.maxDistance = 12;
    this.view = "bust";
    this.vrm = null;
    this.gaze = new three.Object3D();
    this.camera.add(this.gaze);
    this.scene.add(this.camera, ...lights());
    this.loader = new GLTFLoader();
    this.loader.register((parser) => new VRMLoaderPlugin(parser));
  }

  async load(bytes) {
    const gltf = await this.loader.parseAsync(bytes, "");
    const { vrm } = gltf.userData;
    if (!vrm) throw new Error("no VRM");
    vrm.scene.traverse((object) => {
      object.frustumCulled = false;
      if (object.material?.name === "brows") object.onBeforeRender = nearer;
    });
    const first = this.vrm === null;
    this.clear();
    this.vrm = vrm;
    this.top = highest(vrm.scene);
    this.scene.add(vrm.scene);
    if (vrm.lookAt) vrm.lookAt.target = this.gaze;
    vrm.update(0);
    vrm.springBoneManager?.reset();
    if (first) this.look(this.view);
  }

  clear() {
    if (!this.vrm) return;
    this.scene.remove(this.vrm.scene);
    VRMUtils.deepDispose(this.vrm.scene);
    this.vrm = null;
  }

  // Stand where the face, the bust or the whole body fills the picture above the buttons.
  look(view) {
    this.view = view;
    if (!this.vrm) return;
    const head = new three.Vector3();
    this.vrm.humanoid.getRawBoneNode("head").getWorldPosition(head);
    const eyes = head.y + (this.vrm.lookAt?.offsetFromHeadBone?.y ?? 0.07);
    const crown = Math.min(this.top - eyes, HAT_M);
    const low = VIEWS[view] === null ? 0 : eyes - VIEWS[view] * crown;
    const high = (VIEWS[view] === null ? this.top : eyes + crown) + 0.12 * crown;
    const tall = (high - low) / (1 - BAR);
    const middle = high - tall / 2;
    const away = tall / Math.min(1, this.camera.aspect * 1.15) / 2 / Math.tan(three.MathUtils.degToRad(LENS_DEG / 2));
    this.controls.target.set(0, middle, 0);
    this.camera.position.set(0, middle + 0.02 * away, away);
    this.controls.update();
  }

  resize(width, height) {
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(globalThis.devicePixelRatio || 1, SHARPEST));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
  }

  // Returns whether the camera still moves.
  draw(seconds) {
    const turns = this.controls.update();
    this.vrm?.update(seconds);
    this.renderer.render(this.scene, this.camera);
    return turns;
  }

  dispose() {
    this.clear();
    this.controls.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }
}

function lights() {
  const key = new three.DirectionalLight(0xfff6ee, 2.3);
  key.position.set(0.8, 1.6, 2.2);
  const rim = new three.DirectionalLight(0xdfe8ff, 0.5);
  rim.position.set(-1.5, 1.2, -1.8);
  return [key, rim, new three.HemisphereLight(0xffffff, 0xd8cfd0, 1.0)];
}

// Draw a mesh as if it were closer: what a step of depth is worth falls with the distance squared.
function nearer(renderer, scene, camera, geometry, material) {
  const away = camera.getWorldPosition(new three.Vector3()).distanceTo(
    geometry.boundingSphere.center.clone().applyMatrix4(this.matrixWorld));
  material.polygonOffset = true;
  material.polygonOffsetUnits = -THROUGH_M * camera.near / away ** 2 * DEPTH_STEPS;
}

// The character stands in a T with its feet on the floor, so its vertices are where they are.
function highest(root) {
  let top = 0;
  root.traverse(({ geometry }) => {
    if (!geometry) return;
    geometry.boundingBox ?? geometry.computeBoundingBox();
    top = Math.max(top, geometry.boundingBox.max.y);
  });
  return top;
}
