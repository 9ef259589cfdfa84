import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { nextMessage, startChild } from './child.ts';
import type { HeardAudio, ServerAnswer, ServerRequest } from './run.ts';

const CLOSE_WITHIN_MS = 5_000;

/** The server's process. It has a port for each client that is measured at the same time: an ear. */
export class FluxServer {
  readonly #ports: readonly number[];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ports: readonly number[]) {
    this.#child = child;
    this.#ports = ports;
  }

  static async start(program: string, capturePath: string, ears: number): Promise<FluxServer> {
    const child = startChild(program, [capturePath, String(ears)]);
    const answer = await nextMessage<ServerAnswer>(child);
    if (answer.type !== 'listening') throw new Error('the server gave no port');
    return new FluxServer(child, answer.ports);
  }

  urlOf(ear: number): string {
    return `ws://127.0.0.1:${this.#ports[ear]}/v2/listen`;
  }

  /** What an ear heard since the last time, once every connection to it has ended. One at a time. */
  async report(ear: number): Promise<readonly HeardAudio[]> {
    for (const begunAt = performance.now(); ; await sleep(50)) {
      const answered = nextMessage<ServerAnswer>(this.#child);
      this.#ask({ type: 'report', ear });
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
