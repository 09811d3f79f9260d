import pino, { type DestinationStream, type Logger as Pino } from 'pino';
import { currentTrace, traceIdOf } from './tracing';

export type Logger = Pino;

/** Members that never reach a log line, wherever they stand. */
const secrets = ['authorization', 'cardToken', 'cardNumber', 'sealedToken', 'password', 'secret', 'token', 'cookie'];
const redact = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines, each with the trace id of what caused it; secrets are redacted. */
export const createLogger = ({ level, destination }: { level: string; destination?: DestinationStream }): Logger =>
  pino(
    {
      level,
      base: null,
      redact: { paths: redact, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const trace = currentTrace();
        return trace === undefined ? {} : { traceId: traceIdOf(trace) };
      },
    },
    destination ?? pino.destination({ sync: true }),
  );
