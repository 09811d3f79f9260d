/**
 * A Swagger UI plugin for the catalog. It removes the second main landmark, the info and the list of servers (the page has
 * its own), and the links inside buttons.
 */
export const swaggerPlugin = ({ React: { createElement } }) => ({
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

/** Labels the controls that Swagger UI renders without an accessible name, after every rendering. */
export const nameControls = (container) => {
  const nameAll = () => {
    for (const [selector, nameOf] of names) {
      for (const control of container.querySelectorAll(selector)) {
        if (!control.labels?.length && !control.hasAttribute('aria-label'))
          control.setAttribute('aria-label', nameOf(control) ?? 'Value');
      }
    }
    // Scrollable blocks must be reachable with the keyboard.
    for (const block of container.querySelectorAll('pre, .renderedMarkdown table')) block.tabIndex = 0;
  };
  new MutationObserver(nameAll).observe(container, { childList: true, subtree: true });
};
