/** A piece of shell in a document, and what the document says that it prints. */
export interface Step {
  script: string;
  output: string;
}

/** A shell that keeps its variables from step to step. */
export interface Shell {
  run: (script: string) => Promise<string>;
  end: () => void;
}

export function stepsOf(markdown: string, chapter: string): Step[];
export function startShell(env: Record<string, string>): Shell;
/** The texts without what differs from run to run. */
export function withoutChance(texts: string[]): string[];
