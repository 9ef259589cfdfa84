/**
 * Makes fixtures/audio: short recordings of synthetic speech with known words and times.
 * Needs flite and sox (`apt-get install flite sox`). Run: npx tsx scripts/make-fixtures.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Spoken words, or a pause of so many seconds. */
type Part = string | number;

type Recording = {
  readonly name: string;
  readonly shows: string;
  readonly voice: 'slt' | 'rms';
  readonly leadSeconds: number;
  /** Each turn, with the pauses inside it. */
  readonly turns: readonly (readonly Part[])[];
  /** Pauses after each turn; the last one ends the file. */
  readonly gapSeconds: readonly number[];
  readonly telephone?: boolean;
};

const recordings: readonly Recording[] = [
  {
    name: 'demo',
    shows: 'three turns, one with a pause in the middle of its sentence',
    voice: 'slt',
    leadSeconds: 0.5,
    turns: [
      ['Good morning, how can I help you today?'],
      ['I would like to book a table for four people', 0.35, 'tomorrow evening at seven.'],
      ['That sounds perfect, thank you.'],
    ],
    gapSeconds: [1.6, 1.6, 1.3],
  },
  {
    name: 'single-turn',
    shows: 'one turn',
    voice: 'slt',
    leadSeconds: 0.4,
    turns: [['Please send the report to the main office on Thursday.']],
    gapSeconds: [1.2],
  },
  {
    name: 'three-turns',
    shows: 'turns with long pauses between them, by another voice',
    voice: 'rms',
    leadSeconds: 0.4,
    turns: [
      ['Please turn off the lights in the kitchen.'],
      ['What will the weather be like on Monday?'],
      ['Wake me up at six in the morning.'],
    ],
    gapSeconds: [1.5, 2, 0.6],
  },
  {
    name: 'pause-in-sentence',
    shows: 'a short pause inside one sentence, which is no end of turn',
    voice: 'slt',
    leadSeconds: 0.4,
    turns: [['My flight leaves from London', 0.4, 'on Thursday afternoon at three.']],
    gapSeconds: [1.2],
  },
  {
    name: 'false-start',
    shows: 'a false start, a hesitation and a resumption in the same turn',
    voice: 'rms',
    leadSeconds: 0.4,
    turns: [['Can you send the', 0.5, 'can you send the invoice to my new address?']],
    gapSeconds: [1.2],
  },
  {
    name: 'fillers',
    shows: 'fillers with pauses around them',
    voice: 'slt',
    leadSeconds: 0.4,
    turns: [['Um', 0.3, 'I think', 0.3, 'uh', 0.4, 'we should wait for the next train.']],
    gapSeconds: [1.2],
  },
  {
    name: 'telephone-mulaw-8k',
    shows: 'two turns in telephone quality: 8 kHz mu-law',
    voice: 'rms',
    leadSeconds: 0.4,
    turns: [['I have a question about my bill.'], ['Could you send it to me again?']],
    gapSeconds: [1.5, 1],
    telephone: true,
  },
];

const sampleRateHz = 16_000;
/** Peak of the pauses' pink noise, about -50 dB: recordings have no digital zeros. */
const noiseVolume = 0.004;

const outputFolder = join(import.meta.dirname, '..', 'fixtures', 'audio');
const workFolder = mkdtempSync(join(tmpdir(), 'fixtures-'));
let partCount = 0;

function partPath(): string {
  partCount += 1;
  return join(workFolder, `${String(partCount)}.wav`);
}

/** `-R` makes dither and noise the same on every run. */
function sox(...parameters: string[]): void {
  execFileSync('sox', ['-R', ...parameters], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function sampleCount(path: string): number {
  return Number(execFileSync('soxi', ['-s', path], { encoding: 'utf8' }));
}

/** Speaks `text`, without the silence the synthesiser puts around it. */
function speak(text: string, voice: string): string {
  const raw = partPath();
  const trimmed = partPath();
  execFileSync('flite', ['-voice', voice, '-t', text, '-o', raw]);
  const trimStart = ['silence', '1', '0.01', '0.1%', 'fade', '0.01'];
  const trimBothEnds = [...trimStart, 'reverse', ...trimStart, 'reverse'];
  sox(raw, '-r', String(sampleRateHz), trimmed, 'highpass', '60', ...trimBothEnds, 'norm', '-4');
  return trimmed;
}

function pause(durationSeconds: number): string {
  const path = partPath();
  sox('-n', '-r', String(sampleRateHz), '-c', '1', '-b', '16', path, 'trim', '0', String(durationSeconds));
  return path;
}

function seconds(samples: number): number {
  return Math.round((samples / sampleRateHz) * 1_000) / 1_000;
}

function make(recording: Recording): object {
  const files: string[] = [];
  let position = 0;
  const append = (path: string): { startSeconds: number; endSeconds: number } => {
    const start = position;
    files.push(path);
    position += sampleCount(path);
    return { startSeconds: seconds(start), endSeconds: seconds(position) };
  };

  append(pause(recording.leadSeconds));
  const turns = recording.turns.map((parts, index) => {
    const startSeconds = seconds(position);
    const pauses: object[] = [];
    for (const part of parts) {
      if (typeof part === 'number') pauses.push(append(pause(part)));
      else append(speak(part, recording.voice));
    }
    const endSeconds = seconds(position);
    append(pause(recording.gapSeconds[index] ?? 0));
    const transcript = parts.filter((part) => typeof part === 'string').join(' ');
    return { startSeconds, endSeconds, transcript, pauses };
  });

  const clean = partPath();
  const noise = partPath();
  const file = `${recording.name}.wav`;
  sox(...files, clean);
  sox(
    '-n',
    '-r',
    String(sampleRateHz),
    '-c',
    '1',
    '-b',
    '16',
    noise,
    'synth',
    `${String(position)}s`,
    'pinknoise',
    'vol',
    String(noiseVolume),
  );
  const telephoneFormat = recording.telephone === true ? ['-r', '8000', '-e', 'mu-law'] : ['-b', '16'];
  sox('-m', '-v', '1', clean, '-v', '1', noise, ...telephoneFormat, join(outputFolder, file));
  return {
    file,
    shows: recording.shows,
    encoding: recording.telephone === true ? 'mulaw' : 'linear16',
    sampleRateHz: recording.telephone === true ? 8_000 : sampleRateHz,
    durationSeconds: seconds(position),
    voice: recording.voice,
    turns,
  };
}

mkdirSync(outputFolder, { recursive: true });
try {
  const manifest = recordings.map(make);
  writeFileSync(join(outputFolder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
} finally {
  rmSync(workFolder, { recursive: true });
}
