import { AUDIO_CASES } from './cases/audio-cases.ts';
import { DIAL_CASES } from './cases/dial-cases.ts';
import { DROP_CASES } from './cases/drop-cases.ts';
import { ENDING_CASES } from './cases/ending-cases.ts';
import { MESSAGE_CASES } from './cases/message-cases.ts';
import { REFUSAL_CASES } from './cases/refusal-cases.ts';
import type { ContractCase } from './contract-case.ts';

/** Every promise about a platform's WebSocket under a whole session. */
export const CONTRACT_CASES: readonly ContractCase[] = [
  ...DIAL_CASES,
  ...AUDIO_CASES,
  ...REFUSAL_CASES,
  ...DROP_CASES,
  ...MESSAGE_CASES,
  ...ENDING_CASES,
];
