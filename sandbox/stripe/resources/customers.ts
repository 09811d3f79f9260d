import { type Form, formIn, textIn } from '../../request';
import { metadataIn } from '../api/parameters';
import { stripeId } from '../ids';
import type { Gateway } from './gateway';
import type { Customer } from './objects';

/** Creates a customer. https://docs.stripe.com/api/customers/create */
export const createCustomer = ({ customers, unixNow, emit }: Gateway, form: Form): Customer => {
  const customer: Customer = {
    id: stripeId('cus'),
    object: 'customer',
    created: unixNow(),
    description: textIn(form, 'description') ?? null,
    email: textIn(form, 'email') ?? null,
    livemode: false,
    metadata: metadataIn(formIn(form, 'metadata')),
    name: textIn(form, 'name') ?? null,
  };
  emit('customer.created', customers.save(customer));
  return customer;
};

/** Updates a customer. https://docs.stripe.com/api/customers/update */
export const updateCustomer = ({ customers, emit }: Gateway, form: Form, id: string): Customer => {
  const before = customers.get(id);
  const customer: Customer = {
    ...before,
    description: textIn(form, 'description') ?? before.description,
    email: textIn(form, 'email') ?? before.email,
    metadata: metadataIn(formIn(form, 'metadata'), before.metadata),
    name: textIn(form, 'name') ?? before.name,
  };
  emit('customer.updated', customers.save(customer));
  return customer;
};
