import { assert, property, sample } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { courses } from './courses.ts';
import type { Course } from './courses.ts';
import { MACHINE_RULES } from './machine-rules.ts';
import { runCourse } from './run-course.ts';
import { WIRE_RULES } from './wire-rules.ts';

const RUNS = 600;

function always(holds: (course: Course) => void): void {
  assert(property(courses, holds), { numRuns: RUNS });
}

describe('turnMachine, on any course of a stream', () => {
  it.each(Object.entries(WIRE_RULES))('keeps %s', (_name, findBreaches) => {
    always((course) => {
      expect(findBreaches(runCourse(course).messages)).toEqual([]);
    });
  });

  it.each(Object.entries(MACHINE_RULES))('keeps %s', (_name, findBreach) => {
    always((course) => {
      expect(
        runCourse(course)
          .moments.map((moment) => findBreach(moment))
          .filter((breach) => breach !== ''),
      ).toEqual([]);
    });
  });

  it('keeps R108: an end has the words that were predicted', () => {
    always((course) => {
      const { moments } = runCourse(course);
      const differing = moments.filter(
        ({ before, turnInfo }) =>
          before.turn.kind === 'awaiting-end' &&
          turnInfo !== undefined &&
          turnInfo.event !== 'TurnResumed' &&
          turnInfo.words !== before.told.words,
      );
      expect(differing).toEqual([]);
    });
  });

  it('keeps R119: the same course gives the same messages, and no state is changed afterwards', () => {
    always((course) => {
      const first = runCourse(course);
      const kept = JSON.stringify(first);
      expect(runCourse(course)).toEqual(first);
      expect(JSON.stringify(first)).toBe(kept);
    });
  });

  it('is shown by courses that reach every kind of message', () => {
    const seen = new Set<string>();
    for (const course of sample(courses, { numRuns: RUNS, seed: 1 })) {
      for (const message of runCourse(course).messages) {
        seen.add(
          message.type === 'TurnInfo'
            ? `${message.event} ${message.trigger ?? ''}`.trim()
            : `${message.type} ${'code' in message ? message.code : ''}`.trim(),
        );
      }
    }
    expect([...seen].toSorted()).toEqual([
      'ConfigureFailure INVALID_KEYTERMS',
      'ConfigureFailure INVALID_LANGUAGE_HINTS',
      'ConfigureFailure INVALID_THRESHOLD',
      'ConfigureFailure TOO_MANY_PENDING_CONFIGURES',
      'ConfigureFailure UNSUPPORTED_SETTING',
      'ConfigureSuccess',
      'Connected',
      'EagerEndOfTurn',
      'EndOfTurn manual',
      'EndOfTurn model',
      'EndOfTurn timeout',
      'Error INTERNAL_SERVER_ERROR',
      'StartOfTurn',
      'TurnResumed',
      'Update',
      'Warning FORCE_END_TURN_NO_ACTIVE_TURN',
      'Warning KEYTERMS_NOT_SUPPORTED',
    ]);
  });
});
