import type * as testing from '@turnstream/testing';

/** The steps of `@turnstream/testing` that a case may ask for. */
export type StepName =
  | 'awaitAudio'
  | 'awaitText'
  | 'close'
  | 'configureSuccess'
  | 'connected'
  | 'fatalError'
  | 'hangUp'
  | 'ignoreUpgrade'
  | 'refuse'
  | 'reply'
  | 'reset'
  | 'sendBinary'
  | 'sendText'
  | 'silence'
  | 'stopReading'
  | 'turnInfo';

/** A step as it travels to the scripted server, which runs in another process. */
export type Step = { readonly name: StepName; readonly values: readonly unknown[] };

/** What one connection of the scripted server does. */
export type Script = readonly Step[];

type Make<Name extends StepName> = (...values: Parameters<(typeof testing)[Name]>) => Step;

function step<Name extends StepName>(name: Name): Make<Name> {
  return (...values) => ({ name, values });
}

export const awaitAudio: Make<'awaitAudio'> = step('awaitAudio');
export const awaitText: Make<'awaitText'> = step('awaitText');
export const close: Make<'close'> = step('close');
export const configureSuccess: Make<'configureSuccess'> = step('configureSuccess');
export const connected: Make<'connected'> = step('connected');
export const fatalError: Make<'fatalError'> = step('fatalError');
export const hangUp: Make<'hangUp'> = step('hangUp');
export const ignoreUpgrade: Make<'ignoreUpgrade'> = step('ignoreUpgrade');
export const refuse: Make<'refuse'> = step('refuse');
export const reply: Make<'reply'> = step('reply');
export const reset: Make<'reset'> = step('reset');
export const sendText: Make<'sendText'> = step('sendText');
export const silence: Make<'silence'> = step('silence');
export const stopReading: Make<'stopReading'> = step('stopReading');
export const turnInfo: Make<'turnInfo'> = step('turnInfo');

/** Bytes travel as numbers. */
export function sendBinary(bytes: readonly number[]): Step {
  return { name: 'sendBinary', values: [bytes] };
}
