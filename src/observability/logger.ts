import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import { redactSecrets } from './redact-secrets';
import { currentTrace, traceIdOf } from './tracing';

export type Logger = Pino;

/** JSON lines, each with the trace id of what caused it; secrets are redacted. */
export const createLogger = ({ level, destination }: { level: string; destination?: DestinationStream }): Logger =>
  pino(
    {
      level,
      base: null,
      formatters: { log: redactSecrets },
      serializers: { err: (error: Error) => redactSecrets(pino.stdSerializers.err(error)) },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const trace = currentTrace();
        return trace === undefined ? {} : { traceId: traceIdOf(trace) };
      },
    },
    destination ?? pino.destination({ sync: true }),
  );
