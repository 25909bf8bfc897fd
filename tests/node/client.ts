// Calls the running sample with the client that was generated from its OpenAPI document. Compiled together with that
// client, so that a call which the document does not know of is no program at all.
import { client } from "./api/client.gen";
import * as api from "./api";

const [, , baseUrl, key] = process.argv;
client.setConfig({ baseUrl, auth: () => key });

function expect(isSo: boolean, what: string): void {
  if (!isSo) {
    throw new Error(what);
  }
}

async function run(): Promise<string[]> {
  const called: string[] = [];
  async function ok<T>(name: string, call: Promise<{ data?: T; error?: unknown; response?: Response }>): Promise<T> {
    const { data, error, response } = await call;
    if (error !== undefined || data === undefined) {
      throw new Error(`${name}: ${response?.status} ${JSON.stringify(error)}`);
    }

    called.push(name);
    return data;
  }

  const click = await ok("click", api.postBrowserTrackClick({ body: { ref: "alpha", landing: "/pricing" } }));
  expect(click.click_id?.startsWith("clk_") === true, "a click has an id");
  const lead = await ok("lead", api.postTrackLead({ body: { customer_key: "generated-1", click_id: click.click_id, email: "generated@example.com" } }));
  expect(lead.partner_id?.startsWith("par_") === true, "the lead is bound");
  const sale = await ok("sale", api.postTrackSale({ body: { transaction_id: "generated-1", amount_cents: 9900, currency: "USD", customer_key: "generated-1" } }));
  expect(sale.commission_id?.startsWith("com_") === true, "the sale earns a commission");
  const partners = await ok("partners", api.getPartners({ query: { per_page: 10 } }));
  expect(partners.data.some((partner) => partner.id === lead.partner_id && partner.slug === "alpha"), "alpha is listed");
  const made = await ok("enrol", api.postPartners({
    body: { email: "generated@partners.example", slug: "generated", commission_pct: 12.5, metadata: { any: "thing" } },
    headers: { "Idempotency-Key": "generated-1" },
  }));
  const changed = await ok("change", api.patchPartnersById({ path: { id: made.id }, body: { status: "active" } }));
  expect(changed.status === "active" && changed.commission_pct === 12.5, "the partner is active");
  const link = await ok("link", api.postLinks({ body: { slug: "gen-spring", partner_id: made.id, destination_url: "/pricing" } }));
  expect((await ok("links", api.getLinks({ query: { partner_id: made.id } }))).data.some((one) => one.id === link.id), "the link is listed");
  const commissions = await ok("commissions", api.getCommissions({ query: { partner_id: lead.partner_id ?? "" } }));
  expect(commissions.data[0].amount_cents === 1980, "20 percent of 99.00");
  const decided = await ok("approve", api.postCommissionsApprove({ body: { ids: [commissions.data[0].id] } }));
  expect(decided.count === 1, "one is approved");
  expect((await ok("balances", api.getBalances())).data[0].approved_cents === 1980, "the balance has it");
  expect((await ok("generate", api.postPayoutsGenerate({ body: { dry_run: true, min_payout_cents: 100 } }))).partner_count === 1, "a payout is due");
  expect((await ok("events", api.getEvents({ query: { type: "commission.created" } }))).data.length === 1, "the log has it");
  expect((await ok("program", api.getProgramsMe())).currency === "USD", "the program is shown");
  expect((await ok("analytics", api.getAnalytics({ query: { group_by: "partner" } }))).totals.conversions === 1, "one conversion");
  const hook = await ok("webhook", api.postWebhooks({ body: { url: "https://93.184.215.14/hook", events: ["payout.*"] } }));
  expect(hook.secret.startsWith("whsec_"), "the secret is shown once");
  await ok("status", api.getStatus());
  const missing = await api.getPartnersById({ path: { id: "par_00000000000000000000000000000000" } });
  expect(missing.error?.code === "not_found" && missing.error.status === 404, "problems are typed too");
  return called;
}

run().then(
  (called) => console.log(JSON.stringify(called)),
  (error) => {
    console.error(error);
    process.exit(1);
  });
