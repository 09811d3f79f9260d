import { uuidv7 } from 'uuidv7';

/** Returns a new time-ordered id (UUID version 7, RFC 9562): index-friendly, never parsed for business time. */
export const newId = (): string => uuidv7();

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in the lower-case form that we issue. */
export const isUuid = (text: string): boolean => uuid.test(text);
