/**
 * Swagger UI as a part of our page, usable with the keyboard and a screen reader: without a second main landmark, the info
 * and the list of servers (the page has them), without a link inside a button, and with a name for every control.
 */
export const swaggerMends = ({ React: { createElement } }) => ({
  components: {
    CatalogLayout: ({ getComponent }) =>
      createElement(
        'div',
        { className: 'swagger-ui' },
        createElement(getComponent('SvgAssets')),
        createElement(getComponent('errors', true)),
        createElement(getComponent('operations', true)),
      ),
    DeepLink: ({ text }) => createElement('span', null, text),
    authorizeOperationBtn: () => null,
  },
});

const names = [
  ['.parameters-col_description select, .parameters-col_description input', (control) => cellName(control)],
  ['.body-param__text', () => 'Request body'],
  ['.content-type', () => 'Media type'],
  ['.examples-select-element', () => 'Example'],
  ['.opblock-section-request-body select', () => 'Media type of the request'],
  ['.copy-to-clipboard button', () => 'Copy'],
];

const cellName = (control) => control.closest('tr')?.querySelector('.parameter__name')?.firstChild?.textContent;

/** Names the controls that Swagger UI leaves without one, whenever it draws. */
export const nameControls = (container) => {
  const nameAll = () => {
    for (const [selector, nameOf] of names) {
      for (const control of container.querySelectorAll(selector)) {
        if (!control.labels?.length && !control.hasAttribute('aria-label'))
          control.setAttribute('aria-label', nameOf(control) ?? 'Value');
      }
    }
    // What scrolls must be reachable with the keyboard.
    for (const block of container.querySelectorAll('pre, .renderedMarkdown table')) block.tabIndex = 0;
  };
  new MutationObserver(nameAll).observe(container, { childList: true, subtree: true });
};
