import { describe, expect, it } from 'vitest';
import { DeepgramFluxSTTSettings } from './deepgram-flux-stt-settings.ts';

describe('settings', () => {
  it('are not given unless they are given', () => {
    expect(new DeepgramFluxSTTSettings().givenFields()).toEqual({});
  });

  it('know none from not given', () => {
    expect(new DeepgramFluxSTTSettings({ eotThreshold: null, eagerEotThreshold: undefined }).givenFields()).toEqual({
      eotThreshold: null,
    });
  });

  it('take keyterms and tags for keyterm and tag', () => {
    expect(new DeepgramFluxSTTSettings({ keyterms: ['a'], tags: ['b'] }).givenFields()).toEqual({
      keyterm: ['a'],
      tag: ['b'],
    });
  });

  it('refuse one setting under two names', () => {
    expect(() => new DeepgramFluxSTTSettings({ tag: ['a'], tags: ['b'] })).toThrow(
      new TypeError('settings.tag and settings.tags are one setting: give one of them'),
    );
  });

  it('refuse a name that is no setting, and name those that are', () => {
    const mistyped: object = { eotTreshold: 0.7 };
    expect(() => new DeepgramFluxSTTSettings(mistyped)).toThrow(
      /^settings\.eotTreshold is no setting of Flux; there are /u,
    );
  });

  it('refuse a list that holds anything but strings', () => {
    const wrong: object = { keyterm: [1] };
    expect(() => new DeepgramFluxSTTSettings(wrong)).toThrow('settings.keyterm must be a list of strings');
  });

  it('do not follow a list that is changed afterwards', () => {
    const keyterm = ['a'];
    const settings = new DeepgramFluxSTTSettings({ keyterm });
    keyterm.push('b');
    expect(settings.keyterm).toEqual(['a']);
  });

  it('from a mapping keep unknown names as extra, merged into what is given', () => {
    const settings = DeepgramFluxSTTSettings.fromMapping({
      model: 'flux-general-multi',
      keyterms: ['a'],
      colour: 'red',
    });
    expect(settings.extra).toEqual({ colour: 'red' });
    expect(settings.givenFields()).toEqual({ model: 'flux-general-multi', keyterm: ['a'], colour: 'red' });
  });
});
