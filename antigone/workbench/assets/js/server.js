// Asking the server. Every answer is JSON; a refusal says what was not done, and the way out.

import { announce, element, say } from "./words.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`);

export class NoConnection extends Error {}
export class OtherAccount extends Error {}

// Returns {status, said}. Raises NoConnection when nothing, or nothing of ours, answers.
export async function ask(url, options = {}) {
  const answer = await askOnce(url, options);
  // A token that grew old is refused without a code of ours: take a fresh one, once.
  if (answer.status === 403 && !answer.said.code && (await freshToken())) return askOnce(url, options);
  return answer;
}

async function askOnce(url, { method = "GET", body, headers = {}, keepalive = false } = {}) {
  let reply;
  try {
    reply = await fetch(url, {
      method,
      body,
      keepalive,
      cache: "no-store",
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": meta("csrf")?.content ?? "", ...headers },
    });
  } catch {
    throw new NoConnection();
  }
  const said = await reply.json().catch(() => ({}));
  if (reply.status >= 500 && !said.code) throw new NoConnection();
  return { status: reply.status, said };
}

// Whether whoever opened the page is still signed in. Raises NoConnection.
export async function isSignedIn() {
  const url = meta("token-url")?.content;
  return !url || (await askOnce(url)).status !== 401;
}

// Takes a fresh token for every form of the page; only for the account that opened the page.
export async function freshToken() {
  const url = meta("token-url")?.content;
  if (!url) return false;
  const { status, said } = await askOnce(url);
  if (status !== 200 || !said.token) return false;
  if (String(said.account) !== document.documentElement.dataset.account) throw new OtherAccount();
  meta("csrf").content = said.token;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = said.token;
  return true;
}

let waiting;

// Resolves once the same person has signed in again, in another tab. Raises OtherAccount.
export function signedInAgain() {
  waiting ??= new Promise((resolve, reject) => {
    const look = async () => {
      try {
        if (!(await freshToken())) return;
        finish(resolve);
      } catch (problem) {
        if (problem instanceof OtherAccount) finish(() => reject(problem));
      }
    };
    const timer = setInterval(look, 5000);
    window.addEventListener("focus", look);
    const finish = (then) => {
      clearInterval(timer);
      window.removeEventListener("focus", look);
      waiting = undefined;
      then();
    };
  });
  return waiting;
}

// Says in `place` that the session is over, with the way to sign in, and waits. False: somebody else did.
export async function waitForSignIn(place, said = {}) {
  const link = element("a", { href: said.sign_in ?? "/sign-in", target: "_blank", rel: "noopener" }, say("sign-in"));
  place.replaceChildren(say("signed-out"), " ", link);
  document.dispatchEvent(new CustomEvent("antigone:cover"));
  announce(`${say("signed-out")} ${say("sign-in")}`, { urgently: true });
  try {
    await signedInAgain();
  } catch {
    place.textContent = say("other-account");
    announce(say("other-account"), { urgently: true });
    return false;
  }
  place.textContent = say("goes-on");
  announce(say("goes-on"));
  return true;
}

// A refusal as the page shows it.
export function refusalBox(said) {
  const box = element(
    "div",
    { class: "refusal", role: "alert", tabindex: "-1" },
    element("p", {}, said.sentence ?? say("no-answer")),
    element("p", { class: "way-out" }, said.remedy ?? say("try-again")),
  );
  if (said.url) box.append(element("p", {}, element("a", { href: said.url }, said.go_label ?? say("choose-for-each"))));
  return box;
}

export const later = (seconds) => new Promise((resolve) => {
  const timer = setTimeout(resolve, seconds * 1000);
  window.addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
});

// How long to wait before each further try.
export function* patience() {
  for (const seconds of [2, 5, 10, 20]) yield seconds;
  while (true) yield 30;
}
