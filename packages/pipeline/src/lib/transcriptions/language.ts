/**
 * Language codes, by the names of the Python enumeration. The languages Flux understands, with the variants that
 * are common in telephony; any other BCP 47 code may be given as a string.
 */
export const Language = {
  DE: 'de',
  DE_AT: 'de-AT',
  DE_CH: 'de-CH',
  DE_DE: 'de-DE',
  EN: 'en',
  EN_AU: 'en-AU',
  EN_CA: 'en-CA',
  EN_GB: 'en-GB',
  EN_IN: 'en-IN',
  EN_NZ: 'en-NZ',
  EN_US: 'en-US',
  ES: 'es',
  ES_419: 'es-419',
  ES_ES: 'es-ES',
  ES_MX: 'es-MX',
  ES_US: 'es-US',
  FR: 'fr',
  FR_BE: 'fr-BE',
  FR_CA: 'fr-CA',
  FR_CH: 'fr-CH',
  FR_FR: 'fr-FR',
  HI: 'hi',
  HI_IN: 'hi-IN',
  IT: 'it',
  IT_CH: 'it-CH',
  IT_IT: 'it-IT',
  JA: 'ja',
  JA_JP: 'ja-JP',
  NL: 'nl',
  NL_BE: 'nl-BE',
  NL_NL: 'nl-NL',
  PT: 'pt',
  PT_BR: 'pt-BR',
  PT_PT: 'pt-PT',
  RU: 'ru',
  RU_RU: 'ru-RU',
} as const;

/** One of the codes of {@link Language}. */
export type Language = (typeof Language)[keyof typeof Language];
