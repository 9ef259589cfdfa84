import { parseServerMessage } from '@turnstream/flux/protocol';
import type { ListenParameters, ServerMessage } from '@turnstream/flux/protocol';
import { FakeClock } from '@turnstream/testing';

import type { ServerClock } from '../src/lib/server-clock.ts';
import { ListenSession } from '../src/lib/session/listen-session.ts';
import type { SessionLimits } from '../src/lib/session/session-options.ts';
import type { SessionSocket } from '../src/lib/session/session-socket.ts';
import { createRecordingLogger } from './recording-logger.ts';
import type { LogLine } from './recording-logger.ts';
import type { ScriptedEngine } from './scripted-engine.ts';

const STEP_BYTES = 2_560;

/** A socket without a network: keeps what it is told, and answers a close at once. */
export class FakeSocket implements SessionSocket {
  bufferedAmount = 0;
  readonly texts: string[] = [];
  /** `pause`, `resume`, `close 1005`, `terminate`, in their order. */
  readonly acts: string[] = [];
  whenClosed: ((code: number) => void) | undefined;

  get messages(): readonly ServerMessage[] {
    return this.texts.flatMap((text) => {
      const parsed = parseServerMessage(text);
      return parsed.kind === 'ok' ? [parsed.message] : [];
    });
  }

  /** Every message in a few words. */
  get summary(): readonly string[] {
    return this.messages.map((message) =>
      message.type === 'TurnInfo'
        ? `${message.event} ${message.audio_window_end} ${message.transcript}`.trim()
        : `${message.type} ${'code' in message ? message.code : ''}`.trim(),
    );
  }

  send(text: string): void {
    this.texts.push(text);
  }

  close(code?: number): void {
    this.acts.push(`close ${code ?? 1005}`);
    this.whenClosed?.(code ?? 1005);
  }

  terminate(): void {
    this.acts.push('terminate');
    this.whenClosed?.(1006);
  }

  pause(): void {
    this.acts.push('pause');
  }

  resume(): void {
    this.acts.push('resume');
  }
}

/** A session on a fake socket. */
export type SessionHarness = {
  readonly session: ListenSession;
  readonly socket: FakeSocket;
  readonly clock: FakeClock;
  readonly log: readonly LogLine[];
  /** Gives the session silence of so many steps, a message each. */
  readonly sendSteps: (count: number) => void;
  readonly sendJson: (message: unknown) => void;
};

/** Opens a session on a fake socket. */
export function openSession(
  engine: ScriptedEngine,
  options: { readonly parameters?: Partial<ListenParameters>; readonly limits?: Partial<SessionLimits> } = {},
): SessionHarness {
  const socket = new FakeSocket();
  const fakeClock = new FakeClock();
  const clock: ServerClock = {
    now: () => fakeClock.now(),
    wake: (delayMs, callback) => fakeClock.wake(delayMs, callback),
    epochNow: () => fakeClock.now(),
    fillRandom: (bytes) => bytes.fill(7),
  };
  const { logger, lines } = createRecordingLogger();
  const session = new ListenSession({
    eagerCheckpointsSeconds: [],
    requestId: 'request-1',
    parameters: { model: 'flux-general-en', encoding: 'linear16', sampleRateHz: 16_000, ...options.parameters },
    engine,
    socket,
    limits: {
      maxQueuedSeconds: 5,
      maxUnreadBytes: 1_000_000,
      idleTimeoutMs: 60_000,
      closeTimeoutMs: 10_000,
      ...options.limits,
    },
    logger,
    clock,
  });
  socket.whenClosed = (code) => session.socketClosed(code);
  session.open();
  return {
    session,
    socket,
    clock: fakeClock,
    log: lines,
    sendSteps(count) {
      for (let step = 0; step < count; step += 1) {
        session.receiveAudio(new Uint8Array(STEP_BYTES));
      }
    },
    sendJson(message) {
      session.receiveText(JSON.stringify(message));
    },
  };
}
