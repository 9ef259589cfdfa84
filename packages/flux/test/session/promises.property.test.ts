import fc from 'fast-check';
import { expect, it } from 'vitest';
import { happen, generatedCall, turnInfoEvent, type GeneratedCall } from './generated-calls.ts';
import { brokenTurnRules } from './invariants.ts';
import { keptCalls } from './kept-calls.ts';
import { PromiseWatch } from './promise-watch.ts';
import { SessionWorld } from './session-world.ts';

const runs = Number(process.env['TURNSTREAM_PROPERTY_RUNS'] ?? 10_000);

/** What a call broke; empty when it kept every promise. */
async function brokenPromises(call: GeneratedCall): Promise<readonly string[]> {
  const world = new SessionWorld(call.options, call.randomValues);
  const { session, clock, transport } = world;
  const watch = new PromiseWatch(world, call.options);
  for (const thing of call.happenings) {
    const startedAt = clock.now();
    happen(world, thing);
    watch.look(thing, startedAt);
  }
  const broken: string[] = [...watch.broken];
  let isEnded = false;
  const ended = (): void => {
    isEnded = true;
  };
  session.closed.then(ended, ended);
  const dials = world.dials;
  if (call.ending === 'stop') {
    world.wish(session.stop());
    clock.advance(2_000);
    if (session.state.status !== 'closed' && session.state.status !== 'failed') broken.push('4: stop() took over 2 s');
    clock.advance(60_000);
    if (world.dials !== dials) broken.push('4: dialled after stop()');
  }
  if (call.ending === 'finish') {
    world.wish(session.finish());
    for (const thing of call.afterFinish ?? []) happen(world, thing);
    clock.advance(1_000);
  }
  if (call.ending !== 'stop') {
    session.cancel();
    if (clock.pending > 0) broken.push('a timer is left behind');
    if (session.state.status !== 'closed' && session.state.status !== 'failed')
      broken.push('4: cancel() did not end it');
    const after = world.dials;
    clock.advance(60_000);
    if (world.dials !== after) broken.push('4: dialled after cancel()');
  }
  const events = await world.finalEvents();
  await Promise.resolve();
  if (!isEnded) broken.push('closed never settled');
  if (world.settledWishes !== world.wishes) broken.push(`${world.wishes - world.settledWishes} promises never settled`);
  broken.push(...brokenTurnRules(events));
  broken.push(
    ...brokenAudioRules(
      world,
      call.happenings.some(({ type }) => type === 'mute'),
    ),
  );
  for (const error of world.errors) {
    if (`${error.message} ${String(error.cause)}`.includes('secret-key')) broken.push('5: a secret got out');
  }
  if (new Set(world.errors).size !== world.errors.length) broken.push('5: one error was told twice');
  if (transport.connections.some((connection) => connection.countChangedChunks() > 0))
    broken.push('a sent chunk was changed');
  return broken;
}

/** Promise 3: each accepted sample was decoded on some connection, or is counted as lost or left out. */
function brokenAudioRules(world: SessionWorld, mutes: boolean): readonly string[] {
  const { usage } = world.session;
  const broken: string[] = [];
  const counts = Object.entries(usage).filter(([, seconds]) => seconds < -1e-9 || !Number.isFinite(seconds));
  if (counts.length > 0) broken.push(`3: impossible counts ${JSON.stringify(usage)}`);
  // Muted audio is silence in place of speech, and has no numbers.
  const notDecoded = mutes
    ? usage.acceptedSeconds - usage.sentSeconds
    : world.speech.secondsNotDecoded(world.transport.connections, usage.acceptedSeconds);
  const missing = notDecoded - usage.lostSeconds - usage.skippedSeconds;
  if (missing > 1e-6) broken.push(`3: ${missing} s of audio are not accounted for ${JSON.stringify(usage)}`);
  const bytes = world.transport.connections.reduce((sum, connection) => sum + connection.audioBytes, 0);
  const sent = usage.sentSeconds + usage.replayedSeconds + usage.silentSeconds;
  if (Math.abs(world.speech.secondsOf(bytes) - sent) > 1e-6) {
    broken.push(`3: sent ${world.speech.secondsOf(bytes)} s, counted ${sent} s`);
  }
  return broken;
}

it(`keeps its promises in ${runs} generated calls`, { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(generatedCall, async (call) => {
      expect(await brokenPromises(call)).toEqual([]);
    }),
    { numRuns: runs, examples: keptCalls.map(([call]) => [call]) },
  );
});

/** What a quiet caller, a talkative one and a server that answers each of them come to. */
const healthyCall = fc.record({
  rate: fc.constantFrom(1.25, Infinity),
  steps: fc.array(
    fc.oneof(
      fc.record({
        speakMs: fc.constantFrom(20, 240, 1_000),
        event: turnInfoEvent,
        transcript: fc.constantFrom('', 'a', 'a b'),
      }),
      fc.record({ waitMs: fc.constantFrom(90, 600, 5_000, 120_000) }),
    ),
    { minLength: 1, maxLength: 20 },
  ),
});

it('leaves a healthy connection alone, however quiet it is (promise 8)', async () => {
  await fc.assert(
    fc.asyncProperty(healthyCall, async ({ rate, steps }) => {
      const world = new SessionWorld({ eagerEotThreshold: 0.5, resume: { rate } });
      world.connect();
      for (const step of steps) {
        if ('waitMs' in step) waitAnsweringPings(world, step.waitMs);
        else {
          world.speak(step.speakMs);
          world.says(step.event, step.transcript);
        }
      }
      expect([world.dials, world.warnings, world.errors]).toEqual([1, [], []]);
      await world.finalEvents();
    }),
    { numRuns: Math.ceil(runs / 50) },
  );
});

/** Lets time pass on a server that answers pings, and audio with updates. */
function waitAnsweringPings({ clock, server }: SessionWorld, durationMs: number): void {
  for (let waited = 0; waited < durationMs; waited += 500) {
    const { length } = server.sent;
    clock.advance(500);
    const sent = server.sent.slice(length);
    if (sent.some(({ kind }) => kind === 'ping')) server.pong();
    if (sent.some(({ kind }) => kind === 'audio')) server.receive('{"type":"Tick"}');
  }
}
