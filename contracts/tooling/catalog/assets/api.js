import { nameControls, swaggerPlugin } from './swagger-plugin.js';

/** Shows a contract with Swagger UI. Requests go to this origin, which forwards them to the service. */
const container = document.querySelector('#swagger');
const status = document.querySelector('#service');
const form = document.querySelector('#token-form');
const field = document.querySelector('#token');
const used = document.querySelector('#token-used');

const load = async () => {
  const contract = await (await fetch(container.dataset.contract)).json();
  const url = new URL('service', location.href).pathname;
  return { ...contract, servers: [{ url, description: 'The service, through the proxy of this catalog' }] };
};

const showServiceStatus = async () => {
  const { url, isUp } = await (await fetch('service.json')).json();
  status.textContent = isUp
    ? `The service runs at ${url}. Open an operation and press “Try it out”.`
    : `The service at ${url} does not respond. Start it with “npm start” in the folder of the project. You need not reload this page.`;
  status.className = isUp ? 'good' : 'warn';
};

/** Stores the token for the session of the tab, so that the pages of both APIs use it. */
const useToken = (ui, text) => {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  sessionStorage.setItem('token', token);
  ui.preauthorizeApiKey('bearerAuth', token);
  used.textContent = token ? 'The token is in use.' : 'No token is set.';
};

const start = async () => {
  const ui = SwaggerUIBundle({
    spec: await load(),
    domNode: container,
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    syntaxHighlight: false,
    plugins: [swaggerPlugin],
    layout: 'CatalogLayout',
    onComplete: () => {
      const token = sessionStorage.getItem('token');
      if (token) {
        field.value = token;
        useToken(ui, token);
      }
    },
  });
  // A search result may be another operation on the same page.
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
void showServiceStatus();
window.addEventListener('focus', showServiceStatus);
