/** A Markdown table: the first column to the left, the others to the right. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [
    line(heading),
    line(heading.map((_, index) => (index === 0 ? '---' : '--:'))),
    ...rows.map((cells) => line(cells)),
  ].join('\n');
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** 0.1234 as 12.3 %. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '-';
}

/** Seconds with two decimals. */
export function seconds(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '-';
}
