import { nextObjectId, nextObjectSerial } from '../object/object-name.ts';

/**
 * How a frame is scheduled and what an interruption does to it.
 *
 * | family | scheduling | on interruption |
 * |---|---|---|
 * | `system` | ahead of all but StartFrame, one at a time | never dropped |
 * | `data` | in order | dropped, or its handling aborted |
 * | `control` | in order with data | dropped, or its handling aborted |
 */
export type FrameFamily = 'system' | 'data' | 'control';

/** Any class of frame, for filters. */
export type FrameClass = abstract new (...values: never[]) => Frame;

/** What is known of an object that a frame names, without naming its class. */
export type FrameOwner = { readonly id: number; readonly name: string; readonly isUsable: boolean };

/**
 * The unit that travels through a pipeline. Frames are plain values: keep their fields public, since a broadcast
 * copies them.
 */
export abstract class Frame {
  /** Unique and increasing. */
  declare readonly id: number;
  /** Counts the frames of this class from 0. */
  declare readonly serial: number;
  /** Presentation time in nanoseconds of the pipeline's clock. */
  declare pts: number | undefined;
  /** Id of the twin that a broadcast sent the other way. */
  declare broadcastSiblingId: number | undefined;
  /** Free for the application; each frame has its own. */
  declare metadata: Record<string, unknown>;
  /** Name of the transport this came from. */
  declare transportSource: string | undefined;
  /** Name of the transport this is meant for. */
  declare transportDestination: string | undefined;

  constructor() {
    // Assigned: to define the fields of so many classes, Node 20 goes the slow way for each field of each frame.
    this.id = nextObjectId();
    this.serial = nextObjectSerial(new.target.name);
    this.pts = undefined;
    this.broadcastSiblingId = undefined;
    this.metadata = {};
    this.transportSource = undefined;
    this.transportDestination = undefined;
  }

  /** `ClassName#n`, n counting per class from 0. Made when it is asked for: most frames are never named. */
  get name(): string {
    return `${this.constructor.name}#${this.serial}`;
  }

  /** How this frame is scheduled. */
  abstract get family(): FrameFamily;

  /** Whether an interruption leaves it in its queue and lets its handler finish. Says nothing for system frames. */
  get uninterruptible(): boolean {
    return false;
  }

  /** Whether every processor does something about it by itself. */
  get steersProcessors(): boolean {
    return false;
  }

  /**
   * Whether it is one of a stream of many small ones that ask nothing of anybody but to be taken: the audio of the user.
   * Where no system frame waits before it, it is handled at once, inside the call that sends it; where too many frames
   * wait, it is refused. Only for system frames.
   */
  get isStreamed(): boolean {
    return false;
  }

  /** The name. */
  toString(): string {
    return this.name;
  }
}

/** A frame that goes ahead of data and is never dropped. */
export abstract class SystemFrame extends Frame {
  override get family(): 'system' {
    return 'system';
  }
}

/** A frame that carries content, kept in order. */
export abstract class DataFrame extends Frame {
  override get family(): 'data' {
    return 'data';
  }
}

/** A frame that steers, kept in order with the data around it. */
export abstract class ControlFrame extends Frame {
  override get family(): 'control' {
    return 'control';
  }
}

/** A new frame with a new id and name and every other field of `frame`; `metadata` is a shallow copy. */
export function copyFrame<Kind extends Frame>(frame: Kind): Kind {
  const copy: Kind = Object.create(Object.getPrototypeOf(frame));
  return Object.assign(copy, frame, {
    id: nextObjectId(),
    serial: nextObjectSerial(frame.constructor.name),
    metadata: { ...frame.metadata },
    broadcastSiblingId: undefined,
  });
}

/** Whether a frame is of one of these classes. */
export function isFrameOf(frame: Frame, classes: readonly FrameClass[]): boolean {
  return classes.some((frameClass) => frame instanceof frameClass);
}
