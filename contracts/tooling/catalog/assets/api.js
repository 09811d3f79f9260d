import { nameControls, swaggerMends } from './swagger-mends.js';

/** Shows a contract with Swagger UI. Its requests go to this origin, which passes them on to the service. */
const container = document.querySelector('#swagger');
const status = document.querySelector('#service');
const form = document.querySelector('#token-form');
const field = document.querySelector('#token');
const used = document.querySelector('#token-used');

const load = async () => {
  const contract = await (await fetch(container.dataset.contract)).json();
  const url = new URL('service', location.href).pathname;
  return { ...contract, servers: [{ url, description: 'The service, by way of this catalog' }] };
};

const say = async () => {
  const { url, isUp } = await (await fetch('service.json')).json();
  status.textContent = isUp
    ? `The service answers at ${url}. Open an operation and press “Try it out”.`
    : `Nothing answers at ${url}. Start the service with “npm start” in the folder of the project; this page need not be loaded again.`;
  status.className = isUp ? 'good' : 'warn';
};

/** It lives as long as the tab, so that the pages of both APIs know it. */
const useToken = (ui, text) => {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  sessionStorage.setItem('token', token);
  ui.preauthorizeApiKey('bearerAuth', token);
  used.textContent = token ? 'It is used from now on.' : 'No token is used.';
};

const start = async () => {
  const ui = SwaggerUIBundle({
    spec: await load(),
    domNode: container,
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    syntaxHighlight: false,
    plugins: [swaggerMends],
    layout: 'CatalogLayout',
    onComplete: () => {
      const token = sessionStorage.getItem('token');
      if (token) {
        field.value = token;
        useToken(ui, token);
      }
    },
  });
  // The search may lead to another operation of the same page.
  window.addEventListener('hashchange', () => ui.layoutActions.parseDeepLinkHash(location.hash));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    useToken(ui, field.value);
  });
};

const dark = matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);

followScheme();
dark.addEventListener('change', followScheme);
nameControls(container);
void start();
void say();
window.addEventListener('focus', say);
