import type { Clock } from '../ports/clock';
import { CredentialsRefused, type PaymentGateway } from '../ports/gateway';

/** A gateway that is not called while it refuses our credentials. */
export interface GatewayCircuit extends PaymentGateway {
  /** Whether a call would be refused without being made. */
  isOpen: () => boolean;
  /** Whether the gateway took our credentials when it was last called. */
  acceptsUs: () => boolean;
}

interface CircuitOptions {
  clock: Clock;
  /** Called once when the gateway begins to refuse our credentials, and once when it accepts them again. */
  onChange: (isOpen: boolean) => void;
}

/** While the circuit is open, one call in this time tries whether the credentials are accepted again. */
export const toProbeMs = ({ capabilities }: Pick<PaymentGateway, 'capabilities'>): number => 3 * capabilities.timeoutMs;

/**
 * Stops calling a gateway that answers 401 or 403: every call would be refused, and none does any good until an operator
 * corrects the credentials. The first call that is answered closes the circuit.
 */
export const createGatewayCircuit = (gateway: PaymentGateway, { clock, onChange }: CircuitOptions): GatewayCircuit => {
  let isStopped = false;
  let probeAtMs = 0;
  const isOpen = (): boolean => isStopped && clock().getTime() < probeAtMs;
  const set = (next: boolean): void => {
    if (next !== isStopped) onChange(next);
    isStopped = next;
  };
  const guard =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (isOpen()) throw new CredentialsRefused();
      probeAtMs = clock().getTime() + toProbeMs(gateway);
      try {
        const answer = await call(...args);
        set(false);
        return answer;
      } catch (error) {
        if (error instanceof CredentialsRefused) set(true);
        throw error;
      }
    };
  return {
    ...gateway,
    isOpen,
    acceptsUs: () => !isStopped,
    send: guard(gateway.send),
    find: guard(gateway.find),
    listEvents: guard(gateway.listEvents),
    listCharges: guard(gateway.listCharges),
    readCharge: guard(gateway.readCharge),
    readDisputes: guard(gateway.readDisputes),
    listDisputes: guard(gateway.listDisputes),
    readFraudWarnings: guard(gateway.readFraudWarnings),
  };
};
