import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@turnstream/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@turnstream/source', 'node', 'import', 'default'] } },
  oxc: { target: 'es2022' },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/seed/**/*.test.ts',
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
