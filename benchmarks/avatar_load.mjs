// Loads VRM files with three-vrm as a program would. For each face asked for it writes where the
// vertices are, so that another program can compare. Prints one JSON line for each file.
//
// node avatar_load.mjs FACES.json FILE... ; FACES maps a file to { out, faces: [{ name: weight }] }
import { readFileSync, writeFileSync } from "node:fs";
import * as three from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { VRMLoaderPlugin } from "@pixiv/three-vrm";

globalThis.self = globalThis;

const [plan, ...paths] = process.argv.slice(2);
const asked = plan === "-" ? {} : JSON.parse(readFileSync(plan, "utf8"));

function loader() {
  const made = new GLTFLoader();
  // node has no pictures; materials get empty ones
  made.register(() => ({ name: "pictures", loadTexture: async () => new three.Texture() }));
  made.register((parser) => new VRMLoaderPlugin(parser));
  return made;
}

function skinned(vrm) {
  const found = [];
  vrm.scene.traverse((object) => object.isSkinnedMesh && !found.some((m) => m.geometry === object.geometry) && found.push(object));
  return found;
}

function places(vrm, face) {
  vrm.expressionManager.resetValues();
  Object.entries(face).forEach(([name, weight]) => vrm.expressionManager.setValue(name, weight));
  vrm.expressionManager.update();
  const all = [];
  for (const mesh of skinned(vrm)) {
    const base = mesh.geometry.attributes.position;
    const moves = mesh.geometry.morphAttributes.position ?? [];
    const out = Float32Array.from(base.array);
    (mesh.morphTargetInfluences ?? []).forEach((weight, k) => {
      if (weight === 0) return;
      const delta = moves[k].array;
      for (let i = 0; i < out.length; i += 1) out[i] += weight * delta[i];
    });
    all.push(out);
  }
  return all;
}

async function look(path) {
  const data = readFileSync(path);
  const gltf = await loader().parseAsync(data.buffer.slice(data.byteOffset, data.byteOffset + data.length), "");
  const { vrm } = gltf.userData;
  const names = Object.keys(vrm.expressionManager.expressionMap);
  const joints = vrm.springBoneManager?.joints.size ?? 0;
  vrm.update(1 / 30);
  vrm.springBoneManager?.reset();
  const wanted = asked[path];
  if (wanted) {
    const rows = wanted.faces.flatMap((face) => places(vrm, face));
    writeFileSync(wanted.out, Buffer.concat(rows.map((row) => Buffer.from(row.buffer))));
  }
  const meshes = skinned(vrm).map((mesh) => [mesh.name, mesh.geometry.attributes.position.count]);
  const toon = gltf.parser.json.materials.filter((m) => m.extensions?.VRMC_materials_mtoon).length;
  return { names, joints, meshes, toon, lookAt: vrm.lookAt?.applier?.constructor?.name ?? null };
}

for (const path of paths) {
  const said = [];
  console.warn = console.error = (...words) => said.push(words.join(" "));
  try {
    console.log(JSON.stringify({ path, ...(await look(path)), said }));
  } catch (error) {
    console.log(JSON.stringify({ path, failed: String(error), said }));
  }
}
