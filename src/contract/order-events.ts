// Written by `npm run contracts:types` from contracts/order-management (order-events). Do not edit.
// 7c91f0f161cf29dc8e424dd5d4ac7714b4296bcc1d6a31fa67e2aca370757b44 e731d47a6350e6e227f5ba46301849d15837ba3c9f57e23b5dc3057cbea0e80b
export interface components {
    schemas: {
        /**
         * Format: uuid
         * @description A UUID in lower case.
         * @example 0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f
         */
        Uuid: string;
        /**
         * @description Major units of the currency, with no more decimals than it has.
         * @example 99.98
         */
        Amount: number;
        /**
         * @description ISO 4217.
         * @example USD
         */
        Currency: string;
        /**
         * Format: date-time
         * @description RFC 3339, UTC, milliseconds.
         * @example 2026-01-31T10:00:00.000Z
         */
        Timestamp: string;
        OrderCreated: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending";
            totalAmount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            /** @example 3 */
            itemCount: number;
            createdAt: components["schemas"]["Timestamp"];
        };
        OrderConfirmed: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example confirmed
             * @enum {string}
             */
            status: "confirmed";
            paymentId: components["schemas"]["Uuid"];
            confirmedAt: components["schemas"]["Timestamp"];
        };
        OrderPaymentFailed: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example payment_failed
             * @enum {string}
             */
            status: "payment_failed";
            paymentId: components["schemas"]["Uuid"];
            failedAt: components["schemas"]["Timestamp"];
            /**
             * @description A word for machines, of the gateway or ours.
             * @example INSUFFICIENT_FUNDS
             */
            failureCode?: string;
            /**
             * @description A sentence for people.
             * @example Your card has insufficient funds.
             */
            failureReason?: string;
        };
        OrderPaymentRetried: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example pending
             * @enum {string}
             */
            status: "pending";
            paymentId: components["schemas"]["Uuid"];
            retriedAt: components["schemas"]["Timestamp"];
        };
        OrderPaymentRejected: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            status: components["schemas"]["OrderStatus"];
            paymentId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            /**
             * @description `not_awaited` or `amount_mismatch`.
             * @example not_awaited
             */
            reason: string;
            rejectedAt: components["schemas"]["Timestamp"];
        };
        /**
         * @example pending
         * @enum {string}
         */
        OrderStatus: "pending" | "payment_failed" | "confirmed" | "shipped" | "delivered" | "cancelled" | "returned" | "refunded";
        OrderShipped: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example shipped
             * @enum {string}
             */
            status: "shipped";
            shippedAt: components["schemas"]["Timestamp"];
        };
        OrderDelivered: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example delivered
             * @enum {string}
             */
            status: "delivered";
            deliveredAt: components["schemas"]["Timestamp"];
        };
        OrderCancelled: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example cancelled
             * @enum {string}
             */
            status: "cancelled";
            /**
             * @description `payment_window_closed`, `payment_failed_permanently`, `requested`, or what the caller said.
             * @example changed my mind
             */
            reason: string;
            cancelledAt: components["schemas"]["Timestamp"];
            paymentId?: components["schemas"]["Uuid"];
        };
        OrderReturned: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example returned
             * @enum {string}
             */
            status: "returned";
            returnedAt: components["schemas"]["Timestamp"];
            paymentId?: components["schemas"]["Uuid"];
            /**
             * @description What the caller said.
             * @example too small
             */
            reason?: string;
        };
        OrderRefunded: {
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example refunded
             * @enum {string}
             */
            status: "refunded";
            refundedAt: components["schemas"]["Timestamp"];
            paymentId?: components["schemas"]["Uuid"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}

/** The payload of each event on `order-events`. */
export interface OrderEvents {
    "order.created": components["schemas"]["OrderCreated"];
    "order.confirmed": components["schemas"]["OrderConfirmed"];
    "order.payment_failed": components["schemas"]["OrderPaymentFailed"];
    "order.payment_retried": components["schemas"]["OrderPaymentRetried"];
    "order.payment_rejected": components["schemas"]["OrderPaymentRejected"];
    "order.shipped": components["schemas"]["OrderShipped"];
    "order.delivered": components["schemas"]["OrderDelivered"];
    "order.cancelled": components["schemas"]["OrderCancelled"];
    "order.returned": components["schemas"]["OrderReturned"];
    "order.refunded": components["schemas"]["OrderRefunded"];
}
