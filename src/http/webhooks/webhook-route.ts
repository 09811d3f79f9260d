import type { Context, Middleware } from 'koa';
import type { GatewayEvents } from '../../charging/gateway-events';
import type { GatewayWebhook } from '../../ports/gateway';
import { HttpProblem } from '../problem-details';

/** Larger than any event that a gateway sends. */
const bodyMaxBytes = 512 * 1024;

/**
 * Accepts the webhooks of a gateway. The signature over the raw body is the authorization. The response is sent once the
 * event is stored.
 */
export const createWebhookRoute =
  ({ path, signatureHeader }: GatewayWebhook, { receive }: Pick<GatewayEvents, 'receive'>): Middleware =>
  async (ctx, next) => {
    if (ctx.path !== path) return next();
    if (ctx.method !== 'POST') {
      throw new HttpProblem('method-not-allowed', `${ctx.path} has POST`, {}, { Allow: 'POST' });
    }
    await receive(await rawBody(ctx), ctx.get(signatureHeader) || undefined);
    ctx.body = { received: true };
  };

/** Reads all of it, also what is too large: whoever sends it gets an answer. */
const rawBody = async ({ req }: Context): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req) {
    bytes += (chunk as Buffer).length;
    if (bytes <= bodyMaxBytes) chunks.push(chunk as Buffer);
  }
  if (bytes > bodyMaxBytes) throw new HttpProblem('body-too-large', `A webhook may have ${bodyMaxBytes} bytes`);
  return Buffer.concat(chunks);
};
