import { ErrorFrame, InputAudioRawFrame, TwilioFrameSerializer, WebSocketTransport } from '@turnstream/pipeline';
import { waitFor } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { FakeSocket } from '../support/fake-socket.ts';
import { findFrames } from '../support/find-frames.ts';
import { runProcessors } from '../support/run-processors.ts';
import { twilioCall } from '../support/twilio-call.ts';

it('a call goes on behind messages that cannot be read: one error, the rest counted', async () => {
  const socket = new FakeSocket();
  const transport = new WebSocketTransport({ socket, serializer: new TwilioFrameSerializer() });
  await using run = await runProcessors([transport.input, transport.output], { params: { audioInSampleRate: 8_000 } });
  const [connected = '', start = '', ...rest] = twilioCall(new Uint8Array(1_600).fill(0xff));
  socket.receive(connected);
  socket.receive('{"event":');
  socket.receive(start);
  socket.receive(new Uint8Array([1, 2, 3]));
  socket.receive(start);
  socket.receive('{"event":"media","media":{"payload":"%%%%"}}');
  socket.receive('{"event":"a-new-event"}');
  for (const message of rest.slice(0, -1)) socket.receive(message);
  await waitFor(() => findFrames(run.after.downstream, InputAudioRawFrame).length === 10);
  expect(transport.input.unreadableMessages).toBe(4);
  expect(findFrames(run.before.upstream, ErrorFrame).map((frame) => frame.error)).toEqual([
    'A message of the client was left out: it is no JSON.',
  ]);
  expect(transport.input.isUsable).toBe(true);
  expect(run.worker.phase).toBe('running');
});
