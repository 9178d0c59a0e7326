element.addEventListener('click', ({target}) => {
  if (target.closest('[data-pack]')) trigger('pack', {});
});
const take = () => {
  const link = element.querySelector('a[data-now]');
  link?.click();
  link?.remove();
};
watch('value', take);
