element.addEventListener('click', ({target}) => {
  const kind = target.closest('[data-template]')?.dataset.template;
  if (kind) trigger('template', {kind, pipeline: window.aigcPipeline()});
});
const take = () => {
  const link = element.querySelector('a[data-now]');
  link?.click();
  link?.remove();
};
watch('value', take);
