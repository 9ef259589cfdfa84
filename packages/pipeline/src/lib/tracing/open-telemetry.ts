import type { HrTime } from '@opentelemetry/api';

/** The whole of `@opentelemetry/api`, which is loaded only where it is wanted. */
export type OpenTelemetry = typeof import('@opentelemetry/api');

/** A moment in milliseconds since 1970 as OpenTelemetry takes it, whatever the platform's own clock says. */
export function hrTime(timeMs: number): HrTime {
  const seconds = Math.floor(timeMs / 1_000);
  return [seconds, Math.round((timeMs - seconds * 1_000) * 1e6)];
}
