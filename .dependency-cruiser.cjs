/** A folder of `src/` may import itself and what is named here, nothing else. */
const only = (folder, ...others) => ({
  name: `${folder}-imports`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...others].join('|')})/` },
});

const adapters = ['store', 'queues', 'streams', 'gateways', 'http'];

module.exports = {
  forbidden: [
    only('contract'),
    only('domain', 'contract'),
    only('machines', 'domain'),
    only('actors', 'machines', 'domain', 'observability'),
    ...adapters.map((adapter) => only(adapter, 'actors', 'machines', 'domain', 'observability')),
    only('quality', 'actors', 'machines', 'domain'),
    only('observability', 'domain'),
    only('sandbox'),
    only('client', 'contract'),
    only('consumer', 'streams', 'store', 'actors', 'machines', 'domain', 'observability'),
    {
      name: 'machines-are-pure',
      severity: 'error',
      from: { path: '^src/(machines|domain)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/(xstate|uuidv7)/' },
    },
    {
      name: 'nothing-imports-the-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/' },
      to: { path: '^src/sandbox/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.test\\.ts$|^src/(main|(client|consumer)/index)\\.ts$' },
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
