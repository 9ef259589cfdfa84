import { DeepgramFluxSTTService } from '@turnstream/pipeline';

/** The service with its defaults. `connection` lets the example be run against a server of your own. */
export function createBasicService(connection: { readonly url?: string } = {}): DeepgramFluxSTTService {
  return new DeepgramFluxSTTService({ apiKey: 'your-api-key', ...connection });
}
