import type { CommandEntry } from './command.ts';

/** Every command, loaded when it is called: `--help` must not wait for the recogniser. */
export const commandList: readonly CommandEntry[] = [
  {
    name: 'transcribe',
    summary: 'Print the turns of a recording',
    load: async () => (await import('./transcribe.ts')).transcribeCommand,
  },
  {
    name: 'serve',
    summary: 'Serve the Flux protocol from this machine',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'models',
    summary: 'List, fetch and choose the speech models',
    load: async () => (await import('./models.ts')).modelsCommand,
  },
  {
    name: 'demo',
    summary: 'Play a recording through a pipeline and watch its turns',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
];
