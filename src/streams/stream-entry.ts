import type { LogEntry } from '../domain/actor-document';
import type { StreamEvent } from '../ports/streams';

/** The fields of a stream entry as Redis has them: name, value, name, value. */
export type Fields = string[];

/** The fields of a log entry on the wire: CloudEvents 1.0 attributes, `seq`, `traceparent` and the data as JSON text. */
export const encode = (source: string, subject: string, { id, type, time, seq, traceparent, data }: LogEntry): Fields =>
  Object.entries({
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    seq: String(seq),
    ...(traceparent !== undefined && { traceparent }),
    data: JSON.stringify(data),
  }).flat();

/** The event of a stream entry, or why it cannot be decoded. */
export type Decoded = { event: StreamEvent } | { undecodable: string };

/** Reads a stream entry; further attributes are allowed, as CloudEvents allows them. */
export const decode = (fields: Fields): Decoded => {
  const attributes = attributesOf(fields);
  const broken = Object.entries(rules).find(([name, holds]) => !holds(attributes.get(name) ?? ''));
  if (broken) return { undecodable: `${broken[0]} is missing or malformed` };

  const data = parsed(attributes.get('data'));
  return data ? { event: eventOf(attributes, data) } : { undecodable: 'data is not a JSON object' };
};

/** The order that the fields name, even when the rest cannot be read. */
export const readSubject = (fields: Fields): string | undefined => attributesOf(fields).get('subject');

const isPresent = (value: string): boolean => value !== '';
const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const rules: Record<string, (value: string) => boolean> = {
  specversion: (value) => value === '1.0',
  id: isPresent,
  source: isPresent,
  type: isPresent,
  subject: isPresent,
  time: (value) => timestamp.test(value) && !Number.isNaN(Date.parse(value)),
  datacontenttype: (value) => value === 'application/json',
  seq: (value) => /^[1-9]\d{0,14}$/.test(value),
};

const eventOf = (attributes: Map<string, string>, data: object): StreamEvent => {
  const value = (name: string): string => attributes.get(name) ?? '';
  const traceparent = attributes.get('traceparent');
  return {
    id: value('id'),
    source: value('source'),
    type: value('type'),
    subject: value('subject'),
    time: new Date(value('time')),
    seq: Number(value('seq')),
    ...(traceparent !== undefined && { traceparent }),
    data,
  };
};

/** Returns the fields as an object. */
export const toMembers = (fields: Fields): Record<string, string> => Object.fromEntries(attributesOf(fields));

const attributesOf = (fields: Fields): Map<string, string> => {
  const attributes = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) attributes.set(fields[at] ?? '', fields[at + 1] ?? '');
  return attributes;
};

const parsed = (json = ''): object | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
