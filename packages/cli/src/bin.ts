#!/usr/bin/env node
import { processIo } from './lib/io/process-io.ts';
import { runProcess } from './lib/run-process.ts';

await runProcess(process.argv.slice(2), processIo());
