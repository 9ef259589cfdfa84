import type { ConfigureMessage } from '@turnstream/flux/protocol';
import type { LiveStream } from '../live-stream.ts';
import type { Probe, ProbeContext } from '../probe.ts';

const AUDIO_SECONDS = 0.48;

/** Sends a `Configure`, or anything like it, and gives the answer as it stood on the wire. */
async function configure(stream: LiveStream, change: Omit<ConfigureMessage, 'type'> | object): Promise<string> {
  const answers = (): readonly string[] => stream.texts.filter((text) => /"type":"(?:Configure|Error)/u.test(text));
  const before = answers().length;
  stream.sendJson({ type: 'Configure', ...change });
  await stream.waitFor(() => answers().length > before, 8_000);
  return answers()[before] ?? `no answer; ${stream.describeEnd()}`;
}

/** A stream that has heard a little. */
async function openHearing(
  context: ProbeContext,
  query: Parameters<ProbeContext['open']>[0] = {},
): Promise<LiveStream> {
  const stream = await context.open(query);
  await stream.playSilence(AUDIO_SECONDS);
  return stream;
}

/** Settings that change in mid-stream. */
export const CONFIGURE_PROBES: readonly Probe[] = [
  {
    id: 'configure',
    rules: 'R52 R56 R86',
    asks: 'the answer to a Configure',
    expected: 'ConfigureSuccess with all that is in force, its keys in the order of R86',
    audioSeconds: AUDIO_SECONDS,
    run: async (context) => {
      const stream = await openHearing(context, { eager_eot_threshold: 0.5 });
      const answer = await configure(stream, { thresholds: { eot_threshold: 0.8 }, keyterms: ['Deepgram'] });
      const inForce =
        '"thresholds":{"eot_threshold":0.8,"eager_eot_threshold":0.5,"eot_timeout_ms":5000},"keyterms":["Deepgram"],"profanity_filter":false';
      const agrees = answer.startsWith('{"type":"ConfigureSuccess","request_id":"') && answer.includes(inForce);
      return { seen: answer, agrees };
    },
  },
  {
    id: 'configure-keeps',
    rules: 'R53',
    asks: 'keyterms: null, then []',
    expected: 'null keeps the list, [] clears it',
    audioSeconds: AUDIO_SECONDS,
    run: async (context) => {
      const stream = await openHearing(context, { keyterm: 'Deepgram' });
      const kept = await configure(stream, { keyterms: null });
      const cleared = await configure(stream, { keyterms: [] });
      const agrees = kept.includes('"keyterms":["Deepgram"]') && cleared.includes('"keyterms":[]');
      return { seen: `${kept} then ${cleared}`, agrees };
    },
  },
  {
    id: 'configure-invalid',
    rules: 'R54 R59 R86',
    asks: 'an eager threshold over the end threshold',
    expected: 'ConfigureFailure INVALID_THRESHOLD, nothing changed, the stream goes on',
    audioSeconds: AUDIO_SECONDS,
    run: async (context) => {
      const stream = await openHearing(context);
      const refused = await configure(stream, { thresholds: { eager_eot_threshold: 0.9, eot_timeout_ms: 900 } });
      const after = await configure(stream, { thresholds: { eot_threshold: 0.75 } });
      const agrees =
        refused.includes('"ConfigureFailure"') &&
        refused.includes('INVALID_THRESHOLD') &&
        after.includes('"eot_timeout_ms":5000');
      return { seen: `${refused} then ${after}`, agrees };
    },
  },
  {
    id: 'configure-ranges',
    rules: 'R54',
    asks: 'eot_threshold 1 and eot_timeout_ms 60000 in a Configure, where older pages end at 0.9 and 10000',
    expected: 'ConfigureSuccess',
    audioSeconds: AUDIO_SECONDS,
    run: async (context) => {
      const stream = await openHearing(context);
      const answer = await configure(stream, { thresholds: { eot_threshold: 1, eot_timeout_ms: 60_000 } });
      return { seen: answer, agrees: answer.includes('"ConfigureSuccess"') };
    },
  },
  {
    id: 'configure-hints',
    rules: 'R54 R59',
    asks: 'language_hints with the English model',
    expected: 'ConfigureFailure, and the stream goes on',
    audioSeconds: AUDIO_SECONDS,
    run: async (context) => {
      const stream = await openHearing(context);
      const answer = await configure(stream, { language_hints: ['en'] });
      return { seen: answer, agrees: answer.includes('"ConfigureFailure"') && stream.end === undefined };
    },
  },
  {
    id: 'configure-unset-eager',
    rules: 'R55',
    asks: 'whether eager_eot_threshold null or 0 switches eager events off',
    audioSeconds: AUDIO_SECONDS,
    run: async (context) => {
      const stream = await openHearing(context, { eager_eot_threshold: 0.5 });
      const unset = await configure(stream, { thresholds: { eager_eot_threshold: null } });
      const zero = await configure(stream, { thresholds: { eager_eot_threshold: 0 } });
      return { seen: `null: ${unset}; 0: ${zero}` };
    },
  },
  {
    id: 'configure-burst',
    rules: 'R58',
    asks: 'how many Configures may wait for their answer',
    audioSeconds: AUDIO_SECONDS,
    run: async (context) => {
      const stream = await openHearing(context);
      const answers = (): readonly string[] => stream.texts.filter((text) => text.includes('"type":"Configure'));
      for (let sent = 0; sent < 40; sent += 1) stream.sendJson({ type: 'Configure', keyterms: [`term ${sent}`] });
      await stream.waitFor(() => answers().length >= 40, 10_000);
      const refusals = answers().filter((text) => text.includes('"ConfigureFailure"'));
      return { seen: `${answers().length} answers to 40, ${refusals.length} refusals: ${refusals[0] ?? 'none'}` };
    },
  },
];
