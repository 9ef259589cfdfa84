import { readFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { findRequirement, REQUIREMENT_NAMES } from '../test/requirement.ts';

/**
 * Ends a test run with one plain line, `N passed, N failed, N skipped`, so that scripts can read the result
 * without knowing the runner. Before it, says which suites were not run and what to install for them.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[] = []): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const notRun = new Map<string, number>();
    const skippedFiles = new Set<string>();
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests('failed')].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that never came to its end did not pass.
        counts[state === 'pending' ? 'failed' : state] += 1;
        if (state !== 'skipped') continue;
        notRun.set(placeOf(test), (notRun.get(placeOf(test)) ?? 0) + 1);
        skippedFiles.add(module.moduleId);
      }
    }
    process.stdout.write(
      `${describeNotRun(notRun, skippedFiles)}\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
    );
  }
}

function placeOf(test: TestCase): string {
  const suite = test.parent.type === 'suite' ? test.parent.fullName : test.name;
  return `${test.module.relativeModuleId}: ${suite}`;
}

function describeNotRun(notRun: ReadonlyMap<string, number>, files: ReadonlySet<string>): string {
  if (notRun.size === 0) return '';
  const suites = [...notRun].map(
    ([place, tests]) => `  not run: ${place} (${tests} ${tests === 1 ? 'test' : 'tests'})`,
  );
  const texts = [...files].map((file) => readFileSync(file, 'utf8'));
  const missing = REQUIREMENT_NAMES.filter((name) => texts.some((text) => text.includes(`requirement('${name}')`)))
    .map(findRequirement)
    .filter((requirement) => requirement.missing);
  return ['', ...suites, ...missing.map(({ advice }) => `  to run more: ${advice}`), ''].join('\n');
}
