import { DomainError } from '../../domain/errors';
import type { DeadLetter } from '../../ports/streams';
import { type Fields, toMembers } from '../stream-entry';

/** The place of a letter: its partition, and its id in the dead letter of that partition. */
export interface LetterPlace {
  partition: number;
  letterId: string;
}

/** Returns the id of a letter: `3:1795604791583-0` is in partition 3; with one partition there is no number. */
export const toLetterIdIn =
  (partitions: number) =>
  ({ partition, letterId }: LetterPlace): string =>
    partitions === 1 ? letterId : `${partition}:${letterId}`;

/** Parses the id of a letter. @throws DomainError `invalid-letter-id` */
export const parseLetterId = (id: string): LetterPlace => {
  const [, partition = '0', letterId] = /^(?:(\d{1,6}):)?(\d{1,20}-\d{1,20})$/.exec(id) ?? [];
  if (letterId === undefined) throw new DomainError('invalid-letter-id', `${id} is not the id of a dead letter`);
  return { partition: Number(partition), letterId };
};

/** Reads the fields of a letter: those of the event, and why and when it was given up. */
export const toLetter = (stream: string, id: string, fields: Fields): DeadLetter => {
  const { group = '', entryId = '', reason = '', failedAt = '', deliveries = '', ...event } = toMembers(fields);
  return {
    id,
    stream,
    group,
    entryId,
    reason,
    failedAt,
    deliveries: Number(deliveries),
    ...(event.subject ? { orderId: event.subject } : {}),
    event,
  };
};
