import {
  defaultConnectTimeoutMs,
  destinationOptions,
  readDestination,
  shownAddress,
} from '../arguments/destination.ts';
import type { ParsedOptions } from '../arguments/parse-options.ts';
import { readSettings, settingOptions } from '../arguments/setting-options.ts';
import { playRecording } from '../demo/play-recording.ts';
import { spokenTranscript } from '../demo/spoken-turn.ts';
import { turnBoard } from '../demo/turn-board.ts';
import { exitCodeOf } from '../failure/exit-code-of.ts';
import type { ExitCode } from '../failure/exit-code.ts';
import type { AudioInput } from '../input/audio-input.ts';
import { inputOptions, readInputOptions } from '../input/input-options.ts';
import { asLinear16, openAudioInput } from '../input/open-audio-input.ts';
import type { CliIo } from '../io/cli-io.ts';
import { printable } from '../io/printable.ts';
import { terminalStyle } from '../io/terminal-style.ts';
import { startEmbeddedServer } from '../local/embedded-server.ts';
import { fetchModels } from '../local/fetch-models.ts';
import { notice } from '../render/notice.ts';
import type { Command } from './command.ts';

const defaultEagerEotThreshold = 0.5;

/** `turnstream demo <file | ->` */
export const demoCommand: Command = {
  usage: 'turnstream demo <file | -> [options]',
  description:
    'Plays a recording in real time through DeepgramFluxSTTService in a pipeline and shows its turns as they happen: their start, the growing text, predicted ends, withdrawn predictions, and the end. Fetches the speech models when they are not there yet.',
  operands: { min: 1, max: 1, what: 'one file, or - for standard input' },
  optionGroups: [inputOptions, destinationOptions, settingOptions],
  examples: [
    'turnstream demo meeting.wav',
    'turnstream demo meeting.wav --eager-eot-threshold 0.3 --eot-threshold 0.9',
  ],
  run: demo,
};

async function demo(options: ParsedOptions, io: CliIo): Promise<ExitCode> {
  const [operand = ''] = options.operands;
  const given = readSettings(options);
  const settings = { ...given, eagerEotThreshold: given.eagerEotThreshold ?? defaultEagerEotThreshold };
  const inputChoices = readInputOptions(options);
  const destination = await readDestination(options, io);
  const connectTimeoutMs = options.numbers.get('connect-timeout-ms') ?? defaultConnectTimeoutMs;

  using input = asLinear16(await openAudioInput(operand, inputChoices, io));
  const say = notice(io);
  if (destination.kind === 'local') {
    say('Audio stays on this machine');
    await fetchModels({ folder: undefined }, io);
  } else {
    say(`Audio goes to ${shownAddress(destination.url)}`);
    for (const text of destination.notices) say(text);
  }
  for (const text of input.notices) say(text);

  await using local = destination.kind === 'local' ? await startEmbeddedServer(io) : undefined;
  const server = destination.kind === 'remote' ? destination : local;
  if (server === undefined) throw new TypeError('There is no server to send audio to');
  const style = terminalStyle(io.stdout, io.env);
  io.stdout.write(`${playing(input)} through DeepgramFluxSTTService to ${shownAddress(server.url)}\n`);
  io.stdout.write(style.dim('Times are seconds of the recording: how far each event has heard') + '\n\n');
  const turns = await playRecording(input, { server, settings, board: turnBoard(io), connectTimeoutMs }, io);
  io.stdout.write(`\n${style.bold('Transcript')}\n${spokenTranscript(turns)}`);
  return exitCodeOf(io.interrupted);
}

function playing(input: AudioInput): string {
  const length = input.durationSeconds === undefined ? '' : `${input.durationSeconds.toFixed(1)} s, `;
  return printable(`Playing ${input.name} (${length}${String(input.sampleRateHz)} Hz)`);
}
