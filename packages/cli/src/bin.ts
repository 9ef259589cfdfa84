#!/usr/bin/env node
import { processIo } from './lib/io/process-io.ts';
import { runCli } from './lib/run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), processIo());
// A read of standard input that nobody waits for any more would keep the process.
process.stdin.destroy();
