import { readKeyFile } from '../arguments/credential.ts';
import type { ParsedOptions } from '../arguments/parse-options.ts';
import { CliError, usageError } from '../failure/cli-error.ts';
import { EXIT_CODE } from '../failure/exit-code.ts';
import type { ExitCode } from '../failure/exit-code.ts';
import { whenAborted } from '../io/when-aborted.ts';
import type { CliIo } from '../io/cli-io.ts';
import { isLoopback } from '../arguments/loopback.ts';
import { startLocalServer } from '../local/local-server.ts';
import type { LocalServer, LocalServerOptions } from '../local/local-server.ts';
import { notice } from '../render/notice.ts';
import { stderrLogger } from '../render/stderr-logger.ts';
import type { Command } from './command.ts';

const defaultPort = 8080;
const defaultHost = '127.0.0.1';

/** `turnstream serve` */
export const serveCommand: Command = {
  usage: 'turnstream serve [options]',
  description:
    'Serves the Flux protocol over the local recogniser until it is interrupted. Prints the address on standard output, one line, when clients can connect.',
  operands: { min: 0, max: 0, what: 'no operands' },
  optionGroups: [
    {
      title: 'Options',
      options: [
        {
          name: 'port',
          kind: 'number',
          value: '0-65535',
          range: { min: 0, max: 65_535 },
          description: `Default: ${String(defaultPort)}. 0: any free port.`,
        },
        {
          name: 'host',
          kind: 'text',
          value: 'address',
          description: `The address to listen at. Default: ${defaultHost}, which only this machine reaches.`,
        },
        { name: 'verbose', kind: 'flag', description: 'Say on standard error when streams open and end.' },
        {
          name: 'api-key-file',
          kind: 'text',
          value: 'file',
          description: 'Let in only clients with one of the keys in this file, one a line. Default: everybody.',
        },
      ],
    },
  ],
  examples: [
    'turnstream serve',
    'turnstream serve --port 0',
    'turnstream serve --host 0.0.0.0 --api-key-file keys.txt',
  ],
  run: serve,
};

async function serve(options: ParsedOptions, io: CliIo): Promise<ExitCode> {
  const host = options.texts.get('host') ?? defaultHost;
  const port = options.numbers.get('port') ?? defaultPort;
  const keyFile = options.texts.get('api-key-file');
  const keys = keyFile === undefined ? undefined : await readKeyFile(keyFile, io);
  if (keys === undefined && !isLoopback(host)) {
    throw usageError(`--host ${host} lets other machines in; name their keys with --api-key-file`);
  }

  const say = notice(io);
  say('Audio stays on this machine');
  const logger = stderrLogger(io, options.flags.has('verbose') ? 'info' : 'warn');
  await using server = await start({ host, port, logger, ...(keys === undefined ? {} : { keys }) }, io);
  io.stdout.write(`${server.url}\n`);
  await whenAborted(io.interrupted);
  say('Stopping');
  return EXIT_CODE.ok;
}

async function start(
  options: LocalServerOptions & { readonly host: string; readonly port: number },
  io: CliIo,
): Promise<LocalServer> {
  try {
    return await startLocalServer(options, io);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? listenFailures.get(String(error.code)) : undefined;
    if (reason === undefined) throw error;
    const message = `${options.host} port ${String(options.port)} ${reason}`;
    throw new CliError(EXIT_CODE.connection, message, { cause: error });
  }
}

const listenFailures: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is in use; choose another --port, or 0 for any free one'],
  ['EADDRNOTAVAIL', 'is no address of this machine; choose another --host'],
  ['EACCES', 'may not be listened at; choose a --port above 1023'],
  ['ENOTFOUND', 'is not a known host; choose another --host'],
]);
