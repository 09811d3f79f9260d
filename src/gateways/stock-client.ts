import type { StockLine } from '../domain/order';
import type { Reservation, Stock } from '../ports/stock';
import { loadConsumedContract } from './consumed-contract';
import { createHttpClient, type HttpResponse, isGone, type UpstreamOptions } from './http-client';

interface ReservationResource {
  orderId: string;
  state: Reservation['state'];
  open: StockLine[];
  heldAt: string;
  expiresAt?: string | null;
}

/** Creates the client of the catalog's stock (contracts/order-management/consumed/catalog-api.yaml). */
export const createStockClient = (options: UpstreamOptions): Stock & { close: () => Promise<void> } => {
  const http = createHttpClient({ ...options, dependency: 'catalog' });
  const contract = loadConsumedContract('catalog-api.yaml');
  const findStockViolation = contract('OutOfStock');
  const findReservationViolation = contract('Reservation');
  const findListViolation = contract('Reservations');
  const isDone = ({ status }: HttpResponse, ...done: number[]): boolean => {
    if (done.includes(status)) return true;
    return status === 409 ? false : http.reject(`answered ${status}`);
  };
  return {
    hold: async (id, items, expiresAt) => {
      const response = await http.put(pathOf(id), { items, expiresAt: expiresAt.toISOString() });
      if ([200, 201, 204].includes(response.status)) return {};
      const { productId } = http.read<{ productId: string }>(response, 409, findStockViolation);
      const isAsked = items.some((item) => item.productId === productId);
      return isAsked ? { soldOut: productId } : http.reject('answered with another product');
    },
    confirm: async (id) => isDone(await http.post(`${pathOf(id)}/confirm`, {}), 200, 204, ...stepMissing),
    ship: async (id, shipmentId) => {
      const path = `${pathOf(id)}/shipments/${encodeURIComponent(shipmentId)}`;
      return isDone(await http.put(path, {}), 200, 204, ...stepMissing);
    },
    release: async (id) => {
      const { status } = await http.delete(pathOf(id));
      if (status !== 200 && status !== 204 && !isGone(status)) http.reject(`answered ${status}`);
    },
    restock: async (receiptId, items) => {
      const body = { items, disposition: 'restock' };
      const response = await http.put(`/restocks/${encodeURIComponent(receiptId)}`, body);
      if (!isDone(response, 200, 204, ...stepMissing)) http.reject('answered 409');
    },
    find: async (id) => {
      const response = await http.get(pathOf(id));
      if (isGone(response.status)) return null;
      return toReservation(http.read<ReservationResource>(response, 200, findReservationViolation));
    },
    list: async ({ after, limit }) => {
      const query = new URLSearchParams({ limit: String(limit), ...(after !== undefined && { after }) });
      const response = await http.get(`/reservations?${query.toString()}`);
      if (stepMissing.includes(response.status)) return null;
      return http.read<{ data: ReservationResource[] }>(response, 200, findListViolation).data.map(toReservation);
    },
    close: http.close,
  };
};

const pathOf = (reservationId: string): string => `/reservations/${encodeURIComponent(reservationId)}`;

/** What a catalog without a step answers: it keeps what is reserved, and counts shipments and returns itself. */
const stepMissing = [404, 405];

const toReservation = ({ orderId, state, open, heldAt, expiresAt }: ReservationResource): Reservation => ({
  id: orderId,
  state,
  lines: open.map(({ productId, quantity }) => ({ productId, quantity })),
  heldAt: new Date(heldAt),
  ...(expiresAt && { expiresAt: new Date(expiresAt) }),
});
