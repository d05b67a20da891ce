// Makes llm/src/main/resources/prices/prices.json from the npm package @pydantic/genai-prices (MIT):
//   cd tools/prices && npm install --no-package-lock && npm run --silent generate
// Raise the version in package.json to take newer prices; the data file is committed, no build runs this.
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {findProvider} from '@pydantic/genai-prices';

const PROVIDERS = ['openai', 'anthropic', 'google', 'deepseek', 'mistral', 'x-ai', 'groq', 'together', 'fireworks',
  'openrouter', 'novita', 'cohere', 'perplexity', 'moonshotai', 'avian', 'cerebras', 'huggingface_together'];
const TARGET = new URL('../../llm/src/main/resources/prices/prices.json', import.meta.url);
const today = new Date().toISOString().slice(0, 10);
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** One regular expression, to be looked for in a model's name. */
function regex(match) {
  if ('equals' in match) return `^${escaped(match.equals)}$`;
  if ('starts_with' in match) return `^${escaped(match.starts_with)}`;
  if ('ends_with' in match) return `${escaped(match.ends_with)}$`;
  if ('contains' in match) return escaped(match.contains);
  if ('regex' in match) return match.regex;
  if ('or' in match) return `(?:${match.or.map(regex).join('|')})`;
  return `^${match.and.map(regex).map((part) => part.startsWith('^') ? `(?=${part.slice(1)})` : `(?=.*?${part})`).join('')}`;
}

/** The price that holds today: the latest that has begun; prices by the hour of the day are left out. */
function current(prices) {
  if (!Array.isArray(prices)) return prices;
  return prices
      .filter(({constraint}) => !constraint || (constraint.start_date && constraint.start_date <= today))
      .sort((one, two) => (one.constraint?.start_date ?? '').localeCompare(two.constraint?.start_date ?? ''))
      .at(-1)?.prices;
}

/** The price of requests of a usual length, where longer ones cost more. */
const base = (price) => (typeof price === 'object' ? price.base : price);

const providers = [];
for (const id of PROVIDERS) {
  const provider = findProvider({providerId: id});
  if (!provider) continue;
  const models = [];
  for (const model of provider.models) {
    const prices = current(model.prices);
    if (!prices || prices.input_mtok === undefined || prices.output_mtok === undefined) continue;
    const input = base(prices.input_mtok);
    models.push({
      id: model.id,
      match: regex(model.match),
      input,
      cached: base(prices.cache_read_mtok) ?? input,
      cacheWrite: base(prices.cache_write_mtok) ?? input,
      output: base(prices.output_mtok),
    });
  }
  providers.push({id, url: provider.api_pattern, models});
}
const version = JSON.parse(readFileSync(
    createRequire(import.meta.url).resolve('@pydantic/genai-prices').replace(/dist.*/, 'package.json'))).version;
const head = {
  source: `@pydantic/genai-prices ${version} (https://github.com/pydantic/genai-prices)`,
  licence: 'MIT, Copyright (c) Pydantic Services Inc.',
  date: today,
  unit: 'US dollars per million tokens',
};
const lines = providers.map(({id, url, models}) =>
    `  {"id": ${JSON.stringify(id)}, "url": ${JSON.stringify(url)}, "models": [\n`
    + models.map((model) => `    ${JSON.stringify(model)}`).join(',\n') + '\n  ]}');
writeFileSync(TARGET, `${JSON.stringify(head, null, 1).slice(0, -2)},\n "providers": [\n${lines.join(',\n')}\n]}\n`);
console.error(`${providers.length} providers, ${providers.reduce((sum, one) => sum + one.models.length, 0)} models`);
