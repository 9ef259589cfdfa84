import { encodeSamples } from '@turnstream/audio';
import {
  ClientConnectedFrame,
  ErrorFrame,
  InputAudioRawFrame,
  InputDTMFFrame,
  InputTransportMessageFrame,
  InterruptionFrame,
  OutputAudioRawFrame,
  OutputTransportMessageFrame,
  Pipeline,
  PipelineWorker,
  TextFrame,
  TwilioFrameSerializer,
  WebSocketTransport,
} from '@turnstream/pipeline';
import { waitFor } from '@turnstream/testing';
import { describe, expect, it } from 'vitest';
import { FakeSocket } from '../support/fake-socket.ts';
import { findFrames } from '../support/find-frames.ts';
import { nextTurnOfTheLoop } from '../support/next-turn-of-the-loop.ts';
import { runProcessors } from '../support/run-processors.ts';
import { STREAM_SID, twilioCall } from '../support/twilio-call.ts';

const seconds = 0.4;
const tone = Float32Array.from({ length: 8_000 * seconds }, (_, index) => 0.5 * Math.sin(index / 4));
const mulaw = encodeSamples('mulaw', tone);

/** A call in a pipeline of input and output alone. */
async function runCall(rates: { readonly in?: number; readonly out?: number } = {}, maxBufferedBytes?: number) {
  const socket = new FakeSocket();
  const serializer = new TwilioFrameSerializer();
  const transport = new WebSocketTransport({ socket, serializer, endOnDisconnect: true, maxBufferedBytes });
  const gone: string[] = [];
  transport.input.on('clientDisconnected', (_input, reason) => void gone.push(reason));
  const params = { audioInSampleRate: rates.in ?? 8_000, audioOutSampleRate: rates.out ?? 8_000 };
  const run = await runProcessors([transport.input, transport.output], { params });
  return { ...run, socket, serializer, transport, gone };
}

function audioBytes(frames: readonly InputAudioRawFrame[]): number {
  return frames.reduce((sum, frame) => sum + frame.audio.byteLength, 0);
}

describe('what Twilio sends', () => {
  it('is the start of a call, its audio in order, and an end', async () => {
    await using call = await runCall();
    for (const message of twilioCall(mulaw)) call.socket.receive(message);
    expect((await call.ended).kind).toBe('ended');
    const frames = findFrames(call.after.downstream, InputAudioRawFrame);
    expect(frames).toHaveLength(20);
    expect(frames.every((frame) => frame.sampleRate === 8_000 && frame.numChannels === 1)).toBe(true);
    const heard = Buffer.concat(frames.map((frame) => frame.audio));
    const back = Float32Array.from(tone, (_, index) => heard.readInt16LE(index * 2) / 32_768);
    expect(Math.max(...back.map((sample, index) => Math.abs(sample - (tone[index] ?? 0))))).toBeLessThan(0.02);
    expect(findFrames(call.after.downstream, ClientConnectedFrame)).toHaveLength(1);
    expect(call.serializer.start).toEqual({
      streamSid: STREAM_SID,
      callSid: 'CAc45d81f3a9ab4fdd0f1c06d24d2f3d5a',
      accountSid: 'AC9c5f7d3a9b2e4d1f8a6b7c8d9e0f1a2b',
      tracks: ['inbound'],
      customParameters: { FirstName: 'Jane', LastName: 'Doe' },
    });
    expect(call.gone).toEqual(['Twilio stopped the stream']);
    expect(call.socket.closedWith).toBe(1_000);
  });

  it('is resampled to the rate of the pipeline, without losing length', async () => {
    await using call = await runCall({ in: 16_000 });
    for (const message of twilioCall(mulaw)) call.socket.receive(message);
    await call.ended;
    const frames = findFrames(call.after.downstream, InputAudioRawFrame);
    expect(frames.every((frame) => frame.sampleRate === 16_000 && frame.audio.byteLength > 0)).toBe(true);
    // All but what the filter looks ahead.
    expect(audioBytes(frames) / 32_000).toBeGreaterThan(seconds - 0.02);
    expect(audioBytes(frames) / 32_000).toBeLessThanOrEqual(seconds);
  });

  it('has keys and marks, and another track that is not heard', async () => {
    await using call = await runCall();
    const between = new Map<number, object>([
      [2, { event: 'dtmf', dtmf: { track: 'inbound_track', digit: '#' } }],
      [3, { event: 'mark', mark: { name: 'greeting' } }],
      [4, { event: 'media', media: { track: 'outbound', chunk: '1', timestamp: '60', payload: 'fn5+fg==' } }],
    ]);
    for (const message of twilioCall(mulaw, between)) call.socket.receive(message);
    await call.ended;
    expect(findFrames(call.after.downstream, InputDTMFFrame).map((frame) => frame.button)).toEqual(['#']);
    expect(findFrames(call.after.downstream, InputTransportMessageFrame).map((frame) => frame.message)).toEqual([
      { event: 'mark', name: 'greeting' },
    ]);
    expect(findFrames(call.after.downstream, InputAudioRawFrame)).toHaveLength(20);
  });

  it('is kept from the moment of the connection, while the pipeline starts', async () => {
    const socket = new FakeSocket();
    const transport = new WebSocketTransport({ socket, serializer: new TwilioFrameSerializer() });
    for (const message of twilioCall(mulaw)) socket.receive(message);
    const params = { audioInSampleRate: 16_000 };
    await using run = await runProcessors([transport.input, transport.output], { params });
    await run.ended;
    expect(findFrames(run.after.downstream, ClientConnectedFrame)).toHaveLength(1);
    expect(findFrames(run.after.downstream, InputAudioRawFrame).length).toBeGreaterThan(10);
  });

  it('ends the worker when the connection is lost, once', async () => {
    await using call = await runCall();
    for (const message of twilioCall(mulaw).slice(0, -1)) call.socket.receive(message);
    call.socket.hangUp();
    expect((await call.ended).kind).toBe('ended');
    expect(call.gone).toEqual(['it closed the connection']);
  });

  it('leaves the worker running where that is wanted', async () => {
    const socket = new FakeSocket();
    const serializer = new TwilioFrameSerializer();
    const { input, output } = new WebSocketTransport({ socket, serializer, endOnDisconnect: false });
    const gone: string[] = [];
    input.on('clientDisconnected', (_input, reason) => void gone.push(reason));
    const worker = new PipelineWorker(new Pipeline([input, output]));
    const running = worker.run();
    socket.hangUp();
    await waitFor(() => gone.length === 1);
    expect(worker.phase).toBe('running');
    worker.cancel();
    await running;
  });
});

describe('what Twilio is sent', () => {
  it('is audio as media, an interruption as clear, and a mark with the id of the stream', async () => {
    await using call = await runCall();
    for (const message of twilioCall(mulaw).slice(0, 2)) call.socket.receive(message);
    call.worker.queueFrame(new OutputAudioRawFrame({ audio: new Uint8Array(320), sampleRate: 8_000 }));
    call.worker.queueFrame(new OutputTransportMessageFrame({ message: { event: 'mark', mark: { name: 'said' } } }));
    call.worker.queueFrame(new TextFrame({ text: 'not for the telephone' }));
    await waitFor(() => call.socket.sent.length === 2);
    call.worker.queueFrame(new InterruptionFrame());
    await waitFor(() => call.socket.sent.length === 3);
    const sent = call.socket.sent.map((message): unknown => JSON.parse(message));
    expect(sent).toEqual([
      { event: 'media', streamSid: STREAM_SID, media: { payload: Buffer.alloc(160, 0xff).toString('base64') } },
      { event: 'mark', streamSid: STREAM_SID, mark: { name: 'said' } },
      { event: 'clear', streamSid: STREAM_SID },
    ]);
  });

  it('is resampled from the rate of the pipeline', async () => {
    await using call = await runCall({ out: 24_000 });
    for (const message of twilioCall(mulaw).slice(0, 2)) call.socket.receive(message);
    for (let times = 0; times < 10; times += 1) {
      call.worker.queueFrame(new OutputAudioRawFrame({ audio: new Uint8Array(4_800), sampleRate: 24_000 }));
    }
    await waitFor(() => findFrames(call.after.downstream, OutputAudioRawFrame).length === 10);
    const bytes = call.socket.sent
      .map((message) => /"payload":"([^"]+)"/u.exec(message)?.[1] ?? '')
      .reduce((sum, payload) => sum + Buffer.from(payload, 'base64').byteLength, 0);
    expect(bytes / 8_000).toBeGreaterThan(0.97);
    expect(bytes / 8_000).toBeLessThanOrEqual(1);
  });

  it('at another rate is refused by one error, and the pipeline goes on', async () => {
    await using call = await runCall();
    for (const message of twilioCall(mulaw).slice(0, 2)) call.socket.receive(message);
    const wrong = { audio: new Uint8Array(960), sampleRate: 48_000 };
    for (let times = 0; times < 3; times += 1) call.worker.queueFrame(new OutputAudioRawFrame(wrong));
    call.worker.queueFrame(new OutputAudioRawFrame({ audio: new Uint8Array(320), sampleRate: 8_000 }));
    await waitFor(() => call.socket.sent.length === 1);
    const errors = findFrames(call.before.upstream, ErrorFrame);
    expect(errors.map((frame) => frame.error)).toEqual([
      'Audio at 48000 Hz with 1 channels cannot be played: the pipeline was set up for 8000 Hz, mono. Resample it, or set audioOutSampleRate.',
    ]);
  });

  it('does not pile up for a client that does not read', async () => {
    await using call = await runCall({}, 1_000);
    for (const message of twilioCall(mulaw).slice(0, 2)) call.socket.receive(message);
    call.socket.bufferedAmount = 2_000;
    const audio = { audio: new Uint8Array(320), sampleRate: 8_000 };
    for (let times = 0; times < 5; times += 1) call.worker.queueFrame(new OutputAudioRawFrame(audio));
    await waitFor(() => findFrames(call.after.downstream, OutputAudioRawFrame).length === 5);
    expect(call.socket.sent).toEqual([]);
    expect(findFrames(call.before.upstream, ErrorFrame)).toHaveLength(1);
    call.socket.bufferedAmount = 0;
    call.worker.queueFrame(new OutputAudioRawFrame(audio));
    await waitFor(() => call.socket.sent.length === 1);
    await nextTurnOfTheLoop();
    expect(findFrames(call.before.upstream, ErrorFrame)).toHaveLength(1);
  });
});
