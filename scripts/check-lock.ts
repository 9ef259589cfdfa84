import { readFileSync } from 'node:fs';
import { reportOffences } from './lib/report-offences.ts';
import { repositoryRoot } from './lib/repository.ts';

type LockedPackage = {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** Frameworks we are compared with or work beside: they belong to the examples and benches that need them. */
const PEER_FRAMEWORKS =
  /^(?:livekit|@livekit\/|@deepgram\/|deepgram|ai$|@ai-sdk\/|pipecat|@pipecat-ai\/|openai$|assemblyai$|@google-cloud\/|@aws-sdk\/|microsoft-cognitiveservices)/u;

/** Packages that fetch from somewhere else than the registry, at install or at run. */
const DOWNLOADERS =
  /^(?:onnxruntime-node|@moonshine-ai\/|@ricky0123\/|puppeteer$|playwright$|playwright-chromium$|ffmpeg-static$|electron$)/u;

/** Packages whose install script was read and downloads from nowhere but the registry: esbuild checks its binary. */
const ALLOWED_INSTALL_SCRIPTS: ReadonlySet<string> = new Set(['esbuild', 'fsevents']);

const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(`${repositoryRoot}package-lock.json`, 'utf8'),
);
const offences: string[] = [];
const installed = Object.entries(lock.packages).filter(([path]) => path.includes('node_modules/'));
const names = new Set(installed.map(([path]) => nameOf(path)));
for (const [path, locked] of installed) {
  if (locked.link === true) continue;
  const name = nameOf(path);
  if (PEER_FRAMEWORKS.test(name)) offences.push(`${name} is a peer framework: install it apart from the workspace`);
  if (DOWNLOADERS.test(name)) offences.push(`${name} downloads from somewhere else than the registry`);
  if (locked.hasInstallScript === true && !ALLOWED_INSTALL_SCRIPTS.has(name)) {
    offences.push(`${name} has an install script; read it, then add it to check-lock.ts or do without it`);
  }
  if (locked.resolved !== undefined && !locked.resolved.startsWith('https://registry.npmjs.org/')) {
    offences.push(`${name} is locked to ${new URL(locked.resolved).host}, not to the public registry`);
  }
  if (locked.integrity === undefined) offences.push(`${name} is locked without a hash`);
  // `npm ci` refuses a lock file that lacks the binaries of other platforms, also where they are not wanted.
  const absent = Object.keys(locked.optionalDependencies ?? {}).filter((optional) => !names.has(optional));
  if (absent.length > 0) {
    offences.push(
      `${name} has ${absent.length} optional packages that are not locked, such as ${absent[0]}: npm ci fails`,
    );
  }
}
reportOffences('lock', offences, `${installed.length} packages, no peer framework, no downloading install script`);

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
