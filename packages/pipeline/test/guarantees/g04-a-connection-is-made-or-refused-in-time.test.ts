import { EndFrame, ErrorFrame } from '@turnstream/pipeline';
import {
  close,
  connected,
  createScriptedServer,
  fatalError,
  ignoreUpgrade,
  refuse,
  silence,
} from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { findFrames } from '../support/find-frames.ts';
import { runFlux } from '../support/run-flux.ts';

const session = { connection: { connectTimeoutMs: 300, maxFailedDials: 1 } };

describe('connecting comes to an end within its bound', () => {
  for (const [what, script] of [
    ['a 400', [refuse({ status: 400 })]],
    ['a 401', [refuse({ status: 401 })]],
    ['a 503', [refuse({ status: 503 })]],
    ['Error before Connected', [fatalError('BAD', 'No.'), silence()]],
    ['a close before Connected', [close({ code: 1008 })]],
    ['no Connected', [silence()]],
    ['no upgrade', [ignoreUpgrade()]],
  ] as const) {
    it(`with ${what}: one error, an unusable service, and a pipeline that ends when it is told to`, async () => {
      await using run = await runFlux(script, { session });
      await run.heard('connectionError');
      run.worker.queueFrame(new EndFrame());
      expect((await run.ended).kind).toBe('ended');
      expect(findFrames(run.before.upstream, ErrorFrame)).toHaveLength(1);
      expect(run.events).toHaveLength(1);
      expect(run.service.isUsable).toBe(false);
    });
  }

  for (const [what, urlOf] of [
    ['nobody listening', () => 'ws://127.0.0.1:1/v2/listen'],
    ['TLS where there is none', (url: string) => url.replace('ws:', 'wss:')],
    ['a name that leads nowhere', () => 'ws://turnstream.invalid/v2/listen'],
  ] as const) {
    it(`with ${what}`, async () => {
      await using server = await createScriptedServer([connected()]);
      await using run = await runFlux([connected()], { url: urlOf(server.url), session });
      await run.heard('connectionError');
      run.worker.queueFrame(new EndFrame());
      expect((await run.ended).kind).toBe('ended');
      expect(findFrames(run.before.upstream, ErrorFrame)).toHaveLength(1);
    });
  }
});
