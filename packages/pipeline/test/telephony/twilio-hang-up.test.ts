import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Frame, FrameDirection, HandlerScope, HangUpFetch, TwilioHangUpOptions } from '@turnstream/pipeline';
import { EndFrame, ErrorFrame, FrameProcessor, TwilioFrameSerializer, WebSocketTransport } from '@turnstream/pipeline';
import { FakeClock, waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { FakeSocket } from '../support/fake-socket.ts';
import { findFrames } from '../support/find-frames.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { runProcessors } from '../support/run-processors.ts';
import { twilioCall } from '../support/twilio-call.ts';

const CALL_SID = 'CAc45d81f3a9ab4fdd0f1c06d24d2f3d5a';
const account = { accountSid: 'ACaccount', authToken: 'the+secret/token' };
const basic = Buffer.from('ACaccount:the+secret/token').toString('base64');

type Asked = {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
};

/** Stands where Twilio's REST interface is. */
async function restServer(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { authorization, 'content-type': type } = request.headers;
      asked.push({ line: `${request.method} ${request.url}`, authorization, type, body });
      answer(response, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    asked,
    baseUrl: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerWith(status: number, body: object = {}): (response: ServerResponse) => void {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A call that has begun, and everything that was ever said about what went wrong. */
async function runCall(
  autoHangUp: TwilioHangUpOptions | undefined,
  { clock, behind = [] }: { readonly clock?: FakeClock; readonly behind?: readonly FrameProcessor[] } = {},
) {
  const socket = new FakeSocket();
  const transport = new WebSocketTransport({ socket, serializer: new TwilioFrameSerializer({ autoHangUp }) });
  const { logger, lines, fields } = recordingLogger();
  const errors: string[] = [];
  transport.output.on('error', (_output, frame) => void errors.push(frame.error));
  const run = await runProcessors([transport.input, transport.output, ...behind], { logger, ...(clock && { clock }) });
  for (const message of twilioCall(new Uint8Array(320)).slice(0, -1)) socket.receive(message);
  const everything = (): string =>
    [
      ...lines,
      ...fields,
      ...findFrames(run.before.upstream, ErrorFrame).map(({ error, exception }) => [error, exception]),
    ]
      .map((entry) => (typeof entry === 'string' ? entry : inspected(entry)))
      .join('\n');
  return { ...run, socket, transport, errors, lines, everything };
}

function inspected(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) =>
    held instanceof Error ? { fields: Object.entries(held), stack: held.stack, cause: held.cause } : held,
  );
}

describe('a call that is to be hung up', () => {
  for (const [how, end] of [
    ['EndFrame', 'stopWhenDone'],
    ['CancelFrame', 'cancel'],
  ] as const) {
    it(`is, by one request, when the pipeline ends by a ${how}`, async () => {
      await using rest = await restServer(answerWith(200, { status: 'completed' }));
      await using call = await runCall({ ...account, baseUrl: `${rest.baseUrl}/` });
      call.worker[end]();
      await call.ended;
      expect(rest.asked).toEqual([
        {
          line: `POST /2010-04-01/Accounts/ACaccount/Calls/${CALL_SID}.json`,
          authorization: `Basic ${basic}`,
          type: 'application/x-www-form-urlencoded',
          body: 'Status=completed',
        },
      ]);
      expect(call.errors).toEqual([]);
      expect(call.socket.closedWith).toBe(1_000);
      expect(call.everything()).not.toContain(account.authToken);
    });
  }

  it('is hung up once, also where a cancel follows an end that is stuck', async () => {
    class Stuck extends FrameProcessor {
      override async processFrame(frame: Frame, direction: FrameDirection, scope: HandlerScope): Promise<void> {
        if (frame instanceof EndFrame) await once(scope.signal, 'abort');
        this.pushFrame(frame, direction);
      }
    }
    await using rest = await restServer(answerWith(200));
    await using call = await runCall({ ...account, baseUrl: rest.baseUrl }, { behind: [new Stuck()] });
    call.worker.stopWhenDone();
    await waitFor(() => rest.asked.length === 1);
    call.worker.cancel();
    expect((await call.ended).kind).toBe('cancelled');
    expect(rest.asked).toHaveLength(1);
  });

  it('may be another than that of the stream', async () => {
    await using rest = await restServer(answerWith(200));
    await using call = await runCall({ ...account, callSid: 'CA/other', baseUrl: rest.baseUrl });
    call.worker.stopWhenDone();
    await call.ended;
    expect(rest.asked.map(({ line }) => line)).toEqual(['POST /2010-04-01/Accounts/ACaccount/Calls/CA%2Fother.json']);
  });

  it('is left alone where it is over already', async () => {
    await using rest = await restServer(answerWith(404, { code: 20_404, message: 'was not found', status: 404 }));
    await using call = await runCall({ ...account, baseUrl: rest.baseUrl });
    call.socket.hangUp();
    await call.ended;
    expect(rest.asked).toHaveLength(1);
    expect(call.errors).toEqual([]);
  });

  it('goes on as the TwiML says where nothing was asked', async () => {
    await using call = await runCall(undefined);
    call.worker.stopWhenDone();
    await call.ended;
    expect(call.errors).toEqual([]);
  });
});

describe('a call that cannot be hung up', () => {
  for (const [what, answer, error] of [
    [
      'refuses',
      answerWith(401, { message: `Bad: ${account.authToken} / Basic ${basic}` }),
      'Twilio answered 401: Bad: [redacted] / Basic [redacted]',
    ],
    [
      'does not find the account',
      answerWith(404, { code: 1, message: 'no account' }),
      'Twilio answered 404: no account',
    ],
    ['fails without a word', answerWith(503), 'Twilio answered 503.'],
    [
      'says what is no JSON',
      (response: ServerResponse) => void response.writeHead(500).end('<html>'),
      'Twilio answered 500.',
    ],
    ['says too much', answerWith(400, { message: 'x'.repeat(9_999) }), `Twilio answered 400: ${'x'.repeat(200)}`],
  ] as const) {
    it(`is one error that says why, where Twilio ${what}`, async () => {
      await using rest = await restServer(answer);
      await using call = await runCall({ ...account, baseUrl: rest.baseUrl });
      call.worker.stopWhenDone();
      expect((await call.ended).kind).toBe('ended');
      expect(rest.asked).toHaveLength(1);
      expect(call.errors).toEqual([`The call ${CALL_SID} was not hung up: ${error}`]);
      expect(call.lines.filter((line) => line.startsWith('error:'))).toHaveLength(1);
      expect(call.everything()).not.toContain(account.authToken);
      expect(call.everything()).not.toContain(basic);
    });
  }

  it('is one error where nobody is there', async () => {
    const rest = await restServer(answerWith(200));
    await rest[Symbol.asyncDispose]();
    await using call = await runCall({ ...account, baseUrl: rest.baseUrl });
    call.worker.stopWhenDone();
    await call.ended;
    expect(call.errors).toEqual([expect.stringMatching(/^The call CA\w+ was not hung up: .*ECONNREFUSED/u)]);
    expect(call.everything()).not.toContain(basic);
  });

  it('does not have the credentials follow a redirect', async () => {
    await using elsewhere = await restServer(answerWith(200));
    await using rest = await restServer(
      (response) => void response.writeHead(307, { location: elsewhere.baseUrl }).end(),
    );
    await using call = await runCall({ ...account, baseUrl: rest.baseUrl });
    call.worker.stopWhenDone();
    await call.ended;
    expect(elsewhere.asked).toEqual([]);
    expect(call.errors).toHaveLength(1);
  });

  it('holds up the end no longer than 2.5 s', async () => {
    await using rest = await restServer(() => undefined);
    const clock = new FakeClock();
    await using call = await runCall({ ...account, baseUrl: rest.baseUrl }, { clock });
    call.worker.cancel();
    await waitFor(() => rest.asked.length === 1);
    expect(call.worker.hasFinished).toBe(false);
    clock.advance(2_500);
    expect((await call.ended).kind).toBe('cancelled');
    expect(call.errors).toEqual([`The call ${CALL_SID} was not hung up: there was no answer within 2500 ms`]);
  });

  it('is left after another 0.1 s by a fetch that takes no notice of being aborted', async () => {
    const clock = new FakeClock();
    let asked = 0;
    const fetch: HangUpFetch = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    await using call = await runCall({ ...account, fetch }, { clock });
    call.worker.cancel();
    await waitFor(() => asked === 1);
    clock.advance(2_600);
    expect((await call.ended).kind).toBe('cancelled');
    expect(call.errors).toEqual(['there was no answer within 2500 ms']);
  });

  it('is one error where Twilio has not said which call it is', async () => {
    const socket = new FakeSocket();
    const transport = new WebSocketTransport({
      socket,
      serializer: new TwilioFrameSerializer({ autoHangUp: account }),
    });
    const errors: string[] = [];
    transport.output.on('error', (_output, frame) => void errors.push(frame.error));
    await using run = await runProcessors([transport.input, transport.output]);
    run.worker.stopWhenDone();
    await run.ended;
    expect(errors).toEqual(['The call was not hung up: Twilio has not said which one it is.']);
  });
});

describe('where Twilio is asked', () => {
  for (const [options, host] of [
    [{}, 'https://api.twilio.com'],
    [{ region: 'ie1', edge: 'dublin' }, 'https://api.dublin.ie1.twilio.com'],
    [{ region: 'ie1', baseUrl: 'https://proxy.example' }, 'https://proxy.example'],
  ] as const) {
    it(`is ${host} with ${JSON.stringify(options)}`, async () => {
      const asked: string[] = [];
      const fetch: HangUpFetch = async (url) => {
        asked.push(url);
        return { ok: true, status: 200, text: async () => '' };
      };
      await using call = await runCall({ ...account, ...options, fetch });
      call.worker.stopWhenDone();
      await call.ended;
      expect(asked).toEqual([`${host}/2010-04-01/Accounts/ACaccount/Calls/${CALL_SID}.json`]);
    });
  }

  for (const [options, message] of [
    [{ accountSid: '' }, 'autoHangUp.accountSid must be a text that is not empty: give it, or leave autoHangUp out'],
    [{ authToken: '' }, 'autoHangUp.authToken must be a text that is not empty: give it, or leave autoHangUp out'],
    [{ callSid: '' }, 'autoHangUp.callSid must be a text that is not empty: give it, or leave autoHangUp out'],
    [{ region: 'ie1' }, 'autoHangUp.region and autoHangUp.edge go together: give both, neither, or baseUrl'],
    [{ edge: 'dublin' }, 'autoHangUp.region and autoHangUp.edge go together: give both, neither, or baseUrl'],
    [
      { region: 'ie1', edge: 'a.host/' },
      "autoHangUp.edge must be one of Twilio's names: small letters, digits and hyphens",
    ],
    [{ baseUrl: 'api.twilio.com' }, 'autoHangUp.baseUrl must be an address that begins with https:// or http://'],
  ] as const) {
    it(`is refused for ${JSON.stringify(options)}`, () => {
      const autoHangUp = { ...account, ...options };
      expect(() => new TwilioFrameSerializer({ autoHangUp })).toThrow(new TypeError(message));
    });
  }

  it('is refused where a credential is missing, as from an environment without it', () => {
    const missing: TwilioHangUpOptions = JSON.parse('{"accountSid":"ACaccount"}');
    expect(() => new TwilioFrameSerializer({ autoHangUp: missing })).toThrow('autoHangUp.authToken must be a text');
  });
});
