// Checks an attestation without any of our code: its signature with sigstore's own verifier, its subject by hashing
// the model's files here. It knows DSSE, in-toto and model signing's list of files, and nothing of what our
// predicate means.
//
//     node attestation.mjs MODULES ATTESTATION KEY MODEL

import { createHash, createPublicKey } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";

const [modules, attestation, keyFile, model] = process.argv.slice(2);
const bring = createRequire(join(modules, "package.json"));
const { bundleFromJSON } = bring("@sigstore/bundle");
const { Verifier, toSignedEntity } = bring("@sigstore/verify");

function refuse(why) {
  console.error(`not verified: ${why}`);
  process.exit(1);
}

// Every regular file below the model's folder, by its path, in the order of the paths' components.
function filesOf(folder, ignored) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split("/"))
    .filter((parts) => !parts.some((_, i) => ignored.has(parts.slice(0, i + 1).join("/"))));
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  found.sort((a, b) => {
    const differs = a.findIndex((part, i) => part !== b[i]);
    return differs < 0 ? a.length - b.length : compare(a[differs], b[differs] ?? "");
  });
  return found.map((parts) => {
    const name = parts.join("/");
    return [name, createHash("sha256").update(readFileSync(join(folder, name))).digest()];
  });
}

const text = JSON.parse(readFileSync(attestation, "utf8"));
if (!text.dsseEnvelope) refuse("this check reads sigstore bundles; make one with --form bundle");
const publicKey = createPublicKey(readFileSync(keyFile));
const bundle = bundleFromJSON(text);
const trusted = {
  certificateAuthorities: [],
  timestampAuthorities: [],
  tlogs: [],
  ctlogs: [],
  publicKey: () => ({ publicKey, validFor: () => true }),
};
const verifier = new Verifier(trusted, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });
try {
  verifier.verify(toSignedEntity(bundle));
} catch (error) {
  refuse(error.message);
}
const statement = JSON.parse(bundle.content.dsseEnvelope.payload.toString("utf8"));
if (statement._type !== "https://in-toto.io/Statement/v1") refuse("the payload is no in-toto statement");
const files = filesOf(model, new Set(statement.predicate.model.ignore_paths));
const whole = createHash("sha256").update(Buffer.concat(files.map(([, digest]) => digest))).digest("hex");
const expected = new Map([...files.map(([name, digest]) => [name, digest.toString("hex")]), [".", whole]]);
const subject = new Map(statement.subject.map((entry) => [entry.name, entry.digest.sha256]));
const names = new Set([...expected.keys(), ...subject.keys()]);
const differ = [...names].filter((name) => expected.get(name) !== subject.get(name));
if (differ.length > 0) refuse(`the model is another one in ${differ.sort().join(", ")}`);
console.log(
  `verified by sigstore's verifier: ${files.length} files, ${whole}, ${statement.predicateType}, ` +
    `verdict ${statement.predicate.verdict}`,
);
