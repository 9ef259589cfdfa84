import {
  EagerTranscriptionConfirmedFrame,
  EagerTranscriptionFrame,
  EagerTranscriptionWithdrawnFrame,
  InterimTranscriptionFrame,
  LLMContext,
  LLMContextAggregatorPair,
  LLMProcessor,
  LLMTextFrame,
  SpeculationGate,
} from '@turnstream/pipeline';
import { awaitAudio, connected, hold, turnInfo, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const script = [
  connected(),
  awaitAudio({ seconds: 0.08 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'Book' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Book a table' }),
  hold('first'),
  turnInfo({ event: 'TurnResumed', transcript: 'Book a table' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Book a table for two' }),
  hold('second'),
  turnInfo({ event: 'EndOfTurn', transcript: 'Book a table for two.' }),
  hold('never'),
];

const unsure = [
  connected(),
  awaitAudio({ seconds: 0.08 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'Book' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'Book' }),
  turnInfo({ event: 'EndOfTurn', transcript: 'Book', words: [{ word: 'Book', confidence: 0.2 }] }),
  hold('never'),
];

describe('an eager end of turn starts an answer, and only its own end lets it out', () => {
  it('with enableEagerEndOfTurn: held, thrown away when the speaker goes on, let out when the turn ends', async () => {
    const context = new LLMContext();
    const { user, assistant } = new LLMContextAggregatorPair(context);
    const asked: string[] = [];
    const booked: string[] = [];
    const llm = new LLMProcessor({
      async *respond(messages, { committed }) {
        const said = String(messages.at(-1)?.content);
        asked.push(said);
        yield `Booking: ${said}`;
        // A tool would wait here.
        await committed;
        booked.push(said);
      },
    });
    await using run = await runFlux(script, {
      settings: { eagerEotThreshold: 0.5 },
      enableEagerEndOfTurn: true,
      behind: [user, llm, new SpeculationGate(), assistant],
    });
    const out = (): readonly string[] => findFrames(run.after.downstream, LLMTextFrame).map(({ text }) => text);
    run.speak(0.2);
    await waitFor(() => asked.length === 1);
    run.server.release('first');
    await waitFor(() => asked.length === 2);
    expect(out()).toEqual([]);
    expect(booked).toEqual([]);
    expect(context.messages).toEqual([]);
    run.server.release('second');
    await waitFor(() => context.messages.length === 2);
    expect(asked).toEqual(['Book a table', 'Book a table for two']);
    expect(out()).toEqual(['Booking: Book a table for two']);
    expect(booked).toEqual(['Book a table for two']);
    expect(context.messages).toEqual([
      { role: 'user', content: 'Book a table for two.' },
      { role: 'assistant', content: 'Booking: Book a table for two' },
    ]);
  });

  for (const enableEagerEndOfTurn of [true, false]) {
    it(`the frames ${enableEagerEndOfTurn ? 'are predictions, each settled once, and no interim text' : 'without it are interim texts, as before'}`, async () => {
      await using run = await runFlux(script, { settings: { eagerEotThreshold: 0.5 }, enableEagerEndOfTurn });
      run.speak(0.2);
      await run.heard('eagerEndOfTurn');
      run.server.release('first');
      await run.heard('eagerEndOfTurn', 2);
      run.server.release('second');
      await run.heard('endOfTurn');
      const seen = run.after.downstream;
      const told = [
        ...findFrames(seen, EagerTranscriptionFrame).map(({ turnId, attempt }) => `predicted ${turnId}/${attempt}`),
        ...findFrames(seen, EagerTranscriptionWithdrawnFrame).map(
          ({ attempt, cause }) => `withdrawn ${attempt}: ${cause}`,
        ),
        ...findFrames(seen, EagerTranscriptionConfirmedFrame).map(({ attempt }) => `confirmed ${attempt}`),
      ];
      const each = ['predicted 0/1', 'predicted 0/2', 'withdrawn 1: speech', 'confirmed 2'];
      expect(told).toEqual(enableEagerEndOfTurn ? each : []);
      expect(findFrames(seen, InterimTranscriptionFrame)).toHaveLength(enableEagerEndOfTurn ? 0 : 2);
      const names = run.after.downstreamNames;
      const right = enableEagerEndOfTurn ? 'EagerTranscriptionConfirmedFrame' : 'InterimTranscriptionFrame';
      expect(names[names.indexOf('TranscriptionFrame') - 1]).toBe(right);
    });
  }

  it('a text below minConfidence withdraws its prediction', async () => {
    await using run = await runFlux(unsure, {
      settings: { eagerEotThreshold: 0.5, minConfidence: 0.9 },
      enableEagerEndOfTurn: true,
    });
    run.speak(0.2);
    await run.heard('endOfTurn');
    const causes = findFrames(run.after.downstream, EagerTranscriptionWithdrawnFrame).map(({ cause }) => cause);
    expect(causes).toEqual(['confidence']);
    expect(findFrames(run.after.downstream, EagerTranscriptionConfirmedFrame)).toEqual([]);
  });
});
