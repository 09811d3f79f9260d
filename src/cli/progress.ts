import type { ReplayProgress } from '../outbox/replay';

/** Shows how far a replay is. */
export interface ProgressBar {
  show: (progress: ReplayProgress) => void;
  end: () => void;
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;

const barLength = 30;

/** A bar that moves on a terminal; elsewhere a line for each tenth. */
export const progressBar = (output: Output, total: number): ProgressBar => {
  let tenths = 0;
  const draw = (progress: ReplayProgress): void => {
    const filled = Math.round(shareOf(progress, total) * barLength);
    output.write(`\r${'█'.repeat(filled)}${'░'.repeat(barLength - filled)} ${textOf(progress, total)}`);
  };
  const tell = (progress: ReplayProgress): void => {
    const reached = Math.floor(shareOf(progress, total) * 10);
    if (reached > tenths) output.write(`${textOf(progress, total)}\n`);
    tenths = reached;
  };
  return {
    show: output.isTTY ? draw : tell,
    end: () => {
      if (output.isTTY) output.write('\n');
    },
  };
};

/** Logs may grow while they are read: never more than all. */
const shareOf = ({ logs }: ReplayProgress, total: number): number => Math.min(logs / Math.max(total, 1), 1);

const textOf = (progress: ReplayProgress, total: number): string =>
  `${Math.floor(shareOf(progress, total) * 100)} %, ${progress.logs} of ${total} logs, ${progress.events} events`;
