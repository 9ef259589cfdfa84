import {
  blackHole,
  close,
  configureFailure,
  connected,
  refuse,
  reset,
  silence,
  stopReading,
  upgrade,
  whenever,
  type ConnectionRecord,
  type ConnectionScript,
} from '@turnstream/testing';
import { hearCall } from './hear-call.ts';
import type { CallerAct } from './run.ts';

/** One thing that goes wrong, on the server's side and on the caller's. */
export type Fault = {
  readonly name: string;
  /** What the server does on each dial. */
  readonly script: (dial: ConnectionRecord) => ConnectionScript;
  readonly act?: CallerAct;
  /** Whether the credential is a token of 30 s in place of a key. */
  readonly usesToken?: true;
};

/** In the middle of the fourth turn, after 11 s. */
const MID_TURN_WORD = 20;

/** In the middle of the eleventh turn, after 33 s: a token of 30 s has expired by then. */
const LATE_WORD = 62;

const TOKEN_SECONDS = 30;

const HEALTHY: ConnectionScript = [connected(), hearCall()];

/** The call without a fault, and twelve faults. */
export const FAULTS: readonly Fault[] = [
  { name: 'none', script: () => HEALTHY },
  { name: 'refused first dial', script: onFirstDial([refuse({ status: 503 })]) },
  { name: '401', script: () => [refuse({ status: 401 })] },
  { name: 'no `Connected`', script: onFirstDial([upgrade(), silence()]) },
  { name: 'close 1011 in mid-turn', script: inMidTurn([close({ code: 1011, reason: 'overload' })]) },
  { name: 'reset', script: inMidTurn([reset()]) },
  { name: 'black hole', script: inMidTurn([blackHole()]) },
  { name: 'peer stops reading', script: inMidTurn([stopReading(), silence()]) },
  { name: '`Configure` refused', script: refusingSettings, act: { atWord: MID_TURN_WORD, what: 'configure' } },
  {
    name: 'acknowledgement lost',
    script: onFirstDial([whenever('Configure', []), ...HEALTHY]),
    act: { atWord: MID_TURN_WORD, what: 'configure' },
  },
  { name: 'empty `EndOfTurn`', script: () => [connected(), hearCall({ emptyEndOfTurn: 3 })] },
  { name: 'hang-up in mid-turn', script: () => HEALTHY, act: { atWord: MID_TURN_WORD, what: 'hang-up' } },
  { name: 'expired 30 s token', script: whileTokenIsFresh, usesToken: true },
];

function onFirstDial(script: ConnectionScript): Fault['script'] {
  return ({ index }) => (index === 0 ? script : HEALTHY);
}

function inMidTurn(fault: ConnectionScript): Fault['script'] {
  return onFirstDial([connected(), hearCall({ untilWord: MID_TURN_WORD }), ...fault]);
}

/** The new settings are refused, however they come. */
function refusingSettings({ query }: ConnectionRecord): ConnectionScript {
  if (query.has('eot_threshold')) return [refuse({ status: 400 })];
  return [whenever('Configure', [configureFailure()]), ...HEALTHY];
}

/** Loses the first connection when its token is too old for another dial. */
function whileTokenIsFresh(dial: ConnectionRecord): ConnectionScript {
  const grantedAt = Number(/-(\d+)$/.exec(dial.headers['authorization'] ?? '')?.[1]);
  if (!(Date.now() - grantedAt < TOKEN_SECONDS * 1_000)) return [refuse({ status: 401 })];
  return onFirstDial([connected(), hearCall({ untilWord: LATE_WORD }), reset()])(dial);
}
