import { describeConformance } from './conformance-suite.ts';
import { rawConformanceClient } from './raw-conformance-client.ts';

describeConformance(rawConformanceClient);
