// What the bundle gives: a widget for notebooks, and `aigcAvatar` for pages.
import { bytesOf, unpack } from "./tracks.js";
import { createViewer } from "./viewer.js";

const KIND = "aigc-avatar";

function render({ model, el }) {
  const host = document.createElement("div");
  host.style.height = `${model.get("height_px")}px`;
  el.append(host);
  const viewer = createViewer(host, { tongue: model.get("tongue"), dark: model.get("dark") });
  let sound = "";
  const acts = {
    vrm: () => model.get("vrm")?.byteLength && viewer.load(model.get("vrm")),
    expressions: () => viewer.setExpressions(model.get("expressions")),
    sliders: () => viewer.setSliders(model.get("sliders")),
    played: () => {
      const head = model.get("motion");
      if (!head.names) return viewer.stop();
      URL.revokeObjectURL(sound);
      const audio = model.get("audio");
      sound = audio?.byteLength ? URL.createObjectURL(new Blob([audio], { type: model.get("audio_type") })) : "";
      return viewer.play(unpack(head, model.get("tracks")), sound || null);
    },
  };
  viewer.onSliders((values) => {
    model.set("values", values);
    model.save_changes();
  });
  Object.entries(acts).forEach(([name, act]) => model.on(`change:${name}`, act));
  ["vrm", "expressions", "sliders"].forEach((name) => acts[name]());
  el.viewer = viewer;
  return () => {
    Object.entries(acts).forEach(([name, act]) => model.off(`change:${name}`, act));
    URL.revokeObjectURL(sound);
    viewer.dispose();
    host.remove();
  };
}

// A page of its own: begins with `given`, and takes the same again as messages from around it.
function page(host, given) {
  const viewer = createViewer(host, given);
  const take = async ({ vrm, expressions, sliders, view, motion, tracks, audio }) => {
    if (sliders) viewer.setSliders(sliders);
    if (vrm) await viewer.load(typeof vrm === "string" ? bytesOf(vrm) : vrm);
    if (view) viewer.look(view);
    if (expressions) viewer.setExpressions(expressions);
    if (motion) await viewer.play(unpack(motion, typeof tracks === "string" ? bytesOf(tracks) : tracks), audio || null);
  };
  viewer.onSliders((values) => globalThis.parent?.postMessage({ kind: KIND, values }, "*"));
  globalThis.addEventListener("message", ({ data, source }) => {
    if (source === globalThis.parent && data?.kind === KIND) take(data);
  });
  take(given).then(() => globalThis.parent?.postMessage({ kind: KIND, ready: viewer.shown }, "*"));
  return viewer;
}

globalThis.aigcAvatar = { createViewer, page, unpack };
export default { render };
