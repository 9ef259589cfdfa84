/**
 * `npm run demo` plays fixtures/audio/demo.wav through the whole of turnstream; `npm run demo -- my.wav` plays another file.
 * What follows the file are options of `turnstream demo`.
 */
import { join, relative } from 'node:path';

import { processIo, runProcess } from 'turnstream';

const given = process.argv.slice(2);
const namesFile = given[0] !== undefined && (given[0] === '-' || !given[0].startsWith('-'));
// npm runs scripts in the package's folder; a relative name is meant from where the caller stands.
const workingFolder = process.env['INIT_CWD'] ?? process.cwd();
const recording = relative(workingFolder, join(import.meta.dirname, '..', 'fixtures', 'audio', 'demo.wav'));
const io = { ...processIo(), workingFolder };
await runProcess(['demo', ...(namesFile ? [] : [recording]), ...given], io);
