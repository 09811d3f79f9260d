const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');

const dataDir = process.env.DATA_DIR || path.join(__dirname, '..', '..', '..', '.data');
const fallback = 'http://127.0.0.1:3000';

/** Where the service is: `SERVICE_URL`, else what `npm start` wrote down, else the default. */
const serviceUrl = () => process.env.SERVICE_URL || written() || fallback;

/** Read each time, since the service may be started after the catalog. */
const written = () => {
  try {
    return JSON.parse(fs.readFileSync(path.join(dataDir, 'endpoints.json'), 'utf8')).http;
  } catch {
    return undefined;
  }
};

/** Whether something answers there; what it says does not matter. */
const isUp = () =>
  fetch(serviceUrl(), { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );

// These are about one connection, and not about the request.
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host', 'cookie'];

const passable = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name.toLowerCase())));

/** Passes a request on to the service, so that the pages need nothing but their own origin. */
const passOn = (request, response, target) => {
  const url = serviceUrl();
  const { protocol, hostname, port } = new URL(url);
  const { request: send } = protocol === 'https:' ? https : http;
  const passed = send(
    {
      protocol,
      hostname,
      port,
      method: request.method,
      path: target,
      headers: passable(request.headers),
    },
    (answer) => {
      response.writeHead(answer.statusCode, passable(answer.headers));
      answer.pipe(response);
    },
  );
  passed.on('error', () => answerAway(response, url));
  response.on('close', () => passed.destroy());
  request.pipe(passed);
};

const answerAway = (response, url) => {
  if (response.headersSent) return response.destroy();
  const detail = `Nothing answers at ${url}. Start the service with "npm start" in the folder of the project.`;
  const problem = {
    type: 'about:blank',
    title: 'The service is not running',
    status: 502,
    detail,
    code: 'service-away',
  };
  return response.writeHead(502, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
};

module.exports = { isUp, passOn, serviceUrl };
