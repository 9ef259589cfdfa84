import { setImmediate, setTimeout } from 'node:timers/promises';
import type { LiveConnection } from './live-connection.ts';
import { refusalResponse } from './refusal-response.ts';
import type { AnswerStep, ConnectionScript, ServerStep, WaitingStep } from './step.ts';

/** Recorded times carry the noise of 32-bit floats ("1.6800001"). */
const SECONDS_TOLERANCE = 1e-4;

/** Whether the test has called `release(name)`. */
export type IsReleased = (name: string) => boolean;

/** What only a WebSocket can do. */
const NEEDS_WEB_SOCKET: ReadonlySet<ServerStep['kind']> = new Set([
  'send',
  'deliver',
  'await-text',
  'await-audio',
  'close',
  'reading',
] as const);

/** Runs a script on a dial, from its answer on. Never rejects: how it went is in `connection.script`. */
export async function runScript(
  connection: LiveConnection,
  script: ConnectionScript,
  isReleased: IsReleased,
): Promise<void> {
  const scriptRun = new ScriptRun(connection, isReleased);
  try {
    await scriptRun.runSteps(withAnswer(script), { request: undefined });
    connection.script = { status: 'done' };
    await scriptRun.closeWhenAsked();
  } catch (error) {
    scriptRun.stopped(error);
  }
}

function isAnswer(step: ServerStep): step is AnswerStep {
  return step.kind === 'upgrade' || step.kind === 'refuse' || step.kind === 'ignore-upgrade';
}

/** A script that does not say how the dial is answered upgrades it first of all. */
function withAnswer(script: ConnectionScript): ConnectionScript {
  return script.some(isAnswer) ? script : [{ kind: 'upgrade', headers: {} }, ...script];
}

/** A line of steps that run one after another, and the client's message that they answer. */
type Strand = { request: unknown };

class ScriptRun {
  readonly #connection: LiveConnection;
  readonly #isReleased: IsReleased;
  readonly #reactionTypes: Set<string> = new Set<string>();
  #silent = false;
  #isAnswered = false;
  /** Whether a step of the script has ended the connection. */
  #over = false;
  #takenMessages = 0;
  #takenAudioBytes = 0;

  constructor(connection: LiveConnection, isReleased: IsReleased) {
    this.#connection = connection;
    this.#isReleased = isReleased;
  }

  async runSteps(steps: ConnectionScript, strand: Strand): Promise<void> {
    for (const step of steps) {
      if (this.#over) return;
      await this.#runStep(step, strand);
    }
  }

  /** What the live service does on `CloseStream`: closes without a code. */
  async closeWhenAsked(): Promise<void> {
    const { received, status } = this.#connection;
    if (this.#over || this.#silent || status !== 101 || this.#reactionTypes.has('CloseStream')) return;
    await this.#connection.until(() =>
      received.some((message) => message.kind === 'text' && message.type === 'CloseStream'),
    );
    this.#connection.close();
  }

  /** Notes that a step could not go on: because the connection had ended, or because of a mistake in the script. */
  stopped(error: unknown): void {
    const connection = this.#connection;
    if (connection.script.status !== 'running' && connection.script.status !== 'done') return;
    if (connection.ended.signal.aborted) {
      if (connection.script.status === 'running') {
        connection.script = { status: this.#over || connection.isBroken ? 'done' : 'cut' };
      }
      return;
    }
    connection.script = { status: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
    connection.destroy();
  }

  async #runStep(step: ServerStep, strand: Strand): Promise<void> {
    const connection = this.#connection;
    if (connection.status !== 101 && NEEDS_WEB_SOCKET.has(step.kind)) {
      throw new Error(`"${step.kind}" needs a WebSocket: it must come after upgrade()`);
    }
    switch (step.kind) {
      case 'upgrade':
      case 'refuse':
      case 'ignore-upgrade':
        await this.#answer(step);
        return;
      case 'send':
        connection.sendRaw(step.compose(connection.wire, strand.request));
        return;
      case 'deliver': {
        const messages = step.messages.map(({ compose }) => compose(connection.wire, strand.request));
        for (const index of step.order) connection.sendRaw(messages[index] ?? '');
        return;
      }
      case 'send-bytes':
        connection.sendBytes(step.bytes);
        return;
      case 'break-at':
        connection.breakAt(step.point);
        return;
      case 'await-text':
        strand.request = await this.#awaitText(step.type);
        return;
      case 'await-audio':
        await this.#awaitAudio(step);
        return;
      case 'pause':
        await setTimeout(step.durationMs, undefined, { signal: connection.ended.signal });
        return;
      case 'hold':
        await connection.until(() => this.#isReleased(step.name));
        return;
      case 'silence':
        this.#silent = true;
        return;
      case 'close':
        this.#over = true;
        connection.close(step.code, step.reason);
        return;
      case 'hang-up':
        this.#over = true;
        connection.hangUp();
        return;
      case 'reset':
        this.#over = true;
        connection.reset();
        return;
      case 'run':
        await step.act(connection);
        return;
      case 'repeat':
        await this.#repeat(step.times, step.steps, strand);
        return;
      case 'whenever':
        this.#react(step.type, step.steps);
        return;
      case 'reading':
        connection.setReading(step.on);
        return;
      case 'pongs':
        connection.answersPings = step.on;
    }
  }

  async #answer(step: AnswerStep): Promise<void> {
    const connection = this.#connection;
    if (this.#isAnswered) throw new Error(`"${step.kind}": a dial is answered once`);
    this.#isAnswered = true;
    if (step.kind === 'upgrade') await connection.upgrade(step.headers);
    else if (step.kind === 'ignore-upgrade') connection.ignore();
    else {
      this.#over = true;
      connection.refuse(step.status, refusalResponse(step, connection.requestId));
    }
  }

  async #awaitAudio(step: WaitingStep & { readonly kind: 'await-audio' }): Promise<void> {
    const connection = this.#connection;
    if (step.measure === 'seconds' && connection.bytesPerSecond === undefined) {
      throw new Error(
        'awaitAudio() can count seconds only where the query has an encoding and a sample_rate; use bytes',
      );
    }
    const bytesPerUnit = step.measure === 'bytes' ? 1 : (connection.bytesPerSecond ?? 1);
    const tolerance = step.measure === 'bytes' ? 0 : SECONDS_TOLERANCE * bytesPerUnit;
    const untilBytes = step.amount * bytesPerUnit + (step.total ? 0 : this.#takenAudioBytes);
    await connection.until(() => connection.audioBytes >= untilBytes - tolerance);
    this.#takenAudioBytes = Math.max(this.#takenAudioBytes, untilBytes);
  }

  async #awaitText(type: string): Promise<unknown> {
    let request: unknown;
    await this.#connection.until(() => {
      for (; this.#takenMessages < this.#connection.received.length; this.#takenMessages += 1) {
        const message = this.#connection.received[this.#takenMessages];
        if (message?.kind !== 'text' || message.type !== type || this.#reactionTypes.has(type)) continue;
        this.#takenMessages += 1;
        request = message.json;
        return true;
      }
      return false;
    });
    return request;
  }

  async #repeat(times: number, steps: ConnectionScript, strand: Strand): Promise<void> {
    for (let run = 0; run < times && !this.#over && !this.#connection.ended.signal.aborted; run += 1) {
      await this.runSteps(steps, strand);
      // Lets the network in, also where none of the steps waits.
      await setImmediate();
    }
  }

  #react(type: string, steps: ConnectionScript): void {
    this.#reactionTypes.add(type);
    const { received } = this.#connection;
    let next = this.#takenMessages;
    const isNext = (): boolean => {
      for (; next < received.length; next += 1) {
        const message = received[next];
        if (message?.kind === 'text' && message.type === type) return true;
      }
      return false;
    };
    const answerEach = async (): Promise<void> => {
      while (!this.#over) {
        await this.#connection.until(isNext);
        const message = received[next];
        next += 1;
        await this.runSteps(steps, { request: message?.kind === 'text' ? message.json : undefined });
      }
    };
    answerEach().catch((error: unknown) => this.stopped(error));
  }
}
