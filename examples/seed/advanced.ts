import { DeepgramFluxSTTService } from '@turnstream/pipeline';

/** The service with settings of its own. `connection` lets the example be run against a server of your own. */
export function createAdvancedService(connection: { readonly url?: string } = {}): DeepgramFluxSTTService {
  return new DeepgramFluxSTTService({
    apiKey: 'your-api-key',
    settings: new DeepgramFluxSTTService.Settings({
      model: 'flux-general-en',
      eagerEotThreshold: 0.5,
      eotThreshold: 0.8,
      keyterm: ['AI', 'machine learning', 'neural network'],
      tag: ['production', 'voice-agent'],
    }),
    ...connection,
  });
}
