const section = () => element.querySelector('.shelf');
const place = () => ({family: section().dataset.family, page: Number(section().dataset.page)});

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const {id, family, page} = button.dataset;
  if (id) trigger('choose', {id});
  else if (family) trigger('turn', {family, page: 0});
  else trigger('turn', {...place(), page: Number(page)});
});

// Cards are drawn once somebody sees them.
let near = false;
const look = () => {
  if (!near || !section()?.hasAttribute('data-wanting')) return;
  section().removeAttribute('data-wanting');
  trigger('look', place());
};
new IntersectionObserver(([entry]) => {
  near = entry.isIntersecting;
  look();
}).observe(element);
watch('value', () => setTimeout(look));
