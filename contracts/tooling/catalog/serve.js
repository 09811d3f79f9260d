const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { generate, siteFolder } = require('./generate');
const { isUp, passOn, serviceUrl } = require('./service');

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

/** The catalog over HTTP: the generated files, and the way to the service for "Try it out". */
const answer = async (request, response) => {
  const { pathname, search } = new URL(request.url, `http://${host}`);
  if (pathname === '/' || pathname === base) return redirect(response, `${base}/`);
  // The `type` of a problem document is relative, so behind the catalog it leads here.
  if (pathname.startsWith('/problems/'))
    return redirect(response, `${base}/errors.html#${pathname.slice('/problems/'.length)}`);
  if (pathname === `${base}/service.json`) return answerJson(response, { url: serviceUrl(), isUp: await isUp() });
  if (pathname.startsWith(`${base}/service/`))
    return passOn(request, response, pathname.slice(`${base}/service`.length) + search);
  return answerFile(request, response, pathname);
};

const answerJson = (response, value) =>
  response.writeHead(200, { ...headers, 'Content-Type': types['.json'] }).end(JSON.stringify(value));

const answerFile = (request, response, pathname) => {
  if (!['GET', 'HEAD'].includes(request.method)) return response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  const file = fileOf(pathname);
  if (!file) return response.writeHead(404, { ...headers, 'Content-Type': types['.html'] }).end(notFound);
  response.writeHead(200, { ...headers, 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' });
  return request.method === 'HEAD' ? response.end() : fs.createReadStream(file).pipe(response);
};

const notFound = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title>
<h1>There is no such page</h1><p><a href="${base}/">All contracts</a></p></html>`;

/** The file that a path names, if it is one of the site's. */
const fileOf = (pathname) => {
  if (!pathname.startsWith(`${base}/`)) return undefined;
  const name = decoded(pathname.slice(base.length));
  const file = path.join(siteFolder, name.endsWith('/') ? `${name}index.html` : name);
  const isInside = file.startsWith(siteFolder + path.sep);
  return isInside && fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
};

const decoded = (text) => {
  try {
    return decodeURIComponent(text).replaceAll('\0', '');
  } catch {
    return '';
  }
};

/** Listens on the port, or on the next free one when nobody asked for this one. */
const listen = (server, port, isAsked) =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE' || isAsked) return reject(error);
      console.log(`Port ${port} is taken.`);
      return resolve(listen(server, port + 1, isAsked));
    });
    server.listen(port, host, () => resolve(server.address().port));
  });

const main = async () => {
  if (!fs.existsSync(siteFolder)) await generate();
  const server = http.createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const { PORT } = process.env;
  const port = await listen(server, Number(PORT ?? defaultPort), PORT !== undefined);
  console.log(`The catalog is at http://localhost:${port}${base} (Ctrl-C ends it)`);
};

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
