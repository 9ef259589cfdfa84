import { DeepgramFluxSTTService, Language, STTUpdateSettingsFrame } from '@turnstream/pipeline';
import type { FrameProcessor } from '@turnstream/pipeline';

/**
 * The multilingual service that listens for several languages until the first turn is over, and for that turn's language
 * from then on. `connection` lets the example be run against a server of your own.
 */
export function createLockingService(connection: { readonly url?: string } = {}): DeepgramFluxSTTService {
  const stt = new DeepgramFluxSTTService({
    apiKey: 'your-api-key',
    settings: new DeepgramFluxSTTService.Settings({
      model: 'flux-general-multi',
      languageHints: [Language.EN, Language.ES, Language.DE],
    }),
    ...connection,
  });
  const stop = stt.on('turn', (service, event) => {
    const [language] = event.languages;
    if (event.type !== 'turn-end' || language === undefined) return;
    stop();
    lock(service, language);
  });
  return stt;
}

/** As a frame, so that it takes its place among the others; `service.updateSettings` would do it at once. */
function lock(service: FrameProcessor, language: string): void {
  service.queueFrame(new STTUpdateSettingsFrame({ delta: { languageHints: [language] } }));
}
