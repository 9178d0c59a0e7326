element.addEventListener('click', ({target}) => {
  const button = target.closest('button');
  if (!button) return;
  const {give, room} = button.dataset;
  if (give) trigger('give', {kind: give});
  if (room) trigger('room', {room});
});
const take = () => {
  const link = element.querySelector('a[data-now]');
  link?.click();
  link?.remove();
};
watch('value', take);
