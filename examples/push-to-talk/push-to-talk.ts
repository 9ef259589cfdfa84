import { listen, type ListenOptions } from '@turnstream/flux';

/** What a key, a button or a pedal does. */
export type PushToTalk = {
  /** The key is down: a turn begins with the first word. */
  press(): void;
  /** Audio from the microphone, which may run all the time. What comes while the key is up is not sent. */
  hear(chunk: Uint8Array): void;
  /** The key is up: the words of the audio so far, the last one too. Empty when nothing was said. */
  release(): Promise<string>;
  close(): Promise<void>;
};

/**
 * Turns that last as long as a key is held.
 * @param settleMs longest wait for the words of the audio that was already sent
 */
export function createPushToTalk(options: ListenOptions, settleMs = 500): PushToTalk {
  const session = listen({ ...options, turnDetection: 'manual' });
  let isHeld = false;
  return {
    press: () => {
      isHeld = true;
    },
    hear: (chunk) => {
      if (isHeld) session.send(chunk);
    },
    release: async () => {
      isHeld = false;
      const end = await session.forceEndTurn({ settleMs });
      return end?.transcript ?? '';
    },
    close: () => session.stop(),
  };
}
