import type { LiveStream } from '../live-stream.ts';
import type { Finding, Probe, ProbeContext } from '../probe.ts';
import { firstSeconds, readRecording } from '../recordings.ts';

const MID_SENTENCE_SECONDS = 2.4;

/** A stream with somebody in the middle of a sentence. */
async function openTurn(context: ProbeContext): Promise<LiveStream> {
  const stream = await context.open();
  const recording = firstSeconds(readRecording('single-turn.wav'), MID_SENTENCE_SECONDS);
  await stream.play(recording.bytes);
  const isOpen = await stream.waitFor(() => stream.turns.some(({ event }) => event === 'StartOfTurn'), 8_000);
  if (!isOpen) throw new Error(`no turn began in ${MID_SENTENCE_SECONDS} s of speech; ${stream.texts.at(-1) ?? ''}`);
  return stream;
}

/** The events of a stream, and how it ended. */
function course(stream: LiveStream): string {
  const names = stream.messages.map((message) => (message.type === 'TurnInfo' ? message.event : message.type));
  const runs = names.filter((name, index) => name !== names[index - 1]);
  return `${runs.join(', ')}; ${stream.describeEnd()}`;
}

function isUncoded(stream: LiveStream): boolean {
  return stream.end?.code === 1005 || stream.end?.code === 1006;
}

/** Text that a server must not understand. */
function fatalText(id: string, asks: string, text: string): Probe {
  return {
    id,
    rules: 'R50 R51 R66 R88',
    asks,
    expected: 'Error UNPARSABLE_CLIENT_MESSAGE, then a close without a code',
    audioSeconds: 0.24,
    run: async (context): Promise<Finding> => {
      const stream = await context.open();
      await stream.playSilence(0.24);
      stream.sendText(text);
      await stream.waitFor(() => stream.end !== undefined, 10_000);
      const last = stream.messages.at(-1);
      const agrees = last?.type === 'Error' && last.code === 'UNPARSABLE_CLIENT_MESSAGE' && isUncoded(stream);
      return { seen: `${stream.texts.at(-1) ?? 'nothing'}; ${stream.describeEnd()}`, agrees };
    },
  };
}

/** How streams and turns end. */
export const ENDING_PROBES: readonly Probe[] = [
  {
    id: 'close-without-audio',
    rules: 'R66 R67',
    asks: 'CloseStream before any audio, and the exact close',
    expected: 'nothing but a close without a code',
    audioSeconds: 0,
    run: async (context) => {
      const stream = await context.open();
      const askedAt = performance.now();
      await stream.finish();
      const tookMs = Math.round(performance.now() - askedAt);
      return { seen: `${course(stream)} after ${tookMs} ms`, agrees: stream.texts.length === 1 && isUncoded(stream) };
    },
  },
  {
    id: 'close-in-turn',
    rules: 'R65 R66 R68',
    asks: 'CloseStream in the middle of a sentence',
    expected: 'Updates at most, no EndOfTurn, a close without a code',
    audioSeconds: MID_SENTENCE_SECONDS,
    run: async (context) => {
      const stream = await openTurn(context);
      await stream.finish();
      const hasEnd = stream.turns.some(({ event }) => event === 'EndOfTurn');
      return {
        seen: `${course(stream)}; last text "${stream.turns.at(-1)?.transcript ?? ''}"`,
        agrees: !hasEnd && isUncoded(stream),
      };
    },
  },
  {
    id: 'force-in-turn',
    rules: 'R60 R83',
    asks: 'ForceEndTurn in an open turn',
    expected: 'EndOfTurn, trigger manual, with the text of the message before it',
    audioSeconds: MID_SENTENCE_SECONDS,
    run: async (context) => {
      const stream = await openTurn(context);
      // What is still being decoded would change the text between.
      await context.pause(1_500);
      stream.sendJson({ type: 'ForceEndTurn' });
      const isEnd = (): boolean => stream.turns.at(-1)?.event === 'EndOfTurn';
      await stream.waitFor(() => isEnd() || stream.end !== undefined, 8_000);
      const [before, end] = stream.turns.slice(-2);
      const agrees = isEnd() && end?.trigger === 'manual' && end.transcript === before?.transcript;
      return { seen: `before: "${before?.transcript}"; ${stream.texts.at(-1) ?? ''}`, agrees };
    },
  },
  {
    id: 'force-then-close',
    rules: 'R63',
    asks: 'ForceEndTurn and CloseStream together',
    expected: 'EndOfTurn, trigger manual, then the close',
    audioSeconds: MID_SENTENCE_SECONDS,
    run: async (context) => {
      const stream = await openTurn(context);
      stream.sendJson({ type: 'ForceEndTurn' });
      await stream.finish();
      const end = stream.turns.findLast(({ event }) => event === 'EndOfTurn');
      return {
        seen: `${course(stream)}; trigger ${end?.trigger}`,
        agrees: end?.trigger === 'manual' && isUncoded(stream),
      };
    },
  },
  {
    id: 'force-without-turn',
    rules: 'R61 R86',
    asks: 'ForceEndTurn without a turn',
    expected: 'Warning FORCE_END_TURN_NO_ACTIVE_TURN, and the stream goes on',
    audioSeconds: 0.48,
    run: async (context) => {
      const stream = await context.open();
      await stream.playSilence(0.24);
      stream.sendJson({ type: 'ForceEndTurn' });
      const isWarned = await stream.waitFor(() => stream.messages.some(({ type }) => type === 'Warning'), 8_000);
      await stream.playSilence(0.24);
      const warning = stream.texts.find((text) => text.includes('"Warning"'));
      const agrees =
        isWarned && warning?.includes('FORCE_END_TURN_NO_ACTIVE_TURN') === true && stream.end === undefined;
      return { seen: `${warning ?? 'no Warning'}; ${stream.describeEnd()}`, agrees };
    },
  },
  fatalText('keep-alive', 'KeepAlive of the older API', '{"type":"KeepAlive"}'),
  fatalText('finalize', 'Finalize of the older API', '{"type":"Finalize"}'),
  fatalText('no-json', 'text that is no JSON', 'hello'),
  fatalText('numerals-as-text', 'Configure with numerals as text', '{"type":"Configure","numerals":"true"}'),
  fatalText('features', 'Configure with features', '{"type":"Configure","features":{"numerals":true}}'),
  {
    id: 'empty-binary',
    rules: 'R43',
    asks: 'an empty binary message between audio',
    audioSeconds: 1.04,
    run: async (context) => {
      const stream = await context.open();
      await stream.playSilence(0.48);
      stream.sendAudio(new Uint8Array(0));
      await stream.playSilence(0.56);
      const isHeard = await stream.waitFor(() => (stream.turns.at(-1)?.audio_window_end ?? 0) > 0.9, 8_000);
      return { seen: isHeard ? 'audio after it is heard' : `${course(stream)}; ${stream.texts.at(-1) ?? ''}` };
    },
  },
];
