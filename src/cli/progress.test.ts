import { progressBar } from './progress';

const written = (isTTY: boolean) => {
  const texts: string[] = [];
  const bar = progressBar({ isTTY, write: (text) => texts.push(String(text)) > 0 }, 200);
  for (const logs of [10, 100, 100, 105, 200, 210]) bar.show({ logs, events: logs * 2 });
  bar.end();
  return texts;
};

describe('progressBar', () => {
  test('redraws one line on a terminal', () => {
    const texts = written(true);
    expect(texts[0]).toBe(`\r██${'░'.repeat(28)} 5 %, 10 of 200 logs, 20 events`);
    expect(texts.at(-2)).toBe(`\r${'█'.repeat(30)} 100 %, 210 of 200 logs, 420 events`);
    expect(texts.at(-1)).toBe('\n');
  });

  test('prints each tenth once in plain lines elsewhere', () => {
    expect(written(false)).toEqual(['50 %, 100 of 200 logs, 200 events\n', '100 %, 200 of 200 logs, 400 events\n']);
  });

  test('does not divide by zero when there is nothing to replay', () => {
    const texts: string[] = [];
    progressBar({ isTTY: true, write: (text) => texts.push(String(text)) > 0 }, 0).show({ logs: 0, events: 0 });
    expect(texts[0]).toMatch(/0 %, 0 of 0 logs, 0 events$/);
  });
});
