const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { generate, siteFolder } = require('./generate');
const { isUp, forwardRequest, findServiceUrl } = require('./service-proxy');

const base = '/order-management';
const defaultPort = 8080;
const host = '127.0.0.1';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.http': 'text/plain; charset=utf-8',
};

const headers = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

const redirect = (response, location) => response.writeHead(302, { Location: location }).end();

/** Serves the generated files, and forwards the requests of "Try it out" to the service. */
const handleRequest = async (request, response) => {
  const { pathname, search } = new URL(request.url, `http://${host}`);
  if (pathname === '/' || pathname === base) return redirect(response, `${base}/`);
  // The `type` of a problem document is a relative URL, so links in a forwarded response arrive here.
  if (pathname.startsWith('/problems/'))
    return redirect(response, `${base}/errors.html#${pathname.slice('/problems/'.length)}`);
  if (pathname === `${base}/service.json`) return sendJson(response, { url: findServiceUrl(), isUp: await isUp() });
  if (pathname.startsWith(`${base}/service/`))
    return forwardRequest(request, response, pathname.slice(`${base}/service`.length) + search);
  return sendFile(request, response, pathname);
};

const sendJson = (response, value) =>
  response.writeHead(200, { ...headers, 'Content-Type': types['.json'] }).end(JSON.stringify(value));

const sendFile = (request, response, pathname) => {
  if (!['GET', 'HEAD'].includes(request.method)) return response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  const file = findFile(pathname);
  if (!file) return response.writeHead(404, { ...headers, 'Content-Type': types['.html'] }).end(notFound);
  response.writeHead(200, { ...headers, 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' });
  return request.method === 'HEAD' ? response.end() : fs.createReadStream(file).pipe(response);
};

const notFound = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title>
<h1>Page not found</h1><p><a href="${base}/">All contracts</a></p></html>`;

/** Finds the file of a path. Returns undefined if the path is outside the site or no file. */
const findFile = (pathname) => {
  if (!pathname.startsWith(`${base}/`)) return undefined;
  const name = decode(pathname.slice(base.length));
  const file = path.join(siteFolder, name.endsWith('/') ? `${name}index.html` : name);
  const isInside = file.startsWith(siteFolder + path.sep);
  return isInside && fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
};

const decode = (text) => {
  try {
    return decodeURIComponent(text).replaceAll('\0', '');
  } catch {
    return '';
  }
};

/** Listens on the port. If it is in use and was not set by the caller, listens on the next free one. Returns the port. */
const listen = (server, port, isRequired) =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE' || isRequired) return reject(error);
      console.log(`Port ${port} is in use.`);
      return resolve(listen(server, port + 1, isRequired));
    });
    server.listen(port, host, () => resolve(server.address().port));
  });

const main = async () => {
  if (!fs.existsSync(siteFolder)) await generate();
  const server = http.createServer((request, response) => {
    handleRequest(request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const { PORT } = process.env;
  const port = await listen(server, Number(PORT ?? defaultPort), PORT !== undefined);
  console.log(`The catalog is at http://localhost:${port}${base} (stop it with Ctrl-C)`);
};

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
