/** One line of the plot. */
export type Distribution = { readonly name: string; readonly sortedMs: readonly number[] };

const WIDTH = 720;
const HEIGHT = 380;
const LEFT = 56;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 48;
const MAX_MS = 2_000;
const COLOURS = ['#8a8a8a', '#c05621', '#2b6cb0', '#2f855a'];

/** Draws what share of the answers has begun after so long, one step line for each, as an SVG that reads on light and dark pages. */
export function plotDistributions(distributions: readonly Distribution[]): string {
  const x = (ms: number): number => LEFT + (Math.min(MAX_MS, Math.max(0, ms)) / MAX_MS) * (WIDTH - LEFT - RIGHT);
  const y = (share: number): number => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  const grid = [0, 500, 1_000, 1_500, MAX_MS].map(
    (ms) =>
      `<line x1="${at(x(ms))}" y1="${TOP}" x2="${at(x(ms))}" y2="${HEIGHT - BOTTOM}" stroke="#ddd"/>` +
      `<text x="${at(x(ms))}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${ms}</text>`,
  );
  const shares = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${LEFT}" y1="${at(y(share))}" x2="${WIDTH - RIGHT}" y2="${at(y(share))}" stroke="#ddd"/>` +
      `<text x="${LEFT - 8}" y="${at(y(share) + 4)}" text-anchor="end">${share * 100} %</text>`,
  );
  const lines = distributions.map(({ name, sortedMs }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '#000';
    const steps = sortedMs.map((ms, rank) => `H${at(x(ms))}V${at(y((rank + 1) / sortedMs.length))}`);
    const labelY = HEIGHT - BOTTOM - 16 - (distributions.length - 1 - index) * 18;
    return (
      `<path d="M${at(x(0))},${at(y(0))}${steps.join('')}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      `<text x="${WIDTH - RIGHT - 12}" y="${labelY}" text-anchor="end" fill="${colour}" font-weight="600">${name}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...grid,
    ...shares,
    ...lines,
    `<text x="${(WIDTH + LEFT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">ms from the end of speech to the first token</text>`,
    '</svg>',
    '',
  ].join('\n');
}

function at(value: number): string {
  return value.toFixed(1);
}
