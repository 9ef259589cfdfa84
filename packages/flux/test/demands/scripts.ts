import { awaitAudio, connected, type ConnectionScript, turnInfo } from '@turnstream/testing';

/** A healthy connection on which somebody begins to say `transcript` and is not done yet. */
export function openTurn(transcript: string): ConnectionScript {
  return [connected(), awaitAudio({ seconds: 0.48 }), turnInfo({ event: 'StartOfTurn', transcript })];
}

/** A healthy connection on which somebody says `transcript`. */
export function wholeTurn(transcript: string): ConnectionScript {
  return [...openTurn(transcript.split(' ')[0] ?? ''), ...turnEnd(transcript)];
}

/** The end of an open turn. */
export function turnEnd(transcript: string): ConnectionScript {
  return [turnInfo({ event: 'EndOfTurn', transcript })];
}
