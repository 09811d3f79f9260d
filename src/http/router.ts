import Router from '@koa/router';
import type { Context } from 'koa';
import type { Authenticate } from './access/authenticate';
import type { RateLimit } from './access/rate-limit';
import type { Contract, Operation } from './contract/contract';
import { type Actors, type Handler, toRequest } from './handler';
import { listDivergences, listStockDivergences } from './list-divergences';
import { createOrder } from './orders/create-order';
import { getOrder } from './orders/get-order';
import { listOrderEvents } from './orders/list-order-events';
import { listOrderItems } from './orders/list-order-items';
import { listOrders } from './orders/list-orders';
import { updateOrderStatus } from './orders/update-order-status';
import { createPaymentMethod } from './payment-methods/create-payment-method';
import { deletePaymentMethod } from './payment-methods/delete-payment-method';
import { getPaymentMethod } from './payment-methods/get-payment-method';
import { listPaymentMethods } from './payment-methods/list-payment-methods';
import { capturePayment, refundPayment, voidPayment } from './payments/command-payment';
import { createPayment } from './payments/create-payment';
import { getPayment } from './payments/get-payment';
import { listDisputes } from './payments/list-disputes';
import { listOrderPayments } from './payments/list-order-payments';
import { HttpProblem } from './problem-details';
import { readJsonBody } from './requests/json-body';
import { lowerCaseIds } from './requests/lower-case-ids';
import { refuseCardNumbers } from './requests/refuse-card-numbers';

/** The handler of each operation. Paths, methods and roles come from the contract. */
const handlers: Record<string, (actors: Actors) => Handler> = {
  listOrders,
  createOrder,
  getOrder,
  updateOrderStatus,
  listOrderItems,
  listOrderEvents,
  listStockDivergences,
  createPayment,
  getPayment,
  capturePayment,
  voidPayment,
  refundPayment,
  listOrderPayments,
  listDisputes,
  listDivergences,
  createPaymentMethod,
  getPaymentMethod,
  listPaymentMethods,
  deletePaymentMethod,
};

/** What a request must pass before it reaches a handler. */
export interface Access {
  authenticate: Authenticate;
  limitRate: RateLimit;
}

/** Creates the routes of the contract. @throws Error when an operation has no handler or no roles, or a handler no operation */
export const createContractRouter = (contract: Contract, actors: Actors, access: Access): Router => {
  assertComplete(contract);
  const router = new Router({ exclusive: 'specificity' });
  const refuseOthers = refuseOtherMethods(contract);
  for (const operation of contract.operations) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    const handle = handlers[operation.operationId]?.(actors);
    if (handle)
      router[operation.method](path, (ctx) => {
        refuseOthers(ctx);
        return answer(ctx, operation, handle, access);
      });
  }
  return router;
};

/** Refuses a method that a path such as /orders/reconciliation lacks, and that its sibling /orders/{orderId} has. */
const refuseOtherMethods = ({ operations }: Contract) => {
  const methods = new Map<string, string[]>();
  for (const { path, method } of operations) {
    if (!path.includes('{')) methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  }
  return (ctx: Context): void => {
    const known = methods.get(ctx.path);
    const method = ctx.method === 'HEAD' ? 'GET' : ctx.method;
    if (!known || known.includes(method)) return;
    const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
    throw new HttpProblem('method-not-allowed', `${ctx.path} accepts ${allow}`, {}, { Allow: allow });
  };
};

const answer = async (
  ctx: Context,
  operation: Operation,
  handle: Handler,
  { authenticate, limitRate }: Access,
): Promise<void> => {
  const caller = await authenticate(ctx.get('Authorization'));
  limitRate(caller.userId);
  if (!operation.requiredRoles.some((role) => caller.roles.has(role as 'user'))) {
    throw new HttpProblem('forbidden', `The caller needs one of the roles ${operation.requiredRoles.join(', ')}`);
  }
  const params = { ...ctx.params } as Record<string, string>;
  const query: Record<string, unknown> = { ...ctx.query };
  const body = operation.body && (await readJsonBody(ctx, operation.body));
  refuseCardNumbers(ctx, body);
  const errors = [
    ...operation.validateParams(params),
    ...operation.validateQuery(query),
    ...operation.validateBody(body),
  ];
  if (errors.length > 0)
    throw new HttpProblem('invalid-request', 'The request does not match the contract', { errors });
  for (const members of [params, query, body]) lowerCaseIds(members);
  await handle({ ctx, from: toRequest(ctx, caller), body, params, query });
};

const assertComplete = ({ operations }: Contract): void => {
  const promised = operations.map(({ operationId }) => operationId);
  const unanswered = promised.filter((operationId) => !handlers[operationId]);
  if (unanswered.length > 0) throw new Error(`No handler for contract operation ${unanswered.join(', ')}`);
  const unpromised = Object.keys(handlers).filter((operationId) => !promised.includes(operationId));
  if (unpromised.length > 0) throw new Error(`No contract operation for handler ${unpromised.join(', ')}`);
  const open = operations.find(({ requiredRoles }) => requiredRoles.length === 0);
  if (open) throw new Error(`${open.operationId} has no x-required-roles`);
};
