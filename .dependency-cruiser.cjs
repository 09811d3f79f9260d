/** A folder of `src/` may import itself and what is named here, nothing else. */
const only = (folder, ...others) => ({
  name: `${folder}-imports`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...others].join('|')})/` },
});

const core = ['ports', 'machines', 'domain'];
const adapters = ['store', 'streams', 'queues', 'gateways', 'quality'];
const inward = ['redis', 'tracking', 'charging', 'inventory', 'outbox', 'actors', ...core, 'observability'];

module.exports = {
  forbidden: [
    only('contract'),
    only('domain', 'contract'),
    only('machines', 'domain'),
    only('ports', 'domain'),
    only('actors', ...core, 'observability'),
    only('outbox', ...core, 'observability'),
    only('charging', 'actors', ...core, 'observability'),
    only('inventory', 'actors', ...core, 'observability'),
    only('tracking', 'actors', ...core, 'observability'),
    ...adapters.map((adapter) => only(adapter, ...inward)),
    only('http', 'contract', ...inward),
    only('redis', 'domain', 'observability'),
    only('observability', 'domain'),
    only('client', 'contract'),
    only('consumer', 'streams', 'redis', 'store', 'actors', ...core, 'observability'),
    {
      name: 'machines-are-pure',
      severity: 'error',
      from: { path: '^src/(machines|domain)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/(xstate|uuidv7)/' },
    },
    { name: 'the-product-knows-no-sandbox', severity: 'error', from: { path: '^src/' }, to: { path: '^sandbox/' } },
    { name: 'the-sandbox-knows-no-product', severity: 'error', from: { path: '^sandbox/' }, to: { path: '^src/' } },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(src|sandbox)/',
        pathNot: '\\.test\\.ts$|^(src|sandbox)/(main|cli/oms|(client|consumer)/index)\\.ts$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
