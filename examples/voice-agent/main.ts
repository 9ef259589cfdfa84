import { parseArgs } from 'node:util';
import { openWav } from '@turnstream/pipeline';
import { answerWithAiSdk } from './ai-sdk/answer-with-ai-sdk.ts';
import { chatModel } from './ai-sdk/chat-model.ts';
import { runVoiceAgent } from './voice-agent.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { url: { type: 'string' } } });
const path = positionals[0] ?? '-';
// A server of one's own lets everyone in; any word will do for a key.
const apiKey = process.env['DEEPGRAM_API_KEY'] ?? (values.url === undefined ? '' : 'none');
const { MODEL_URL: baseURL = '', MODEL: model = '', MODEL_API_KEY: modelKey } = process.env;
if (apiKey === '' || baseURL === '' || model === '') {
  console.error(
    'usage: MODEL_URL=http://127.0.0.1:11434/v1 MODEL=llama3.2 main.ts [file.wav] [--url ws://127.0.0.1:8787/v2/listen]',
  );
  console.error('without --url set DEEPGRAM_API_KEY; without a file, 16-bit PCM at 16 kHz is read from standard input');
  process.exitCode = 2;
} else {
  await runVoiceAgent({
    apiKey,
    ...(values.url === undefined ? {} : { url: values.url }),
    input: path === '-' ? { audio: process.stdin, sampleRateHz: 16_000 } : await openWav(path),
    respond: answerWithAiSdk(chatModel({ baseURL, model, apiKey: modelKey })),
    system: 'You are on the phone. Answer in one or two short sentences.',
    onSaid: (text) => console.log(`> ${text}`),
    onText: (text) => process.stdout.write(text),
    onError: (message) => console.error(message),
  });
}
