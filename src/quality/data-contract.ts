import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A property of the data contract (ODCS v3.1.0). */
export interface Property {
  name: string;
  logicalType: string;
  required?: boolean;
  logicalTypeOptions?: Record<string, unknown>;
  customProperties?: { property: string; value: string }[];
  quality?: QualityRule[];
  /** Of an object. */
  properties?: Property[];
  /** Of an array. */
  items?: Property;
}

/** A quality rule as the contract writes it. */
export interface QualityRule {
  id: string;
  name?: string;
  type?: string;
  metric?: string;
  query?: string;
  engine?: string;
  implementation?: unknown;
  arguments?: Record<string, unknown>;
  mustBe?: number;
}

/** A promise about the data as a whole. */
export interface SlaProperty {
  id: string;
  property: string;
  value: number;
  unit?: string;
  element?: string;
}

/** The data contract of orders: what is in one, and what holds for all. */
export interface DataContract {
  properties: Property[];
  quality: QualityRule[];
  sla: SlaProperty[];
}

/** A rule with the path of the property that it is about; none for the order itself. */
export interface PlacedRule {
  rule: QualityRule;
  path: string[];
}

const file = join('order-service', 'order-contract.yaml');

/** Reads the data contract. @throws Error when it is not about orders alone */
export const readDataContract = (folder: string): DataContract => {
  const { schema, slaProperties } = parse(readFileSync(join(folder, file), 'utf8'));
  const [orders, ...others] = schema ?? [];
  if (orders?.name !== 'orders' || others.length > 0) throw new Error(`${file} describes something else than orders`);
  return { properties: orders.properties ?? [], quality: orders.quality ?? [], sla: slaProperties ?? [] };
};

/** Every quality rule, wherever it stands. */
export const rulesOf = ({ quality, properties }: DataContract): PlacedRule[] => [
  ...quality.map((rule) => ({ rule, path: [] })),
  ...properties.flatMap((property) => rulesIn(property, [property.name])),
];

const rulesIn = ({ quality = [], properties = [], items }: Property, path: string[]): PlacedRule[] => [
  ...quality.map((rule) => ({ rule, path })),
  ...[...properties, ...(items?.properties ?? [])].flatMap((inner) => rulesIn(inner, [...path, inner.name])),
  ...(items?.quality ?? []).map((rule) => ({ rule, path })),
];

/** Where a property is stored. */
export const storedName = ({ name, customProperties = [] }: Property): string =>
  customProperties.find(({ property }) => property === 'storedAs')?.value ?? name;
