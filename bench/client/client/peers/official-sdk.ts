import { createRequire } from 'node:module';
import type { WireMessage } from '../hear-turn-info.ts';

/** As much of the official client as is used here: it is installed apart, without its types. */
export type OfficialSocket = {
  on(event: 'message', listener: (message: WireMessage) => void): void;
  on(event: 'close', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  connect(): void;
  waitForOpen(): Promise<unknown>;
  sendMedia(bytes: Uint8Array): void;
  sendConfigure(message: object): void;
  sendCloseStream(message: { readonly type: 'CloseStream' }): void;
};

/** An API key, or a short-lived token. */
export type OfficialCredential = { readonly apiKey: string } | { readonly accessToken: string };

type OfficialSdk = {
  readonly DeepgramClient: new (
    options: OfficialCredential & {
      readonly environment: Readonly<Record<'base' | 'production' | 'agent' | 'agentRest', string>>;
    },
  ) => {
    readonly listen: { readonly v2: { connect(query: Readonly<Record<string, unknown>>): Promise<OfficialSocket> } };
  };
};

/** Makes sockets of `@deepgram/sdk` for the server of a `/v2/listen` address, which begin to dial with `connect()`. */
export function loadOfficialSdk(): (
  url: string,
  credential: OfficialCredential,
  query: Readonly<Record<string, unknown>>,
) => Promise<OfficialSocket> {
  const sdk: OfficialSdk = createRequire(import.meta.url)('@deepgram/sdk');
  return (url, credential, query) => {
    const { origin } = new URL(url);
    const http = origin.replace('ws:', 'http:');
    const client = new sdk.DeepgramClient({
      ...credential,
      environment: { base: http, production: origin, agent: origin, agentRest: http },
    });
    return client.listen.v2.connect({ model: 'flux-general-en', encoding: 'linear16', sample_rate: 16_000, ...query });
  };
}
