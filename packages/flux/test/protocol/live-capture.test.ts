import {
  parseListenUrl,
  parseServerMessage,
  serializeServerMessage,
  toWireConfidence,
  toWireSeconds,
  type ServerMessage,
  type TurnInfoMessage,
} from '@turnstream/flux/protocol';
import { describe, expect, it } from 'vitest';
import { readLiveCapture } from './live-capture.ts';

const { frames, url } = readLiveCapture();

function parsed(frame: string): ServerMessage {
  const result = parseServerMessage(frame);
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${frame}`);
  return result.message;
}

function turnInfos(): readonly TurnInfoMessage[] {
  return frames.map(parsed).filter((message) => message.type === 'TurnInfo');
}

describe('the capture of the live service', () => {
  it('has 105 messages, each of which parses to exactly its JSON', () => {
    expect(frames).toHaveLength(105);
    expect(frames.map(parsed)).toEqual(frames.map((frame): unknown => JSON.parse(frame)));
  });

  it('is written again byte for byte', () => {
    expect(frames.map((frame) => serializeServerMessage(parsed(frame)))).toEqual(frames);
  });

  it('was asked for with parameters we accept', () => {
    expect(parseListenUrl(url)).toEqual({
      kind: 'ok',
      parameters: {
        model: 'flux-general-en',
        encoding: 'linear16',
        sampleRateHz: 16_000,
        eotThreshold: 0.7,
        eagerEotThreshold: 0.5,
      },
    });
  });
});

describe('the rules of docs/protocol.md hold on the capture', () => {
  it('R80: sequence_id counts every message from 0', () => {
    expect(frames.map((frame) => parsed(frame).sequence_id)).toEqual(frames.map((_, index) => index));
  });

  it('R82: windows are steps of 80 ms printed as 32-bit floats, and confidences have four decimals', () => {
    const infos = turnInfos();
    const steps = infos.map((info) => Math.round(info.audio_window_end / 0.08));
    expect(infos.map((info) => info.audio_window_end)).toEqual(steps.map((step) => toWireSeconds(step * 80)));
    const confidences = infos.map((info) => info.end_of_turn_confidence);
    expect(confidences.map(toWireConfidence)).toEqual(confidences);
  });

  it('R84: the words joined by a space are the transcript', () => {
    const infos = turnInfos();
    expect(infos.map((info) => info.words.map(({ word }) => word).join(' '))).toEqual(
      infos.map((info) => info.transcript),
    );
  });

  it('R101 and R102: after an end the index grows and the window begins where the turn ended', () => {
    const infos = turnInfos();
    const end = infos.findIndex((info) => info.event === 'EndOfTurn');
    const before = infos.slice(0, end + 1);
    const after = infos.slice(end + 1);
    expect(new Set(before.map((info) => `${info.turn_index} from ${info.audio_window_start}`))).toEqual(
      new Set(['0 from 0']),
    );
    expect(new Set(after.map((info) => `${info.turn_index} from ${info.audio_window_start}`))).toEqual(
      new Set(['1 from 20']),
    );
  });

  it('R108: the end has the transcript of its eager prediction', () => {
    const infos = turnInfos();
    const eager = infos.find((info) => info.event === 'EagerEndOfTurn');
    const end = infos.find((info) => info.event === 'EndOfTurn');
    expect(eager?.transcript).toContain('We the people');
    expect(end?.transcript).toBe(eager?.transcript);
  });

  it('R116, R117 and R118: one message at every 0.24 s of a turn, others only at a confidence of 0.5 or more', () => {
    const steps = turnInfos().map((info) => ({
      step: Math.round((info.audio_window_end - info.audio_window_start) / 0.08),
      turn: info.turn_index,
      confidence: info.end_of_turn_confidence,
    }));
    const keys = steps.map(({ turn, step }) => `${turn}/${step}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const turn of [0, 1]) {
      const last = Math.max(...steps.filter((entry) => entry.turn === turn).map((entry) => entry.step));
      for (let step = 3; step <= last; step += 3) expect(keys).toContain(`${turn}/${step}`);
    }
    const offGrid = steps.filter(({ step }) => step % 3 !== 0);
    expect(offGrid).toHaveLength(12);
    expect(offGrid.filter(({ confidence }) => confidence < 0.5)).toEqual([]);
  });
});
