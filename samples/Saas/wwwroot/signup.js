const form = document.getElementById("signup");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = document.getElementById("answer");
  const response = await fetch("/signup", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  const body = await response.json();
  answer.textContent = response.ok
    ? `Welcome! Now pay, in a terminal: samples/Saas/pay.sh ${body.user_id}`
    : typeof body === "string" ? body : Object.values(body.errors ?? {}).flat()[0] ?? "That did not work.";
});
