import { CancelFrame, ErrorFrame } from '@turnstream/pipeline';
import { close, connected, fatalError, ignoreUpgrade, silence, waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runFlux } from '../support/run-flux.ts';

for (const [what, script, said] of [
  ['says Error before Connected', [fatalError('OVERLOADED', 'No room here.'), silence()], 'No room here.'],
  ['closes before Connected', [close({ code: 1011, reason: 'no room' })], 'no room'],
  ['never says Connected', [silence()], 'within 0.2 s'],
  ['never answers the upgrade', [ignoreUpgrade()], 'within 0.2 s'],
] as const) {
  it(`a server that ${what} is told of within the bound, and dialled again`, async () => {
    const session = { connection: { connectTimeoutMs: 200 } };
    await using run = await runFlux([script, [connected()]], { session });
    await run.heard('connected');
    const errors = findFrames(run.before.upstream, ErrorFrame);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.error).toContain(said);
    expect(run.events).toEqual([`connectionError: ${errors[0]?.error}`, 'connected']);
  });
}

it('a redial that hangs holds up neither frames nor the cancel', async () => {
  await using run = await runFlux([[connected(), close({ code: 1011 })], [ignoreUpgrade()]]);
  await run.heard('connectionError');
  await waitFor(() => run.server.connections.length === 2);
  run.speak(0.2);
  run.worker.cancel('enough');
  await nextTurnOfTheLoop();
  expect(run.after.downstream.at(-1)).toBeInstanceOf(CancelFrame);
});
