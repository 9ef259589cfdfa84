import { DeepgramFluxSTTService } from '@turnstream/pipeline';

/**
 * The service with a handler for the end of each turn.
 * @param answer Given what was said
 * @param connection Lets the example be run against a server of your own
 */
export function createAnsweringService(
  answer: (transcript: string) => void,
  connection: { readonly url?: string } = {},
): DeepgramFluxSTTService {
  const stt = new DeepgramFluxSTTService({ apiKey: 'your-api-key', ...connection });
  stt.on('endOfTurn', (_service, transcript) => answer(transcript));
  return stt;
}
