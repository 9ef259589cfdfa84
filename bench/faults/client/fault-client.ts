import type { NoticeKind } from '../lib/run.ts';

/** What a client tells its application. */
export type Application = {
  /** Words of the whole turn, separated by blanks. */
  readonly hear: (event: 'start' | 'update' | 'end', transcript: string) => void;
  /** @param error the object told of, which counts once however often it is told */
  readonly tell: (kind: NoticeKind, text: string, error?: unknown) => void;
};

/** Where to, and as whom: a key, or tokens of 30 s, each granted when it is asked for. */
export type Dial = { readonly url: string; readonly key: string; readonly grantToken: (() => string) | undefined };

/** A client in the hands of an application that uses it as its documentation says. */
export type FaultClient = {
  /** Sends 20 ms of `linear16`. What is thrown is a notice. */
  send(frame: Int16Array<ArrayBuffer>): void;
  /** Sets the threshold for the end of a turn. */
  configure(eotThreshold: number): void | Promise<unknown>;
  /** Hangs up: resolves when nothing more will be heard. */
  end(): Promise<void>;
};

/** Begins a call. */
export type OpenClient = (dial: Dial, application: Application) => Promise<FaultClient>;

/** Loads a client's code, before the call begins. */
export type LoadClient = () => Promise<OpenClient>;
