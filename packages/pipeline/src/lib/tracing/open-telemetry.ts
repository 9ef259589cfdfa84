import type { context, HrTime, SpanKind, trace } from '@opentelemetry/api';

/** What is used of `@opentelemetry/api`, which is loaded only where it is wanted. */
export type OpenTelemetry = {
  readonly context: typeof context;
  readonly trace: typeof trace;
  readonly SpanKind: typeof SpanKind;
};

/** A moment in milliseconds since 1970 as OpenTelemetry takes it, whatever the platform's own clock says. */
export function hrTime(timeMs: number): HrTime {
  const seconds = Math.floor(timeMs / 1_000);
  return [seconds, Math.round((timeMs - seconds * 1_000) * 1e6)];
}
