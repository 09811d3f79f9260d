import { createRouter, type Form, listIn, type SandboxRouter, textIn } from '../../request';
import { invalidParameter } from '../errors';
import type { StoredEvent } from '../events';
import { pageOf } from './lists';
import { type Api, get, list } from './operations';
import { specs } from './parameter-specs';

const keptSeconds = 30 * 86_400;
const typesMax = 20;

/** Events of the last 30 days. https://docs.stripe.com/api/events */
export const eventRouter = (api: Api): SandboxRouter => {
  const { events, faults, gateway } = api;
  const parsed = ({ text }: StoredEvent) => JSON.parse(text) as object;
  return createRouter()
    .get(
      '/v1/events',
      list(api, { spec: specs.listEvents, kind: 'event' }, (query) => {
        const isWanted = typeFilter(query);
        const until = gateway.clock.now() - faults.lagMs('events');
        const since = gateway.unixNow() - keptSeconds;
        const { data, isMore } = pageOf(
          events,
          query,
          ({ type, created, createdMs }) => createdMs <= until && created >= since && isWanted(type),
        );
        return { data: data.map(parsed), isMore };
      }),
    )
    .get(
      '/v1/events/:id',
      get(api, 'event', (id) => parsed(events.get(id))),
    );
};

/** What `type` (an event, or a group such as `charge.*`) or `types` (up to 20 events) let through. @throws StripeError 400 */
const typeFilter = (query: Form): ((type: string) => boolean) => {
  const [one, many] = [textIn(query, 'type'), listIn(query, 'types')];
  if (one !== undefined && many.length > 0) {
    throw invalidParameter(
      'You may only specify one of these parameters: type, types.',
      'types',
      'parameters_exclusive',
    );
  }
  if (many.length > typesMax) throw invalidParameter(`types can have up to ${typesMax} values`, 'types');
  if (many.length > 0) return (type) => many.includes(type);
  if (one === undefined) return () => true;
  return one.endsWith('.*') ? (type) => type.startsWith(one.slice(0, -1)) : (type) => type === one;
};
