import { createRouter, idIn, parseForm, type SandboxRouter, textIn } from '../request';
import type { Intents } from './payment-intents';

/** The bank's page of a 3-D Secure challenge: a person approves or declines; so may a script, by posting the answer. */
export const challengeRouter = (intents: Intents): SandboxRouter =>
  createRouter()
    .get('/challenge/:id', (ctx) => {
      const { amount, currency } = intents.get(idIn(ctx));
      ctx.body = page(amount, currency);
    })
    .post('/challenge/:id', (ctx) => {
      const isApproved = textIn(parseForm(ctx.state.text), 'answer') === 'approve';
      intents.challengeAnswered(idIn(ctx), isApproved);
      ctx.body = `<!doctype html><title>Done</title><p>${isApproved ? 'Approved' : 'Declined'}.</p>`;
    });

const page = (amount: number, currency: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Your bank</title></head>
<body><h1>Approve this payment?</h1><p>${amount} minor units of ${currency.toUpperCase()}</p>
<form method="post"><button name="answer" value="approve">Approve</button>
<button name="answer" value="decline">Decline</button></form></body></html>`;
