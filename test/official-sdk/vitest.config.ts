import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

import workspaceConfig from '../../vitest.config.ts';

export default mergeConfig(
  { ...workspaceConfig, test: { ...workspaceConfig.test, include: [] } },
  defineConfig({
    test: {
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['test/official-sdk/*.conformance.ts'],
    },
  }),
);
