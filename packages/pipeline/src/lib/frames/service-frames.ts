import type { MetricsData } from '../metrics/metrics-data.ts';
import type { UserTurnStrategies } from '../turns/user-turn-strategies.ts';
import type { FrameOwner } from './frame.ts';
import { ControlFrame, SystemFrame } from './frame.ts';

/** Figures, as they become known. */
export class MetricsFrame extends SystemFrame {
  readonly data: readonly MetricsData[];

  constructor(fields: { readonly data: readonly MetricsData[] }) {
    super();
    this.data = fields.data;
  }
}

/** What a service says about itself to its neighbours, right after the StartFrame. */
export type ServiceMetadataFields = {
  readonly serviceName: string;
  /** How user turns should be decided with this service; absent: it has no opinion. */
  readonly userTurnStrategies?: UserTurnStrategies | undefined;
};

/** What a service says about itself. */
export class ServiceMetadataFrame extends SystemFrame {
  readonly serviceName: string;
  readonly userTurnStrategies: UserTurnStrategies | undefined;

  constructor(fields: ServiceMetadataFields) {
    super();
    this.serviceName = fields.serviceName;
    this.userTurnStrategies = fields.userTurnStrategies;
  }
}

/** What a speech-to-text service says about itself. */
export class STTMetadataFrame extends ServiceMetadataFrame {
  /** How long after the last speech the final text comes, 99th percentile. 0: the service ends turns itself. */
  readonly ttfsP99LatencyMs: number;

  constructor(fields: ServiceMetadataFields & { readonly ttfsP99LatencyMs: number }) {
    super(fields);
    this.ttfsP99LatencyMs = fields.ttfsP99LatencyMs;
  }
}

/** Makes speech-to-text services ignore audio, or hear again. Consumed by the service. */
export class STTMuteFrame extends SystemFrame {
  readonly mute: boolean;

  constructor(fields: { readonly mute: boolean }) {
    super();
    this.mute = fields.mute;
  }
}

/**
 * Changes settings of a speech-to-text service, in order with the frames around it. Consumed by the service it is
 * for; not dropped by an interruption.
 */
export class STTUpdateSettingsFrame<Delta extends object = object> extends ControlFrame {
  /** The settings to change; what is `undefined` keeps its value, `null` means none. */
  readonly delta: Delta | undefined;
  /**
   * The same as a map, in which names that are no setting go to `extra`. Not looked at where there is a `delta`.
   * @deprecated Use `delta`.
   */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The one service it is for. Default: the first that sees it. */
  readonly service: FrameOwner | undefined;

  constructor(fields: {
    readonly delta?: Delta | undefined;
    readonly settings?: Readonly<Record<string, unknown>> | undefined;
    readonly service?: FrameOwner | undefined;
  }) {
    super();
    this.delta = fields.delta;
    this.settings = fields.settings ?? {};
    this.service = fields.service;
  }

  override get uninterruptible(): boolean {
    return true;
  }
}
