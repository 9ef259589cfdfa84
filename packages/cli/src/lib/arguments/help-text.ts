import type { OptionDefinition, OptionGroup } from './option-definition.ts';

/** What `--help` of a command is made from. */
export type HelpSource = {
  readonly usage: string;
  readonly description: string;
  readonly optionGroups: readonly OptionGroup[];
  readonly examples: readonly string[];
};

const maxColumns = 100;

/** The whole help of a command, wrapped to `columns`. */
export function helpText(source: HelpSource, columns: number): string {
  const width = Math.max(40, Math.min(columns, maxColumns));
  const labels = source.optionGroups.flatMap((group) => group.options.map(optionLabel));
  const indent = Math.max(...labels.map((label) => label.length)) + 4;
  const sections = [
    `Usage: ${source.usage}`,
    wrap(source.description, width).join('\n'),
    ...source.optionGroups.map((group) =>
      [`${group.title}:`, ...group.options.map((option) => optionLines(option, indent, width))].join('\n'),
    ),
    ['Examples:', ...source.examples.map((example) => `  ${example}`)].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function optionLabel(option: OptionDefinition): string {
  if (option.kind === 'flag') return `${option.short === undefined ? '' : `-${option.short}, `}--${option.name}`;
  return `--${option.name} <${option.value}>`;
}

function optionLines(option: OptionDefinition, indent: number, width: number): string {
  const [first = '', ...rest] = wrap(option.description, width - indent);
  const lines = [`  ${optionLabel(option)}`.padEnd(indent) + first, ...rest.map((line) => ' '.repeat(indent) + line)];
  return lines.join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
