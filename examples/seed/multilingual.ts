import { DeepgramFluxSTTService, Language } from '@turnstream/pipeline';

/** The service for speakers of English and Spanish. `connection` lets the example be run against a server of your own. */
export function createMultilingualService(connection: { readonly url?: string } = {}): DeepgramFluxSTTService {
  return new DeepgramFluxSTTService({
    apiKey: 'your-api-key',
    settings: new DeepgramFluxSTTService.Settings({
      model: 'flux-general-multi',
      languageHints: [Language.EN, Language.ES],
    }),
    ...connection,
  });
}
