// Affiliate browser helper: <script src="/affiliate/affiliate.js" async data-program="default"></script>
// What is served is affiliate.min.js, made of this by `npm run minify` in tests/node.
(() => {
  const key = "affiliate";
  const script = document.currentScript || document.querySelector('[src*="/affiliate.js"]');
  if (window[key] || !script) return;
  const { program, params } = script.dataset;
  const base = new URL("track/", script.src);
  const isOwn = base.origin == location.origin;
  const arrived = [];
  let { referrer } = document;
  let kept;

  const quietly = (work) => {
    try {
      return work();
    } catch {}
  };

  const cut = (text) => text.slice(0, 2e3);
  const query = (name) => new URLSearchParams(location.search).get(name);
  const ctx = query("ctx");

  const ask = (path, body) =>
    fetch(base + path, { method: body && "POST", body, keepalive: true, credentials: "include" })
      .then((answer) => answer.ok && answer.json())
      .catch(() => {});

  // A beacon survives leaving the page. So does fetch with keepalive, whose answer can be read.
  const send = (path, data, isAnswered) => {
    const type = isOwn ? "application/json" : "text/plain";
    const body = new Blob([JSON.stringify({ program_id: program, ...data })], { type });
    return (!isAnswered && navigator.sendBeacon?.(base + path, body)) || ask(path, body);
  };

  // One click per load of the page and partner, however often a single-page application changes its address.
  const arrive = () =>
    quietly(() => {
      const ref = (params || "ref,via,aff,fpr").split(",").map(query).find(Boolean)?.slice(0, 64);
      if (ref && !arrived.includes(ref)) {
        arrived.push(ref);
        const landing = cut(location.pathname);
        const url = cut(location.href.split("#")[0]);
        // Another site's cookie, or one that is blocked, may not come back: then the click is kept here for as long.
        const isKept = !isOwn || !navigator.cookieEnabled;
        const sent = send(
          "click", { ref, landing, url, referrer: cut(referrer), existing_click_id: kept?.click_id }, isKept);
        if (isKept) {
          sent.then((click) => {
            if (click?.click_id) {
              kept = { ...click, ref, program, landing, timestamp: Date.now() };
              // No days: the host wants no visitor recognised, so nothing outlives the page.
              quietly(() => kept.cookie_window_days && (localStorage[key] = JSON.stringify(kept)));
            }
          });
        }
      }
      referrer = "";
    });

  const affiliate = (window[key] = {
    signup: (customerKey, email, token) =>
      quietly(() => send("signup", { customer_key: customerKey, email, token, ctx, click_id: kept?.click_id })),
    getReferral: async () =>
      (await ask("referral?program_id=" + (program || ""))) || kept || null,
  });

  const run = (call) =>
    quietly(() => {
      const [name, ...values] = call;
      affiliate[name](...values);
    });

  const start = () => {
    quietly(() => {
      const stored = JSON.parse(localStorage[key]);
      if (stored.timestamp + stored.cookie_window_days * 864e5 > Date.now()) kept = stored;
      else delete localStorage[key];
    });
    arrive();
    quietly(() => {
      const push = history.pushState;
      history.pushState = function (...values) {
        push.apply(this, values);
        arrive();
      };
      addEventListener("popstate", arrive);
    });
    const queue = window.affiliateQueue;
    window.affiliateQueue = { push: run };
    quietly(() => queue.forEach(run));
    return affiliate;
  };

  affiliate.ready = new Promise((resolve) =>
    document.prerendering ? document.addEventListener("prerenderingchange", resolve) : resolve(),
  ).then(start);
})();
