/** A shell script in a document, and the output that the document shows for it. */
export interface Step {
  script: string;
  output: string;
}

/** A shell that keeps its variables between scripts. */
export interface Shell {
  run: (script: string) => Promise<string>;
  end: () => void;
}

/** Returns the steps of the walk-through: the README's chapter, then the one of docs/walk-through.md. */
export function readSteps(): Step[];
export function startShell(env: Record<string, string>): Shell;
/** Replaces what differs between runs: ids, times, stream entry ids, traces. */
export function maskVariableParts(texts: string[]): string[];
