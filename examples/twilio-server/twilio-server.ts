/// <reference lib="esnext.disposable" />
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  DeepgramFluxSTTService,
  LLMContext,
  LLMUserAggregator,
  Pipeline,
  PipelineRunner,
  PipelineWorker,
  TwilioFrameSerializer,
  WebSocketTransport,
} from '@turnstream/pipeline';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { AnswerWithBeep } from './answer-with-beep.ts';

/** Where to listen, where speech is recognised, and what happens with it. */
export type TwilioServerOptions = {
  readonly apiKey: string;
  /** Address of a Flux server of your own. Default: Deepgram's. */
  readonly fluxUrl?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** Address at which Twilio reaches this server, such as `wss://example.ngrok.app`. Default: the request's own host. */
  readonly publicUrl?: string;
  /** Calls at once; one more is turned away. Default 20. */
  readonly maxCalls?: number;
  /** Given each turn of a caller as it ends. */
  readonly onTurn: (callSid: string, text: string) => void;
  /** Given what goes wrong. */
  readonly onError?: (message: string) => void;
};

/** A running server. */
export type TwilioServer = AsyncDisposable & {
  readonly port: number;
};

/** TwiML that connects a call to a WebSocket in both directions. */
export function connectTwiml(streamUrl: string): string {
  const url = streamUrl.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Connect><Stream url="${url}" /></Connect></Response>\n`;
}

/** Starts a server for Twilio: `POST /voice` answers with TwiML, `/media` takes the calls it connects. */
export async function createTwilioServer(options: TwilioServerOptions): Promise<TwilioServer> {
  const http = createServer((request, response) => {
    if (request.url !== '/voice') {
      response.writeHead(404).end();
      return;
    }
    const url = options.publicUrl ?? `wss://${request.headers.host ?? 'localhost'}`;
    response.writeHead(200, { 'content-type': 'text/xml' }).end(connectTwiml(`${url}/media`));
  });
  const runner = new PipelineRunner({ handleSigint: false });
  const calls = new Set<Promise<void>>();
  const sockets = new WebSocketServer({ server: http, path: '/media', maxPayload: 65_536 });
  sockets.on('connection', (socket) => {
    if (calls.size >= (options.maxCalls ?? 20)) {
      socket.close(1013, 'too many calls');
      return;
    }
    const call = runCall(socket, runner, options).finally(() => calls.delete(call));
    calls.add(call);
  });
  http.listen(options.port ?? 0);
  await once(http, 'listening');
  const address = http.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      runner.cancel('the server is closing');
      await Promise.all(calls);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.close();
      await once(http, 'close');
    },
  };
}

/** One call: its own pipeline from the caller's voice to what the caller hears. */
async function runCall(socket: WebSocket, runner: PipelineRunner, options: TwilioServerOptions): Promise<void> {
  const { apiKey, fluxUrl, onTurn, onError } = options;
  const serializer = new TwilioFrameSerializer();
  const transport = new WebSocketTransport({ socket, serializer });
  const stt = new DeepgramFluxSTTService({ apiKey, ...(fluxUrl === undefined ? {} : { url: fluxUrl }) });
  const user = new LLMUserAggregator(new LLMContext());
  user.on('userTurnStopped', (_aggregator, _strategy, message) => {
    if (message.content !== '') onTurn(serializer.start?.callSid ?? 'unknown', message.content);
  });
  const worker = new PipelineWorker(
    new Pipeline([transport.input, stt, user, new AnswerWithBeep(), transport.output]),
    // Flux takes the telephone's own 8 kHz, so nothing is resampled.
    { params: { audioInSampleRate: 8_000, audioOutSampleRate: 8_000 } },
  );
  worker.on('pipelineError', (_worker, frame) => onError?.(frame.error));
  await runner.run(worker);
}
