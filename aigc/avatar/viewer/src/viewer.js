// One character on a page: `createViewer(element)` returns what can be done with it.
import style from "./viewer.css";
import { Acting } from "./acting.js";
import { Label } from "./label.js";
import { choices, element, mark, sliderPanel } from "./panel.js";
import { Stage, VIEWS, hasWebGL } from "./stage.js";
import { WORDS } from "./words.js";

const FACES = ["neutral", "happy", "angry", "sad", "relaxed", "surprised"];
const LONGEST_STEP_S = 0.1;
const SLOW_MS = 60;
const RESTS = 5;
const AWAKE_MS = 800;

export function createViewer(host, { tongue = "zh", dark = false, idle = true } = {}) {
  const words = WORDS[tongue] ?? WORDS.en;
  const say = element("div", { class: "aa-say", role: "status" });
  const canvas = element("canvas", { tabindex: "0", role: "img", "aria-label": "avatar" });
  const picture = element("div", { class: "aa-picture" }, say);
  const root = element("div", { class: dark ? "aigc-avatar dark" : "aigc-avatar", lang: tongue },
    element("style", {}, style), picture);
  host.replaceChildren(root);
  if (!hasWebGL()) {
    say.textContent = words.noWebGL;
    return silent(root);
  }
  picture.prepend(canvas);
  return new Viewer(root, picture, canvas, say, words, idle);
}

// The same calls where nothing can be shown, so that a page need not ask.
function silent(root) {
  const nothing = () => {};
  return {
    shown: false, load: async () => false, setExpressions: nothing, setSliders: nothing, onSliders: nothing,
    play: async () => false, stop: nothing, look: nothing, screenshot: () => "", dispose: () => root.remove(),
  };
}

class Viewer {
  constructor(root, picture, canvas, say, words, idle) {
    Object.assign(this, { root, picture, say, words, shown: true, told: () => {}, loads: 0, panel: null });
    Object.assign(this, { touched: 0, due: true, moves: true });
    this.stage = new Stage(canvas);
    this.label = new Label(words.made);
    picture.append(this.label.chip);
    this.acting = new Acting();
    this.acting.idle = idle && !globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    this.addBar();
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      if (this.shown) this.say.textContent = words.lost;
    });
    this.redraw = () => {
      this.due = true;
    };
    canvas.addEventListener("webglcontextrestored", this.redraw);
    document.addEventListener("visibilitychange", this.redraw);
    this.sizes = new ResizeObserver(() => {
      this.stage.resize(picture.clientWidth, picture.clientHeight);
      this.redraw();
    });
    this.sizes.observe(picture);
    this.stage.resize(picture.clientWidth, picture.clientHeight);
    for (const kind of ["pointerdown", "pointermove", "wheel", "keydown"]) {
      picture.addEventListener(kind, () => (this.touched = performance.now()), { passive: true });
    }
    this.seen = new IntersectionObserver(([entry]) => (entry.isIntersecting ? this.start() : this.pause()));
    this.seen.observe(root);
  }

  // Show another character, given as the bytes of a VRM; the camera and the face stay.
  async load(bytes) {
    const turn = (this.loads += 1);
    if (!this.stage.vrm) this.say.textContent = this.words.loading;
    try {
      await this.stage.load(whole(bytes));
      if (turn === this.loads) this.say.textContent = "";
      this.label.show();
      this.redraw();
      this.root.dataset.loaded = String(turn);
      return true;
    } catch (error) {
      this.say.textContent = this.words.broken;
      console.warn(error);
      return false;
    }
  }

  // Faces by name (VRM's, ARKit's, viseme_aa) with weights from 0 to 1; others go back to 0.
  setExpressions(weights) {
    this.redraw();
    this.acting.face = { ...weights };
    const only = Object.keys(weights).filter((name) => weights[name] > 0);
    mark(this.faces, only.length === 1 && only[0] in this.words ? only[0] : only.length ? "" : "neutral");
  }

  setSliders(sliders) {
    this.panel?.remove();
    this.panel = sliders.length ? sliderPanel(this.words.sliders, sliders, (values) => this.told(values)) : null;
    if (this.panel) this.root.append(this.panel);
  }

  onSliders(told) {
    this.told = told;
  }

  // sound: an address or an audio element; without it the motion plays by the clock.
  async play(motion, sound) {
    this.stop();
    const heard = typeof sound === "string" ? new Audio(sound) : sound ?? null;
    this.last = { motion, heard };
    this.again.hidden = false;
    if (heard) heard.currentTime = 0;
    try {
      await heard?.play();
    } catch {
      // browsers let no page speak before a hand has touched it
      mark(this.again, "");
      return false;
    }
    this.acting.play(motion, heard);
    mark(this.again, "stop");
    return true;
  }

  stop() {
    this.redraw();
    this.acting.stop();
    mark(this.again, "");
  }

  look(view) {
    this.redraw();
    this.stage.look(view);
    mark(this.views, view);
  }

  // The picture as a PNG address, with the words that a machine made it.
  screenshot() {
    this.stage.draw(0);
    return this.label.on(this.stage.canvas).toDataURL("image/png");
  }

  step(seconds) {
    const acts = this.acting.playing || this.acting.idle;
    if (this.stage.vrm) this.acting.step(this.stage.vrm, seconds);
    this.moves = this.stage.draw(seconds) || acts;
    if (!this.acting.playing) mark(this.again, "");
  }

  start() {
    if (this.frame) return;
    this.redraw();
    let before = performance.now();
    let last = before;
    let rest = 0;
    let drawn = false;
    const tick = (now) => {
      this.frame = requestAnimationFrame(tick);
      this.label.step(now - last);
      last = now;
      // a machine that draws slowly rests between frames while nobody touches or plays anything
      if (drawn) rest = now - before > SLOW_MS ? RESTS * (now - before) : 0;
      if (this.acting.playing) this.touched = now;
      drawn = this.due || now - this.touched < AWAKE_MS || (this.moves && now - before >= rest);
      if (!drawn) return;
      this.due = false;
      this.step(Math.min((now - before) / 1000, LONGEST_STEP_S));
      before = now;
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  dispose() {
    this.shown = false;
    this.pause();
    this.acting.stop();
    document.removeEventListener("visibilitychange", this.redraw);
    this.sizes.disconnect();
    this.seen.disconnect();
    this.stage.dispose();
    this.root.remove();
  }

  addBar() {
    this.faces = choices(this.words, FACES, "face", (name) => {
      this.setExpressions(name === "neutral" ? {} : { [name]: 1 });
    });
    this.views = choices(this.words, Object.keys(VIEWS), "view", (name) => this.look(name));
    this.again = choices(this.words, ["play", "stop"], "play", (name) => {
      if (name === "stop") this.stop();
      else if (this.last) this.play(this.last.motion, this.last.heard);
    });
    this.again.hidden = true;
    const save = choices(this.words, ["picture"], "save", () => {
      mark(save, "");
      element("a", { href: this.screenshot(), download: "avatar.png" }).click();
    });
    mark(this.faces, "neutral");
    mark(this.views, this.stage.view);
    this.picture.append(element("div", { class: "aa-bar" }, this.faces, this.views, this.again, save));
  }
}

function whole(bytes) {
  if (bytes instanceof ArrayBuffer) return bytes;
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
