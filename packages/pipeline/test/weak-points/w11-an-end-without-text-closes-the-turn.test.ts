import {
  ExternalUserTurnStrategies,
  InterimTranscriptionFrame,
  LLMContext,
  LLMUserAggregator,
} from '@turnstream/pipeline';
import { awaitAudio, connected, turnInfo, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { runFlux } from '../support/run-flux.ts';
import { runTurns, turnEnd, turnStart } from '../support/run-turns.ts';

it('a turn that ends without text is closed at once, and the model is not asked', async () => {
  await using run = await runTurns({ userTurnStrategies: new ExternalUserTurnStrategies() });
  await run.send(turnStart(0), new InterimTranscriptionFrame({ text: 'Uh', userId: '', timestamp: '', turnId: 0 }));
  await run.send(...turnEnd(0));
  expect(run.came()).toEqual(['UserStartedSpeakingFrame', 'InterruptionFrame', 'UserStoppedSpeakingFrame']);
  expect(run.said).toEqual([]);
});

it('so is one whose text Flux is not confident about', async () => {
  const context = new LLMContext();
  await using run = await runFlux(
    [
      connected(),
      awaitAudio({ seconds: 0.08 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'Hi' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'Hi.', words: [{ word: 'Hi.', confidence: 0.2 }] }),
    ],
    { settings: { minConfidence: 0.5 }, audioPassthrough: false, behind: [new LLMUserAggregator(context)] },
  );
  run.speak(0.2);
  await waitFor(() => run.after.downstreamNames.includes('UserStoppedSpeakingFrame'));
  expect(run.after.downstreamNames).not.toContain('LLMContextFrame');
  expect(context.messages).toEqual([]);
});
