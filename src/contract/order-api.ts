// Written by `npm run contracts:types` from contracts/order-management (order-api). Do not edit.
// f15c90b41c0b17b8cf9fb1d6fb37c4e2affb20db286834fa48806dd6c7154e1c 1a8be312d0198151f500ff27e61cff2822afd5d5080125321369805f3ca1af05
export interface paths {
    "/orders": {
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
         * List orders
         * @description Newest first. A user sees their own orders only, admins and services see all.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Create an order
         * @description Checks the user, the products and their prices, computes the total, and reserves stock. The server computes the
         *     total; a price that is sent must be the catalog's. Without a `shippingAddress` the user's default address is
         *     taken; a physical product needs one of the two. Publishes `order.created`.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{orderId}": {
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
         * Get an order
         * @description The order as it is committed, and in `allowedTransitions` what the caller may do with it now. With `If-None-Match` an
         *     order that has not changed costs no body.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the status of an order
         * @description Users cancel and return, services ship and deliver, admins may do all of it. Every other status comes about by
         *     payments. A cancelled or returned order gets its money back by itself. Publishes `order.cancelled`,
         *     `order.shipped`, `order.delivered` or `order.returned`.
         */
        patch: operations["updateOrderStatus"];
        trace?: never;
    };
    "/orders/{orderId}/items": {
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
         * Get the items of an order
         * @description In the order in which they were placed. They never change.
         */
        get: operations["listOrderItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders/{orderId}/events": {
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
         * Get the events of an order
         * @description What happened to the order, oldest first: its events as they are in the stream `order-events`, under the same ids. They
         *     are read from where they are kept, so that all of them are here, for as long as the order is. The events of its
         *     payments are in the stream `payment-events`.
         *
         *     With `Accept: text/event-stream` the answer goes on (server-sent events): first what is there, then each event as it
         *     happens. `id` is the `seq`; with `Last-Event-ID` a client resumes behind what it has, without a gap or a repeat. A
         *     comment comes every 15 seconds. The answer ends with the token, with the process, and when a client does not take
         *     what it is sent; `limit` and `cursor` have no meaning for it.
         */
        get: operations["listOrderEvents"];
        put?: never;
        post?: never;
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
        OrderPage: {
            data: components["schemas"]["Order"][];
            nextCursor?: string;
        };
        Order: {
            id: components["schemas"]["Uuid"];
            userId: components["schemas"]["Uuid"];
            status: components["schemas"]["OrderStatus"];
            /**
             * @description What the caller may set `status` to now, by the state of the order and the roles of the token; another caller may be shown others.
             * @example [
             *       "cancelled"
             *     ]
             */
            allowedTransitions: components["schemas"]["OrderStatus"][];
            totalAmount: components["schemas"]["Amount"];
            currency: components["schemas"]["Currency"];
            items: components["schemas"]["OrderItem"][];
            shippingAddress?: components["schemas"]["Address"];
            billingAddress?: components["schemas"]["Address"];
            paymentId?: components["schemas"]["Uuid"];
            /** @example payment_window_closed */
            cancellationReason?: string;
            attention?: components["schemas"]["Attention"];
            createdAt: components["schemas"]["Timestamp"];
            updatedAt: components["schemas"]["Timestamp"];
        };
        /**
         * Format: uuid
         * @description A UUID in lower case.
         * @example 0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f
         */
        Uuid: string;
        /**
         * @example pending
         * @enum {string}
         */
        OrderStatus: "pending" | "payment_failed" | "confirmed" | "shipped" | "delivered" | "cancelled" | "returned" | "refunded";
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
        OrderItem: {
            id: components["schemas"]["Uuid"];
            orderId: components["schemas"]["Uuid"];
            /** @example prod-123 */
            productId: string;
            /** @example Espresso cup */
            productName: string;
            /** @example 2 */
            quantity: number;
            price: components["schemas"]["Amount"];
            subtotal: components["schemas"]["Amount"];
        };
        Address: {
            /** @example Ada Lovelace */
            name: string & components["schemas"]["Text"];
            /** @example 12 St James's Square */
            line1: string & components["schemas"]["Text"];
            line2?: string & components["schemas"]["Text"];
            /** @example London */
            city: string & components["schemas"]["Text"];
            /** @example SW1Y 4JH */
            postcode: string & components["schemas"]["Text"];
            region?: string & components["schemas"]["Text"];
            /**
             * @description ISO 3166-1 alpha-2.
             * @example GB
             */
            country: string;
            phone?: string & components["schemas"]["Text"];
        };
        /**
         * @description One line of whole characters; no control characters.
         * @example Ada Lovelace
         */
        Text: string;
        /** @description Why a person has to look. Shown to admins and services. */
        Attention: {
            /** @example gateway-refused */
            reason: string;
            since: components["schemas"]["Timestamp"];
        };
        /**
         * Format: date-time
         * @description RFC 3339, UTC, milliseconds.
         * @example 2026-01-31T10:00:00.000Z
         */
        Timestamp: string;
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
        NewOrder: {
            userId: components["schemas"]["Uuid"];
            items: components["schemas"]["NewOrderItem"][];
            currency: components["schemas"]["Currency"];
            shippingAddress?: components["schemas"]["Address"];
            billingAddress?: components["schemas"]["Address"];
        };
        NewOrderItem: {
            /**
             * @description As the catalog knows it; safe in a path.
             * @example prod-123
             */
            productId: string;
            /** @example 2 */
            quantity: number;
            /** @description Optional; must be the price of the catalog. */
            price?: components["schemas"]["Amount"];
        };
        StatusChange: {
            status: components["schemas"]["OrderStatus"];
            /** @example changed my mind */
            reason?: string & components["schemas"]["Text"];
        };
        OrderItems: {
            data: components["schemas"]["OrderItem"][];
        };
        OrderEventPage: {
            data: components["schemas"]["OrderEvent"][];
            nextCursor?: string;
        };
        /** @description An event as it is in the stream `order-events` (CloudEvents 1.0), its data as JSON. Further fields may be added; ignore those that you do not know. */
        OrderEvent: {
            /**
             * @example 1.0
             * @enum {string}
             */
            specversion: "1.0";
            /**
             * @description The id of the event; the same wherever it is read.
             * @example 0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e61
             */
            id: string;
            /**
             * @example /order-service
             * @enum {string}
             */
            source: "/order-service";
            /** @example order.created */
            type: string;
            subject: components["schemas"]["Uuid"];
            time: components["schemas"]["Timestamp"];
            /**
             * @example application/json
             * @enum {string}
             */
            datacontenttype: "application/json";
            /**
             * @description Counts the events of the order from 1 without a gap.
             * @example 1
             */
            seq: number;
            /** @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 */
            traceparent?: string;
            /** @description As order-events.yaml says. What a bank said about a failed payment is left out for services. */
            data: components["schemas"]["OrderCreated"] | components["schemas"]["OrderPaymentFailed"] | components["schemas"]["OrderPaymentRetried"] | components["schemas"]["OrderPaymentRejected"] | components["schemas"]["OrderConfirmed"] | components["schemas"]["OrderShipped"] | components["schemas"]["OrderDelivered"] | components["schemas"]["OrderCancelled"] | components["schemas"]["OrderReturned"] | components["schemas"]["OrderRefunded"];
        };
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
    responses: {
        /** @description A product is sold out. Nothing was stored. */
        OutOfStock: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A rule of the business refuses the order. Nothing was stored. */
        OrderRefused: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something that is needed to place an order is down. Nothing was stored, or the key finds it again. */
        CannotPlace: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller tracks as many orders as one caller may. */
        TooManyTrackers: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A part of the service is down, the order awaits an operator, or this process takes no more trackers. */
        CannotTrack: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The order can not go from its status to this one; `allowedTransitions` says where it can go. */
        IllegalTransition: {
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
        InvalidBody: {
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
        /** @description The resource is not at the version that `If-Match` names. */
        VersionMismatch: {
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
    };
    parameters: {
        /** @description The id of the order. */
        OrderId: components["schemas"]["Uuid"];
        /** @description Only the orders of this user. */
        UserId: components["schemas"]["Uuid"];
        /** @description Only the orders in this status. */
        Status: components["schemas"]["OrderStatus"];
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
         * @description The `seq` of the first event.
         * @example 1
         */
        FromSeq: number;
        /**
         * @description `nextCursor` of the page before.
         * @example MQ
         */
        EventCursor: string;
        /**
         * @description Makes a repeat safe, for the life of what the first request made: the same key and body answer with the same
         *     resource as it is now and `Idempotency-Replayed: true`. 1 to 255 visible characters, quoted or bare; a key belongs
         *     to its caller and its operation.
         * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
         */
        IdempotencyKey: string;
        /**
         * @description For server-sent events, the `id` of the last one that the caller has; it goes before `fromSeq`.
         * @example 4
         */
        LastEventId: string;
        /**
         * @description The `ETag` that the change is based on; the order must still be at this version.
         * @example "3"
         */
        IfMatch: string;
        /**
         * @description The `ETag` that the caller has already.
         * @example "3"
         */
        IfNoneMatch: string;
        /**
         * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
    };
    requestBodies: never;
    headers: {
        /** @description The next page (RFC 8288); absent on the last one. */
        Link: string;
        /** @description No cache may keep this (RFC 9111). */
        NotStored: "no-store";
        /** @description The scheme, and what is wrong with the token (RFC 6750). */
        WWWAuthenticate: string;
        /** @description Seconds until it is worth asking again (RFC 9110). */
        RetryAfter: string;
        /** @description Where the order is. */
        OrderLocation: string;
        /** @description The version of the resource (a strong validator, RFC 9110). Send it back as `If-Match` or `If-None-Match`. */
        ETag: string;
        /** @description Present when an earlier request with the same `Idempotency-Key` made this; it was not done a second time. */
        IdempotencyReplayed: "true";
        /** @description Only the caller's own cache may keep this, and it must ask before it uses it (RFC 9111). */
        Revalidated: "private, no-cache";
        /** @description Another token may be shown something else. */
        VaryAuthorization: "Authorization";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listOrders: {
        parameters: {
            query?: {
                /** @description Only the orders of this user. */
                userId?: components["parameters"]["UserId"];
                /** @description Only the orders in this status. */
                status?: components["parameters"]["Status"];
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPage"];
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            503: components["responses"]["CannotRead"];
            default: components["responses"]["Unexpected"];
        };
    };
    createOrder: {
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
        /** @description What is ordered, by whom, and in which currency. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description The order is placed and committed. It waits for its payment until the payment window closes. */
            201: {
                headers: {
                    Location: components["headers"]["OrderLocation"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["IdempotencyReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["OutOfStock"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["OrderRefused"];
            503: components["responses"]["CannotPlace"];
            default: components["responses"]["Unexpected"];
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description The `ETag` that the caller has already.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the order. */
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Revalidated"];
                    Vary: components["headers"]["VaryAuthorization"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description It is still the version that `If-None-Match` names. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Revalidated"];
                    Vary: components["headers"]["VaryAuthorization"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OrderNotFound"];
            503: components["responses"]["CannotRead"];
            default: components["responses"]["Unexpected"];
        };
    };
    updateOrderStatus: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description The `ETag` that the change is based on; the order must still be at this version.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the order. */
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        /** @description The status to go to, and why. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusChange"];
            };
        };
        responses: {
            /** @description The order as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["InvalidBody"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OrderNotFound"];
            409: components["responses"]["IllegalTransition"];
            412: components["responses"]["VersionMismatch"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            503: components["responses"]["CannotChange"];
            default: components["responses"]["Unexpected"];
        };
    };
    listOrderItems: {
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
            /** @description All items of the order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderItems"];
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
    listOrderEvents: {
        parameters: {
            query?: {
                /**
                 * @description The `seq` of the first event.
                 * @example 1
                 */
                fromSeq?: components["parameters"]["FromSeq"];
                /**
                 * @description The length of a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `nextCursor` of the page before.
                 * @example MQ
                 */
                cursor?: components["parameters"]["EventCursor"];
            };
            header?: {
                /**
                 * @description W3C Trace Context. The trace goes on into log, jobs and events; one that is not valid is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description For server-sent events, the `id` of the last one that the caller has; it goes before `fromSeq`.
                 * @example 4
                 */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                /** @description The id of the order. */
                orderId: components["parameters"]["OrderId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; `nextCursor` and `Link` lead to the next one and are absent on the last. */
            200: {
                headers: {
                    Link: components["headers"]["Link"];
                    "Cache-Control": components["headers"]["Revalidated"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderEventPage"];
                    /**
                     * @example id: 5
                     *     event: order.shipped
                     *     data: {"specversion":"1.0","id":"0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e65","source":"/order-service","type":"order.shipped","subject":"0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f","time":"2026-02-01T08:00:00.000Z","datacontenttype":"application/json","seq":5,"data":{"orderId":"0197f3a0-5b7c-7d2e-9f10-6a1b2c3d4e5f","userId":"11111111-1111-4111-8111-111111111111","status":"shipped","shippedAt":"2026-02-01T08:00:00.000Z"}}
                     *
                     *     : heartbeat
                     */
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["InvalidRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OrderNotFound"];
            429: components["responses"]["TooManyTrackers"];
            503: components["responses"]["CannotTrack"];
            default: components["responses"]["Unexpected"];
        };
    };
}
