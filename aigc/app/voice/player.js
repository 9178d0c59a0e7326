// One clock for a page's sound: what is heard now is marked, and a click plays from there.
const marks = () => [...element.querySelectorAll('[data-start]')];
const player = () => element.querySelector('audio.main');
let frame = 0;

const show = () => {
  const audio = player();
  if (!audio) return;
  const now = audio.currentTime, on = !audio.paused || now > 0;
  for (const mark of marks()) {
    const within = on && now >= Number(mark.dataset.start) && now < Number(mark.dataset.end);
    mark.classList.toggle('now', within);
  }
  const svg = element.querySelector('svg[data-second]');
  if (!svg) return;
  const x = now * Number(svg.dataset.second), head = svg.querySelector('.head');
  head.setAttribute('x1', x);
  head.setAttribute('x2', x);
  const view = svg.parentElement;
  if (!audio.paused && (x < view.scrollLeft || x > view.scrollLeft + view.clientWidth * 0.85)) {
    view.scrollLeft = x - view.clientWidth * 0.15;
  }
};
const run = () => {
  show();
  const audio = player();
  if (audio && !audio.paused) frame = requestAnimationFrame(run);
};

for (const name of ['play', 'pause', 'seeked']) {
  element.addEventListener(name, () => {
    cancelAnimationFrame(frame);
    run();
  }, true);
}
const hear = (mark) => {
  const audio = player();
  if (!mark || !audio) return false;
  audio.currentTime = Number(mark.dataset.start) + 0.001;
  audio.play();
  return true;
};
// A band plays before the voice: the roll begins where the first note does.
watch('value', () => setTimeout(() => {
  const view = element.querySelector('.roll .scroll'), first = marks()[0];
  if (view && first) {
    const second = Number(view.querySelector('svg').dataset.second);
    view.scrollLeft = (Number(first.dataset.start) - 0.5) * second;
  }
}, 50));
element.addEventListener('click', (event) => hear(event.target.closest('[data-start]')));

// The roll has the focus as a whole: a song of hundreds of notes would be as many stops of Tab.
const beside = (way) => {
  const now = player().currentTime, notes = marks();
  if (way > 0) return notes.find((note) => Number(note.dataset.start) > now);
  const before = notes.filter((note) => Number(note.dataset.end) <= now);
  return before.at(-1) ?? notes[0];
};
const pressed = {
  ArrowRight: () => hear(beside(1)),
  ArrowLeft: () => hear(beside(-1)),
  ' ': () => (player().paused ? player().play() : player().pause()),
};
element.addEventListener('keydown', (event) => {
  const act = pressed[event.key];
  if (!act || !player() || !event.target.matches('.roll .scroll')) return;
  event.preventDefault();
  act();
});
