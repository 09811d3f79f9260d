import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { DataContract, Property } from './data-contract';
import type { ExportedOrder } from './exported-order';

/**
 * Whether an order has every property as the contract describes it: there when it is required, of its type, within its
 * limits. @throws Error when the contract says something that is not known here
 */
export const conformity = ({ properties }: DataContract): ((order: ExportedOrder) => boolean) => {
  const ajv = new Ajv({ strict: true, strictRequired: false });
  formats.default(ajv);
  const conforms = ajv.compile(objectOf(properties));
  return (order) => conforms(order);
};

const objectOf = (properties: Property[]): object => ({
  type: 'object',
  required: properties.filter(({ required }) => required).map(({ name }) => name),
  properties: Object.fromEntries(properties.map((property) => [property.name, schemaOf(property)])),
});

const schemaOf = ({ logicalType, logicalTypeOptions, properties, items }: Property): object => ({
  ...(logicalType === 'timestamp' ? { type: 'string', format: 'date-time' } : { type: logicalType }),
  ...logicalTypeOptions,
  ...(properties && objectOf(properties)),
  ...(items && { items: schemaOf(items) }),
});
