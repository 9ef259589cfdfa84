import { describeConformance } from './conformance-suite.ts';
import { sessionConformanceClient } from './session-conformance-client.ts';

describeConformance(sessionConformanceClient);
