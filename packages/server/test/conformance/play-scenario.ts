import { createSilence } from '@turnstream/audio';
import type { RawEncoding } from '@turnstream/audio';
import type { ConfigureMessage, ListenParameters, ServerMessage } from '@turnstream/flux/protocol';
import { createFluxServer } from '@turnstream/server';
import { waitFor } from '@turnstream/testing';

import { createScriptedEngine } from '../scripted-engine.ts';
import type { ScriptedEngineOptions } from '../scripted-engine.ts';
import type { ConformanceClient } from './conformance-client.ts';

/** What a client does, one after the other. */
export type Act =
  /** Sends so many seconds of audio and waits for the message about the last step: it must be one that is told. */
  { readonly hear: number } | { readonly configure: Omit<ConfigureMessage, 'type'> } | { readonly forceEndTurn: true };

/** A stream from beginning to end: the engine's script and the client's acts. A `CloseStream` is the last of them. */
export type Scenario = {
  readonly engine: ScriptedEngineOptions;
  readonly parameters?: Partial<ListenParameters>;
  readonly acts: readonly Act[];
  /** Whether the server ends the stream: then nobody sends `CloseStream`. */
  readonly serverEnds?: boolean;
};

const STEP_SECONDS = 0.08;

/** One word for each kind of message, and for a turn where it is and what it says. */
export function summarize(messages: readonly ServerMessage[]): readonly string[] {
  return messages.map((message) =>
    message.type === 'TurnInfo'
      ? [message.event, message.turn_index, message.audio_window_end, message.transcript, message.trigger ?? '']
          .join(' ')
          .trim()
      : [message.type, 'code' in message ? message.code : ''].join(' ').trim(),
  );
}

/** Whether a message is what an act waits for; a fatal `Error` answers everything. */
function isAnswer(message: ServerMessage, act: Act, heardSeconds: number): boolean {
  if (message.type === 'Error') {
    return true;
  }
  if ('hear' in act) {
    return message.type === 'TurnInfo' && message.audio_window_end > heardSeconds - STEP_SECONDS / 2;
  }
  return 'configure' in act
    ? message.type === 'ConfigureSuccess' || message.type === 'ConfigureFailure'
    : message.type === 'Warning' || (message.type === 'TurnInfo' && message.trigger === 'manual');
}

/** Plays a scenario through a client, against a server of its own, and gives back every message the client showed. */
export async function playScenario(client: ConformanceClient, scenario: Scenario): Promise<readonly ServerMessage[]> {
  const parameters: ListenParameters = {
    model: 'flux-general-en',
    encoding: 'linear16',
    sampleRateHz: 16_000,
    ...scenario.parameters,
  };
  const engine = createScriptedEngine(scenario.engine);
  await using server = await createFluxServer({ engine });
  await using connection = await client.dial(server.url, parameters);
  const encoding: RawEncoding = parameters.encoding === 'mulaw' ? 'mulaw' : 'linear16';
  const stepBytes = (parameters.sampleRateHz ?? 0) * STEP_SECONDS * (encoding === 'mulaw' ? 1 : 2);
  let heardSeconds = 0;
  for (const act of scenario.acts) {
    const earlier = connection.messages.length;
    if ('hear' in act) {
      heardSeconds += act.hear;
      for (let step = 0; step < Math.round(act.hear / STEP_SECONDS); step += 1) {
        connection.sendAudio(createSilence(encoding, stepBytes));
      }
    } else if ('configure' in act) {
      connection.configure(act.configure);
    } else {
      connection.forceEndTurn();
    }
    await waitFor(() => connection.messages.slice(earlier).some((message) => isAnswer(message, act, heardSeconds)), {
      description: `the answer to ${JSON.stringify(act)}; there are ${summarize(connection.messages).join(', ')}`,
    });
  }
  if (scenario.serverEnds !== true) {
    connection.closeStream();
  }
  await connection.closed;
  return [...connection.messages];
}
