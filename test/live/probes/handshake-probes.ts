import type { Query } from '../live-stream.ts';
import type { Finding, Probe, ProbeContext } from '../probe.ts';

const RAW: Query = { model: 'flux-general-en', encoding: 'linear16', sample_rate: 16_000 };
const MULTI: Query = { ...RAW, model: 'flux-general-multi' };

type Asked = {
  readonly id: string;
  readonly rules: string;
  readonly asks: string;
  readonly query: Query;
  /** Left out where nobody has published it. */
  readonly status?: number;
};

/** Queries and the status that they are answered with; 101 where they are taken. */
const QUERIES: readonly Asked[] = [
  {
    id: 'unknown-name',
    rules: 'R8 R20',
    asks: 'an unknown parameter',
    query: { ...RAW, punctuate: true },
    status: 400,
  },
  { id: 'token-in-query', rules: 'R4', asks: 'a token in the query', query: { ...RAW, token: 'x' }, status: 400 },
  { id: 'name-twice', rules: 'R21', asks: 'a threshold given twice', query: { ...RAW, eot_threshold: ['0.7', '0.8'] } },
  { id: 'empty-keyterm', rules: 'R22', asks: 'an empty keyterm', query: { ...RAW, keyterm: '' }, status: 400 },
  {
    id: 'empty-hint',
    rules: 'R22 R30',
    asks: 'an empty language_hint',
    query: { ...MULTI, language_hint: '' },
    status: 400,
  },
  { id: 'no-model', rules: 'R23', asks: 'no model', query: { encoding: 'linear16', sample_rate: 16_000 }, status: 400 },
  { id: 'unknown-model', rules: 'R23', asks: 'the model "flux"', query: { ...RAW, model: 'flux' }, status: 403 },
  {
    id: 'no-rate',
    rules: 'R24',
    asks: 'linear16 without a sample rate',
    query: { model: 'flux-general-en', encoding: 'linear16' },
  },
  { id: 'odd-rate', rules: 'R25', asks: 'a sample rate of 22050', query: { ...RAW, sample_rate: 22_050 } },
  { id: 'eot-0.49', rules: 'R26', asks: 'eot_threshold 0.49', query: { ...RAW, eot_threshold: 0.49 }, status: 400 },
  { id: 'eot-1', rules: 'R26', asks: 'eot_threshold 1', query: { ...RAW, eot_threshold: 1 }, status: 101 },
  { id: 'eot-1.01', rules: 'R26', asks: 'eot_threshold 1.01', query: { ...RAW, eot_threshold: 1.01 }, status: 400 },
  {
    id: 'eager-0.29',
    rules: 'R27',
    asks: 'eager_eot_threshold 0.29',
    query: { ...RAW, eager_eot_threshold: 0.29 },
    status: 400,
  },
  {
    id: 'eager-0.71',
    rules: 'R27',
    asks: 'eager_eot_threshold 0.71, over the default of eot_threshold',
    query: { ...RAW, eager_eot_threshold: 0.71 },
    status: 400,
  },
  { id: 'timeout-499', rules: 'R28', asks: 'eot_timeout_ms 499', query: { ...RAW, eot_timeout_ms: 499 }, status: 400 },
  {
    id: 'timeout-60000',
    rules: 'R28',
    asks: 'eot_timeout_ms 60000',
    query: { ...RAW, eot_timeout_ms: 60_000 },
    status: 101,
  },
  {
    id: 'timeout-60001',
    rules: 'R28',
    asks: 'eot_timeout_ms 60001',
    query: { ...RAW, eot_timeout_ms: 60_001 },
    status: 400,
  },
  { id: 'keyterms-100', rules: 'R29', asks: '100 keyterms', query: { ...RAW, keyterm: keyterms(100) }, status: 101 },
  { id: 'keyterms-101', rules: 'R29', asks: '101 keyterms', query: { ...RAW, keyterm: keyterms(101) }, status: 400 },
  {
    id: 'keyterm-long',
    rules: 'R29',
    asks: 'a keyterm of 101 characters',
    query: { ...RAW, keyterm: 'x'.repeat(101) },
    status: 400,
  },
  {
    id: 'hint-on-english',
    rules: 'R30',
    asks: 'language_hint with the English model',
    query: { ...RAW, language_hint: 'en' },
    status: 400,
  },
  { id: 'hint-unknown', rules: 'R30', asks: 'language_hint zz', query: { ...MULTI, language_hint: 'zz' } },
  { id: 'hint-list', rules: 'R30', asks: 'language_hint en,ru', query: { ...MULTI, language_hint: 'en,ru' } },
  { id: 'bad-switch', rules: 'R31', asks: 'numerals maybe', query: { ...RAW, numerals: 'maybe' }, status: 400 },
  {
    id: 'profanity-filter',
    rules: 'R31 R34',
    asks: 'profanity_filter true',
    query: { ...RAW, profanity_filter: true },
  },
  { id: 'bad-redact', rules: 'R32', asks: 'redact everything', query: { ...RAW, redact: 'everything' }, status: 400 },
  { id: 'tag-long', rules: 'R33', asks: 'a tag of 129 characters', query: { ...RAW, tag: 'x'.repeat(129) } },
  { id: 'bad-opt-out', rules: 'R31', asks: 'mip_opt_out maybe', query: { ...RAW, mip_opt_out: 'maybe' } },
];

function keyterms(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `term ${index}`);
}

function describe(status: number): string {
  return status === 101 ? 'taken, with Connected' : `HTTP ${status}`;
}

/** Dials and says what came of it; a query that is taken must also bring `Connected`. */
async function dialOnce(
  context: ProbeContext,
  query: Query,
): Promise<{ readonly status: number; readonly seen: string }> {
  const outcome = await context.dial(query);
  if (outcome.kind === 'failed') return { status: 0, seen: outcome.reason };
  if (outcome.kind === 'refused') {
    const said = outcome.headers['dg-error'] ?? '';
    return { status: outcome.status, seen: `HTTP ${outcome.status} ${said} ${outcome.body}` };
  }
  const { stream } = outcome;
  const isConnected = await stream.waitFor(() => stream.messages[0]?.type === 'Connected', 10_000);
  await stream.finish();
  return isConnected
    ? { status: 101, seen: describe(101) }
    : { status: 0, seen: `upgraded, and then ${stream.texts.join(' ') || 'nothing'}, ${stream.describeEnd()}` };
}

function queryProbe({ id, rules, asks, query, status }: Asked): Probe {
  return {
    id,
    rules,
    asks,
    audioSeconds: 0,
    ...(status === undefined ? {} : { expected: describe(status) }),
    run: async (context) => {
      const found = await dialOnce(context, query);
      return { seen: found.seen, ...(status === undefined ? {} : { agrees: found.status === status }) };
    },
  };
}

async function refusalOf(context: ProbeContext, headers: Readonly<Record<string, string>>): Promise<Finding> {
  const outcome = await context.dial(RAW, { headers });
  if (outcome.kind !== 'refused') return { seen: outcome.kind === 'open' ? 'taken' : outcome.reason, agrees: false };
  return { seen: `HTTP ${outcome.status} ${outcome.body}`, agrees: outcome.status === 401 };
}

/** What happens before a stream is open. No audio. */
export const HANDSHAKE_PROBES: readonly Probe[] = [
  ...QUERIES.map(queryProbe),
  {
    id: 'request-id',
    rules: 'R5 R9',
    asks: 'whether dg-request-id and Connected name the same request',
    expected: 'the same id in both, sequence_id 0',
    audioSeconds: 0,
    run: async (context) => {
      const stream = await context.open();
      const [first] = stream.messages;
      const id = stream.headers['dg-request-id'];
      const agrees = first?.type === 'Connected' && first.request_id === id && first.sequence_id === 0;
      return { seen: `header ${id ?? 'absent'}, message ${stream.texts[0] ?? 'absent'}`, agrees };
    },
  },
  {
    id: 'refusal-headers',
    rules: 'R5 R6 R8',
    asks: 'headers and body of a refusal',
    expected: 'dg-request-id, dg-error and a JSON object',
    audioSeconds: 0,
    run: async (context) => {
      const outcome = await context.dial({ ...RAW, punctuate: true });
      if (outcome.kind !== 'refused') return { seen: outcome.kind, agrees: false };
      const { headers, body } = outcome;
      const agrees = 'dg-request-id' in headers && 'dg-error' in headers && /^\s*\{/u.test(body);
      return { seen: `${JSON.stringify(headers)} ${body}`, agrees };
    },
  },
  {
    id: 'subprotocol',
    rules: 'R3',
    asks: 'the key as a subprotocol, as browsers bring it',
    expected: 'taken, with the subprotocol "token"',
    audioSeconds: 0,
    run: async (context) => {
      const outcome = await context.dial(RAW, { protocols: ['token', context.apiKey ?? 'any-key'] });
      if (outcome.kind !== 'open') return { seen: JSON.stringify(outcome), agrees: false };
      return {
        seen: `taken, with the subprotocol "${outcome.stream.protocol}"`,
        agrees: outcome.stream.protocol === 'token',
      };
    },
  },
  {
    id: 'wrong-key',
    rules: 'R2 R7',
    asks: 'a key that does not exist',
    expected: 'HTTP 401',
    audioSeconds: 0,
    needsKey: true,
    run: (context) => refusalOf(context, { authorization: 'Token 0000000000000000000000000000000000000000' }),
  },
  {
    id: 'key-as-bearer',
    rules: 'R2',
    asks: 'the key in place of an access token',
    expected: 'HTTP 401',
    audioSeconds: 0,
    needsKey: true,
    run: (context) => refusalOf(context, { authorization: `Bearer ${context.apiKey ?? ''}` }),
  },
];
