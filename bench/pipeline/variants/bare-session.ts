import { turnstream } from '../../client/client/clients/turnstream.ts';
import type { OpenCall } from './open-call.ts';

/** A session with one reader of events. The moment of a turn's end is that of its handler. */
export function bareSession(): OpenCall {
  const open = turnstream();
  return (url, hear, triggered) =>
    open(url, (event, requestId, transcript) => {
      if (event === 'end') triggered(requestId);
      hear(event, transcript);
    });
}
