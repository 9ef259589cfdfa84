import type { ContractCase, ContractContext, Fact } from '../contract-case.ts';
import { eventsUntil, expectEqual, expectThat, nextWarning, speech } from '../expectations.ts';
import { awaitAudio, close, connected, hangUp, reset, turnInfo, type Step } from '../script-steps.ts';

/** Connections that end in the middle of a turn. */
export const DROP_CASES: readonly ContractCase[] = [
  dropCase('close 1000', 'a close with 1000', close({ code: 1_000, reason: 'done' }), /code 1000 \(done\)/),
  dropCase('close 1001', 'a close with 1001', close({ code: 1_001, reason: 'going' }), /code 1001 \(going\)/),
  dropCase('close 1005', 'a close without a code', close(), /without a code|code 1005/),
  dropCase('close 1006', 'an end without a close', hangUp(), /./),
  dropCase('close 1011', 'a close with 1011', close({ code: 1_011, reason: 'broken' }), /code 1011 \(broken\)/),
  dropCase('reset', 'a reset', reset(), /./),
];

function dropCase(fact: Fact, name: string, step: Step, shown: RegExp): ContractCase {
  return {
    name: `keeps the turn over ${name}`,
    run: async (context) => {
      const warning = await expectTurnKept(context, step);
      const [, code, reason] = /with code (\d+)(?: \((\w+)\))?/u.exec(warning) ?? [];
      context.note(fact, `${code ?? 'no code'}${reason === undefined ? '' : ' and reason'}`);
      expectThat(shown.test(warning), `the warning hides how the connection ended: ${warning}`);
    },
  };
}

async function expectTurnKept({ serve, listen }: ContractContext, drop: Step): Promise<string> {
  const server = await serve([
    [
      connected(),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'one' }),
      awaitAudio({ seconds: 0.1 }),
      drop,
    ],
    [
      connected(),
      awaitAudio({ seconds: 0.5 }),
      turnInfo({ event: 'StartOfTurn', transcript: 'one' }),
      turnInfo({ event: 'EndOfTurn', transcript: 'one two' }),
    ],
  ]);
  const session = listen(server, { resume: { rate: Infinity } });
  const warned = nextWarning(session);
  const heard = eventsUntil(session, 'turn-end');
  session.send(speech(0.5));
  // What the server says right before it hangs up may be lost.
  await eventsUntil(session, 'turn-start');
  session.send(speech(0.5));
  const events = await heard;
  const steps = events.filter(({ type }) => type !== 'turn-update').map(({ type, turnId }) => [type, turnId]);
  expectEqual(
    steps,
    [
      ['turn-start', 0],
      ['turn-end', 0],
    ],
    'the turn',
  );
  expectEqual(events.at(-1)?.transcript, 'one two', 'the final text');
  expectEqual(session.state.connections, 2, 'the connections');
  expectEqual(session.usage.lostSeconds, 0, 'the lost seconds');
  return warned;
}
