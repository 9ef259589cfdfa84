import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../../../../test/support/recording-logger.ts';
import type { DeepgramFluxSTTOptions } from './deepgram-flux-stt-options.ts';
import { InputParams, resolveFluxOptions } from './deepgram-flux-stt-options.ts';
import { DeepgramFluxSTTSettings, defaultFluxSettings } from './deepgram-flux-stt-settings.ts';

const apiKey = 'a-key';

/** Every choice of giving each of these or not. */
const choices = [false, true].flatMap((model) =>
  [false, true].flatMap((params) =>
    [false, true].flatMap((tag) =>
      [false, true].flatMap((mipOptOut) =>
        [false, true].map((settings) => ({ model, params, tag, mipOptOut, settings })),
      ),
    ),
  ),
);

describe('the order in which settings win', () => {
  for (const given of choices) {
    const names = Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
    it(`holds for ${names.length === 0 ? 'the defaults' : names.join(', ')}`, () => {
      const { logger, lines } = recordingLogger();
      const { store, mipOptOut } = resolveFluxOptions({
        apiKey,
        logger,
        ...(given.model ? { model: 'flux-general-multi' } : {}),
        ...(given.params
          ? {
              params: new InputParams({
                eagerEotThreshold: 0.4,
                eotThreshold: 0.6,
                eotTimeoutMs: 700,
                keyterm: ['of params'],
                minConfidence: 0.1,
                mipOptOut: true,
                tag: ['of params'],
              }),
            }
          : {}),
        ...(given.tag ? { tag: ['of option'] } : {}),
        ...(given.mipOptOut ? { mipOptOut: false } : {}),
        ...(given.settings
          ? { settings: new DeepgramFluxSTTSettings({ eotThreshold: 0.9, minConfidence: null }) }
          : {}),
      });
      const paramsCount = given.params && !given.settings;
      expect(store).toEqual({
        ...defaultFluxSettings,
        model: given.model ? 'flux-general-multi' : 'flux-general-en',
        eagerEotThreshold: paramsCount ? 0.4 : null,
        eotThreshold: given.settings ? 0.9 : given.params ? 0.6 : null,
        eotTimeoutMs: paramsCount ? 700 : null,
        keyterm: paramsCount ? ['of params'] : [],
        minConfidence: paramsCount ? 0.1 : null,
        tag: given.tag ? ['of option'] : paramsCount ? ['of params'] : [],
      });
      expect(mipOptOut).toBe(paramsCount ? true : given.mipOptOut ? false : undefined);
      expect(lines.filter((line) => line.includes("'model'"))).toHaveLength(given.model ? 1 : 0);
      expect(lines.filter((line) => line.includes("'params'"))).toHaveLength(given.params ? 1 : 0);
    });
  }

  it('lets settings win over the deprecated model, and their tag over every other', () => {
    const { store } = resolveFluxOptions({
      apiKey,
      logger: recordingLogger().logger,
      model: 'flux-general-multi',
      tag: ['of option'],
      settings: { model: 'flux-general-en', tags: ['of settings'] },
    });
    expect(store).toMatchObject({ model: 'flux-general-en', tag: ['of settings'] });
  });

  it('lets params reset to none what it does not give, as they always did', () => {
    const { store } = resolveFluxOptions({ apiKey, logger: recordingLogger().logger, params: {} });
    expect(store).toEqual(defaultFluxSettings);
  });

  it('takes tags for tag', () => {
    expect(resolveFluxOptions({ apiKey, tags: ['a'] }).store.tag).toEqual(['a']);
  });

  it('takes an empty settings object for one that is given', () => {
    const options: DeepgramFluxSTTOptions = {
      apiKey,
      logger: recordingLogger().logger,
      params: { eotThreshold: 0.6 },
      settings: {},
    };
    expect(resolveFluxOptions(options).store.eotThreshold).toBeNull();
  });
});

function untyped(options: object): DeepgramFluxSTTOptions {
  return { apiKey, ...options };
}

describe('options that cannot be used', () => {
  for (const [what, options, message] of [
    ['an empty key', { apiKey: '' }, 'apiKey and token must not be empty'],
    ['no credential', { apiKey: undefined }, 'exactly one of apiKey, token and auth must be given, not 0 of them'],
    ['two credentials', { token: 'b' }, 'exactly one of apiKey, token and auth must be given, not 2 of them'],
    [
      'a watchdog without time',
      { watchdogMinTimeoutMs: 0 },
      'watchdogMinTimeoutMs must be a number of milliseconds above 0, got 0',
    ],
    [
      'a drain without end',
      { drainTimeoutMs: Infinity },
      'drainTimeoutMs must be a number of milliseconds above 0, got Infinity',
    ],
    ['another encoding', { encoding: 'opus' }, "encoding must be 'linear16', not 'opus': audio frames hold 16-bit PCM"],
    ['tag and tags', { tag: ['a'], tags: ['b'] }, 'tag and tags are one option: give one of them'],
    [
      'a threshold out of range',
      { settings: { eotThreshold: 0.2 } },
      'settings.eotThreshold must be 0.5 to 1, got 0.2',
    ],
    [
      'an eager threshold above the other',
      { settings: { eotThreshold: 0.6, eagerEotThreshold: 0.7 } },
      'settings.eagerEotThreshold must be at most the end-of-turn threshold in force, 0.6, got 0.7',
    ],
    ['a confidence out of range', { settings: { minConfidence: 2 } }, 'settings.minConfidence must be 0 to 1, got 2'],
    [
      'too many key terms',
      { settings: { keyterm: Array.from({ length: 101 }, (_, index) => `term ${index}`) } },
      'settings.keyterms must be at most 100 terms, got 101',
    ],
  ] as const) {
    it(`${what}: a TypeError names it`, () => {
      expect(() => resolveFluxOptions(untyped(options))).toThrow(new TypeError(message));
    });
  }
});

describe('options without effect', () => {
  it('w15: are warned about: they do nothing on Flux', () => {
    const { logger, lines } = recordingLogger();
    resolveFluxOptions({ apiKey, logger, keepaliveTimeoutMs: 5_000, keepaliveIntervalMs: 1_000 });
    expect(lines).toEqual([
      'warn: keepaliveTimeoutMs does nothing on Flux: the session pings by itself',
      'warn: keepaliveIntervalMs does nothing on Flux: the session pings by itself',
    ]);
  });
});
