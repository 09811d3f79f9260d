import Router from '@koa/router';
import type Koa from 'koa';
import type { Context } from 'koa';
import { DomainError } from '../../domain/errors';
import type { Logger } from '../../observability/logger';
import type { DeadLetter, DeadLetterAction, DeadLetterSelection, DeadLetters } from '../../ports/streams';

const place = '/admin/dead-letters';
const streams = ['order-events', 'payment-events'];
const actions: DeadLetterAction[] = ['retry', 'drop'];
const limitUsual = 100;
const limitMax = 1_000;

/** Dead letters for operators: list, show, retry, drop. Refusals are problem documents. */
export const serveDeadLetters = (app: Koa, letters: DeadLetters, logger: Logger): void => {
  const router = new Router({ prefix: place });
  router.get('/', async (ctx) => {
    ctx.body = await pageOf(letters, ctx);
  });
  router.get('/:stream/:id', async (ctx) => {
    ctx.body = await found(letters, ctx.params);
  });
  for (const action of actions) {
    const settle = async (ctx: Context, selection: DeadLetterSelection): Promise<void> => {
      const settled = await letters.resolve(action, selection);
      logger.warn({ action, ...selection, settled }, 'an operator settled dead letters');
      ctx.body = { settled };
    };
    router.post(`/:stream/${action}`, (ctx) => settle(ctx, selectionOf(ctx.params, ctx.query)));
    router.post(`/:stream/:id/${action}`, async (ctx) => {
      const { stream, group, id } = await found(letters, ctx.params);
      await settle(ctx, { stream, group, id });
    });
  }
  app.use(router.routes());
  app.use(router.allowedMethods());
};

type Query = Context['query'];

/** Both streams unless one is named; `cursor` is the last letter that was seen, `<stream>/<id>`. */
const pageOf = async (
  letters: DeadLetters,
  { query }: Context,
): Promise<{ data: DeadLetter[]; nextCursor?: string }> => {
  const { stream, group, order, cursor } = queryOf(query, ['stream', 'group', 'order', 'cursor', 'limit']);
  const limit = limitIn(query.limit);
  const [fromStream, after] = cursor?.split('/') ?? [];
  const named = stream === undefined ? streams : [nameIn('stream', stream)];
  if (fromStream !== undefined && !named.includes(fromStream))
    throw invalid('cursor must be a nextCursor that we gave');
  const data: DeadLetter[] = [];
  for (const name of named.slice(Math.max(named.indexOf(fromStream ?? ''), 0))) {
    for await (const letter of letters.list(name, name === fromStream ? after : undefined)) {
      if ((group ?? letter.group) !== letter.group || (order ?? letter.orderId) !== letter.orderId) continue;
      const last = data.at(-1);
      if (last && data.length === limit) return { data, nextCursor: `${last.stream}/${last.id}` };
      data.push(letter);
    }
  }
  return { data };
};

type Params = Record<string, string>;

const found = async (letters: DeadLetters, { stream = '', id = '' }: Params): Promise<DeadLetter> => {
  const letter = await letters.find(nameIn('The stream', stream), id);
  if (!letter) throw new DomainError('dead-letter-not-found', `${stream} has no dead letter ${id}`);
  return letter;
};

const selectionOf = ({ stream = '' }: Params, query: Query): DeadLetterSelection => {
  const { group, order, all } = queryOf(query, ['group', 'order', 'all']);
  if (group === undefined) throw invalid('group is missing');
  if ((order === undefined) !== (all === 'true')) throw invalid('either order=<id> or all=true says which letters');
  const selection = { stream: nameIn('The stream', stream), group: nameIn('group', group) };
  return order === undefined ? selection : { ...selection, orderId: order };
};

const queryOf = <N extends string>(query: Query, names: N[]): Partial<Record<N, string>> => {
  const unknown = Object.entries(query).find(([name, value]) => !names.includes(name as N) || Array.isArray(value));
  if (unknown) throw invalid(`${unknown[0]} is not known, or is there twice`);
  return query as Partial<Record<N, string>>;
};

const nameIn = (what: string, value: string): string => {
  if (!/^[\w.-]{1,100}$/.test(value)) throw invalid(`${what} is not a name`);
  return value;
};

const limitIn = (value: Query[string]): number => {
  const limit = Number(value ?? limitUsual);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax) throw invalid(`limit must be from 1 to ${limitMax}`);
  return limit;
};

const invalid = (message: string) => new DomainError('invalid-request', message);
