import { createRouter, idIn, parseForm, type SandboxRouter, textIn } from '../request';
import { type Api, transact } from './api/operations';
import { toDecimal } from './resources/amounts';
import { answerChallenge } from './resources/confirm';
import { answerSetup } from './resources/setup-intents';

/** The bank's page of a 3-D Secure challenge: a person approves or declines; so may a script, by posting the answer. */
export const challengeRouter = (api: Api): SandboxRouter => {
  const { gateway } = api;
  const isSetup = (id: string): boolean => gateway.setups.find(id) !== undefined;
  return createRouter()
    .get('/challenge/:id', (ctx) => {
      const id = idIn(ctx);
      if (isSetup(id)) {
        ctx.body = page('Store this card?', '');
        return;
      }
      const { amount, currency } = gateway.intents.get(id);
      ctx.body = page('Approve this payment?', `${toDecimal(amount, currency)} ${currency.toUpperCase()}`);
    })
    .post('/challenge/:id', (ctx) => {
      const isApproved = textIn(parseForm(ctx.state.text), 'answer') === 'approve';
      const answer = isSetup(idIn(ctx)) ? answerSetup : answerChallenge;
      transact(api, null, () => answer(gateway, idIn(ctx), isApproved));
      ctx.body = `<!doctype html><title>Done</title><p>${isApproved ? 'Approved' : 'Declined'}.</p>`;
    });
};

const page = (question: string, amount: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Your bank</title></head>
<body><h1>${question}</h1><p>${amount}</p>
<form method="post"><button name="answer" value="approve">Approve</button>
<button name="answer" value="decline">Decline</button></form></body></html>`;
