const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'commonjs' },
};

const project = {
  testEnvironment: 'node',
  transform: { '^.+\\.(ts|mjs|js)$': ['@swc/jest', swc] },
  transformIgnorePatterns: ['/node_modules/(?!(jose|uuidv7)/)', '<rootDir>/scripts/', '<rootDir>/dist/'],
};

module.exports = {
  maxWorkers: 2,
  testTimeout: 60_000,
  projects: [
    { ...project, displayName: 'unit', roots: ['<rootDir>/src', '<rootDir>/sandbox'] },
    {
      ...project,
      displayName: 'integration',
      roots: ['<rootDir>/test'],
      globalSetup: '<rootDir>/test/support/setup/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/setup/global-teardown.ts',
    },
  ],
};
