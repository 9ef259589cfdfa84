import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path/posix';
import { reportOffences } from './lib/report-offences.ts';
import { listFiles, repositoryRoot } from './lib/repository.ts';

const LINK = /!?\[[^\]]*\]\(\s*<?([^\s)>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gmu;
const HEADING = /^#{1,6}\s+(.+?)\s*#*$/gmu;

const offences: string[] = [];
let links = 0;
for (const path of listFiles('*.md')) {
  const text = withoutCode(readFileSync(repositoryRoot + path, 'utf8'));
  for (const match of text.matchAll(LINK)) {
    const target = match[1] ?? match[2] ?? '';
    if (/^[a-z][a-z+.-]*:/iu.test(target)) continue;
    links += 1;
    const line = text.slice(0, match.index).split('\n').length;
    const offence = judge(path, target);
    if (offence !== undefined) offences.push(`${path}:${line}: ${offence}`);
  }
}
reportOffences('links', offences, `${links} links between files lead somewhere`);

function judge(from: string, target: string): string | undefined {
  const [file = '', anchor = ''] = target.split('#', 2);
  const path = file === '' ? from : normalize(join(from, '..', decodeURIComponent(file)));
  if (path.startsWith('../')) return `"${target}" leads out of the repository`;
  if (!existsSync(repositoryRoot + path)) return `"${target}" does not exist`;
  if (anchor === '' || !path.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(repositoryRoot + path, 'utf8')).has(anchor)
    ? undefined
    : `"${target}" has no such heading`;
}

/** Blanks code out and keeps the lines, so that line numbers stay true. */
function withoutCode(text: string): string {
  return text
    .replaceAll(/^(```+|~~~+)[\s\S]*?^\1/gmu, (block) => block.replaceAll(/[^\n]/gu, ''))
    .replaceAll(/`[^`\n]*`/gu, (code) => ' '.repeat(code.length));
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.matchAll(HEADING)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/gu, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return anchors;
}
