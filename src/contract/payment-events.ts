// Written by `npm run contracts:types` from contracts/order-management (payment-events). Do not edit.
// 0fe4f634c2bdcacbc8cc61301df0d9d52db883ffeee81904d332eebe523486ff d9518870ae6285fab27421429d77bbbbc7887902f51370b3860f9dc4ee4b1b01
export interface components {
    schemas: {
        /**
         * Format: uuid
         * @description A UUID in lower case.
         * @example 0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f
         */
        Uuid: string;
        /**
         * Format: date-time
         * @description RFC 3339, UTC, milliseconds.
         * @example 2026-01-31T10:00:00.000Z
         */
        Timestamp: string;
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
        PaymentProcessed: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            paymentMethod: components["schemas"]["PaymentMethod"];
            /**
             * @description The id at the gateway, as customers and accountants quote it.
             * @example ch_3PqRstUvWxYz
             */
            transactionId: string;
            /** @description What was held first; staff may have captured less of it. */
            authorizedAmount?: components["schemas"]["Amount"];
            processedAt: components["schemas"]["Timestamp"];
        };
        /**
         * @example credit_card
         * @enum {string}
         */
        PaymentMethod: "credit_card" | "debit_card" | "paypal";
        PaymentFailed: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            /**
             * @description A sentence for people.
             * @example Your card has insufficient funds.
             */
            failureReason: string;
            /**
             * @description A word for machines, of the gateway or ours.
             * @example INSUFFICIENT_FUNDS
             */
            failureCode: string;
            /**
             * @description Another try by the same means is pointless.
             * @example false
             */
            permanent: boolean;
            failedAt: components["schemas"]["Timestamp"];
        };
        PaymentRefunded: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            /**
             * @description Which refund of the payment.
             * @example refund-0197f3a0-7d22-7b51-9c63-2a1f0e9d8c7b
             */
            refundId: string;
            refundedAmount: components["schemas"]["Amount"];
            /**
             * @description `refunded` when nothing is left of it.
             * @example processed
             * @enum {string}
             */
            status: "processed" | "refunded";
            /**
             * @description The id at the gateway, as customers and accountants quote it.
             * @example ch_3PqRstUvWxYz
             */
            transactionId: string;
            refundedAt: components["schemas"]["Timestamp"];
            /**
             * @description Why it was given back.
             * @example damaged in transit
             */
            reason?: string;
        };
        /** @description The money of a refund that had succeeded came back, and a person looks. */
        PaymentRefundFailed: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            /**
             * @description Which refund of the payment.
             * @example refund-0197f3a0-7d22-7b51-9c63-2a1f0e9d8c7b
             */
            refundId: string;
            refundedAmount: components["schemas"]["Amount"];
            /**
             * @description A word for machines, of the gateway or ours.
             * @example INSUFFICIENT_FUNDS
             */
            failureCode: string;
            failedAt: components["schemas"]["Timestamp"];
        };
        PaymentAuthorized: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            paymentMethod: components["schemas"]["PaymentMethod"];
            /**
             * @description The id at the gateway, as customers and accountants quote it.
             * @example ch_3PqRstUvWxYz
             */
            transactionId: string;
            authorizedAt: components["schemas"]["Timestamp"];
        };
        PaymentVoided: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            voidedAt: components["schemas"]["Timestamp"];
            /**
             * @description The event of the order that closed it.
             * @example order.cancelled
             */
            reason?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}

/** The payload of each event on `payment-events`. */
export interface PaymentEvents {
    "payment.processed": components["schemas"]["PaymentProcessed"];
    "payment.failed": components["schemas"]["PaymentFailed"];
    "payment.refunded": components["schemas"]["PaymentRefunded"];
    "payment.refund_failed": components["schemas"]["PaymentRefundFailed"];
    "payment.authorized": components["schemas"]["PaymentAuthorized"];
    "payment.voided": components["schemas"]["PaymentVoided"];
}
