import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['@turnstream/source', 'node', 'import', 'default'] };

export default defineConfig({
  resolve,
  ssr: { resolve },
  // The environment in which the global setup runs does not take the others' conditions.
  environments: { __vitest__: { resolve } },
  oxc: { target: 'es2022' },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    globalSetup: ['./test/fetch-models.ts'],
    setupFiles: ['./test/setup.ts'],
    reporters: ['default', './scripts/closing-line-reporter.ts'],
    // Long enough for a busy machine: no test is about time.
    testTimeout: 60_000,
    expect: { requireAssertions: true },
    server: { deps: { inline: [/@turnstream\//] } },
  },
});
