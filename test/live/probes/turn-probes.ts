import type { TurnInfoMessage } from '@turnstream/flux/protocol';
import { findBreaches } from '../../../packages/server/test/turn-machine/wire-rules.ts';
import type { LiveStream } from '../live-stream.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { readRecording } from '../recordings.ts';

const STEP_SECONDS = 0.08;
const GRID_STEPS = 3;

function ends(stream: LiveStream): readonly TurnInfoMessage[] {
  return stream.turns.filter(({ event }) => event === 'EndOfTurn');
}

function isOnGrid({ audio_window_start: start, audio_window_end: end }: TurnInfoMessage): boolean {
  return Math.round((end - start) / STEP_SECONDS) % GRID_STEPS === 0;
}

/** Seconds between the end of the last word and the end of the window, where words have times. */
function pauseOf({ words, audio_window_end: end }: TurnInfoMessage): number | undefined {
  const last = words.at(-1)?.end;
  return last === undefined ? undefined : end - last;
}

function describeStep(message: TurnInfoMessage): string {
  const { audio_window_end: end, end_of_turn_confidence: confidence } = message;
  return `${end.toFixed(2)} s conf ${confidence} pause ${pauseOf(message)?.toFixed(2) ?? 'unknown'}`;
}

/** The steps at which no prediction was open, with those that made one. */
function withoutPrediction(turns: readonly TurnInfoMessage[]): readonly TurnInfoMessage[] {
  let isPredicted = false;
  return turns.filter(({ event }) => {
    const wasPredicted = isPredicted;
    if (event !== 'Update') isPredicted = event === 'EagerEndOfTurn';
    return !wasPredicted;
  });
}

/** Plays one sentence to its end. */
async function oneTurn(
  context: ProbeContext,
  file: string,
  query: Parameters<ProbeContext['open']>[0],
): Promise<LiveStream> {
  const stream = await context.open(query);
  await stream.playUntil(readRecording(file), () => ends(stream).length > 0, 3);
  return stream;
}

/** The events of turns and what they say. */
export const TURN_PROBES: readonly Probe[] = [
  {
    id: 'wire-rules',
    rules: 'R80 R84 R88 R100-R111 R116-R118',
    asks: 'three turns, held to every rule of the conformance suite that a live service can be held to',
    expected: 'three turns, no breach',
    audioSeconds: 14.5,
    run: async (context) => {
      const stream = await context.open();
      await stream.playUntil(readRecording('three-turns.wav'), () => ends(stream).length >= 3, 3);
      await stream.finish();
      const breaches = findBreaches(stream.messages);
      const texts = ends(stream).map(({ transcript, trigger }) => `"${transcript}" (${trigger})`);
      const seen = `${texts.join(', ')}; ${breaches.length === 0 ? 'no breach' : breaches.slice(0, 5).join('; ')}`;
      return { seen, agrees: texts.length === 3 && breaches.length === 0 };
    },
  },
  {
    id: 'wire-rules-eager',
    rules: 'R107-R110 R114',
    asks: 'a sentence with a pause and eager events, held to the same rules',
    expected: 'no breach, and the end says what the last prediction said',
    audioSeconds: 9,
    run: async (context) => {
      const stream = await oneTurn(context, 'pause-in-sentence.wav', { eager_eot_threshold: 0.4 });
      await stream.finish();
      const breaches = findBreaches(stream.messages);
      const events = stream.turns.filter(({ event }) => event !== 'Update').map(({ event }) => event);
      return {
        seen: `${events.join(', ')}; ${breaches.slice(0, 5).join('; ') || 'no breach'}`,
        agrees: breaches.length === 0,
      };
    },
  },
  {
    id: 'keys-and-numbers',
    rules: 'R81 R82',
    asks: 'the keys of a TurnInfo and how its numbers are printed',
    expected: 'the order of R81, windows with a fraction',
    audioSeconds: 7.6,
    run: async (context) => {
      const stream = await oneTurn(context, 'single-turn.wav', {});
      const text = stream.texts.findLast((candidate) => candidate.includes('"EndOfTurn"')) ?? '';
      const keys = text === '' ? [] : Object.keys(JSON.parse(text));
      const order =
        'type request_id event turn_index audio_window_start audio_window_end transcript words end_of_turn_confidence trigger sequence_id';
      const agrees = keys.join(' ') === order && /"audio_window_end":\d+\.\d+,/u.test(text);
      return { seen: `${keys.join(' ')}; ${/"audio_window_end":[^,]*/u.exec(text)?.[0] ?? ''}`, agrees };
    },
  },
  {
    id: 'silence',
    rules: 'R46 R112',
    asks: 'three seconds of silence',
    expected: 'Updates without text and nothing else',
    audioSeconds: 3,
    run: async (context) => {
      const stream = await context.open();
      await stream.playSilence(3);
      await stream.waitFor(() => (stream.turns.at(-1)?.audio_window_end ?? 0) > 2.8, 8_000);
      const others = stream.turns.filter(({ event, transcript }) => event !== 'Update' || transcript !== '');
      const highest = Math.max(0, ...stream.turns.map(({ end_of_turn_confidence: confidence }) => confidence));
      return {
        seen: `${stream.turns.length} Updates, confidence up to ${highest}`,
        agrees: others.length === 0 && stream.turns.length > 8,
      };
    },
  },
  {
    id: 'timeout-end',
    rules: 'R26 R113 R115',
    asks: 'an end by timeout: its confidence, and whether an eager prediction comes before it',
    expected: 'EndOfTurn, trigger timeout, with eot_threshold 1',
    audioSeconds: 7.6,
    run: async (context) => {
      const stream = await oneTurn(context, 'single-turn.wav', {
        eot_threshold: 1,
        eager_eot_threshold: 0.9,
        eot_timeout_ms: 1_000,
      });
      const [end] = ends(stream);
      const hasEager = stream.turns.some(({ event }) => event === 'EagerEndOfTurn');
      const seen = `trigger ${end?.trigger}, confidence ${end?.end_of_turn_confidence}, ${hasEager ? 'after' : 'without'} an eager prediction`;
      return { seen, agrees: end?.trigger === 'timeout' };
    },
  },
  {
    id: 'eager-condition',
    rules: 'R114',
    asks: 'what a prediction needs beside the confidence',
    audioSeconds: 9,
    run: async (context) => {
      const stream = await oneTurn(context, 'pause-in-sentence.wav', { eager_eot_threshold: 0.3 });
      const over = withoutPrediction(stream.turns).filter(
        ({ transcript, end_of_turn_confidence: confidence }) => transcript !== '' && confidence >= 0.3,
      );
      const fired = over.filter(({ event }) => event === 'EagerEndOfTurn').map(describeStep);
      const passed = over.filter(({ event }) => event === 'Update').map(describeStep);
      return {
        seen: `fired: ${fired.join(', ') || 'none'}; over the threshold without: ${passed.join(', ') || 'none'}`,
      };
    },
  },
  {
    id: 'languages',
    rules: 'R85',
    asks: 'the languages of the multilingual model, with and without hints',
    audioSeconds: 15.2,
    run: async (context) => {
      const found: string[] = [];
      for (const hints of [[], ['en', 'es']]) {
        const query = { model: 'flux-general-multi', ...(hints.length === 0 ? {} : { language_hint: hints }) };
        const stream = await oneTurn(context, 'single-turn.wav', query);
        const last = ends(stream)[0] ?? stream.turns.at(-1);
        const shown = [last?.languages, last?.languages_hinted].map((list) => JSON.stringify(list) ?? 'absent');
        found.push(`hints ${hints.join(' ') || 'none'}: languages ${shown[0]}, languages_hinted ${shown[1]}`);
      }
      return { seen: found.join('; ') };
    },
  },
  {
    id: 'off-grid-updates',
    rules: 'R117',
    asks: 'whether Updates between the grid points follow a fixed 0.5 or the eager threshold',
    audioSeconds: 22.8,
    run: async (context) => {
      const lowest: string[] = [];
      for (const eager of [undefined, 0.3, 0.7]) {
        const stream = await oneTurn(
          context,
          'single-turn.wav',
          eager === undefined ? {} : { eager_eot_threshold: eager },
        );
        const between = stream.turns.filter((message) => message.event === 'Update' && !isOnGrid(message));
        const confidences = between.map(({ end_of_turn_confidence: confidence }) => confidence);
        lowest.push(
          `eager ${eager ?? 'off'}: ${between.length}, lowest ${confidences.length === 0 ? '-' : Math.min(...confidences)}`,
        );
      }
      return { seen: lowest.join('; ') };
    },
  },
];
