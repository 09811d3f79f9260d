/** Copies the code next to a button, and changes the label of the button. */
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
