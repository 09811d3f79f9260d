// Written by `npm run contracts:types` from contracts/order-management (payment-api). Do not edit.
// d60ed06e7a02eeeb85f6883ac46eab25aa3a07426e519630e1ee5edd8ffded9e 8892ca9f5c9540c4b74a75b8629d7f08f5cf9989cfeeff891bf2365bb3a5babf
export interface paths {
    "/payments": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay an order
         * @description Charges or authorizes the payment, and waits for the outcome as long as `Prefer` allows. The order must be `pending`
         *     or `payment_failed`, and the amount must equal its total. A card payment requires exactly one of `cardToken` and
         *     `paymentMethodId`; PayPal requires neither. Publishes `payment.processed`, `payment.authorized` or `payment.failed`.
         */
        post: operations["createPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{paymentId}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Get a payment
         * @description Returns the committed state of the payment. Users see only the payments of their own orders.
         */
        get: operations["getPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{paymentId}/capture": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Capture an authorized payment
         * @description Captures the authorized amount, or the given part of it; the rest is released. Waits for the outcome as long as
         *     `Prefer` allows. Publishes `payment.processed`.
         */
        post: operations["capturePayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{paymentId}/void": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void an authorized payment
         * @description Releases the authorized amount; no money is taken. Waits for the outcome as long as `Prefer` allows. Publishes
         *     `payment.voided`.
         */
        post: operations["voidPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/{paymentId}/refund": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund a payment
         * @description Refunds the remaining amount, or the given part of it. A payment may have several refunds, up to the captured amount.
         *     Waits for the outcome as long as `Prefer` allows. Publishes `payment.refunded`.
         */
        post: operations["refundPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/order/{orderId}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Get the payments of an order
         * @description Returns all payments of the order, newest first, including failed ones. The list is empty if no payment was started.
         */
        get: operations["listOrderPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payments/reconciliation": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List divergences from the gateway
         * @description Returns the differences between the gateway and the payments, newest first. The service compares both sides
         *     periodically and ignores charges in flight. Each divergence is listed once, with the time of its repair.
         */
        get: operations["listDivergences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment-methods": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List payment methods
         * @description Returns the payment methods of the caller, newest first, without removed ones. Admins and services may select another
         *     user with `userId`. Services do not see `last4`, `expMonth` and `expYear`.
         */
        get: operations["listPaymentMethods"];
        put?: never;
        /**
         * Store a payment method
         * @description The gateway stores the card; this service stores only what identifies it. The payment method belongs to the caller.
         */
        post: operations["createPaymentMethod"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment-methods/{paymentMethodId}": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a payment method
         * @description Detaches the card at the gateway and deletes it here. Safe to repeat. Existing payments are not affected.
         */
        delete: operations["deletePaymentMethod"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/stripe": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive an event from the gateway
         * @description Only for the gateway; the signature over the raw body authenticates it. The service stores every event before it
         *     responds, and then reads the object of the event from the gateway. Repeated, late and reordered events are therefore
         *     harmless.
         */
        post: operations["receiveStripeEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A card payment requires exactly one of `cardToken` and `paymentMethodId`; PayPal requires neither. */
        NewPayment: {
            orderId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            paymentMethod: components["schemas"]["PaymentMethod"];
            cardToken?: components["schemas"]["CardToken"];
            paymentMethodId?: components["schemas"]["Uuid"];
            /**
             * @description Whether to capture at once. `false` authorizes now for a later capture.
             * @default true
             * @example true
             */
            capture?: boolean;
        };
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
         * @example credit_card
         * @enum {string}
         */
        PaymentMethod: "credit_card" | "debit_card" | "paypal";
        /**
         * @description A token of the payment gateway; never a card number.
         * @example tok_visa
         */
        CardToken: string;
        Payment: {
            id: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            paymentMethod: components["schemas"]["PaymentMethod"];
            paymentMethodId?: components["schemas"]["Uuid"];
            status: components["schemas"]["PaymentStatus"];
            /** @example ch_3PqR */
            transactionId?: string;
            processedAt?: components["schemas"]["Timestamp"];
            /** @example Insufficient funds */
            failureReason?: string;
            /** @example INSUFFICIENT_FUNDS */
            failureCode?: string;
            capturedAmount: components["schemas"]["Amount"];
            refundedAmount: components["schemas"]["Amount"];
            refunds: components["schemas"]["Refund"][];
            nextAction?: components["schemas"]["NextAction"];
            attention?: components["schemas"]["Attention"];
            createdAt: components["schemas"]["Timestamp"];
            updatedAt: components["schemas"]["Timestamp"];
        };
        /**
         * @example processed
         * @enum {string}
         */
        PaymentStatus: "pending" | "authorized" | "processed" | "failed" | "voided" | "refunded";
        /**
         * Format: date-time
         * @description A UTC timestamp with milliseconds (RFC 3339).
         * @example 2026-01-31T10:00:00.000Z
         */
        Timestamp: string;
        Refund: {
            /** @example refund-0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f */
            id: string;
            amount: components["schemas"]["Amount"];
            /**
             * @example succeeded
             * @enum {string}
             */
            status: "pending" | "succeeded" | "failed";
            reason?: string;
            createdAt: components["schemas"]["Timestamp"];
        };
        /** @description An action that the customer must take. */
        NextAction: {
            /**
             * @example redirect
             * @enum {string}
             */
            type: "redirect";
            /** @example https://bank.example/3ds */
            url: string;
        };
        /** @description The reason why an operator must review the resource. Visible to admins and services. */
        Attention: {
            /** @example gateway-refused */
            reason: string;
            since: components["schemas"]["Timestamp"];
        };
        /** @description A problem document (RFC 9457). */
        Problem: {
            /** @example /problems/order-not-found */
            type: string;
            /** @example There is no such order */
            title: string;
            /** @example 404 */
            status: number;
            /** @example There is no order 0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f */
            detail: string;
            code: components["schemas"]["ProblemCode"];
            traceId?: string;
            errors?: components["schemas"]["Violation"][];
            allowedTransitions?: string[];
            paymentId?: components["schemas"]["Uuid"];
            failureCode?: string;
            failureReason?: string;
        };
        /**
         * @example order-not-found
         * @enum {string}
         */
        ProblemCode: "webhook-not-authentic" | "malformed-request" | "invalid-json" | "invalid-request" | "card-number-refused" | "unauthenticated" | "payment-declined" | "forbidden" | "not-found" | "order-not-found" | "payment-not-found" | "payment-method-not-found" | "method-not-allowed" | "request-timeout" | "out-of-stock" | "illegal-transition" | "order-not-payable" | "payment-in-progress" | "payment-not-refundable" | "payment-not-capturable" | "payment-not-voidable" | "refund-declined" | "capture-declined" | "void-declined" | "version-mismatch" | "body-too-large" | "unsupported-media-type" | "too-many-trackers" | "headers-too-large" | "user-not-found" | "product-not-found" | "price-mismatch" | "invalid-amount" | "currency-not-supported" | "shipping-address-required" | "idempotency-key-reused" | "payment-method-not-usable" | "card-refused" | "amount-mismatch" | "currency-mismatch" | "capture-exceeds-authorized" | "refund-exceeds-captured" | "version-conflict" | "quarantined" | "tracking-unavailable" | "user-service-unavailable" | "catalog-unavailable" | "gateway-unavailable" | "database-unavailable" | "internal-error";
        Violation: {
            /** @example #/items/0/quantity */
            pointer: string;
            /** @example must be >= 1 */
            detail: string;
        };
        NewCapture: {
            amount?: components["schemas"]["Amount"];
        };
        NewVoid: {
            reason?: string & components["schemas"]["Text"];
        };
        /**
         * @description A single line of text without control characters.
         * @example Ada Lovelace
         */
        Text: string;
        NewRefund: {
            amount?: components["schemas"]["Amount"];
            reason?: string & components["schemas"]["Text"];
        };
        PaymentList: {
            data: components["schemas"]["Payment"][];
        };
        DivergencePage: {
            data: components["schemas"]["Divergence"][];
            nextCursor?: string;
        };
        /** @description A difference between the gateway and a payment. Without `paymentId`, the gateway has a charge that belongs to no payment of this service. */
        Divergence: {
            id: components["schemas"]["Uuid"];
            /**
             * @example charge-not-recorded
             * @enum {string}
             */
            kind: "charge-missing" | "charge-not-recorded" | "charge-orphan" | "second-charge" | "capture-missing" | "capture-not-recorded" | "amount-mismatch" | "currency-mismatch" | "refund-missing" | "refund-not-recorded" | "refund-failed" | "refund-amount-mismatch";
            /**
             * @description The id of the payment, as stored at the gateway.
             * @example 0197f3a0-6c11-7a3b-8e52-1f2e3d4c5b6a
             */
            paymentId?: string;
            orderId?: components["schemas"]["Uuid"];
            /**
             * @description The values on both sides.
             * @example We count a refund of 400 (minor units) that the gateway does not have
             */
            detail: string;
            firstSeenAt: components["schemas"]["Timestamp"];
            repairedAt?: components["schemas"]["Timestamp"];
        };
        NewStoredMethod: {
            cardToken: components["schemas"]["CardToken"];
        };
        /** @description A card that the gateway stores for its owner. Services do not see `last4`, `expMonth` and `expYear`. */
        StoredMethod: {
            id: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            /**
             * @example card
             * @enum {string}
             */
            type: "card";
            /** @example visa */
            brand: string;
            /** @example 4242 */
            last4?: string;
            /** @example 12 */
            expMonth?: number;
            /** @example 2034 */
            expYear?: number;
            /** @description Whether the card can pay now. An expired or removed card cannot. */
            active: boolean;
            createdAt: components["schemas"]["Timestamp"];
        };
        StoredMethodPage: {
            data: components["schemas"]["StoredMethod"][];
            nextCursor?: string;
        };
        /** @description An event of the gateway's API. Its signature covers the bytes of the body. */
        GatewayEvent: {
            /**
             * @description The id of the event. Repeated deliveries have the same id.
             * @example evt_3PqRstUvWxYz
             */
            id: string;
            /**
             * @description The type of the event.
             * @example payment_intent.succeeded
             */
            type: string;
            /** @description The object of the event. */
            data?: Record<string, never>;
        };
        Received: {
            /**
             * @example true
             * @enum {boolean}
             */
            received: true;
        };
    };
    responses: {
        /** @description The signature does not match the body, or is too old. */
        NotAuthentic: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The issuer declined the payment. The order is `payment_failed` and can be paid again, or is cancelled if the decline is permanent. */
        Declined: {
            headers: {
                "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The order does not accept a payment in its current status. Nothing was charged. */
        NotPayable: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The payment does not match its order. Nothing was charged. */
        PaymentRefused: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The payment cannot be refunded in its current status, or the gateway declined the refund. */
        NotRefundable: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The gateway declined the card, or the idempotency key belongs to another request. Nothing was stored. */
        CardRefused: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The payment method does not exist, or belongs to another user. */
        PaymentMethodNotFound: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The payment is not authorized, another capture or void is in progress, or the gateway declined. */
        NotCapturable: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The amount is not within the authorized amount. Nothing was captured. */
        CaptureRefused: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The payment is not authorized, another capture or void is in progress, or the gateway declined. */
        NotVoidable: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The idempotency key belongs to another request. Nothing was changed. */
        VoidRefused: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The amount is not within the refundable amount. Nothing was refunded. */
        RefundRefused: {
            headers: {
                "Preference-Applied": components["headers"]["PreferenceApplied"];
                Vary: components["headers"]["VaryPrefer"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request does not match this contract. */
        InvalidBody: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The bearer token is missing or invalid. */
        Unauthenticated: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWWAuthenticate"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller does not have a required role. */
        Forbidden: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The order does not exist, or belongs to another user. */
        OrderNotFound: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than 64 KiB. */
        BodyTooLarge: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not `application/json`, or is compressed. */
        UnsupportedMediaType: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The database is unavailable, the resource is quarantined, or concurrent changes won every attempt. Nothing was changed, or a retry with the same `Idempotency-Key` returns the result of the change. */
        CannotChange: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description An unexpected error in the service. `traceId` identifies the request in the log. */
        Unexpected: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request does not match this contract. */
        InvalidRequest: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The payment does not exist, or belongs to another user. */
        PaymentNotFound: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The database is unavailable, or the resource is quarantined. */
        CannotRead: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The gateway or the database is unavailable. Nothing was changed, or a retry with the same `Idempotency-Key` returns the result of the change. */
        CannotAskGateway: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The database is unavailable. Nothing was stored; send the event again. */
        CannotReceive: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The id of the payment. */
        PaymentId: components["schemas"]["Uuid"];
        /** @description The id of the order. */
        OrderId: components["schemas"]["Uuid"];
        /** @description The id of the payment method. */
        PaymentMethodId: components["schemas"]["Uuid"];
        /** @description The owner of the payment methods. Defaults to the caller. */
        UserId: components["schemas"]["Uuid"];
        /**
         * @description The maximum number of results on a page.
         * @example 20
         */
        Limit: number;
        /**
         * @description `nextCursor` of the previous page.
         * @example MDE5N2YzYTAtNWI3Yy03ZDJlLTlmMTAtNmExYjJjM2Q0ZTVm
         */
        Cursor: string;
        /**
         * @description Makes the request safe to repeat, for as long as the resource exists that the first request created: a request with
         *     the same key and body returns the current state of that resource with `Idempotency-Replayed: true`. A key has 1 to
         *     255 visible characters, quoted or bare, and is scoped to its caller and operation.
         * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
         */
        IdempotencyKey: string;
        /**
         * @description How long to wait for the outcome (RFC 7240): `wait=n` waits up to n seconds (at most 10, 2 by default);
         *     `respond-async` does not wait.
         * @example wait=5
         */
        Prefer: string;
        /**
         * @description The timestamp and HMAC-SHA256 signatures of the body. A signature older than five minutes is rejected.
         * @example t=1769853900,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd
         */
        StripeSignature: string;
        /**
         * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
    };
    requestBodies: never;
    headers: {
        /** @description The path of the payment. */
        PaymentLocation: string;
        /** @description Present if an earlier request with the same `Idempotency-Key` created the resource; this request changed nothing. */
        IdempotencyReplayed: "true";
        /** @description The preference that was honoured (RFC 7240); absent without `Prefer`. */
        PreferenceApplied: string;
        /** @description The response depends on `Prefer`. */
        VaryPrefer: "Prefer";
        /** @description Caches must not store the response (RFC 9111). */
        NotStored: "no-store";
        /** @description Seconds to wait before a retry (RFC 9110). */
        RetryAfter: string;
        /** @description The authentication scheme and the error of the token (RFC 6750). */
        WWWAuthenticate: string;
        /** @description The version of the resource (a strong validator, RFC 9110), for use in `If-Match` and `If-None-Match`. */
        ETag: string;
        /** @description The next page (RFC 8288); absent on the last one. */
        Link: string;
        /** @description The path of the payment method. */
        PaymentMethodLocation: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createPayment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes the request safe to repeat, for as long as the resource exists that the first request created: a request with
                 *     the same key and body returns the current state of that resource with `Idempotency-Replayed: true`. A key has 1 to
                 *     255 visible characters, quoted or bare, and is scoped to its caller and operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` waits up to n seconds (at most 10, 2 by default);
                 *     `respond-async` does not wait.
                 * @example wait=5
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The order, the amount and the payment method. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayment"];
            };
        };
        responses: {
            /** @description The payment is processed, or authorized if it is captured later. */
            200: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The outcome is not known yet; poll `Location`. If `nextAction` is present, the customer must act first. */
            202: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthenticated"];
            402: components["responses"]["Declined"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OrderNotFound"];
            409: components["responses"]["NotPayable"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["PaymentRefused"];
            503: components["responses"]["CannotChange"];
            default: components["responses"]["Unexpected"];
        };
    };
    getPayment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path: {
                /** @description The id of the payment. */
                paymentId: components["parameters"]["PaymentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PaymentNotFound"];
            503: components["responses"]["CannotRead"];
            default: components["responses"]["Unexpected"];
        };
    };
    capturePayment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes the request safe to repeat, for as long as the resource exists that the first request created: a request with
                 *     the same key and body returns the current state of that resource with `Idempotency-Replayed: true`. A key has 1 to
                 *     255 visible characters, quoted or bare, and is scoped to its caller and operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` waits up to n seconds (at most 10, 2 by default);
                 *     `respond-async` does not wait.
                 * @example wait=5
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description The id of the payment. */
                paymentId: components["parameters"]["PaymentId"];
            };
            cookie?: never;
        };
        /** @description The amount to capture. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCapture"];
            };
        };
        responses: {
            /** @description The payment is captured. */
            200: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The capture is in progress; poll `Location`. */
            202: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PaymentNotFound"];
            409: components["responses"]["NotCapturable"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["CaptureRefused"];
            503: components["responses"]["CannotChange"];
            default: components["responses"]["Unexpected"];
        };
    };
    voidPayment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes the request safe to repeat, for as long as the resource exists that the first request created: a request with
                 *     the same key and body returns the current state of that resource with `Idempotency-Replayed: true`. A key has 1 to
                 *     255 visible characters, quoted or bare, and is scoped to its caller and operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` waits up to n seconds (at most 10, 2 by default);
                 *     `respond-async` does not wait.
                 * @example wait=5
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description The id of the payment. */
                paymentId: components["parameters"]["PaymentId"];
            };
            cookie?: never;
        };
        /** @description The reason, if any. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVoid"];
            };
        };
        responses: {
            /** @description The payment is voided. */
            200: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The void is in progress; poll `Location`. */
            202: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PaymentNotFound"];
            409: components["responses"]["NotVoidable"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["VoidRefused"];
            503: components["responses"]["CannotChange"];
            default: components["responses"]["Unexpected"];
        };
    };
    refundPayment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes the request safe to repeat, for as long as the resource exists that the first request created: a request with
                 *     the same key and body returns the current state of that resource with `Idempotency-Replayed: true`. A key has 1 to
                 *     255 visible characters, quoted or bare, and is scoped to its caller and operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` waits up to n seconds (at most 10, 2 by default);
                 *     `respond-async` does not wait.
                 * @example wait=5
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @description The id of the payment. */
                paymentId: components["parameters"]["PaymentId"];
            };
            cookie?: never;
        };
        /** @description The amount to refund and, optionally, a reason. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRefund"];
            };
        };
        responses: {
            /** @description The refund succeeded. */
            200: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The refund is in progress; poll `Location`. */
            202: {
                headers: {
                    Location: components["headers"]["PaymentLocation"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Preference-Applied": components["headers"]["PreferenceApplied"];
                    Vary: components["headers"]["VaryPrefer"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PaymentNotFound"];
            409: components["responses"]["NotRefundable"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["RefundRefused"];
            503: components["responses"]["CannotChange"];
            default: components["responses"]["Unexpected"];
        };
    };
    listOrderPayments: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path: {
                /** @description The id of the order. */
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All payments of the order. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentList"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OrderNotFound"];
            503: components["responses"]["CannotRead"];
            default: components["responses"]["Unexpected"];
        };
    };
    listDivergences: {
        parameters: {
            query?: {
                /**
                 * @description The maximum number of results on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `nextCursor` of the previous page.
                 * @example MDE5N2YzYTAtNWI3Yy03ZDJlLTlmMTAtNmExYjJjM2Q0ZTVm
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. `nextCursor` and `Link` point to the next page; both are absent on the last one. */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DivergencePage"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["CannotRead"];
            default: components["responses"]["Unexpected"];
        };
    };
    listPaymentMethods: {
        parameters: {
            query?: {
                /** @description The owner of the payment methods. Defaults to the caller. */
                userId?: components["parameters"]["UserId"];
                /**
                 * @description The maximum number of results on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `nextCursor` of the previous page.
                 * @example MDE5N2YzYTAtNWI3Yy03ZDJlLTlmMTAtNmExYjJjM2Q0ZTVm
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. `nextCursor` and `Link` point to the next page; both are absent on the last one. */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMethodPage"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["CannotRead"];
            default: components["responses"]["Unexpected"];
        };
    };
    createPaymentMethod: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes the request safe to repeat, for as long as the resource exists that the first request created: a request with
                 *     the same key and body returns the current state of that resource with `Idempotency-Replayed: true`. A key has 1 to
                 *     255 visible characters, quoted or bare, and is scoped to its caller and operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The token of the card. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStoredMethod"];
            };
        };
        responses: {
            /** @description The payment method is stored. */
            201: {
                headers: {
                    Location: components["headers"]["PaymentMethodLocation"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    "Cache-Control": components["headers"]["NotStored"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredMethod"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["CardRefused"];
            503: components["responses"]["CannotAskGateway"];
            default: components["responses"]["Unexpected"];
        };
    };
    deletePaymentMethod: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path: {
                /** @description The id of the payment method. */
                paymentMethodId: components["parameters"]["PaymentMethodId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment method is removed. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["PaymentMethodNotFound"];
            503: components["responses"]["CannotAskGateway"];
            default: components["responses"]["Unexpected"];
        };
    };
    receiveStripeEvent: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description The timestamp and HMAC-SHA256 signatures of the body. A signature older than five minutes is rejected.
                 * @example t=1769853900,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd
                 */
                "Stripe-Signature": components["parameters"]["StripeSignature"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description An event as defined in Stripe's API documentation. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["GatewayEvent"];
            };
        };
        responses: {
            /** @description The event is stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "received": true
                     *     }
                     */
                    "application/json": components["schemas"]["Received"];
                };
            };
            400: components["responses"]["NotAuthentic"];
            413: components["responses"]["BodyTooLarge"];
            503: components["responses"]["CannotReceive"];
            default: components["responses"]["Unexpected"];
        };
    };
}
