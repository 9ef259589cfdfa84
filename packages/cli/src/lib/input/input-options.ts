import type { RawEncoding } from '@turnstream/audio';
import { LIMITS } from '@turnstream/flux/protocol';

import type { OptionGroup } from '../arguments/option-definition.ts';
import type { ParsedOptions } from '../arguments/parse-options.ts';
import { usageError } from '../failure/cli-error.ts';
import type { ChannelChoice } from './linear16.ts';

/** What the caller says about a recording. */
export type InputChoices = {
  /** The format of audio without a header; absent: the recording's header says it. */
  readonly raw?: { readonly encoding: RawEncoding; readonly sampleRateHz: number };
  /** Absent: a recording with several channels is refused. */
  readonly channel?: ChannelChoice;
};

const encodings: readonly RawEncoding[] = ['linear16', 'linear32', 'mulaw', 'alaw'];
const channels: readonly ChannelChoice[] = ['left', 'right', 'mix'];

/** The options behind {@link InputChoices}. */
export const inputOptions: OptionGroup = {
  title: 'The recording',
  options: [
    {
      name: 'encoding',
      kind: 'text',
      value: 'name',
      choices: encodings,
      description: `Of raw audio, mono, without a header: ${encodings.join(', ')}. Needs --sample-rate.`,
    },
    {
      name: 'sample-rate',
      kind: 'number',
      value: 'Hz',
      description: `Of raw audio: ${LIMITS.sampleRatesHz.join(', ')}.`,
    },
    {
      name: 'channel',
      kind: 'text',
      value: 'which',
      choices: channels,
      description: 'left, right or mix: what to hear of a recording with several channels.',
    },
  ],
};

/**
 * What the caller says about the recording.
 * @throws CliError (usage) when one half of the format of raw audio is missing, or its rate is none of the protocol's
 */
export function readInputOptions(options: ParsedOptions): InputChoices {
  const encoding = encodings.find((name) => name === options.texts.get('encoding'));
  const sampleRateHz = options.numbers.get('sample-rate');
  const channel = channels.find((name) => name === options.texts.get('channel'));
  if (encoding === undefined) {
    if (sampleRateHz !== undefined) throw usageError('--sample-rate is for raw audio and needs --encoding');
    return channel === undefined ? {} : { channel };
  }
  if (sampleRateHz === undefined) throw usageError('--encoding is for raw audio and needs --sample-rate');
  if (channel !== undefined) throw usageError('--channel is for recordings with a header; raw audio must be mono');
  if (!LIMITS.sampleRatesHz.includes(sampleRateHz)) {
    throw usageError(`--sample-rate must be one of ${LIMITS.sampleRatesHz.join(', ')} Hz; got ${String(sampleRateHz)}`);
  }
  return { raw: { encoding, sampleRateHz } };
}
