import { createRouter, idIn } from '../request';

const users = new Map(
  [
    {
      id: '11111111-1111-4111-8111-111111111111',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      status: 'active',
      defaultAddress: {
        name: 'Ada Lovelace',
        line1: "12 St James's Square",
        city: 'London',
        postcode: 'SW1Y 4JH',
        country: 'GB',
      },
    },
    { id: '22222222-2222-4222-8222-222222222222', name: 'Alan Turing', email: 'alan@example.com', status: 'active' },
    {
      id: '33333333-3333-4333-8333-333333333333',
      name: 'Charles Babbage',
      email: 'charles@example.com',
      status: 'blocked',
    },
  ].map((user) => [user.id, user]),
);

/** The user service: three people, always the same. */
export const userRouter = createRouter().get('/users/:id', (ctx) => {
  const user = users.get(idIn(ctx));
  ctx.status = user ? 200 : 404;
  ctx.body = user ?? { message: 'There is no such user' };
});
