const { html } = require('../rendering/html');
const { markdown } = require('../rendering/markdown');
const { copyable, page } = require('../rendering/page');

/** The page of an OpenAPI contract: Swagger UI, with a token and the service that runs here. */
const apiPage = ({ name, page: file, service, kind, document: { info } }) => {
  const body = html`
<h1>${info.title} <small>${info.version}</small></h1>
<p class="lead">${kind.name} · <a href="files/${service}-service/${name}.yaml">YAML</a> · <a href="files/${name}.json">JSON</a> ·
<a href="files/${name}.http">requests as .http file</a></p>
${markdown(info.description)}
<section class="panel" aria-labelledby="try-title">
<h2 id="try-title">Try it out</h2>
<p id="service" role="status">Looking for the service …</p>
<form id="token-form" class="token-form" autocomplete="off">
<label for="token">Bearer token</label>
<input id="token" type="password" spellcheck="false" autocomplete="off" aria-describedby="token-hint">
<button type="submit">Use it</button>
<span id="token-used" role="status"></span>
</form>
<p id="token-hint">The token stays in this tab. This prints one for the first user of the sandbox, in the folder of the project:</p>
${copyable('npm run -s token -- --sub 11111111-1111-4111-8111-111111111111 --role user', 'Command that prints a token')}
</section>
<h2 id="operations">Operations</h2>
<div id="swagger" data-contract="assets/${name}.json"></div>
<noscript><p>The operations are shown with JavaScript. Without it, read the <a href="files/${service}-service/${name}.yaml">contract itself</a>.</p></noscript>`;
  return page({
    file,
    title: info.title,
    description: `Every operation of the ${info.title}, to read and to try out.`,
    body,
    styles: ['assets/swagger-ui.css', 'assets/api.css'],
    scripts: ['assets/swagger-ui-bundle.js'],
    modules: ['assets/api.js'],
  });
};

module.exports = { apiPage };
