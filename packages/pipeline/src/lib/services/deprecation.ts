import type { Logger } from '@turnstream/flux';

const warned = new Set<string>();

/**
 * Says that an option is out of date: to the logger where there is one, else once per process as the platform's
 * deprecation warning, which the user can silence as any other.
 */
export function warnDeprecated(code: string, message: string, logger: Logger | undefined): void {
  if (logger !== undefined) {
    logger.warn(message, { code });
    return;
  }
  if (warned.has(code)) return;
  warned.add(code);
  process.emitWarning(message, 'DeprecationWarning', code);
}
