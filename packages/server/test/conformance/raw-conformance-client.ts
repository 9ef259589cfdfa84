import { buildListenUrl } from '@turnstream/flux/protocol';

import { dialRaw } from '../raw-client.ts';
import type { ConformanceClient } from './conformance-client.ts';

/** A bare WebSocket. */
export const rawConformanceClient: ConformanceClient = {
  name: 'a bare WebSocket',
  async dial(url, parameters) {
    const client = await dialRaw(url, new URL(buildListenUrl(url, parameters)).search.slice(1));
    return {
      messages: client.messages,
      closed: client.closed,
      sendAudio: (bytes) => client.socket.send(bytes),
      configure: (change) => client.sendJson({ type: 'Configure', ...change }),
      forceEndTurn: () => client.sendJson({ type: 'ForceEndTurn' }),
      closeStream: () => client.sendJson({ type: 'CloseStream' }),
      [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
    };
  },
};
