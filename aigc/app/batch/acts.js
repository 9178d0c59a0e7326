element.addEventListener('click', ({target}) => {
  const button = target.closest('button');
  if (!button || button.disabled) return;
  const {do: what, sure, reason} = button.dataset;
  if (sure && !window.confirm(sure)) return;
  button.disabled = true;
  setTimeout(() => { button.disabled = false; }, 4000);
  if (reason) trigger('retry', {reason});
  else if (what) trigger('act', {do: what});
});
