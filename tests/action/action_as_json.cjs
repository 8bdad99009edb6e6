// action.yml as JSON: node action_as_json.cjs MODULES ACTION. MODULES has node_modules of package.json.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');

const [modules, action] = process.argv.slice(2);
const { parse } = createRequire(modules + '/')('yaml');
console.log(JSON.stringify(parse(readFileSync(action, 'utf8'))));
