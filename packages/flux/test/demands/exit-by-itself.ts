import { listen } from '@turnstream/flux';

/** Listens to the server at the first argument and ends as the second says; nothing here ends the process. */
const [url = '', how] = process.argv.slice(2);
const session = listen({ apiKey: 'any', url });
session.send(new Uint8Array(32_000).fill(77));

try {
  for await (const event of session.events) {
    if (event.type === 'turn-start' && how === 'stop') void session.stop();
    if (event.type === 'turn-start' && how === 'finish') void session.finish();
    if (event.type === 'turn-end') process.stdout.write(`ended: ${event.transcript}\n`);
  }
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}\n`);
}
