// Validates documents by the schema of SARIF 2.1.0: node validate.cjs MODULES FILE…
// MODULES has node_modules of package.json. Exit 1 at the first document that is not valid.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');

const [modules, ...files] = process.argv.slice(2);
const find = createRequire(modules + '/');
const Ajv = find('ajv');
const schema = find('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({ schemaId: 'auto', unknownFormats: ['uri', 'uri-reference'] });
ajv.addMetaSchema(find('ajv/lib/refs/json-schema-draft-04.json')); // SARIF's schema is of that draft
const validate = ajv.compile(schema);
for (const file of files) {
  if (!validate(JSON.parse(readFileSync(file, 'utf8')))) {
    console.error(`${file}: ${JSON.stringify(validate.errors)}`);
    process.exit(1);
  }
}
console.log(`${files.length} documents are valid`);
