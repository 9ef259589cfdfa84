import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

/** The answer to a dial that was refused. */
export type Refused = {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
};

/** Dials where a refusal is due, and gives it back. Rejects when the server accepts. */
export async function dialRefused(
  address: string,
  options: ClientOptions = {},
  protocols: readonly string[] = [],
): Promise<Refused> {
  const socket = new WebSocket(address, [...protocols], options);
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.terminate();
      reject(new Error(`${address} was accepted`));
    });
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(text) });
      });
    });
  });
}
