// What a visitor without a browser needs: to sign in by the page's own form, and to find a personal link.

import { request } from "node:http";

/**
 * @param {string} address
 * @param {{ method?: string, headers?: Record<string, string>, body?: string }} options
 * @returns {Promise<{ status: number, headers: import("node:http").IncomingHttpHeaders, body: string }>}
 */
export const ask = (address, { method = "GET", headers = {}, body } = {}) =>
  new Promise((resolve, reject) => {
    const asked = request(address, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });

/** @param {string} tag @param {string} name */
const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&amp;", "&");

/**
 * Signs in through the form on the page, as a browser without scripts would; returns the cookie.
 * @param {string} address @param {string} login
 */
export const signIn = async (address, login) => {
  const page = await ask(`${address}/sign-in`, { headers: { accept: "text/html" } });
  const form = (page.body.match(/<form[\s\S]*?<\/form>/g) ?? []).find((part) => part.includes('type="password"'));
  if (!form) throw new Error("the sign-in page has no form with a password");
  const fields = new URLSearchParams();
  for (const input of form.match(/<input[^>]*>/g) ?? []) {
    const name = attribute(input, "name");
    if (!name) continue;
    const typed = attribute(input, "type") === "password" ? "demo-telesala" : login;
    fields.set(name, attribute(input, "type") === "hidden" ? (attribute(input, "value") ?? "") : typed);
  }
  const answer = await ask(address + (attribute(form, "action") ?? ""), {
    method: "POST",
    headers: {
      accept: "text/html",
      "content-type": "application/x-www-form-urlencoded",
      origin: address,
      referer: `${address}/sign-in`,
      "sec-fetch-site": "same-origin",
    },
    body: fields.toString(),
  });
  const cookie = answer.headers["set-cookie"]?.find((one) => one.startsWith("telesala_session="))?.split(";")[0];
  if (!cookie) throw new Error(`${login} could not sign in: ${answer.status} ${answer.body.slice(0, 300)}`);
  return cookie;
};

/**
 * The path of a personal link, from the administrator's outbox; without a mail server that is where messages are read.
 * @param {string} address
 */
export const confirmationLink = async (address) => {
  const cookie = await signIn(address, "administracion");
  const outbox = await ask(`${address}/outbox`, { headers: { cookie, accept: "text/html" } });
  return /\/confirm\/[A-Za-z0-9_-]+/.exec(outbox.body)?.[0];
};
