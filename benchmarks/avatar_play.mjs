// Plays VRM animations on a VRM with three-vrm-animation. Prints one JSON line for each animation:
// its length, and at half of it the turn of each bone and the weight of each face that moves.
//
// node avatar_play.mjs CHARACTER.vrm ANIMATION.vrma...
import { readFileSync } from "node:fs";
import * as three from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { VRMLoaderPlugin } from "@pixiv/three-vrm";
import { VRMAnimationLoaderPlugin, createVRMAnimationClip } from "@pixiv/three-vrm-animation";

globalThis.self = globalThis;

const [character, ...paths] = process.argv.slice(2);
const loader = new GLTFLoader();
loader.register(() => ({ name: "pictures", loadTexture: async () => new three.Texture() }));
loader.register((parser) => new VRMLoaderPlugin(parser));
loader.register((parser) => new VRMAnimationLoaderPlugin(parser));

async function opened(path) {
  const data = readFileSync(path);
  return loader.parseAsync(data.buffer.slice(data.byteOffset, data.byteOffset + data.length), "");
}

async function play(path) {
  const { vrm } = (await opened(character)).userData;
  const [animation] = (await opened(path)).userData.vrmAnimations;
  const clip = createVRMAnimationClip(animation, vrm);
  const mixer = new three.AnimationMixer(vrm.scene);
  mixer.clipAction(clip).play();
  mixer.update(clip.duration / 2);
  vrm.humanoid.update();
  const turns = {};
  for (const name of animation.humanoidTracks.rotation.keys()) {
    turns[name] = vrm.humanoid.getRawBoneNode(name).quaternion.toArray();
  }
  const faces = {};
  for (const { expressionName, weight } of vrm.expressionManager.expressions) {
    if (weight > 0) faces[expressionName] = weight;
  }
  const hips = vrm.humanoid.getRawBoneNode("hips").position.toArray();
  return { duration: clip.duration, tracks: clip.tracks.length, turns, faces, hips };
}

for (const path of paths) {
  const said = [];
  console.warn = console.error = (...words) => said.push(words.join(" "));
  try {
    console.log(JSON.stringify({ path, ...(await play(path)), said }));
  } catch (error) {
    console.log(JSON.stringify({ path, failed: String(error), said }));
  }
}
