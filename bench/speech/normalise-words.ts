const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS = new Map([
  ['one', 'first'],
  ['two', 'second'],
  ['three', 'third'],
  ['five', 'fifth'],
  ['eight', 'eighth'],
  ['nine', 'ninth'],
  ['twelve', 'twelfth'],
]);
/** Hesitations, which recognisers and transcribers leave out or not as they please. */
const HESITATIONS = new Set('um uh er erm hmm mm mhm ah'.split(' '));
const SPELLINGS = new Map([
  ['mr', 'mister'],
  ['mrs', 'missus'],
  ['dr', 'doctor'],
  ['ok', 'okay'],
  ['oh', 'zero'],
  ['o', 'zero'],
  ['gonna', 'going to'],
  ['yknow', 'you know'],
]);

/**
 * The words of a text as they are compared: lower case, no punctuation, numbers as words (digit by digit when there are
 * more than four of them), hesitations and marks in brackets left out. Meant to be fair to both sides, not to be grammar.
 */
export function normaliseWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/<hes-([^>]*)>/g, ' $1 ')
    .replaceAll(/\b([ap])\.? ?m\b\.?/g, '$1m')
    .replaceAll('%', ' percent ')
    .replaceAll('$', ' dollar ')
    .replaceAll('&', ' and ')
    .replaceAll('@', ' at ')
    .replaceAll(/(\d),(?=\d{3}\b)/g, '$1')
    .replaceAll(/(\d)\.(?=\d)/g, '$1 point ')
    .replaceAll(/(\w)\.(?=\w)/g, '$1 dot ')
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .split(' ')
    .flatMap((word) => spoken(word.replaceAll("'", '')).split(' '))
    .filter((word) => word !== '' && !HESITATIONS.has(word));
}

function spoken(word: string): string {
  const ordinal = /^(\d+)(?:th|st|nd|rd)$/.exec(word)?.[1];
  if (ordinal !== undefined) return ordinalOf(numberWords(ordinal));
  return SPELLINGS.get(word) ?? word.replaceAll(/\d+/g, (digits) => ` ${numberWords(digits)} `);
}

function ordinalOf(words: string): string {
  const [last = '', ...before] = words.split(' ').toReversed();
  const ending = ORDINALS.get(last) ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`);
  return [...before.toReversed(), ending].join(' ');
}

function numberWords(digits: string): string {
  const value = Number(digits);
  if (digits.length > 4 || (digits.length > 1 && digits.startsWith('0'))) {
    return digits
      .split('')
      .map((digit) => ONES[Number(digit)])
      .join(' ');
  }
  if (value < 20) return ONES[value] ?? digits;
  if (value < 100) return joined(TENS[Math.floor(value / 10)] ?? '', value % 10);
  if (value < 1_000) return joined(`${numberWords(digits.slice(0, 1))} hundred`, value % 100);
  if (value % 1_000 === 0) return `${numberWords(digits.slice(0, 1))} thousand`;
  // As years are read: fourteen fifty five.
  return joined(numberWords(digits.slice(0, 2)) + (digits.endsWith('00') ? ' hundred' : ''), value % 100);
}

function joined(words: string, rest: number): string {
  return rest === 0 ? words : `${words} ${numberWords(String(rest))}`;
}
