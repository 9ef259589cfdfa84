import type { Session } from '@turnstream/flux';

import type { FluxSettings } from '../arguments/setting-options.ts';
import { CliError } from '../failure/cli-error.ts';
import { EXIT_CODE } from '../failure/exit-code.ts';
import type { AudioInput } from '../input/audio-input.ts';
import type { CliIo } from '../io/cli-io.ts';
import { isTimeUp } from '../io/is-time-up.ts';
import { whenAborted } from '../io/when-aborted.ts';
import { notice } from '../render/notice.ts';
import type { TurnRenderer } from '../render/turn-renderer.ts';
import { feed } from './feed.ts';
import type { Pace } from './feed.ts';

/** Where and how to transcribe. */
export type TranscriptionPlan = {
  readonly server: { readonly url: string; readonly apiKey: string };
  readonly settings: FluxSettings;
  readonly pace: Pace;
  readonly renderer: TurnRenderer;
  /** Longest wait for the first `Connected`. */
  readonly connectTimeoutMs: number;
};

/** A person waits at the terminal: three dials take about a second where nobody answers. */
const maxFailedDials = 3;

/**
 * Sends a recording through a session and renders every turn event, to the end or until `io.interrupted`. It uses the
 * session and not the pipeline's service: only the session has back-pressure from the server to the file, and its events
 * carry the reasons and times that JSON Lines promise.
 * @throws FluxError, or CliError when the server is not ready in time or the input fails
 */
export async function transcribeInput(input: AudioInput, plan: TranscriptionPlan, io: CliIo): Promise<void> {
  const { FLUX_ERROR_CODES, listen } = await import('@turnstream/flux');
  const { renderer } = plan;
  await using session = listen({
    ...plan.settings,
    url: plan.server.url,
    apiKey: plan.server.apiKey,
    encoding: input.encoding,
    sampleRateHz: input.sampleRateHz,
    connection: { connectTimeoutMs: plan.connectTimeoutMs, maxFailedDials },
    ...(plan.pace === 'fast' ? { resume: { rate: Number.POSITIVE_INFINITY } } : {}),
  });
  const say = notice(io);
  const failures: ReadonlySet<string> = new Set(FLUX_ERROR_CODES);
  session.on('warning', (warning) => {
    // Before the first connection a failed dial is told once: as the reason the command ends with.
    if (session.state.connections === 0 && failures.has(warning.code)) return;
    renderer.clear();
    say(`Warning: ${warning.message}`);
  });

  const ended = new AbortController();
  const end = (): void => ended.abort();
  session.closed.then(end, end);
  const interrupt = (): void => {
    end();
    // What stop() could reject with, the events throw too.
    if (io.interrupted.reason === 'output-closed') session.cancel('nobody reads the output');
    else session.stop().catch(() => undefined);
  };
  io.interrupted.addEventListener('abort', interrupt, { once: true });
  if (io.interrupted.aborted) interrupt();
  try {
    const [turns] = await Promise.all([
      renderEvents(session, renderer, io),
      sendAll(input, session, plan, io, ended.signal),
    ]);
    renderer.summary({ turns, usage: session.usage });
    const { lostSeconds } = session.usage;
    if (lostSeconds > 0 && !io.interrupted.aborted)
      say(`Warning: ${lostSeconds.toFixed(1)} s of audio were lost with the connection`);
  } finally {
    renderer.clear();
    io.interrupted.removeEventListener('abort', interrupt);
  }
}

async function renderEvents(session: Session, renderer: TurnRenderer, io: CliIo): Promise<number> {
  let turns = 0;
  for await (const event of session.events) {
    renderer.event(event);
    if (event.type === 'turn-end') turns += 1;
    await io.stdout.drained();
  }
  return turns;
}

async function sendAll(
  input: AudioInput,
  session: Session,
  plan: TranscriptionPlan,
  io: CliIo,
  ended: AbortSignal,
): Promise<void> {
  await openedInTime(session, plan, ended);
  const writer = session.audio.getWriter();
  const sink = async (chunk: Uint8Array): Promise<void> => await writer.write(chunk);
  // The race is lost by a read of standard input that nobody answers any more.
  await Promise.race([feed(input, sink, plan.pace, io.clock, ended), whenAborted(ended)]);
  if (!ended.aborted) await session.finish();
}

async function openedInTime(session: Session, plan: TranscriptionPlan, ended: AbortSignal): Promise<void> {
  if (!(await isTimeUp(session.opened, plan.connectTimeoutMs, ended))) return;
  session.cancel('not ready in time');
  throw new CliError(
    EXIT_CODE.connection,
    `The server was not ready within ${String(plan.connectTimeoutMs)} ms; check that the address is a Flux server's`,
  );
}
