import type { Probe } from '../probe.ts';
import { AUDIO_PROBES } from './audio-probes.ts';
import { CONFIGURE_PROBES } from './configure-probes.ts';
import { ENDING_PROBES } from './ending-probes.ts';
import { HANDSHAKE_PROBES } from './handshake-probes.ts';
import { IDLE_PROBES } from './idle-probes.ts';
import { SESSION_PROBES } from './session-probes.ts';
import { TURN_PROBES } from './turn-probes.ts';

/** Every probe. Those that take the longest begin first, so that the others fit beside them. */
export const PROBES: readonly Probe[] = [
  ...IDLE_PROBES,
  ...HANDSHAKE_PROBES,
  ...ENDING_PROBES,
  ...CONFIGURE_PROBES,
  ...TURN_PROBES,
  ...AUDIO_PROBES,
  ...SESSION_PROBES,
];
