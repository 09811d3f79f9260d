const orderApi = 'order-service/order-api.yaml';
const paymentApi = 'payment-service/payment-api.yaml';
const orderEvents = 'order-service/order-events.yaml';
const paymentEvents = 'payment-service/payment-events.yaml';
const orderContract = 'order-service/order-contract.yaml';

/** The planted defects: the rule that must find it, the file, the replaced text, its replacement, and the file of the finding. */
const mutants = [
  // YAML and references
  ['yaml', orderApi, '      operationId: listOrders', '     operationId: listOrders'],
  ['yaml', 'schemas/common.yaml', '  Timestamp:', '  Timestamp: :'],
  ['reference', orderApi, 'order.yaml#/definitions/OrderPage', 'order.yaml#/definitions/OrderPages'],
  ['reference', orderApi, '../schemas/http.yaml#/headers/Link', '../schemas/https.yaml#/headers/Link'],
  ['reference', 'schemas/order.yaml', 'common.yaml#/definitions/Currency', 'common.yaml#/definitions/Currencies'],
  [
    'invalid-ref',
    paymentEvents,
    'payment-events.yaml#/definitions/PaymentFailed',
    'payment-events.yaml#/definitions/PaymentFailure',
  ],
  ['link', orderApi, '(order-events.yaml)', '(order-event.yaml)'],
  ['link', 'README.md', '(machines.json)', '(machine.json)'],

  // OpenAPI
  [
    'oas3-schema',
    orderApi,
    'in: path, required: true, description: The id of the order.',
    'in: path, required: maybe, description: The id of the order.',
  ],
  ['oas3-schema', orderApi, '          description: All items of the order.\n', ''],
  ['path-params', orderApi, '/orders/{orderId}/items:', '/orders/{id}/items:'],
  ['operation-operationId-unique', orderApi, 'operationId: getOrder', 'operationId: listOrders'],
  ['om-operation-id', orderApi, 'operationId: getOrder', 'operationId: get_order'],
  ['om-paths-kebab', orderApi, '  /orders/{orderId}/items:', '  /orders/{orderId}/OrderItems:'],
  ['om-summary', orderApi, '      summary: Get an order\n', ''],
  [
    'operation-description',
    orderApi,
    '      description: Returns the items in the sequence in which they were ordered. Items never change.\n',
    '',
  ],
  [
    'operation-tag-defined',
    orderApi,
    '  - { name: orders, description: Orders and their status. }',
    '  - { name: order, description: Orders and their status. }',
  ],
  ['om-required-roles', orderApi, 'x-required-roles: [user, admin, service]', 'x-required-roles: [user, admin, root]'],
  ['om-required-roles', paymentApi, '      x-required-roles: [admin, service]\n', ''],
  ['om-security-explicit', orderApi, '      security: [{ bearerAuth: [] }]\n      x-required', '      x-required'],
  [
    'om-idempotency-key',
    orderApi,
    "        - { $ref: '#/components/parameters/IdempotencyKey' }\n      requestBody",
    "        - { $ref: '#/components/parameters/IfMatch' }\n      requestBody",
  ],
  ['om-default-response', orderApi, "        default: { $ref: '../schemas/http.yaml#/responses/Unexpected' }\n", ''],
  [
    'om-standard-problems',
    orderApi,
    "        '401': { $ref: '../schemas/http.yaml#/responses/Unauthenticated' }\n",
    '',
  ],
  ['om-problem-json', orderApi, 'application/problem+json', 'application/json'],
  [
    'om-media-example',
    orderApi,
    "              examples:\n                confirmed: { $ref: '#/components/examples/ConfirmedOrder' }\n",
    '',
  ],
  [
    'om-no-inline-object',
    orderApi,
    "schema: { $ref: '../schemas/order.yaml#/definitions/OrderItems' }",
    'schema: { type: object }',
  ],
  ['om-parameter-example', orderApi, ', default: 20 }, example: 20 }', ' } }'],
  ['om-header-described', 'schemas/http.yaml', '    description: The path of the order.\n', ''],
  ['om-array-bound', 'schemas/order.yaml', '        maxItems: 100\n', ''],
  ['om-portable-schema', 'schemas/order.yaml', 'minimum: 1, maximum: 10000', 'minimum: 1, nullable: true'],
  ['om-properties-camel', 'schemas/order.yaml', '      postcode: {', '      post_code: {'],
  ['oas3-valid-media-example', orderApi, 'currency: USD\n', 'currency: usd\n'],
  ['oas3-valid-media-example', orderApi, '        status: pending\n', '        status: open\n'],
  ['oas3-valid-media-example', paymentApi, '        refundedAmount: 0\n', ''],
  ['oas3-unused-component', orderApi, "        - { $ref: '#/components/parameters/IfNoneMatch' }\n", ''],

  // AsyncAPI
  ['asyncapi-schema', orderEvents, 'asyncapi: 2.6.0', 'asyncapi: 2.6.9'],
  ['asyncapi-message-examples', orderEvents, '            itemCount: 1\n', ''],
  ['asyncapi-message-examples', orderEvents, "            seq: '1'\n", "            seq: '0'\n"],
  ['om-event-name', orderEvents, 'name: order.created', 'name: OrderCreated'],
  [
    'om-message-headers',
    paymentEvents,
    "      headers: { $ref: '../schemas/envelope.yaml#/definitions/Envelope' }\n",
    '',
  ],
  [
    'om-redis-stream',
    orderEvents,
    '      deadLetter: order-events:dead-letter',
    '      deadLetters: order-events:dead-letter',
  ],
  ['om-redis-stream', paymentEvents, '{ name: accounting-service, purpose', '{ name: Accounting, purpose'],

  // Vocabulary
  ['vocabulary-status', 'schemas/order.yaml', 'payment_failed, confirmed', 'payment_failed, paid'],
  ['vocabulary-status', 'schemas/payment.yaml', 'enum: [pending, authorized, processed', 'enum: [pending, processed'],
  ['vocabulary-status', 'schemas/order-events.yaml', 'enum: [shipped]', 'enum: [confirmed]'],
  ['vocabulary-status', orderContract, 'validValues: [pending, ', 'validValues: ['],
  [
    'vocabulary-status',
    'machines.json',
    '"initial": "pending",\n    "states": {',
    '"initial": "pending",\n    "states": {\n      "lost": [],',
    'schemas/order.yaml',
  ],
  ['vocabulary-event', orderContract, 'order.shipped, ', ''],
  ['vocabulary-event', orderEvents, "          - { $ref: '#/components/messages/OrderRefunded' }\n", ''],
  [
    'vocabulary-event',
    'schemas/order.yaml',
    "          - { $ref: 'order-events.yaml#/definitions/OrderShipped' }\n",
    '',
  ],
  ['vocabulary-event', 'schemas/order-events.yaml', '  OrderRefunded:', '  OrderRepaid:'],
  [
    'vocabulary-event',
    paymentEvents,
    'payment-events.yaml#/definitions/PaymentVoided',
    'payment-events.yaml#/definitions/PaymentFailed',
  ],
  ['vocabulary-event', orderEvents, '            type: order.shipped', '            type: order.delivered'],
  ['vocabulary-stream', orderEvents, '      key: order-events\n', '      key: orders\n'],
  ['vocabulary-stream', paymentEvents, '- { name: order-service,', '- { name: orders-service,', orderEvents],

  // Shared schemas and the error catalogue
  ['schema-example', 'schemas/payment-events.yaml', 'example: INSUFFICIENT_FUNDS', 'example: 7'],
  ['schema-unused', 'schemas/common.yaml', '  Violation:', '  Nobody: { type: string }\n  Violation:'],
  ['schema-compiles', 'schemas/common.yaml', "pattern: '^[A-Z]{3}$'", "pattern: '^[A-Z{3}$'"],
  ['problem-example', 'schemas/common.yaml', '      - out-of-stock\n', '      - out-of-stock\n      - out-of-luck\n'],
  ['problem-entry', 'schemas/problems.yaml', '      code: out-of-stock', '      code: sold-out'],
  [
    'problem-unused',
    orderApi,
    "            out-of-stock: { $ref: '../schemas/problems.yaml#/examples/out-of-stock' }\n",
    "            out-of-stock: { $ref: '../schemas/problems.yaml#/examples/illegal-transition' }\n",
    'schemas/problems.yaml',
  ],
  ['problem-status', orderApi, "        '412': {", "        '428': {"],

  // The data contract
  ['odcs-schema', orderContract, 'version: 1.0.0', 'version: 1'],
  ['odcs-schema', orderContract, 'dimension: accuracy', 'dimension: validity'],
  [
    'odcs-schema',
    orderContract,
    'type: custom\n    description: The database',
    'type: mongodb\n    description: The database',
  ],
  ['odcs-quality', orderContract, 'id: total_positive', 'id: total'],
  ['odcs-complete', orderContract, 'name: Orders\n', ''],
  ['odcs-description', orderContract, '        description: The payment that the order awaits or was paid with.\n', ''],
  ['odcs-order', orderContract, '      - name: currency\n', '      - name: money\n'],
  [
    'odcs-order',
    orderContract,
    'description: The ordered items, in the sequence of the request. They never change.\n        required: true',
    'description: The ordered items, in the sequence of the request. They never change.\n        required: false',
  ],
].map(([rule, file, from, to, seenIn = file]) => ({ rule, file, from, to, seenIn }));

module.exports = { mutants };
