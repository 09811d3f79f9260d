import type { Context, Middleware } from 'koa';
import type { Notices } from '../../charging/gateway-events';
import { HttpProblem } from '../problem-details';

/** Larger than any event that a gateway sends. */
const bodyMaxBytes = 512 * 1024;

/**
 * POST /webhooks/stripe. Whoever knows the secret may post: the signature over the raw body is the authorisation. It is
 * answered once the news is stored.
 */
export const webhookRoute =
  ({ receive }: Pick<Notices, 'receive'>): Middleware =>
  async (ctx, next) => {
    if (ctx.path !== '/webhooks/stripe') return next();
    if (ctx.method !== 'POST') {
      throw new HttpProblem('method-not-allowed', `${ctx.path} has POST`, {}, { Allow: 'POST' });
    }
    await receive(await rawBody(ctx), ctx.get('Stripe-Signature') || undefined);
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
