/** As much of LiveKit's packages as is used here: they are installed apart, without their types. */
export type SpeechEvent = {
  readonly type: number;
  readonly requestId: string;
  readonly alternatives?: readonly { readonly text: string }[];
};

/** One stream of `STTv2`. */
export type SpeechStream = AsyncIterable<SpeechEvent> & { pushFrame(frame: unknown): void; endInput(): void };

/** LiveKit's `STTv2`. */
export type SpeechToText = {
  stream(): SpeechStream;
  updateOptions(options: object): void;
  on(event: 'error', listener: (notice: { readonly error: Error }) => void): void;
};

/** What is used of the three packages. */
export type Livekit = {
  readonly STTv2: new (options: object) => SpeechToText;
  readonly AudioFrame: new (
    data: Int16Array,
    sampleRate: number,
    channels: number,
    samplesPerChannel: number,
  ) => unknown;
  readonly eventTypes: Readonly<Record<string, number>>;
};

type Agents = {
  readonly initializeLogger: (options: { readonly pretty: boolean; readonly level: string }) => void;
  readonly stt: { readonly SpeechEventType: Readonly<Record<string, number>> };
};

/** @param logLevel of its own logger, which must be made before anything else */
export async function loadLivekit(logLevel: string): Promise<Livekit> {
  const agents: Agents = await importPeer('@livekit/agents');
  const { STTv2 }: Pick<Livekit, 'STTv2'> = await importPeer('@livekit/agents-plugin-deepgram');
  const { AudioFrame }: Pick<Livekit, 'AudioFrame'> = await importPeer('@livekit/rtc-node');
  agents.initializeLogger({ pretty: false, level: logLevel });
  return { STTv2, AudioFrame, eventTypes: agents.stt.SpeechEventType };
}

function importPeer<Module>(specifier: string): Promise<Module> {
  return import(specifier);
}
