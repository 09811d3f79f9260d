const http = require('node:http');

/** Passes requests on to the sandbox and counts them by method and the first segments of their paths. */
const startCounter = async (target) => {
  const counts = new Map();
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    const name = `${request.method} ${request.url.split('?')[0].split('/').slice(0, 3).join('/')}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const { method, headers, url } = request;
    const passed = http.request(new URL(url, target), { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    counts,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
};

module.exports = { startCounter };
