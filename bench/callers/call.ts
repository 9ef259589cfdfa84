import { WebSocket } from 'ws';

/** What one caller saw. Times in milliseconds. */
export type CallResult = {
  readonly rotation: number;
  /** For each end of a turn: when it came, less the moment at which the audio it was decided on had been spoken. */
  readonly endDelaysMs: readonly number[];
  /** For each, how much silence the decision itself waited for, by the end of the last word. */
  readonly decisionSilencesMs: readonly number[];
  /** The same for every other message about a turn. */
  readonly updateDelaysMs: readonly number[];
  readonly turns: readonly string[];
  readonly turnsStarted: number;
  readonly errors: readonly string[];
};

const CHUNK_MS = 80;
const CHUNK_BYTES = 2_560;
const QUERY = 'model=flux-general-en&encoding=linear16&sample_rate=16000&eager_eot_threshold=0.5';

type TurnInfo = {
  readonly event: string;
  readonly audio_window_end: number;
  readonly transcript: string;
  readonly words: readonly { readonly end?: number }[];
};

/** Plays the audio in real time, `rounds` times, and notes when everything about it came. */
export async function call(url: string, rotation: number, audio: Uint8Array, rounds: number): Promise<CallResult> {
  const socket = new WebSocket(`${url}?${QUERY}`);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const errors: string[] = [];
  socket.on('error', (error) => errors.push(error.message));
  const [endDelaysMs, decisionSilencesMs, updateDelaysMs]: [number[], number[], number[]] = [[], [], []];
  const turns: string[] = [];
  let turnsStarted = 0;
  let startedAtMs = 0;
  socket.on('message', (data: Buffer) => {
    const message: { type: string } & TurnInfo = JSON.parse(data.toString('utf8'));
    if (message.type === 'Error') errors.push(data.toString('utf8'));
    if (message.type !== 'TurnInfo') return;
    const delayMs = performance.now() - startedAtMs - message.audio_window_end * 1_000;
    if (message.event === 'StartOfTurn') turnsStarted += 1;
    if (message.event === 'EndOfTurn') {
      turns.push(message.transcript);
      endDelaysMs.push(delayMs);
      const end = message.words.at(-1)?.end;
      if (end !== undefined) decisionSilencesMs.push((message.audio_window_end - end) * 1_000);
    } else updateDelaysMs.push(delayMs);
  });
  const result = { rotation, endDelaysMs, decisionSilencesMs, updateDelaysMs, turns, errors };
  const opened = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('close', () => resolve(false));
  });
  if (!opened) return { ...result, turnsStarted };
  startedAtMs = performance.now();
  const chunks = (audio.byteLength / CHUNK_BYTES) * rounds;
  for (let sent = 0; sent < chunks && socket.readyState === WebSocket.OPEN; sent += 1) {
    const waitMs = startedAtMs + (sent + 1) * CHUNK_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const start = (sent * CHUNK_BYTES) % audio.byteLength;
    socket.send(audio.subarray(start, start + CHUNK_BYTES));
  }
  if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"CloseStream"}');
  await closed;
  return { ...result, turnsStarted };
}
