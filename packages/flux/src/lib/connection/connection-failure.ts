import { FluxError, type FluxErrorCode } from '../errors.ts';
import type { ErrorMessage } from '../protocol/server-message.ts';
import type { TransportClose } from '../transport/transport.ts';

const CODE_BY_STATUS: Readonly<Record<number, FluxErrorCode>> = {
  400: 'bad-request',
  401: 'unauthorized',
  402: 'payment-required',
  403: 'forbidden',
  404: 'not-found',
  429: 'rate-limited',
};

const ADVICE: Readonly<Partial<Record<FluxErrorCode, string>>> = {
  'bad-request': 'Correct the option it names.',
  unauthorized: 'Check the API key or token.',
  'payment-required': 'Check the balance of the account.',
  forbidden: 'Check that the account may use this model.',
  'not-found': 'Check the URL.',
  'rate-limited': 'Close streams that are not needed, or ask for a higher limit.',
};

/** The error for a dial that the server answered with an HTTP status, or that never got through. */
export function errorFromDial(close: TransportClose, url: string): FluxError {
  const failure = close.failure;
  const status = failure?.httpStatus;
  if (status === undefined) {
    return new FluxError('connect-failed', `Could not connect to ${url}: ${failure?.message ?? closeText(close)}.`, {
      retryable: true,
      closeCode: close.code,
      requestId: failure?.requestId,
      cause: failure?.cause,
    });
  }
  const code = CODE_BY_STATUS[status] ?? (status >= 500 || status === 408 ? 'server-error' : 'not-found');
  const said = failure?.serverReason ?? failure?.message ?? 'no reason given';
  const advice = ADVICE[code];
  return new FluxError(
    code,
    `${url} refused the connection with HTTP ${status}: ${sentence(said)}${advice === undefined ? '' : ` ${advice}`}`,
    {
      retryable: code === 'rate-limited' || code === 'server-error',
      httpStatus: status,
      requestId: failure?.requestId,
      serverCode: failure?.serverCode,
      cause: failure?.cause,
    },
  );
}

/** The error for a connection that ended after it had opened. */
export function errorFromClose(close: TransportClose, requestId: string | undefined): FluxError {
  return new FluxError('connection-lost', `The connection ended: ${close.failure?.message ?? closeText(close)}.`, {
    retryable: true,
    closeCode: close.code,
    requestId,
    cause: close.failure?.cause,
  });
}

/**
 * The error for a fatal `Error` message.
 * @param unanswered what was sent last: a deployment that cannot read it does not know that message at all
 */
export function errorFromMessage(
  message: ErrorMessage,
  requestId: string | undefined,
  unanswered?: 'ForceEndTurn' | 'Configure',
): FluxError {
  const fields = { requestId: message.request_id ?? requestId, serverCode: message.code };
  const said = `${message.code}: ${sentence(message.description)}`;
  if (message.code !== 'UNPARSABLE_CLIENT_MESSAGE') {
    return new FluxError('server-error', `The server gave up with ${said}`, { ...fields, retryable: true });
  }
  switch (unanswered) {
    case 'ForceEndTurn': {
      const text = `This server does not know ForceEndTurn (${message.code}). Turns are ended here instead; the session goes on.`;
      return new FluxError('force-end-turn-unsupported', text, { ...fields, retryable: true });
    }
    case 'Configure': {
      const text = `This server does not know Configure (${message.code}). Settings are changed by a new connection instead.`;
      return new FluxError('configure-refused', text, { ...fields, retryable: true });
    }
    case undefined:
      return new FluxError('message-refused', `The server could not read a message of ours, ${said}`, fields);
  }
}

function closeText(close: TransportClose): string {
  const reason = close.reason === undefined || close.reason === '' ? '' : ` (${close.reason})`;
  return close.code === undefined ? `closed without a code${reason}` : `closed with code ${close.code}${reason}`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
