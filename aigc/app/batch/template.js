element.addEventListener('click', ({target}) => {
  const button = target.closest('button');
  if (!button) return;
  const kind = button.dataset.template, pipeline = window.aigcPipeline();
  if (kind) trigger('template', {kind, pipeline});
  else if ('example' in button.dataset) trigger('example', {pipeline});
});
const take = () => {
  const link = element.querySelector('a[data-now]');
  link?.click();
  link?.remove();
};
watch('value', take);
