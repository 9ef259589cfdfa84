import { atThreshold } from '../metrics/at-threshold.ts';
import { pairedBootstrap, seededRandom } from '../metrics/bootstrap.ts';
import type { Interval } from '../metrics/bootstrap.ts';
import { AGES, areaUnderCurve, calibrate } from '../metrics/calibration.ts';
import { headline } from '../metrics/headline.ts';
import type { Headline } from '../metrics/headline.ts';
import { sweepPolicies, sweepTimer } from '../metrics/policy-sweep.ts';
import type { ScoredSpan } from '../metrics/scored-span.ts';
import { markdownTable, percent, seconds } from './markdown-table.ts';

const THRESHOLDS = [0.5, 0.6, 0.7, 0.8, 0.9];
const SEED = 20_261_127;

/** A detector with its scores. */
export type ReportedDetector = { readonly name: string; readonly spans: readonly ScoredSpan[] };

/** The tables of one half: headline numbers beside the timer, what each threshold means, calibration. */
export function reportDetectors(detectors: readonly ReportedDetector[], shipped: string): string {
  const first = detectors[0]?.spans ?? [];
  const holds = first.filter(({ span }) => span.kind === 'hold').length;
  const speakers = new Set(first.map(({ span }) => span.speaker)).size;
  const own = detectors.find(({ name }) => name === shipped)?.spans ?? first;
  return [
    `${holds} pauses, ${first.length - holds} ends, ${speakers} speakers. In brackets the middle 95 % when speakers are drawn anew.`,
    headlineTable(detectors),
    differences(detectors),
    thresholds(own),
    calibration(own),
  ].join('\n\n');
}

function headlineTable(detectors: readonly ReportedDetector[]): string {
  const first = detectors[0]?.spans ?? [];
  const rows = [
    row('silence timer', headline(sweepTimer(first, 'anchored')), headline(sweepTimer(first, 'natural')), []),
    ...detectors.map(({ name, spans }) =>
      row(
        name,
        headline(sweepPolicies(spans, 'anchored')),
        headline(sweepPolicies(spans, 'natural')),
        [0.2, 0.5].map((age) => areaUnderCurve(spans, age)),
      ),
    ),
  ];
  return markdownTable(
    [
      'anchored; natural after the stroke',
      'cut at 300 ms',
      'cut at 600 ms',
      'latency at 5 % cut, s',
      'at 10 %, s',
      'area at 0.2 s',
      'at 0.5 s',
    ],
    rows,
  );
}

function row(name: string, anchored: Headline, natural: Headline, areas: readonly number[]): readonly string[] {
  return [
    name,
    `${percent(anchored.cutsAt300Ms)} / ${percent(natural.cutsAt300Ms)}`,
    `${percent(anchored.cutsAt600Ms)} / ${percent(natural.cutsAt600Ms)}`,
    `${seconds(anchored.latencyAt5Percent)} / ${seconds(natural.latencyAt5Percent)}`,
    `${seconds(anchored.latencyAt10Percent)} / ${seconds(natural.latencyAt10Percent)}`,
    ...[0, 1].map((index) => (areas[index] === undefined ? '-' : (areas[index] ?? 0).toFixed(2))),
  ];
}

function differences(detectors: readonly ReportedDetector[]): string {
  const [base, ...others] = detectors;
  if (base === undefined) return '';
  const against = sweepPolicies(base.spans, 'anchored');
  return markdownTable(
    [`against "${base.name}", paired`, 'cut at 300 ms, points', 'latency at 5 % cut, s'],
    others.map(({ name, spans }) => {
      const sweep = sweepPolicies(spans, 'anchored');
      const { cutsAt300Ms, latencyAt5Percent } = pairedBootstrap(sweep, against, seededRandom(SEED));
      const own = headline(sweep);
      const theirs = headline(against);
      return [
        name,
        `${points(own.cutsAt300Ms - theirs.cutsAt300Ms)} [${cutsAt300Ms.difference.map((value) => points(value)).join(', ')}]`,
        `${signed(own.latencyAt5Percent - theirs.latencyAt5Percent)} [${latencyAt5Percent.difference.map((value) => signed(value)).join(', ')}]`,
      ];
    }),
  );
}

function thresholds(spans: readonly ScoredSpan[]): string {
  const random = seededRandom(SEED);
  return markdownTable(
    ['`eot_threshold`', 'pauses cut, anchored', 'as recorded', 'mean latency, s', 'p50', 'p90', 'ends found'],
    THRESHOLDS.map((threshold) => {
      const at = atThreshold(spans, threshold, random);
      return [
        threshold,
        `${percent(at.cutAnchored)} ${interval(at.cutAnchoredInterval)}`,
        `${at.cut} of ${at.holds}`,
        seconds(at.meanLatency),
        seconds(at.p50),
        seconds(at.p90),
        `${at.detected} of ${at.ends}`,
      ];
    }),
  );
}

function interval([low, high]: Interval): string {
  return `[${percent(low)}, ${percent(high)}]`;
}

function calibration(spans: readonly ScoredSpan[]): string {
  return markdownTable(
    ['silence', 'Brier', 'of the share alone', 'expected calibration error', 'confidence → share that was over'],
    AGES.map((age) => {
      const { brier, brierOfShare, expectedError, bins } = calibrate(spans, age);
      return [
        `${age} s`,
        brier.toFixed(3),
        brierOfShare.toFixed(3),
        expectedError.toFixed(3),
        bins.map(({ score, share }) => `${score.toFixed(2)} → ${share.toFixed(2)}`).join(', '),
      ];
    }),
  );
}

/** The default threshold on every stratum by itself. */
export function reportStrata(spans: readonly ScoredSpan[]): string {
  const strata = [...new Set(spans.map(({ span }) => span.stratum))];
  const random = seededRandom(SEED);
  return markdownTable(
    ['stratum', 'pauses', 'cut at 0.7, anchored', 'cut as recorded', 'ends', 'p50, s', 'p90, s', 'area at 0.5 s'],
    strata.map((stratum) => {
      const own = spans.filter(({ span }) => span.stratum === stratum);
      const at = atThreshold(own, 0.7, random);
      const area = areaUnderCurve(own, 0.5);
      return [
        stratum,
        at.holds,
        at.holds === 0 ? '-' : percent(at.cutAnchored),
        at.holds === 0 ? '-' : `${at.cut}`,
        at.ends,
        seconds(at.p50),
        seconds(at.p90),
        Number.isNaN(area) ? '-' : area.toFixed(2),
      ];
    }),
  );
}

function points(difference: number): string {
  return signed(difference * 100, 1);
}

function signed(value: number, digits = 2): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
}
