/** A line or a set of points of a chart. */
export type Series = {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly dashed?: boolean;
  readonly dots?: boolean;
};

/** What a chart shows. */
export type Chart = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xMax: number;
  readonly yMax: number;
  readonly series: readonly Series[];
};

const WIDTH = 720;
const HEIGHT = 460;
const LEFT = 64;
const RIGHT = 20;
const TOP = 44;
const BOTTOM = 56;
const TICKS = 5;
const INK = '#222222';
const FAINT = '#dddddd';

/** A chart as SVG. */
export function drawChart(chart: Chart): string {
  const x = (value: number): number => LEFT + (value / chart.xMax) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - (value / chart.yMax) * (HEIGHT - TOP - BOTTOM);
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  const grid = ticks.flatMap((share) => [
    line([x(0), y(share * chart.yMax)], [x(chart.xMax), y(share * chart.yMax)], FAINT),
    line([x(share * chart.xMax), y(0)], [x(share * chart.xMax), y(chart.yMax)], FAINT),
    text(x(share * chart.xMax), HEIGHT - BOTTOM + 18, label(share * chart.xMax), 'middle'),
    text(LEFT - 8, y(share * chart.yMax) + 4, label(share * chart.yMax), 'end'),
  ]);
  const drawn = chart.series.map(({ points, colour, dashed, dots }) => {
    const inside = points.filter(([px, py]) => px <= chart.xMax && py <= chart.yMax);
    const path = inside.map(([px, py], index) => `${index === 0 ? 'M' : 'L'}${x(px).toFixed(1)} ${y(py).toFixed(1)}`);
    const marks = inside.map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="4" fill="${colour}"/>`);
    return `<path d="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}/>${dots ? marks.join('') : ''}`;
  });
  const legend = chart.series.map(({ name, colour, dashed }, index) => {
    const top = TOP + 14 + index * 18;
    const left = WIDTH - 250;
    return `<path d="M${left} ${top - 4}h26" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}/>${text(left + 34, top, name, 'start')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans, Arial, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(WIDTH / 2, 24, chart.title, 'middle', 15),
    ...grid,
    ...drawn,
    ...legend,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, chart.xLabel, 'middle'),
    `<g transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)">${text(0, 0, chart.yLabel, 'middle')}</g>`,
    '</svg>',
  ].join('\n');
}

function line([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number], colour: string): string {
  return `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${colour}"/>`;
}

function text(x: number, y: number, value: string, anchor: string, size = 12): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" fill="${INK}">${value}</text>`;
}

function label(value: number): string {
  return String(Math.round(value * 100) / 100);
}
