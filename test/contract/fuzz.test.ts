import { runSchemathesis } from '../../contracts/tooling/fuzz/schemathesis';
import { ada, tokenFor } from '../support/client';
import { useService } from '../support/service';

const shop = useService();

/** The same requests each time: each limit of each parameter and field, met and missed. `npm run contracts:fuzz` sends more. */
const quick = ['--phases', 'examples,coverage', '--generation-deterministic', '--no-color', '--max-failures', '5'];

describe.each(['user', 'admin'])('as %s', (role) => {
  test.each(['order', 'payment'] as const)('the %s API keeps its contract for generated requests', async (api) => {
    const target = { url: shop.service.http, token: await tokenFor(shop.world.keys, ada, [role]) };
    const { status, output } = await runSchemathesis(api, target, quick);
    expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(/\d+ generated, \d+ passed/) });
  });
});
