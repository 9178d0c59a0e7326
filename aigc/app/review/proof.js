// A finding is shown where it is written, and heard where it is said.
element.addEventListener('click', ({target}) => {
  const found = target.closest('[data-number]');
  if (!found) return;
  for (const one of element.querySelectorAll('.now')) one.classList.remove('now');
  found.classList.add('now');
  const marks = element.querySelectorAll(`mark[data-finding="${found.dataset.number}"]`);
  for (const mark of marks) mark.classList.add('now');
  (marks[0] ?? found).scrollIntoView({block: 'nearest', behavior: 'smooth'});
  const player = document.querySelector('#work :is(video, audio)');
  if (player && found.dataset.time) player.currentTime = Number(found.dataset.time);
});
