import { listen } from '@turnstream/flux';
import type { Application, Dial, FaultClient, LoadClient } from '../fault-client.ts';

/** Ours, with nothing but the address and the credential. */
export const turnstream: LoadClient = async () => open;

async function open({ url, key, grantToken }: Dial, { hear, tell }: Application): Promise<FaultClient> {
  const credential = grantToken === undefined ? { apiKey: key } : { auth: () => ({ token: grantToken() }) };
  const session = listen({ ...credential, url });
  session.on('warning', ({ code, message }) => tell('warning', `${code}: ${message}`));
  session.on('error', (error) => tell('error', `${error.code}: ${error.message}`, error));
  const reading = (async (): Promise<void> => {
    for await (const { type, transcript } of session.events) {
      if (type === 'turn-start') hear('start', transcript);
      else hear(type === 'turn-end' ? 'end' : 'update', transcript);
    }
  })();
  // What it throws is the object that the error notice told of.
  const read = reading.catch(() => undefined);
  return {
    send: (frame) => {
      session.send(new Uint8Array(frame.buffer));
    },
    configure: (eotThreshold) => session.configure({ eotThreshold }),
    end: async () => {
      await session.stop();
      await read;
    },
  };
}
