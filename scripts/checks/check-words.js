const fs = require('node:fs');
const path = require('node:path');
const { root } = require('../folders');
const { listFiles } = require('./git');

/** Retired words, each with what to write instead. */
const retired = [
  [/\b(door)?bells?\b|StreamBell/i, 'queue, enqueue, stream tail'],
  [/\brings?\b|\brang\b/i, 'schedule, enqueue'],
  [/\bnews\b/i, 'gateway events, events'],
  [/\bhears?\b|\bheard\b|hear-?gateway/i, 'receives, consumes, syncs with the gateway'],
  [/\btold\b/i, 'publishes, notifies, logs, returns'],
  [/\blook-?outs?\b/i, 'order watcher'],
  [/\bpulses?\b|\bbeliefs?\b/i, 'heartbeat, expected epoch'],
  [/\bstray\b/i, 'duplicate charge'],
  [
    /giveBack|letGo|takeBack|askAgain|keepPayment|addMoney|keepClosing|forgetCard/,
    'refundRemainder, voidAuthorization, reverseRefund, …',
  ],
  [/\bgoes back\b|\bgives? back\b|\blets? go\b/i, 'is refunded, refunds, releases'],
  [/\bby (itself|themselves)\b/i, 'automatically'],
  [/\bwho(m)?ever\b/i, 'name the actor'],
  [/\bnobody can tell\b/i, 'is unknown'],
  [/\bin vain\b/i, 'without effect'],
  [/\ball the same\b/i, 'nevertheless, or omit it'],
  [/\bcan not\b/i, 'cannot'],
  [/\bany more\b/i, 'no longer'],
  [/\bgives? way\b/i, 'say what happens instead'],
  [/\bmend(s|ed|ing)?\b/i, 'fix, repair'],
  [/\b(registry|files|proxy)\.[a-z]+\.(org|com|io)\b|\bpypi\.[a-z]/i, 'the name of the registry without its host'],
];

/** Files without prose of this project: generated, vendored, or this list. */
const exempt =
  /package-lock\.json$|^contracts\/(baseline|vendor)\/|^scripts\/checks\/check-words\.js$|\.(png|jpg|ico)$/;

const findWords = (file) =>
  fs
    .readFileSync(path.join(root, file), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      retired
        .filter(([word]) => word.test(line))
        .map(([word, better]) => `${file}:${index + 1} "${word.exec(line)[0]}" is retired. Write instead: ${better}`),
    );

/** Checks that no retired word is in the project. Exits with 1 if there is one. */
const main = () => {
  const findings = listFiles()
    .filter((file) => !exempt.test(file))
    .flatMap(findWords);
  for (const finding of findings) console.error(finding);
  if (findings.length > 0) process.exitCode = 1;
};

main();
