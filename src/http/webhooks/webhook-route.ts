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
    if (ctx.path !== path && ctx.path !== `${path}/`) return next();
    if (ctx.method !== 'POST') {
      throw new HttpProblem('method-not-allowed', `${ctx.path} accepts POST`, {}, { Allow: 'POST' });
    }
    const signature = ctx.get(signatureHeader);
    if (signature === '') throw new HttpProblem('webhook-not-authentic', `${signatureHeader} is missing`, {}, closing);
    await receive(await readRawBody(ctx), signature);
    ctx.body = { received: true };
  };

/** Whatever else the client sends is not read. */
const closing = { Connection: 'close' };

/** @throws HttpProblem `body-too-large` as soon as the body is */
const readRawBody = async ({ req }: Context): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > bodyMaxBytes)
      throw new HttpProblem('body-too-large', `A webhook may have ${bodyMaxBytes} bytes`, {}, closing);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};
