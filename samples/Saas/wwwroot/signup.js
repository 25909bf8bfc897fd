const form = document.getElementById("signup");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = document.getElementById("answer");
  const response = await fetch("/signup", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  answer.textContent = response.ok
    ? `Welcome! You are user ${(await response.json()).user_id}.`
    : "That did not work. Perhaps this address has an account already?";
});
