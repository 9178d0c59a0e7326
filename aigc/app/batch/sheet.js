// What was typed stays when the form is drawn anew, in another language or after another pipeline.
const kept = {};
const form = () => element.querySelector('form');
const fields = () => [...element.querySelectorAll('[data-option]')];
const key = (field) => `${form().dataset.pipeline}/${field.dataset.option}`;
const read = (field) => field.type === 'checkbox' ? field.checked : field.value;
const valueOf = (field) => {
  if (field.type === 'number') return field.value === '' ? null : field.valueAsNumber;
  return read(field);
};
const options = () => Object.fromEntries(fields().map((f) => [f.dataset.option, valueOf(f)]));
let workers = '0';
const restore = () => {
  for (const field of fields()) {
    if (!(key(field) in kept)) continue;
    if (field.type === 'checkbox') field.checked = kept[key(field)];
    else field.value = kept[key(field)];
  }
  form().elements.workers.value = workers;
  window.dispatchEvent(new Event('aigc-form'));
};
window.aigcPipeline = () => form().dataset.pipeline;

element.addEventListener('submit', (event) => event.preventDefault());
element.addEventListener('input', ({target}) => {
  if (target.dataset.option) kept[key(target)] = read(target);
  if (target.name === 'workers') workers = target.value;
});
element.addEventListener('change', ({target}) => {
  if (target.name === 'pipeline') trigger('pipeline', {pipeline: target.value});
});
element.addEventListener('click', (event) => {
  if (!event.target.closest('[data-do=check]') || !form().reportValidity()) return;
  const told = {pipeline: form().dataset.pipeline, workers: Number(workers), options: options()};
  trigger('check', {...told, ...window.aigcBrief?.()});
});
watch('value', restore);
