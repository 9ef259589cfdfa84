import { Language } from '@turnstream/pipeline';
import { configureSuccess, connected, whenever } from '@turnstream/testing';
import { expect, it } from 'vitest';
import { recordingLogger } from '../support/recording-logger.ts';
import { runFlux } from '../support/run-flux.ts';

it('a hint that Flux does not take is left out with a warning, at the dial and while running, and nothing is lost', async () => {
  const { logger, lines } = recordingLogger();
  await using run = await runFlux([whenever('Configure', [configureSuccess()]), connected()], {
    logger,
    settings: { model: 'flux-general-multi', languageHints: [Language.SV, Language.ES_MX, Language.ES] },
  });
  await run.heard('connected');
  expect(run.server.connections[0]?.query.getAll('language_hint')).toEqual(['es']);
  run.service.updateSettings({ languageHints: [Language.FR_CA, Language.ZH] });
  await run.server.waitFor((server) => server.connections[0]?.texts.length === 1);
  expect(run.server.connections[0]?.texts).toEqual([{ type: 'Configure', language_hints: ['fr'] }]);
  const warnings = lines.filter((line) => line.startsWith('warn'));
  for (const hint of ['sv', 'es-MX', 'fr-CA', 'zh']) {
    expect(warnings.filter((line) => line.includes(`'${hint}'`))).toHaveLength(1);
  }
  expect(run.service.isUsable).toBe(true);
});
