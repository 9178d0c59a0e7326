// Frames and sound follow the player of the work, and a press takes it there.
const player = () => document.querySelector('#work :is(video, audio)');
const jump = (at) => {
  if (!player()) return;
  player().currentTime = Number(at);
  player().play();
};
const follow = () => {
  const head = element.querySelector('.loud .head');
  if (!player()) return;
  const now = player().currentTime;
  if (head) head.setAttribute('x', 1000 * now / Number(head.dataset.length));
  const frames = [...element.querySelectorAll('.frames [data-at]')];
  const last = frames.filter((one) => Number(one.dataset.at) <= now + 0.01).at(-1);
  for (const one of frames) one.classList.toggle('now', one === last);
};
for (const name of ['timeupdate', 'seeked', 'play']) document.addEventListener(name, follow, true);
watch('value', () => setTimeout(follow, 50));
element.addEventListener('click', ({target}) => {
  const at = target.closest('[data-at]');
  if (at) jump(at.dataset.at);
});
element.addEventListener('pointerdown', ({target, clientX}) => {
  const wave = target.closest('.loud svg');
  if (!wave || target.closest('[data-at]')) return;
  const box = wave.getBoundingClientRect();
  jump(Number(wave.querySelector('.head').dataset.length) * (clientX - box.left) / box.width);
});
