export interface ProcessInfo {
  commandLine: string;
  /** User and system time. */
  cpuSeconds: number;
  residentBytes: number;
}

/** Returns what `/proc` or `ps` says about a process, or null if neither knows it. */
export function processInfo(pid: number): ProcessInfo | null;
export function fromProc(pid: number): ProcessInfo | null;
export function fromPs(pid: number): ProcessInfo | null;
