import { readFileSync } from 'node:fs';

/** What the operating system counts of a process. */
export type ProcessUsage = { readonly cpuSeconds: number; readonly residentMegabytes: number };

/** Clock ticks a second in `/proc`; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Reads what a process has used so far, all its threads together. Linux only. */
export function processUsage(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; what follows it does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: ticks / TICKS_PER_SECOND, residentMegabytes: Number(resident) / 1_024 };
}
