import { hearTurnInfo } from '../../../client/client/hear-turn-info.ts';
import { loadOfficialSdk } from '../../../client/client/peers/official-sdk.ts';
import type { Application, Dial, FaultClient, LoadClient } from '../fault-client.ts';

/**
 * `@deepgram/sdk` as its README says: handlers first, `connect()`, `waitForOpen()`, then the typed send methods. Its
 * socket reconnects by itself, 30 times, which is its default. A token is a string given to the client, as in its
 * example; a function would be asked once as well, before the first dial.
 */
export const officialSdk: LoadClient = async () => {
  const connect = loadOfficialSdk();
  return (dial, application) => open(connect, dial, application);
};

async function open(
  connect: ReturnType<typeof loadOfficialSdk>,
  { url, key, grantToken }: Dial,
  { hear, tell }: Application,
): Promise<FaultClient> {
  const credential = grantToken === undefined ? { apiKey: key } : { accessToken: grantToken() };
  const socket = await connect(url, credential, {});
  let ending = false;
  let closed: (() => void) | undefined;
  socket.on('message', (message) => {
    hearTurnInfo(message, (event, _requestId, transcript) => hear(event === 'eager' ? 'update' : event, transcript));
    if (message.type === 'Error' || message.type === 'ConfigureFailure') tell('error', message.type);
  });
  socket.on('error', (error) => tell('error', error.message, error));
  socket.on('close', () => {
    if (!ending) tell('closed', 'close');
    closed?.();
  });
  socket.connect();
  // The error event has told of it, and the socket goes on dialling.
  await socket.waitForOpen().catch(() => undefined);
  return {
    send: (frame) => socket.sendMedia(new Uint8Array(frame.buffer)),
    configure: (eotThreshold) =>
      socket.sendConfigure({ type: 'Configure', thresholds: { eot_threshold: eotThreshold } }),
    end: async () => {
      ending = true;
      const isClosed = new Promise<void>((resolve) => {
        closed = resolve;
      });
      socket.sendCloseStream({ type: 'CloseStream' });
      await isClosed;
    },
  };
}
