// Written by `npm run contracts:types` from contracts/order-management (order-events). Do not edit.
// 6e8b0b1daac54526a8c374e39e7761537d29385607cea810c88bc1424d5fd811 4cf5adb17cb2e6a11c178fca0994f048a0a9d4450d1dc8d9b5531a9caa353d1d
export interface components {
    schemas: {
        /**
         * Format: uuid
         * @description A UUID in lower case.
         * @example 0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f
         */
        Uuid: string;
        /**
         * @description An amount in major units, with at most as many decimals as the currency has.
         * @example 99.98
         */
        Amount: number;
        /**
         * @description A currency code (ISO 4217).
         * @example USD
         */
        Currency: string;
        /**
         * Format: date-time
         * @description A UTC timestamp with milliseconds (RFC 3339).
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
             * @description A machine-readable code, set by the gateway or this service.
             * @example INSUFFICIENT_FUNDS
             */
            failureCode?: string;
            /**
             * @description A human-readable message.
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
             * @description `payment_window_closed`, `payment_failed_permanently`, `requested`, or the reason that the caller gave.
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
             * @description The reason that the caller gave.
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
