const texts = () => JSON.stringify(Object.fromEntries(
  [...element.querySelectorAll('textarea[data-line]')].map((t) => [t.dataset.line, t.value])));
window.aigcTexts = texts;

const act = (what, scene, more = {}) => trigger('act', {do: what, scene, texts: texts(), ...more});
const sceneOf = (node) => Number(node.closest('.scene')?.dataset.scene ?? -1);

const bring = async (file, scene) => {
  element.querySelector(`[data-scene="${scene}"]`)?.classList.add('waiting');
  const {path} = await upload(file);
  act('bring', scene, {path, name: file.name});
};

element.addEventListener('input', (event) => {
  if (!event.target.matches('textarea')) return;
  event.target.classList.add('edited');
  element.querySelector('.board')?.classList.add('dirty');
});

element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-do]');
  if (!button) return;
  const figure = Number(button.dataset.figure ?? -1);
  act(button.dataset.do, sceneOf(button), {figure});
});

element.addEventListener('change', (event) => {
  const node = event.target;
  if (node.matches('select[data-do]') && node.value) {
    act('move', sceneOf(node), {to: Number(node.value)});
  } else if (node.matches('input[type=file]') && node.files.length) {
    bring(node.files[0], sceneOf(node));
  }
});

let dragged = -1;
const over = (event) => event.target.closest?.('.scene');
element.addEventListener('dragstart', (event) => { dragged = sceneOf(event.target); });
element.addEventListener('dragend', () => {
  dragged = -1;
  element.querySelectorAll('.over').forEach((n) => n.classList.remove('over'));
});
element.addEventListener('dragover', (event) => {
  const card = over(event);
  if (!card) return;
  event.preventDefault();
  element.querySelectorAll('.over').forEach((n) => n !== card && n.classList.remove('over'));
  card.classList.add('over');
});
element.addEventListener('drop', (event) => {
  const card = over(event);
  if (!card) return;
  event.preventDefault();
  event.stopPropagation();
  const scene = sceneOf(card), from = dragged;
  card.classList.remove('over');
  if (event.dataTransfer.files.length) bring(event.dataTransfer.files[0], scene);
  else if (from >= 0 && from !== scene) act('move', from, {to: scene});
  dragged = -1;
});
