const { html } = require('../rendering/html');
const { markdown } = require('../rendering/markdown');
const { copyable, page } = require('../rendering/page');

/** Renders the page of an OpenAPI contract: Swagger UI, which sends requests to the local service. */
const renderApiPage = ({ name, page: file, service, kind, document: { info } }) => {
  const body = html`
<h1>${info.title} <small>${info.version}</small></h1>
<p class="lead">${kind.name} · <a href="files/${service}-service/${name}.yaml">YAML</a> · <a href="files/${name}.json">JSON</a> ·
<a href="files/${name}.http">requests as an .http file</a></p>
${markdown(info.description)}
<section class="panel" aria-labelledby="try-title">
<h2 id="try-title">Try it out</h2>
<p id="service" role="status">Connecting to the service …</p>
<form id="token-form" class="token-form" autocomplete="off">
<label for="token">Bearer token</label>
<input id="token" type="password" spellcheck="false" autocomplete="off" aria-describedby="token-hint">
<button type="submit">Use token</button>
<span id="token-used" role="status"></span>
</form>
<p id="token-hint">The token is stored in this tab only. To print a token for the first user of the sandbox, run this in the folder of the project:</p>
${copyable('npm run -s token -- --sub 11111111-1111-4111-8111-111111111111 --role user', 'Command that prints a token')}
</section>
<h2 id="operations">Operations</h2>
<div id="swagger" data-contract="assets/${name}.json"></div>
<noscript><p>This page needs JavaScript to show the operations. Without it, read the <a href="files/${service}-service/${name}.yaml">contract itself</a>.</p></noscript>`;
  return page({
    file,
    title: info.title,
    description: `All operations of the ${info.title}, with "Try it out".`,
    body,
    styles: ['assets/swagger-ui.css', 'assets/api.css'],
    scripts: ['assets/swagger-ui-bundle.js'],
    modules: ['assets/api.js'],
  });
};

module.exports = { renderApiPage };
