import type { ActorDocument, LogEntry } from '../domain/actor-document';
import type { ActorStore } from '../ports/stores';
import type { StreamEvent } from '../ports/streams';

interface RefetchParts<D extends ActorDocument> {
  store: Pick<ActorStore<D>, 'missingSince'>;
  subjectOf: (document: D) => string;
  /** `/order-service` */
  source: string;
}

/** The events of all logs that were published since then, as a consumer gets them: each log in its sequence. */
export const createBackfillSource = <D extends ActorDocument>({ store, subjectOf, source }: RefetchParts<D>) =>
  async function* (since: Date): AsyncGenerator<StreamEvent> {
    for await (const documents of store.missingSince(since)) {
      for (const document of documents) {
        for (const entry of document.log) yield eventOf(entry, source, subjectOf(document));
      }
    }
  };

const eventOf = (
  { id, type, time, seq, traceparent, data }: LogEntry,
  source: string,
  subject: string,
): StreamEvent => ({
  id,
  source,
  type,
  subject,
  time,
  seq,
  ...(traceparent !== undefined && { traceparent }),
  data,
});
