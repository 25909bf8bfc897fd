// Makes the browser helper small. Given a source as JSON on the standard input it answers what it makes of it;
// `npm run minify` writes affiliate.min.js.
import { readFileSync, writeFileSync } from "node:fs";
import { minify } from "terser";

const folder = new URL("../../src/Affiliate.AspNetCore/Clicks/wwwroot/", import.meta.url);
const settings = { ecma: 2020, compress: { passes: 3, unsafe_arrows: true }, mangle: true };
const isAsked = process.argv[2] !== "--write";
const source = isAsked
  ? JSON.parse(readFileSync(0, "utf8")).source
  : readFileSync(new URL("affiliate.js", folder), "utf8");
const { code } = await minify(source, settings);
if (isAsked) {
  process.stdout.write(JSON.stringify(code));
} else {
  writeFileSync(new URL("affiliate.min.js", folder), code);
}
