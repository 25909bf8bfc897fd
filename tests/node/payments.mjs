// Signs and verifies payment messages with the vendors' own libraries. Reads one task as JSON, writes the answer as JSON:
//   {"do":"stripe-sign","body":…,"secret":…,"at":seconds}            → the header
//   {"do":"stripe-verify","body":…,"secret":…,"header":…,"at":seconds} → the event's id, or null when refused
//   {"do":"paddle-verify","body":…,"secret":…,"header":…,"at":seconds} → true or false
//   {"do":"paddle-read","body":…,"secret":…,"header":…,"at":seconds}   → the event's id, or null when refused
import { readFileSync } from "node:fs";
import { Paddle } from "@paddle/paddle-node-sdk";
import Stripe from "stripe";

const task = JSON.parse(readFileSync(0, "utf8"));

// The libraries compare with the clock; how long this process took to start must not matter.
const now = task.at * 1000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length ? args : [now]));
  }
  static now() {
    return now;
  }
};

const stripe = new Stripe("sk_test_unused");
const paddle = new Paddle("unused");
const orNull = async (read) => {
  try {
    return await read();
  } catch {
    return null;
  }
};
const tasks = {
  "stripe-sign": ({ body, secret, at }) =>
    stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: at }),
  "stripe-verify": ({ body, header, secret }) => orNull(() => stripe.webhooks.constructEvent(body, header, secret).id),
  "paddle-verify": ({ body, header, secret }) => paddle.webhooks.isSignatureValid(body, secret, header),
  "paddle-read": ({ body, header, secret }) =>
    orNull(async () => (await paddle.webhooks.unmarshal(body, secret, header))?.eventId ?? null),
};
process.stdout.write(JSON.stringify(await tasks[task.do](task)));
