import { expect, it, vi } from 'vitest';
import { recordingLogger } from '../../../test/support/recording-logger.ts';
import { loadTraceObserver } from './load-trace-observer.ts';

vi.mock('@opentelemetry/api', () => {
  throw new Error("Cannot find package '@opentelemetry/api'");
});

it('without @opentelemetry/api there is no observer and one warning', async () => {
  const { logger, lines } = recordingLogger();
  expect(await loadTraceObserver({ additionalSpanAttributes: {} }, logger)).toBeUndefined();
  expect(lines).toEqual([
    'warn: enableTracing does nothing: @opentelemetry/api is not installed. Run npm install @opentelemetry/api.',
  ]);
});
