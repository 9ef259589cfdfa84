import type { Script } from './script-steps.ts';

/** What the scripted server knows of one dial. */
export type SeenConnection = {
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols: readonly string[];
  readonly requestId: string;
  readonly status?: number;
  /** Text messages, parsed. */
  readonly texts: readonly unknown[];
  readonly audioBytes: number;
  /** The length of each binary message. */
  readonly audioMessages: readonly number[];
  readonly pings: number;
  readonly end?: { readonly by: string; readonly code: number };
};

/** What meets a dial after the last script. */
export type ServeOptions = { readonly afterLast?: 'repeat' | 'refuse' };

/** A scripted server in another process. */
export type ContractServer = {
  readonly url: string;
  /** Every dial so far. */
  seen(): Promise<readonly SeenConnection[]>;
  /** Waits until `condition` holds; asks again whenever something has happened on the server. */
  until(condition: (connections: readonly SeenConnection[]) => boolean): Promise<readonly SeenConnection[]>;
  /** The audio of one dial in one piece. */
  audioOf(index: number): Promise<Uint8Array>;
  /** Takes the server away: nobody listens at its address any more. */
  stop(): Promise<void>;
};

/** Asks the control server for a scripted server of its own. */
export async function serve(
  controlUrl: string,
  scripts: readonly Script[],
  options: ServeOptions,
): Promise<ContractServer> {
  const { id, url }: { readonly id: string; readonly url: string } = await post(`${controlUrl}/servers`, {
    scripts,
    options,
  });
  const base = `${controlUrl}/servers/${id}`;
  const look = (
    known: string | null,
  ): Promise<{ readonly mark: string; readonly connections: readonly SeenConnection[] }> =>
    post(`${base}/seen`, { known });
  return {
    url,
    seen: async () => (await look(null)).connections,
    until: async (condition) => {
      let known: string | null = null;
      for (;;) {
        const { mark, connections } = await look(known);
        if (condition(connections)) return connections;
        known = mark;
      }
    },
    audioOf: async (index) => {
      const response = await fetch(`${base}/audio/${index}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    stop: () => post(`${base}/stop`, {}),
  };
}

async function post<Answer>(url: string, body: unknown): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`the control server answered ${response.status}: ${text}`);
  const answer: Answer = JSON.parse(text);
  return answer;
}
