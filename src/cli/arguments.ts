import { InvalidArgumentError } from 'commander';
import { isUuid } from '../domain/ids';

/** The streams of the service. */
export const streams = ['order-events', 'payment-events'];

/** Accepts the name of a stream or a group. @throws InvalidArgumentError */
export const toName = (value: string): string => {
  if (!/^[\w.-]{1,100}$/.test(value)) throw new InvalidArgumentError('It must be a name.');
  return value;
};

/** Accepts a UUID in any case. @throws InvalidArgumentError */
export const toId = (value: string): string => {
  const id = value.toLowerCase();
  if (!isUuid(id)) throw new InvalidArgumentError('It must be a UUID.');
  return id;
};

/** Accepts the id of a dead letter, which is that of its entry in Redis. @throws InvalidArgumentError */
export const toLetterId = (value: string): string => {
  if (!/^\d+-\d+$/.test(value)) throw new InvalidArgumentError('It must be the id of a dead letter.');
  return value;
};

/** Accepts a whole number from 1 on. @throws InvalidArgumentError */
export const toCount = (value: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(value);
};

/** Accepts a date or a time (ISO 8601). @throws InvalidArgumentError */
export const toTime = (value: string): Date => {
  const time = new Date(value);
  if (!/^\d{4}-\d{2}-\d{2}/.test(value) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('It must be a time such as 2026-01-31T10:00:00Z.');
  return time;
};
