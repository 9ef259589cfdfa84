import { fork, type ChildProcess } from 'node:child_process';

/** Begins a program whose messages are read with {@link nextMessage}. What it prints goes to stderr. */
export function startChild(program: string, values: readonly string[], execArgv: readonly string[] = []): ChildProcess {
  return fork(program, [...values], {
    execArgv: [...execArgv],
    stdio: ['ignore', 2, 2, 'ipc'],
    // JSON would make nothing of what is not a number.
    serialization: 'advanced',
  });
}

/** The next message of a child, a program of ours that sends nothing else. */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', take);
      child.off('exit', fail);
    };
    const take = (message: Message): void => {
      settle();
      resolve(message);
    };
    const fail = (code: number | null): void => {
      settle();
      reject(new Error(`${child.spawnargs[1] ?? 'a child'} ended with ${code} before it answered`));
    };
    child.on('message', take);
    child.on('exit', fail);
  });
}
