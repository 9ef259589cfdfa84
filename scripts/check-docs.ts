import ts from 'typescript';
import { reportOffences } from './lib/report-offences.ts';
import { repositoryRoot } from './lib/repository.ts';
import { listPublicPackages, listTargets } from './lib/workspace-package.ts';

/** Types whose every member is something a caller sets. */
const OPTION_TYPE = /(?:Options|Settings|Parameters)$/u;

/** How the name of a number says what it counts, where its own words do not. */
const UNITS = /(?:Ms|Seconds|Hz|Bytes|Samples|Ratio|Threshold|Confidence|Index|Count|Rate|Db|Percent|Characters)$/iu;
const COUNTED = /^(?:max|min|count|times|attempts?|port|status|code)/u;

const entries = listPublicPackages().flatMap(({ folder, manifest }) =>
  Object.values(manifest.exports ?? {})
    .flatMap((value) => listTargets(value))
    .filter(({ condition }) => condition === '@turnstream/source')
    .map(({ path }) => repositoryRoot + folder + path.slice(1)),
);
const program = ts.createProgram(entries, {
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
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  customConditions: ['@turnstream/source'],
});
const checker = program.getTypeChecker();
const offences = new Set<string>();
let documented = 0;

for (const entry of entries) {
  const file = program.getSourceFile(entry);
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module === undefined) continue;
  for (const exported of checker.getExportsOfModule(module)) checkExport(exported);
}
reportOffences('docs', [...offences], `${documented} public names and options are documented`);

function checkExport(exported: ts.Symbol): void {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  require(symbol, symbol.name);
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) return;
  if (ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)) {
    for (const member of declaration.members) {
      if (isPublicMethod(member) || OPTION_TYPE.test(symbol.name)) requireMember(symbol, member);
    }
  } else if (ts.isTypeAliasDeclaration(declaration) && OPTION_TYPE.test(symbol.name)) {
    for (const literal of literalsOf(declaration.type)) {
      for (const member of literal.members) requireMember(symbol, member);
    }
  }
}

function isPublicMethod(member: ts.ClassElement | ts.TypeElement): boolean {
  if (!ts.isMethodDeclaration(member) && !ts.isMethodSignature(member)) return false;
  return !ts.isPrivateIdentifier(member.name) && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) === 0;
}

/** The object types written out in a type alias, through unions and intersections. */
function literalsOf(node: ts.TypeNode): readonly ts.TypeLiteralNode[] {
  if (ts.isTypeLiteralNode(node)) return [node];
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) return node.types.flatMap(literalsOf);
  return ts.isParenthesizedTypeNode(node) ? literalsOf(node.type) : [];
}

function requireMember(owner: ts.Symbol, member: ts.ClassElement | ts.TypeElement): void {
  const symbol = member.name === undefined ? undefined : checker.getSymbolAtLocation(member.name);
  if (symbol === undefined || symbol.name.startsWith('__@')) return;
  require(symbol, `${owner.name}.${symbol.name}`);
  const isNumber = (checker.getTypeOfSymbol(symbol).flags & ts.TypeFlags.NumberLike) !== 0;
  if (OPTION_TYPE.test(owner.name) && isNumber && !UNITS.test(symbol.name) && !COUNTED.test(symbol.name)) {
    offences.add(`${placeOf(symbol)}: ${owner.name}.${symbol.name} is a number whose name has no unit`);
  }
}

function require(symbol: ts.Symbol, name: string): void {
  if (symbol.getDocumentationComment(checker).length > 0) documented += 1;
  else offences.add(`${placeOf(symbol)}: ${name} has no docstring`);
}

function placeOf(symbol: ts.Symbol): string {
  const declaration = symbol.declarations?.[0];
  const source = declaration?.getSourceFile();
  if (declaration === undefined || source === undefined) return 'somewhere';
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart());
  return `${source.fileName.replace(repositoryRoot, '')}:${line + 1}`;
}
