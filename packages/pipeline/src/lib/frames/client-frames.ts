import { SystemFrame } from './frame.ts';

/** The bot is in the room where users will come. */
export class BotConnectedFrame extends SystemFrame {}

/** A user is there to be heard. */
export class ClientConnectedFrame extends SystemFrame {}
