import type { Clock } from '@turnstream/flux';
import type { Frame, FrameClass } from '../frames/frame.ts';
import { HeartbeatFrame } from '../frames/worker-frames.ts';
import { Heartbeat } from './heartbeat.ts';
import { defaultIdleTimeoutFrames, IdleWatch } from './idle-watch.ts';
import type { PipelineWorkerOptions } from './pipeline-worker-options.ts';

const defaultIdleTimeoutMs = 300_000;

/** What the monitors of a worker need of it. */
export type WorkerMonitorsTarget = {
  readonly clock: Clock;
  readonly timeNs: () => number;
  /** Sends a heartbeat into the pipeline. */
  readonly send: (frame: HeartbeatFrame) => void;
  readonly onIdle: (timeoutMs: number) => void;
  readonly onSilence: (monitorMs: number) => void;
};

/** Watches a running pipeline: whether anything happens in it, and whether data still gets through. */
export class WorkerMonitors {
  /** The frames that count as activity; none where idleness is no matter. */
  readonly activityClasses: readonly FrameClass[];
  readonly #idle: IdleWatch | undefined;
  readonly #heartbeat: Heartbeat | undefined;

  constructor(options: PipelineWorkerOptions, target: WorkerMonitorsTarget) {
    this.#idle = idleWatchOf(options, target);
    this.#heartbeat = heartbeatOf(options, target);
    this.activityClasses = this.#idle === undefined ? [] : (options.idleTimeoutFrames ?? defaultIdleTimeoutFrames);
  }

  /** The pipeline has started. */
  start(): void {
    this.#idle?.start();
    this.#heartbeat?.start();
  }

  /** The pipeline ends. */
  stop(): void {
    this.#idle?.stop();
    this.#heartbeat?.stop();
  }

  /** A frame that counts as activity was pushed somewhere. */
  sawActivity(frame: Frame): void {
    this.#idle?.sawActivity(frame);
  }

  /** A heartbeat came through. */
  heartbeatArrived(): void {
    this.#heartbeat?.arrived();
  }
}

function idleWatchOf(options: PipelineWorkerOptions, target: WorkerMonitorsTarget): IdleWatch | undefined {
  const { idleTimeoutMs = defaultIdleTimeoutMs } = options;
  if (idleTimeoutMs === null) return undefined;
  return new IdleWatch(target.clock, idleTimeoutMs, () => target.onIdle(idleTimeoutMs));
}

function heartbeatOf({ params = {} }: PipelineWorkerOptions, target: WorkerMonitorsTarget): Heartbeat | undefined {
  const { enableHeartbeats = false, heartbeatsPeriodMs = 1_000, heartbeatsMonitorMs = 10_000 } = params;
  if (!enableHeartbeats) return undefined;
  return new Heartbeat({
    clock: target.clock,
    periodMs: heartbeatsPeriodMs,
    monitorMs: heartbeatsMonitorMs,
    send: () => target.send(new HeartbeatFrame({ timestampNs: target.timeNs() })),
    onSilence: () => target.onSilence(heartbeatsMonitorMs),
  });
}
