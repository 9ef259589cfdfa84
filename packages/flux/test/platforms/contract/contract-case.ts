import type { ListenOptions, Session } from '@turnstream/flux';
import type { ContractServer, ServeOptions } from './control-channel.ts';
import type { Script } from './script-steps.ts';

/** What a platform's WebSocket shows and what it hides. Each is held against what happens. */
export type PlatformTraits = {
  readonly name: string;
  /** Where the credential travels. */
  readonly credential: 'header' | 'subprotocol';
  /** Whether a refused dial shows its status and the server's reason. */
  readonly showsRefusals: boolean;
  /** Whether the `dg-*` headers of the upgrade are shown. */
  readonly showsHeaders: boolean;
  readonly pings: boolean;
  /** Whether bytes that wait in the socket are counted. */
  readonly showsBufferedBytes: boolean;
};

/** What a run finds out about a platform beside pass and fail. */
export type Fact =
  | 'credential'
  | 'refusal'
  | 'events after a 401'
  | 'dg-headers'
  | 'pings'
  | 'close 1000'
  | 'close 1001'
  | 'close 1005'
  | 'close 1006'
  | 'close 1011'
  | 'reset'
  | 'buffered bytes';

/** A WebSocket as far as its events go. */
export type RawSocket = {
  addEventListener(type: 'open' | 'error' | 'close', listener: (event: unknown) => void): void;
};

/** What a case is given: the session over the platform's socket, and a scripted server in another process. */
export type ContractContext = {
  readonly platform: PlatformTraits;
  /** Starts a server. One script serves every dial; of several the first dial gets the first, and so on. */
  readonly serve: (scripts: readonly Script[], options?: ServeOptions) => Promise<ContractServer>;
  /** `listen()` with the platform's own socket. Cancelled when the case is over. */
  readonly listen: (server: { readonly url: string }, options?: Partial<ListenOptions>) => Session;
  /** Opens the platform's WebSocket by itself, where it has one. */
  readonly openRaw: ((url: string) => RawSocket) | undefined;
  readonly note: (fact: Fact, seen: string) => void;
};

/** One promise about a session on any platform. */
export type ContractCase = {
  readonly name: string;
  readonly run: (context: ContractContext) => Promise<void>;
};

/** How one case went on one platform. */
export type CaseResult = {
  readonly name: string;
  readonly passed: boolean;
  /** Why it failed. */
  readonly error?: string;
  readonly durationMs: number;
  readonly facts: Readonly<Partial<Record<Fact, string>>>;
};
