/** OpenTelemetry's `Context`, without depending on it. */
export type SpanContextCarrier = {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): SpanContextCarrier;
  deleteValue(key: symbol): SpanContextCarrier;
};

/** Where a processor finds the parents of spans of its own. One per worker. */
export type TracingContext = {
  /** Carries the span of the whole conversation. */
  readonly conversation: SpanContextCarrier | undefined;
  /** Carries the span of the open turn; absent between turns. */
  readonly turn: SpanContextCarrier | undefined;
};
