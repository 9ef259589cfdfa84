import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelsFolder } from '../packages/engine/src/lib/models/models-folder.ts';

/** Something that a test needs and that `npm ci` does not bring. */
export type RequirementName = 'ffmpeg' | 'chromium' | 'recordings' | 'models';

/** Whether a requirement is there. */
export type Requirement = {
  readonly missing: boolean;
  /** Where it is: a program, or a folder; where it was looked for when it is missing. */
  readonly path: string;
  /** What to do when it is missing. */
  readonly advice: string;
};

const ADVICE: Readonly<Record<RequirementName, string>> = {
  ffmpeg: 'install ffmpeg ("apt-get install ffmpeg")',
  chromium: 'install Chromium ("apt-get install chromium"), or name it in CHROMIUM_PATH',
  recordings:
    'put the recordings into ../shared/speech beside the repository, or name their folder in TURNSTREAM_SPEECH',
  models: 'fetch the speech models ("npm run models", about 27 MB)',
};

/** Every requirement there is. */
export const REQUIREMENT_NAMES: readonly RequirementName[] = ['ffmpeg', 'chromium', 'recordings', 'models'];

/** Looks whether `name` is there, whatever `REQUIRE_ALL` says. */
export function findRequirement(name: RequirementName): Requirement {
  switch (name) {
    case 'ffmpeg':
      return { missing: spawnSync('ffmpeg', ['-version']).status !== 0, path: 'ffmpeg', advice: ADVICE.ffmpeg };
    case 'chromium':
      return firstThatExists(name, chromiumPlaces(), '');
    case 'recordings': {
      const beside = fileURLToPath(new URL('../../shared/speech', import.meta.url));
      return firstThatExists(name, [process.env['TURNSTREAM_SPEECH'] ?? beside], 'manifest.json');
    }
    case 'models':
      return firstThatExists(name, [modelsFolder().path], 'moonshine-tiny-en');
  }
}

/**
 * Whether a suite can run: `describe.skipIf(requirement('ffmpeg').missing)(...)`. What is skipped so is listed at the
 * end of the run with what to install.
 * @throws Error when it is missing and `REQUIRE_ALL=1` is set, which fails the test file
 */
export function requirement(name: RequirementName): Requirement {
  const found = findRequirement(name);
  if (found.missing && process.env['REQUIRE_ALL'] === '1') {
    throw new Error(`${name} is missing and REQUIRE_ALL=1 is set: ${found.advice}`);
  }
  return found;
}

function chromiumPlaces(): readonly string[] {
  const named = process.env['CHROMIUM_PATH'];
  return named === undefined ? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] : [named];
}

function firstThatExists(name: RequirementName, places: readonly string[], inside: string): Requirement {
  const path = places.find((place) => existsSync(join(place, inside)));
  return { missing: path === undefined, path: path ?? places[0] ?? '', advice: ADVICE[name] };
}
