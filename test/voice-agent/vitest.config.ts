import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

import workspaceConfig from '../../vitest.config.ts';

/** A folder whose AI SDK takes the place of the example's own. */
const folder = process.env['AI_SDK'];
const alias =
  folder === undefined
    ? []
    : ['ai/test', 'ai', '@ai-sdk/openai-compatible'].map((name) => ({
        find: new RegExp(`^${name}$`, 'u'),
        replacement: createRequire(`${folder}/package.json`).resolve(name),
      }));

export default mergeConfig(
  { ...workspaceConfig, test: { ...workspaceConfig.test, include: [] } },
  defineConfig({
    resolve: { alias },
    test: {
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['examples/voice-agent/ai-sdk/*.conformance.ts'],
    },
  }),
);
