const dialog = () => element.querySelector('dialog');
const image = () => element.querySelector('.ground img');
const rows = () => [...element.querySelectorAll('li[data-name]')];
// What was clicked stays while the photo is the same, so that it can be mended.
let points = new Map(), skipped = new Set(), chosen = '', source = '', dragged = '';

const current = () => chosen || rows().map((row) => row.dataset.name)
  .find((name) => !points.has(name) && !skipped.has(name)) || '';
const whole = () => rows().every((row) => !('needed' in row.dataset) || points.has(row.dataset.name));

const show = () => {
  const now = current(), {naturalWidth: wide, naturalHeight: high} = image();
  for (const row of rows()) {
    const {name} = row.dataset;
    row.className = name === now ? 'now' : points.has(name) ? 'set' : skipped.has(name) ? 'skipped' : '';
    const dot = element.querySelector(`[data-dot=${name}]`);
    dot.setAttribute('class', row.className);
    let mark = element.querySelector(`.spot[data-spot=${name}]`);
    if (!points.has(name)) { mark?.remove(); continue; }
    if (!mark) {
      mark = document.createElement('button');
      mark.type = 'button'; mark.className = 'spot'; mark.dataset.spot = name;
      mark.textContent = row.querySelector('b').textContent;
      mark.ariaLabel = row.querySelector('span').firstChild.textContent;
      image().parentElement.append(mark);
    }
    const [x, y] = points.get(name);
    mark.style.left = `${100 * x / wide}%`; mark.style.top = `${100 * y / high}%`;
  }
  const button = (act) => element.querySelector(`[data-mark=${act}]`);
  const row = rows().find((found) => found.dataset.name === now);
  button('undo').disabled = button('clear').disabled = !points.size && !skipped.size;
  button('skip').disabled = !row || 'needed' in row.dataset || points.has(now);
  button('done').disabled = !whole();
};

const place = ({clientX, clientY}) => {
  const box = image().getBoundingClientRect(), {naturalWidth: wide, naturalHeight: high} = image();
  const limit = (share) => Math.min(Math.max(share, 0), 1);
  return [wide * limit((clientX - box.left) / box.width), high * limit((clientY - box.top) / box.height)];
};

const LOUPE = 3;
const look = ([x, y]) => {
  const glass = element.querySelector('.loupe'), box = image().getBoundingClientRect();
  const by = LOUPE * box.width / image().naturalWidth, half = glass.clientWidth / 2;
  glass.style.backgroundImage = `url("${image().src}")`;
  glass.style.backgroundSize = `${LOUPE * box.width}px ${LOUPE * box.height}px`;
  glass.style.backgroundPosition = `${half - by * x}px ${half - by * y}px`;
};

const put = (name, at) => {
  points.delete(name); skipped.delete(name);
  points.set(name, at);
  show();
};

const acts = {
  undo() {
    const last = [...points.keys()].pop();
    if (skipped.size && !current()) skipped.delete([...skipped].pop());
    else if (last) points.delete(last);
    else skipped.clear();
    chosen = '';
  },
  skip() { skipped.add(current()); chosen = ''; },
  clear() { points.clear(); skipped.clear(); chosen = ''; },
  cancel() { dialog().close(); },
  done() {
    dialog().close();
    trigger('marked', {points: Object.fromEntries(points)});
  },
};

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button?.dataset.mark) { acts[button.dataset.mark](); show(); }
  else if (button?.dataset.point) { chosen = button.dataset.point; show(); }
});
element.addEventListener('pointerdown', (event) => {
  const ground = event.target.closest('.ground');
  if (!ground || event.button) return;
  dragged = event.target.closest('.spot')?.dataset.spot ?? '';
  if (!dragged) {
    dragged = current();
    if (!dragged) return;
    put(dragged, place(event));
  }
  chosen = '';
  event.preventDefault();
  ground.setPointerCapture(event.pointerId);
  element.querySelector(`.spot[data-spot=${dragged}]`).focus();
});
element.addEventListener('pointermove', (event) => {
  if (!event.target.closest?.('.ground')) return;
  look(place(event));
  if (!dragged) return;
  points.set(dragged, place(event));
  show();
});
for (const end of ['pointerup', 'pointercancel']) element.addEventListener(end, () => { dragged = ''; });

const STEPS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
element.addEventListener('keydown', (event) => {
  const name = event.target.dataset?.spot, step = STEPS[event.key];
  if (!name || !step) return;
  event.preventDefault();
  const far = event.shiftKey ? 5 : 1, [x, y] = points.get(name);
  points.set(name, [x + far * step[0], y + far * step[1]]);
  look(points.get(name));
  show();
});

const open = async () => {
  if (!dialog() || dialog().open) return;
  if (image().src !== source) { points = new Map(); skipped = new Set(); }
  source = image().src; chosen = '';
  await image().decode().catch(() => {});
  dialog().showModal();
  show();
};
watch('value', () => setTimeout(open));
