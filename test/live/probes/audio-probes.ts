import type { LiveStream, Query } from '../live-stream.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { readRecording, toLinear32, type Recording } from '../recordings.ts';

/** The best text that a recording brought, in quotation marks. */
async function transcribe(
  context: ProbeContext,
  recording: Recording,
  query: Query,
  messageBytes?: number,
): Promise<string> {
  const stream = await openOrSay(context, query);
  if (typeof stream === 'string') return stream;
  await stream.play(recording.bytes, undefined, messageBytes);
  await stream.playSilence(2, () => stream.turns.some(({ event }) => event === 'EndOfTurn'));
  await stream.finish();
  const text = stream.turns.map(({ transcript }) => transcript).findLast((transcript) => transcript !== '');
  const error = stream.messages.find(({ type }) => type === 'Error');
  return error === undefined ? `"${text ?? ''}"` : JSON.stringify(error);
}

async function openOrSay(context: ProbeContext, query: Query): Promise<LiveStream | string> {
  const outcome = await context.dial(query);
  if (outcome.kind === 'open') return outcome.stream;
  return outcome.kind === 'refused' ? `HTTP ${outcome.status} ${outcome.body}` : outcome.reason;
}

/** Whether a text is most of the sentence of `single-turn.wav`. */
function isTheSentence(text: string): boolean {
  const words = ['please', 'send', 'report', 'main', 'office', 'thursday'];
  const heard = text.toLowerCase();
  return words.filter((word) => heard.includes(word)).length >= 3;
}

const RAW = { model: 'flux-general-en', encoding: 'linear16', sample_rate: 16_000 } as const;

/** How audio is read. */
export const AUDIO_PROBES: readonly Probe[] = [
  {
    id: 'linear32',
    rules: 'R41',
    asks: 'whether linear32 is floating point or integer',
    expected: 'floating point',
    audioSeconds: 13.2,
    run: async (context) => {
      const recording = readRecording('single-turn.wav');
      const query = { ...RAW, encoding: 'linear32' };
      const float = await transcribe(context, toLinear32(recording, 'float'), query);
      const integer = await transcribe(context, toLinear32(recording, 'integer'), query);
      return {
        seen: `as floats: ${float}; as integers: ${integer}`,
        agrees: isTheSentence(float) && !isTheSentence(integer),
      };
    },
  },
  {
    id: 'mulaw',
    rules: 'R41',
    asks: 'a telephone recording, 8 kHz mu-law',
    expected: 'its words',
    audioSeconds: 9,
    run: async (context) => {
      const recording = readRecording('telephone-mulaw-8k.wav');
      const text = await transcribe(context, recording, { ...RAW, encoding: 'mulaw', sample_rate: 8_000 });
      return { seen: text, agrees: /bill|question|send|again/iu.test(text) };
    },
  },
  {
    id: 'container',
    rules: 'R42',
    asks: 'a WAV file, without encoding and rate in the query',
    expected: 'its words',
    audioSeconds: 7,
    run: async (context) => {
      const recording = readRecording('single-turn.wav');
      const text = await transcribe(context, { ...recording, bytes: recording.file }, { model: 'flux-general-en' });
      return { seen: text, agrees: isTheSentence(text) };
    },
  },
  {
    id: 'odd-messages',
    rules: 'R40',
    asks: 'messages of 1001 bytes, which cut samples in two',
    audioSeconds: 6.6,
    run: async (context) => ({ seen: await transcribe(context, readRecording('single-turn.wav'), RAW, 1_001) }),
  },
  {
    id: 'fast-audio',
    rules: 'R45',
    asks: 'a sentence sent at once, far over 1.25 times real time',
    audioSeconds: 6.6,
    run: async (context) => {
      const stream = await context.open();
      const { bytes } = readRecording('single-turn.wav');
      for (let start = 0; start < bytes.byteLength; start += 2_560)
        stream.sendAudio(bytes.subarray(start, start + 2_560));
      for (let step = 0; step < 25; step += 1) stream.sendAudio(new Uint8Array(2_560));
      const startedAt = performance.now();
      await stream.waitFor(() => stream.turns.some(({ event }) => event === 'EndOfTurn'), 15_000);
      const tookMs = Math.round(performance.now() - startedAt);
      const last = stream.turns.findLast(({ transcript }) => transcript !== '');
      return {
        seen: `after ${tookMs} ms: ${last?.event} "${last?.transcript ?? ''}" at ${last?.audio_window_end} s; ${stream.describeEnd()}`,
      };
    },
  },
];
