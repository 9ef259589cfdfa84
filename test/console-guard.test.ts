import { describe, expect, it } from 'vitest';
import { allowConsole } from './console-guard.ts';

function write(text: string): void {
  Reflect.apply(Reflect.get(console, 'log'), console, [text]);
}

describe('guardConsole', () => {
  it.fails('fails a test that writes to the console', () => {
    write('noise');
    expect(true).toBe(true);
  });

  it('lets a test write that says so', () => {
    allowConsole();
    write('meant');
    expect(true).toBe(true);
  });
});
