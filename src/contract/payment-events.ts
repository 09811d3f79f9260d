// Written by `npm run contracts:types` from contracts/order-management (payment-events). Do not edit.
// 85d6c3f8783413a2d6e188c86045a9afe2bdbdfa2f24d743f0ae9041c62a4f32 806b7f73f9c3161d6249ae978cea01e8204e32641a9e5de428814de711d52997
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
         * @description A UTC timestamp with milliseconds (RFC 3339).
         * @example 2026-01-31T10:00:00.000Z
         */
        Timestamp: string;
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
        PaymentProcessed: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            paymentMethod: components["schemas"]["PaymentMethod"];
            /**
             * @description The id of the transaction at the gateway.
             * @example ch_3PqRstUvWxYz
             */
            transactionId: string;
            /** @description The amount that was authorized before the capture. The captured amount may be smaller. */
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
             * @description A human-readable message.
             * @example Your card has insufficient funds.
             */
            failureReason: string;
            /**
             * @description A machine-readable code, set by the gateway or this service.
             * @example INSUFFICIENT_FUNDS
             */
            failureCode: string;
            /**
             * @description Whether a retry with the same payment method is pointless.
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
             * @description The id of the refund.
             * @example refund-0197f3a0-7d22-7b51-9c63-2a1f0e9d8c7b
             */
            refundId: string;
            refundedAmount: components["schemas"]["Amount"];
            /**
             * @description `refunded` if the payment is refunded in full.
             * @example processed
             * @enum {string}
             */
            status: "processed" | "refunded";
            /**
             * @description The id of the transaction at the gateway.
             * @example ch_3PqRstUvWxYz
             */
            transactionId: string;
            refundedAt: components["schemas"]["Timestamp"];
            /**
             * @description The reason of the refund.
             * @example damaged in transit
             */
            reason?: string;
        };
        /** @description The bank returned the money of a successful refund. The payment is flagged for review. */
        PaymentRefundFailed: {
            paymentId: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            /**
             * @description The id of the refund.
             * @example refund-0197f3a0-7d22-7b51-9c63-2a1f0e9d8c7b
             */
            refundId: string;
            refundedAmount: components["schemas"]["Amount"];
            /**
             * @description A machine-readable code, set by the gateway or this service.
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
             * @description The id of the transaction at the gateway.
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
             * @description The order event that caused the void.
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
