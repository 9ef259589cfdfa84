import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { calibrate } from '../metrics/calibration.ts';
import { outcomes } from '../metrics/headline.ts';
import { sweepPolicies, sweepTimer } from '../metrics/policy-sweep.ts';
import type { Sweep } from '../metrics/policy-sweep.ts';
import type { ScoredSpan } from '../metrics/scored-span.ts';
import { drawChart } from './draw-chart.ts';
import type { EagerRow } from './report-eager.ts';
import type { Chart, Series } from './draw-chart.ts';

/** The part of `@resvg/resvg-js` that is used; it is installed beside the bench. */
type Resvg = { readonly Resvg: new (svg: string) => { render(): { asPng(): Uint8Array } } };

const COLOURS = [
  '#1b6ca8',
  '#d1495b',
  '#2e933c',
  '#8d6a9f',
  '#edae49',
  '#00798c',
  '#3d2c2e',
  '#ff7f51',
  '#9dc08b',
  '#577399',
];
const LONGEST_SHOWN = 2;

/** A detector with its scores. */
export type Scored = { readonly name: string; readonly spans: readonly ScoredSpan[] };

/** Draws the trade-off of each detector beside the timer, and the reliability of one, as PNG. */
export async function writeCharts(
  folder: URL,
  half: string,
  detectors: readonly Scored[],
  shown: string,
): Promise<void> {
  const first = detectors[0]?.spans ?? [];
  const curves: Series[] = [
    { name: 'silence timer', colour: '#777777', dashed: true, points: frontier(sweepTimer(first, 'anchored')) },
    ...detectors.map(({ name, spans }, index) => ({
      name,
      colour: COLOURS[index % COLOURS.length] ?? '#000000',
      points: frontier(sweepPolicies(spans, 'anchored')),
    })),
  ];
  await writePng(new URL(`trade-off-${half}.png`, folder), {
    title: `False cut-offs against latency, anchored, ${half} half`,
    xLabel: 'mean latency, seconds',
    yLabel: 'pauses cut, share',
    xMax: LONGEST_SHOWN,
    yMax: 1,
    series: curves,
  });
  const calibrated = detectors.find(({ name }) => name === shown);
  if (calibrated === undefined) return;
  const reliability = [0.2, 0.5, 1].map((age, index): Series => ({
    name: `after ${age} s`,
    colour: COLOURS[index] ?? '#000000',
    dots: true,
    points: calibrate(calibrated.spans, age).bins.map(({ score, share }) => [score, share]),
  }));
  await writePng(new URL(`reliability-${half}.png`, folder), {
    title: `Reliability of the ${shown} detector, ${half} half`,
    xLabel: 'confidence',
    yLabel: 'share that was over',
    xMax: 1,
    yMax: 1,
    series: [
      {
        name: 'perfect',
        colour: '#777777',
        dashed: true,
        points: [
          [0, 0],
          [1, 1],
        ],
      },
      ...reliability,
    ],
  });
}

/** Draws what a prediction gains against what it costs, as PNG. */
export async function writeEagerChart(folder: URL, rows: readonly EagerRow[]): Promise<void> {
  const kinds = [...new Set(rows.map(({ policy, eotThreshold }) => `eot ${eotThreshold}, ${policy}`))];
  await writePng(new URL('eager.png', folder), {
    title: 'Lead of predictions against predictions taken back',
    xLabel: 'predictions taken back, for each turn',
    yLabel: 'mean lead over all ends, seconds',
    xMax: 1,
    yMax: 1.5,
    series: kinds.map((name, index) => ({
      name,
      colour: COLOURS[index] ?? '#000000',
      dots: true,
      dashed: name.endsWith('checkpoints'),
      points: rows
        .filter(({ policy, eotThreshold }) => `eot ${eotThreshold}, ${policy}` === name)
        .map(({ counts }) => [
          counts.retracted / counts.ended,
          counts.leads.reduce((sum, lead) => sum + lead, 0) / counts.ended,
        ]),
    })),
  });
}

/** The fewest cuts for each latency. */
function frontier(sweep: Sweep): readonly (readonly [number, number])[] {
  const points: [number, number][] = [];
  let fewest = Infinity;
  for (const { latency, cuts } of outcomes(sweep).toSorted((a, b) => a.latency - b.latency || a.cuts - b.cuts)) {
    if (cuts >= fewest) continue;
    fewest = cuts;
    points.push([latency, cuts]);
  }
  return points;
}

async function writePng(url: URL, chart: Chart): Promise<void> {
  await mkdir(new URL('.', url), { recursive: true });
  const { Resvg }: Resvg = createRequire(new URL('../package.json', import.meta.url))('@resvg/resvg-js');
  await writeFile(url, new Resvg(drawChart(chart)).render().asPng());
}
