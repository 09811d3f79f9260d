import { startSandbox } from './sandbox';

const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

/** Starts the sandbox alone, and stops it on SIGTERM or SIGINT. */
const main = async (): Promise<void> => {
  const { SANDBOX_HOST, SANDBOX_PORT, SANDBOX_WEBHOOK_URL, STRIPE_WEBHOOK_SECRET, SANDBOX_DATA_DIR } = process.env;
  const { SANDBOX_WEBHOOK_EVENTS, SANDBOX_EVERY_EVENT } = process.env;
  const sandbox = await startSandbox({
    host: SANDBOX_HOST || '127.0.0.1',
    port: Number(SANDBOX_PORT || 4000),
    ...(SANDBOX_WEBHOOK_URL && { webhookUrl: SANDBOX_WEBHOOK_URL }),
    ...(STRIPE_WEBHOOK_SECRET && { webhookSecret: STRIPE_WEBHOOK_SECRET }),
    ...(SANDBOX_WEBHOOK_EVENTS && { webhookEvents: SANDBOX_WEBHOOK_EVENTS.split(',').map((type) => type.trim()) }),
    everyEvent: SANDBOX_EVERY_EVENT === 'true',
    ...(SANDBOX_DATA_DIR && { dataDir: SANDBOX_DATA_DIR }),
  });
  process.stdout.write(`sandbox at ${sandbox.url}\n`);
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};

main().catch(fail);
