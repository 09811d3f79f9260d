import { compose } from './compose';
import { readServiceConfig } from './config';
import { Misconfigured } from './domain/errors';
import { armFaultPoint } from './observability/fault-point';

/** How long a drain may take after the time in which requests are still served. */
const drainMaxMs = 20_000;

/** Starts the service, and stops it on the first SIGTERM or SIGINT. Later signals change nothing. */
const main = async (): Promise<void> => {
  const config = readServiceConfig(process.env);
  armFaultPoint(config.faultPoint);
  const service = await compose(config);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    // A dependency may be gone, too. A crash loses nothing, so after a while an exit is as good as a drain.
    setTimeout(() => fail(new Error('The drain took too long')), config.drainLingerMs + drainMaxMs).unref();
    service.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await service.start();
};

const fail = (error: unknown): never => {
  if (error instanceof Misconfigured) {
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
};

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
main().catch(fail);
