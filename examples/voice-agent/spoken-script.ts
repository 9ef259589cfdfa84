import { awaitAudio, awaitText, close, connected, hold, turnInfo, type ServerStep } from '@turnstream/testing';

/** What the scripted Flux server hears: a turn that goes on where its end was predicted, then its end as predicted. */
export const spokenScript: readonly ServerStep[] = [
  connected(),
  awaitAudio({ seconds: 0.16 }),
  turnInfo({ event: 'StartOfTurn', transcript: 'What' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'What is' }),
  turnInfo({ event: 'TurnResumed', transcript: 'What is' }),
  turnInfo({ event: 'EagerEndOfTurn', transcript: 'what is the time' }),
  hold('predicted'),
  turnInfo({ event: 'EndOfTurn', transcript: 'What is the time?' }),
  hold('answered'),
  awaitText('CloseStream'),
  close(),
];
