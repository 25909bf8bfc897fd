// Says of one message, given as JSON on the standard input, what each verifier thinks of its signature.
import { readFileSync } from "node:fs";
import * as standardwebhooks from "standardwebhooks";
import * as svix from "svix";

const { headers, body, secret } = JSON.parse(readFileSync(0, "utf8"));

// Test hosts have a clock of their own; the verifiers ask this one.
const sentAt = Number(headers["webhook-timestamp"]) * 1000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length ? args : [sentAt]));
  }
  static now() {
    return sentAt;
  }
};

const verdicts = [standardwebhooks.Webhook, svix.Webhook].map((Webhook) => {
  try {
    new Webhook(secret).verify(body, headers);
    return "accepted";
  } catch {
    return "refused";
  }
});
process.stdout.write(JSON.stringify(verdicts));
