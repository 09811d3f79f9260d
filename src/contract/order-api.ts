// Written by `npm run contracts:types` from contracts/order-management (order-api). Do not edit.
// 3b8cdddf641f72e028f54609ff126c09038f71855f1f06ede22d599b614a90e9 ae39f3840eb886ac9c15e4f3362b5c471cc296485489f031aaceaf630c719f49
export interface paths {
    "/orders": {
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
         * List orders
         * @description Returns orders, newest first. Users see only their own orders; admins and services see all orders.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Create an order
         * @description Validates the user, the products and their prices, computes the total, and reserves stock. A `price` in the request
         *     must equal the price in the catalog. Without a `shippingAddress`, the user's default address is used; a physical
         *     product requires one of the two. Publishes `order.created`.
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
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Get an order
         * @description Returns the committed state of the order. `allowedTransitions` lists the statuses that the caller may set now. With
         *     `If-None-Match`, an unchanged order returns 304 without a body.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the status of an order
         * @description Users cancel and return orders, services ship and deliver them, and admins may do all four. Payment events set every
         *     other status. The payment service refunds a cancelled or returned order automatically. Publishes `order.cancelled`,
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
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Get the items of an order
         * @description Returns the items in the sequence in which they were ordered. Items never change.
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
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
            };
            path?: never;
            cookie?: never;
        };
        /**
         * Get the events of an order
         * @description Returns the events of the order, oldest first: the same events, with the same ids, as in the stream `order-events`.
         *     They are read from the database, so the list is complete for as long as the order exists. The events of the order's
         *     payments are in the stream `payment-events`.
         *
         *     With `Accept: text/event-stream` the response stays open (server-sent events): it sends the existing events first,
         *     then each new event when it is committed. `id` is the `seq` of the event; a client that sends `Last-Event-ID` resumes
         *     after that event without gaps or duplicates. A comment is sent every 15 seconds. The response ends when the token
         *     expires, when the process stops, and when the client reads too slowly. `limit` and `cursor` have no effect.
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
             * @description The values that the caller may set `status` to now. They depend on the state of the order and the roles of the token.
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
         * @description An amount in major units, with at most as many decimals as the currency has.
         * @example 99.98
         */
        Amount: number;
        /**
         * @description A currency code (ISO 4217).
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
             * @description A country code (ISO 3166-1 alpha-2).
             * @example GB
             */
            country: string;
            phone?: string & components["schemas"]["Text"];
        };
        /**
         * @description A single line of text without control characters.
         * @example Ada Lovelace
         */
        Text: string;
        /** @description The reason why an operator must review the resource. Visible to admins and services. */
        Attention: {
            /** @example gateway-refused */
            reason: string;
            since: components["schemas"]["Timestamp"];
        };
        /**
         * Format: date-time
         * @description A UTC timestamp with milliseconds (RFC 3339).
         * @example 2026-01-31T10:00:00.000Z
         */
        Timestamp: string;
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
        NewOrder: {
            userId: components["schemas"]["Uuid"];
            items: components["schemas"]["NewOrderItem"][];
            currency: components["schemas"]["Currency"];
            shippingAddress?: components["schemas"]["Address"];
            billingAddress?: components["schemas"]["Address"];
        };
        NewOrderItem: {
            /**
             * @description The id of the product in the catalog. It is safe to use in a path.
             * @example prod-123
             */
            productId: string;
            /** @example 2 */
            quantity: number;
            /** @description Optional. It must equal the price in the catalog. */
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
        /** @description An event of the stream `order-events` (CloudEvents 1.0), with `data` as a JSON object. Fields may be added; ignore unknown fields. */
        OrderEvent: {
            /**
             * @example 1.0
             * @enum {string}
             */
            specversion: "1.0";
            /**
             * @description The id of the event. It is the same here and in the stream.
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
             * @description The sequence number of the event in its order, from 1 without gaps.
             * @example 1
             */
            seq: number;
            /** @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 */
            traceparent?: string;
            /** @description The payload as defined in order-events.yaml. For services, the failure code and message of a failed payment are omitted. */
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
    responses: {
        /** @description A product is out of stock. Nothing was stored. */
        OutOfStock: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The order violates a business rule. Nothing was stored. */
        OrderRefused: {
            headers: {
                "Cache-Control": components["headers"]["NotStored"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A service that placing an order depends on is unavailable. Nothing was stored, or a retry with the same `Idempotency-Key` returns the stored order. */
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
        /** @description The caller already tracks the maximum number of orders. */
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
        /** @description The database is unavailable, the order is quarantined, or this process has reached its limit of trackers. */
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
        /** @description The order cannot change from its status to the requested one. `allowedTransitions` lists the allowed statuses. */
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
        InvalidBody: {
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
        /** @description The resource is not at the version in `If-Match`. */
        VersionMismatch: {
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
    };
    parameters: {
        /** @description The id of the order. */
        OrderId: components["schemas"]["Uuid"];
        /** @description Returns only orders of this user. */
        UserId: components["schemas"]["Uuid"];
        /** @description Returns only orders in this status. */
        Status: components["schemas"]["OrderStatus"];
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
         * @description The `seq` of the first event to return.
         * @example 1
         */
        FromSeq: number;
        /**
         * @description `nextCursor` of the previous page.
         * @example MQ
         */
        EventCursor: string;
        /**
         * @description Makes the request safe to repeat, for as long as the resource exists that the first request created: a request with
         *     the same key and body returns the current state of that resource with `Idempotency-Replayed: true`. A key has 1 to
         *     255 visible characters, quoted or bare, and is scoped to its caller and operation.
         * @example 5f3c9f1e-0d6b-4f4e-9a57-3b1f2f6f9f11
         */
        IdempotencyKey: string;
        /**
         * @description For server-sent events: the `id` of the last event that the client received. Takes precedence over `fromSeq`.
         * @example 4
         */
        LastEventId: string;
        /**
         * @description The `ETag` that the change is based on. The change is rejected if the order has another version.
         * @example "3"
         */
        IfMatch: string;
        /**
         * @description The `ETag` of the caller's copy.
         * @example "3"
         */
        IfNoneMatch: string;
        /**
         * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
         */
        Traceparent: string;
    };
    requestBodies: never;
    headers: {
        /** @description The next page (RFC 8288); absent on the last one. */
        Link: string;
        /** @description Caches must not store the response (RFC 9111). */
        NotStored: "no-store";
        /** @description The authentication scheme and the error of the token (RFC 6750). */
        WWWAuthenticate: string;
        /** @description Seconds to wait before a retry (RFC 9110). */
        RetryAfter: string;
        /** @description The path of the order. */
        OrderLocation: string;
        /** @description The version of the resource (a strong validator, RFC 9110), for use in `If-Match` and `If-None-Match`. */
        ETag: string;
        /** @description Present if an earlier request with the same `Idempotency-Key` created the resource; this request changed nothing. */
        IdempotencyReplayed: "true";
        /** @description Only private caches may store the response, and they must revalidate it before use (RFC 9111). */
        Revalidated: "private, no-cache";
        /** @description The response depends on the token. */
        VaryAuthorization: "Authorization";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listOrders: {
        parameters: {
            query?: {
                /** @description Returns only orders of this user. */
                userId?: components["parameters"]["UserId"];
                /** @description Returns only orders in this status. */
                status?: components["parameters"]["Status"];
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
        /** @description The user, the items and the currency of the order. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description The order is placed and committed. It awaits payment until the payment window closes. */
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
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description The `ETag` of the caller's copy.
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
            /** @description The order is still at the version in `If-None-Match`. */
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
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description The `ETag` that the change is based on. The change is rejected if the order has another version.
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
        /** @description The new status and, optionally, a reason. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusChange"];
            };
        };
        responses: {
            /** @description The order after the change. */
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
                 * @description The `seq` of the first event to return.
                 * @example 1
                 */
                fromSeq?: components["parameters"]["FromSeq"];
                /**
                 * @description The maximum number of results on a page.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description `nextCursor` of the previous page.
                 * @example MQ
                 */
                cursor?: components["parameters"]["EventCursor"];
            };
            header?: {
                /**
                 * @description W3C Trace Context. Logs, jobs and events continue the trace. An invalid value is ignored.
                 * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
                 */
                traceparent?: components["parameters"]["Traceparent"];
                /**
                 * @description For server-sent events: the `id` of the last event that the client received. Takes precedence over `fromSeq`.
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
            /** @description One page. `nextCursor` and `Link` point to the next page; both are absent on the last one. */
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
