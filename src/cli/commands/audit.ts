import type { Command } from 'commander';
import type { mongo } from 'mongoose';
import type { Audit } from '../../actors/host/audit-log';
import { findFirstBreak } from '../../actors/host/verify-audit-log';
import { orderAudit } from '../../actors/orders/order-document';
import { paymentAudit } from '../../actors/payments/payment-document';
import type { ActorDocument } from '../../domain/actor-document';
import { failWithTwo, print, withDatabase } from '../connections';
import { readLocalConfig } from '../local-service';

/** Adds `audit verify`. */
export const addAuditCommands = (program: Command): void => {
  program
    .command('audit')
    .description('Checks the audit logs.')
    .command('verify')
    .description('Verifies the hash chain of every order and payment. Exits with 1 if one is broken.')
    .action(() => failWithTwo(verifyAll));
};

const verifyAll = async (): Promise<void> => {
  const { ordersMongodbUri, paymentsMongodbUri } = readLocalConfig(process.env);
  const orders = await countBroken(ordersMongodbUri, 'orders', orderAudit);
  const payments = await countBroken(paymentsMongodbUri, 'payments', paymentAudit);
  process.exitCode = orders + payments > 0 ? 1 : 0;
};

const countBroken = (uri: string, name: string, audit: Audit): Promise<number> =>
  withDatabase(uri, (database) => verify(database.collection<ActorDocument>(name), name, audit));

/** Prints which documents are broken, and where. One document is in memory at a time. */
const verify = async (documents: mongo.Collection<ActorDocument>, name: string, audit: Audit): Promise<number> => {
  const counts = { intact: 0, empty: 0, broken: 0 };
  for await (const document of documents.find({}, { projection: { work: 0, inbox: 0 } })) {
    const found = findFirstBreak(audit, document);
    if (found) print(`${name} ${document._id}: entry ${found.seq}: ${found.problem}`);
    counts[found ? 'broken' : document.log.length === 0 ? 'empty' : 'intact'] += 1;
  }
  print(`${name}: ${counts.intact} intact, ${counts.empty} with nothing logged yet, ${counts.broken} broken`);
  return counts.broken;
};
