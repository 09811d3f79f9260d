/** The members of requests that hold a UUID. */
const idNames = ['orderId', 'paymentId', 'paymentMethodId', 'userId'];

/** Puts the ids of a request into the lower case in which they are stored: case does not count in a UUID (RFC 9562, 4). */
export const lowerCaseIds = (members: unknown): void => {
  if (typeof members !== 'object' || members === null) return;
  for (const name of idNames) {
    const value = Reflect.get(members, name);
    if (typeof value === 'string') Reflect.set(members, name, value.toLowerCase());
  }
};
