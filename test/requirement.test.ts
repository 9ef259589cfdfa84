import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findRequirement, requirement } from './requirement.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('requirement', () => {
  it('finds a folder that the environment names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'turnstream-recordings-'));
    vi.stubEnv('TURNSTREAM_SPEECH', folder);
    expect(findRequirement('recordings').missing).toBe(true);
    writeFileSync(join(folder, 'manifest.json'), '[]');
    expect(requirement('recordings')).toMatchObject({ missing: false, path: folder });
    rmSync(folder, { recursive: true });
  });

  it('says what is missing and what to do, and throws only where all is required', () => {
    vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium');
    vi.stubEnv('REQUIRE_ALL', '');
    const { missing, advice } = requirement('chromium');
    expect(missing).toBe(true);
    expect(advice).toContain('apt-get install chromium');
    vi.stubEnv('REQUIRE_ALL', '1');
    expect(() => requirement('chromium')).toThrow('chromium is missing and REQUIRE_ALL=1 is set: install Chromium');
  });
});
