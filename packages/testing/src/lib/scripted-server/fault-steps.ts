import type { BreakingWay } from './faulty-wire.ts';
import type { SendStep, ServerStep } from './step.ts';

/** Where and how {@link cutAfter} breaks a connection: exactly one of the two counts. */
export type CutAfterOptions = (
  | {
      /** Bytes to the client from now on: HTTP and WebSocket frames alike. 0: at once. */
      readonly sentBytes: number;
    }
  | {
      /** Bytes from the client from now on. 0: at once. */
      readonly receivedBytes: number;
    }
) & {
  /** Default `'reset'`. */
  readonly how?: BreakingWay;
};

/**
 * Breaks the TCP connection as soon as so many more bytes have gone through, in the middle of whatever that is. Placed
 * before {@link upgrade}, the count begins with the HTTP response. The header of a server's frame is 2 bytes, 4 where it holds
 * more than 125, 10 where it holds more than 65,535.
 */
export function cutAfter(options: CutAfterOptions): ServerStep {
  const [direction, bytes] =
    'sentBytes' in options ? (['sent', options.sentBytes] as const) : (['received', options.receivedBytes] as const);
  if (!(Number.isInteger(bytes) && bytes >= 0)) {
    throw new TypeError(`options.${direction}Bytes must be a whole number of 0 or more, not ${bytes}`);
  }
  return { kind: 'break-at', point: { direction, bytes, how: options.how ?? 'reset' } };
}

/**
 * From now on nothing gets through in either direction, pings and pongs neither, and the connection stays up. To the client
 * all it sends seems to arrive; {@link stopReading} makes it pile up instead.
 */
export function blackHole(): ServerStep {
  return { kind: 'break-at', point: { direction: 'sent', bytes: 0, how: 'black-hole' } };
}

/** Sends bytes on the TCP connection as they are: broken HTTP, broken frames. */
export function sendBytes(bytes: string | Uint8Array): ServerStep {
  return { kind: 'send-bytes', bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes };
}

/** Does all that sending these messages does, sequence numbers and settings included, but they never leave: lost acknowledgements. */
export function lose(messages: readonly ServerStep[]): ServerStep {
  return { kind: 'deliver', order: [], messages: messages.map(toSendStep) };
}

/**
 * Makes these messages in order and sends them in another: `order` holds their indexes, from 0. One that is left out is lost,
 * one that is named twice comes twice.
 */
export function reorder(order: readonly number[], messages: readonly ServerStep[]): ServerStep {
  const wrong = order.find((index) => messages[index] === undefined);
  if (wrong !== undefined) throw new TypeError(`order holds ${wrong}, and there are ${messages.length} messages`);
  return { kind: 'deliver', order, messages: messages.map(toSendStep) };
}

function toSendStep(step: ServerStep): SendStep {
  if (step.kind !== 'send') throw new TypeError(`messages must hold steps that send a message, not "${step.kind}"`);
  return step;
}
