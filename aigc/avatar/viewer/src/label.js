// What says that a machine made it: words when a character is first seen, then letters that stay.
import { element } from "./panel.js";

export const WORDS_MS = 2500;
// A step counts for no more than this, so that time in which nobody could look does not.
const LONGEST_STEP_MS = 400;
const MARK = "AI";
// Of a picture that is saved, against its shorter side.
const LETTERS = 0.052;
const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const FILL = "rgb(14 16 20 / 0.78)";

export class Label {
  constructor(words) {
    this.words = words;
    this.left = WORDS_MS;
    this.chip = element("div", { class: "aa-label", role: "note", "aria-label": words, hidden: "" }, words);
  }

  // A character is there: from now on the words are read.
  show() {
    this.chip.hidden = false;
  }

  // Some time went by before the eyes of who looks.
  step(milliseconds) {
    if (this.chip.hidden || this.left <= 0) return;
    this.left -= Math.min(milliseconds, LONGEST_STEP_MS);
    if (this.left <= 0) this.chip.textContent = MARK;
  }

  // A picture, given as a canvas, with the words in its lower right corner.
  on(canvas) {
    const made = document.createElement("canvas");
    Object.assign(made, { width: canvas.width, height: canvas.height });
    const pen = made.getContext("2d");
    pen.drawImage(canvas, 0, 0);
    const shorter = Math.min(made.width, made.height);
    pen.font = `600 100px ${FONT}`;
    const size = Math.ceil((100 * LETTERS * shorter) / pen.measureText("I").actualBoundingBoxAscent);
    pen.font = `600 ${size}px ${FONT}`;
    const { width } = pen.measureText(this.words);
    const [wide, high, edge] = [width + 0.8 * size, 1.5 * size, 0.025 * shorter];
    const [x, y] = [made.width - edge - wide, made.height - edge - high];
    pen.fillStyle = FILL;
    pen.beginPath();
    pen.roundRect(x, y, wide, high, 0.3 * size);
    pen.fill();
    pen.fillStyle = "#fff";
    pen.textBaseline = "alphabetic";
    pen.fillText(this.words, x + 0.4 * size, y + 1.1 * size);
    return made;
  }
}
