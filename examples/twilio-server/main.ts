import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createTwilioServer } from './twilio-server.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8080' }, url: { type: 'string' }, public: { type: 'string' } },
});
const apiKey = process.env['DEEPGRAM_API_KEY'] ?? (values.url === undefined ? '' : 'none');
if (apiKey === '') {
  console.error('usage: main.ts [--port 8080] [--public wss://your.host] [--url ws://127.0.0.1:8787/v2/listen]');
  console.error('Set DEEPGRAM_API_KEY, or name a Flux server of your own with --url.');
  process.exitCode = 2;
} else {
  await using server = await createTwilioServer({
    apiKey,
    port: Number(values.port),
    ...(values.url === undefined ? {} : { fluxUrl: values.url }),
    ...(values.public === undefined ? {} : { publicUrl: values.public }),
    onTurn: (callSid, text) => console.log(`${callSid}: ${text}`),
    onError: (message) => console.error(message),
  });
  console.log(`POST /voice and WebSocket /media at port ${server.port}`);
  await once(process, 'SIGINT');
}
