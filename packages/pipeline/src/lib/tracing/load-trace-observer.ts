import type { Logger } from '@turnstream/flux';
import type { TraceObserver, TraceOptions } from './trace-observer.ts';

/** The observer that makes spans; `undefined`, with a warning, where `@opentelemetry/api` is not installed. */
export async function loadTraceObserver(options: TraceOptions, logger: Logger): Promise<TraceObserver | undefined> {
  try {
    const [api, { TraceObserver }] = await Promise.all([import('@opentelemetry/api'), import('./trace-observer.ts')]);
    return new TraceObserver(api, options);
  } catch (error) {
    logger.warn(
      'enableTracing does nothing: @opentelemetry/api is not installed. Run npm install @opentelemetry/api.',
      {
        error,
      },
    );
    return undefined;
  }
}
