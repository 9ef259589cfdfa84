import { describe, expect, it } from 'vitest';
import { NO_TEXT, hasLostWords, turnWords, withCut, withDecode, withSettled } from './turn-text.ts';
import type { TurnText } from './turn-text.ts';

const voiced = (start: number, end: number): readonly { start: number; end: number }[] => [
  { start: start * 16_000, end: end * 16_000 },
];
const textOf = (text: TurnText): string =>
  turnWords(text)
    .map((word) => word.text)
    .join(' ');

describe('the text of a turn', () => {
  it('is what is settled and what the open segment says', () => {
    const first = withSettled(withDecode(NO_TEXT, 'Book a room.', 'final', voiced(0, 1)), 'all');
    expect(textOf(withDecode(first, 'And a car.', 'final', voiced(2, 3)))).toBe('Book a room and a car.');
  });

  it('keeps what is settled while the open segment is decoded again', () => {
    const first = withSettled(withDecode(NO_TEXT, 'Book a room.', 'final', voiced(0, 1)), 'all');
    const second = withDecode(
      withDecode(first, 'Two night', 'final', voiced(2, 3)),
      'Two nights.',
      'final',
      voiced(2, 4),
    );
    expect(textOf(second)).toBe('Book a room. Two nights.');
    expect(turnWords(second).map((word) => word.startSeconds)).toEqual(
      [0, 0.385, 0.538, 2, 2.667].map((time) => expect.closeTo(time, 1) as unknown),
    );
  });

  it('settles what stood at the last pause when a decode lost it', () => {
    const stood = withDecode(NO_TEXT, 'Montreal forced aligner.', 'final', voiced(0, 2));
    expect(hasLostWords(stood, '')).toBe(true);
    expect(hasLostWords(stood, 'Montreal')).toBe(true);
    expect(hasLostWords(stood, 'Montreal forced')).toBe(false);
    const looked = withDecode(
      withDecode(stood, 'Other words here', 'partial', voiced(0, 3)),
      'Other words here',
      'partial',
      voiced(0, 3),
    );
    expect(textOf(looked)).toBe('Other words here');
    expect(textOf(withSettled(looked, 'stood'))).toBe('Montreal forced aligner.');
  });

  it('does not get shorter at a cut', () => {
    const looks = ['ask not what your country can', 'ask not what your country can'];
    const whole = looks.reduce((text, look) => withDecode(text, look, 'partial', voiced(0, 12)), NO_TEXT);
    const cut = withCut(whole, 5.7 * 16_000, 'Ask not what.', voiced(0, 5.6));
    expect(textOf(cut)).toBe('Ask not what your country can');
    const rest = ['Your country can do', 'Your country can do.'].reduce(
      (text, look) => withDecode(text, look, 'partial', voiced(5.7, 12)),
      cut,
    );
    expect(textOf(rest)).toBe('Ask not what your country can do');
  });

  it('settles at a cut all that the first part says, wherever its words were thought to lie', () => {
    const [first, second] = ['Press one to go on.', 'Press two to go back.'];
    const paused = withDecode(NO_TEXT, `${first} ${second}`, 'final', voiced(0, 12));
    const early = withCut(paused, 3 * 16_000, first, voiced(0, 3));
    expect(early.settled.map((word) => word.text).join(' ')).toBe(first);
    expect(textOf(early)).toBe(`${first} ${second}`);
    const late = withCut(paused, 9 * 16_000, first, voiced(0, 9));
    expect(late.settled.map((word) => word.text).join(' ')).toBe(first);
    expect(textOf(late)).toBe(`${first} ${second}`);
    expect(late.settled.every((word) => word.endSeconds <= 9)).toBe(true);
  });

  it('settles at a cut what it had when the first part could not be decoded', () => {
    const looks = ['one two three four', 'one two three four'];
    const whole = looks.reduce((text, look) => withDecode(text, look, 'partial', voiced(0, 8)), NO_TEXT);
    const cut = withCut(whole, 4 * 16_000, '', voiced(0, 4));
    expect(cut.settled.map((word) => word.text)).toEqual(['one', 'two']);
    expect(textOf(cut)).toBe('one two three four');
    expect(textOf(withCut(whole, 0.1 * 16_000, '', voiced(0, 0.1)))).toBe('one two three four');
  });
});
