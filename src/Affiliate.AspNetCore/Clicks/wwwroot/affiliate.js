// Affiliate browser helper: <script src="/affiliate/affiliate.js" async data-program="default"></script>
(() => {
  const script = document.currentScript || document.querySelector('script[src*="/affiliate.js"]');
  if (window.affiliate || !script) return;
  const { program, params } = script.dataset;
  const base = script.src.replace(/\/affiliate\.js.*/, "") + "/track/";
  const names = (params || "ref,via,aff,fpr").split(",");
  const type = base.startsWith(location.origin + "/") ? "application/json" : "text/plain;charset=UTF-8";
  const arrived = {};
  const ctx = new URLSearchParams(location.search).get("ctx") || undefined;
  let referrer = document.referrer;

  const quietly = (work) => {
    try {
      return work();
    } catch {
      return false;
    }
  };

  // A beacon survives leaving the page; where it is refused, fetch with keepalive does too.
  const send = (path, data) =>
    quietly(() => {
      const body = new Blob([JSON.stringify({ program_id: program, ...data })], { type });
      if (!navigator.sendBeacon?.(base + path, body)) {
        fetch(base + path, { method: "POST", body, keepalive: true, credentials: "include" }).catch(() => {});
      }
      return true;
    });

  // One click per load of the page and partner, however often a single-page application changes its address.
  const arrive = () =>
    quietly(() => {
      const query = new URLSearchParams(location.search);
      const ref = names.map((name) => query.get(name)).find(Boolean);
      if (ref && !arrived["$" + ref]) {
        arrived["$" + ref] = send("click", {
          ref: ref.slice(0, 64),
          landing: location.pathname.slice(0, 999),
          referrer: referrer.slice(0, 999),
        });
      }
      referrer = "";
    });

  const affiliate = (window.affiliate = {
    signup: (customerKey, email, token) => send("signup", { customer_key: customerKey, email, token, ctx }),
    getReferral: async () => {
      try {
        const query = program ? "?program_id=" + encodeURIComponent(program) : "";
        const answer = await fetch(base + "referral" + query, { credentials: "include" });
        return answer.status === 200 ? await answer.json() : null;
      } catch {
        return null;
      }
    },
  });

  const run = (call) => quietly(() => affiliate[call[0]](...[].slice.call(call, 1)));

  const start = () => {
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

  affiliate.ready = new Promise((resolve) => {
    if (document.prerendering) {
      document.addEventListener("prerenderingchange", () => resolve(start()), { once: true });
    } else {
      resolve(start());
    }
  });
})();
