import { parseArgs } from 'node:util';
import { transcribe } from './transcribe.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { url: { type: 'string' } } });
const [path] = positionals;
// A server of one's own lets everyone in; any word will do for a key.
const apiKey = process.env['DEEPGRAM_API_KEY'] ?? (values.url === undefined ? '' : 'none');
if (path === undefined || apiKey === '') {
  console.error('usage: main.ts <file.wav> [--url ws://127.0.0.1:8787/v2/listen], or with DEEPGRAM_API_KEY set');
  process.exitCode = 2;
} else {
  await transcribe(path, {
    apiKey,
    ...(values.url === undefined ? {} : { url: values.url }),
    onTurn: (text) => console.log(text),
    onError: (message) => {
      console.error(message);
      process.exitCode = 1;
    },
  });
}
