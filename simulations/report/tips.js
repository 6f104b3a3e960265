const bubble = document.getElementById('bubble');
document.addEventListener('pointermove', show);
document.addEventListener('pointerdown', show);
function show(event) {
  const over = event.target.closest ? event.target.closest('[data-tip]') : null;
  bubble.hidden = over === null;
  if (over === null) { return; }
  bubble.textContent = over.getAttribute('data-tip');
  const rightmost = window.innerWidth - bubble.offsetWidth - 8;
  bubble.style.left = Math.max(8, Math.min(event.clientX + 14, rightmost)) + 'px';
  bubble.style.top = Math.max(8, event.clientY - bubble.offsetHeight - 12) + 'px';
}
