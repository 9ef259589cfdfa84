import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { reportOffences } from './lib/report-offences.ts';
import { listFiles, repositoryRoot } from './lib/repository.ts';

/**
 * A code block of a Markdown file; before it, out of a reader's sight, there may be
 * `<!-- given: declare const microphone: ... -->` with what the block takes for granted.
 */
const BLOCK = /(?:<!-- given: ([\s\S]*?) -->\s*)?^```(?:ts|typescript)\n([\s\S]*?)^```/gmu;

/** Blocks that import our packages are programs that a reader may copy; the rest are fragments. */
const PROGRAM = /from '(?:@turnstream\/[a-z/]+|turnstream)'/u;

type Snippet = { readonly markdownPath: string; readonly line: number; readonly given: string; readonly code: string };

const snippets = new Map<string, Snippet>();
for (const markdownPath of listFiles('*.md')) {
  const text = readFileSync(repositoryRoot + markdownPath, 'utf8');
  for (const match of text.matchAll(BLOCK)) {
    const [whole, given = '', code = ''] = match;
    if (!PROGRAM.test(code)) continue;
    const line = text.slice(0, match.index + whole.indexOf(code)).split('\n').length;
    snippets.set(`${repositoryRoot}snippet-${snippets.size}.ts`, { markdownPath, line, given, code });
  }
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: [
    'lib.es2023.d.ts',
    'lib.esnext.disposable.d.ts',
    'lib.dom.d.ts',
    'lib.dom.iterable.d.ts',
    'lib.dom.asynciterable.d.ts',
  ],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  customConditions: ['@turnstream/source'],
};
const host = ts.createCompilerHost(options);
const readFile = host.readFile.bind(host);
const fileExists = host.fileExists.bind(host);
// What is given comes last, so that the lines of the block keep their numbers.
host.readFile = (path) => {
  const snippet = snippets.get(path);
  return snippet === undefined ? readFile(path) : `${snippet.code}\n${snippet.given}`;
};
host.fileExists = (path) => snippets.has(path) || fileExists(path);

const program = ts.createProgram([...snippets.keys()], options, host);
const offences: string[] = [];
for (const [path, { markdownPath, line }] of snippets) {
  const source = program.getSourceFile(path);
  const problems = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  for (const problem of problems) {
    const position = source?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? 0;
    offences.push(`${markdownPath}:${line + position}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`);
  }
}
reportOffences('snippets', offences, `${snippets.size} programs in Markdown files compile`);
