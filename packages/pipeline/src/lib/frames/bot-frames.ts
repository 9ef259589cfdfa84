import { SystemFrame } from './frame.ts';

/** The bot begins to be heard. */
export class BotStartedSpeakingFrame extends SystemFrame {}

/** The bot is heard no more. */
export class BotStoppedSpeakingFrame extends SystemFrame {}

/** The bot is still heard. */
export class BotSpeakingFrame extends SystemFrame {}
