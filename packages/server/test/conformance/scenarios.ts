import type { Scenario } from './play-scenario.ts';

/** A scenario, the rules of docs/protocol.md it shows, and what every client must see of it. */
export type ConformanceCase = {
  readonly rules: string;
  readonly shows: string;
  readonly scenario: Scenario;
  readonly expected: readonly string[];
};

/** What a server does with turns, settings and ends; every client sees the same of it. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  {
    rules: 'R80 R100 R101 R102 R103 R105 R113 R116 R117 R118',
    shows: 'a turn from its first word to its end by the model, and the Updates around it',
    scenario: {
      engine: {
        cues: [
          { at: 0.08, confidence: 0.45 },
          { at: 0.4, speech: true, confidence: 0.01, text: 'Hello' },
          { at: 0.72, text: 'Hello there.' },
          { at: 1.04, speech: false, confidence: 0.6 },
          { at: 1.2, confidence: 0.69 },
          { at: 1.28, confidence: 0.7 },
          { at: 1.36, confidence: 0.3 },
        ],
      },
      acts: [{ hear: 1.76 }],
    },
    expected: [
      'Connected',
      'Update 0 0.24',
      'StartOfTurn 0 0.4 Hello',
      'Update 0 0.48 Hello',
      'Update 0 0.72 Hello there.',
      'Update 0 0.96 Hello there.',
      'Update 0 1.04 Hello there.',
      'Update 0 1.12 Hello there.',
      'Update 0 1.2 Hello there.',
      'EndOfTurn 0 1.28 Hello there. model',
      'Update 1 1.52',
      'Update 1 1.76',
    ],
  },
  {
    rules: 'R27 R107 R108 R114',
    shows: 'a prediction that comes true with the same text',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'Yes.' },
          { at: 0.48, speech: false, confidence: 0.55 },
          { at: 0.64, confidence: 0.75 },
        ],
      },
      parameters: { eagerEotThreshold: 0.5 },
      acts: [{ hear: 0.64 }],
    },
    expected: [
      'Connected',
      'StartOfTurn 0 0.24 Yes.',
      'EagerEndOfTurn 0 0.48 Yes.',
      'Update 0 0.56 Yes.',
      'EndOfTurn 0 0.64 Yes. model',
    ],
  },
  {
    rules: 'R107',
    shows: 'no prediction where none was asked for',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'Yes.' },
          { at: 0.48, speech: false, confidence: 0.69 },
        ],
      },
      acts: [{ hear: 0.56 }],
    },
    expected: ['Connected', 'StartOfTurn 0 0.24 Yes.', 'Update 0 0.48 Yes.', 'Update 0 0.56 Yes.'],
  },
  {
    rules: 'R104 R108 R109 R110',
    shows: 'predictions taken back, for new text and for speech without any, before one that comes true',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'Well.' },
          { at: 0.4, speech: false, confidence: 0.5 },
          { at: 0.56, speech: true, confidence: 0.02 },
          { at: 0.72, text: 'Well, I' },
          { at: 0.96, text: 'Well, I think.', speech: false, confidence: 0.6 },
          { at: 1.04, text: 'Well, I think so.' },
          { at: 1.12, confidence: 0.65 },
          { at: 1.2, confidence: 0.8 },
        ],
      },
      parameters: { eagerEotThreshold: 0.5 },
      acts: [{ hear: 1.2 }],
    },
    expected: [
      'Connected',
      'StartOfTurn 0 0.24 Well.',
      'EagerEndOfTurn 0 0.4 Well.',
      'Update 0 0.48 Well.',
      'TurnResumed 0 0.56 Well.',
      'Update 0 0.72 Well, I',
      'EagerEndOfTurn 0 0.96 Well, I think.',
      'TurnResumed 0 1.04 Well, I think so.',
      'EagerEndOfTurn 0 1.12 Well, I think so.',
      'EndOfTurn 0 1.2 Well, I think so. model',
    ],
  },
  {
    rules: 'R108',
    shows: 'an end that waits a step where the text changed at the last moment',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'Yes' },
          { at: 0.4, speech: false, confidence: 0.6 },
          { at: 0.48, text: 'Yes.', confidence: 0.9 },
        ],
      },
      parameters: { eagerEotThreshold: 0.5 },
      acts: [{ hear: 0.56 }],
    },
    expected: [
      'Connected',
      'StartOfTurn 0 0.24 Yes',
      'EagerEndOfTurn 0 0.4 Yes',
      'TurnResumed 0 0.48 Yes.',
      'EndOfTurn 0 0.56 Yes. model',
    ],
  },
  {
    rules: 'R114',
    shows: 'a step over both thresholds that ends the turn at once',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'Yes.' },
          { at: 0.4, speech: false, confidence: 0.9 },
        ],
      },
      parameters: { eagerEotThreshold: 0.5 },
      acts: [{ hear: 0.4 }],
    },
    expected: ['Connected', 'StartOfTurn 0 0.24 Yes.', 'EndOfTurn 0 0.4 Yes. model'],
  },
  {
    rules: 'R26 R28 R46 R113 R115',
    shows: 'the timeout as the only end at a threshold of 1, begun anew by new speech',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'One' },
          { at: 0.32, speech: false, confidence: 1 },
          { at: 0.72, speech: true, confidence: 0 },
          { at: 0.8, speech: false },
        ],
      },
      parameters: { eotThreshold: 1, eotTimeoutMs: 500 },
      acts: [{ hear: 1.28 }],
    },
    expected: [
      'Connected',
      'StartOfTurn 0 0.24 One',
      'Update 0 0.32 One',
      'Update 0 0.4 One',
      'Update 0 0.48 One',
      'Update 0 0.56 One',
      'Update 0 0.64 One',
      'Update 0 0.72 One',
      'Update 0 0.96 One',
      'Update 0 1.2 One',
      'EndOfTurn 0 1.28 One timeout',
    ],
  },
  {
    rules: 'R112',
    shows: 'nothing but Updates from confidence without text',
    scenario: {
      engine: { cues: [{ at: 0.08, confidence: 1 }] },
      parameters: { eotTimeoutMs: 500, eagerEotThreshold: 0.3 },
      acts: [{ hear: 0.72 }],
    },
    expected: [
      'Connected',
      ...[0.08, 0.16, 0.24, 0.32, 0.4, 0.48, 0.56, 0.64, 0.72].map((seconds) => `Update 0 ${seconds}`),
    ],
  },
  {
    rules: 'R60 R62 R83',
    shows: 'an end forced while one is predicted, with the text that was last told',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'Stop' },
          { at: 0.32, speech: false, confidence: 0.6 },
          { at: 0.4, confidence: 0.4 },
          { at: 0.56, speech: true, text: 'Again' },
        ],
      },
      parameters: { eagerEotThreshold: 0.5 },
      acts: [{ hear: 0.48 }, { forceEndTurn: true }, { hear: 0.24 }],
    },
    expected: [
      'Connected',
      'StartOfTurn 0 0.24 Stop',
      'EagerEndOfTurn 0 0.32 Stop',
      'Update 0 0.48 Stop',
      'EndOfTurn 0 0.48 Stop manual',
      'StartOfTurn 1 0.56 Again',
      'Update 1 0.72 Again',
    ],
  },
  {
    rules: 'R52 R53 R56 R57 R113',
    shows: 'settings that hold from the audio on at which they were sent',
    scenario: {
      engine: {
        cues: [
          { at: 0.24, speech: true, text: 'Yes.' },
          { at: 0.32, speech: false, confidence: 0.8 },
        ],
      },
      parameters: { eotThreshold: 0.9 },
      acts: [{ hear: 0.48 }, { configure: { thresholds: { eot_threshold: 0.8 } } }, { hear: 0.08 }],
    },
    expected: [
      'Connected',
      'StartOfTurn 0 0.24 Yes.',
      'Update 0 0.32 Yes.',
      'Update 0 0.4 Yes.',
      'Update 0 0.48 Yes.',
      'ConfigureSuccess',
      'EndOfTurn 0 0.56 Yes. model',
    ],
  },
  {
    rules: 'R34 R90',
    shows: 'a warning about keyterms that have no effect, which stops nothing',
    scenario: { engine: {}, parameters: { keyterms: ['Ann'] }, acts: [{ hear: 0.24 }] },
    expected: ['Connected', 'Warning KEYTERMS_NOT_SUPPORTED', 'Update 0 0.24'],
  },
  {
    rules: 'R65 R66 R111',
    shows: 'the rest of the text at CloseStream, and no end of the open turn',
    scenario: {
      engine: { cues: [{ at: 0.24, speech: true, text: 'To be' }], flushedText: 'To be continued' },
      acts: [{ hear: 0.48 }],
    },
    expected: ['Connected', 'StartOfTurn 0 0.24 To be', 'Update 0 0.48 To be', 'Update 0 0.48 To be continued'],
  },
  {
    rules: 'R66 R67',
    shows: 'a CloseStream before any audio',
    scenario: { engine: {}, acts: [] },
    expected: ['Connected'],
  },
  {
    rules: 'R41 R103',
    shows: 'telephone audio, in the same time',
    scenario: {
      engine: { cues: [{ at: 0.24, speech: true, text: 'Hello?' }] },
      parameters: { encoding: 'mulaw', sampleRateHz: 8_000 },
      acts: [{ hear: 0.24 }, { hear: 0.24 }],
    },
    expected: ['Connected', 'StartOfTurn 0 0.24 Hello?', 'Update 0 0.48 Hello?'],
  },
];
