import { SystemFrame } from './frame.ts';

/** The bot's voice began to be heard. */
export class BotStartedSpeakingFrame extends SystemFrame {}

/** The bot's voice is no longer heard. */
export class BotStoppedSpeakingFrame extends SystemFrame {}

/** The bot's voice is being heard; again and again while it is. */
export class BotSpeakingFrame extends SystemFrame {}
