import {
  defaultConnectTimeoutMs,
  destinationOptions,
  readDestination,
  shownAddress,
} from '../arguments/destination.ts';
import type { Destination } from '../arguments/destination.ts';
import type { ParsedOptions } from '../arguments/parse-options.ts';
import { readSettings, settingOptions } from '../arguments/setting-options.ts';
import { usageError } from '../failure/cli-error.ts';
import { exitCodeOf } from '../failure/exit-code-of.ts';
import type { ExitCode } from '../failure/exit-code.ts';
import { inputOptions, readInputOptions } from '../input/input-options.ts';
import { openAudioInput } from '../input/open-audio-input.ts';
import type { CliIo } from '../io/cli-io.ts';
import { startEmbeddedServer } from '../local/embedded-server.ts';
import { jsonLinesRenderer } from '../render/json-lines-renderer.ts';
import { notice } from '../render/notice.ts';
import { textRenderer } from '../render/text-renderer.ts';
import type { Pace } from '../transcription/feed.ts';
import { transcribeInput } from '../transcription/transcribe-input.ts';
import type { Command } from './command.ts';

/** `turnstream transcribe <file | ->` */
export const transcribeCommand: Command = {
  usage: 'turnstream transcribe <file | -> [options]',
  description:
    'Prints the turns of a recording: WAV, anything that an installed ffmpeg reads, or raw audio with --encoding and --sample-rate. - reads standard input.',
  operands: { min: 1, max: 1, what: 'one file, or - for standard input' },
  optionGroups: [
    {
      title: 'Output and speed',
      options: [
        {
          name: 'format',
          kind: 'text',
          value: 'text|jsonl',
          choices: ['text', 'jsonl'],
          description: 'text: a line for each turn. jsonl: every turn event as a line of JSON. Default: text.',
        },
        { name: 'realtime', kind: 'flag', description: 'Send as fast as people speak. Default for other servers.' },
        {
          name: 'fast',
          kind: 'flag',
          description: 'Send as fast as the recogniser hears. Default on this machine, and only there.',
        },
      ],
    },
    inputOptions,
    destinationOptions,
    settingOptions,
  ],
  examples: [
    'turnstream transcribe meeting.wav',
    'turnstream transcribe call.wav --channel left --format jsonl',
    'arecord -q -f S16_LE -r 16000 | turnstream transcribe -',
    'turnstream transcribe call.raw --encoding mulaw --sample-rate 8000',
    'turnstream transcribe meeting.wav --deepgram --eager-eot-threshold 0.5',
  ],
  run: transcribe,
};

async function transcribe(options: ParsedOptions, io: CliIo): Promise<ExitCode> {
  const [operand = ''] = options.operands;
  const settings = readSettings(options);
  const inputChoices = readInputOptions(options);
  const destination = await readDestination(options, io);
  const pace = readPace(options, destination);
  const renderer = options.texts.get('format') === 'jsonl' ? jsonLinesRenderer(io) : textRenderer(io);

  using input = await openAudioInput(operand, inputChoices, io);
  const say = notice(io);
  if (destination.kind === 'local') say('Audio stays on this machine');
  else say(`Audio goes to ${shownAddress(destination.url)}`);
  for (const text of input.notices) say(text);
  if (destination.kind === 'remote') for (const text of destination.notices) say(text);

  await using local = destination.kind === 'local' ? await startEmbeddedServer(io) : undefined;
  const server = destination.kind === 'remote' ? destination : local;
  if (server === undefined) throw new TypeError('There is no server to send audio to');
  const connectTimeoutMs = options.numbers.get('connect-timeout-ms') ?? defaultConnectTimeoutMs;
  await transcribeInput(input, { server, settings, pace, renderer, connectTimeoutMs }, io);
  return exitCodeOf(io.interrupted);
}

function readPace(options: ParsedOptions, destination: Destination): Pace {
  const fast = options.flags.has('fast');
  const realtime = options.flags.has('realtime');
  if (fast && realtime) throw usageError('Give --fast or --realtime, not both');
  if (fast && destination.kind === 'remote') {
    throw usageError('--fast is only for this machine; other servers expect audio at the speed of speech');
  }
  if (realtime || destination.kind === 'remote') return 'realtime';
  return 'fast';
}
