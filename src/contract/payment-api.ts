// Written by `npm run contracts:types` from contracts/order-management (payment-api). Do not edit.
// 51016964fdd45fd12495ab0209db63b3a90be45a74850ecde20fa09136d25014 29003ba170e799b911c46e6cebba854f89286d038f63ec683186ffb0a97b246d
export interface paths {
    "/payments": {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
         * @description Waits a moment for the outcome, as long as `Prefer` says. The order must be `pending` or `payment_failed`, and the
         *     amount must be its total. A card is charged by exactly one of `cardToken` and `paymentMethodId`; PayPal needs neither.
         *     Publishes `payment.processed`, `payment.authorized` or `payment.failed`.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Get a payment
         * @description The payment as it is committed. A user sees the payments of their own orders only.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
         * @description Takes all that is authorized, unless an amount is named; the rest is released. Waits a moment for the outcome, as
         *     long as `Prefer` says. Publishes `payment.processed`.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
         * @description Releases what is authorized; no money is taken. Waits a moment for the outcome, as long as `Prefer` says.
         *     Publishes `payment.voided`.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
         * @description Gives back all that is left, unless an amount is named; several refunds may follow each other up to what was
         *     captured. Waits a moment for the outcome, as long as `Prefer` says. Publishes `payment.refunded`.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Get the payments of an order
         * @description Newest first, the failed ones too. An order that nobody has tried to pay has none.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List divergences from the gateway
         * @description Where the gateway and the payments differ, newest first. Both sides are compared again and again; what is still in
         *     flight is left out. A divergence is listed once, and says when it was repaired.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * List payment methods
         * @description The caller's own, newest first, without the removed ones; admins and services may name another user. Services do
         *     not see `last4`, `expMonth` and `expYear`.
         */
        get: operations["listPaymentMethods"];
        put?: never;
        /**
         * Store a payment method
         * @description The gateway keeps the card; we keep what it takes to recognise it. It belongs to the caller.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
         * @description Detached at the gateway and forgotten. Safe to repeat. Payments that it made stay as they are.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
         * Hear from the gateway
         * @description For the gateway alone: the signature over the raw body is the authorisation. The news is stored before it is
         *     answered, whatever its kind; what it is about is then asked from the gateway, so that repeated, late and reordered
         *     events do no harm.
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
        /** @description For a card, exactly one of `cardToken` and `paymentMethodId`; for PayPal neither is needed. */
        NewPayment: {
            orderId: components["schemas"]["Uuid"];
            amount: components["schemas"]["Amount"];
            currency?: components["schemas"]["Currency"];
            paymentMethod: components["schemas"]["PaymentMethod"];
            cardToken?: components["schemas"]["CardToken"];
            paymentMethodId?: components["schemas"]["Uuid"];
            /**
             * @description false: authorize now, capture later.
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
         * @description RFC 3339, UTC, milliseconds.
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
        /** @description A step that the customer must take. */
        NextAction: {
            /**
             * @example redirect
             * @enum {string}
             */
            type: "redirect";
            /** @example https://bank.example/3ds */
            url: string;
        };
        /** @description Why a person has to look. Shown to admins and services. */
        Attention: {
            /** @example gateway-refused */
            reason: string;
            since: components["schemas"]["Timestamp"];
        };
        /** @description RFC 9457. */
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
         * @description One line of whole characters; no control characters.
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
        /** @description Where the gateway and a payment differ. Without `paymentId` the gateway has something that is no payment of ours. */
        Divergence: {
            id: components["schemas"]["Uuid"];
            /**
             * @example charge-not-recorded
             * @enum {string}
             */
            kind: "charge-missing" | "charge-not-recorded" | "charge-orphan" | "second-charge" | "capture-missing" | "capture-not-recorded" | "amount-mismatch" | "currency-mismatch" | "refund-missing" | "refund-not-recorded" | "refund-failed" | "refund-amount-mismatch";
            /**
             * @description As the gateway has it.
             * @example 0197f3a0-6c11-7a3b-8e52-1f2e3d4c5b6a
             */
            paymentId?: string;
            orderId?: components["schemas"]["Uuid"];
            /**
             * @description What both sides say.
             * @example We count a refund of 400 (minor units) that the gateway does not have
             */
            detail: string;
            firstSeenAt: components["schemas"]["Timestamp"];
            repairedAt?: components["schemas"]["Timestamp"];
        };
        NewStoredMethod: {
            cardToken: components["schemas"]["CardToken"];
        };
        /** @description A card that the gateway keeps for its owner. Services do not see `last4`, `expMonth` and `expYear`. */
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
            /** @description Whether it can pay now - neither expired nor removed. */
            active: boolean;
            createdAt: components["schemas"]["Timestamp"];
        };
        StoredMethodPage: {
            data: components["schemas"]["StoredMethod"][];
            nextCursor?: string;
        };
        /** @description An event of the gateway's API; its signature is over the bytes of the body. */
        GatewayEvent: {
            /**
             * @description The id of the event; a second delivery has the same.
             * @example evt_3PqRstUvWxYz
             */
            id: string;
            /**
             * @description What happened.
             * @example payment_intent.succeeded
             */
            type: string;
            /** @description What it happened to. */
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
        /** @description The signature does not fit the body, or is too old. */
        NotAuthentic: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The issuer said no. The order is `payment_failed` and can be paid again, or is cancelled when the refusal is permanent. */
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
        /** @description The order takes no payment now. Nothing was charged. */
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
        /** @description The payment does not fit its order. Nothing was charged. */
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
        /** @description The payment cannot be refunded now, or the gateway refused it. */
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
        /** @description The gateway does not take the card, or the key belongs to another request. Nothing was stored. */
        CardRefused: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such payment method, or it is another user's. */
        PaymentMethodNotFound: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The payment is not authorized, a capture or void of it is on its way, or the gateway refused. */
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
        /** @description The amount does not fit what is authorized. Nothing is taken. */
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
        /** @description The payment is not authorized, a capture or void of it is on its way, or the gateway refused. */
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
        /** @description The key belongs to another request. Nothing changes. */
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
        /** @description The amount does not fit what is left. Nothing goes back. */
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
        /** @description There is no valid bearer token. */
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
        /** @description The roles of the caller do not allow this. */
        Forbidden: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such order, or it is another user's. */
        OrderNotFound: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body has more than 64 KiB. */
        BodyTooLarge: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not `application/json`, or it is compressed. */
        UnsupportedMediaType: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is down, the resource awaits an operator, or it changes too often right now. Nothing was done, or what was done is found again by the `Idempotency-Key`. */
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
        /** @description A mistake of ours. The trace id leads to the log. */
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
        /** @description There is no such payment, or it is another user's. */
        PaymentNotFound: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is down, or the resource awaits an operator. */
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
        /** @description The gateway or the database is down. Nothing was done, or what was done is found again by the `Idempotency-Key`. */
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
        /** @description The database is down. Nothing was stored; send it again. */
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
        /** @description Whose payment methods; the caller's own when nothing is said. */
        UserId: components["schemas"]["Uuid"];
        /**
         * @description The length of a page.
         * @example 20
         */
        Limit: number;
        /**
         * @description `nextCursor` of the page before.
         * @example MDE5N2YzYTAtNWI3Yy03ZDJlLTlmMTAtNmExYjJjM2Q0ZTVm
         */
        Cursor: string;
        /**
         * @description Makes a repeat safe, for the life of what the first request made: the same key and body answer with the same
         *     resource as it is now and `Idempotency-Replayed: true`. 1 to 255 visible characters, quoted or bare; a key belongs
         *     to its caller and its operation.
         * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
         */
        IdempotencyKey: string;
        /**
         * @description How long to wait for the outcome (RFC 7240): `wait=n` seconds, up to 10; 2 when nothing is said. `respond-async`
         *     does not wait at all.
         * @example wait=5
         */
        Prefer: string;
        /**
         * @description Time and HMAC-SHA256 signatures of the body; one that is older than five minutes does not count.
         * @example t=1769853900,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd
         */
        StripeSignature: string;
        /**
         * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
    };
    requestBodies: never;
    headers: {
        /** @description Where the payment is. */
        PaymentLocation: string;
        /** @description Present when an earlier request with the same `Idempotency-Key` made this; it was not done a second time. */
        IdempotencyReplayed: "true";
        /** @description What of `Prefer` was honoured (RFC 7240); absent when nothing was preferred. */
        PreferenceApplied: string;
        /** @description The answer depends on `Prefer`. */
        VaryPrefer: "Prefer";
        /** @description No cache may keep this (RFC 9111). */
        NotStored: "no-store";
        /** @description Seconds until it is worth asking again (RFC 9110). */
        RetryAfter: string;
        /** @description The scheme, and what is wrong with the token (RFC 6750). */
        WWWAuthenticate: string;
        /** @description The version of the resource (a strong validator, RFC 9110). Send it back as `If-Match` or `If-None-Match`. */
        ETag: string;
        /** @description The next page (RFC 8288); absent on the last one. */
        Link: string;
        /** @description Where the payment method is. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes a repeat safe, for the life of what the first request made: the same key and body answer with the same
                 *     resource as it is now and `Idempotency-Replayed: true`. 1 to 255 visible characters, quoted or bare; a key belongs
                 *     to its caller and its operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` seconds, up to 10; 2 when nothing is said. `respond-async`
                 *     does not wait at all.
                 * @example wait=5
                 */
                Prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description Which order, how much, and by what. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPayment"];
            };
        };
        responses: {
            /** @description The payment is processed, or authorized when it is captured later. */
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
            /** @description The outcome is not known yet; follow `Location`. With a `nextAction` the customer must act first. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes a repeat safe, for the life of what the first request made: the same key and body answer with the same
                 *     resource as it is now and `Idempotency-Replayed: true`. 1 to 255 visible characters, quoted or bare; a key belongs
                 *     to its caller and its operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` seconds, up to 10; 2 when nothing is said. `respond-async`
                 *     does not wait at all.
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
        /** @description How much. */
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
            /** @description The capture is on its way; follow `Location`. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes a repeat safe, for the life of what the first request made: the same key and body answer with the same
                 *     resource as it is now and `Idempotency-Replayed: true`. 1 to 255 visible characters, quoted or bare; a key belongs
                 *     to its caller and its operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` seconds, up to 10; 2 when nothing is said. `respond-async`
                 *     does not wait at all.
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
        /** @description Why. */
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
            /** @description The void is on its way; follow `Location`. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes a repeat safe, for the life of what the first request made: the same key and body answer with the same
                 *     resource as it is now and `Idempotency-Replayed: true`. 1 to 255 visible characters, quoted or bare; a key belongs
                 *     to its caller and its operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description How long to wait for the outcome (RFC 7240): `wait=n` seconds, up to 10; 2 when nothing is said. `respond-async`
                 *     does not wait at all.
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
        /** @description How much, and why. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRefund"];
            };
        };
        responses: {
            /** @description The refund is done. */
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
            /** @description The refund is on its way; follow `Location`. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
                 * @description The length of a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `nextCursor` of the page before.
                 * @example MDE5N2YzYTAtNWI3Yy03ZDJlLTlmMTAtNmExYjJjM2Q0ZTVm
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; `nextCursor` and `Link` lead to the next one and are absent on the last. */
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
                /** @description Whose payment methods; the caller's own when nothing is said. */
                userId?: components["parameters"]["UserId"];
                /**
                 * @description The length of a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `nextCursor` of the page before.
                 * @example MDE5N2YzYTAtNWI3Yy03ZDJlLTlmMTAtNmExYjJjM2Q0ZTVm
                 */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                /**
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; `nextCursor` and `Link` lead to the next one and are absent on the last. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Makes a repeat safe, for the life of what the first request made: the same key and body answer with the same
                 *     resource as it is now and `Idempotency-Replayed: true`. 1 to 255 visible characters, quoted or bare; a key belongs
                 *     to its caller and its operation.
                 * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The card, as a token. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
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
            /** @description It is removed. */
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
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description Time and HMAC-SHA256 signatures of the body; one that is older than five minutes does not count.
                 * @example t=1769853900,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd
                 */
                "Stripe-Signature": components["parameters"]["StripeSignature"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description An event of Stripe's API, as its documentation says. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["GatewayEvent"];
            };
        };
        responses: {
            /** @description It is stored. */
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
