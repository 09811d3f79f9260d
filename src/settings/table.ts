import * as commerce from './commerce-settings';
import * as platform from './platform-settings';

/** Every setting of the service, under the headings of docs/settings.md. */
export const sections = {
  Process: platform.processSettings,
  'Databases and upstream services': platform.dependencySettings,
  API: platform.apiSettings,
  'Authentication and encryption': platform.accessSettings,
  'Payment gateway': commerce.gatewaySettings,
  'Time limits of orders and payments': commerce.windowSettings,
  Stock: commerce.stockSettings,
  'Streams and background work': commerce.backgroundSettings,
  'Live tracking': commerce.trackingSettings,
  Tests: commerce.testSettings,
};

/** The same in one table. */
export const settings = {
  ...platform.processSettings,
  ...platform.dependencySettings,
  ...platform.apiSettings,
  ...platform.accessSettings,
  ...commerce.gatewaySettings,
  ...commerce.windowSettings,
  ...commerce.stockSettings,
  ...commerce.backgroundSettings,
  ...commerce.trackingSettings,
  ...commerce.testSettings,
};
