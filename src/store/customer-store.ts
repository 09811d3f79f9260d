import type { mongo } from 'mongoose';
import type { CustomerDocument, CustomerStore } from '../ports/stores';
import { falseIfTaken, orUnavailable } from './mongo-errors';

/** Keeps the gateway's customers in one MongoDB collection. @throws Unavailable `database` from every function */
export const createCustomerStore = (collection: mongo.Collection<CustomerDocument>): CustomerStore => ({
  read: (userId) => orUnavailable(collection.findOne({ _id: userId })),
  insert: (customer) => orUnavailable(collection.insertOne(customer).then(() => true, falseIfTaken)),
});
