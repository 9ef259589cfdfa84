import type { CheckedField, FluxModel, FluxRedaction } from '@turnstream/flux/protocol';
import { LIMITS, checkTurnSettings } from '@turnstream/flux/protocol';

import { usageError } from '../failure/cli-error.ts';
import type { OptionGroup } from './option-definition.ts';
import type { ParsedOptions } from './parse-options.ts';

/** The Flux settings a caller named; what is absent keeps the server's default. */
export type FluxSettings = {
  readonly model?: FluxModel;
  readonly eotThreshold?: number;
  readonly eagerEotThreshold?: number;
  readonly eotTimeoutMs?: number;
  readonly keyterms?: readonly string[];
  readonly languageHints?: readonly string[];
  readonly numerals?: boolean;
  readonly profanityFilter?: boolean;
  readonly redact?: FluxRedaction;
  readonly mipOptOut?: boolean;
  readonly tags?: readonly string[];
};

const models: readonly FluxModel[] = ['flux-general-en', 'flux-general-multi'];
const redactions: readonly FluxRedaction[] = ['numbers', 'aggressive_numbers'];

/** Every setting of a Flux connection as an option, under Deepgram's own names. */
export const settingOptions: OptionGroup = {
  title: 'Flux settings',
  options: [
    {
      name: 'model',
      kind: 'text',
      value: 'name',
      choices: models,
      description: `${models.join(' or ')}. Default: flux-general-en.`,
    },
    {
      name: 'eot-threshold',
      kind: 'number',
      value: '0.5-1',
      description: `Confidence at which a turn ends. Default: ${String(LIMITS.eotThreshold.serverDefault)}.`,
    },
    {
      name: 'eager-eot-threshold',
      kind: 'number',
      value: '0.3-0.9',
      description: 'Confidence at which an end is predicted; at most --eot-threshold. Default: no predictions.',
    },
    {
      name: 'eot-timeout-ms',
      kind: 'number',
      value: '500-60000',
      description: `Silence after which a turn ends anyway. Default: ${String(LIMITS.eotTimeoutMs.serverDefault)}.`,
    },
    { name: 'keyterm', kind: 'list', value: 'term', description: 'A word to expect; repeat for more, at most 100.' },
    {
      name: 'language-hint',
      kind: 'list',
      value: 'code',
      description: 'A language to expect, such as es; repeat for more. flux-general-multi only.',
    },
    { name: 'numerals', kind: 'flag', description: 'Write numbers as digits.' },
    { name: 'profanity-filter', kind: 'flag', description: 'Mask profanity.' },
    {
      name: 'redact',
      kind: 'text',
      value: 'what',
      choices: redactions,
      description: `Replace spoken numbers by *: ${redactions.join(' or ')}.`,
    },
    { name: 'mip-opt-out', kind: 'flag', description: "Keep the audio out of Deepgram's model improvement programme." },
    { name: 'tag', kind: 'list', value: 'label', description: 'A label for usage reports; repeat for more.' },
  ],
};

const optionOfField: Readonly<Record<CheckedField, string>> = {
  eotThreshold: 'eot-threshold',
  eagerEotThreshold: 'eager-eot-threshold',
  eotTimeoutMs: 'eot-timeout-ms',
  keyterms: 'keyterm',
  languageHints: 'language-hint',
  tags: 'tag',
};

/**
 * The settings among `options`.
 * @throws CliError (usage) for a value out of range, or settings that contradict each other
 */
export function readSettings(options: ParsedOptions): FluxSettings {
  const { texts, numbers, lists, flags } = options;
  const model = models.find((name) => name === texts.get('model'));
  const redact = redactions.find((name) => name === texts.get('redact'));
  const eotThreshold = numbers.get('eot-threshold');
  const eagerEotThreshold = numbers.get('eager-eot-threshold');
  const eotTimeoutMs = numbers.get('eot-timeout-ms');
  const keyterms = lists.get('keyterm');
  const languageHints = lists.get('language-hint');
  const tags = lists.get('tag');

  const settings: FluxSettings = {
    ...(model === undefined ? {} : { model }),
    ...(eotThreshold === undefined ? {} : { eotThreshold }),
    ...(eagerEotThreshold === undefined ? {} : { eagerEotThreshold }),
    ...(eotTimeoutMs === undefined ? {} : { eotTimeoutMs }),
    ...(keyterms === undefined ? {} : { keyterms }),
    ...(languageHints === undefined ? {} : { languageHints }),
    ...(flags.has('numerals') ? { numerals: true } : {}),
    ...(flags.has('profanity-filter') ? { profanityFilter: true } : {}),
    ...(redact === undefined ? {} : { redact }),
    ...(flags.has('mip-opt-out') ? { mipOptOut: true } : {}),
    ...(tags === undefined ? {} : { tags }),
  };
  const problem = checkTurnSettings({ model: 'flux-general-en', ...settings });
  if (problem !== undefined) throw usageError(`--${optionOfField[problem.field]} ${problem.reason}`);
  return settings;
}
