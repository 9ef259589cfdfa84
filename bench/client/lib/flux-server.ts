import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { nextMessage, startChild } from './child.ts';
import type { HeardAudio, ServerAnswer, ServerRequest } from './run.ts';

const CLOSE_WITHIN_MS = 5_000;

/** The server's process. */
export class FluxServer {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `ws://127.0.0.1:${port}/v2/listen`;
  }

  static async start(program: string, capturePath: string): Promise<FluxServer> {
    const child = startChild(program, capturePath);
    const answer = await nextMessage<ServerAnswer>(child);
    if (answer.type !== 'listening') throw new Error('the server gave no port');
    return new FluxServer(child, answer.port);
  }

  /** What it heard since the last time, once every connection has ended. */
  async report(): Promise<readonly HeardAudio[]> {
    for (const begunAt = performance.now(); ; await sleep(50)) {
      const answered = nextMessage<ServerAnswer>(this.#child);
      this.#ask('report');
      const answer = await answered;
      if (answer.type === 'report' && answer.open === 0) return answer.heard;
      if (performance.now() - begunAt > CLOSE_WITHIN_MS) throw new Error('connections stayed open');
    }
  }

  stop(): void {
    if (this.#child.connected) this.#ask('stop');
  }

  #ask(request: ServerRequest): void {
    this.#child.send(request);
  }
}
