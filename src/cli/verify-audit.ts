import type { mongo } from 'mongoose';
import type { Audit } from '../actors/host/audit-log';
import { findFirstBreak } from '../actors/host/verify-audit-log';
import { orderAudit } from '../actors/orders/order-document';
import { paymentAudit } from '../actors/payments/payment-document';
import type { ActorDocument } from '../domain/actor-document';
import { createConnection, openConnection } from '../store/connection';
import { readLocalConfig } from './local-service';

/** Verifies the audit chain of every order and payment. Ends with 1 when one is broken. */
const main = async (): Promise<void> => {
  const { ordersMongodbUri, paymentsMongodbUri } = readLocalConfig(process.env);
  const broken = await verified(ordersMongodbUri, 'orders', orderAudit);
  const brokenToo = await verified(paymentsMongodbUri, 'payments', paymentAudit);
  process.exitCode = broken + brokenToo > 0 ? 1 : 0;
};

/** Somebody waits for the verdict. */
const openMaxMs = 5_000;

const verified = async (uri: string, name: string, audit: Audit): Promise<number> => {
  const database = createConnection();
  await openConnection(database, uri, openMaxMs);
  try {
    const documents = database.collection<ActorDocument>(name);
    return await brokenIn(documents, name, audit);
  } finally {
    await database.close();
  }
};

/** Says which documents are broken, and where; one document at a time, however many there are. */
const brokenIn = async (documents: mongo.Collection<ActorDocument>, name: string, audit: Audit): Promise<number> => {
  const seen = { intact: 0, silent: 0, broken: 0 };
  for await (const document of documents.find({}, { projection: { work: 0, inbox: 0 } })) {
    const found = findFirstBreak(audit, document);
    if (found) say(`${name} ${document._id}: entry ${found.seq}: ${found.problem}`);
    seen[found ? 'broken' : document.log.length === 0 ? 'silent' : 'intact'] += 1;
  }
  say(`${name}: ${seen.intact} intact, ${seen.silent} with nothing logged yet, ${seen.broken} broken`);
  return seen.broken;
};

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
