import { parseForm, textIn } from './form';
import type { Routes } from './http';
import type { Intents } from './payment-intents';

/** The bank's page of a 3-D Secure challenge: a person approves or declines; so may a script, by posting the answer. */
export const challengeRoutes = (intents: Intents): Routes => ({
  'GET /challenge/:id': (_call, id = '') => ({
    status: 200,
    text: page(intents.get(id).amount, intents.get(id).currency),
  }),
  'POST /challenge/:id': (call, id = '') => {
    const isApproved = textIn(parseForm(call.text), 'answer') === 'approve';
    intents.challengeAnswered(id, isApproved);
    return { status: 200, text: `<!doctype html><title>Done</title><p>${isApproved ? 'Approved' : 'Declined'}.</p>` };
  },
});

const page = (amount: number, currency: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Your bank</title></head>
<body><h1>Approve this payment?</h1><p>${amount} minor units of ${currency.toUpperCase()}</p>
<form method="post"><button name="answer" value="approve">Approve</button>
<button name="answer" value="decline">Decline</button></form></body></html>`;
