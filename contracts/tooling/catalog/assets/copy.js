/** Copies the code beside a button, and says so. */
for (const button of document.querySelectorAll('[data-copy]')) {
  const label = button.getAttribute('aria-label');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent);
    button.textContent = 'Copied';
    button.setAttribute('aria-label', label.replace('Copy', 'Copied'));
    button.addEventListener(
      'blur',
      () => {
        button.textContent = 'Copy';
        button.setAttribute('aria-label', label);
      },
      { once: true },
    );
  });
}
