import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { measureFolder } from './lib/measure-folder.ts';
import { reportOffences } from './lib/report-offences.ts';
import { repositoryRoot } from './lib/repository.ts';
import { listPublicPackages, type WorkspacePackage } from './lib/workspace-package.ts';

type Packed = WorkspacePackage & { readonly tarball: string };

const INSTALL_TIMEOUT_MS = 300_000;

const packages = listPublicPackages();
const offences: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'turnstream-packages-'));
try {
  const packed = pack();
  for (const each of packed) {
    await lintTarball(each);
    checkTypes(each);
  }
  if (offences.length === 0) installAll(packed);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
reportOffences(
  'packages',
  offences,
  `${packages.length} tarballs install, import and have types under node16 and bundlers`,
);

/** Packs what `npm publish` would: run after a build. */
function pack(): readonly Packed[] {
  const folders = packages.map((each) => `./${each.folder}`);
  const args = ['pack', ...folders, '--json', '--ignore-scripts', '--pack-destination', folder];
  const output = run('npm', args, repositoryRoot);
  const tarballs: readonly { readonly name: string; readonly filename: string }[] = JSON.parse(output);
  return packages.map((each) => {
    const filename = tarballs.find(({ name }) => name === each.manifest.name)?.filename ?? '';
    return { ...each, tarball: join(folder, filename.replace('@', '').replace('/', '-')) };
  });
}

async function lintTarball({ manifest, tarball }: Packed): Promise<void> {
  const bytes = readFileSync(tarball);
  const content = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: content }, strict: true });
  for (const message of messages) {
    offences.push(`${manifest.name}: publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
  }
}

function checkTypes({ manifest, tarball }: Packed): void {
  const attw = join(repositoryRoot, 'node_modules/.bin/attw');
  const args = [
    tarball,
    '--profile',
    'esm-only',
    '--format',
    'ascii',
    '--no-color',
    '--no-emoji',
    '--no-definitely-typed',
  ];
  const { status, stdout } = spawnSync(attw, args, { encoding: 'utf8' });
  if (status === 0) return;
  const problems = summariseTypeProblems(stdout);
  for (const problem of problems) offences.push(`attw: ${problem}`);
  if (problems.length === 0) offences.push(`${manifest.name}: attw: ${stdout.trim().replaceAll(/\s*\n\s*/gu, ' ')}`);
}

/** attw prints a block for each entry: its name in quotes, then a line for each way to resolve it. */
function summariseTypeProblems(report: string): readonly string[] {
  const problems: string[] = [];
  let entry = '';
  for (const line of report.split('\n').map((each) => each.trim())) {
    if (/^"[^"]+"$/u.test(line)) entry = line;
    else if (/^(?:node16 \(from ESM\)|bundler): (?!OK)/u.test(line)) problems.push(`${entry} under ${line}`);
  }
  return problems;
}

/** Installs all tarballs as a user would, imports every entry under plain Node, and prints what it weighs. */
function installAll(packed: readonly Packed[]): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const flags = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
  run('npm', ['install', ...flags, ...packed.map(({ tarball }) => tarball)], folder);
  for (const { manifest } of packed) {
    for (const entry of Object.keys(manifest.exports ?? {})) {
      if (entry === './package.json') continue;
      const specifier = manifest.name + entry.slice(1);
      const script = `const names = Object.keys(await import(${JSON.stringify(specifier)})); process.stdout.write(String(names.length));`;
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        cwd: folder,
        encoding: 'utf8',
      });
      const reason = stderr.split('\n').find((line) => line.includes('Error')) ?? '';
      if (status !== 0) offences.push(`${specifier} cannot be imported once installed: ${reason}`);
    }
  }
  const { bytes, files } = measureFolder(join(folder, 'node_modules'));
  console.log(`packages: installing all of them takes ${(bytes / 1e6).toFixed(1)} MB in ${files} files`);
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: INSTALL_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`${command} ${args[0] ?? ''} ended with ${status ?? 'a timeout'}: ${stderr.slice(-2_000)}`);
  return stdout;
}
