import { createRequire } from 'node:module';

import { parseServerMessage } from '@turnstream/flux/protocol';
import type { ListenParameters, ServerMessage } from '@turnstream/flux/protocol';

import type {
  ConformanceClient,
  ConformanceConnection,
} from '../../packages/server/test/conformance/conformance-client.ts';

/** As much of the official client's socket as is used here. */
type OfficialSocket = {
  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'close' | 'open', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  connect(): void;
  waitForOpen(): Promise<unknown>;
  sendMedia(bytes: Uint8Array): void;
  sendConfigure(message: unknown): void;
  sendForceEndTurn(message: { readonly type: 'ForceEndTurn' }): void;
  sendCloseStream(message: { readonly type: 'CloseStream' }): void;
  close(): void;
};

/** As much of the official client as is used here: the package is installed apart, without its types. */
type OfficialSdk = {
  readonly DeepgramClient: new (options: {
    readonly apiKey: string;
    readonly environment: Readonly<Record<'base' | 'production' | 'agent' | 'agentRest', string>>;
  }) => {
    readonly listen: {
      readonly v2: { connect(query: Readonly<Record<string, unknown>>): Promise<OfficialSocket> };
    };
  };
};

const sdk: OfficialSdk = createRequire(import.meta.url)('@deepgram/sdk');

/** Every `type` of a message the official client hands on is read again, as it was on the wire. */
function readMessage(message: unknown): ServerMessage {
  const parsed = parseServerMessage(JSON.stringify(message));
  if (parsed.kind !== 'ok') {
    throw new Error(`the official client handed on what is no message: ${JSON.stringify(message)}`);
  }
  return parsed.message;
}

/** The official `@deepgram/sdk` with a key, as its documentation uses it. */
export function createOfficialConformanceClient(apiKey: string): ConformanceClient {
  return { name: 'the official @deepgram/sdk', dial: (url, parameters) => dial(apiKey, url, parameters) };
}

async function dial(apiKey: string, url: string, parameters: ListenParameters): Promise<ConformanceConnection> {
  const { origin } = new URL(url);
  const http = origin.replace('ws:', 'http:');
  const client = new sdk.DeepgramClient({
    apiKey,
    environment: { base: http, production: origin, agent: origin, agentRest: http },
  });
  const socket = await client.listen.v2.connect({
    model: parameters.model,
    encoding: parameters.encoding,
    sample_rate: parameters.sampleRateHz,
    eot_threshold: parameters.eotThreshold,
    eager_eot_threshold: parameters.eagerEotThreshold,
    eot_timeout_ms: parameters.eotTimeoutMs,
    keyterm: parameters.keyterms,
    language_hint: parameters.languageHints,
    reconnectAttempts: 0,
  });
  const messages: ServerMessage[] = [];
  socket.on('message', (message) => messages.push(readMessage(message)));
  const closed = new Promise<void>((resolve) => {
    socket.on('close', resolve);
  });
  const failed = new Promise<never>((_resolve, reject) => {
    socket.on('error', reject);
  });
  socket.connect();
  await Promise.race([socket.waitForOpen(), failed]);
  return {
    messages,
    closed,
    sendAudio: (bytes) => socket.sendMedia(bytes),
    configure: (change) => socket.sendConfigure({ type: 'Configure', ...change }),
    forceEndTurn: () => socket.sendForceEndTurn({ type: 'ForceEndTurn' }),
    closeStream: () => socket.sendCloseStream({ type: 'CloseStream' }),
    [Symbol.asyncDispose]: async () => socket.close(),
  };
}
