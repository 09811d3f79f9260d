const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');

const dataDir = process.env.DATA_DIR || path.join(__dirname, '..', '..', '..', '.data');
const defaultUrl = 'http://127.0.0.1:3000';

/** Finds the URL of the service: `SERVICE_URL`, else the endpoint that `npm start` wrote, else the default. */
const findServiceUrl = () => process.env.SERVICE_URL || readEndpoint() || defaultUrl;

/** Reads the endpoint on every call, because the service may start after the catalog. */
const readEndpoint = () => {
  try {
    return JSON.parse(fs.readFileSync(path.join(dataDir, 'endpoints.json'), 'utf8')).http;
  } catch {
    return undefined;
  }
};

/** Whether the service responds, with any status. */
const isUp = () =>
  fetch(findServiceUrl(), { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );

// Hop-by-hop headers, and headers that belong to the catalog's own host.
const connectionHeaders = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host', 'cookie'];

const withoutConnectionHeaders = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name.toLowerCase())));

/** Forwards a request to the service, so that the pages need only their own origin. */
const forwardRequest = (request, response, target) => {
  const url = findServiceUrl();
  const { protocol, hostname, port } = new URL(url);
  const { request: send } = protocol === 'https:' ? https : http;
  const forwarded = send(
    {
      protocol,
      hostname,
      port,
      method: request.method,
      path: target,
      headers: withoutConnectionHeaders(request.headers),
    },
    (reply) => {
      response.writeHead(reply.statusCode, withoutConnectionHeaders(reply.headers));
      reply.pipe(response);
    },
  );
  forwarded.on('error', () => sendUnavailable(response, url));
  response.on('close', () => forwarded.destroy());
  request.pipe(forwarded);
};

const sendUnavailable = (response, url) => {
  if (response.headersSent) return response.destroy();
  const detail = `The service at ${url} does not respond. Start it with "npm start" in the folder of the project.`;
  const problem = {
    type: 'about:blank',
    title: 'The service is not running',
    status: 502,
    detail,
    code: 'service-unavailable',
  };
  return response.writeHead(502, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
};

module.exports = { isUp, forwardRequest, findServiceUrl };
